"""`zones approve`: write down that the bloc approved, or refused, the figures of a half-year as raw/ now holds them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    option,
    period_named,
)
from flows.commands.judging import judged_until
from flows.commands.terminal import both, fail
from flows.texts import decisions as texts
from flows.texts import documents, release
from flows.texts.screen import options

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from schemas.periods import Period
    from schemas.text import Text

NOT_WRITTEN = 1


def register(app: typer.Typer) -> None:
    app.command("approve")(approve)


# Long: everything that must hold before a decision is written, one after another.
def approve(
    period: PeriodArgument,
    approved_by: Annotated[str, option("--approved-by", word=options.NAME_WORD, text=options.DECIDED_BY)] = "",
    refuse: Annotated[bool, option("--refuse", text=options.REFUSE)] = False,
    note: Annotated[str, option("--note", word=options.TEXT_WORD, text=options.DECISION_NOTE)] = "",
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from dataclasses import replace

    from flows.raw_folder.approved_figures import ApprovedFigures, write_approved_figures
    from flows.raw_folder.decision_files import APPROVAL_COLUMNS, APPROVALS, APPROVED, REFUSED, append_decision
    from flows.steps.approvals import altered_since_approval, figures_now
    from flows.validate.acceptance.finality import open_obstacles
    from flows.validate.judging import judge
    from schemas.made_by import made_by
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    if not asked.half:
        fail(release.WHOLE_YEAR_ASKED.fill(period=asked))
    if not approved_by.strip():
        fail(documents.APPROVER_REQUIRED)
    now = datetime.now(VIETNAM)
    judged = judged_until(asked, raw, warehouse, reference)
    require_receipts(judged, asked)
    of_judging = judged, warehouse, reference
    digest = judged.raw.release_inputs_sha256(asked)
    decision = REFUSED if refuse else APPROVED
    last = judged.raw.last_decision(asked)
    if (
        last is not None
        and last.decision == decision
        and str(asked) not in altered_since_approval(*of_judging, asked)[0]
    ):
        both(texts.ALREADY[decision].fill(period=asked, who=last.approved_by, digest=digest))
        return
    if not refuse:
        # Waivers must still hold at the moment of approval, which then is the latest one in raw/.
        context = replace(judged.context, moment=max(judged.context.moment, now))
        validation = judge(judged.frames, reference, judged.decisions, context)
        problems = judged.raw.approval_problems.get(str(asked), ())
        refuse_with([*problems, *open_obstacles(judged.frames, validation, asked, reference)], asked)
        judged = replace(judged, validation=validation)
    path = raw / str(asked) / APPROVALS
    fields = {
        "release_inputs_sha256": digest,
        "decision": decision,
        "approved_by": approved_by.strip(),
        "at": now.isoformat(timespec="seconds"),
        "note": note.strip(),
    }
    try:
        if not refuse:
            covered = ApprovedFigures(figures_now(judged, str(asked), reference), made_by(reference.folder))
            write_approved_figures(raw, str(asked), digest, covered)
        line = append_decision(path, APPROVAL_COLUMNS, fields)
    except OSError as error:
        fail(documents.NOT_WRITTEN.fill(file=path, why=error.strerror or error))
    both(texts.WRITTEN[decision].fill(period=asked, file=path, line=line, digest=digest))


def require_receipts(judged: Judged, period: Period) -> None:
    """End the command where a file has no receipt: a run that first meets it would change what was approved."""
    unwritten = [version.submission for version in judged.raw.until(period) if not version.receipted]
    if unwritten:
        fail(texts.WITHOUT_RECEIPT.fill(file=unwritten[0], period=period), NOT_WRITTEN)


def refuse_with(obstacles: list[Text], period: Period) -> None:
    """End the command where anything is in the way of approval, saying all of it."""
    for obstacle in obstacles:
        typer.echo(f"- {obstacle.vi}\n  {obstacle.en}", err=True)
    if obstacles:
        fail(texts.NOT_YET.fill(period=period), NOT_WRITTEN)
