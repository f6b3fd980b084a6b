"""What the desk writes: a file received, a correction, a waiver, a release. Each is said back first."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.desk.rendering import room_of, show, sorry
from flows.ingest.filing import receive
from flows.ingest.words.numerals import read_numeral
from flows.raw_folder.decision_files import is_plain_number
from flows.raw_folder.decisions import Correction
from flows.raw_folder.store import RawStore
from flows.steps.approving import NotDecided
from flows.steps.asked import NotUnderstood, board_named, list_named, period_named
from flows.steps.correcting import (
    end_correction,
    ending,
    figure_named,
    last_known,
    proposed,
    require_reason,
    values_named,
    write_correction,
)
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from flows.steps.waiving import (
    end_waivers,
    findings_to_waive,
    last_day_named,
    rule_to_waive,
    waiver_ends,
    waivers_to_end,
    write_waivers,
)
from flows.texts import commands, documents
from flows.texts.numbers import date_text
from flows.texts.screen import correcting
from flows.texts.screen import desk as texts
from flows.texts.screen.language import said
from flows.validate.acceptance.waivers import fingerprint
from schemas.facts.boards import Board
from schemas.periods import VIETNAM, Period

RUN_WAITS = 20.0  # seconds for a run that is under way
_DIGITS_AND_MARKS = re.compile(r"-?[\d.,]+")


def submit(request: Request, fields: dict[str, Any]) -> Response:
    """Receive a file that was looked at as this board's: asked back first, then filed as `zones receive` files it."""
    room, (period, board) = room_of(request), _whose(request)
    file = room.looked_at(str(fields.get("kept", "")))
    if file is None:
        return sorry(request, texts.LOOK_AGAIN)
    if not fields.get("confirmed"):
        understood = texts.SUBMIT_UNDERSTOOD.fill(file=file.name, board=board.board_name_vi, period=period.text_vi)
        return ask_back(request, [said(understood)], fields)
    sender = str(fields.get("sender", "")).strip()
    store = RawStore(room.raw, room.reference.boards)
    filed = receive(store, file.data, file.name, board.slug, period, received_from=sender)
    return _done(request, [said(filed.text)], board, period)


def correct(request: Request, fields: dict[str, Any]) -> Response:
    room, (period, board) = room_of(request), _whose(request)
    names = ("code", "sector", "measure", "expect", "value", "line", "field")
    word = {name: str(fields.get(name, "")).strip() for name in names}
    listed = bool(word["line"] or word["field"])
    if listed:
        key = (list_named(period, word["code"], word["sector"], room.reference), "", "")
    else:
        key = figure_named(period, word["code"], word["sector"], word["measure"] or "actual", room.reference)
    wanted, new = values_named(_plainly(word["expect"]), _plainly(word["value"]), listed)
    reason, approved_by = _by_whom(fields)
    moment = str(fields.get("at") or datetime.now(VIETNAM).isoformat(timespec="seconds"))
    judged = room.judged(last_known(room.raw, period, room.reference))
    in_list = word["line"], word["field"]
    made = Correction(str(period), board.slug, *key, wanted, new, reason, approved_by, moment, 0, "", *in_list)
    understood = proposed(judged, made, room.reference)
    if not fields.get("confirmed"):
        return ask_back(request, [said(understood.said), *map(said, understood.effects)], fields | {"at": moment})
    return _done(request, [said(write_correction(understood))], board, period)


def end_a_correction(request: Request, fields: dict[str, Any]) -> Response:
    """End a correction, as `zones correct --end` does."""
    room, (period, board) = room_of(request), _whose(request)
    place = tuple(str(fields.get(name, "")) for name in ("code", "sector", "measure", "line", "field"))
    moment = str(fields.get("at") or datetime.now(VIETNAM).isoformat(timespec="seconds"))
    judged = room.judged(last_known(room.raw, period, room.reference))
    understood = ending(judged, period, board.slug, place, room.reference)
    if not fields.get("confirmed"):
        told = understood.said, correcting.CORRECTION_ENDS, *understood.effects
        return ask_back(request, list(map(said, told)), fields | {"at": moment})
    return _done(request, [said(end_correction(understood, moment))], board, period)


