"""The files of `raw/` that hold decisions and outside knowledge, read strictly: a line not understood is an error.

A correction or waiver that is not followed must never look as if it had been, so unlike a receipt such a line stops
the run. An approval that is not understood only keeps its own period from being final, and a file of published
figures that is not understood is left out: both are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import polars as pl

from flows.raw_folder.csv_lines import Line, append_line, fill_field, read_lines, require_lines
from flows.raw_folder.decisions import (
    OUTSIDE_SCHEMA,
    PUBLISHED_SCHEMA,
    Approval,
    Correction,
    DecisionError,
    Waiver,
)
from flows.raw_folder.safe_writing import writing
from flows.raw_folder.spreadsheet_safe import spreadsheet_safe
from flows.texts import raw
from schemas.facts.calendar import load_calendar
from schemas.facts.words import target_of
from schemas.folding import fold_words
from schemas.form import MEASURES, SECTORS
from schemas.periods import VIETNAM, Period, parse_moment, parse_period
from schemas.text import Text

CORRECTION_COLUMNS = ("board", "code", "sector", "measure", "expect", "value", "reason", "approved_by", "date")
WAIVER_COLUMNS = ("rule", "board", "code", "sector", "fingerprint", "reason", "approved_by", "date", "expires")
APPROVAL_COLUMNS = ("release_inputs_sha256", "decision", "approved_by", "at", "note")
PUBLISHED_COLUMNS = ("code", "sector", "value_as_written", "unit_as_written", "source", "note")
# Columns that older files do not have.
ENDED_AT, KNOWN_ON = ("ended_at",), ("known_on",)
LIST_FIELD = ("line", "field")
FORCED = ("forced",)
OUTSIDE_COLUMNS = ("predecessor", "merged_into", "period", "code", "sector", "value")

CORRECTIONS, WAIVERS, APPROVALS = "corrections.csv", "waivers.csv", "approvals.csv"
PUBLISHED, OUTSIDE = "published", "outside_predecessors.csv"
APPROVED_FIGURES, LOSSES = "approved", "accepted_losses.csv"

APPROVED, REFUSED = "approved", "refused"

# What people write for the two decisions, compared without case and accents.
_DECISION_WORDS = target_of("decision")


def _moment(line: Line, column: str) -> datetime:
    try:
        return parse_moment(line.fields[column])
    except ValueError:
        raise line.misunderstood(column, raw.EXPECT_MOMENT) from None


def _need(line: Line, column: str, allowed: frozenset[str] | tuple[str, ...] | None, expected: Text) -> str:
    text = line.fields[column]
    if not text or (allowed is not None and text not in allowed):
        raise line.misunderstood(column, expected)
    return text


def is_plain_number(text: str) -> bool:
    """`1234.5` or `-3`: digits and one dot, nothing a spreadsheet or an office may have styled."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and not text.removeprefix("-").startswith(".") and text[-1] != "."


def read_corrections(period_folder: Path, boards: frozenset[str]) -> list[tuple[Correction, datetime]]:
    """The corrections of a period, each with the moment it was made.

    Raises:
        DecisionError: a line cannot be understood. (Whether its code exists is for the rules to say.)
    """
    found = []
    for line in require_lines(period_folder / CORRECTIONS, CORRECTION_COLUMNS, (*ENDED_AT, *LIST_FIELD)):
        fields = line.fields
        _need(line, "board", boards, raw.EXPECT_BOARD)
        _need(line, "code", None, raw.EXPECT_CODE)
        if fields["line"] or fields["field"]:
            if not (fields["line"].isascii() and fields["line"].isdigit()):
                raise line.misunderstood("line", raw.EXPECT_LIST_LINE)
            _need(line, "field", None, raw.EXPECT_LIST_FIELD)
            _need(line, "value", None, raw.EXPECT_TEXT)
            for name in ("sector", "measure"):
                if fields[name]:
                    raise line.misunderstood(name, raw.EXPECT_NOTHING)
        else:
            _need(line, "sector", SECTORS, raw.EXPECT_SECTOR)
            _need(line, "measure", MEASURES, raw.EXPECT_MEASURE)
            if not (fields["value"] == "x" or (fields["value"] and is_plain_number(fields["value"]))):
                raise line.misunderstood("value", raw.EXPECT_NUMBER_OR_X)
        _need(line, "reason", None, raw.EXPECT_TEXT)
        _need(line, "approved_by", None, raw.EXPECT_TEXT)
        moment = _moment(line, "date")
        if fields["ended_at"]:
            _moment(line, "ended_at")
        values = {name: fields[name] for name in (*CORRECTION_COLUMNS, *ENDED_AT, "field")}
        made = Correction(period=period_folder.name, line=line.number, list_line=fields["line"], **values)
        found.append((made, moment))
    return found


def read_waivers(period_folder: Path, boards: frozenset[str]) -> list[tuple[Waiver, datetime]]:
    """The waivers of a period, each with the moment it was made. A waiver of a period's finding names no board.

    Raises:
        DecisionError: a line cannot be understood.
    """
    found = []
    for line in require_lines(period_folder / WAIVERS, WAIVER_COLUMNS, (*ENDED_AT, *FORCED)):
        fields = line.fields
        _need(line, "rule", None, raw.EXPECT_TEXT)
        if fields["board"]:
            _need(line, "board", boards, raw.EXPECT_BOARD)
        _need(line, "fingerprint", None, raw.EXPECT_TEXT)
        _need(line, "reason", None, raw.EXPECT_TEXT)
        _need(line, "approved_by", None, raw.EXPECT_TEXT)
        moment = _moment(line, "date")
        if fields["expires"]:
            _moment(line, "expires")
        if fields["ended_at"]:
            _moment(line, "ended_at")
        values = {name: fields[name] for name in (*WAIVER_COLUMNS, *ENDED_AT, *FORCED)}
        found.append((Waiver(period=period_folder.name, line=line.number, **values), moment))
    return found


