"""Counts held against their board's usual count: negative binomial, so that a count of a few may swing as it does.

With mean m and size k the variance is m + m²/k. The score is on the scale that makes that variance one, the inverse
hyperbolic sine of Anscombe (1948): 2 sqrt(k) asinh(sqrt((y + 3/8) / k)).
"""

from __future__ import annotations

import polars as pl

from schemas.usual import threshold

_SHIFT = 3 / 8


def against_usual_count(past: pl.DataFrame) -> pl.DataFrame:
    """Adds expected, swing, score, basis to PAST_SCHEMA; nothing is expected from fewer than two earlier counts."""
    seasonal = pl.when(pl.col("count") >= threshold("count.seasonal")).then(
        (pl.col("mean") * pl.col("season_mean")).sqrt()
    )
    mean = pl.max_horizontal(pl.coalesce(seasonal, "mean"), pl.lit(threshold("count.least_mean")))
    usual = pl.when(pl.col("count") >= threshold("count.least")).then(mean)
    return past.with_columns(
        expected=usual.log(), swing=(1 / pl.col("spread") + 1 / usual).sqrt(), basis=pl.lit("usual_count")
    ).with_columns(score=score_of_count(pl.col("value")))


def score_of_count(value: pl.Expr) -> pl.Expr:
    """How far a count lies from the expected one, in standard deviations (over DEVIATION_SCHEMA)."""
    size, known = pl.col("spread"), pl.col("count").clip(1, threshold("count.most_known"))
    return (_even(value, size) - _even(pl.col("expected").exp(), size)) / (1 + 1 / known).sqrt()


def _even(count: pl.Expr, size: pl.Expr) -> pl.Expr:
    return 2 * size.sqrt() * ((count.clip(0) + _SHIFT) / size).sqrt().arcsinh()
