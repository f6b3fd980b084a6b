"""Counts held against their board's usual count: negative binomial, so that a count of a few may swing as it does.

With mean m and size k the variance is m + m²/k. The score is on the scale that makes that variance one, the inverse
hyperbolic sine of Anscombe (1948): 2 sqrt(k) asinh(sqrt((y + 3/8) / k)). What is usual is the mean of the last four
half-years, moved as the counts of the file's other sheets moved: a busy half-year is busy for all. A count that is a
part of another is held against its share of that one too, and is as unusual as the less unusual of the two says.
"""

from __future__ import annotations

import polars as pl

from schemas.usual import threshold

SHIFT = 3 / 8


def against_usual_count(past: pl.DataFrame) -> pl.DataFrame:
    """Adds expected, swing, score, basis to PAST_SCHEMA; nothing is expected from fewer than two earlier counts."""
    known = pl.col("count") >= threshold("count.least")
    mean = pl.when(known).then(pl.max_horizontal("recent_mean", pl.lit(threshold("count.least_mean"))))
    held = _with_busyness(past.with_columns(usual=mean))
    busy = (pl.col("usual").log() + pl.col("busy")).exp()
    scored = held.with_columns(
        expected=busy.log(),
        swing=(1 / pl.col("spread") + 1 / busy + pl.col("busy_variance")).sqrt(),
        basis=pl.lit("usual_count"),
    ).with_columns(score=score_of_count(pl.col("value")))
    part = pl.col("share_before") + pl.col("whole").log()
    by_one = 1 / pl.col("value").clip(1.0) + 1 / part.exp().clip(1.0)
    of_whole = (pl.col("log") - part) / (threshold("count.share") ** 2 + by_one).sqrt()
    as_part = (of_whole.abs() < pl.col("score").abs()).fill_null(False) & (pl.col("whole") > 0)
    return scored.with_columns(score=pl.when(as_part).then(of_whole).otherwise("score"))


def _with_busyness(past: pl.DataFrame) -> pl.DataFrame:
    """Adds busy (log) and its variance: how far the counts of the other sheets lie above what is usual of them.

    The mean of their deviations, weighted by their own precision and drawn to nothing by `count.busy`.
    """
    most = threshold("count.most_busy")
    change = ((pl.col("value").clip(0) + SHIFT) / (pl.col("usual") + SHIFT)).log().clip(-most, most)
    weight = (1 / (1 / pl.col("spread") + 1 / pl.col("usual"))).fill_null(0.0)
    weighed = past.with_columns(weight=weight, weighted=(weight * change).fill_null(0.0))
    both = pl.col("weight", "weighted")
    elsewhere = weighed.select(both.sum().over("row") - both.sum().over("row", "sheet"))
    precision = elsewhere["weight"] + threshold("count.busy") ** -2
    return past.with_columns(busy=elsewhere["weighted"] / precision, busy_variance=1 / precision)


def score_of_count(value: pl.Expr) -> pl.Expr:
    """How far a count lies from the expected one, in standard deviations (over DEVIATION_SCHEMA)."""
    size, known = pl.col("spread"), pl.col("count").clip(1, threshold("count.most_known"))
    return (_even(value, size) - _even(pl.col("expected").exp(), size)) / (1 + 1 / known).sqrt()


def _even(count: pl.Expr, size: pl.Expr) -> pl.Expr:
    return 2 * size.sqrt() * ((count.clip(0) + SHIFT) / size).sqrt().arcsinh()
