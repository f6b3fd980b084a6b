"""`/check`: what is wrong with a file; nothing is stored. A page, or what `zones check --format json` prints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.correspond.feedback.entries import Entry, entries, indicator_words, place_words
from flows.desk.drawing import drawn_sheets
from flows.desk.pages.letters import of_file
from flows.desk.rendering import attachment, room_of, show, sorry
from flows.desk.room import LookedAt, Room
from flows.steps.asked import period_named, slug_named
from flows.steps.check import Checked, Surroundings, check_file
from flows.steps.papers.outbox import COPY, LETTER
from flows.steps.papers.pack import TEMPLATE as FORM
from flows.steps.showing.checked_json import as_json
from flows.texts.rules import sheet_named
from flows.texts.screen import desk as texts
from flows.texts.screen.language import said
from schemas.periods import parse_period

FIRST_THINGS = 3
_NAMES = {LETTER: "docx", COPY: "xlsx"}


def ask(request: Request, fields: dict[str, Any]) -> Response:
    return show(request, "ask")


def form(request: Request, fields: dict[str, Any]) -> Response:
    """A board's own form, out of its pack."""
    pack = room_of(request).pack
    return attachment(FORM, pack.form) if pack and pack.form else sorry(request, texts.NOT_THERE, status=404)


def check(request: Request, fields: dict[str, Any]) -> Response:
    room = room_of(request)
    upload = fields.get("file")
    if not isinstance(upload, tuple) or not upload[0]:
        return sorry(request, texts.NO_FILE)
    name, data = PurePath(upload[0].replace("\\", "/")).name, upload[1]
    period = period_named(str(fields["period"])) if fields.get("period") else None
    board = slug_named(str(fields["board"]), period, room.reference.boards) if fields.get("board") else None
    checked = looked_at(room, name, data, str(period or ""), board or "")
    if "application/json" in request.headers.get("accept", ""):
        shown = json.dumps([as_json(checked, values=False)], ensure_ascii=False, indent=1) + "\n"
        return Response(shown, media_type="application/json")
    file = LookedAt(name, data, checked)
    stated = parse_period(checked.period) if checked.period else None
    listed = _entries(room, checked)
    return show(
        request,
        "checked",
        checked=checked,
        name=name,
        not_compared=said(texts.NOT_COMPARED.fill(rules=", ".join(checked.not_compared)))
        if checked.not_compared and checked.status != "unreadable"
        else "",
        kept=room.keep(file),
        first=listed[:FIRST_THINGS],
        entries=listed,
        sheets=drawn_sheets(file),
        sheet_words=lambda sheet: said(sheet_named(sheet)) if sheet else "",
        place=lambda finding: said(place_words(finding, _form(room, checked))),
        about=lambda finding: said(indicator_words(finding, _form(room, checked))),
        period=stated,
        known=room.reference.boards.find(checked.board, stated) if stated else None,
    )


def looked_at(room: Room, name: str, data: bytes, period: str, board: str) -> Checked:
    """A file checked as the command does it, under the name it was sent with."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        surroundings = Surroundings(room.raw, room.warehouse, room.reference)
        named = path.with_name(name) if _usable(name) else path
        path.rename(named)
        checked = check_file(named, surroundings, period=parse_period(period) if period else None, board=board or None)
    return replace(checked, file=name)


def _usable(name: str) -> bool:
    """Whether a name may be that of a file here; the name of a submission may say whose it is."""
    return bool(name) and name not in (".", "..") and "/" not in name and "\0" not in name and len(name.encode()) < 200


def _entries(room: Room, checked: Checked) -> tuple[Entry, ...]:
    return entries((f for f in checked.findings if f.severity != "info"), _form(room, checked))


def _form(room: Room, checked: Checked) -> Any:
    period = parse_period(checked.period) if checked.period else room.current_period()
    return room.reference.form.in_force(period)


def download(request: Request, fields: dict[str, Any]) -> Response:
    """The letter or the marked copy of a file that was looked at."""
    room, what = room_of(request), request.path_params["what"]
    file = room.looked_at(request.path_params["name"])
    data = of_file(room, file, what) if file and what in _NAMES else None
    if data is None:
        return sorry(request, texts.NOT_THERE, status=404)
    return attachment(what, data)
