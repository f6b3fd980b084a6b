"""The fourth step: the tables of a release, and what its manifest says it is about; refused where something is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from flows.derive.tables import derived_tables
from flows.publish.parquet_files import write_tables
from flows.publish.release import made_by_this_code
from flows.raw_folder.losses import accept_losses
from flows.steps.approvals import altered_since_approval, provisional_again, with_last_final, write_missing_figures
from flows.steps.guard import last_release, losses, without_a_reason
from flows.steps.judged import Judged
from flows.steps.running.request import FinalRefused, RunRefused, RunRequest
from flows.texts import release as texts
from flows.transform.over_time.by_half_year import TablesAsked
from flows.transform.over_time.restatements import restatements
from flows.transform.tables import build_tables
from flows.validate.acceptance.corrections import told_lapsed
from flows.validate.acceptance.finality import final_obstacles
from flows.validate.acceptance.waiver_standing import waivers_in_force, waivers_without_effect
from schemas.periods import VIETNAM, parse_period
from schemas.tables import warehouse_tables
from schemas.text import Text

FACTS, _TABLES = "facts.json", "tables"


@dataclass(frozen=True)
class Made:
    """All tables of a release, what its manifest says it is about, and what is to be told of it."""

    frames: TablesAsked
    facts: dict[str, object]
    said: tuple[Text, ...]


def tables_of(request: RunRequest, judged: Judged) -> Made:
    """All tables of the release, and what is known of it. What approvals cover is written down where it was not yet.

    A release is final when nothing is in the way of it (`final_obstacles`), asked for or not; `request.final` only
    refuses what would be provisional.

    Raises:
        FinalRefused: a final release was asked for and may not be made.
    """
    reference, period = request.load_reference(), request.half_year
    alterations, altered = altered_since_approval(judged, request.warehouse_folder, reference)
    of_judging = judged.raw, judged.frames, judged.validation
    obstacles = {
        known: final_obstacles(*of_judging, parse_period(known), reference, alterations)
        for known in {str(period), *judged.raw.approvals}
    }
    if request.final and obstacles[str(period)]:
        raise FinalRefused(texts.FINAL_REFUSED.fill(period=period), obstacles[str(period)])
    said = guarded(request, judged, alterations)
    again = provisional_again(judged.raw, obstacles)
    final = frozenset(known for known, against in obstacles.items() if not against)
    frames = build_tables(
        judged.frames,
        judged.validation,
        judged.context,
        reference,
        period,
        final,
        judged.raw,
        judged.halves,
        judged.kept,
    )
    if not request.aside:
        judged.kept.forget_others()
    frames.held.update(derived_tables(frames.for_deriving(), reference))
    facts = facts_of(request, judged, frames, str(period) in final)
    facts |= {
        "provisional_again": [{"period": p, "vi": text.vi, "en": text.en} for p, text in again.items()],
        "altered_since_approval": [
            {"period": p, **row} for p, table in altered.items() for row in table.iter_rows(named=True)
        ],
    }
    said += with_last_final(again, request.warehouse_folder)
    if not request.aside:
        said += write_missing_figures(judged, request.warehouse_folder, reference)
    return Made(frames, facts, tuple(said))


def facts_of(request: RunRequest, judged: Judged, frames: Mapping[str, pl.DataFrame], final: bool) -> dict[str, object]:
    """What the manifest says a release is about, and what went into it."""
    reference, period = request.load_reference(), request.half_year
    waivers = judged.decisions.waivers
    idle = waivers_without_effect(
        judged.validation.findings, waivers, judged.context.moment, reference.rules, judged.frames.received.values()
    )
    in_force = [waiver for waiver in waivers if waiver not in {told for told, _ in idle}]
    return {
        "period": str(period),
        "status": "final" if final else "provisional",
        "as_of": judged.context.moment.isoformat(),
        "reason": request.reason,
        "inputs_sha256": judged.raw.release_inputs_sha256(),
        "release_inputs_sha256": judged.raw.release_inputs_sha256(period),
        "inputs_by_period": {
            p: judged.raw.release_inputs_sha256(p) for p in sorted({v.period for v in judged.raw.versions})
        },
        "approvals": [
            {name: getattr(a, name) for name in ("period", "release_inputs_sha256", "decision", "approved_by", "at")}
            for of_period in judged.raw.approvals.values()
            for a in of_period
        ],
        "corrections": len(judged.decisions.corrections),
        "waivers": len(waivers),
        "restatements": restatements(judged.frames, judged.validation, judged.decisions, frames, reference),
        "waivers_in_force": waivers_in_force(judged.validation.findings, in_force),
        "corrections_lapsed": [
            {"period": c.period, "line": c.line, "vi": text.vi, "en": text.en}
            for c in judged.validation.lapsed
            for text in [told_lapsed(c)]
        ],
        "waivers_without_effect": [
            {"period": waiver.period, "line": waiver.line, "vi": text.vi, "en": text.en} for waiver, text in idle
        ],
    }


def guarded(request: RunRequest, judged: Judged, alterations: Mapping[str, Text]) -> list[Text]:
    """Let the release be made, or refuse it where something is lost; what is built aside loses nothing.

    Raises:
        RunRefused: something of raw/ is gone or changed, a board is less than before, figures of a final period would
            change without a reason, or nothing was received for the period.
    """
    period = request.half_year
    own = {str(period), *([str(period.year_period)] if period.half == 2 else [])}
    nothing = not any(version.period in own for version in judged.raw.versions)
    if request.aside:
        return [texts.NOTHING_RECEIVED_THEN.fill(period=period)] if nothing else []
    if judged.raw.to_come:
        raise RunRefused(texts.CLOCK_WRONG, judged.raw.to_come)
    last = last_release(request.warehouse_folder)
    lost = [loss for loss in losses(judged, last) if loss.key not in judged.raw.accepted_losses]
    if lost and not request.accept_loss:
        raise RunRefused(texts.LOSSES_REFUSED.fill(period=request.period), [loss.text for loss in lost])
    if not request.reason and (changed := without_a_reason(last, alterations)):
        raise RunRefused(texts.REASON_NEEDED.fill(period=request.period), changed)
    if not lost and nothing:
        newest = max((version.period for version in judged.raw.versions), default="–")
        raise RunRefused(texts.NOTHING_RECEIVED.fill(period=period, newest=newest))
    if not lost:
        return []
    accept_losses(judged.raw.root, lost, request.reason, request.approved_by, datetime.now(VIETNAM))
    return [*(loss.text for loss in lost), texts.LOSS_ACCEPTED.fill(count=len(lost))]


def leave_tables(request: RunRequest, made: Made) -> str:
    """Write the tables and the facts into the work folder; returns the folder of the tables."""
    reference = request.load_reference()
    folder = request.work_folder / _TABLES
    tables = warehouse_tables(reference.form, reference.units)
    last = None if request.aside else made_by_this_code(request.warehouse_folder)
    write_tables(made.frames, tables, reference.units, folder, request.as_of_day, last)
    (request.work_folder / FACTS).write_text(json.dumps(made.facts, ensure_ascii=False), encoding="utf-8")
    return str(folder)


def transform_all(request: RunRequest, judged: Judged) -> tuple[str, tuple[Text, ...]]:
    """Make all tables and leave them in the work folder; returns their folder, and what is to be told.

    Raises:
        FinalRefused: a final release was asked for and may not be made.
    """
    made = tables_of(request, judged)
    return leave_tables(request, made), made.said
