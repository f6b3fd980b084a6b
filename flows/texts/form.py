"""From when to when something of the form is in force, in words."""

from __future__ import annotations

from schemas.form import Dated
from schemas.periods import parse_period
from schemas.text import Text


def in_force_words(line: Dated) -> Text:
    """`áp dụng từ 6 tháng đầu năm 2024`; empty for what is always in force."""
    first, last = (parse_period(text) if text else None for text in (line.effective_from, line.effective_to))
    vi, en = [], []
    if first:
        vi.append(f"từ {first.text_vi}")
        en.append(f"from {first.text_en}")
    if last:
        vi.append(f"đến hết {last.text_vi}")
        en.append(f"to the end of {last.text_en}")
    return Text(" ".join(["áp dụng", *vi]), " ".join(["in force", *en])) if vi else Text("", "")
