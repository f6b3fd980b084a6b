"""The letter and the marked copy about a board's last version, as bytes: what `zones feedback` writes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flows.correspond.feedback import FeedbackHeader, write_feedback
from flows.correspond.feedback_entries import entries
from flows.correspond.letter import LetterHead, write_letter
from flows.desk.room import LookedAt, Room
from flows.documents.issuer import issuer_of
from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.opening import open_workbook
from flows.raw_folder.office import office_on
from flows.raw_folder.store import RawStore
from flows.steps.judged import Judged
from flows.steps.outbox import header_of, write_copy
from flows.validate.findings.finding import Finding
from schemas.periods import VIETNAM, Period, parse_period


def letter_of(room: Room, judged: Judged, period: Period, slug: str) -> bytes | None:
    """The letter to a board about its last version, or the reminder where nothing came."""
    about = room.reference.boards.find(slug, period)
    if about is None:
        return None
    versions = judged.received(period, slug)
    shown = versions[-1] if versions else None
    own = room.reference.in_force(period)
    findings = [f for f in judged.validation.findings if shown and f.submission == shown.submission]
    moment = shown.received_at if shown else judged.context.moment
    office = office_on(judged.raw.offices, moment.astimezone(VIETNAM).date())
    head = LetterHead(issuer_of(office, room.reference.boards, period))
    entry = room.reference.calendar.get(period)
    header = header_of(judged, period, about, shown)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "letter.docx"
        write_letter(path, about, header, entries(findings, own.form), head, own.form, entry.due if entry else None)
        return path.read_bytes()


def copy_of(room: Room, judged: Judged, period: Period, slug: str) -> bytes | None:
    """The board's own workbook with its wrong cells marked; None where there is none, or a nil return."""
    about = room.reference.boards.find(slug, period)
    versions = judged.received(period, slug)
    if about is None or not versions or versions[-1].nil:
        return None
    shown = versions[-1]
    findings = tuple(f for f in judged.validation.findings if f.submission == shown.submission)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy.xlsx"
        header = header_of(judged, period, about, shown)
        write_copy(path, judged, shown, findings, header, room.reference.in_force(period))
        return path.read_bytes()


def of_file(room: Room, file: LookedAt, what: str) -> bytes | None:
    """The letter or the marked copy about a file that was only looked at; None where nobody knows whose it is."""
    checked = file.checked
    period = parse_period(checked.period) if checked.period else None
    about = room.reference.boards.find(checked.board, period) if period else None
    if about is None or period is None:
        return None
    own = room.reference.in_force(period)
    header = FeedbackHeader(about.board_name_vi, period.text_vi, file.name, None, checked.status)
    findings: tuple[Finding, ...] = checked.findings
    with TemporaryDirectory() as folder:
        path = Path(folder) / what
        if what.endswith(".docx"):
            offices = RawStore(room.raw, room.reference.boards).as_of().offices if room.raw.is_dir() else ()
            head = LetterHead(issuer_of(office_on(offices, period.end), room.reference.boards, period))
            write_letter(path, about, header, entries(findings, own.form), head, own.form)
        else:
            try:
                workbook = open_workbook(file.data) if checked.parsed else None
            except UnreadableFile:
                workbook = None
            write_feedback(path, file.data, workbook, findings, header, own.form)
        return path.read_bytes()
