"""How many cases a test draws: few in the normal tests, many in a campaign (`make campaigns`)."""

from __future__ import annotations

import os

IN_CAMPAIGN = bool(os.environ.get("ZONES_LONG"))
# What hypothesis draws where a test names no number of its own.
DRAWN = 2_000


def cases(usual: int, campaign: int) -> int:
    """The number of cases of a test that names both; its module or the test itself is marked `campaign`."""
    return campaign if IN_CAMPAIGN else usual
