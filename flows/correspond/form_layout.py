"""Where each cell of the printed form stands: the one layout the template is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flows.ingest.files.grids import column_letters
from schemas.form import Form, Indicator, ListColumn, ValueColumn, ValueKey

FIRST_HEADING_ROW = 5  # rows 1 to 3 are board, title and period
FIRST_VALUE_COLUMN = 4  # counted from 0: after number, indicator, code and unit
_GAP = 1  # blank columns between a table and its checks, so that no reader takes them for one


@dataclass(frozen=True)
class TableLayout:
    """One indicator sheet. Rows and columns as people write them (row 6, column E)."""

    sheet: str
    columns: tuple[ValueColumn, ...]
    lines: tuple[Indicator, ...]

    @cached_property
    def heading_rows(self) -> int:
        """Two where measures are split into sectors, else one."""
        measures = {column.measure for column in self.columns}
        sectors = {column.sector for column in self.columns}
        return 2 if len(measures) > 1 and len(sectors) > 1 else 1

    @property
    def first_row(self) -> int:
        return FIRST_HEADING_ROW + self.heading_rows

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.lines) - 1

    @property
    def width(self) -> int:
        """Columns of the table."""
        return FIRST_VALUE_COLUMN + len(self.columns)

    @property
    def check_column(self) -> str:
        return column_letters(self.width + _GAP)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each code."""
        return {line.code: self.first_row + offset for offset, line in enumerate(self.lines)}

    def letter(self, column: ValueColumn) -> str:
        return column_letters(FIRST_VALUE_COLUMN + self.columns.index(column))

    def cell(self, key: ValueKey) -> str:
        return f"{self.letter(ValueColumn(key.sector, key.measure))}{self.rows[key.code]}"


@dataclass(frozen=True)
class ListLayout:
    """One list sheet with room for `room` lines, and a total line below them where the list adds up."""

    sheet: str
    columns: tuple[ListColumn, ...]
    room: int
    has_total: bool

    @property
    def first_row(self) -> int:
        return FIRST_HEADING_ROW + 1

    @property
    def last_row(self) -> int:
        return self.first_row + self.room - 1

    @property
    def total_row(self) -> int | None:
        return self.last_row + 1 if self.has_total else None

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def check_column(self) -> str:
        return column_letters(self.width + _GAP)

    def letter(self, key: str) -> str:
        return column_letters([column.key for column in self.columns].index(key))

    def range(self, key: str) -> str:
        """The lines of one column, as another sheet refers to them: `'B8 list'!$E$6:$E$45`."""
        letter = self.letter(key)
        return f"'{self.sheet}'!${letter}${self.first_row}:${letter}${self.last_row}"


@dataclass(frozen=True)
class FormLayout:
    tables: dict[str, TableLayout]
    lists: dict[str, ListLayout]

    def cell(self, form: Form, key: ValueKey, seen_from: str = "") -> str:
        """The cell of a form value; with its sheet unless it is on the sheet `seen_from`."""
        sheet = form.by_code[key.code].sheet
        address = self.tables[sheet].cell(key)
        return address if sheet == seen_from else f"'{sheet}'!{address}"


def lay_out(form: Form, room: dict[str, int]) -> FormLayout:
    """The layout of a form. room: list sheet -> lines to leave room for."""
    tables = {name: TableLayout(name, form.columns_of[name], lines) for name, lines in form.by_sheet.items()}
    lists = {
        # A list of things that stand (each with its area) adds up; a register of events in two currencies does not.
        name: ListLayout(name, columns, room[name], all(c.type != "date" for c in columns))
        for name, columns in form.list_sheets.items()
    }
    return FormLayout(tables, lists)
