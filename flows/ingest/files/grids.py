"""Grids of cells: what every file format becomes before anybody looks for the form in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TypeGuard

from flows.ingest.submission import Note


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A spreadsheet error value such as #REF! or #DIV/0!."""

    text: str


# How spreadsheet programs show error values; LibreOffice's own begin with the last.
ERROR_VALUES = (
    "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "Err:",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UncalculatedCell:
    """A formula whose result was never stored in the file."""

    formula: str


@dataclass(frozen=True, slots=True)
class StruckCell(ErrorCell):
    """A number that is struck through as a whole: whether it still counts only its author knows."""


ADDRESSES = 1_000
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")

# None is blank. Text is Unicode already: fonts of the old encodings are decoded when the grid is made.
CellValue = str | float | int | bool | date | datetime | ErrorCell | UncalculatedCell | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet (or the whole of a csv, or one table of a docx), rows of cells from A1.

    `sheet` is the name people see: the sheet's own, None for a csv, `table 4` for the n-th table of a docx.
    `member` names the file inside a zip. `merged` holds (first row, first column, last row, last column),
    counted from 0, and only where something calls for it. `percent` holds the cells a spreadsheet shows as
    percentages (0.611 shown as 61.1 %). `before` is the running text between the table before and this one (docx).
    `telling_formats` holds the number format of cells where it shows a unit or thousands (5 shown as `5 nghìn USD`).
    `comments` holds what is noted at a cell and stands in none.
    `fields` counts the fields of each row as written where commas separate them (csv), else it is empty.
    """

    sheet: str | None
    rows: list[list[CellValue]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    percent: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    member: str | None = None
    before: tuple[str, ...] = ()
    telling_formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    fields: tuple[int, ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All grids of one submission. `paragraphs` is running text outside tables (docx), in order."""

    format: str  # xlsx, xlsm, xlsb, xls, ods, csv, tsv, docx or zip
    grids: tuple[Grid, ...]
    paragraphs: tuple[str, ...] = ()
    notes: tuple[Note, ...] = field(default=())


class UnreadableFile(Exception):
    """F01: the file is none of the accepted formats, or is broken, locked, empty or hostile.

    `reason` is a key of the texts (`unreadable_empty`, `unreadable_pdf`, ...), `details` fills its places.
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


def is_number(cell: CellValue) -> TypeGuard[float]:
    """Whether a cell holds a number; a truth value is none."""
    kind = type(cell)
    return kind is float or kind is int


@lru_cache(maxsize=16384)
def as_shown(number: float) -> tuple[str, float]:
    """A number at the 15 significant digits a spreadsheet shows: its text, and the number which that text is."""
    if not number:
        return "0", 0.0  # also of -0.0, which is the same number
    text = repr(number)
    if len(text) <= 15:  # it has no more digits
        return text.removesuffix(".0"), float(number)
    text = f"{number:.15g}"
    return text, float(text)


@lru_cache(maxsize=4096)
def shown_date(day: date) -> str:
    """A day as people write it: 28/01/2023."""
    written = day.isoformat()
    return f"{written[8:10]}/{written[5:7]}/{day.year}"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=64)
def addresses(column: int) -> tuple[str, ...]:
    """The A1 addresses of the first `ADDRESSES` cells of a column."""
    return tuple(map(column_letters(column).__add__, map(str, range(1, ADDRESSES + 1))))


def address(row: int, column: int) -> str:
    """The A1 address of a cell counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def column_number(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def place_of(written: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column (from 0) of an A1 address; where it is none, those after the cell before."""
    found = _ADDRESS.fullmatch(written) if written else None
    return (int(found[2]) - 1, column_number(found[1])) if found else (row, column + 1)
