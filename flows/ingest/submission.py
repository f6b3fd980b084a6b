"""What reading one file gives: values with their places, lists with their places, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

# Part of the key of the cache of parsed submissions: raise it whenever reading changes.
READER_VERSION = "2"

NUMBER, NOT_APPLICABLE, BLANK, UNDECIDED, UNREADABLE = "number", "not_applicable", "blank", "undecided", "unreadable"
TEXT, DATE = "text", "date"  # of cells of lists that hold words (a choice too) or a day


if TYPE_CHECKING:
    ListValue = str | float | date | None
else:  # as it is stored: a day as a text that its state tells apart
    ListValue = str | float | None


class Place(NamedTuple):
    """Where a figure stands: sheet (None in a csv, `table 4` in a docx) and A1 cell."""

    sheet: str | None
    cell: str


class Fact(NamedTuple):
    """What tells where a figure was found: `kind` (a key of EXPLAINED), the words there and their A1 cell."""

    kind: str
    text: str = ""
    cell: str = ""


class Note(NamedTuple):
    """What was passed over: `kind` (a key of NOTES) and what it says of it."""

    kind: str
    facts: tuple[str, ...]

    @classmethod
    def at(cls, kind: str, text: str, place: Place) -> Note:
        """One with the place where it was passed over."""
        return cls(kind, (text, place.sheet or "", place.cell))


class ReadValue(NamedTuple):
    """One form cell as read.

    `state` is NUMBER, NOT_APPLICABLE (x), BLANK, UNDECIDED (F07) or UNREADABLE (F06, F09, F10); `value` is in
    the form's unit and only set for NUMBER. `decimals` is how many decimals the cell was written with in the
    form's unit (None for real numbers). `why` says where and how it was found, for `zones check --explain`.
    """

    code: str
    sector: str
    measure: str
    state: str
    value: float | None
    unit: str
    written_unit: str
    place: Place
    raw_text: str
    why: tuple[Fact, ...] = ()


class ListCell(NamedTuple):
    """One cell of a list line: `value` is of the kind `state` says, or None (x, blank, undecided, unreadable)."""

    state: str
    value: ListValue
    cell: str
    raw_text: str


class ListLine(NamedTuple):
    """One line of B8 or B9. `number` counts lines from 1; `total` marks the list's own total line."""

    form_sheet: str  # B8 or B9
    number: int
    sheet: str | None
    row: int  # as people count, from 1
    total: bool
    cells: dict[str, ListCell]  # by column key of list_columns.csv


@dataclass(frozen=True, slots=True)
class Problem:
    """Something at level 0 that reading itself found. `kind` is the key of its text, `details` fills it.

    `cells` is every cell that shows it, the most suspected first. `code` is an indicator's code or a sheet
    (`Bia`, `B8`, `B4`).
    """

    rule: str
    kind: str
    cells: tuple[Place, ...]
    code: str = ""
    sector: str = ""
    measure: str = ""
    found: str = ""
    expected: str = ""
    details: dict[str, str] = field(default_factory=dict)
    proposed: tuple[str, ...] = ()  # what each of `cells` may have held, "" where that is not certain; () of none


@dataclass(frozen=True, slots=True)
class Cover:
    """What the file says of itself. Slugs and periods are what its words may mean; places show where."""

    board_text: str = ""
    board_slugs: tuple[str, ...] = ()
    board_place: Place | None = None
    period_text: str = ""
    period: str = ""  # 2023-H1 or 2023; empty when not found or not understood
    period_place: Place | None = None
    report_number: str = ""
    form_version: str = ""


@dataclass(frozen=True, slots=True)
class ParsedSubmission:
    """One file, read. A pure function of the bytes and the reference data."""

    sha256: str
    format: str
    cover: Cover
    values: tuple[ReadValue, ...]
    lines: tuple[ListLine, ...]
    problems: tuple[Problem, ...]
    # Form sheet -> where its table was found: sheet name and first cell of its title (else of its heading).
    sheets_found: dict[str, Place]
    number_style: str = ""  # how this file writes numbers: "number cells", "1.234,5", "1,234.5", "mixed"
    notes: tuple[Note, ...] = ()
