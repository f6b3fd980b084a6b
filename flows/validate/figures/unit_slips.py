"""A figure against the median of its board's own earlier figures, on the log10 scale: what repairs are weighed by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

from schemas.form import Indicator

LEAST_HISTORY = 3  # earlier values needed
POWERS = (3, 6)  # decades of a slip between units: thousand and million
POWER_WIDTH = 0.5
SMALL_COUNT = 5.0  # counts below this are taken for this: 1 after 4 is no news


@dataclass(frozen=True)
class Distance:
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


def distance_from(value: float, earlier: list[float], line: Indicator) -> Distance | None:
    """None with fewer than three earlier values: unverifiable."""
    if len(earlier) < LEAST_HISTORY:
        return None
    middle = median(log_of(x, line) for x in earlier)
    return Distance(log_of(value, line) - middle, median(earlier), min(earlier), max(earlier), len(earlier))
