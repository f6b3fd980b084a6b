"""The wide tables: one row a period and board, one column a figure of their sheet."""

from __future__ import annotations

import polars as pl

from schemas.form import Form
from schemas.tables import wide_column


def wide_table(observed: pl.DataFrame, sheet: str, form: Form) -> pl.DataFrame:
    """period, board, submission and one Float64 column a figure of the sheet, null where there is no number.

    A board with a version in force has a row in every wide table, also when all its cells are x.
    """
    boards = observed.select("period", "board", "submission").unique().sort("period", "board")
    names = {key: wide_column(key, form) for indicator in form.by_sheet[sheet] for key in indicator.keys}
    columns = pl.DataFrame(
        [(*key, name) for key, name in names.items()],
        schema={"code": pl.String, "sector": pl.String, "measure": pl.String, "column": pl.String},
        orient="row",
    )
    figures = observed.join(columns, on=["code", "sector", "measure"], how="inner")
    wide = figures.pivot("column", on_columns=list(names.values()), index=["period", "board"], values="value")
    return boards.join(wide, on=["period", "board"], how="left")
