"""The bloc's totals: sums over boards that say how many boards are in them."""

from __future__ import annotations

import polars as pl

from schemas.periods import parse_period
from schemas.reference import Reference

TOTAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "period": pl.String,
    "code": pl.String,
    "sector": pl.String,
    "value": pl.Float64,  # in the form's unit; null when no board has a figure
    "boards_reported": pl.Int64,
    "boards_expected": pl.Int64,
    "complete": pl.Boolean,  # no figure is missing
    "value_with_estimates": pl.Float64,  # null where a figure is missing and nothing is known of it
}

# Beyond this a figure no longer fits the exact arithmetic below.
_LARGEST_EXACT = 1e20


def exact_sum(column: str | pl.Expr) -> pl.Expr:
    """The sum of a Float64 column whose values are decimals, exact and independent of the order of rows."""
    values = pl.col(column) if isinstance(column, str) else column
    exact = values.clip(-_LARGEST_EXACT, _LARGEST_EXACT).cast(pl.Decimal(38, 9)).sum().cast(pl.Float64)
    return (
        pl.when(values.count() == 0)
        .then(None)
        .when((values.abs() >= _LARGEST_EXACT).any())
        .then(values.sum())
        .otherwise(exact)
    )


def members(periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, board: the boards of the bloc in each period."""
    rows = [(p, board.slug) for p in periods for board in reference.boards.members(parse_period(p))]
    return pl.DataFrame(rows, schema={"period": pl.String, "board": pl.String}, orient="row")


def summed_lines(periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, code, sector, key, unit: the figures of each period's form that sum over boards."""
    rows = [
        (period, line.code, column.sector, line.key, line.units[column.sector])
        for period in periods
        for line in reference.form.in_force(period).indicators
        if line.sums_over_boards
        for column in line.columns
        if column.measure == "actual" and column.sector in line.units
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("period", "code", "sector", "key", "unit"), pl.String), orient="row"
    )


def bloc_totals(figures: pl.DataFrame, periods: list[str], reference: Reference) -> pl.DataFrame:
    """Totals over the boards in force (TOTAL_SCHEMA), one row a period, summable indicator and sector; measure actual.

    Each member of the bloc is expected once, but for those of whom a figure is not applicable; boards that are no
    member in a period are left out. A board is counted as reported when it has a figure, or the zero of a nil return
    for a flow; x after figures, a blank, and what nil says of a stock are no figure.

    Args:
        figures: those of `figures_in_force`. periods: every period something was received for.
    """
    member = members(periods, reference)
    expected = member.group_by("period").agg(pl.len().cast(pl.Int64).alias("_members"))
    with_estimate = pl.coalesce("value", "estimated_value")
    frame = (
        figures.filter(pl.col("measure") == "actual")
        .join(member, on=["period", "board"], how="semi")
        .group_by("period", "code", "sector")
        .agg(
            exact_sum("value").alias("value"),
            pl.col("counts").sum().cast(pl.Int64).alias("boards_reported"),
            (~pl.col("expected")).sum().cast(pl.Int64).alias("_not_expected"),
            exact_sum(with_estimate).alias("_estimated"),
            with_estimate.count().cast(pl.Int64).alias("_known"),
        )
    )
    missing = pl.col("boards_expected") - pl.col("_known").fill_null(0)
    return (
        summed_lines(periods, reference)
        .select("period", "code", "sector")
        .join(frame, on=["period", "code", "sector"], how="left")
        .join(expected, on="period", how="left")
        .with_columns(
            pl.col("boards_reported").fill_null(0),
            (pl.col("_members").fill_null(0) - pl.col("_not_expected").fill_null(0)).alias("boards_expected"),
        )
        .with_columns(
            ((pl.col("boards_reported") == pl.col("boards_expected")) & (pl.col("_members") > 0))
            .fill_null(False)
            .alias("complete"),
            pl.when(missing == 0).then(pl.col("_estimated")).alias("value_with_estimates"),
        )
        .select(list(TOTAL_SCHEMA))
        .sort("period", "code", "sector")
    )
