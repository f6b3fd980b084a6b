"""How far each figure lies from what was expected of it, by the method of its line."""

from __future__ import annotations

import polars as pl

from flows.validate.usual.counts import against_usual_count
from flows.validate.usual.levels import against_last_period, against_level, against_plan
from flows.validate.usual.past import PAST_SCHEMA, PLAN
from flows.validate.usual.results import against_sisters
from schemas.usual import COUNT, LEVEL, RESULTS, STEP

DEVIATION_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **PAST_SCHEMA,
    "expected": pl.Float64,  # log of the figure expected; null where nothing is known to expect it from
    "swing": pl.Float64,  # standard deviation of honest figures around it, on the log scale
    "score": pl.Float64,  # the deviation in such standard deviations
    "basis": pl.String,  # what it was expected from
    "alone": pl.Float64,  # the same without the figures of its own sheet; then their swing
    "alone_swing": pl.Float64,
}


def deviations(past: pl.DataFrame) -> pl.DataFrame:
    """DEVIATION_SCHEMA of PAST_SCHEMA, the same rows, method after method."""
    parts = [
        against_sisters(past.filter(method=RESULTS)),
        against_last_period(past.filter(method=STEP)),
        against_level(past.filter(method=LEVEL)),
        against_plan(past.filter(method=PLAN)),
        against_usual_count(past.filter(method=COUNT)),
    ]
    own = [pl.col("expected").alias("alone"), pl.col("swing").alias("alone_swing")]
    parts = [part if "alone" in part.columns else part.with_columns(own) for part in parts]
    return pl.concat(part.select(pl.col(name).cast(kind) for name, kind in DEVIATION_SCHEMA.items()) for part in parts)
