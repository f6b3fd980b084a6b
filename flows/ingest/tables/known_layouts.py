"""Sheets filled in on one form: laid out once, known again by their words.

What stands where in a table (its heading, its lines, its columns, the notes below it) depends on the words of the sheet
from the heading on, on which cells hold a number, and on merged cells; never on the numbers themselves. So a sheet with
the same words in the same places is laid out as the one before it was.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import chain
from types import NoneType
from typing import Any

from flows.ingest.files.grids import CellValue, Grid, is_number
from flows.ingest.tables.headings import HeadingReader, is_numbering
from flows.ingest.tables.surroundings import is_place_and_day
from flows.ingest.tables.table import Table
from flows.ingest.words.unit_reading import StatedUnits
from flows.ingest.words.vocabulary import Vocabulary

_ROWS, _LETTERS = 60, 20_000  # of a sheet that is remembered
_DAY = "\x1f"
_NUMBER = 1
_SHAPE: dict[type, Any] = {NoneType: None, float: _NUMBER, int: _NUMBER}
_KINDS = {str, *_SHAPE}


@dataclass(slots=True, eq=False)
class Layout:
    """How one sheet is laid out: its only table, as it is before anything above it is read.

    `notes` are the units named below the table. `lines` is what else is known of a sheet with these words; whoever
    finds it out keeps it here.
    """

    table: Table
    notes: tuple[StatedUnits, ...] | None = None
    lines: object = None

    def of(self, index: int, grid: Grid) -> Table:
        """The table of another grid with the same words."""
        own = self.table
        table = Table(index, grid, own.heading_row, own.first_row, own.end_row, own.first_column, own.end_column)
        table.fixed, table.values, table.headings = {**own.fixed}, {**own.values}, {**own.headings}
        table.layout = self
        return table


def words_of(grid: Grid, top: int, vocabulary: Vocabulary, reader: HeadingReader) -> Hashable:
    """What the layout of a grid from a row on depends on; None where that is more than words and places."""
    rows = grid.rows[top:]
    if len(rows) > _ROWS or grid.fields or grid.comments or grid.percent or grid.telling_formats:
        return None
    cells = list(chain.from_iterable(rows))
    kinds = list(map(type, cells))
    if not _KINDS.issuperset(kinds):
        return None
    words: list[Any] = list(map(_SHAPE.get, kinds, cells))  # a text stands for itself
    for place in range(len(words) - 1, -1, -1):  # below the lines
        word = words[place]
        if word == _NUMBER:
            break
        if word and is_place_and_day(word, vocabulary, reader):
            words[place] = _DAY
    return grid.sheet, top, grid.merged, tuple(map(len, rows)), tuple(words)


def layout_from(table: Table) -> Layout | None:
    """What to remember of a table just found; None where its place may depend on a number or it is no plain one."""
    if table.sheet or table.twice or table.unknown:
        return None
    rows, heading = table.grid.rows[table.heading_row :], table.first_row - table.heading_row
    below = (row[table.first_column : table.end_column] for row in rows[heading:])
    first = next((row for row in below if any(map(_filled, row))), [])
    if any(map(is_number, chain.from_iterable(rows[:heading]))) or not any(map(_names_a_line, first)):
        return None
    if not all(any(isinstance(cell, str) and cell for cell in row) for row in rows if any(map(is_number, row))):
        return None
    if sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) > _LETTERS:
        return None
    layout = Layout(table)
    layout.table = layout.of(0, replace(table.grid, rows=[]))
    return layout


def _filled(cell: CellValue) -> bool:
    return cell is not None and cell != ""


def _names_a_line(cell: CellValue) -> bool:
    """Whether a cell shows of itself that its row is none of the heading, whatever numbers stand beside it."""
    return isinstance(cell, str) and bool(cell) and not is_numbering(cell)
