"""Columns of a list that hold what they should and nothing else, read at once.

Nearly every column of a list is one: its cells are all plain texts, plain figures, known choices or days (or x, or
nothing). Where one cell is anything else the column is left to be read cell by cell, which knows what to ask.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from types import NoneType

from flows.ingest.files.grids import CellValue, as_shown, shown_date
from flows.ingest.submission import BLANK, DATE, NOT_APPLICABLE, NUMBER, TEXT, ListCell
from flows.ingest.words.numerals import MISSING_WORDS
from schemas.folding import fold

# A named tuple made as the tuple it is: lists have thousands of cells, and its own constructor takes twice as long.
_cell: Callable[[tuple[str, str | float | date | None, str, str]], ListCell] = partial(tuple.__new__, ListCell)
CROSSES = ("x", "X", "×")
# Takes the cells of a column and their A1 addresses; None where it is no such column.
ColumnReader = Callable[[Sequence[CellValue], Sequence[str]], list[ListCell] | None]
_TEXTS = {str, NoneType}
_END = "\x1f"
# Spaces that are not shown, and rows of dots that are a blank to be filled in.
_UNTIDY = ("  ", "\n", "\t", "\r", "\xa0", f" {_END}", f"{_END} ", "..", "…", "__", f"{_END}.{_END}", f"{_END}_{_END}")
_LINES = {str, NoneType, float, int}


def texts(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of words, each with single spaces."""
    if not _TEXTS.issuperset(map(type, cells)):
        return None
    whole: list[str] = [cell or "" for cell in cells]  # type: ignore[misc]
    together = f"\x1f{_END.join(whole)}\x1f"
    if any(sign in together for sign in _UNTIDY) or not MISSING_WORDS.isdisjoint(map(str.lower, whole)):
        return None
    return [
        _cell((TEXT, text, place, text)) if len(text) > 1 else _short(text, place) for text, place in zip(whole, places)
    ]


def line_numbers(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of line numbers, as numbers or as words."""
    if not _LINES.issuperset(map(type, cells)):
        return None
    return texts([f"{cell:.15g}" if isinstance(cell, (float, int)) else cell for cell in cells], places)


def figures(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of numbers in the form's unit, x among them."""
    found = []
    for cell, place in zip(cells, places):
        kind = type(cell)
        if kind is float or kind is int:
            if not math.isfinite(cell):  # type: ignore[arg-type]
                return None
            raw, value = as_shown(cell)  # type: ignore[arg-type]
            found.append(_cell((NUMBER, value, place, raw)))
        elif cell is None or cell == "":
            found.append(_cell((BLANK, None, place, "")))
        elif kind is str and cell in CROSSES:
            found.append(_cell((NOT_APPLICABLE, None, place, cell)))  # type: ignore[arg-type]
        else:
            return None
    return found


def days(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of days."""
    found = []
    for cell, place in zip(cells, places):
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            found.append(_cell((DATE, day, place, shown_date(day))))
        elif cell is None or cell == "":
            found.append(_cell((BLANK, None, place, "")))
        else:
            return None
    return found


def choices(known: Mapping[str, str]) -> ColumnReader:
    """What reads a column of words that are all among the `known` ones (folded word to choice)."""

    def read(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
        found = []
        for cell, place in zip(cells, places):
            if cell is None or cell == "":
                found.append(_cell((BLANK, None, place, "")))
                continue
            choice = known.get(fold(cell)) if isinstance(cell, str) else None
            if choice is None:
                return None
            found.append(_cell((TEXT, choice, place, cell.strip())))  # type: ignore[union-attr]
        return found

    return read


def _short(text: str, place: str) -> ListCell:
    if text in CROSSES:
        return _cell((NOT_APPLICABLE, None, place, text))
    return _cell((TEXT, text, place, text)) if text else _cell((BLANK, None, place, ""))
