"""`/`: who has sent what, what is to be done next, a place for a file; all letters of a half-year in one file."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.desk.pages.letters import papers_of
from flows.desk.rendering import attachment, room_of, show
from flows.publish.current import current_number
from flows.publish.release_list import listed_releases
from flows.steps.asked import period_named
from flows.steps.judged import Judged
from flows.steps.papers.prefilled import TEMPLATE_NAME, judged_before, write_prefilled
from flows.steps.showing.board_states import REPORTED, approved_before, board_lines, remarks, states_released
from flows.texts.screen import desk as texts
from flows.texts.screen.language import said
from schemas.periods import VIETNAM, Period
from schemas.text import Text


def home(request: Request, fields: dict[str, Any]) -> Response:
    room = room_of(request)
    period = period_named(fields["period"]) if fields.get("period") else room.current_period()
    judged = room.judged(period)
    before, release = states_released(room.warehouse, period)
    lines = board_lines(judged, period, datetime.now(VIETNAM).date(), before, room.reference)
    rows = []
    for line in lines:
        _, _, received, late, versions, blocks, change = line.cells
        rows.append(
            {"board": line.board, "state": line.state, "received": received, "late": late, "versions": versions,
             "blocks": blocks, "change": change}
        )  # fmt: skip
    step, sentence = _next(judged, period, [line.state for line in lines], room.warehouse)
    told = (*approved_before(judged, period, room.warehouse, room.reference), *remarks(judged, room.reference))
    return show(
        request,
        "home",
        period=period,
        periods=room.choices(),
        rows=rows,
        reported=sum(line.state in REPORTED for line in lines),
        calendar=room.reference.calendar.get(period),
        release=release,
        remarks=[said(text) for text in told],
        step=step,
        next=said(sentence),
        published=current_number(room.warehouse) is not None,
    )


def _next(judged: Judged, period: Period, states: list[str], warehouse: Path) -> tuple[str, Text]:
    """What is to be done next about a half-year: the button for it, and one sentence."""
    missing, back = states.count("missing"), sum(state in ("rejected", "unreadable") for state in states)
    asked = states.count("accepted_with_queries")
    if missing:
        return "letters", texts.NEXT_REMIND.fill(count=missing)
    if back:
        return "letters", texts.NEXT_RETURN.fill(count=back)
    if asked:
        return "letters", texts.NEXT_ASK.fill(count=asked)
    if str(period) in judged.raw.approved_as_is:
        released = [one.status for one in listed_releases(warehouse) if one.period == str(period)]
        return ("report", texts.NEXT_REPORT) if released[-1:] == ["final"] else ("publish", texts.NEXT_PUBLISH)
    return "approve", texts.NEXT_APPROVE


def templates(request: Request, fields: dict[str, Any]) -> Response:
    """Every board's form, prefilled with what is known of it, in one zip."""
    room, period = room_of(request), period_named(request.path_params["period"])
    judged = judged_before(room.raw, room.warehouse, room.reference, period)
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for board in room.reference.boards.members(period):
            path = Path(folder) / TEMPLATE_NAME.format(board=board.slug, period=period)
            write_prefilled(path, judged, board, period, room.reference)
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return attachment(f"bieu-mau_{period}.zip", packed.getvalue())


def letters(request: Request, fields: dict[str, Any]) -> Response:
    """Every letter, marked copy and message of a half-year, a folder a board, in one zip."""
    room, period = room_of(request), period_named(request.path_params["period"])
    judged = room.judged(period)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for board in room.reference.boards.members(period):
            for name, data in papers_of(room, judged, period, board).items():
                archive.writestr(zipfile.ZipInfo(f"{board.slug}/{name}"), data, zipfile.ZIP_DEFLATED)
    return attachment(f"cong-van_{period}.zip", packed.getvalue())
