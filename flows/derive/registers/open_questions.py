"""Which lines of the lists an open query is about."""

from __future__ import annotations

import polars as pl

from schemas.rules import QUERY

_LINE = ["submission", "sheet", "row"]


def with_questions(lines: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The lines with `questioned` (Boolean): an open query about the version in force names their row.

    Args:
        lines: a list table. findings: the table.
    """
    row = pl.col("cell").str.extract(r"(\d+)$").cast(pl.Int64).alias("row")
    asked = findings.filter("in_force", pl.col("severity") == QUERY, pl.col("waived_by").fill_null("") == "")
    rows = asked.select("submission", "sheet", row).drop_nulls("row").unique()
    marked = rows.with_columns(pl.lit(True).alias("questioned"))
    return lines.join(marked, on=_LINE, how="left", nulls_equal=True, maintain_order="left").with_columns(
        pl.col("questioned").fill_null(False)
    )
