"""A whole sheet that gives the year to date instead of its half-year: all of its flows at once.

Two things must hold. No flow of the sheet is below what the first half had, as a year to date cannot be; and the
figures are likelier once the first half is taken off. Sister lines move together, so they count once a sector.
"""

from __future__ import annotations

import polars as pl

from flows.validate.usual.counts import score_of_count
from schemas.usual import COUNT, LEVEL, RESULTS

LEAST_FLOWS = 4
LEAST_ODDS, LEAST_ODDS_OF_COUNTS = 2.0, 4.0  # counts swing more than results do
MOST_SCORE, MOST_ODDS = 5.0, 5.0  # no one group decides by itself
YEAR_TO_DATE = "year_to_date"


def years_to_date(deviations: pl.DataFrame) -> pl.DataFrame:
    """row, sheet, odds of every sheet that is likelier to give the year to date (DEVIATION_SCHEMA in)."""
    flows = deviations.filter(
        pl.col("flow")
        & (pl.col("half") == 2)
        & pl.col("previous").is_not_null()
        & pl.col("method").is_in([RESULTS, COUNT, LEVEL])
    ).with_columns(undone=pl.col("value") - pl.col("previous"))
    on_logs = (pl.max_horizontal("undone", "floor").log() - pl.col("alone")) / pl.col("alone_swing")
    is_count = pl.col("method") == COUNT
    scored = flows.with_columns(
        now=pl.when(is_count)
        .then(score_of_count(pl.col("value")))
        .otherwise((pl.col("log") - pl.col("alone")) / pl.col("alone_swing")),
        then=pl.when(is_count).then(score_of_count(pl.col("undone"))).otherwise(on_logs),
        # What moves together counts once.
        together=pl.concat_str("family", "sector"),
    )
    now, then = (pl.col(name).median().clip(-MOST_SCORE, MOST_SCORE) for name in ("now", "then"))
    odds = ((now**2 - then**2) / 2).clip(upper_bound=MOST_ODDS)
    grouped = scored.group_by("row", "sheet", "together").agg(
        odds=odds,
        results=(pl.col("method") == RESULTS).any(),
        possible=(pl.col("undone") >= 0).all(),
        moved=(pl.col("previous") > 0).sum(),
    )
    sheets = grouped.group_by("row", "sheet").agg(
        pl.col("odds", "moved").sum(), pl.col("possible").all(), pl.col("results").any()
    )
    least = pl.when("results").then(LEAST_ODDS).otherwise(LEAST_ODDS_OF_COUNTS)
    return sheets.filter("possible", pl.col("moved") >= LEAST_FLOWS, pl.col("odds") >= least).select(
        "row", "sheet", "odds"
    )
