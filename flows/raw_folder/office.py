"""`raw/office.csv`: who leads the bloc and signs for it, from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.raw_folder.csv_lines import Line, read_lines
from flows.raw_folder.decisions import DecisionError
from flows.texts import raw
from schemas.text import Text

OFFICE = "office.csv"
OFFICE_COLUMNS = ("valid_from", "board", "office", "signer", "capacity", "symbol", "place")
REPORT_TEMPLATE = "report_template.docx"


@dataclass(frozen=True)
class Office:
    """A line of the file; "" where it says nothing, and all of it where there is none.

    board: slug of the board that leads. office: its name where it is another. capacity: what stands above the name of
    the signer, lines apart by `;`. symbol: BQLKCN-VP.
    """

    valid_from: str = ""
    board: str = ""
    office: str = ""
    signer: str = ""
    capacity: str = ""
    symbol: str = ""
    place: str = ""


def read_office(root: Path, boards: frozenset[str]) -> tuple[tuple[Office, ...], list[Text]]:
    """The lines of raw/office.csv by the day they hold from, and what is said of those that cannot be understood.

    Such a line is left out and stops nobody: no figure depends on it, and dots stand where it would.
    """
    found: list[Office] = []
    problems: list[Text] = []
    try:
        lines = read_lines(root / OFFICE, OFFICE_COLUMNS[:1], OFFICE_COLUMNS[1:])
    except DecisionError as error:
        return (), [raw.OFFICE_LEFT_OUT.fill(text=error.text)]
    for line in lines:
        try:
            found.append(_office(line, boards))
        except DecisionError as error:
            problems.append(raw.OFFICE_LEFT_OUT.fill(text=error.text))
    return tuple(sorted(found, key=lambda office: office.valid_from)), problems


def _office(line: Line | DecisionError, boards: frozenset[str]) -> Office:
    if isinstance(line, DecisionError):
        raise line
    try:
        date.fromisoformat(line.fields["valid_from"])
    except ValueError:
        raise line.misunderstood("valid_from", raw.EXPECT_DAY) from None
    if line.fields["board"] and line.fields["board"] not in boards:
        raise line.misunderstood("board", raw.EXPECT_BOARD)
    return Office(**{name: line.fields[name] for name in OFFICE_COLUMNS})


def office_on(offices: tuple[Office, ...], day: date) -> Office:
    """The line that holds on a day; an empty one where none does."""
    return next((office for office in reversed(offices) if office.valid_from <= day.isoformat()), Office())
