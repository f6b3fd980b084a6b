"""Why a row may not be compared: the words of the column `why_not`, told in schemas/columns.csv."""

from __future__ import annotations

import polars as pl

MISSING = "missing"
HALF_MISSING = "half_missing"
NOT_APPLICABLE = "not_applicable"
NOT_ADDITIVE = "not_additive"
GROUND_CHANGED = "ground_changed"
SPLIT = "split"
NO_FIGURE_THEN = "no_figure_then"
NOTHING_TO_DIVIDE_BY = "nothing_to_divide_by"
NEGATIVE = "negative"
NO_PLAN = "no_plan"
NO_RATE = "no_rate"
NOT_VERIFIED = "not_verified"
UNIT_UNCLEAR = "unit_unclear"
NOT_FROM_THE_START = "not_from_the_start"

_NONE = pl.lit(None, pl.String)


def first_of(*reasons: tuple[str | pl.Expr, pl.Expr | None]) -> pl.Expr:
    """The first reason whose condition holds; a reason without one is a column that holds a reason or null."""
    said = [
        pl.when(holds.fill_null(False)).then(pl.lit(reason)).otherwise(_NONE) if holds is not None else reason
        for reason, holds in reasons
    ]
    return pl.coalesce(*said)


def judged(why_not: pl.Expr) -> list[pl.Expr]:
    """The columns why_not and comparable of a table whose rows are comparable unless there is a reason."""
    return [why_not.alias("why_not"), why_not.is_null().alias("comparable")]


def quotient(part: str, whole: str) -> pl.Expr:
    """A quotient where there is something to divide by."""
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))
