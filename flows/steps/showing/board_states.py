"""Board by board: what was received, its state, how late, what blocks, what changed since the last release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from flows.publish.current import current_number, release_folder
from flows.steps.approvals import altered_since_approval, provisional_again, with_last_final
from flows.steps.judged import Judged
from flows.steps.showing.causes import by_cause, place
from flows.texts import commands as texts
from flows.texts import decisions
from flows.texts.numbers import date_text
from flows.texts.screen.language import said
from flows.validate.acceptance.finality import final_obstacles
from flows.validate.acceptance.states import in_order
from flows.validate.acceptance.version_changes import RULE as CHANGED
from flows.validate.acceptance.waiver_standing import waivers_without_effect
from schemas.facts.boards import Board
from schemas.periods import Period
from schemas.reference import Reference
from schemas.text import Text

ENTRIES_SHOWN = 3
REPORTED = ("accepted", "accepted_with_queries", "nil")


@dataclass(frozen=True)
class BoardLine:
    """How a board stands in a period. was: its state in the last release, where that is another."""

    board: Board
    state: str
    received: date | None
    days_late: int
    versions: int
    blocks: str
    was: str | None

    @property
    def cells(self) -> tuple[Text | str, ...]:
        """Board, state, received, days late, versions, what blocks, what changed."""
        return (
            self.board.name_vi,
            texts.STATUS_NAMES[self.state],
            said(date_text(self.received)) if self.received else "",
            str(self.days_late or ""),
            str(self.versions or ""),
            self.blocks,
            said(texts.WAS.fill(state=texts.STATUS_NAMES[self.was])) if self.was else "",
        )


def board_lines(
    judged: Judged, period: Period, day: date, before: dict[str, str], reference: Reference
) -> list[BoardLine]:
    """One line an expected board; one that sent nothing is late by the days from its due date to `day`."""
    entry = reference.calendar.get(period)
    states = {row["submission"]: row for row in judged.validation.states.iter_rows(named=True)}
    found = []
    for board in reference.boards.members(period):
        mine = judged.received(period, board.slug)
        when = None
        if not mine:
            state, blocks = "missing", said(texts.NOT_RECEIVED)
        else:
            shown = next((r for r in mine if states[r.submission]["accepted"]), mine[-1])
            state = states[shown.submission]["state"]
            # A board is as late as the version in force, or as the last one it sent.
            when = shown.received_at.date()
            blocks = blocking(judged, shown.submission)
            latest = mine[-1]
            if latest is not shown and states[latest.submission]["state"] in ("rejected", "unreadable"):
                blocks = f"{said(texts.LATER_REJECTED.fill(file=latest.file))} {blocks}".strip()
        late = max(0, ((when or day) - entry.due).days) if entry else 0
        earlier = before.get(board.slug, "missing")
        found.append(
            BoardLine(board, state, when, late, len(mine), blocks, earlier if before and earlier != state else None)
        )
    return found


def known_of(judged: Judged, period: Period, reference: Reference) -> bool:
    """Whether anybody reports for a period: the calendar has it, or something was received."""
    boards = reference.boards.members(period)
    return bool(boards) and (
        period in reference.calendar or any(judged.received(period, board.slug) for board in boards)
    )


def blocking(judged: Judged, submission: str) -> str:
    """What keeps a submission from being accepted without queries: how many, and the first of them."""

    against = [
        f for f in judged.validation.findings if f.submission == submission and f.severity != "info" and not f.waived_by
    ]
    forced = sum(
        f.submission == submission and f.severity == "error" and bool(f.waived_by) for f in judged.validation.findings
    )
    waived = said(texts.WAIVED_ERRORS.fill(count=forced)) if forced else ""
    entries = by_cause(against)
    if not entries:
        return waived
    counted = {severity: sum(e[0].severity == severity for e in entries) for severity in ("error", "query")}
    words = [f"{count} {said(texts.SEVERITY_COUNTED[severity])}" for severity, count in counted.items() if count]
    shown = [f"{place(e[0].sheet, e[0].cell) or e[0].code} {e[0].rule}".strip() for e in entries[:ENTRIES_SHOWN]]
    more = "…" if len(entries) > ENTRIES_SHOWN else ""
    return "; ".join(filter(None, (f"{', '.join(words)}: {'; '.join(shown)}{more}", waived)))


def remarks(judged: Judged, reference: Reference) -> list[Text]:
    """What in raw/ is not as it should be, and the waivers of this period and of earlier ones that cover nothing."""

    told = waivers_without_effect(
        judged.validation.findings,
        judged.decisions.waivers,
        judged.context.moment,
        reference.rules,
        judged.frames.received.values(),
    )
    return [*judged.raw.remarks, *(text for _, text in told)]


def changed_by_versions(judged: Judged, period: Period, reference: Reference) -> list[Text]:
    """What the newest version of each board changed against the one before, asked for or not."""
    told = []
    for finding in judged.validation.findings:
        if finding.rule == CHANGED and finding.period == str(period) and finding.submission in _newest(judged, period):
            board = reference.boards.find(finding.board, period)
            name = board.name_vi if board else finding.board
            told.append(Text(f"{name}: {finding.message_vi}", f"{name}: {finding.message_en}"))
    return told


def _newest(judged: Judged, period: Period) -> set[str]:
    newest: dict[str, str] = {}
    for version in in_order(judged.frames.received.values()):
        if version.period == str(period):
            newest[version.board] = version.submission
    return set(newest.values())


def approved_before(judged: Judged, period: Period, warehouse: Path, reference: Reference) -> list[Text]:
    """What is to be said of a period that was approved and is not what was approved any more."""

    if str(period) not in judged.raw.approvals:
        return []
    alterations, _ = altered_since_approval(judged, warehouse, reference, period)
    against = final_obstacles(judged.raw, judged.frames, judged.validation, period, reference, alterations)
    again = provisional_again(judged.raw, {str(period): against})
    return with_last_final(again, warehouse)


def states_released(warehouse: Path, period: Period) -> tuple[dict[str, str], int | None]:
    """Board -> its state in the current release, and that release's number; nothing where there is none."""

    number = current_number(warehouse)
    if number is None:
        return {}, None
    table = pl.read_parquet(release_folder(warehouse, number) / "submissions.parquet").filter(period=str(period))
    states: dict[str, str] = {}
    for row in table.sort("in_force", "received_at", "receipt_line").iter_rows(named=True):
        states[row["board"]] = row["state"]
    return states, number


def decision_on(judged: Judged, period: Period) -> Text:
    """Who decided on exactly what raw/ holds of a period, when and how; or that nobody did."""
    last = judged.raw.last_decision(period)
    if last is None:
        return decisions.NOBODY_DECIDED.fill(period=period)
    return decisions.STANDS[last.decision].fill(period=period, who=last.approved_by, at=last.at, note=last.note)
