"""`zones feedback`: the board's own workbook with the wrong cells marked, and the letter that goes with it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    AsOf,
    RawFolder,
    WarehouseFolder,
    board_named,
    moment_named,
    period_named,
)
from flows.commands.collecting.template import check_output
from flows.commands.judging import judged_until
from flows.commands.terminal import both, fail
from flows.texts import commands as common
from flows.texts import documents as texts

if TYPE_CHECKING:
    from flows.ingest.files.grids import Workbook
    from flows.ingest.frames import Received
    from flows.validate.findings.finding import Finding

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("feedback", help=texts.FEEDBACK_HELP)(feedback)


def feedback(
    board: Annotated[str, typer.Argument(metavar="BOARD", help="Slug or name of the board: ha-nam")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2023-H1")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The marked copy to write (xlsx).")
    ] = None,
    letter: Annotated[Path | None, typer.Option("--letter", metavar="FILE", help="The letter to write (docx).")] = None,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="BOARD", help="The board that leads the bloc and signs.")
    ] = None,
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help="Number of the letter.")] = "",
    signer: Annotated[str, typer.Option("--signer", metavar="NAME", help="Who signs the letter.")] = "",
    reply_by: Annotated[
        str | None, typer.Option("--reply-by", metavar="DATE", help="When an answer is due; in five days by default.")
    ] = None,
    version: Annotated[
        str | None, typer.Option("--file", metavar="NAME", help="A version by its file name; the last one by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.correspond.feedback import FeedbackHeader, write_feedback
    from flows.correspond.feedback_entries import entries
    from flows.correspond.letter import NOT_SENT, LetterHead, write_letter
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    about = board_named(board, asked, reference.boards)
    leading = board_named(leader, asked, reference.boards) if leader else None
    if output is None and letter is None:
        fail(texts.NOTHING_ASKED)
    if output is not None:
        check_output(output, force)
    if letter is not None:
        check_output(letter, force, ".docx")
    moment = moment_named(as_of)
    answer_due = moment_named(reply_by)
    judged = judged_until(asked, raw, warehouse, reference, moment, REFUSED)
    mine = [r for r in judged.received(asked, about.slug) if version is None or r.file == version]
    if version is not None and not mine:
        fail(texts.NO_SUCH_VERSION.fill(file=version, board=about.slug, period=asked), REFUSED)
    if not mine and output is not None:
        fail(common.NOTHING_RECEIVED.fill(board=about.slug, period=asked), REFUSED)
    today = (moment or datetime.now(VIETNAM)).astimezone(VIETNAM).date()
    head = LetterHead(today, leading, number, signer, answer_due.date() if answer_due else None)
    entry = reference.calendar.get(asked)
    if not mine:
        header = FeedbackHeader(about.board_name_vi, asked.text_vi, "", None, NOT_SENT)
        findings: tuple[Finding, ...] = ()
    else:
        shown = mine[-1]
        verdicts = dict(judged.validation.states.select("submission", "verdict").iter_rows())
        header = FeedbackHeader(
            about.board_name_vi, asked.text_vi, shown.file, shown.received_at.astimezone(VIETNAM),
            verdicts[shown.submission],
        )  # fmt: skip
        findings = tuple(f for f in judged.validation.findings if f.submission == shown.submission)
        if shown.nil and output is not None:
            fail(texts.NIL_HAS_NO_FILE.fill(board=about.slug, period=asked), REFUSED)
    listed = entries(findings, reference.form)
    try:
        if output is not None:
            data, workbook = contents(judged.version(shown.submission).read(), shown)
            write_feedback(output, data, workbook, findings, header, reference.form)
            both(texts.FEEDBACK_WRITTEN.fill(file=output, entries=len(listed)))
        if letter is not None:
            write_letter(letter, about, header, listed, head, reference.form, entry.due if entry else None)
            settled = header.state in ("accepted", "nil")
            words = texts.LETTER_WRITTEN_NO_ANSWER if settled else texts.LETTER_WRITTEN
            both(words.fill(file=letter, reply_by=f"{head.deadline:%d/%m/%Y}"))
    except (OSError, ValueError) as error:
        fail(texts.NOT_WRITTEN.fill(file=output or letter, why=getattr(error, "strerror", None) or error))


def contents(data: bytes, received: Received) -> tuple[bytes, Workbook | None]:
    """The bytes of a version and its grids; no grids when it cannot be read."""
    from flows.ingest.files.grids import UnreadableFile
    from flows.ingest.files.opening import open_workbook

    if received.parsed is None:
        return data, None
    try:
        return data, open_workbook(data)
    except UnreadableFile:
        return data, None
