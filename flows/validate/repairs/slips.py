"""Which slip of the hand turns one figure into another: the name of a cause, where one fits."""

from __future__ import annotations

import math

# A slip that could be chance is named less surely: how much a name weighs in ranking, lower is surer.
WEIGHT = {
    "digits_transposed": 0.0,
    "sign_lost": 0.0,
    "thousand": 0.0,
    "million": 0.0,
    "columns_swapped": 0.0,
    "rows_swapped": 0.0,
    "wrong_column": 0.0,
    "wrong_status": 0.2,
    "digit_dropped": 0.2,
    "digit_added": 0.2,
    "zero_for_figure": 0.3,
    "line_twice": 0.2,
    "currency": 0.5,
    "line_missing": 0.5,
    "decimal_mark": 0.5,
    "line_extra": 0.8,
    "wrong_event": 0.8,
    "wrong_sector": 0.8,
    "digit_changed": 0.9,
    "recalculated": 2.0,
}
UNNAMED = "recalculated"
# Short figures resemble each other: with so few digits a likeness is hardly evidence.
FEW_DIGITS = 2
# No key held down adds more: beyond, two figures have nothing to do with each other.
_MOST_NOUGHTS = 15


def slip_between(found: float, right: float, decimals: int) -> str:
    """The name of the slip that makes `found` out of `right`; `recalculated` when none fits."""
    step = 10.0**-decimals
    if abs(found - right) < step / 2:
        return UNNAMED
    if abs(found + right) < step / 2:
        return "sign_lost"
    if found == 0:
        return "zero_for_figure"
    if right == 0:
        return UNNAMED  # a figure where nothing happened resembles every other
    power = _power_of_ten(found, right, step)
    if power in (3, -3):
        return "thousand"
    if power in (6, -6):
        return "million"
    a, b = _digits(found, decimals), _digits(right, decimals)
    if (found < 0) == (right < 0):
        if _transposed(a, b):
            return "digits_transposed"
        # A dropped last digit is a shift of ten, which the decimal mark explains where there are decimals.
        if power in (1, -1, 2, -2) and decimals:
            return "decimal_mark"
        if _without_one(a, b):
            return "digit_dropped"
        if _without_one(b, a):
            return "digit_added"
        if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
            return "digit_changed"
    return UNNAMED


def weight(cause: str, found: float, right: float, decimals: int) -> float:
    """How sure a named cause is (lower is surer): likeness of short figures counts for little."""
    base = WEIGHT.get(cause, WEIGHT[UNNAMED])
    digits = max(len(_digits(found, decimals)), len(_digits(right, decimals)))
    doubtful = cause.startswith("digit") and digits <= FEW_DIGITS
    return base + (0.8 if doubtful else 0.0)


def _digits(value: float, decimals: int) -> str:
    return f"{abs(round(value, decimals)):.{decimals}f}".replace(".", "").lstrip("0")


def _transposed(a: str, b: str) -> bool:
    """Two neighbouring digits exchanged."""
    if len(a) != len(b):
        return False
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]


def _without_one(short: str, long: str) -> bool:
    """Whether `short` is `long` with one digit left out."""
    if len(short) + 1 == len(long):
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    # The digit left out may have stood before zeros that then fall away as well.
    return bool(short) and len(short) < len(long) and long[1:].lstrip("0") == short


def _power_of_ten(found: float, right: float, step: float) -> int:
    if not found or not right or (found < 0) != (right < 0) or not math.isfinite(found - right):
        return 0
    exponent = round(math.log10(abs(found)) - math.log10(abs(right)))
    if exponent == 0 or abs(exponent) > _MOST_NOUGHTS:
        return 0
    shifted = right * 10.0**exponent
    # The right figure is known to half a step, so is its multiple; a figure made smaller was rounded again.
    room = max(step, step * 10.0**exponent) * 0.51
    return exponent if abs(found - shifted) <= room else 0
