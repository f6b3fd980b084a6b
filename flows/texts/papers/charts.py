"""Words of the charts."""

from __future__ import annotations

from schemas.text import Text

FIRST_HALF, SECOND_HALF = Text("đầu {year}", "H1 {year}"), Text("cuối {year}", "H2 {year}")
DOUBTFUL = Text("{figure} (?)", "{figure} (?)")
