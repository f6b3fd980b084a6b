"""Years made of their halves: flows added, stocks as they closed, plans as they were last stated."""

from __future__ import annotations

import polars as pl

from flows.derive.placed import SERIES, beside
from flows.derive.reasons import GROUND_CHANGED, HALF_MISSING, MISSING, NOT_APPLICABLE, first_of, judged
from schemas.reference import Reference

SUM, CLOSING, OPENING, STATED = "sum", "closing", "opening", "stated"
_OPENING, _RECEIVED, _PENDING = "opening", "received", "pending"  # roles of form.csv
_FIGURE = [*SERIES, "year", "measure"]


def figures_by_year(figures: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a year, board (also `bloc`), figure and boundary: period (`2025`), year, value, unit, value_of_parts,
    method, halves_in, halves_expected, questioned, complete, comparable, why_not, ground.

    A flow is the sum of both halves; of what the first half left pending and the second received again, once. A year
    whose halves stand on other ground has no value.

    Args:
        figures: those of `placed_figures`.
    """
    dated = figures.with_columns(
        pl.col("period").str.head(4).cast(pl.Int64).alias("year"), pl.col("period").str.ends_with("H2").alias("_second")
    )
    dated = _less_carried_over(dated, reference)
    first, second = dated.filter(~pl.col("_second")), dated.filter("_second")
    only_first = first.join(second.select(_FIGURE), on=_FIGURE, how="anti")
    last = pl.concat([second, only_first])  # the half whose code, unit and ground the year has
    both = beside(last, first, _FIGURE, "first_", reference)
    h2 = pl.col("_second")
    both = both.with_columns(
        pl.when(h2).then("value").alias("second_value"),
        pl.when(h2).then("why_not").otherwise(pl.lit(HALF_MISSING)).alias("second_why"),
        pl.when(pl.col("first_unit").is_null())
        .then(pl.lit(HALF_MISSING))
        .otherwise("first_why_not")
        .alias("first_why"),
        (h2 & (pl.col("first_ground") != pl.col("ground")).fill_null(False)).alias("_moved"),
        _method().alias("method"),
    )
    return _put_together(both)


def _method() -> pl.Expr:
    return (
        pl.when(pl.col("measure") == "plan")
        .then(pl.lit(STATED))
        .when(pl.col("kind") == "flow")
        .then(pl.lit(SUM))
        .when(pl.col("role") == _OPENING)
        .then(pl.lit(OPENING))
        .otherwise(pl.lit(CLOSING))
    )


def _put_together(both: pl.DataFrame) -> pl.DataFrame:
    first, second, method, moved = pl.col("first_value"), pl.col("second_value"), pl.col("method"), pl.col("_moved")
    none1, none2 = pl.col("first_why") == NOT_APPLICABLE, pl.col("second_why") == NOT_APPLICABLE
    summed = method == SUM
    added = (_exact(first.fill_null(0.0)) + _exact(second.fill_null(0.0))).cast(pl.Float64)
    plain = pl.when(first.is_not_null() | second.is_not_null()).then(added)
    stated = pl.coalesce(second, pl.when(~moved).then(first))
    parts = (
        pl.when(summed & ~moved)
        .then(plain)
        .when(summed)
        .then(None)
        .when(method == STATED)
        .then(stated)
        .when(method == OPENING)
        .then(pl.when(~moved).then(first))
        .otherwise(second)
    )
    halves = (
        pl.when(summed)
        .then(first.is_not_null().cast(pl.Int64) + second.is_not_null().cast(pl.Int64))
        .otherwise(parts.is_not_null().cast(pl.Int64))
    )
    expected = pl.when(summed).then(2 - none1.fill_null(False).cast(pl.Int64) - none2.fill_null(False).cast(pl.Int64))
    asked = (
        pl.when(method == OPENING)
        .then("first_why")
        .when(method == CLOSING)
        .then("second_why")
        .when(method == STATED)
        .then(pl.coalesce("second_why", "first_why"))
    )
    rows = both.with_columns(
        parts.alias("value_of_parts"),
        halves.alias("halves_in"),
        expected.otherwise(1).alias("halves_expected"),
        asked.alias("_why"),
        (pl.col("questioned") | pl.col("first_questioned").fill_null(False)).alias("questioned"),
    )
    enough = pl.col("halves_in") >= pl.col("halves_expected")
    why_not = first_of(
        (GROUND_CHANGED, pl.col("_moved") & pl.col("method").is_in([SUM, OPENING])),
        (NOT_APPLICABLE, summed & (pl.col("halves_expected") == 0)),
        (HALF_MISSING, summed & ~enough & pl.any_horizontal(pl.col("first_why", "second_why") == HALF_MISSING)),
        (MISSING, summed & ~enough),
        (pl.when(~enough).then(pl.col("_why").fill_null(MISSING)), None),
    )
    return (
        rows.with_columns(enough.alias("complete"), *judged(why_not))
        .with_columns(
            pl.when("comparable").then("value_of_parts").alias("value"), pl.col("year").cast(pl.String).alias("period")
        )
        .drop("^first_.*$", "^second_.*$", "^_.*$")
    )


def _exact(value: pl.Expr) -> pl.Expr:
    """Decimals are added as decimals: 0.1 and 0.2 are 0.3."""
    return value.cast(pl.Decimal(38, 9))


def _less_carried_over(dated: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """What a second half received, less what it had received already: the first half's pending."""
    roles = {line.role for line in reference.form.indicator_lines}
    if not {_RECEIVED, _PENDING} <= roles:
        return dated
    place = ["boundary", "board", "sector", "measure", "year"]
    left = pl.when(pl.col("why_not") == NOT_APPLICABLE).then(0.0).otherwise("value").alias("_left")
    pending = dated.filter(pl.col("role") == _PENDING, ~pl.col("_second")).select(*place, left)
    received = (pl.col("role") == _RECEIVED) & pl.col("_second")
    return (
        dated.join(pending, on=place, how="left")
        .with_columns(pl.when(received).then(pl.col("value") - pl.col("_left")).otherwise("value").alias("value"))
        .drop("_left")
    )
