"""How far honest figures may be apart: half a unit of the last declared decimal for each figure of a balance.

A figure written with d decimals stands for any truth within half of 10^-d of it. A sum of such figures is honest
when its imbalance is at most the sum of those halves; counts are exact and allow nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

# Binary fractions of decimal figures: sums of a hundred figures below 10^8 err by less than this, and the
# smallest half unit of the form (0.005) is far above it.
FLOAT_SLACK = 1e-6


class Interval(NamedTuple):
    """The truths a written figure, or a quotient of written figures, may stand for."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high + FLOAT_SLACK and other.low <= self.high + FLOAT_SLACK


def half_unit(decimals: int) -> float:
    """Half a unit of the last of `decimals` decimals; 0 for whole counts."""
    return 0.0 if decimals == 0 else 0.5 * 10.0**-decimals


def sum_of_halves(halves: Iterable[float]) -> float:
    """The allowance of a balance over figures with these half units (rounded to shed binary noise)."""
    return round(sum(halves), 9)


def balances(imbalance: float, allowance: float) -> bool:
    """Whether an imbalance is within its allowance."""
    return abs(imbalance) <= allowance + FLOAT_SLACK


def balances_expr(imbalance: pl.Expr, allowance: float | pl.Expr) -> pl.Expr:
    """`balances` over columns; null where an operand is missing."""
    return imbalance.abs() <= allowance + FLOAT_SLACK


def around(value: float, half: float) -> Interval:
    return Interval(value - half, value + half)


def quotient(part: Interval, whole: Interval, factor: float = 1.0) -> Interval:
    """All values of factor * part / whole for a part that is not negative and a whole above zero.

    Where the whole may be zero within its interval the quotient has no upper limit.
    """
    low = max(part.low, 0.0) * factor / whole.high if whole.high > 0 else 0.0
    high = part.high * factor / whole.low if whole.low > 0 else float("inf")
    return Interval(low, high)
