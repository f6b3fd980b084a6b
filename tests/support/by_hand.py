"""The boards' own files read by hand: fixed cells of the printed form, nothing of the package's reader.

Only for files in the plain layout of the form (all of the shipped ones but some of 2023-H1).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "raw", ROOT / "tests" / "data" / "submissions")

# Column of the sheet by sector and measure, counted from 0.
_CELLS = {
    "B1": {("fdi", "actual"): 4, ("ddi", "actual"): 5, ("total", "actual"): 6},
    "B2": {
        ("fdi", "actual"): 4, ("ddi", "actual"): 5, ("total", "actual"): 6, ("fdi", "plan"): 7, ("ddi", "plan"): 8,
        ("fdi", "last_year"): 9, ("ddi", "last_year"): 10,
    },
    "B7": {("total", "max"): 4, ("total", "self"): 5, ("total", "verified"): 6},
}  # fmt: skip
_VALUE = {("total", "actual"): 4}


class Project(NamedTuple):
    number: int
    certificate: str
    name: str
    investor: str
    country: str
    zone: str
    sector: str
    event: str
    date: object
    usd: float | str
    vnd: float | str
    land: float


class Zone(NamedTuple):
    number: int
    name: str
    kind: str
    status: str
    area: float
    leasable: float
    leased: float
    investor: str
    established: int


def boards(period: str) -> list[str]:
    return sorted(path.name for folder in FOLDERS for path in (folder / period).glob("*") if path.is_dir())


@lru_cache(maxsize=128)
def _sheets(period: str, board: str) -> dict[str, list[tuple[object, ...]]]:
    (path,) = (path for folder in FOLDERS for path in (folder / period / board).glob("*.xlsx"))
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def figure(period: str, board: str, code: str, sector: str = "total", measure: str = "actual") -> float | None:
    """What stands in the cell; None for x."""
    sheet = f"B{code[0]}"
    (row,) = (row for row in _sheets(period, board)[sheet] if len(row) > 4 and row[2] == code)
    value = row[_CELLS.get(sheet, _VALUE)[sector, measure]]
    return None if value == "x" else float(value)  # type: ignore[arg-type]


def total(period: str, code: str, sector: str = "total", measure: str = "actual") -> float:
    return sum(figure(period, board, code, sector, measure) or 0.0 for board in boards(period))


def _list(period: str, board: str, sheet: str) -> list[tuple[object, ...]]:
    return [row for row in _sheets(period, board)[sheet] if isinstance(row[0], int)]


def zones(period: str, board: str) -> list[Zone]:
    return [Zone(*row[:9]) for row in _list(period, board, "B8")]  # type: ignore[arg-type]


def projects(period: str, board: str) -> list[Project]:
    return [Project(*row[:12]) for row in _list(period, board, "B9")]  # type: ignore[arg-type]


@lru_cache
def outside() -> dict[tuple[str, str, str, str], float]:
    """(predecessor, period, code, sector) -> what it had reported elsewhere."""
    lines = (FOLDERS[1] / "outside_predecessors.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split(",") for line in lines)
    return {(row[0], row[3], row[4], row[5]): float(row[6]) for row in rows}


# What the boards of July 2025 were made of.
MERGED = {
    "bac-ninh": ("bac-ninh", "bac-giang"),
    "hai-phong": ("hai-phong", "hai-duong"),
    "hung-yen": ("hung-yen", "thai-binh"),
    "ninh-binh": ("ninh-binh", "ha-nam", "nam-dinh"),
    "phu-tho": ("phu-tho-cu", "vinh-phuc", "hoa-binh"),
    "ha-noi": ("ha-noi",),
    "quang-ninh": ("quang-ninh",),
}


def on_todays_ground(period: str, board: str, code: str, sector: str) -> float:
    """The figure of a board of today in an earlier half-year: those of the boards it was made of, added."""
    if period >= "2025-H2":
        return figure(period, board, code, sector) or 0.0
    parts = MERGED[board]
    return sum(
        outside()[part, period, code, sector]
        if (part, period, code, sector) in outside()
        else figure(period, part, code, sector) or 0.0
        for part in parts
    )
