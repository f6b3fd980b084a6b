"""The bloc's totals against published figures, as a table."""

from __future__ import annotations

import polars as pl

from flows.transform.observations import lines_by_period
from flows.validate.validation import Validation
from schemas.reference import Reference


def reconciliation(validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a published figure, with the indicator's key beside what `Validation.published` says."""
    lines = lines_by_period(validation.published["period"], reference.form)
    return validation.published.join(lines, on=["period", "code"], how="left", maintain_order="left")
