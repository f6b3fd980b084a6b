"""The bloc's totals: sums over boards that say how many boards are in them."""

from __future__ import annotations

import polars as pl

from flows.validate.validation import NIL
from schemas.periods import parse_period
from schemas.reference import Reference

TOTAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "period": pl.String,
    "code": pl.String,
    "sector": pl.String,
    "value": pl.Float64,  # in the form's unit; null when no board has a figure
    "boards_reported": pl.Int64,
    "boards_expected": pl.Int64,
}

# Beyond this a figure no longer fits the exact arithmetic below.
_LARGEST_EXACT = 1e20


def exact_sum(column: str) -> pl.Expr:
    """The sum of a Float64 column whose values are decimals, exact and independent of the order of rows."""
    values = pl.col(column)
    exact = values.clip(-_LARGEST_EXACT, _LARGEST_EXACT).cast(pl.Decimal(38, 9)).sum().cast(pl.Float64)
    return (
        pl.when(values.count() == 0)
        .then(None)
        .when((values.abs() >= _LARGEST_EXACT).any())
        .then(values.sum())
        .otherwise(exact)
    )


def boards_reported(states: pl.DataFrame) -> pl.DataFrame:
    """period, board, nil (Boolean): the boards whose version in force is accepted, or whose nil return is confirmed."""
    in_force = states.filter(pl.col("accepted") | (pl.col("state") == NIL))
    return (
        in_force.group_by("period", "board")
        .agg((~(pl.col("accepted") & (pl.col("state") != NIL)).any()).alias("nil"))
        .sort("period", "board")
    )


def values_in_force(values: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """The rows of `Validation.values` that belong to the version in force of their board and period."""
    return values.join(states.filter("accepted").select("submission"), on="submission", how="semi")


def bloc_totals(values: pl.DataFrame, states: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Totals over the boards in force (TOTAL_SCHEMA), one row a period, summable indicator and sector; measure actual.

    `values` and `states` are those of a `Validation`. A board is counted as reported when its cell holds a figure or
    x, or its nil return is confirmed; x adds nothing. Each member of the bloc is expected once; boards that are no
    member in a period are left out. A cell that stayed blank leaves its board uncounted for that line.
    """
    periods = states["period"].unique().sort().to_list()
    lines = [
        (period, indicator.code, column.sector)
        for period in periods
        for indicator in reference.form.in_force(period).indicators
        if indicator.sums_over_boards
        for column in indicator.columns
        if column.measure == "actual" and column.sector in indicator.units
    ]
    members = [(p, board.slug) for p in periods for board in reference.boards.members(parse_period(p))]
    member = pl.DataFrame(members, schema={"period": pl.String, "board": pl.String}, orient="row")
    expected = member.group_by("period").agg(pl.len().cast(pl.Int64).alias("boards_expected"))
    nil = boards_reported(states).filter("nil").join(member, on=["period", "board"], how="semi")
    nils = nil.group_by("period").agg(pl.len().cast(pl.Int64).alias("nils"))
    frame = (
        values_in_force(values, states)
        .filter(pl.col("measure") == "actual")
        .join(member, on=["period", "board"], how="semi")
        .group_by("period", "code", "sector")
        .agg(
            exact_sum("value").alias("value"),
            pl.col("state").is_in(["number", "not_applicable"]).sum().cast(pl.Int64).alias("with_figure"),
        )
    )
    grid = pl.DataFrame(lines, schema=dict.fromkeys(("period", "code", "sector"), pl.String), orient="row")
    return (
        grid.join(frame, on=["period", "code", "sector"], how="left")
        .join(nils, on="period", how="left")
        .join(expected, on="period", how="left")
        .with_columns(
            (pl.col("with_figure").fill_null(0) + pl.col("nils").fill_null(0)).alias("boards_reported"),
            pl.col("boards_expected").fill_null(0),
        )
        .select(list(TOTAL_SCHEMA))
        .sort("period", "code", "sector")
    )
