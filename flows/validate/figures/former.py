"""What stood in a cell in earlier half-years, for cells that hold x now."""

from __future__ import annotations

import polars as pl

from flows.validate.figures.precedents import Precedents
from flows.validate.figures.unit_slips import LEAST_HISTORY
from schemas.form import Form, ValueKey

FORMER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "key": pl.UInt16,  # index into the cells of the form
    "count": pl.UInt32,  # earlier figures, three at least; their median, least and largest
    "median": pl.Float64,
    "least": pl.Float64,
    "largest": pl.Float64,
    "zero": pl.Boolean,  # one of them was zero
    "periods": pl.UInt32,  # earlier half-years in which the board had anything accepted
}


def has_history(key: ValueKey, form: Form) -> bool:
    """Whether a figure is held against history: what was done and what was planned, no scores."""
    return key.measure in ("actual", "plan") and form.by_code[key.code].kind != "score"


def former_figures(precedents: Precedents, cells: pl.DataFrame) -> pl.DataFrame:
    """What these cells held in earlier half-years (FORMER_SCHEMA); only cells with three figures at least.

    cells: row and key, each once.
    """
    earlier = precedents.earlier.select("row", "source")
    periods = earlier.group_by("row").agg(pl.len().alias("periods"))
    asked = cells.select("row", "key").join(earlier, on="row")
    before = precedents.matrix.gather(asked["key"].cast(pl.UInt32) * precedents.height + asked["source"])
    value = pl.col("before")
    return (
        asked.with_columns(before.alias("before"))
        .drop_nulls("before")
        .group_by("row", "key")
        .agg(
            pl.len().alias("count"),
            value.median().alias("median"),
            value.min().alias("least"),
            value.max().alias("largest"),
            (value == 0).any().alias("zero"),
        )
        .filter(pl.col("count") >= LEAST_HISTORY)
        .join(periods, on="row")
        .select(list(FORMER_SCHEMA))
        .sort("row", "key")
    )
