"""`zones status`: board by board, what was received, its state, how late it is, and what blocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from flows.commands.arguments import RAW, WAREHOUSE, AsOf, Format, FormatOption, LastPeriod, RawFolder, WarehouseFolder
from flows.commands.judging import judged_until
from flows.commands.terminal import console, fail, print_json, print_table, remark, tell
from flows.steps.asked import moment_named, period_named
from flows.texts import commands as texts
from flows.texts.numbers import date_text
from flows.texts.screen.language import said

if TYPE_CHECKING:
    from flows.steps.showing.board_states import BoardLine


def register(app: typer.Typer) -> None:
    app.command("status")(status)


def status(
    period: LastPeriod = None,
    form: FormatOption = Format.text,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.showing.board_states import (
        REPORTED,
        approved_before,
        board_lines,
        changed_by_versions,
        decision_on,
        known_of,
        remarks,
        states_released,
    )
    from schemas.facts.calendar import last_due
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    today = datetime.now(VIETNAM)
    reference = load_reference()
    asked = period_named(period) if period else last_due(today.date(), reference.calendar)
    moment = moment_named(as_of)
    judged = judged_until(asked, raw, warehouse, reference, moment)
    before, release = states_released(warehouse, asked)
    if not known_of(judged, asked, reference):
        fail(texts.PERIOD_UNKNOWN.fill(period=asked))
    rows = board_lines(judged, asked, (moment or today).astimezone(VIETNAM).date(), before, reference)
    entry = reference.calendar.get(asked)
    in_force = sum(row.state in REPORTED for row in rows)
    told = [*approved_before(judged, asked, warehouse, reference), *remarks(judged, reference)]
    told += changed_by_versions(judged, asked, reference)
    if form is Format.json:
        print_json(
            {
                "period": str(asked),
                "due": entry.due if entry else None,
                "conference": entry.conference if entry else None,
                "boards_expected": len(rows),
                "boards_reported": in_force,
                "release": release,
                "boards": [_as_json(row) for row in rows],
                "remarks": [{"vi": text.vi, "en": text.en} for text in (*told, decision_on(judged, asked))],
            }
        )
        return
    out = console()
    title = said(texts.STATES_TITLE.fill(period=asked, reported=in_force, expected=len(rows)))
    if entry:
        title += said(texts.DUE.fill(due=date_text(entry.due), conference=date_text(entry.conference)))
    headings = list(texts.STATUS_HEADINGS)
    if release:
        headings.append(texts.SINCE_RELEASE.fill(number=release))
    for text in told:
        remark(text)
    print_table(headings, (row.cells[: len(headings)] for row in rows), title=title, right=headings[3:5], to=out)
    tell(decision_on(judged, asked))


def _as_json(row: BoardLine) -> dict[str, object]:
    shown = {name: getattr(row, name) for name in ("state", "received", "days_late", "versions", "blocks", "was")}
    return {"board": row.board.slug, "name": row.board.name_vi} | shown
