"""What each total, derived and estimated figure was made of, to the cells."""

from __future__ import annotations

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.raw_folder.approved_figures import BLOC
from flows.validate.acceptance.corrections import DERIVED
from flows.validate.figures.bloc_totals import members, summed_lines
from flows.validate.figures.in_force import earlier_ground
from schemas.periods import Period, parse_period
from schemas.reference import Reference

PART, YEAR, FIRST_HALF, CARRIED_FORWARD = "part", "year", "first_half", "carried_forward"

_FIGURE = ["period", "board", "code", "sector", "measure"]
_SAID = ["value", "questioned", "submission", "sheet", "cell"]
_INPUT = ["input_period", "input_board", "input_code"]


def lineage(
    observed: pl.DataFrame, frames: SubmissionFrames, outside: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """One row an input of a figure that stands in no cell: period, board, code, sector, measure, input (from 1), kind,
    input_period, input_board, input_code, value, questioned, submission, sheet, cell.

    Of a total (board `bloc`) the boards' figures; of a second half derived from a year the year's cell, as read, and
    the cells of the first half; of an estimated stock the last figures that were carried forward.

    Args:
        observed: `observations`. outside: OUTSIDE_SCHEMA; what stands there has no submission.
    """
    elsewhere = outside.select(
        *("period", "code", "sector", "value"),
        pl.col("predecessor").alias("board"),
        pl.lit("actual").alias("measure"),
        *(pl.lit(None, pl.String).alias(name) for name in ("submission", "sheet", "cell")),
        pl.lit(False).alias("questioned"),
    )
    said = pl.concat([observed.select(elsewhere.columns), elsewhere])
    halves, estimates = _of_halves(observed, said, frames, reference), _of_estimates(observed, said, reference)
    parts = pl.concat([_of_totals(observed, reference), *halves, estimates])
    order = pl.col("kind").replace_strict({YEAR: 0, FIRST_HALF: 1, PART: 0, CARRIED_FORWARD: 0}, return_dtype=pl.Int64)
    ordered = parts.sort([*_FIGURE, order, *_INPUT])
    return ordered.with_columns(pl.int_range(1, pl.len() + 1).over(_FIGURE).alias("input"))


def _with_inputs(made: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Value and place of each input: its `observations` row, or what was reported elsewhere."""
    inputs = said.select(
        *(
            pl.col(name).alias(f"input_{name}") if f"input_{name}" in _INPUT else pl.col(name)
            for name in ("period", "board", "code", "sector")
        ),
        pl.col("measure").alias("_measure"),
        *_SAID,
    )
    found = made.join(inputs, on=[*_INPUT, "sector", "_measure"], how="left")
    return found.select(*_FIGURE, "kind", *_INPUT, *_SAID)


def _of_totals(observed: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    periods = observed["period"].unique().to_list()
    summed = (
        observed.filter(pl.col("measure") == "actual", pl.col("value").is_not_null())
        .join(members(periods, reference), on=["period", "board"], how="semi")
        .join(summed_lines(periods, reference), on=["period", "code", "sector"], how="semi")
    )
    return summed.select(
        "period",
        pl.lit(BLOC).alias("board"),
        *("code", "sector", "measure"),
        pl.lit(PART).alias("kind"),
        pl.col("period").alias("input_period"),
        pl.col("board").alias("input_board"),
        pl.col("code").alias("input_code"),
        *_SAID,
    )


def _of_halves(
    observed: pl.DataFrame, said: pl.DataFrame, frames: SubmissionFrames, reference: Reference
) -> list[pl.DataFrame]:
    derived = observed.filter(pl.col("status") == DERIVED)
    read = frames.values.select("submission", "code", "sector", "measure", pl.col("value").alias("_read"))
    whole = derived.join(read, on=["submission", "code", "sector", "measure"], how="left").select(
        *_FIGURE,
        pl.lit(YEAR).alias("kind"),
        pl.col("period").str.head(4).alias("input_period"),
        pl.col("board").alias("input_board"),
        pl.col("code").alias("input_code"),
        pl.col("_read").alias("value"),
        *_SAID[1:],
    )
    rows = []
    for text, board in derived.select("period", "board").unique().iter_rows():
        second = parse_period(text)
        first = Period(second.year, 1)
        rows += [(text, board, str(first), one) for one in reference.boards.ancestors(board, second, first)]
    names = dict.fromkeys(("period", "board", "input_period", "input_board"), pl.String)
    halves = pl.DataFrame(rows, schema=names, orient="row")
    form = reference.form
    closings = dict(zip(form.codes("opening"), form.codes("closing")))
    code = pl.col("code").replace(closings)
    asked = derived.join(halves, on=["period", "board"]).with_columns(
        pl.lit(FIRST_HALF).alias("kind"), code.alias("input_code"), pl.col("measure").alias("_measure")
    )
    asked = asked.select(*_FIGURE, "kind", *_INPUT, "_measure")
    return [whole, _with_inputs(asked, said)]


def _of_estimates(observed: pl.DataFrame, said: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """Of the last half-year in which all boards that are one now gave a figure, as `said_before` takes it."""
    asked = observed.filter(pl.col("estimated_value").is_not_null()).select(_FIGURE)
    ground = earlier_ground(asked, said["period"].unique().to_list(), reference)
    known = said.filter(pl.col("measure") == "actual", pl.col("value").is_not_null()).select(
        pl.col("period").alias("_then"), pl.col("board").alias("_earlier"), "code", "sector"
    )
    found = asked.join(ground, on=["period", "board"]).join(known, on=["_then", "_earlier", "code", "sector"])
    whole = found.filter(pl.len().over(*_FIGURE, "_then") == pl.col("_boards"))
    last = whole.filter(pl.col("_then") == pl.col("_then").max().over(_FIGURE))
    made = last.select(
        *_FIGURE,
        pl.lit(CARRIED_FORWARD).alias("kind"),
        pl.col("_then").alias("input_period"),
        pl.col("_earlier").alias("input_board"),
        pl.col("code").alias("input_code"),
        pl.col("measure").alias("_measure"),
    )
    return _with_inputs(made, said)
