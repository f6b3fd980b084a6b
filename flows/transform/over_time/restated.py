"""Figures that were known otherwise before: from what to what, why, and what it did to the bloc's total."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.ingest.frames import Received
from flows.raw_folder.decisions import Correction, Decisions, Waiver
from flows.transform.over_time.history import CORRECTION, RESUBMISSION, WAIVER, day_of
from flows.validate.figures.bloc_totals import members, summed_lines
from schemas.periods import parse_moment
from schemas.reference import Reference

_KEY = ["period", "board", "code", "sector", "measure"]


def restatement_table(
    figures: pl.DataFrame, received: Iterable[Received], decisions: Decisions, reference: Reference
) -> pl.DataFrame:
    """One row a figure and day from which it was known otherwise: period, board, code, sector, measure, known_from,
    before, after, unit, cause, reason, approved_by, effect_on_total.

    before and after are null for what is no figure. effect_on_total is what it did to the bloc's total of its period:
    null where the figure is in none.

    Args:
        figures: those of `history`.
    """
    lived = figures.filter(pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("known_from")))
    own = lived.sort([*_KEY, "known_from"]).with_columns(
        pl.col("value").shift(1).over(_KEY).alias("before"),
        pl.col("cell_state").shift(1).over(_KEY).alias("_was"),
    )
    other = pl.col("value").ne_missing(pl.col("before")) | (pl.col("cell_state") != pl.col("_was"))
    changed = own.filter(pl.col("_was").is_not_null() & other)
    periods = figures["period"].unique().to_list()
    summed = summed_lines(periods, reference).select(
        "period", "code", "sector", pl.lit("actual").alias("measure"), pl.lit(True).alias("_summed")
    )
    member = members(periods, reference).with_columns(pl.lit(True).alias("_member"))
    counts = pl.col("_summed").fill_null(False) & pl.col("_member").fill_null(False)
    effect = pl.col("value").fill_null(0.0) - pl.col("before").fill_null(0.0)
    reasons = _reasons(received, decisions)
    return (
        changed.join(summed, on=["period", "code", "sector", "measure"], how="left")
        .join(member, on=["period", "board"], how="left")
        .join(reasons.filter(pl.col("cause") != RESUBMISSION).drop("submission"), on=_REASON, how="left")
        .join(
            reasons.filter(pl.col("cause") == RESUBMISSION).select("submission", pl.col("reason").alias("_receipt")),
            on="submission",
            how="left",
        )
        .with_columns(
            pl.col("value").alias("after"),
            pl.when(counts).then(effect).alias("effect_on_total"),
            pl.when(pl.col("cause") == RESUBMISSION).then("_receipt").otherwise("reason").alias("reason"),
        )
    )


_REASON = ["cause", "period", "board", "known_from", "code", "sector"]


def _reasons(received: Iterable[Received], decisions: Decisions) -> pl.DataFrame:
    """cause, period, board, known_from, code, sector, reason, approved_by of decisions; submission and reason of
    receipts."""
    rows: list[tuple[object, ...]] = []
    made: list[tuple[str, Correction | Waiver]] = [(CORRECTION, c) for c in decisions.corrections]
    made += [(WAIVER, w) for w in decisions.waivers]
    for cause, one in made:
        days = {day_of(parse_moment(text)) for text in (one.date, one.ended_at) if text}
        rows += [(cause, one.period, one.board, d, one.code, one.sector, "", one.reason, one.approved_by) for d in days]
    for version in received:
        rows.append((RESUBMISSION, "", "", None, "", "", version.submission, version.note, ""))
    names = dict.fromkeys(("cause", "period", "board", "known_from", "code", "sector", "submission"), pl.String)
    schema = {**names, "known_from": pl.Date, "reason": pl.String, "approved_by": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(
        [*_REASON, "submission"], keep="last", maintain_order=True
    )
