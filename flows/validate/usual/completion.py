"""How much of the plan of the year is done: results held against the plan beside them in the same file.

In a first half the share done is expected to be that of the sister lines of both sectors (a bad half-year is bad for
all of them); at the end of the year what both halves did is expected to be near the plan, moved as the sister lines'.
Needs no history in a first half. It cannot tell which of the two figures is wrong: the one that is less usual by itself
is suspected first, and a plan that is likelier twice as large is named the plan of a half-year.
"""

from __future__ import annotations

import math

import polars as pl

from flows.validate.usual.named import likelihood
from schemas.usual import RESULTS, threshold

HALF_PLAN = "half_plan"
SHARE = "share"  # the method of these deviations, and their basis
LEAST_SISTERS = 3


def shares_done(deviations: pl.DataFrame) -> pl.DataFrame:
    """The results that have a plan (DEVIATION_SCHEMA in), with share (log of what is done of it), share_expected,
    share_swing, share_score."""
    before = pl.when(pl.col("half") == 2).then(pl.col("previous")).otherwise(0.0)
    results = deviations.filter(
        (pl.col("method") == RESULTS) & (pl.col("value") > 0) & pl.col("own_plan").is_not_null() & (before >= 0)
    ).with_columns(before=before, share=(pl.col("value") + before).log() - pl.col("own_plan"))
    usual, of_all, of_line = (_by_half(name) for name in ("share.{}", "share.swing_{}", "share.of_line_{}"))
    usual = usual.log()
    believed = (pl.col("sisters") - usual).abs() <= threshold("share.moved")
    held = results.join(_of_sisters(results), on=["row", "key"], how="left", maintain_order="left").with_columns(
        share_expected=pl.when(believed).then("sisters").otherwise(usual),
        share_swing=(of_all**2 + (of_line * pl.col("spread")) ** 2).sqrt(),
    )
    return held.with_columns(share_score=(pl.col("share") - pl.col("share_expected")) / pl.col("share_swing"))


def plans_confirmed(shares: pl.DataFrame) -> pl.DataFrame:
    """row, key of the plans of which as much is done as is usual: a board that plans otherwise also did."""
    as_usual = pl.col("share_score").abs() <= threshold("share.confirms")
    return shares.filter(as_usual).select("row", pl.col("plan_key").alias("key"))


def against_plan_done(shares: pl.DataFrame, deviations: pl.DataFrame) -> pl.DataFrame:
    """One row a result that is too much or too little of its plan: UNUSUAL_SCHEMA.

    `keys` are both cells, the one suspected first before the other, and `value` is its figure; log, expected, swing and
    score are of the share of the plan that is done.
    """
    off = shares.filter(pl.col("share_score").abs() > threshold("asked.share"))
    return _told(off, _own_scores(deviations))


def _by_half(name: str) -> pl.Expr:
    """The threshold of the submission's half-year."""
    first, whole = (threshold(name.format(half)) for half in ("first_half", "whole_year"))
    return pl.when(pl.col("half") == 1).then(first).otherwise(whole)


def _of_sisters(results: pl.DataFrame) -> pl.DataFrame:
    """row, key, sisters: the share of the plan that the other lines have done, in the middle of them."""
    others = results.select("row", "share", of=pl.col("key"))
    return (
        results.select("row", "key").join(others, on="row").filter(pl.col("key") != pl.col("of"))
        .group_by("row", "key").agg(pl.col("share").median().alias("sisters"), pl.len().alias("others"))
        .filter(pl.col("others") >= LEAST_SISTERS).select("row", "key", "sisters")
    )  # fmt: skip


def _own_scores(deviations: pl.DataFrame) -> pl.DataFrame:
    return deviations.select("row", plan_key="key", plan_score="score", plan_value="value")


def _told(off: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    of_plan = pl.col("plan_score").abs().fill_null(0.0) >= pl.col("score").abs().fill_null(0.0)
    doubled = pl.col("share_score") - math.log(2) / pl.col("share_swing")
    odds = likelihood(doubled) - likelihood(pl.col("share_score"))
    named = (
        pl.col("of_plan") & (pl.col("plan_odds") >= threshold("slip.odds")) & (doubled.abs() <= threshold("slip.left"))
    )
    slip = pl.when(named).then(pl.lit(HALF_PLAN))
    joined = off.join(plans, on=["row", "plan_key"], how="left", maintain_order="left")
    both, twice = [pl.col("plan_key"), pl.col("key")], 2 * pl.col("plan_value")
    return joined.with_columns(of_plan=of_plan, plan_odds=odds).with_columns(
        slip=slip,
        undone=pl.when(named).then(twice),
        odds=pl.when(named).then("plan_odds"),
        keys=pl.when("of_plan").then(pl.concat_list(both)).otherwise(pl.concat_list(both[::-1])),
        likely=pl.when(named).then(pl.concat_list(twice)).otherwise(pl.lit([], pl.List(pl.Float64))),
        # From here on of the share, not of the figure.
        value=pl.when("of_plan").then("plan_value").otherwise("value"),
        log="share",
        expected="share_expected",
        swing="share_swing",
        score="share_score",
        basis=pl.lit(SHARE),
        method=pl.lit(SHARE),
    )
