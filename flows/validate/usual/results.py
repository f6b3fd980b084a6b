"""Results of enterprises held against their sister lines: revenue, output, exports, imports and budget move together.

One common factor: a line's change against its own level is expected to be the weighted median of the changes of its
sister lines in the same submission and sector, of what last year and the other boards' movement on it make likely,
and of what the season before makes likely. Weights are the inverse squares of the lines' own swings. A median, so
that one wrong sister does not accuse the others.
"""

from __future__ import annotations

import polars as pl

from schemas.usual import threshold


def against_sisters(past: pl.DataFrame) -> pl.DataFrame:
    """Adds expected, swing, score, basis, alone and alone_swing to PAST_SCHEMA.

    `alone` is what is expected without the sisters, for what concerns all of them at once.
    """
    factor = pl.when(pl.col("sector") == "fdi").then(threshold("factor.fdi")).otherwise(threshold("factor.ddi"))
    short = pl.col("count").fill_null(0) < threshold("count.least")
    level = pl.when(short).then(pl.col("own_last_year")).otherwise("level")
    last_year = pl.when(short).then(pl.col("own_last_year")).otherwise("year_before")
    frame = past.with_columns(level_used=level, short=short, factor=factor).with_columns(
        change=pl.when(pl.col("value") > 0).then(pl.col("log") - pl.col("level_used")),
        by_year=last_year + pl.col("movement").fill_null(0.0) - pl.col("level_used"),
        by_season=pl.col("last") + pl.col("year_before") - pl.col("season_before") - pl.col("level_used"),
    )
    trusted = pl.col("spread").clip(threshold("factor.least_spread")) ** -2
    own = frame.select("row", "sector", "key", "change", "by_year", "by_season", "spread", "factor")
    sisters = (
        own.select("row", "sector", "key").join(
            own.drop_nulls("change").select(
                "row", "sector", "change", of=pl.col("key"), weight=trusted
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
    by_itself = pl.concat(alone).group_by("row", "key").agg(pl.col("change").mean().alias("alone"))
    middle = _weighted_middle(pl.concat([sisters, *alone]))
    own_swing = (pl.col("spread") ** 2 + pl.col("factor") ** 2).sqrt()
    known = (pl.col("spread") ** 2 + threshold("factor.few") / pl.col("weights")).sqrt()
    apart = (pl.col("middle") - pl.col("alone")).abs() > threshold("factor.most") * pl.col("factor")
    by_sisters = pl.when(apart).then("alone").otherwise("middle")
    return (
        frame.join(middle, on=["row", "key"], how="left", maintain_order="left")
        .join(by_itself, on=["row", "key"], how="left", maintain_order="left")
        .with_columns(
            expected=pl.col("level_used") + by_sisters,
            swing=pl.when(apart).then(own_swing).otherwise(known)
            + pl.when("short").then(threshold("factor.from_file")).otherwise(0.0),
            alone=pl.col("level_used") + pl.col("alone"),
            alone_swing=own_swing,
            basis=pl.when("short").then(pl.lit("file_itself")).otherwise(pl.lit("sister_lines")),
        )
        .with_columns(score=(pl.col("log") - pl.col("expected")) / pl.col("swing"))
    )


def _weighted_middle(changes: pl.DataFrame) -> pl.DataFrame:
    """row, key, middle (the weighted median of the changes), weights (their sum)."""
    # One number a figure: sorting and windows by two columns cost twice as much.
    place = (pl.col("row").cast(pl.UInt64) * 2**16 + pl.col("key")).alias("place")
    weight = pl.col("weight")
    ordered = changes.with_columns(place).sort("place", "change").with_columns(pl.col("place").set_sorted())
    twice = ordered.with_columns(twice=2 * weight.cum_sum().over("place"), weights=weight.sum().over("place"))
    at_least, above = (
        twice.filter(reached).unique("place", keep="first", maintain_order=True)
        for reached in (pl.col("twice") >= pl.col("weights"), pl.col("twice") > pl.col("weights"))
    )
    return at_least.select("row", "key", (pl.col("change") + above["change"]).alias("middle") / 2, "weights")
