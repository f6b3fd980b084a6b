"""The bloc's totals against published figures, as a table."""

from __future__ import annotations

import polars as pl

from flows.validate.validation import Validation
from schemas.reference import Reference


def reconciliation(validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a published figure, with the indicator's key beside what `Validation.published` says."""
    keys = {indicator.code: indicator.key for indicator in reference.form.indicators}
    return validation.published.with_columns(
        pl.col("code").replace_strict(keys, default=None, return_dtype=pl.String).alias("key")
    )
