"""One table found in a grid: where it stands, what its columns hold, and what is said around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flows.ingest.files.grids import CellValue, Grid, address
from flows.ingest.submission import Place
from flows.ingest.tables.headings import Heading
from flows.ingest.words.unit_reading import StatedUnits

if TYPE_CHECKING:
    from flows.ingest.tables.known_layouts import Layout


@dataclass(slots=True)
class ColumnHeading:
    """One column of a table: its texts joined, what they say, and how far below the first heading row it ends."""

    column: int
    text: str
    offset: int
    heading: Heading


class Said(NamedTuple):
    """What a line above a table says: slugs of boards or one period in `names`; empty names are not understood."""

    names: tuple[str, ...]
    text: str
    place: Place


@dataclass(slots=True)
class Table:
    """One table found in a grid; rows and columns counted from 0.

    `sheet` is B8 or B9 for lists and "" for tables of indicators (their lines say which sheet they are of).
    `fixed` maps line, label, code, unit and sheet to columns; `values` maps (sector, measure), or ("", measure) for
    the single value column, to columns; `lists` maps list keys to columns. `unit_above` is a unit stated above the
    table and where. `reference_mark` is what says that this is only a copy for reference. `above` is every text above
    the heading, the nearest first; what those texts and others near the table say (`surroundings.py`) is `stated`
    (units of money and area), `owner` and `when` (whose it is and of which period, with the text and its place).
    """

    grid_index: int
    grid: Grid
    heading_row: int
    first_row: int
    end_row: int
    first_column: int
    end_column: int
    sheet: str = ""
    fixed: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[str, str], int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    headings: dict[int, ColumnHeading] = field(default_factory=dict)
    unknown: list[ColumnHeading] = field(default_factory=list)
    twice: list[tuple[ColumnHeading, ColumnHeading]] = field(default_factory=list)
    above: list[tuple[str, Place]] = field(default_factory=list)
    stated: tuple[StatedUnits, ...] = ()
    owner: Said | None = None
    when: Said | None = None
    also: tuple[Said, ...] = ()  # every line above that names a period or, in a title, a year
    beside: tuple[int, ...] = ()  # columns that hold nothing of the form
    open_columns: frozenset[int] = frozenset()  # columns of which it is not known which to take
    unit_above: tuple[str, Place] | None = None
    title: Place | None = None
    other_figures: str = ""  # a caption by which the figures below are not those of the period (`Lũy kế`)
    reference_mark: str = ""
    probes: tuple[int, ...] = ()  # columns whose words tell a line of the table from a new heading
    layout: Layout | None = None  # what is remembered of a sheet with the same words
    headed: Table | None = None  # the table this one goes on with, where its heading stands

    def cell(self, row: int, column: int) -> CellValue:
        cells = self.grid.rows[row]
        return cells[column] if column < len(cells) else None

    def place(self, row: int, column: int) -> Place:
        return Place(self.grid.sheet, address(row, column))

    @property
    def beginning(self) -> Place:
        """Where its title stands, else its heading."""
        return self.title or self.place(self.heading_row, self.first_column)

    @property
    def figure_columns(self) -> tuple[int, ...]:
        """The columns that hold figures, or whatever a list has."""
        return (*self.values.values(), *self.lists.values())

    def torn(self, row: int) -> bool:
        """Whether a row of a text has more fields than its heading, because commas inside numbers split it as well."""
        fields = self.grid.fields
        return bool(fields) and fields[row] > max(fields[self.heading_row : self.first_row], default=0)

    def heading_place(self, entry: ColumnHeading) -> Place:
        if self.headed is not None:
            return self.headed.heading_place(entry)
        return self.place(self.heading_row + entry.offset, entry.column)
