"""`zones status`: board by board, what was received, its state, how late it is, and what blocks."""

from __future__ import annotations

from datetime import datetime

import typer

from flows.commands.arguments import RAW, WAREHOUSE, AsOf, LastPeriod, RawFolder, WarehouseFolder
from flows.commands.judging import judged_until
from flows.commands.terminal import console, print_table, remark, tell
from flows.steps.asked import moment_named, period_named
from flows.texts import commands as texts
from flows.texts.numbers import date_text
from flows.texts.screen.language import said


def register(app: typer.Typer) -> None:
    app.command("status")(status)


def status(
    period: LastPeriod = None,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.showing.board_states import (
        REPORTED,
        approved_before,
        board_lines,
        decision_on,
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
    rows = board_lines(judged, asked, (moment or today).astimezone(VIETNAM).date(), before, reference)
    entry = reference.calendar.get(asked)
    in_force = sum(row[1] in REPORTED for row in rows)
    out = console()
    title = said(texts.STATES_TITLE.fill(period=asked, reported=in_force, expected=len(rows)))
    if entry:
        title += said(texts.DUE.fill(due=date_text(entry.due), conference=date_text(entry.conference)))
    headings = list(texts.STATUS_HEADINGS)
    if release:
        headings.append(texts.SINCE_RELEASE.fill(number=release))
    for told in (*approved_before(judged, asked, warehouse, reference), *remarks(judged, reference)):
        remark(told)
    print_table(headings, (row[: len(headings)] for row in rows), title=title, right=headings[3:5], to=out)
    tell(decision_on(judged, asked))
