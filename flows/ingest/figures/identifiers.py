"""Numbers that name something (certificates): what a spreadsheet or another program has made of some of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_DECIMALS = re.compile(r"(\d{5,})[.,]0+")
_POWER = re.compile(r"(\d)(?:[.,](\d+))?\s*[eE]\s*\+?(\d{1,2})")
_DIGITS = re.compile(r"\d+")
_LEAST = 6  # digits of what may be an identifier beside another
_PRECISE = 15  # digits a spreadsheet keeps of a number
_MOST_ZEROS = 3


def doubtful(texts: Sequence[str]) -> dict[int, str]:
    """Which identifiers of one column cannot be what was issued, by position, and what was where that is certain.

    `2610000581.0` was a text once; `2,99E+09` has lost digits; one digit less than all others have lost a zero; of
    `'2610000581` and `GCN số 2610000581` among bare numbers the number is meant.
    """
    together = "".join(texts)
    if together.isascii() and together.isdigit() and len(texts[0]) <= _PRECISE and len(set(map(len, texts))) == 1:
        return {}
    found: dict[int, str] = {}
    plain: dict[int, str] = {}
    for position, text in enumerate(texts):
        if match := _DECIMALS.fullmatch(text):
            found[position] = plain[position] = match[1]
        elif match := _POWER.fullmatch(text):
            digits = match[1] + (match[2] or "")
            found[position] = digits if len(digits) == int(match[3]) + 1 else ""
        elif text.isascii() and text.isdigit():
            plain[position] = text
            if len(text) > _PRECISE and text.endswith("0" * (len(text) - _PRECISE)):
                found[position] = ""
    usual = _usual_length(list(plain.values()))
    for position, digits in plain.items():
        if usual - _MOST_ZEROS <= len(digits) < usual:
            found[position] = digits.zfill(usual)
    for position, text in enumerate(texts):
        runs = _DIGITS.findall(text) if usual and position not in plain and position not in found else ()
        issued = [run for run in runs if len(run) == usual]
        if issued:
            found[position] = issued[0] if len(issued) == 1 else ""
    return found


def several(text: str) -> bool:
    """Whether a text holds several numbers each of which may be the one issued."""
    return sum(len(run) >= _LEAST for run in _DIGITS.findall(text)) > 1


def _usual_length(identifiers: list[str]) -> int:
    """The length that at least three of them and three quarters have, 0 where there is none."""
    ((length, times),) = Counter(map(len, identifiers)).most_common(1) or [(0, 0)]
    return length if times >= 3 and 4 * times >= 3 * len(identifiers) else 0
