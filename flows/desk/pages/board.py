"""`/board/<slug>/<period>`: what a board sent, what was found, its letter, and what can be done about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.correspond.feedback_entries import entries, indicator_words, place_words
from flows.desk.pages.letters import papers_of
from flows.desk.rendering import attachment, room_of, show, sorry
from flows.steps.asked import board_named, period_named
from flows.steps.papers.outbox import COPY, LETTER
from flows.steps.waiving import can_be_waived
from flows.texts.screen import desk as texts


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
        state=states[shown.submission]["state"] if shown else "missing",
        entries=entries((f for f in findings if f.severity != "info"), form),
        waived=[f for f in findings if f.waived_by],
        explainable={rule.rule for rule in room.reference.rules.values() if can_be_waived(rule)},
        place=lambda finding: place_words(finding, form),
        about=lambda finding: indicator_words(finding, form),
        corrections=[c for c in judged.decisions.corrections if (c.period, c.board) == (str(period), about.slug)],
    )


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
