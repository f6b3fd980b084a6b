"""What goes back to a board: its own workbook marked, the letter, and the message that sends both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from flows.correspond.draft_message import address_in, draft_message
from flows.correspond.feedback.entries import entries
from flows.correspond.feedback.summary import FeedbackHeader
from flows.correspond.feedback.writing import write_feedback
from flows.correspond.letter import NOT_SENT, LetterHead, subject_of, write_letter
from flows.documents.issuer import issuer_of
from flows.ingest.files.grids import UnreadableFile, Workbook
from flows.ingest.files.opening import open_workbook
from flows.ingest.frames import Received
from flows.raw_folder.office import Office, office_on
from flows.raw_folder.safe_writing import replace_file
from flows.steps.judged import Judged
from flows.texts.papers import letters as texts
from flows.validate.findings.finding import Finding
from schemas.facts.boards import Board
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference

COPY, LETTER, MESSAGE = "ban-phan-hoi.xlsx", "cong-van.docx", "thu-gui.eml"


def outbox_folder(warehouse: Path, period: Period, board: str) -> Path:
    return warehouse / "outbox" / str(period) / board


def answer(judged: Judged, period: Period, board: str, warehouse: Path, reference: Reference) -> str:
    """Write what goes back to a board about its last version; returns what it was judged to be, "" for none.

    Raises:
        OSError: the outbox cannot be written to.
    """
    about = reference.boards.find(board, period)
    if about is None or not judged.received(period, board):
        return ""
    return write_papers(outbox_folder(warehouse, period, board), judged, period, about, reference)


def write_papers(folder: Path, judged: Judged, period: Period, about: Board, reference: Reference) -> str:
    """Write the marked copy, the letter and the message that sends both; returns what the board's last version is.

    Nothing received: a reminder. The board that leads the bloc writes itself no letter. No letter bears a day, which is
    written in when it is signed: the same raw/ gives the same files. Those of an earlier version are gone.

    Raises:
        OSError: the folder cannot be written to.
    """
    versions, own = judged.received(period, about.slug), reference.in_force(period)
    shown = versions[-1] if versions else None
    header = header_of(judged, period, about, shown)
    findings = tuple(f for f in judged.validation.findings if shown and f.submission == shown.submission)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (COPY, LETTER, MESSAGE):
        (folder / name).unlink(missing_ok=True)
    if shown is not None and not shown.nil:
        write_copy(folder / COPY, judged, shown, findings, header, own)
    moment = shown.received_at if shown else judged.context.moment
    office = office_on(judged.raw.offices, moment.astimezone(VIETNAM).date())
    if office.board != about.slug:
        entry = reference.calendar.get(period)
        head = LetterHead(issuer_of(office, reference.boards, period))
        due = entry.due if entry else None
        write_letter(folder / LETTER, about, header, entries(findings, own.form), head, own.form, due)
        _write_message(folder, about, header, _last_sender(judged, about.slug))
    return header.state


def _last_sender(judged: Judged, board: str) -> str:
    """The address the board's newest version came from, of those that came from one."""
    mine = (r for r in judged.frames.received.values() if r.board == board)
    newest_first = sorted(mine, key=lambda r: (r.received_at, r.receipt_order), reverse=True)
    return next((found for r in newest_first if (found := address_in(r.received_from))), "")


def _write_message(folder: Path, about: Board, header: FeedbackHeader, to: str) -> None:
    subject = subject_of(header)
    words = {LETTER: texts.THE_LETTER.vi.format(subject=subject), COPY: texts.THE_COPY.vi}
    files = [folder / name for name in words if (folder / name).is_file()]
    listed = "; ".join(words[path.name] for path in files)
    body = texts.MESSAGE.vi.format(board=about.board_name_vi, files=listed)
    replace_file(folder / MESSAGE, draft_message(to, subject, body, files))


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
        _write_message(path.parent, board, header, "")
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
