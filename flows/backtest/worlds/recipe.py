"""The recipe of a world: by which process each line of the form moves, and between what it usually lies (CSV)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from schemas.form import SECTORS
from schemas.tabular import read_rows

_FILE = Path(__file__).with_name("recipe.csv")


@dataclass(frozen=True)
class Line:
    """One line of the recipe.

    process: level (autoregressive on the log scale), ratio (of `base`, which swings so), share (a part of a stock),
    count (negative binomial), part (of the cases of `base`), fines (an amount a case), tally and tally_capital (of
    the register's events `base`), opening (a stock that its flows move), members (the same, and a few leave).
    """

    key: str
    process: str
    base: str
    bounds: Mapping[str, tuple[float, float]] = field(hash=False)  # by sector: what a board's usual is drawn between
    sigma: float
    size: float  # of the negative binomial distribution
    seasonal: bool
    grows: bool  # with its board; an income or a stock of members does not


@lru_cache(maxsize=1)
def recipe() -> tuple[Line, ...]:
    return tuple(_line(row) for row in read_rows(_FILE))


def _line(row: Mapping[str, str]) -> Line:
    bounds = {
        sector: (float(row[f"{sector}_low"]), float(row[f"{sector}_high"]))
        for sector in SECTORS
        if row[f"{sector}_low"]
    }
    sigma, size = float(row["sigma"] or 0), float(row["size"] or 1)
    return Line(
        row["key"], row["process"], row["base"], bounds, sigma, size, row["seasonal"] == "yes", row["grows"] == "yes"
    )
