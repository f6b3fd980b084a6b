"""How far honest figures swing, line by line: `usual.csv`, by which method each is held against what is usual."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from schemas.form import SECTORS, Indicator
from schemas.tabular import FOLDER, read_rows

# Held against the sister lines of its submission, the last period, its own level, the count usual; the register or
# the zone list proves it, or nothing is said of it.
RESULTS, STEP, LEVEL, COUNT, PROVED, NONE = "results", "step", "level", "count", "proved", "none"
METHODS = (RESULTS, STEP, LEVEL, COUNT, PROVED, NONE)
# What a line of the form without a line in usual.csv gets, by what it is.
_FLOWS = re.compile(r"([+-]?)\s*(\d+\.\d+)")
_OF_MONEY, _OF_STOCK = 0.5, 0.3
_SIZE_OF_COUNT = 1.0


@dataclass(frozen=True)
class Usual:
    """How one line swings. spread: by sector, the usual swing as a standard deviation on the natural log scale.

    Of a count it is the size of the negative binomial distribution: the smaller, the more the count swings.
    """

    method: str
    family: str  # lines of one family move together and count once for a whole sheet; a line without one by itself
    spread: dict[str, float] = field(hash=False)
    rolls: tuple[tuple[str, float], ...] = ()  # flows that move a stock from one period to the next, with their signs
    part_of: str = ""  # the line it is a part of, or the cases it is the amount of


def load_usual(folder: Path = FOLDER) -> dict[str, Usual]:
    """Code to what is usual of its line.

    Raises:
        ValueError: a method is not known; names the code.
    """
    found = {}
    for row in read_rows(folder / "usual.csv"):
        if row["method"] not in METHODS:
            raise ValueError(f"usual.csv: {row['code']}: unknown method {row['method']}; known: {', '.join(METHODS)}")
        spread = {sector: row[f"spread_{sector}"] for sector in SECTORS}
        by_sector = {sector: float(text) for sector, text in spread.items() if text}
        rolls = tuple((code, -1.0 if sign == "-" else 1.0) for sign, code in _FLOWS.findall(row["rolls"]))
        found[row["code"]] = Usual(row["method"], row["family"], by_sector, rolls, row["part_of"])
    return found


def usual_of(kind: str, is_count: bool) -> Usual:
    """What is taken for usual of a line that `usual.csv` does not name."""
    if kind == "flow":
        method, spread = (COUNT, _SIZE_OF_COUNT) if is_count else (LEVEL, _OF_MONEY)
    else:
        method, spread = STEP if kind in ("stock", "ratio") else NONE, _OF_STOCK
    return Usual(method, "", dict.fromkeys(SECTORS, spread))


_shipped = lru_cache(maxsize=1)(load_usual)


def swing_of(line: Indicator, sector: str) -> float:
    """How far honest figures of a line swing in a sector, on the natural log scale."""
    known = _shipped().get(line.code)
    own = known if known and known.spread else usual_of(line.kind, line.is_count)
    return own.spread.get(sector) or max(own.spread.values())


@lru_cache(maxsize=1)
def _thresholds() -> dict[str, float]:
    return {row["threshold"]: float(row["value"]) for row in read_rows(FOLDER / "thresholds.csv")}


def threshold(name: str) -> float:
    """A threshold of `thresholds.csv`, which says of each what it decides and on what worlds it was set."""
    return _thresholds()[name]


def least_asked() -> dict[str, float]:
    """By method: how far off a figure is asked about where no slip explains it, in standard deviations."""
    return {name.removeprefix("asked."): value for name, value in _thresholds().items() if name.startswith("asked.")}
