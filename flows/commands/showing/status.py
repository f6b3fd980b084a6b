"""`zones status`: board by board, what was received, its state, how late it is, and what blocks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.commands.arguments import RAW, WAREHOUSE, AsOf, LastPeriod, RawFolder, WarehouseFolder
from flows.commands.judging import judged_until
from flows.commands.terminal import console, print_table, remark
from flows.steps.asked import moment_named, period_named
from flows.texts import commands as texts
from flows.texts.numbers import date_text
from flows.texts.screen.language import said

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from schemas.periods import Period
    from schemas.reference import Reference
    from schemas.text import Text

ENTRIES_SHOWN = 3
REPORTED = [texts.STATUS_NAMES[state] for state in ("accepted", "accepted_with_queries", "nil")]


def register(app: typer.Typer) -> None:
    app.command("status")(status)


def status(
    period: LastPeriod = None,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from schemas.facts.calendar import last_due
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    today = datetime.now(VIETNAM)
    reference = load_reference()
    asked = period_named(period) if period else last_due(today.date(), reference.calendar)
    moment = moment_named(as_of)
    judged = judged_until(asked, raw, warehouse, reference, moment)
    before, release = states_released(warehouse, asked)
    rows = lines(judged, asked, (moment or today).astimezone(VIETNAM).date(), before, reference)
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


def lines(
    judged: Judged, period: Period, day: date, before: dict[str, str], reference: Reference
) -> list[tuple[Text | str, ...]]:
    """One line an expected board: board, state, received, days late, versions, what blocks, what changed.

    A board that sent nothing is late by the days from its due date to `day`.
    """
    entry = reference.calendar.get(period)
    states = {row["submission"]: row for row in judged.validation.states.iter_rows(named=True)}
    found: list[tuple[Text | str, ...]] = []
    for board in reference.boards.members(period):
        mine = judged.received(period, board.slug)
        if not mine:
            state, received, when, blocks = "missing", "", day, said(texts.NOT_RECEIVED)
        else:
            shown = next((r for r in mine if states[r.submission]["accepted"]), mine[-1])
            state = states[shown.submission]["state"]
            # A board is as late as the version in force, or as the last one it sent.
            when = shown.received_at.date()
            received = said(date_text(when))
            blocks = blocking(judged, shown.submission)
            latest = mine[-1]
            if latest is not shown and states[latest.submission]["state"] in ("rejected", "unreadable"):
                blocks = f"{said(texts.LATER_REJECTED.fill(file=latest.file))} {blocks}".strip()
        late = max(0, (when - entry.due).days) if entry else 0
        earlier = before.get(board.slug)
        change = ""
        if before and earlier != state:
            change = said(texts.WAS.fill(state=texts.STATUS_NAMES[earlier or "missing"]))
        found.append(
            (
                board.name_vi,
                texts.STATUS_NAMES[state],
                received,
                str(late) if late else "",
                str(len(mine)) if mine else "",
                blocks,
                change,
            )
        )
    return found


def blocking(judged: Judged, submission: str) -> str:
    """What keeps a submission from being accepted without queries: how many, and the first of them."""
    from flows.commands.collecting.check import by_cause, place

    against = [
        f for f in judged.validation.findings if f.submission == submission and f.severity != "info" and not f.waived_by
    ]
    entries = by_cause(against)
    if not entries:
        return ""
    counted = {severity: sum(e[0].severity == severity for e in entries) for severity in ("error", "query")}
    words = [f"{count} {said(texts.SEVERITY_NAMES[severity])}" for severity, count in counted.items() if count]
    shown = [f"{place(e[0].sheet, e[0].cell) or e[0].code} {e[0].rule}".strip() for e in entries[:ENTRIES_SHOWN]]
    more = "…" if len(entries) > ENTRIES_SHOWN else ""
    return f"{', '.join(words)}: {'; '.join(shown)}{more}"


def remarks(judged: Judged, reference: Reference) -> list[Text]:
    """What in raw/ is not as it should be, and the waivers of this period and of earlier ones that cover nothing."""
    from flows.validate.acceptance.waiver_standing import waivers_without_effect

    told = waivers_without_effect(
        judged.validation.findings,
        judged.decisions.waivers,
        judged.context.moment,
        reference.rules,
        judged.frames.received.values(),
    )
    return [*judged.raw.remarks, *(text for _, text in told)]


def approved_before(judged: Judged, period: Period, warehouse: Path, reference: Reference) -> list[Text]:
    """What is to be said of a period that was approved and is not what was approved any more."""
    from flows.steps.approvals import altered_since_approval, provisional_again, with_last_final
    from flows.validate.acceptance.finality import final_obstacles

    if str(period) not in judged.raw.approvals:
        return []
    alterations, _ = altered_since_approval(judged, warehouse, reference, period)
    against = final_obstacles(judged.raw, judged.frames, judged.validation, period, reference, alterations)
    again = provisional_again(judged.raw, {str(period): against})
    return with_last_final(again, warehouse)


def states_released(warehouse: Path, period: Period) -> tuple[dict[str, str], int | None]:
    """Board -> its state in the current release, and that release's number; nothing where there is none."""
    import polars as pl

    from flows.publish.current import current_number, release_folder

    number = current_number(warehouse)
    if number is None:
        return {}, None
    table = pl.read_parquet(release_folder(warehouse, number) / "submissions.parquet").filter(period=str(period))
    states: dict[str, str] = {}
    for row in table.sort("in_force", "received_at", "receipt_line").iter_rows(named=True):
        states[row["board"]] = row["state"]
    return states, number
