"""Columns of a list that hold what they should and nothing else, read at once.

Nearly every column of a list is one: its cells are all plain texts, plain figures, known choices or days (or x, or
nothing). Where one cell is anything else the column is left to be read cell by cell, which knows what to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import repeat
from types import NoneType

from flows.ingest.files.grids import CellValue, as_shown, shown_date
from flows.ingest.submission import BLANK, DATE, NOT_APPLICABLE, NUMBER, TEXT, ListCell
from flows.ingest.words.numerals import LONGEST_DITTO, MISSING_WORDS, are_amounts, is_amount, is_ditto
from schemas.folding import fold

_CELL = repeat(ListCell)
CROSSES = ("x", "X", "×")
# Takes the cells of a column and their A1 addresses; None where it is no such column.
ColumnReader = Callable[[Sequence[CellValue], Sequence[str]], list[ListCell] | None]
_TEXTS = {str, NoneType}
_END = "\x1f"
_UNTIDY = ("\n", "\t", "\r", "\xa0", "…")  # spaces that are not shown, and a blank to be filled in
_BLANKS = ("..", "__", "\x1f.\x1f", "\x1f_\x1f")  # the same, where one of their signs stands in a text at all
_NUMBERS = {float, int}
_DAYS = {date}
_LINES = _FIGURES = {str, NoneType, float, int}
_Read = tuple[str, str | float | date | None, str]  # state, value and text of a cell


def texts(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of words, each with single spaces."""
    types = set(map(type, cells))
    if not _TEXTS.issuperset(types):
        return None
    whole: Sequence[str] = cells if len(types) == 1 and NoneType not in types else [cell or "" for cell in cells]  # type: ignore[assignment,misc]
    together = f" {' '.join(filter(None, whole)) or _END} "  # a space at either end of a text makes two as well
    if "  " in together or any(sign in together for sign in _UNTIDY):
        return None
    if ("." in together or "_" in together) and any(sign in f"\x1f{_END.join(whole)}\x1f" for sign in _BLANKS):
        return None
    shortest = min(map(len, whole), default=2)
    if shortest <= LONGEST_DITTO:
        short = [text for text in set(whole) if len(text) <= LONGEST_DITTO and not text[:1].isdigit()]
        if not MISSING_WORDS.isdisjoint(map(str.lower, short)) or any(map(is_ditto, short)):
            return None
        if shortest <= 1:
            return list(map(_short, whole, places))
    return _cells(repeat(TEXT), whole, places, whole)


def line_numbers(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of line numbers, as numbers or as words."""
    if _NUMBERS.issuperset(types := set(map(type, cells))):
        written = list(map(_number_text, cells))
        return _cells(repeat(TEXT), written, places, written)
    if not _LINES.issuperset(types):
        return None
    return texts([_number_text(cell) if isinstance(cell, (float, int)) else cell for cell in cells], places)


@lru_cache(maxsize=4096)
def _number_text(number: float) -> str:
    return f"{number:.15g}"


def figures(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of numbers in the form's unit, x among them."""
    types = set(map(type, cells))
    if types and _NUMBERS.issuperset(types) and are_amounts(cells):  # type: ignore[arg-type]
        raws, values = zip(*map(as_shown, cells))
        return _cells(repeat(NUMBER), values, places, raws)
    return _together(map(_figure, cells), places) if _FIGURES.issuperset(types) else None


@lru_cache(maxsize=16384)
def _figure(cell: CellValue) -> _Read | None:
    if cell is None or cell == "":
        return BLANK, None, ""
    if isinstance(cell, str):
        return (NOT_APPLICABLE, None, cell) if cell in CROSSES else None
    if not is_amount(cell):  # type: ignore[arg-type]
        return None
    raw, value = as_shown(cell)
    return NUMBER, value, raw


def days(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
    """A column of days."""
    if set(map(type, cells)) == _DAYS:
        return _cells(repeat(DATE), cells, places, map(shown_date, cells))
    return _together(map(_day, cells), places)


@lru_cache(maxsize=4096)
def _day(cell: CellValue) -> _Read | None:
    if cell is None or cell == "":
        return BLANK, None, ""
    if not isinstance(cell, date):
        return None
    day = cell.date() if isinstance(cell, datetime) else cell
    return DATE, day, shown_date(day)


def choices(known: Mapping[str, str]) -> ColumnReader:
    """What reads a column of words that are all among the `known` ones (folded word to choice)."""

    def read(cells: Sequence[CellValue], places: Sequence[str]) -> list[ListCell] | None:
        found: dict[CellValue, _Read] = {}
        for cell in set(cells):
            if cell is None or cell == "":
                found[cell] = BLANK, None, ""
            elif isinstance(cell, str) and (choice := known.get(fold(cell))) is not None:
                found[cell] = TEXT, choice, cell.strip()
            else:
                return None
        return _together(map(found.__getitem__, cells), places)

    return read


def _together(read: Iterable[_Read | None], places: Sequence[str]) -> list[ListCell] | None:
    """The cells of a column; None where one of them was not read."""
    found = list(read)
    if not all(found):
        return None
    states, values, raws = zip(*found) if found else ((), (), ())
    return _cells(states, values, places, raws)


def _cells(*fields: Iterable[object]) -> list[ListCell]:
    """Named tuples made as the tuples they are: lists have thousands, and their own constructor takes twice as long."""
    return list(map(tuple.__new__, _CELL, zip(*fields)))


def _short(text: str, place: str) -> ListCell:
    if text in CROSSES:
        return ListCell(NOT_APPLICABLE, None, place, text)
    return ListCell(TEXT, text, place, text) if text else ListCell(BLANK, None, place, "")
