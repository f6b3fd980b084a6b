"""The list tables: the zones (B8) and the projects (B9) of the versions in force."""

from __future__ import annotations

import polars as pl

from flows.transform.wide_tables import in_unit
from schemas.form import Form
from schemas.units import Units


def list_table(lines: pl.DataFrame, sheet: str, states: pl.DataFrame, form: Form, units: Units) -> pl.DataFrame:
    """One row a line of the list, without its total line: period, board, number, the list's columns, and its place.

    Years come as whole numbers; a year that is none (1998.5) becomes null here and stays in its file. A column whose
    unit changed is all in its newest, exactly converted.
    """
    in_force = states.filter("accepted").select("submission", "period", "board")
    table = lines.filter(~pl.col("total")).join(in_force, on="submission", how="inner", maintain_order="left")
    columns = []
    for column in form.list_sheets[sheet]:
        value = pl.col(column.key)
        if column.type == "year":
            whole = pl.when(value == value.floor()).then(value)
            columns.append(whole.cast(pl.Int64, strict=False).alias(column.key))
        else:
            columns.append(value)
        if len({line.unit for line in form.column_lines if line.identity == column.identity}) > 1:
            written = [
                (period, own.unit)
                for period in table["period"].unique().to_list()
                for own in form.in_force(period).list_sheets.get(sheet, ())
                if own.key == column.key
            ]
            units_of = pl.DataFrame(written, schema={"period": pl.String, "unit": pl.String}, orient="row")
            dated = table.join(units_of, on="period", how="left", maintain_order="left")
            table = in_unit(dated.with_columns(pl.lit(column.unit).alias("_newest")), column.key, "_newest", units)
            table = table.drop("unit", "_newest")
    return table.select("period", "board", "number", *columns, "submission", "sheet", "row")
