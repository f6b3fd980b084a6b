"""`/approve/<period>`: what an approval would change, what is still asked, the report; and the decision itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from flows.correspond.feedback.entries import Entry, entries, indicator_words, place_words
from flows.desk.pages.deciding import ask_back, half_year
from flows.desk.rendering import room_of, show
from flows.raw_folder.decision_files import APPROVED, REFUSED
from flows.report.charts.svg import chart_svg
from flows.report.model import Figure
from flows.report.page.page import grouped
from flows.report.report import make_report
from flows.service.answering import answer_waiting_runs
from flows.steps.approving import NotDecided, decide, in_the_way
from flows.steps.asked import NotUnderstood
from flows.steps.showing.board_states import (
    REPORTED,
    BoardLine,
    approved_before,
    board_lines,
    states_released,
)
from flows.steps.showing.to_approve import to_approve
from flows.texts import commands
from flows.texts.numbers import date_text
from flows.texts.releasing.releases import cause_named
from flows.texts.rules import figure, where
from flows.texts.screen import desk as texts
from flows.texts.screen.language import said, spoken
from flows.validate.acceptance.finality import boards_not_in, open_findings
from schemas.form import Form
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference
from schemas.text import Text

# Those of the largest effect; the rest is counted.
SHOWN_FIGURES = 20


def approval(request: Request, fields: dict[str, Any]) -> Response:
    room, period = room_of(request), half_year(request)
    reference = room.reference.in_force(period)
    judged, _ = in_the_way(room.judged(period), period, room.reference)
    proposed = to_approve(judged, period, room.raw, room.warehouse, room.reference)
    before, _ = states_released(room.warehouse, period)
    lines = board_lines(judged, period, datetime.now(VIETNAM).date(), before, room.reference)
    rows, link = _Rows(period, room.reference), links(room.reference)
    problems = judged.raw.approval_problems.get(str(period), ())
    missing = boards_not_in(judged.frames, judged.validation, period, room.reference)
    asked = entries(open_findings(judged.validation, period), reference.form)
    report = make_report(proposed.made.frames, proposed.made.facts, period, room.reference, spoken(), with_state=False)
    return show(
        request,
        "approve",
        period=period,
        digest=judged.raw.release_inputs_sha256(period),
        release=proposed.number,
        totals=[rows.total(row) for row in proposed.totals.iter_rows(named=True)],
        figures=[rows.figure(row) for row in proposed.figures.head(SHOWN_FIGURES).iter_rows(named=True)],
        figures_count=proposed.figures.height,
        changed_states=[line for line in lines if line.was],
        told=[said(text) for text in approved_before(judged, period, room.warehouse, room.reference)],
        obstacles=[said(text) for text in (*problems, *missing)],
        asked=asked,
        blocked=bool(problems or missing or asked),
        beside=[line for line in lines if line.blocks and line.state in REPORTED and not _told(line, asked)],
        place=lambda finding: said(place_words(finding, reference.form)),
        about=lambda finding: said(indicator_words(finding, reference.form)),
        board=rows.board,
        report=report,
        link=link,
        first=lambda figure: "",
        drawn=lambda chart: Markup(chart_svg(chart, link, spoken())),
        grouped=lambda charts: list(grouped(charts)),
        zip=zip,
        decisions=[
            {"day": said(date_text(date.fromisoformat(one.at[:10]))), **vars(one)}
            for one in judged.raw.approvals.get(str(period), ())
        ],
        approved=str(period) in judged.raw.approved_as_is,
    )


def _told(line: BoardLine, asked: Sequence[Entry]) -> bool:
    """Whether all that is to be said of a board stands among what is asked: no later version went back."""
    return line.versions == 1 and line.board.slug in {entry.main.board for entry in asked}


def links(reference: Reference) -> Callable[[Figure], str]:
    """The page of the desk on which a figure of the report opens; nothing where it is of no line of the form."""

    def link(one: Figure) -> str:
        key = dict(one.address.key)
        period, series = key.get("period", ""), key.get("key", "")
        lines = reference.in_force(period).form.indicators if period and series else ()
        code = next((line.code for line in lines if line.key == series), "")
        return f"/figures/{period}/{code}" if code else ""

    return link


class _Rows:
    """Rows of what differs, in words."""

    def __init__(self, period: Period, reference: Reference) -> None:
        self.period, self.reference = period, reference
        self.form: Form = reference.in_force(period).form

    def total(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return self._shown(row, "actual") | {"boards": (row["boards_reported"], row["boards_expected"])}

    def figure(self, row: Mapping[str, Any]) -> dict[str, Any]:
        state = row["cell_state"] if row["value"] is None and not row["gone"] else ""
        return self._shown(row, row["measure"]) | {
            "board": self.board(row["board"]),
            "slug": row["board"],
            "state": said(commands.CELL_STATES[state]) if state else "",
            "where": said(where(row["sheet"], row["cell"] or "")) if row["sheet"] or row["cell"] else "",
            "file": (row["submission"] or "").rpartition("/")[2],
            "questioned": row["questioned"],
        }

    def board(self, slug: str) -> str:
        found = self.reference.boards.find(slug, self.period)
        return found.name_vi if found else slug or said(texts.TOTAL)

    def _shown(self, row: Mapping[str, Any], measure: str) -> dict[str, Any]:
        line, unit = self.form.by_code.get(row["code"]), self.reference.units.by_name.get(row["unit"] or "")
        return dict(row) | {
            "was": row["value was"],
            "what": said(figure(self.form, row["code"], row["sector"], measure)),
            "decimals": line.decimals if line else None,
            "unit": said(unit.label) if unit else "",
            "cause": said(cause_named(row["cause"])) if row["cause"] else "",
        }


def approve(request: Request, fields: dict[str, Any]) -> Response:
    room, period = room_of(request), half_year(request)
    name, note = (str(fields.get(field, "")).strip() for field in ("approved_by", "note"))
    if not name:
        raise NotUnderstood(texts.NAME_NEEDED)
    decision = REFUSED if fields.get("decision") == "refuse" else APPROVED
    judged = room.judged(period)
    if fields.get("shown") != judged.raw.release_inputs_sha256(period):
        raise NotDecided(texts.CHANGED_MEANWHILE)
    if not fields.get("confirmed"):
        understood = (texts.REFUSE_UNDERSTOOD if decision == REFUSED else texts.APPROVE_UNDERSTOOD).fill(
            period=Text(period.text_vi, period.text_en), who=name
        )
        return ask_back(request, [said(understood), *([note] if note else [])], fields)
    written = decide(judged, period, decision, name, note, room.warehouse, room.reference)
    told = [written, *answer_waiting_runs(room.warehouse, period, decision, name, note)]
    return show(request, "done", lines=list(map(said, told)), back=f"/?period={period}", next=said(texts.NEXT_RUN))
