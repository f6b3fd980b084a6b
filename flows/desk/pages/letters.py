"""The letter and the marked copy about a board's last version, as bytes: what `zones letters` writes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flows.correspond.feedback.entries import entries
from flows.correspond.feedback.summary import FeedbackHeader
from flows.correspond.feedback.writing import write_feedback
from flows.correspond.letter import LetterHead, write_letter
from flows.desk.room import LookedAt, Room
from flows.documents.issuer import issuer_of
from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.opening import open_workbook
from flows.raw_folder.office import office_on
from flows.raw_folder.store import RawStore
from flows.steps.judged import Judged
from flows.steps.papers.outbox import write_papers
from flows.validate.findings.finding import Finding
from schemas.facts.boards import Board
from schemas.periods import Period, parse_period


def papers_of(room: Room, judged: Judged, period: Period, about: Board) -> dict[str, bytes]:
    """What goes to a board about its last version (a reminder where nothing came), by the file's name."""
    with TemporaryDirectory() as folder:
        write_papers(Path(folder), judged, period, about, room.reference)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


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