def read_approvals(period_folder: Path) -> tuple[list[tuple[Approval, datetime]], list[DecisionError]]:
    """The decisions on releases of a period, in the order they were written, each with its moment; and what is wrong.

    A line not understood approves nothing and stops no run: it is in the way of a final release of its own period.
    `decision` is `approved` or `refused`, whichever of the usual words was written.
    """
    path = period_folder / APPROVALS
    found: list[tuple[Approval, datetime]] = []
    problems: list[DecisionError] = []
    try:
        lines = read_lines(path, APPROVAL_COLUMNS[:-1], APPROVAL_COLUMNS[-1:])
    except DecisionError as error:
        return [], [error]
    for line in lines:
        if isinstance(line, DecisionError):
            problems.append(line)
            continue
        try:
            _need(line, "release_inputs_sha256", None, raw.EXPECT_SHA256)
            decision = _DECISION_WORDS.get(fold_words(line.fields["decision"]))
            if decision is None:
                raise line.misunderstood("decision", raw.EXPECT_DECISION)
            _need(line, "approved_by", None, raw.EXPECT_TEXT)
            moment = _moment(line, "at")
        except DecisionError as error:
            problems.append(error)
            continue
        values = {name: line.fields[name] for name in APPROVAL_COLUMNS} | {"decision": decision}
        found.append((Approval(period=period_folder.name, line=line.number, **values), moment))
    return found, problems


_calendar = lru_cache(maxsize=1)(load_calendar)  # asked for every line


def _known_on(line: Line, period: str) -> date:
    """When a figure from elsewhere was known: what the line says, else the conference of its period.

    Of a period without a conference it is the period's end.
    """
    if line.fields["known_on"]:
        return _moment(line, "known_on").astimezone(VIETNAM).date()
    of = parse_period(period)
    entry = _calendar().get(of if of.half else Period(of.year, 2))
    return entry.conference if entry else of.end


def read_published(
    folder: Path, periods: list[str], as_of: datetime | None = None
) -> tuple[pl.DataFrame, list[DecisionError]]:
    """The figures of the given periods published by the moment, as written (PUBLISHED_SCHEMA); and what is wrong.

    A file with a line that cannot be understood is left out as a whole: its other figures are read by what all of
    them together prove.
    """
    rows: list[tuple[str, ...]] = []
    problems: list[DecisionError] = []
    for period in periods:
        try:
            rows += _published_of(folder, period, as_of)
        except DecisionError as error:
            problems.append(error)
    return pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row"), problems


def _published_of(folder: Path, period: str, as_of: datetime | None) -> list[tuple[str, ...]]:
    rows = []
    for line in require_lines(folder / f"{period}.csv", PUBLISHED_COLUMNS[:3], (*PUBLISHED_COLUMNS[3:], *KNOWN_ON)):
        _need(line, "code", None, raw.EXPECT_CODE)
        _need(line, "sector", SECTORS, raw.EXPECT_SECTOR)
        _need(line, "value_as_written", None, raw.EXPECT_TEXT)
        if as_of is None or _known_on(line, period) <= as_of.astimezone(VIETNAM).date():
            rows.append((period, *(line.fields[name] for name in PUBLISHED_COLUMNS)))
    return rows


def read_outside(path: Path, boards: frozenset[str]) -> tuple[pl.DataFrame, tuple[date, ...]]:
    """What boards that joined in a merger had reported elsewhere (OUTSIDE_SCHEMA), in file order; when it was known.

    Raises:
        DecisionError: a line cannot be understood.
    """
    rows, since = [], []
    for line in require_lines(path, OUTSIDE_COLUMNS, KNOWN_ON):
        fields = line.fields
        _need(line, "predecessor", boards, raw.EXPECT_BOARD)
        _need(line, "merged_into", boards, raw.EXPECT_BOARD)
        if fields["value"] and not is_plain_number(fields["value"]):
            raise line.misunderstood("value", raw.EXPECT_NUMBER)
        value = float(fields["value"]) if fields["value"] else None
        rows.append((*(fields[name] for name in OUTSIDE_COLUMNS[:-1]), value))
        try:
            since.append(_known_on(line, fields["period"]))
        except ValueError:
            raise line.misunderstood("period", raw.EXPECT_PERIOD) from None
    return pl.DataFrame(rows, schema=OUTSIDE_SCHEMA, orient="row"), tuple(since)


def append_decision(path: Path, columns: tuple[str, ...], *lines: dict[str, str], root: Path | None = None) -> int:
    """Add lines to a period's corrections.csv, waivers.csv or approvals.csv, or to a file of `root`, which is raw/.

    Free texts are made harmless. Returns the number of the first line.

    Raises:
        DecisionError: the file exists and cannot be read.
        OSError: it cannot be written, or another program is writing into raw/.
    """
    free = ("reason", "approved_by", "note")
    safe = [{name: spreadsheet_safe(text) if name in free else text for name, text in one.items()} for one in lines]
    with writing(root or path.parents[1]):
        return append_line(path, columns, *safe, optional=(*ENDED_AT, *LIST_FIELD))


def end_decisions(path: Path, decisions: Sequence[Correction | Waiver], moment: str) -> None:
    """Say in their lines of a period's corrections.csv or waivers.csv from when decisions no longer hold.

    Raises:
        OSError: the file cannot be written, or another program is writing into raw/.
    """
    with writing(path.parents[1]):
        fill_field(path, [decision.line for decision in decisions], *ENDED_AT, moment)
