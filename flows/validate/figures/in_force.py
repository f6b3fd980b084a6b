"""The figures that count: those of the versions in force, and what a nil return, x or a blank says instead of one.

A nil return says that nothing happened: its flows are zero, its stocks are unknown. x after figures is unknown too;
where a board never had a figure x is not applicable, and nobody waits for one. Of a stock that is unknown the last
accepted figure, of the board or of those merged into it, is the estimate.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.ingest.submission import NOT_APPLICABLE, NUMBER
from flows.validate.figures.editions import as_the_form_has_them
from flows.validate.state_names import NIL
from schemas.form import Form
from schemas.periods import parse_period
from schemas.reference import Reference

_KEY = ["period", "board", "code", "sector"]


def boards_reported(states: pl.DataFrame) -> pl.DataFrame:
    """period, board, nil (Boolean): the boards whose version in force is accepted, or whose nil return is confirmed."""
    in_force = states.filter(pl.col("accepted") | (pl.col("state") == NIL))
    return (
        in_force.group_by("period", "board")
        .agg((~(pl.col("accepted") & (pl.col("state") != NIL)).any()).alias("nil"))
        .sort("period", "board")
    )


def values_in_force(values: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """The rows of `Validation.values` that belong to the version in force of their board and period."""
    return values.join(states.filter("accepted").select("submission"), on="submission", how="semi")


def figures_in_force(
    values: pl.DataFrame, states: pl.DataFrame, outside: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """One row a period, board in force, code, sector and measure: VALUE_SCHEMA, status, period, board and four more.

    cell_state: the cell's `state`, or nil. counts: Boolean, the figure is in the board's part of a total (a number, or
    the zero of a nil return). expected: Boolean, somebody waits for a figure (false for what is not applicable).
    estimated_value: Float64, of a stock that is unknown; in the unit of the form of its period. Of measures other than
    actual, `counts` is whether there is a number.

    Args:
        values, states: those of a `Validation`. outside: OUTSIDE_SCHEMA.
    """
    own = values_in_force(values, states).with_columns(pl.col("state").alias("cell_state"))
    returns = states.filter(state=NIL).join(boards_reported(states).filter("nil"), on=["period", "board"], how="semi")
    last = returns.group_by("period", "board", maintain_order=True).agg(pl.col("submission").last())
    whole = pl.concat([own, values_of_nil_returns(last, reference).select(own.columns)])
    actual = pl.col("measure") == "actual"
    unknown = whole.filter(actual, pl.col("value").is_null()).select(_KEY)
    said = whole.filter(actual, pl.col("cell_state").is_in([NUMBER, NOT_APPLICABLE])).select(*_KEY, "value")
    others = outside.select("period", pl.col("predecessor").alias("board"), "code", "sector", "value")
    before = said_before(unknown, pl.concat([said, others]), reference)
    kinds = _kinds(reference.form, states["period"].unique().to_list())
    had, said_of = pl.col("last_value").is_not_null(), pl.col("_said").fill_null(False)
    x, nil = pl.col("cell_state") == NOT_APPLICABLE, pl.col("cell_state") == NIL
    never = ~had & (x | (nil & said_of))
    return (
        whole.join(before, on=_KEY, how="left", maintain_order="left")
        .join(kinds, on=["period", "code"], how="left", maintain_order="left")
        .with_columns(
            ((pl.col("cell_state") == NUMBER) | (nil & pl.col("value").is_not_null())).alias("counts"),
            ~(actual & pl.col("value").is_null() & never).alias("expected"),
            pl.when(actual & pl.col("value").is_null() & (pl.col("kind") == "stock"))
            .then(pl.col("last_value"))
            .alias("estimated_value"),
        )
        .drop("last_value", "_said", "kind")
    )


def _kinds(form: Form, periods: Iterable[str]) -> pl.DataFrame:
    rows = [(period, line.code, line.kind) for period in periods for line in form.in_force(period).indicators]
    return pl.DataFrame(rows, schema={"period": pl.String, "code": pl.String, "kind": pl.String}, orient="row")


def values_of_nil_returns(returns: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The cells of nil returns, as `Validation.values` has those of files: flows are zero, all else is unknown.

    Args:
        returns: period, board, submission.
    """
    rows = [
        (period, board, name, *key, 0.0 if line.kind == "flow" and key.measure == "actual" else None, unit)
        for period, board, name in returns.select("period", "board", "submission").iter_rows()
        for line in reference.form.in_force(period).indicators
        for key in line.keys
        if (unit := line.units[key.sector])
    ]
    text = dict.fromkeys(("period", "board", "submission", "code", "sector", "measure"), pl.String)
    schema = {**text, "value": pl.Float64, "unit": pl.String}
    no_text = [pl.lit(None, pl.String).alias(name) for name in ("written_unit", "sheet", "cell", "raw_text")]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        *no_text,
        pl.lit("reported").alias("status"),
        *(pl.lit(NIL).alias(name) for name in ("state", "cell_state")),
    )


def earlier_ground(asked: pl.DataFrame, periods: Iterable[str], reference: Reference) -> pl.DataFrame:
    """period, board, _then, _earlier, _boards: the boards whose ground in an earlier period is a board's now, and how
    many they are together."""
    known = sorted(map(parse_period, periods))
    rows = []
    for text, board in asked.select("period", "board").unique().iter_rows():
        now = parse_period(text)
        for then in (period for period in known if period < now):
            earlier = reference.boards.ancestors(board, now, then)
            rows += [(text, board, str(then), one, len(earlier)) for one in earlier]
    names = dict.fromkeys(("period", "board", "_then", "_earlier"), pl.String)
    return pl.DataFrame(rows, schema={**names, "_boards": pl.UInt32}, orient="row")


def said_before(asked: pl.DataFrame, said: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """What was said last, before its period, of each figure asked about, by the board or by those merged into it.

    Args:
        asked: period, board, code, sector. said: the same and value (Float64, null for x), in the form's unit.

    Returns:
        asked, with last_value (Float64: the last figure, summed over merged boards where all of them gave one; null
        where there never was any) and _said (true where anything was said).
    """
    if asked.is_empty() or said.is_empty():
        return asked.with_columns(pl.lit(None, pl.Float64).alias("last_value"), pl.lit(None, pl.Boolean).alias("_said"))
    ground = earlier_ground(asked, said["period"].unique().to_list(), reference)
    editions = {reference.form.in_force(text): text for text in asked["period"].unique().to_list()}
    found = []
    for edition in editions:
        of_edition = [text for text in asked["period"].unique() if reference.form.in_force(text) is edition]
        earlier_figures = as_the_form_has_them(said, edition, reference.units)
        found.append(
            asked.filter(pl.col("period").is_in(of_edition))
            .join(ground, on=["period", "board"])
            .join(
                earlier_figures.rename({"period": "_then", "board": "_earlier"}),
                on=["_then", "_earlier", "code", "sector"],
            )
        )
    per_period = (
        pl.concat(found)
        .group_by(*_KEY, "_then")
        .agg(pl.col("value").count().alias("_given"), pl.col("_boards").first(), pl.col("value").sum())
        .with_columns(pl.when(pl.col("_given") == pl.col("_boards")).then("value").alias("last_value"))
        .sort("_then")
    )
    last = per_period.group_by(_KEY).agg(pl.col("last_value").drop_nulls().last(), pl.lit(True).alias("_said"))
    return asked.join(last, on=_KEY, how="left", maintain_order="left")
