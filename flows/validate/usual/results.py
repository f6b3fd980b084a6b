"""Results of enterprises held against their sister lines: revenue, output, exports, imports and budget move together.

One common factor: a line's change against its own level is expected to be the weighted median of the changes of its
sister lines in the same submission and sector, of what last year and the other boards' movement on it make likely,
and of what the season before makes likely. Weights are the inverse squares of the lines' own swings. A median, so
that one wrong sister does not accuse the others.
"""

from __future__ import annotations

import polars as pl

LEAST_HISTORY = 2
# How far a board's results move by themselves, beyond its own past and the movement of the bloc.
FACTOR_SWING = {"fdi": 0.18, "ddi": 0.24}
LEAST_SPREAD = 0.10  # no sister is so sure of itself that it outvotes all the others
MOST_FACTOR = 3.5  # sisters that all moved further than this move for no honest reason, and are believed no more
ALONE = (pl.col("spread") ** 2 + pl.col("factor") ** 2).sqrt()
FEW = 1.6  # a median knows less than a mean of the same figures
FROM_FILE = 0.30  # swing added where the level is only what the file itself gives for last year


def against_sisters(past: pl.DataFrame) -> pl.DataFrame:
    """Adds expected, swing, score, basis, alone and alone_swing to PAST_SCHEMA.

    `alone` is what is expected without the sisters, for what concerns all of them at once.
    """
    factor = pl.col("sector").replace_strict(FACTOR_SWING, default=max(FACTOR_SWING.values()), return_dtype=pl.Float64)
    short = pl.col("count").fill_null(0) < LEAST_HISTORY
    level = pl.when(short).then(pl.col("own_last_year")).otherwise("level")
    last_year = pl.when(short).then(pl.col("own_last_year")).otherwise("year_before")
    frame = past.with_columns(level_used=level, short=short, factor=factor).with_columns(
        change=pl.when(pl.col("value") > 0).then(pl.col("log") - pl.col("level_used")),
        by_year=last_year + pl.col("movement").fill_null(0.0) - pl.col("level_used"),
        by_season=pl.col("last") + pl.col("year_before") - pl.col("season_before") - pl.col("level_used"),
    )
    own = frame.select("row", "sector", "key", "change", "by_year", "by_season", "spread", "factor")
    sisters = (
        own.select("row", "sector", "key").join(
            own.drop_nulls("change").select(
                "row", "sector", "change", of=pl.col("key"), weight=pl.col("spread").clip(LEAST_SPREAD) ** -2
            ),
            on=["row", "sector"],
        )
        .filter(pl.col("key") != pl.col("of"))
        .select("row", "key", "change", "weight")
    )  # fmt: skip
    alone = [
        own.drop_nulls(name).select(
            "row", "key", pl.col(name).alias("change"), (pl.col("factor") ** -2).alias("weight")
        )
        for name in ("by_year", "by_season")
    ]
    weight, running = pl.col("weight"), pl.col("weight").cum_sum()
    by_itself = pl.concat(alone).group_by("row", "key").agg(pl.col("change").mean().alias("alone"))
    middle = (
        pl.concat([sisters, *alone]).sort("row", "key", "change")
        .group_by("row", "key", maintain_order=True)
        .agg(
            (
                pl.col("change").filter(running * 2 >= weight.sum()).first()
                + pl.col("change").filter(running * 2 > weight.sum()).first()
            ).alias("middle")
            / 2,
            weight.sum().alias("weights"),
        )
    )  # fmt: skip
    known = (pl.col("spread") ** 2 + FEW / pl.col("weights")).sqrt()
    apart = (pl.col("middle") - pl.col("alone")).abs() > MOST_FACTOR * pl.col("factor")
    by_sisters = pl.when(apart).then("alone").otherwise("middle")
    return (
        frame.join(middle, on=["row", "key"], how="left", maintain_order="left")
        .join(by_itself, on=["row", "key"], how="left", maintain_order="left")
        .with_columns(
            expected=pl.col("level_used") + by_sisters,
            swing=pl.when(apart).then(ALONE).otherwise(known) + pl.when("short").then(FROM_FILE).otherwise(0.0),
            alone=pl.col("level_used") + pl.col("alone"),
            alone_swing=ALONE,
            basis=pl.when("short").then(pl.lit("file_itself")).otherwise(pl.lit("sister_lines")),
        )
        .with_columns(score=(pl.col("log") - pl.col("expected")) / pl.col("swing"))
    )
