"""The figures of a form filled in as one before it was: every line is known to stand where it stood there.

Where all sheets of indicators of a file have the words of sheets that were read before without any question, each
figure is taken from its place. Whatever a number could change by being another one (a line number, a code) is not
learned, or looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from flows.ingest.figures.leftovers import LINE_NUMBERS
from flows.ingest.files.grids import CellValue, address, as_shown, is_number
from flows.ingest.submission import NUMBER, Place, ReadValue
from flows.ingest.tables.known_layouts import Layout
from flows.ingest.tables.table import Table
from flows.ingest.words.numerals import are_amounts
from schemas.form import Form

_VALUE = repeat(ReadValue)


@dataclass(frozen=True, slots=True)
class KnownLines:
    """The lines of one sheet of the form: where its figures stand, and what was read of every cell of the form.

    `numbered`: rows whose line number stands in `numbering`. `cells` is what was read, in the form's order; where words
    or nothing stand it is always read alike. `figures` are the others: position in `cells`, row and column; `told` is
    what is known of each of them (the first four of a value, then those from its unit to its place, and why).
    """

    sheet: str
    numbering: int
    numbered: tuple[int, ...]
    cells: tuple[ReadValue, ...]
    figures: tuple[tuple[int, int, int], ...]
    told: tuple[tuple[object, ...], ...]

    def read(self, rows: Sequence[Sequence[CellValue]]) -> list[ReadValue] | None:
        """What these cells say; None where a line number or a figure is an odd one."""
        column = self.numbering
        if not LINE_NUMBERS.issuperset([rows[row][column] for row in self.numbered]):
            return None
        numbers: list[float] = [rows[row][position] for _, row, position in self.figures]  # type: ignore[misc]
        if not are_amounts(numbers):
            return None
        found = list(self.cells)
        raws, values = zip(*map(as_shown, numbers)) if numbers else ((), ())
        code, sector, measure, state, unit, written, place, why = self.told
        fields = zip(code, sector, measure, state, values, unit, written, place, raws, why)
        read: Iterator[ReadValue] = map(tuple.__new__, _VALUE, fields)
        for (at, _, _), value in zip(self.figures, read):
            found[at] = value
        return found


def read_known(
    tables: Sequence[Table], foreign: Collection[int], form: Form
) -> tuple[list[ReadValue], dict[str, Place]] | None:
    """Every figure of the form's sheets of indicators, and where each was found; None where one is not known.

    Args:
        tables: those of the file that are no copies.
        foreign: those (by id) that are another board's or period's.
    """
    known: dict[str, tuple[Table, KnownLines]] = {}
    for table in tables:
        if table.sheet:
            continue
        layout = _plain_layout(table)
        if layout is None or not isinstance(layout.lines, KnownLines) or id(table) in foreign:
            return None
        if known.setdefault(layout.lines.sheet, (table, layout.lines))[0] is not table:
            return None
    if known.keys() != form.by_sheet.keys():
        return None
    values: list[ReadValue] = []
    for sheet in form.by_sheet:
        table, lines = known[sheet]
        found = lines.read(table.grid.rows)
        if found is None:
            return None
        values += found
    return values, {sheet: table.beginning for sheet, (table, _) in known.items()}


def learn(tables: Mapping[str, Sequence[Table]], values: Iterable[ReadValue], form: Form) -> None:
    """Keep what was read of the sheets of a file of which nothing was asked and nothing said.

    Args:
        tables: of each sheet of indicators.
        values: every figure, each as it stands in its cell, in the form's order.
    """
    of_sheet: dict[str, list[ReadValue]] = {sheet: [] for sheet in tables}
    for value in values:
        of_sheet[form.by_code[value.code].sheet].append(value)
    owners = [id(table) for own in tables.values() for table in own]
    for sheet, own in tables.items():
        layout = _plain_layout(own[0])
        if len(own) == 1 == owners.count(id(own[0])) and layout is not None and layout.lines is None:
            layout.lines = _lines_of(own[0], sheet, of_sheet[sheet])


def _lines_of(table: Table, sheet: str, values: Sequence[ReadValue]) -> KnownLines | None:
    numbers = {address(row, column): (row, column) for row, column in _numbers_in(table)}
    figures = [(at, *numbers[value.place.cell]) for at, value in enumerate(values) if value.place.cell in numbers]
    if any(values[at].state != NUMBER for at, _, _ in figures):
        return None
    numbering = table.fixed.get("line", -1)
    others = set(numbers.values()).difference((row, column) for _, row, column in figures)
    if any(column != numbering for _, column in others):
        return None  # a number that is neither a figure of the form nor that of a line
    told = list(zip(*(values[at] for at, _, _ in figures))) or [()] * len(ReadValue._fields)
    del told[8], told[4]  # its text and its value
    return KnownLines(sheet, numbering, tuple(row for row, _ in others), tuple(values), tuple(figures), tuple(told))


def _numbers_in(table: Table) -> Iterator[tuple[int, int]]:
    for row in range(table.first_row, table.end_row):
        for column, cell in enumerate(table.grid.rows[row]):
            if is_number(cell):
                yield row, column


def _plain_layout(table: Table) -> Layout | None:
    """The layout of a table of which nothing above or around it says anything that bears on its figures."""
    plain = not (table.stated or table.unit_above or table.other_figures or table.open_columns or table.reference_mark)
    return table.layout if plain else None
