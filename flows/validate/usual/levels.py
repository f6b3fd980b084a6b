"""Figures held against one number: the last period's, their own level, or what results the plan is made for.

Last period (stocks): the ratio to the period before, less the line's usual drift, after Hidiroglou and Berthelot
(1986), whose statistic is the ratio of two successive figures; their effect of size is left out, as the log scale
treats large and small boards alike.
"""

from __future__ import annotations

import math

import polars as pl

# A drift is taken from few half-years: no more of it is believed than this, on the natural log scale.
LEAST_DRIFT, MOST_DRIFT = -0.05, 0.18
OLDER = math.sqrt(2)  # a figure of a year before says less than that of the half-year before
HALVES_IN_A_YEAR = 2
PRIOR = 2.0  # half-years that the swing usual of the line counts for beside the board's own
PLAN_SWING, PLAN_TO_RESULTS = 0.25, 1.6  # a plan for the year around twice the half-year of the year before


def against_last_period(past: pl.DataFrame) -> pl.DataFrame:
    """Stocks: the last period's figure with the flows since, or with the line's drift where no flow moves it.

    Adds expected, swing, score, basis to PAST_SCHEMA.
    """
    drift = pl.col("drift").fill_null(0.0).clip(LEAST_DRIFT, MOST_DRIFT)
    older = pl.col("last").is_null()
    rolled = pl.col("previous") + pl.col("inflow")
    return _scored(
        past,
        pl.coalesce(pl.when(rolled > 0).then(rolled.log()), pl.col("last") + drift, pl.col("year_before") + 2 * drift),
        pl.col("spread") * pl.when(older).then(OLDER).otherwise(1.0),
        "last_period",
    )


def against_level(past: pl.DataFrame) -> pl.DataFrame:
    """Lumpy flows: the mean of the last four half-years on the log scale, two at least.

    The swing is the line's own, drawn to what these half-years showed as far as they are many.
    """
    count = pl.col("count").clip(1, 4)
    own, prior = pl.col("level_spread").fill_null(0.0), pl.col("spread")
    drawn = ((PRIOR * prior**2 + (count - 1) * own**2) / (PRIOR + count - 1)).sqrt()
    swing = pl.when(count >= 3).then(drawn).otherwise(prior) * (1 + 1 / count).sqrt()
    return _scored(past, pl.when(pl.col("count") >= 2).then("level"), swing, "level")


def against_plan(past: pl.DataFrame) -> pl.DataFrame:
    """Plans for a year: the plan before; without one twice what the file itself gives for last year."""
    expected = pl.coalesce("last", pl.col("own_last_year") + math.log(HALVES_IN_A_YEAR))
    swing = pl.max_horizontal(pl.lit(PLAN_SWING), PLAN_TO_RESULTS * pl.col("spread"))
    return _scored(past, expected, swing, "plan")


def _scored(past: pl.DataFrame, expected: pl.Expr, swing: pl.Expr, basis: str) -> pl.DataFrame:
    return past.with_columns(expected=expected, swing=swing, basis=pl.lit(basis)).with_columns(
        score=(pl.col("log") - pl.col("expected")) / pl.col("swing")
    )
