"""The long tables: figures in force, and figures of every version."""

from __future__ import annotations

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.validate.acceptance.corrections import REPORTED
from flows.validate.validation import Validation
from schemas.form import Form
from schemas.reference import Reference


def lines_by_period(periods: pl.Series, form: Form) -> pl.DataFrame:
    """period, code, key: what each line is called in each of these periods."""
    rows = [(p, line.code, line.key) for p in periods.unique().to_list() for line in form.in_force(p).indicators]
    return pl.DataFrame(rows, schema=dict.fromkeys(("period", "code", "key"), pl.String), orient="row")


def _keyed(values: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    lines = lines_by_period(values["period"], reference.form)
    return values.join(lines, on=["period", "code"], how="left", maintain_order="left").with_columns(
        pl.col("cell").fill_null(""), pl.col("raw_text").fill_null("")
    )


def observations(figures: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a period, board, code, sector and measure, of the version in force or of a nil return.

    Args:
        figures: those of `figures_in_force`, `with_questions`.
    """
    return _keyed(figures, reference)


def submission_values(frames: SubmissionFrames, validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a figure of every readable version; `in_force` tells which one counts.

    Figures of lines that the form of their period does not have are among them, and count nowhere.
    """
    owners = frames.submissions.select("submission", "period", "board")
    others = frames.of_other_periods.join(owners, on="submission", how="left")
    keys = {line.code: line.key for line in reference.form.indicators}
    kept = others.with_columns(
        pl.lit(REPORTED).alias("status"),
        pl.col("code").replace_strict(keys, default=None, return_dtype=pl.String).alias("key"),
        pl.lit(False).alias("in_force"),
        pl.col("cell").fill_null(""),
        pl.col("raw_text").fill_null(""),
    )
    in_force = validation.states.filter("accepted")["submission"].implode()
    of_period = _keyed(validation.values, reference).with_columns(
        pl.col("submission").is_in(in_force).alias("in_force")
    )
    return pl.concat([of_period, kept.select(of_period.columns)]).with_columns(pl.col("state").alias("cell_state"))
