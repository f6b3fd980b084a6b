"""The bloc's totals against published figures, as a table."""

from __future__ import annotations

import polars as pl

from flows.transform.observations import lines_by_period
from flows.validate.figures.published_figures import halves_of
from flows.validate.validation import Validation
from schemas.periods import parse_period
from schemas.reference import Reference


def reconciliation(validation: Validation, totals: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a published figure, with the indicator's key and the open queries about ours beside what
    `Validation.published` says.

    Args:
        totals: `bloc_summary`.
    """
    published, key = validation.published, ["period", "code", "sector"]
    lines = lines_by_period(published["period"], reference.form)
    rows = []
    for text, code in published.select("period", "code").unique().iter_rows():
        line = reference.form.in_force(text).by_code.get(code)
        rows += [(text, code, str(half)) for half in (halves_of(parse_period(text), line) if line else ())]
    made_of = pl.DataFrame(rows, schema=dict.fromkeys(("_of", "code", "period"), pl.String), orient="row")
    asked = totals.join(made_of, on=["period", "code"]).group_by(pl.col("_of").alias("period"), "code", "sector")
    return (
        published.join(lines, on=["period", "code"], how="left", maintain_order="left")
        .join(asked.agg(pl.col("open_queries").sum()), on=key, how="left", maintain_order="left")
        .with_columns(pl.col("open_queries").fill_null(0))
    )
