"""Merged cells of a table: which cells show what another one holds.

A spreadsheet keeps the content of merged cells in the first of them; the others are empty in the file though people see
them filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.ingest.tables.table import Table

_SPANS = 2_000  # a form has some dozens; only so many are looked into
_COLUMNS = 20

Cell = tuple[int, int]  # row and column, counted from 0


def covered_cells(table: Table, columns: Iterable[int]) -> Mapping[Cell, Cell]:
    """Cells of these columns that a merged cell covers, each with the cell that holds the content.

    Only cells of the table's lines, and only where the content stands in one of its lines as well.
    """
    merged = table.grid.merged
    if not merged:
        return {}
    wanted = sorted(set(columns))
    covered: dict[Cell, Cell] = {}
    spans = [span for span in merged if table.first_row <= span[0] < table.end_row]
    for first_row, first, last_row, last in spans[:_SPANS]:
        for column in wanted:
            if first <= column <= last:
                for row in range(first_row, min(last_row + 1, table.end_row)):
                    if (row, column) != (first_row, first):
                        covered[row, column] = first_row, first
    return covered


def holding_several(covered: Mapping[Cell, Cell], rows: frozenset[int], columns: frozenset[int]) -> frozenset[Cell]:
    """The cells whose content is merged over two cells or more of these rows and columns."""
    several: dict[Cell, int] = {}
    for (row, column), holder in covered.items():
        if row in rows and column in columns:
            several[holder] = several.get(holder, int(holder[0] in rows and holder[1] in columns)) + 1
    return frozenset(holder for holder, times in several.items() if times > 1)


def under_one_heading(table: Table) -> Iterator[tuple[int, int]]:
    """Value columns whose heading is merged over a further column without a heading of its own, and that column."""
    named = {*table.headings, *table.fixed.values()}
    for first_row, first, last_row, last in table.grid.merged[:_SPANS]:
        if table.heading_row <= last_row < table.first_row and first in table.values.values() and first_row <= last_row:
            for column in range(first + 1, min(last + 1, first + _COLUMNS)):
                if column not in named:
                    yield first, column
