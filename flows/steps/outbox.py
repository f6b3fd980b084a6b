"""What goes back to a board, in `warehouse/outbox/<period>/<board>/`: its own workbook marked, and the letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from flows.correspond.feedback import FeedbackHeader, write_feedback
from flows.correspond.feedback_entries import entries
from flows.correspond.letter import NOT_SENT, LetterHead, write_letter
from flows.documents.issuer import issuer_of
from flows.ingest.files.grids import UnreadableFile, Workbook
from flows.ingest.files.opening import open_workbook
from flows.ingest.frames import Received
from flows.raw_folder.office import Office, office_on
from flows.steps.judged import Judged
from flows.validate.findings.finding import Finding
from schemas.facts.boards import Board
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference

FEEDBACK, LETTER = "feedback.xlsx", "letter.docx"


def outbox_folder(warehouse: Path, period: Period, board: str) -> Path:
    return warehouse / "outbox" / str(period) / board


def answer(judged: Judged, period: Period, board: str, warehouse: Path, reference: Reference) -> str:
    """Write the marked copy and the letter about a board's last version; returns what it was judged to be, "" for none.

    The letter bears no day, which is written in when it is signed: the same raw/ gives the same letter.

    Raises:
        OSError: the outbox cannot be written to.
    """
    about, own, versions = (
        reference.boards.find(board, period),
        reference.in_force(period),
        judged.received(period, board),
    )
    if about is None or not versions:
        return ""
    shown, own = versions[-1], reference.in_force(period)
    header = header_of(judged, period, about, shown)
    findings = tuple(f for f in judged.validation.findings if f.submission == shown.submission)
    folder = outbox_folder(warehouse, period, board)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FEEDBACK).unlink(missing_ok=True)  # of an earlier version
    if not shown.nil:
        write_copy(folder / FEEDBACK, judged, shown, findings, header, own)
    day = shown.received_at.astimezone(VIETNAM).date()
    head = LetterHead(issuer_of(office_on(judged.raw.offices, day), reference.boards, period))
    write_letter(folder / LETTER, about, header, entries(findings, own.form), head, own.form)
    return header.state


def remind(
    boards: Iterable[Board], period: Period, day: date, office: Office, warehouse: Path, reference: Reference
) -> list[Path]:
    """Write a reminder of that day to each of the boards, signed by that office; returns the letters.

    Raises:
        OSError: the outbox cannot be written to.
    """
    due = reference.calendar[period].due
    head = LetterHead(issuer_of(office, reference.boards, period), day, reply_by=due)
    written = []
    for board in boards:
        header = FeedbackHeader(board.board_name_vi, period.text_vi, "", None, NOT_SENT)
        path = outbox_folder(warehouse, period, board.slug) / LETTER
        path.parent.mkdir(parents=True, exist_ok=True)
        write_letter(path, board, header, (), head, reference.in_force(period).form, due)
        written.append(path)
    return written


def header_of(judged: Judged, period: Period, about: Board, shown: Received | None) -> FeedbackHeader:
    """What stands above the findings: whose file it is, when it came and what it was judged to be."""
    if shown is None:
        return FeedbackHeader(about.board_name_vi, period.text_vi, "", None, NOT_SENT)
    verdicts = dict(judged.validation.states.select("submission", "verdict").iter_rows())
    received_at = shown.received_at.astimezone(VIETNAM)
    return FeedbackHeader(about.board_name_vi, period.text_vi, shown.file, received_at, verdicts[shown.submission])


def write_copy(
    path: Path,
    judged: Judged,
    shown: Received,
    findings: tuple[Finding, ...],
    header: FeedbackHeader,
    reference: Reference,
) -> None:
    """Write the board's own workbook with its wrong cells marked."""
    data, workbook = _contents(judged.version(shown.submission).read(), shown)
    write_feedback(path, data, workbook, findings, header, reference.form)


def _contents(data: bytes, received: Received) -> tuple[bytes, Workbook | None]:
    """The bytes of a version and its grids; no grids when it cannot be read."""
    if received.parsed is None:
        return data, None
    try:
        return data, open_workbook(data)
    except UnreadableFile:
        return data, None
