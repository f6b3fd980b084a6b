"""The lists of the form: one line a zone or an event of a project, the list's own total line, and the sums beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from flows.ingest.figures.cell_questions import torn_line
from flows.ingest.figures.leftovers import beside_lists
from flows.ingest.figures.list_cells import CellReader, CellsOfLists, Column
from flows.ingest.figures.list_rows import LINE, TOTAL, ListRow, RowReader
from flows.ingest.figures.list_totals import Aside, settle_sums
from flows.ingest.files.grids import ADDRESSES, CellValue, address, addresses, column_letters
from flows.ingest.files.limits import require_answerable
from flows.ingest.submission import BLANK, ListCell, ListLine, Problem
from flows.ingest.tables.merged_cells import Cell, covered_cells
from flows.ingest.tables.table import Table
from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.vocabulary import Vocabulary
from schemas.form import ListColumn

_SHARED = ("text", "choice", "date")  # what a merged cell may say of several lines; the first of them names the line
_OF_A_LINE = ("choice", "date")  # what stands there in a sum or a head says nothing
_IDENTIFIER = "identifier"  # the role of a column whose texts are numbers that name something


class _Read(NamedTuple):
    """How one column is read: its key, where it stands, and what reads its cells."""

    key: str
    position: int
    letters: str
    read: CellReader
    column: Column


@dataclass(frozen=True, slots=True)
class _Merged:
    """Cells that merged cells cover, and those whose figure stands for several lines."""

    covered: Mapping[Cell, Cell]
    several: frozenset[Cell]
    shared: Sequence[int]


_NOT_MERGED = _Merged({}, frozenset(), ())
# Named tuples made as the tuples they are, as in uniform_columns.py.
_line: Callable[[Iterable[object]], ListLine] = partial(tuple.__new__, ListLine)


@dataclass(slots=True)
class ListReader:
    """Gathers the lines of the lists of one file; `finish` decides the texts and checks the sums."""

    vocabulary: Vocabulary
    style: NumberStyle
    _asides: list[Aside] = field(default_factory=list)
    _cells: CellsOfLists = field(init=False)

    def __post_init__(self) -> None:
        self._cells = CellsOfLists(self.vocabulary, self.style)

    @property
    def problems(self) -> list[Problem]:
        return self._cells.problems

    @property
    def lines(self) -> list[ListLine]:
        return self._cells.lines

    def read_table(self, table: Table, *, leave_open: bool = False) -> None:
        """Read every line of one list table; its cells are left open where the whole table is in question."""
        form_columns = self.vocabulary.reference.form.list_sheets[table.sheet]
        placed = [(column, table.lists[column.key]) for column in form_columns if column.key in table.lists]
        columns = [self._column(column, position, table, leave_open) for column, position in placed]
        absent = [column for column in form_columns if column.key not in table.lists and column.required]
        reader = RowReader(table, placed, self.vocabulary)
        rows = reader.rows()
        merged = _merged_in(table, placed, {row.number for row in rows}) if table.grid.merged else _NOT_MERGED
        require_answerable(len(self.lines) + len(rows), len(self.problems))
        at_once = {} if table.grid.fields or leave_open else self._read_at_once(columns, rows, merged)
        number = sum(1 for line in self.lines if line.form_sheet == table.sheet and not line.total)
        order = {column.key: i for i, column in enumerate(form_columns)}
        whole = _whole_lines(columns, at_once, merged)
        known: dict[int, Mapping[str, ListCell]] = {}
        lines, sheet, grid_sheet = self.lines, table.sheet, table.grid.sheet
        for index, row in enumerate(rows):
            row_number, _, kind, _ = row
            is_line = kind == LINE
            if whole and is_line:
                cells = whole[index]
            else:
                cells = self._cells_of(row, index, columns, at_once, merged, table)
            if absent:
                for missing in absent:
                    cells[missing.key] = ListCell(BLANK, None, address(row_number, table.first_column), "")
                cells = dict(sorted(cells.items(), key=lambda item: order[item[0]]))
            if is_line:
                number += 1
                known[row_number] = cells
            else:
                place = table.place(row_number, table.first_column)
                self._asides.append(Aside(len(lines), kind, row.label, place, id(table)))
                known[row_number] = {}
            lines.append(_line((sheet, number if is_line else 0, grid_sheet, row_number + 1, kind == TOTAL, cells)))
        require_answerable(len(lines), len(self.problems))
        if not leave_open:
            of_lines_only = [position for column, position in placed if column.type in _OF_A_LINE]
            self._cells.problems += beside_lists(table, known, of_lines_only, self.vocabulary)
        if reader.unseen:
            places = tuple(table.place(row, table.first_column) for row in reader.unseen)
            self._cells.problems.append(Problem("F14", "rows_unseen", places, sheet, details={"sheet": sheet}))

    def _column(self, form_column: ListColumn, position: int, table: Table, leave_open: bool) -> _Read:
        shows_plainly = not (table.grid.telling_formats or table.grid.percent)
        unit = self._cells.unit(form_column, table)[0] if form_column.unit else ""
        is_open = leave_open or position in table.open_columns
        read = self._cells.left_open if is_open else self._cells.reader(form_column)
        known = self.vocabulary.choices.get((table.sheet, form_column.key), {})
        column = Column(form_column, table, position, unit, known, shows_plainly and unit == form_column.unit)
        return _Read(form_column.key, position, column_letters(position), read, column)

    def _read_at_once(
        self, columns: Sequence[_Read], rows: Sequence[ListRow], merged: _Merged
    ) -> dict[str, list[ListCell]]:
        """The columns whose cells are all what they should be, read at once; of identifiers all that are texts."""
        found: dict[str, list[ListCell]] = {}
        numbers = [row.number for row in rows]
        by_column = list(zip(*(row.cells for row in rows)))
        apart = {place for _, place in (*merged.covered, *merged.several)}
        for one in columns:
            if one.position in apart or one.position in one.column.table.open_columns or not rows:
                continue
            cells, places = by_column[one.position], _places(one.position, numbers)
            read_all = one.column.at_once()
            read = read_all(cells, places) if read_all else None
            if one.column.form.role == _IDENTIFIER:
                if read is None:
                    read = [
                        ListCell(BLANK, None, place, "")
                        if cell in (None, "")
                        else one.read(cell, one.column, row.number, place)
                        for cell, row, place in zip(cells, rows, places)
                    ]
                lines = [place for place, row in enumerate(rows) if row.kind == LINE]
                told = self._cells.ask_about_identifiers([read[place] for place in lines], one.column)
                for place, asked in zip(lines, told):
                    read[place] = asked
            if read is not None:
                found[one.key] = read
        return found

    def _cells_of(
        self,
        row: ListRow,
        index: int,
        columns: Sequence[_Read],
        at_once: Mapping[str, list[ListCell]],
        merged: _Merged,
        table: Table,
    ) -> dict[str, ListCell]:
        torn = bool(table.grid.fields) and table.torn(row.number)
        if torn:
            self.problems.append(torn_line(table, row.number, table.sheet))
        filled = _with_merged(row, table, merged) if merged.covered else row.cells
        digits = str(row.number + 1)
        cells = {}
        for one in columns:
            cell, where = filled[one.position], one.letters + digits
            if cell is None or cell == "" or (row.kind != LINE and one.column.form.type in _OF_A_LINE):
                cells[one.key] = ListCell(BLANK, None, where, "")
            elif one.key in at_once and not torn:
                cells[one.key] = at_once[one.key][index]
            else:
                several = (row.number, one.position) in merged.several
                read = self._cells.left_open if torn else self._cells.merged if several else one.read
                cells[one.key] = read(cell, one.column, row.number, where)
        return cells

    def finish(self) -> list[ListLine]:
        """Decide every number written as text, check the sums that stand beside the lines, and leave them out."""
        self._cells.finish()
        lines, problems = settle_sums(self.lines, self._asides, self.vocabulary.reference.form)
        self._cells.problems += problems
        return lines


def _places(column: int, rows: Sequence[int]) -> Sequence[str]:
    """The A1 addresses of these rows (from 0, in order) of a column."""
    first, last = rows[0], rows[-1]
    if last >= ADDRESSES:
        return [address(row, column) for row in rows]
    known = addresses(column)
    return known[first : last + 1] if last - first == len(rows) - 1 else [known[row] for row in rows]


def _whole_lines(
    columns: Sequence[_Read], at_once: Mapping[str, list[ListCell]], merged: _Merged
) -> list[dict[str, ListCell]]:
    """The cells of each row, where every column was read at once and nothing is merged; else none."""
    if len(at_once) < len(columns) or merged.covered or merged.several:
        return []
    keys = [one.key for one in columns]
    return [dict(zip(keys, cells)) for cells in zip(*(at_once[key] for key in keys))]


def _merged_in(table: Table, placed: Sequence[tuple[ListColumn, int]], rows: set[int]) -> _Merged:
    """What is merged in these rows."""
    figures = [position for column, position in placed if column.type == "number"]
    shared = [position for column, position in placed if column.type in _SHARED][1:]
    covered = covered_cells(table, [*shared, *figures])
    several = frozenset(
        holder for (row, column), holder in covered.items() if column in figures and row != holder[0] in rows
    )
    return _Merged({cell: holder for cell, holder in covered.items() if cell[0] in rows}, several, shared)


def _with_merged(row: ListRow, table: Table, merged: _Merged) -> list[CellValue]:
    """A row with what merged cells say of it in shared columns, where a column of its own holds it."""
    filled = list(row.cells)
    for position in merged.shared:
        holder = merged.covered.get((row.number, position)) if filled[position] is None else None
        if holder is not None and holder[1] == position:
            filled[position] = table.cell(*holder)
    return filled
