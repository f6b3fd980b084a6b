"""`zones approve`: write down that the bloc approved, or refused, the figures of a half-year as raw/ now holds them."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, PeriodArgument, RawFolder, WarehouseFolder, option
from flows.commands.judging import judged_until
from flows.commands.terminal import fail, fitted, tell
from flows.steps.asked import period_named
from flows.texts import documents, release
from flows.texts.screen import options
from flows.texts.screen.language import said
from flows.texts.system_errors import reason_of

NOT_WRITTEN = 1


def register(app: typer.Typer) -> None:
    app.command("approve")(approve)


def approve(
    period: PeriodArgument,
    approved_by: Annotated[str, option("--approved-by", word=options.NAME_WORD, text=options.DECIDED_BY)] = "",
    refuse: Annotated[bool, option("--refuse", text=options.REFUSE)] = False,
    note: Annotated[str, option("--note", word=options.TEXT_WORD, text=options.DECISION_NOTE)] = "",
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.raw_folder.decision_files import APPROVALS, APPROVED, REFUSED
    from flows.service.answering import answer_waiting_runs
    from flows.steps.approving import NotDecided, decide
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    if not asked.half:
        fail(release.WHOLE_YEAR_ASKED.fill(period=asked))
    if not approved_by.strip():
        fail(documents.APPROVER_REQUIRED)
    judged = judged_until(asked, raw, warehouse, reference)
    decision = REFUSED if refuse else APPROVED
    try:
        written = decide(judged, asked, decision, approved_by, note, warehouse, reference)
    except NotDecided as error:
        for obstacle in error.obstacles:
            typer.echo(fitted(f"- {said(obstacle)}", err=True), err=True)
        fail(error.text, NOT_WRITTEN)
    except OSError as error:
        fail(documents.NOT_WRITTEN.fill(file=raw / str(asked) / APPROVALS, why=reason_of(error)))
    tell(written)
    for text in answer_waiting_runs(warehouse, asked, decision, approved_by.strip(), note.strip()):
        tell(text)
