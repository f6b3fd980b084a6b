"""FDI and DDI written in each other's place: both figures of a line at once."""

from __future__ import annotations

import polars as pl

from flows.validate.usual.named import likelihood, score_of
from schemas.usual import threshold

EXCHANGED = "exchanged"


def exchanged(deviations: pl.DataFrame) -> pl.DataFrame:
    """row, key, undone, slip, odds of every figure that is likelier with the other sector's in its place.

    Both cells of a pair are found together, each with the other's figure as `undone`.
    """
    twins = deviations.select("row", pl.col("key").alias("twin_key"), pl.col("value").alias("undone"))
    own = deviations.filter(pl.col("twin_key").is_not_null() & (pl.col("count") > 0)).join(
        twins, on=["row", "twin_key"]
    )
    scored = own.with_columns(left=score_of(pl.col("undone"))).with_columns(
        odds=likelihood(pl.col("left")) - likelihood(pl.col("score")), far=pl.col("score").abs()
    )
    pair = ["row", "line", "method"]
    together = scored.group_by(pair).agg(
        pl.col("odds").sum().alias("both"), pl.len().alias("cells"), pl.col("left").abs().max().alias("most_left"),
        pl.col("far").max().alias("farthest"),
    )  # fmt: skip
    sure = (
        (pl.col("cells") == 2)
        & (pl.col("both") >= threshold("slip.odds"))
        & (pl.col("farthest") >= threshold("slip.least"))
        & (pl.col("most_left") <= threshold("slip.left"))
        & (pl.col("value") != pl.col("undone"))
    )
    found = scored.join(together, on=pair).filter(sure)
    return found.select("row", "key", "undone", slip=pl.lit(EXCHANGED), odds="both")
