"""The wide tables: one row a period and board, one column a figure of their sheet."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from schemas.facts.units import Units
from schemas.form import Form
from schemas.tables import figures_of


def wide_table(observed: pl.DataFrame, sheet: str, form: Form, units: Units) -> pl.DataFrame:
    """period, board, submission, one Float64 column a figure of the sheet (null where there is no number), questioned.

    A board with a version in force or a nil return has a row in every wide table, also when all its cells are x.
    Columns hold every period: null where the form has no such line, and all in the newest unit, exactly converted.
    `questioned` has the names of the columns an open query is about, in their order, with semicolons between them; null
    where there are none.
    """
    boards = observed.select("period", "board", "submission").unique().sort("period", "board")
    figures = list(figures_of(form, sheet))
    columns = pl.DataFrame(
        [(one.lines[-1].key, one.key.sector, one.key.measure, one.column, one.unit) for one in figures],
        schema=dict.fromkeys(("key", "sector", "measure", "column", "newest"), pl.String),
        orient="row",
    ).with_row_index("_order")
    found = in_unit(observed.join(columns, on=["key", "sector", "measure"], how="inner"), "value", "newest", units)
    names = [one.column for one in figures]
    wide = found.pivot("column", on_columns=names, index=["period", "board"], values="value")
    asked = (
        found.filter("questioned")
        .sort("_order")
        .group_by("period", "board", maintain_order=True)
        .agg(pl.col("column").str.join(";").alias("questioned"))
    )
    return boards.join(wide, on=["period", "board"], how="left").join(asked, on=["period", "board"], how="left")


def in_unit(frame: pl.DataFrame, value: str, wanted: str, units: Units) -> pl.DataFrame:
    """The rows with `value` brought from the unit in `unit` to the one in the column `wanted`, exactly."""
    at = frame.with_row_index("_row").filter((pl.col("unit") != pl.col(wanted)) & pl.col(value).is_not_null())
    if at.is_empty():
        return frame
    exact = [
        float(Decimal(repr(number)) * units.ratio(written, to))
        for number, written, to in at.select(value, "unit", wanted).iter_rows()
    ]
    return frame.with_columns(frame[value].scatter(at["_row"], exact).alias(value))
