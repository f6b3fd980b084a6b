"""`/report/<period>`: the review report as page and as DOCX; `/factcheck`: a text held against the release in force."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from flows.desk.rendering import attachment, room_of, show, sorry
from flows.desk.room import Room
from flows.documents.issuer import issuer_of
from flows.factcheck.factcheck import check_text
from flows.factcheck.page import page
from flows.factcheck.release import load_release
from flows.factcheck.text.document import document_of
from flows.factcheck.text.grammar import load_grammar
from flows.ingest.files.grids import UnreadableFile
from flows.publish.current import current_number, release_folder
from flows.publish.manifest import read_manifest
from flows.raw_folder.office import REPORT_TEMPLATE, office_on, read_office
from flows.report.model import Report
from flows.report.page.page import page_html
from flows.report.report import make_report
from flows.report.tables_of_release import ReleaseTables
from flows.report.word.document import write_report
from flows.steps.asked import NotUnderstood, period_named
from flows.texts import commands
from flows.texts.files import unreadable_text
from flows.texts.screen import desk as texts
from flows.texts.screen.language import spoken
from schemas.periods import VIETNAM, Period


def report(request: Request, fields: dict[str, Any]) -> Response:
    room, period = room_of(request), period_named(request.path_params["period"])
    made, tables, facts = _made(room, period)
    return HTMLResponse(page_html(made, tables["periods"], facts, f"/report/{period}"))


def download(request: Request, fields: dict[str, Any]) -> Response:
    """The report as the DOCX that is signed, written into the office's template where there is one."""
    room, period = room_of(request), period_named(request.path_params["period"])
    name = f"bao-cao_{period}.docx"
    if request.path_params["file"] != name:
        return sorry(request, texts.NOT_THERE, status=404)
    made, _, _ = _made(room, period)
    offices, _ = read_office(room.raw, room.reference.boards.slugs)
    day = datetime.fromisoformat(made.as_of).astimezone(VIETNAM).date()
    own = room.raw / REPORT_TEMPLATE
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        issuer = issuer_of(office_on(offices, day), room.reference.boards, period)
        write_report(path, made, issuer, own if own.is_file() else None)
        data = path.read_bytes()
    return attachment(name, data)


def ask(request: Request, fields: dict[str, Any]) -> Response:
    return show(request, "factcheck")


def factcheck(request: Request, fields: dict[str, Any]) -> Response:
    room = room_of(request)
    upload, text = fields.get("file"), str(fields.get("text", ""))
    if isinstance(upload, tuple) and upload[0]:
        name, data = PurePath(upload[0].replace("\\", "/")).name, upload[1]
    elif text.strip():
        name, data = "bai-viet.txt", text.encode()
    else:
        return sorry(request, texts.NO_FILE)
    release = load_release(_release(room), room.reference, load_grammar())
    try:
        checked = check_text(document_of(name, data), release)
    except UnreadableFile as error:
        return sorry(request, unreadable_text(error.reason, name, error.details))
    return HTMLResponse(page([checked], release, spoken()))


def _release(room: Room) -> Path:
    number = current_number(room.warehouse)
    if number is None:
        raise NotUnderstood(commands.NO_RELEASE.fill(folder=room.warehouse))
    return release_folder(room.warehouse, number)


def _made(room: Room, period: Period) -> tuple[Report, ReleaseTables, dict[str, object]]:
    folder = _release(room)
    tables, facts = ReleaseTables(folder), read_manifest(folder) or {}
    known = tables["periods"]["period"].to_list()
    if str(period) not in known:
        number = current_number(room.warehouse)
        raise NotUnderstood(commands.NOT_IN_RELEASE.fill(period=period, release=number, known=", ".join(known)))
    return make_report(tables, facts, period, room.reference, spoken(), with_state=True), tables, facts
