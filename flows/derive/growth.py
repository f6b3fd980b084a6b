"""Growth on the same period of last year: as it was known then, as it is known now, as the boards restate it."""

from __future__ import annotations

import polars as pl

from flows.derive.boundaries.ground import year_before
from flows.derive.placed import SERIES, beside
from flows.derive.reasons import (
    GROUND_CHANGED,
    NEGATIVE,
    NO_FIGURE_THEN,
    NOTHING_TO_DIVIDE_BY,
    first_of,
    judged,
)
from schemas.reference import Reference

HALF, YEAR = "half", "year"


def with_years(figures: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """The figures of half-years and those of years in one frame, `basis` says which.

    Args:
        figures: those of `placed_figures`. years: those of `figures_by_year`.
    """
    halves = figures.with_columns(pl.lit(HALF).alias("basis"))
    return pl.concat([halves, years.with_columns(pl.lit(YEAR).alias("basis")).select(halves.columns)])


def growth(now: pl.DataFrame, then: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a half-year or year, board (also `bloc`), flow or stock, sector and boundary: value, unit, then_known,
    now_known, restated, the change on each (a fraction), and for each why there is none.

    Figures on other ground are not compared: they are null here, and the boundary `current` has them. What the boards
    restate is always on their ground of the period itself.

    Args:
        now: those of `with_years`. then: the same as they stood on the days of their conferences.
    """
    actual, restated = now.filter(measure="actual"), now.filter(measure="last_year")
    on = [*SERIES, "period"]
    rows = actual.with_columns(pl.col("period").alias("_period"), year_before(pl.col("period")).alias("period"))
    rows = beside(rows, actual, on, "now_", reference)
    rows = beside(rows, then.filter(measure="actual"), on, "then_", reference)
    rows = rows.with_columns(pl.col("_period").alias("period"))
    rows = beside(rows, restated, on, "restated_", reference)
    for name in ("now_", "then_", "restated_"):
        moved = (pl.col(f"{name}ground") != pl.col("ground")).fill_null(False)
        base = pl.col(f"{name}value")
        why = first_of(
            (pl.col("why_not"), None),
            (GROUND_CHANGED, moved),
            (pl.col(f"{name}why_not"), None),
            (NO_FIGURE_THEN, base.is_null()),
            (NOTHING_TO_DIVIDE_BY, base == 0),
            (NEGATIVE, base < 0),
        )
        rows = rows.with_columns(why.alias(f"_{name}why"), pl.when(~moved).then(base).alias(f"{name}value"))
    changed = [
        pl.when(pl.col(f"_{name}why").is_null()).then(pl.col("value") / pl.col(f"{name}value") - 1)
        for name in ("then_", "now_", "restated_")
    ]
    return rows.with_columns(
        *(change.alias(f"change_{name}") for change, name in zip(changed, ("then", "now", "restated"), strict=True)),
        pl.col("then_value").alias("then_known"),
        pl.col("now_value").alias("now_known"),
        pl.col("restated_value").alias("restated"),
        pl.col("_then_why").alias("why_not_then"),
        pl.col("_restated_why").alias("why_not_restated"),
        (pl.col("questioned") | pl.col("now_questioned").fill_null(False)).alias("questioned"),
        (pl.col("value").is_not_null() & pl.col("now_value").is_not_null()).alias("complete"),
        *judged(pl.col("_now_why")),
    )
