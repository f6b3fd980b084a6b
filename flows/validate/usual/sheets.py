"""A whole sheet that gives the year to date instead of its half-year: all of its flows at once.

Two things must hold. No flow of the sheet is below what the first half had, as a year to date cannot be; and the
figures are likelier once the first half is taken off, on the scale of each (`named.scale_of`). Sister lines move
together, so they count once a sector.
"""

from __future__ import annotations

import polars as pl

from flows.validate.usual.counts import score_of_count
from flows.validate.usual.named import scale_of
from schemas.usual import COUNT, LEVEL, RESULTS, threshold

YEAR_TO_DATE = "year_to_date"


def years_to_date(deviations: pl.DataFrame) -> pl.DataFrame:
    """row, sheet, odds of every sheet that is likelier to give the year to date (DEVIATION_SCHEMA in)."""
    flows = deviations.filter(
        pl.col("flow")
        & (pl.col("half") == 2)
        & pl.col("previous").is_not_null()
        & pl.col("method").is_in([RESULTS, COUNT, LEVEL])
    ).with_columns(undone=pl.col("value") - pl.col("previous"))
    whole_year = pl.col("value") + pl.col("previous")
    scored = flows.with_columns(
        now=_score(pl.col("value")),
        then=_score(pl.col("undone")),
        planned_now=_of_plan(whole_year),
        planned_then=_of_plan(pl.col("value")),
        scale=scale_of(pl.col("undone")) - scale_of(pl.col("value")),
        # What moves together counts once.
        together=pl.concat_str("family", "sector"),
    )
    # Results with a plan must speak for it twice: by what is usual of them and by what of their plan is done.
    odds = pl.min_horizontal(_odds("now", "then") + pl.col("scale").median(), _odds("planned_now", "planned_then"))
    odds = odds.clip(upper_bound=threshold("sheet.most_odds"))
    grouped = scored.group_by("row", "sheet", "together").agg(
        odds=odds,
        results=(pl.col("method") == RESULTS).any(),
        possible=(pl.col("undone") >= 0).all(),
        moved=(pl.col("previous") > 0).sum(),
    )
    sheets = grouped.group_by("row", "sheet").agg(
        pl.col("odds", "moved").sum(),
        pl.col("possible").all(),
        pl.col("results").any(),
        pl.col("odds").min().alias("least"),
    )
    least = pl.when("results").then(threshold("sheet.odds")).otherwise(threshold("sheet.odds_of_counts"))
    moved = pl.col("moved") >= threshold("sheet.flows")
    # Where one sector speaks against it, the sheet as a whole is not it, and no figure of that sector is to be changed.
    together = pl.col("least") >= threshold("sheet.least")
    return sheets.filter("possible", moved, together, pl.col("odds") >= least).select("row", "sheet", "odds")


def _score(figure: pl.Expr) -> pl.Expr:
    """How far a half-year's figure lies from what is usual, its own sheet left out."""
    on_logs = (pl.max_horizontal(figure, "floor").log() - pl.col("alone")) / pl.col("alone_swing")
    return pl.when(pl.col("method") == COUNT).then(score_of_count(figure)).otherwise(on_logs)


def _of_plan(whole_year: pl.Expr) -> pl.Expr:
    """How far a year's result lies from its plan; null where there is none."""
    return (whole_year.log() - pl.col("own_plan")) / threshold("share.year_to_date")


def _odds(now: str, then: str) -> pl.Expr:
    """Log of how much likelier the figures of a group are without the first half, in their middle."""
    most = threshold("sheet.most_score")
    likely = (pl.col(name).median().clip(-most, most) for name in (now, then))
    scores = [one**2 / 2 for one in likely]
    return scores[0] - scores[1]
