"""Figures held against one number: the last period's, their own level, or what results the plan is made for.

Last period (stocks): the ratio to the period before, less the line's usual drift, after Hidiroglou and Berthelot
(1986), whose statistic is the ratio of two successive figures; their effect of size is left out, as the log scale
treats large and small boards alike.
"""

from __future__ import annotations

import math

import polars as pl

from schemas.usual import threshold

OLDER = math.sqrt(2)  # a figure of a year before says less than that of the half-year before
HALVES_IN_A_YEAR = 2


def against_last_period(past: pl.DataFrame) -> pl.DataFrame:
    """Stocks: the last period's figure with the flows since, or with the line's drift where no flow moves it.

    Adds expected, swing, score, basis to PAST_SCHEMA.
    """
    drift = pl.col("drift").fill_null(0.0).clip(threshold("drift.least"), threshold("drift.most"))
    older = pl.col("last").is_null()
    rolled = pl.col("previous") + pl.col("inflow")
    expected = pl.coalesce(
        pl.when(rolled > 0).then(rolled.log()), pl.col("last") + drift, pl.col("year_before") + 2 * drift
    )
    # What is counted moves by whole ones: of two zones a third is half as many again.
    by_one = pl.when(pl.col("decimals") == 0).then(threshold("stock.by_one") / expected.exp().clip(1.0)).otherwise(0.0)
    # Of few half-years it is not known whether the board grows.
    growth = pl.when(pl.col("drift").is_null() & pl.col("inflow").is_null()).then(threshold("drift.unknown"))
    swing = (pl.col("spread") ** 2 + by_one**2 + growth.fill_null(0.0) ** 2).sqrt() * pl.when(older).then(
        OLDER
    ).otherwise(1.0)
    return _scored(past, expected, swing, pl.lit("last_period"))


def against_level(past: pl.DataFrame) -> pl.DataFrame:
    """Lumpy flows: the mean of the last four half-years on the log scale, two at least.

    The swing is the line's own, drawn to what these half-years showed as far as they are many. What is the amount of
    cases (fines) is held against its mean amount a case, which swings the less the more cases there are, unless the
    cases are themselves far from what they were.
    """
    count = pl.col("count").clip(1, 4)
    own, prior = pl.col("level_spread").fill_null(0.0), pl.col("spread")
    counts_for = threshold("level.prior")
    drawn = ((counts_for * prior**2 + (count - 1) * own**2) / (counts_for + count - 1)).sqrt()
    swing = pl.when(count >= 3).then(drawn).otherwise(prior) * (1 + 1 / count).sqrt()
    cases = pl.col("whole").log()
    usual_cases = pl.col("level") - pl.col("share_level")
    by_case = (pl.col("whole") > 0) & ((cases - usual_cases).abs() <= threshold("case.believed"))
    of_cases = (threshold("case.level") ** 2 + threshold("case.one") ** 2 / pl.col("whole")).sqrt()
    expected = pl.when(by_case).then(pl.col("share_level") + cases).otherwise("level")
    swing = pl.when(by_case).then(of_cases * (1 + 1 / count).sqrt()).otherwise(swing)
    basis = pl.when(by_case).then(pl.lit("by_case")).otherwise(pl.lit("level"))
    return _scored(past, pl.when(pl.col("count") >= 2).then(expected), swing, basis)


def against_plan(past: pl.DataFrame) -> pl.DataFrame:
    """Plans for a year: the plan before; without one twice what the file itself gives for last year."""
    expected = pl.coalesce("last", pl.col("own_last_year") + math.log(HALVES_IN_A_YEAR))
    swing = pl.max_horizontal(pl.lit(threshold("plan.swing")), threshold("plan.of_results") * pl.col("spread"))
    return _scored(past, expected, swing, pl.lit("plan"))


def _scored(past: pl.DataFrame, expected: pl.Expr, swing: pl.Expr, basis: pl.Expr) -> pl.DataFrame:
    return past.with_columns(expected=expected, swing=swing, basis=basis).with_columns(
        score=(pl.col("log") - pl.col("expected")) / pl.col("swing")
    )
