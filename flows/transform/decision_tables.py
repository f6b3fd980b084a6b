"""What people decided and what is known from elsewhere, as tables: corrections, waivers, approvals, rules, units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.raw_folder.decisions import BlocContext, Correction, Waiver
from flows.raw_folder.snapshot import Snapshot
from flows.validate.acceptance.waiver_standing import waivers_without_effect
from flows.validate.acceptance.waivers import expired
from flows.validate.validation import Validation
from schemas.periods import VIETNAM, parse_moment
from schemas.reference import Reference

IN_FORCE, LAPSED, ENDED, EXPIRED, WITHOUT_EFFECT = "in_force", "lapsed", "ended", "expired", "without_effect"

_LIST_FIELD = ("list_line", "field")
_CORRECTION = ("period", "line", "board", "code", "sector", "measure", "expect", "value", "reason", "approved_by")
_WAIVER = ("period", "line", "rule", "board", "code", "sector", "fingerprint", "reason", "approved_by")
_APPROVAL = ("period", "line", "release_inputs_sha256", "decision", "approved_by", "note")
_RULE = (
    "rule", "level", "severity", "missing", "scope", "statement", "statement_vi", "formula", "effective_from",
    "effective_to",
)  # fmt: skip


def _moment(text: str) -> datetime | None:
    return parse_moment(text).astimezone(VIETNAM) if text else None


def _frame(rows: Iterable[object], names: tuple[str, ...], **others: list[object]) -> pl.DataFrame:
    """One row an object: its attributes of these names, and further columns; always with its types."""
    made = list(rows)
    data: dict[str, list[object]] = {name: [getattr(row, name) for row in made] for name in names}
    types = {"line": pl.Int64, "level": pl.Int64, "factor": pl.Float64}
    schema = {name: types.get(name, pl.String) for name in names}
    moments: dict[str, Any] = dict.fromkeys(others, pl.Datetime("us", "Asia/Ho_Chi_Minh"))
    moments |= {"standing": pl.String, "forced": pl.Boolean}
    return pl.DataFrame(data | others, schema=schema | {name: moments[name] for name in others})


def corrections(raw: Snapshot | None, validation: Validation) -> pl.DataFrame:
    """One row a correction ever made: whether it is in force, has lapsed (the board sent another figure) or ended."""
    made = raw.decisions.corrections if raw else ()
    moment = raw.context.moment if raw else None

    def standing(one: Correction) -> str:
        if one.ended_at and moment and parse_moment(one.ended_at) <= moment:
            return ENDED
        return LAPSED if one in validation.lapsed else IN_FORCE

    rows = _frame(
        made,
        (*_CORRECTION, *_LIST_FIELD),
        decided_at=[_moment(one.date) for one in made],
        ended_at=[_moment(one.ended_at) for one in made],
        standing=[standing(one) for one in made],
    )
    said = [pl.when(pl.col(name) != "").then(name) for name in ("sector", "measure", *_LIST_FIELD)]
    return rows.with_columns(said).with_columns(pl.col("list_line").cast(pl.Int64))


def waivers(
    raw: Snapshot | None, frames: SubmissionFrames, validation: Validation, reference: Reference
) -> pl.DataFrame:
    """One row a waiver ever made: whether it is in force, ended, expired, or covers nothing any more."""
    made = raw.decisions.waivers if raw else ()
    moment = raw.context.moment if raw else datetime(1970, 1, 1, tzinfo=VIETNAM)
    received = frames.received.values()
    idle = {one for one, _ in waivers_without_effect(validation.findings, made, moment, reference.rules, received)}

    def standing(one: Waiver) -> str:
        if one.ended_at and parse_moment(one.ended_at) <= moment:
            return ENDED
        return EXPIRED if expired(one, moment) else WITHOUT_EFFECT if one in idle else IN_FORCE

    return _frame(
        made,
        _WAIVER,
        decided_at=[_moment(one.date) for one in made],
        expires=[_moment(one.expires) for one in made],
        ended_at=[_moment(one.ended_at) for one in made],
        standing=[standing(one) for one in made],
        forced=[bool(one.forced) for one in made],
    )


def approvals(raw: Snapshot | None) -> pl.DataFrame:
    """One row a decision on the figures of a period."""
    made = [one for of_period in (raw.approvals.values() if raw else ()) for one in of_period]
    return _frame(made, _APPROVAL, decided_at=[_moment(one.at) for one in made])


def rules(reference: Reference) -> pl.DataFrame:
    return _frame(reference.rules.values(), _RULE)


def units(reference: Reference) -> pl.DataFrame:
    found = reference.units.by_name.values()
    frame = _frame(found, ("unit", "dimension", "label_vi", "label_en"))
    return frame.with_columns(pl.Series("factor", [float(unit.factor) for unit in found], dtype=pl.Float64))


def outside_predecessors(context: BlocContext, reference: Reference) -> pl.DataFrame:
    """One row a figure a board had reported elsewhere before it joined, in the unit of the form of its period."""
    rows = [
        (period, line.code, sector, unit, line.key)
        for period in context.outside["period"].unique().to_list()
        for line in reference.form.in_force(period).indicators
        for sector, unit in line.units.items()
    ]
    names = dict.fromkeys(("period", "code", "sector", "unit", "key"), pl.String)
    unit = pl.DataFrame(rows, schema=names, orient="row")
    since = pl.Series("known_on", list(context.outside_since) or [None] * context.outside.height, dtype=pl.Date)
    return context.outside.with_columns(since).join(unit, on=["period", "code", "sector"], how="left")
