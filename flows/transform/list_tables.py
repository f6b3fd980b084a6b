"""The list tables: the zones (B8) and the projects (B9) of the versions in force."""

from __future__ import annotations

import polars as pl

from schemas.form import Form


def list_table(lines: pl.DataFrame, sheet: str, states: pl.DataFrame, form: Form) -> pl.DataFrame:
    """One row a line of the list, without its total line: period, board, number, the list's columns, and its place.

    Years come as whole numbers; a year that is none (1998.5) becomes null here and stays in its file.
    """
    columns = []
    for column in form.list_sheets[sheet]:
        value = pl.col(column.key)
        if column.type == "year":
            whole = pl.when(value == value.floor()).then(value)
            columns.append(whole.cast(pl.Int64, strict=False).alias(column.key))
        else:
            columns.append(value)
    in_force = states.filter("accepted").select("submission", "period", "board")
    return (
        lines.filter(~pl.col("total"))
        .join(in_force, on="submission", how="inner")
        .select("period", "board", "number", *columns, "submission", "sheet", "row")
    )
