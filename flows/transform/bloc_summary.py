"""The bloc's totals as published: how complete each is, and whether it is final."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from flows.validate.figures.bloc_totals import bloc_totals, boards_reported, exact_sum, values_in_force
from flows.validate.validation import Validation
from schemas.periods import parse_period
from schemas.reference import Reference


def bloc_summary(
    validation: Validation, outside: pl.DataFrame, final_periods: Collection[str], reference: Reference
) -> pl.DataFrame:
    """One row a period, indicator that sums over boards, and sector.

    A row is final when its period is and every board is in it; anything else is provisional.
    """
    totals = bloc_totals(validation.values, validation.states, reference)
    units = [
        (period, line.code, sector, line.key, unit)
        for period in totals["period"].unique().to_list()
        for line in reference.form.in_force(period).indicators
        for sector, unit in line.units.items()
    ]
    names = ("period", "code", "sector", "key", "unit")
    unit = pl.DataFrame(units, schema=dict.fromkeys(names, pl.String), orient="row")
    complete = pl.col("boards_reported") == pl.col("boards_expected")
    final = pl.col("period").is_in(list(final_periods)) & complete
    return (
        totals.join(unit, on=["period", "code", "sector"], how="left")
        .join(share_of_previous(validation, outside, reference), on=["period", "code", "sector"], how="left")
        .with_columns(pl.when(final).then(pl.lit("final")).otherwise(pl.lit("provisional")).alias("status"))
    )


def share_of_previous(validation: Validation, outside: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """period, code, sector, share_of_previous: what the boards in a total had held of the total half a year before.

    Boards formed by a merger count by their predecessors, also those outside the bloc. Null where the period before
    is not complete, where its total is zero, and where a board's figure is negative (a share means nothing then).
    """
    states, values = validation.states, validation.values
    in_force = values_in_force(values, states).filter(pl.col("measure") == "actual")
    rows, others = [], []
    for text in states["period"].unique().sort().to_list():
        period = parse_period(text)
        form, before = reference.form.in_force(text), reference.form.in_force(period.previous)
        others += [
            (text, line.code, sector)
            for line in (form.indicators if form is not before else ())
            for sector in line.units
            if form.conversion(before, line.code, sector, reference.units) is None
        ]
        for board in reference.boards.members(period):
            for predecessor in reference.boards.predecessors(board.slug, period):
                rows.append((text, board.slug, str(period.previous), predecessor))
    schema = {"period": pl.String, "board": pl.String, "previous": pl.String, "predecessor": pl.String}
    lineage = pl.DataFrame(rows, schema=schema, orient="row")
    earlier = pl.concat(
        [
            in_force.select("period", "board", "code", "sector", "value"),
            outside.select("period", pl.col("predecessor").alias("board"), "code", "sector", "value"),
        ]
    ).unique(["period", "board", "code", "sector"], keep="first", maintain_order=True)
    earlier = earlier.rename({"period": "previous", "board": "predecessor"})
    lines = in_force.select("code", "sector").unique()
    with_figure = in_force.filter(pl.col("state").is_in(["number", "not_applicable"]))
    nil = boards_reported(states).filter("nil").select("period", "board").join(lines, how="cross")
    reported = pl.concat(
        [with_figure.select("period", "board", "code", "sector"), nil.select("period", "board", "code", "sector")]
    ).unique()
    # What the form did not have then, or had under another key, is another series.
    series = pl.DataFrame(others, schema=dict.fromkeys(("period", "code", "sector"), pl.String), orient="row")
    # An x of the period before holds nothing of its total; only a board that is not there at all makes it incomplete.
    known = earlier.select("previous", "predecessor").unique().with_columns(pl.lit(True).alias("known"))
    return (
        lineage.join(known, on=["previous", "predecessor"], how="left")
        .join(lines, how="cross")
        .join(earlier, on=["previous", "predecessor", "code", "sector"], how="left")
        .join(
            reported.with_columns(pl.lit(True).alias("reported")), on=["period", "board", "code", "sector"], how="left"
        )
        .with_columns(
            pl.when(pl.col("reported").fill_null(False)).then(pl.col("value")).alias("held"),
            pl.col("known").fill_null(False),
        )
        .join(series, on=["period", "code", "sector"], how="anti")
        .group_by("period", "code", "sector")
        .agg(
            exact_sum("held").fill_null(0.0).alias("held"),
            exact_sum("value").alias("all"),
            pl.col("known").all().alias("complete"),
            (pl.col("value") < 0).any().alias("negative"),
        )
        .select(
            "period",
            "code",
            "sector",
            pl.when(pl.col("complete") & ~pl.col("negative") & (pl.col("all") > 0))
            .then(pl.col("held") / pl.col("all"))
            .alias("share_of_previous"),
        )
    )
