"""The long tables: figures in force, and figures of every version."""

from __future__ import annotations

import polars as pl

from flows.validate.figures.bloc_totals import values_in_force
from flows.validate.validation import Validation
from schemas.reference import Reference


def _keyed(values: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    keys = {indicator.code: indicator.key for indicator in reference.form.indicators}
    return values.with_columns(
        pl.col("code").replace_strict(keys, default=None, return_dtype=pl.String).alias("key"),
        pl.col("cell").fill_null(""),
        pl.col("raw_text").fill_null(""),
    )


def observations(validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a period, board, code, sector and measure, of the version in force; columns as defined plus `state`."""
    return _keyed(values_in_force(validation.values, validation.states), reference)


def submission_values(validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a figure of every readable version; `in_force` tells which one counts."""
    in_force = validation.states.filter("accepted")["submission"].implode()
    return _keyed(validation.values, reference).with_columns(
        pl.col("submission").is_in(in_force).alias("in_force"), pl.col("state").alias("cell_state")
    )
