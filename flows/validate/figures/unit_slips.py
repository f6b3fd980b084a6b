"""Unit slips and outliers: a figure against the median of the board's own earlier figures, on the log10 scale.

z-scores of three to nine half-years find nothing; a ratio to the median does. A slip is named when the ratio is near
a power of 1000 or near the exchange rate in the units concerned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

import polars as pl

from schemas.exchange_rates import MOVED_BY_RATE
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


def currency_sign(key: ValueKey, line: Indicator) -> int:
    """The way the exchange rate moves a figure in the other currency; 0 where it is not looked for.

    Too large where the form asks for million USD (VND was written), too small where it asks for billion VND. It is
    looked for in stocks and operations only: capital flows swing too much for it.
    """
    if is_capital_flow(line):
        return 0
    return MOVED_BY_RATE.get(line.units.get(key.sector, ""), 0)


def slip_power() -> pl.Expr:
    """The power of 10 a figure looks like being off by (over UNUSUAL_SCHEMA); null for none. Zero is no slip."""
    deviation = pl.col("deviation")
    powers = [sign * power for power in POWERS for sign in (1, -1)]
    near = pl.coalesce(pl.when((deviation - power).abs() <= POWER_WIDTH).then(power) for power in powers)
    return pl.when((pl.col("value") != 0) & (pl.col("median") != 0)).then(near)


def is_currency_slip() -> pl.Expr:
    """Whether a figure looks like being off by the exchange rate, and by no power of 1000."""
    sign = pl.col("currency_sign")
    near = (pl.col("deviation") - sign * pl.col("rate").log10()).abs() <= RATE_WIDTH
    some = (pl.col("value") != 0) & (pl.col("median") != 0) & (sign != 0)
    return (some & near & slip_power().is_null()).fill_null(False)


def swing_allowed() -> pl.Expr:
    """How far an honest figure may lie from the median, in decades; the spread of such figures widens it."""
    least = pl.when("capital_flow").then(CAPITAL_SWING).otherwise(USUAL_SWING)
    wider = SPREADS * pl.col("spread").fill_null(0.0)
    return pl.min_horizontal(pl.max_horizontal(least, wider), WIDEST_SWING)
