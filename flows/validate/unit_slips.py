"""Unit slips and outliers: a figure against the median of the board's own earlier figures, on the log10 scale.

z-scores of three to nine half-years find nothing; a ratio to the median does. A slip is named when the ratio is near
a power of 1000 or near the exchange rate in the units concerned.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from schemas.form import Indicator, ValueKey

LEAST_HISTORY = 3  # earlier values needed
POWERS = (3, 6)  # decades of a slip between units: thousand and million
POWER_WIDTH = 0.5
RATE_WIDTH = 0.15
# An honest figure lies within about three times its median; capital flows and project counts within five times.
USUAL_SWING = 0.5
CAPITAL_SWING = math.log10(5)
SPREADS = 4.0  # swings wider than this many pooled spreads are outliers even where boards differ much
WIDEST_SWING = 1.5
SMALL_COUNT = 5.0  # counts below this are taken for this: 1 after 4 is no news
CAPITAL_SHEET = "B1"
OPERATIONS_SHEET = "B2"


@dataclass(frozen=True)
class Slip:
    """factor: how many times too large (below 1: too small); currency: by the exchange rate."""

    factor: float
    currency: bool


@dataclass(frozen=True)
class Standing:
    """A figure against its history. deviation: log10 of its ratio to the median of the earlier ones."""

    deviation: float
    median: float
    least: float
    largest: float
    count: int


def floor_of(line: Indicator) -> float:
    """What smaller figures are taken for: small counts, and half a unit of the last decimal."""
    return SMALL_COUNT if line.is_count else line.half_unit


def log_of(value: float, line: Indicator) -> float:
    return math.log10(max(abs(value), floor_of(line)))


def standing(value: float, earlier: list[float], line: Indicator) -> Standing | None:
    """None with fewer than three earlier values: unverifiable."""
    if len(earlier) < LEAST_HISTORY:
        return None
    middle = median(log_of(x, line) for x in earlier)
    return Standing(log_of(value, line) - middle, median(earlier), min(earlier), max(earlier), len(earlier))


def is_capital_flow(line: Indicator) -> bool:
    """Capital flows and project counts of a half-year, which swing honestly."""
    return line.sheet == CAPITAL_SHEET and line.kind == "flow"


def unit_slip(value: float, where: Standing, key: ValueKey, line: Indicator, rate: float | None) -> Slip | None:
    """The slip a deviation looks like. `rate`: billion VND a million USD; None where it is not known.

    Zero is no slip. The exchange rate is looked for in stocks and operations only: too large where the form asks for
    million USD (VND was written), too small where it asks for billion VND (USD was written).
    """
    if value == 0 or where.median == 0:
        return None
    for power in POWERS:
        for sign in (1, -1):
            if abs(where.deviation - sign * power) <= POWER_WIDTH:
                return Slip(10.0 ** (sign * power), currency=False)
    unit = line.units.get(key.sector, "")
    if rate is None or is_capital_flow(line) or unit not in ("million_usd", "billion_vnd"):
        return None
    sign = 1 if unit == "million_usd" else -1
    if abs(where.deviation - sign * math.log10(rate)) <= RATE_WIDTH:
        return Slip(rate**sign, currency=True)
    return None


def swing_allowed(line: Indicator, spread: float) -> float:
    """How far an honest figure may lie from the median, in decades."""
    floor = CAPITAL_SWING if is_capital_flow(line) else USUAL_SWING
    return min(max(floor, SPREADS * spread), WIDEST_SWING)


def pooled_spread(histories: Iterable[list[float]], line: Indicator) -> float:
    """The median absolute deviation of boards' figures from their own medians, as a standard deviation.

    Pooled over boards, because one board's few half-years say little of how far figures swing.
    """
    deviations: list[float] = []
    for history in histories:
        if len(history) >= LEAST_HISTORY:
            logs = [log_of(x, line) for x in history]
            middle = median(logs)
            deviations += [abs(x - middle) for x in logs]
    return 1.4826 * median(deviations) if deviations else 0.0