def end_a_waiver(request: Request, fields: dict[str, Any]) -> Response:
    """End a waiver, as `zones waive --end` does."""
    room, (period, board) = room_of(request), _whose(request)
    rule, code, sector = (str(fields.get(name, "")) for name in ("rule", "code", "sector"))
    moment = str(fields.get("at") or datetime.now(VIETNAM).isoformat(timespec="seconds"))
    ended = waivers_to_end(room.judged(period), period, board.slug, rule, code, sector)
    if not fields.get("confirmed"):
        told = [said(waiver_ends(one, room.reference)) for one in ended]
        return ask_back(request, told, fields | {"at": moment})
    return _done(request, [said(end_waivers(room.raw, period, ended, moment))], board, period)


def _plainly(text: str) -> str:
    """A number as an office writes it, as the command wants it: 1.539,1 is 1539.1; what may be two numbers stays."""
    if is_plain_number(text) or not _DIGITS_AND_MARKS.fullmatch(text):
        return text
    readings = read_numeral(text).readings
    return f"{readings[0].value:f}" if len(readings) == 1 else text


def waive(request: Request, fields: dict[str, Any]) -> Response:
    room, (period, board) = room_of(request), _whose(request)
    rule = rule_to_waive(str(fields.get("rule", "")), room.reference)
    reason, approved_by = _by_whom(fields)
    now = datetime.now(VIETNAM)
    last_day = last_day_named(str(fields.get("expires", "")), now.date())
    moment = str(fields.get("at") or now.isoformat(timespec="seconds"))
    code, sector = (str(fields.get(name, "")) or None for name in ("code", "sector"))
    judged = room.judged(period)
    force = bool(fields.get("force"))
    covered = findings_to_waive(judged, period, board.slug, rule.rule, code, sector, force=force)
    marks = " ".join(sorted(map(fingerprint, covered)))
    if not fields.get("confirmed"):
        understood = texts.WAIVE_UNDERSTOOD.fill(day=date_text(last_day))
        listed = [f"{finding.rule} {said(finding.message)}" for finding in covered]
        return ask_back(request, [said(understood), *listed], fields | {"at": moment, "covers": marks})
    if fields.get("covers") != marks:
        raise NotDecided(texts.CHANGED_MEANWHILE)
    facts = {"reason": reason, "approved_by": approved_by, "date": moment, "expires": last_day.isoformat()}
    path, number = write_waivers(room.raw, period, covered, facts)
    written = documents.WAIVER_WRITTEN.fill(file=path, number=number, expires=date_text(last_day))
    return _done(request, [said(written)], board, period)


def publish(request: Request, fields: dict[str, Any]) -> Response:
    """Make the release of a half-year as `zones run --direct` does: final where it is approved and nothing is open."""
    room, period = room_of(request), half_year(request)
    if not fields.get("confirmed"):
        final = str(period) in room.judged(period).raw.approved_as_is
        understood = (texts.PUBLISH_FINAL if final else texts.PUBLISH_PROVISIONAL).fill(period=period.text_vi)
        return ask_back(request, [said(understood)], fields)
    made = run_direct(RunRequest(str(room.raw), str(room.warehouse), str(period), wait=RUN_WAITS)).release
    status = commands.STATUS_OF_FIGURES[made.status]
    lines = [said(texts.PUBLISHED.fill(number=made.number, status=status))]
    return show(request, "done", lines=lines, back=f"/report/{period}", next=said(texts.NEXT_READ_REPORT))


def _whose(request: Request) -> tuple[Period, Board]:
    period = period_named(request.path_params["period"])
    return period, board_named(request.path_params["slug"], period, room_of(request).reference.boards)


def half_year(request: Request) -> Period:
    """Raises NotUnderstood for a year."""
    period = period_named(request.path_params["period"])
    if not period.half:
        raise NotUnderstood(texts.HALF_YEAR_NEEDED)
    return period


def _by_whom(fields: dict[str, Any]) -> tuple[str, str]:
    reason, approved_by = (str(fields.get(name, "")).strip() for name in ("reason", "approved_by"))
    require_reason(reason, approved_by)
    return reason, approved_by


def ask_back(request: Request, lines: list[str], fields: dict[str, Any]) -> Response:
    """What was understood, and the same form once more with one button."""
    kept = {
        name: value for name, value in fields.items() if isinstance(value, str) and name not in ("token", "confirmed")
    }
    path = request.url.path
    back = path.rpartition("/")[0] if path.startswith("/board/") else path if path.startswith("/approve/") else "/"
    return show(request, "confirm", lines=lines, fields=kept, back=back)


def _done(request: Request, lines: list[str], board: Board, period: Period) -> Response:
    back = f"/board/{board.slug}/{period}"
    return show(request, "done", lines=lines, back=back, next=said(texts.NEXT_SEE_BOARD))
