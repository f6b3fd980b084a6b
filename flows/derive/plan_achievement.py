"""What was achieved since January, against the plan of the year."""

from __future__ import annotations

import polars as pl

from flows.derive.placed import SERIES, beside
from flows.derive.reasons import NO_PLAN, NOTHING_TO_DIVIDE_BY, first_of, judged
from schemas.reference import Reference


def plan_achievement(figures: pl.DataFrame, years: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a period, board (also `bloc`), figure that has a plan, sector and boundary: value (to date), plan,
    achievement (a fraction), and why there is none.

    A first half is what it is; a second half is the year, so that it is held against the plan of the year.

    Args:
        figures: those of `placed_figures`. years: those of `figures_by_year`.
    """
    first = figures.filter(pl.col("period").str.ends_with("H1"))
    seconds = figures.filter(pl.col("period").str.ends_with("H2")).select("period").unique()
    year = seconds.select("period", pl.col("period").str.head(4).alias("_year"))
    second = years.rename({"period": "_year"}).join(year, on="_year").select(first.columns)
    dated = pl.concat([first, second])
    plans = dated.filter(measure="plan")
    rows = beside(dated.filter(measure="actual"), plans, [*SERIES, "period"], "plan_", reference)
    rows = rows.filter(pl.col("plan_unit").is_not_null())
    plan = pl.col("plan_value")
    why_not = first_of(("why_not", None), (NO_PLAN, plan.is_null()), (NOTHING_TO_DIVIDE_BY, plan <= 0))
    return rows.with_columns(
        plan.alias("plan"),
        (pl.col("value").is_not_null() & plan.is_not_null()).alias("complete"),
        *judged(why_not),
    ).with_columns(pl.when("comparable").then(pl.col("value") / plan).alias("achievement"))
