"""`/board/<slug>/<period>`: what a board sent, what was found, its letter, and what can be done about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.correspond.feedback.entries import entries, indicator_words, place_words
from flows.desk.pages.letters import papers_of
from flows.desk.rendering import attachment, room_of, show, sorry
from flows.raw_folder.decision_files import is_plain_number
from flows.steps.asked import board_named, period_named
from flows.steps.judged import Judged
from flows.steps.papers.outbox import COPY, LETTER
from flows.steps.waiving import can_be_waived, waived_words
from flows.texts import documents
from flows.texts.numbers import date_text, exact_number_text
from flows.texts.rules import figure, sheet_named, where
from flows.texts.screen import desk as texts
from flows.texts.screen.language import said
from flows.validate.acceptance.version_changes import RULE as CHANGES
from schemas.form import Form
from schemas.language.checks.expressions import plain
from schemas.text import Text

# What a link to the form of a correction fills in.
TYPED = ("code", "sector", "measure", "expect", "value")


def board(request: Request, fields: dict[str, Any]) -> Response:
    room = room_of(request)
    period = period_named(request.path_params["period"])
    about = board_named(request.path_params["slug"], period, room.reference.boards)
    judged = room.judged(period)
    states = {row["submission"]: row for row in judged.validation.states.iter_rows(named=True)}
    versions = judged.received(period, about.slug)
    shown = next(
        (v for v in reversed(versions) if v.submission == fields.get("version")), versions[-1] if versions else None
    )
    form = room.reference.form.in_force(period)
    findings = [f for f in judged.validation.findings if shown and f.submission == shown.submission]
    return show(
        request,
        "board",
        board=about,
        period=period,
        form=form,
        versions=[(version, states[version.submission]) for version in reversed(versions)],
        shown=shown,
        state=(state := states[shown.submission]["state"] if shown else "missing"),
        next=said(texts.NEXT_OF_BOARD.get(state, texts.NEXT_OF_BOARD["accepted"])),
        entries=entries((f for f in findings if f.severity != "info"), form),
        informed=[
            said(Text(f.message_vi, f.message_en)) for f in findings if f.severity == "info" and f.rule != CHANGES
        ],
        changes=_changes(judged, shown.submission, form) if shown else [],
        sectors={name: said(text) for name, text in documents.SECTOR_HEADINGS.items()},
        measures={name: said(text) for name, text in documents.MEASURE_HEADINGS.items()},
        sheet_words=lambda sheet: _sheet_words(sheet, form),
        plain=plain,
        written=_written,
        typed={name: str(fields.get(name, "")) for name in TYPED},
        waivers=[
            (waived_words(one, room.reference), _day(one.expires), one)
            for one in judged.decisions.waivers
            if (one.period, one.board) == (str(period), about.slug)
        ],
        explainable={rule.rule for rule in room.reference.rules.values() if can_be_waived(rule)},
        place=lambda finding: said(place_words(finding, form)),
        about=lambda finding: said(indicator_words(finding, form)),
        named=lambda one: _named(one.code, one.sector, one.measure, one.list_line, one.field, form),
        corrections=[c for c in judged.decisions.corrections if (c.period, c.board) == (str(period), about.slug)],
    )


def _day(text: str) -> Text:
    return date_text(date.fromisoformat(text[:10])) if text else Text("–", "–")


def _stood(value: float | None, text: str | None) -> str:
    return said(exact_number_text(value)) if value is not None else text or "–"


def _written(value: str) -> str:
    """What a correction holds, a number as the spoken language writes it."""
    return said(exact_number_text(float(value))) if is_plain_number(value) else value


def _sheet_words(sheet: str, form: Form) -> str:
    titled = form.sheet_by_name[sheet]
    return f"{said(sheet_named(sheet))} {said(Text(titled.title_vi, titled.title_en))}"


def _changes(judged: Judged, submission: str, form: Form) -> list[dict[str, Any]]:
    """What a version says otherwise than the one before it: of which figure, where, what stood and stands there."""
    told = []
    for row in judged.validation.changes.filter(submission=submission).iter_rows(named=True):
        came, went = row["was_sheet"] is None, row["sheet"] is None
        told.append(
            {
                "what": _named(row["code"], row["sector"], row["measure"], row["line"], row["measure"], form),
                "where": said(where(row["was_sheet"] if went else row["sheet"], row["was_cell" if went else "cell"])),
                "was": said(texts.NO_LINE) if came else _stood(row["was_value"], row["was"]),
                "now": said(texts.NO_LINE) if went else _stood(row["now_value"], row["now"]),
                "asked": row["asked"],
            }
        )
    return told


# Parameters: what names a figure, or a field of a line.
def _named(code: str, sector: str, measure: str, line: str, field: str, form: Form) -> str:
    columns = {item.key: Text(item.label_vi, item.label_en) for item in form.list_sheets.get(code, ())}
    if code not in form.list_sheets:
        return said(figure(form, code, sector, measure))
    return ", ".join(filter(None, (said(sheet_named(code)), line, said(columns[field]) if field in columns else "")))


def letter(request: Request, fields: dict[str, Any]) -> Response:
    return _paper(request, "docx")


def copy(request: Request, fields: dict[str, Any]) -> Response:
    return _paper(request, "xlsx")


def _paper(request: Request, kind: str) -> Response:
    room = room_of(request)
    period = period_named(request.path_params["period"])
    about = board_named(request.path_params["slug"], period, room.reference.boards)
    what = Path(LETTER if kind == "docx" else COPY)
    data = papers_of(room, room.judged(period), period, about).get(what.name)
    if data is None:
        return sorry(request, texts.NOT_THERE, status=404)
    name = f"{what.stem}_{about.slug}_{period}.{kind}"
    return attachment(name, data)
