"""Texts in two languages, as forms of joint ventures and of ministries have them: `Kế hoạch năm / Annual plan`."""

from __future__ import annotations

import re
from functools import lru_cache

_BETWEEN = re.compile(r"\s*[/|\n]\s*|\s+[-–—]\s+")
_WORD = re.compile(r"[A-Za-z]{3,}")


@lru_cache(maxsize=4096)
def in_one_language(text: str) -> tuple[tuple[str, str], ...]:
    """What may be the Vietnamese of a text with an English part beside it, and that part; the longest first."""
    found = []
    for between in _BETWEEN.finditer(text) if len(text) <= 300 else ():
        left, right = text[: between.start()].strip(), text[between.end() :].strip()
        found += [(own, other) for own, other in ((left, right), (right, left)) if own and _is_english(other)]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _is_english(text: str) -> bool:
    return text.isascii() and _WORD.search(text) is not None and not any(map(str.isdigit, text))
