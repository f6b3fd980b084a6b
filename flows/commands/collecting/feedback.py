"""`zones feedback`: the board's own workbook with the wrong cells marked, and the letter that goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    AsOf,
    BoardArgument,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    option,
)
from flows.commands.collecting.template import check_output
from flows.commands.judging import judged_until
from flows.commands.terminal import fail, tell
from flows.steps.asked import board_named, moment_named, period_named
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.screen import options
from flows.texts.system_errors import reason_of
from schemas.periods import VIETNAM

if TYPE_CHECKING:
    from flows.correspond.feedback.entries import Entry
    from flows.correspond.feedback.summary import FeedbackHeader
    from flows.correspond.letter import LetterHead
    from flows.ingest.frames import Received
    from flows.raw_folder.office import Office
    from flows.steps.judged import Judged
    from schemas.facts.boards import Board
    from schemas.periods import Period
    from schemas.reference import Reference

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("feedback")(feedback)


# Parameters: one an argument or option of the command.
def feedback(
    board: BoardArgument,
    period: PeriodArgument,
    output: Annotated[Path | None, option("--output", "-o", word=options.FILE_WORD, text=options.COPY)] = None,
    letter: Annotated[Path | None, option("--letter", word=options.FILE_WORD, text=options.LETTER)] = None,
    leader: Annotated[str | None, option("--leader", word=options.BOARD_WORD, text=options.LEADER)] = None,
    number: Annotated[str, option("--number", word=options.NUMBER_WORD, text=options.LETTER_NUMBER)] = "",
    signer: Annotated[str, option("--signer", word=options.NAME_WORD, text=options.SIGNER)] = "",
    reply_by: Annotated[str | None, option("--reply-by", word=options.DATE_WORD, text=options.REPLY_BY)] = None,
    version: Annotated[str | None, option("--file", word=options.NAME_WORD, text=options.VERSION_FILE)] = None,
    force: Annotated[bool, option("--force", text=options.FORCE)] = False,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.correspond.feedback.entries import entries
    from flows.correspond.letter import LetterHead
    from flows.documents.issuer import issuer_of
    from flows.steps.papers.outbox import header_of, write_copy
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    about = board_named(board, asked, reference.boards)
    leading = board_named(leader, asked, reference.boards) if leader else None
    check_outputs(output, letter, force)
    moment, answer_due = moment_named(as_of), moment_named(reply_by)
    judged = judged_until(asked, raw, warehouse, reference, moment, REFUSED)
    shown = version_shown(judged, asked, about.slug, version, needed=output is not None)
    findings = tuple(f for f in judged.validation.findings if shown and f.submission == shown.submission)
    header = header_of(judged, asked, about, shown)
    own = reference.in_force(asked)
    listed = entries(findings, own.form)
    try:
        if output is not None and shown is not None:
            write_copy(output, judged, shown, findings, header, own)
            tell(texts.FEEDBACK_WRITTEN.fill(file=output, entries=len(listed)))
        if letter is not None:
            due = answer_due.date() if answer_due else None
            office = office_for(judged, moment, leading, signer)
            day = moment.astimezone(VIETNAM).date() if moment else None
            head = LetterHead(issuer_of(office, reference.boards, asked), day, number, due)
            write_out(letter, about, header, listed, head, asked, own)
    except (OSError, ValueError) as error:
        fail(texts.NOT_WRITTEN.fill(file=output or letter, why=reason_of(error)))


def check_outputs(output: Path | None, letter: Path | None, force: bool) -> None:
    """End the command unless something is asked for and may be written."""
    if output is None and letter is None:
        fail(texts.NOTHING_ASKED)
    if output is not None:
        check_output(output, force)
    if letter is not None:
        check_output(letter, force, ".docx")


def version_shown(judged: Judged, period: Period, board: str, file: str | None, *, needed: bool) -> Received | None:
    """The last version of a board's period, or the one of that file name; None where none came and none is needed.

    Ends the command where there is no such version, or where a copy is needed of a nil return.
    """
    mine = [received for received in judged.received(period, board) if file is None or received.file == file]
    if file is not None and not mine:
        fail(texts.NO_SUCH_VERSION.fill(file=file, board=board, period=period), REFUSED)
    if needed and not mine:
        fail(common.NOTHING_RECEIVED.fill(board=board, period=period), REFUSED)
    if needed and mine[-1].nil:
        fail(texts.NIL_HAS_NO_FILE.fill(board=board, period=period), REFUSED)
    return mine[-1] if mine else None


def office_for(judged: Judged, moment: datetime | None, leading: Board | None, signer: str) -> Office:
    """The office that raw/office.csv names for the day, or the board and signer of the command line."""
    from flows.raw_folder.office import Office, office_on

    day = (moment or judged.context.moment).astimezone(VIETNAM).date()
    named = office_on(judged.raw.offices, day)
    if leading is not None and leading.slug != named.board:
        named = Office(board=leading.slug)
    return replace(named, signer=signer or named.signer)


def write_out(
    path: Path,
    about: Board,
    header: FeedbackHeader,
    listed: tuple[Entry, ...],
    head: LetterHead,
    period: Period,
    reference: Reference,
) -> None:
    """Write the letter and say so."""
    from flows.correspond.letter import write_letter

    entry = reference.calendar.get(period)
    write_letter(path, about, header, listed, head, reference.form, entry.due if entry else None)
    words = texts.LETTER_WRITTEN_NO_ANSWER if header.state in ("accepted", "nil") else texts.LETTER_WRITTEN
    tell(words.fill(file=path, reply_by=head.deadline))
