"""Figures of boards and of the bloc side by side, on the ground they had then and on that of today."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.boundaries.ground import CURRENT, REPORTED, Ground
from flows.derive.reasons import MISSING, NOT_APPLICABLE, first_of
from flows.raw_folder.approved_figures import BLOC
from flows.transform.wide_tables import in_unit
from flows.validate.figures.bloc_totals import exact_sum
from schemas.form import Form
from schemas.reference import Reference

MEASURES = ["actual", "plan", "last_year"]
# What a figure is, whatever period it is of: a series keeps its key where the form gives it another code.
SERIES = ["boundary", "board", "key", "sector"]
_COLUMNS = ["boundary", "period", "board", "code", "key", "sector", "measure", "unit", "value", "questioned", "why_not"]


def placed_figures(tables: Mapping[str, pl.DataFrame], ground: Ground, reference: Reference) -> pl.DataFrame:
    """One row a boundary, period, board (also `bloc`), flow or stock, sector and measure (actual, plan, last_year):
    boundary, period, board, code, key, sector, measure, unit, value, questioned, why_not (missing, not_applicable ...;
    null exactly where there is a value), kind, role, ground.

    Of the bloc only complete totals have a value. Plans and last year's figures of FDI and DDI make a total where the
    line has one in the same unit.

    Args:
        tables: `observations`, `bloc_summary`, and both on today's boundaries.
    """
    observed = tables["observations"].filter(pl.col("measure").is_in(MEASURES))
    missing = first_of((NOT_APPLICABLE, ~pl.col("expected")), (MISSING, pl.lit(True)))
    own = observed.with_columns(
        pl.lit(REPORTED).alias("boundary"),
        pl.when(pl.col("value").is_null()).then(missing).alias("why_not"),
    )
    now = tables["observations_current_boundaries"].filter(pl.col("measure").is_in(MEASURES))
    totals = [
        _bloc(tables["bloc_summary"], REPORTED, pl.col("open_queries") > 0),
        _bloc(tables["bloc_summary_current_boundaries"], CURRENT, pl.col("questioned")),
    ]
    stated = observed.select("period", "code", "sector", "measure").unique()
    bloc = pl.concat(totals).join(stated, on=["period", "code", "sector", "measure"], how="semi")
    found = pl.concat([own.select(_COLUMNS), now.with_columns(boundary=pl.lit(CURRENT)).select(_COLUMNS), bloc])
    found = pl.concat([found, _totals_of_sectors(found, reference.form)])
    lines = _lines(found["period"].unique().to_list(), reference.form)
    return found.join(lines, on=["period", "code"]).join(ground.same, on=["boundary", "period", "board"])


def _bloc(totals: pl.DataFrame, boundary: str, questioned: pl.Expr) -> pl.DataFrame:
    """A row a total and measure; what is not complete has no value."""
    asked = totals.with_columns(
        pl.lit(boundary).alias("boundary"),
        pl.lit(BLOC).alias("board"),
        pl.when("complete").then("value").alias("actual"),
        questioned.alias("questioned"),
        first_of((NOT_APPLICABLE, pl.col("boards_expected") == 0), (MISSING, pl.lit(True))).alias("_why"),
    )
    rows = [
        asked.with_columns(
            pl.lit(measure).alias("measure"),
            pl.when("complete").then(measure).alias("value"),
            pl.when(pl.col(measure).is_null()).then("_why").alias("why_not"),
        ).select(_COLUMNS)
        for measure in MEASURES
    ]
    return pl.concat(rows).with_columns(
        pl.when(pl.col("value").is_null()).then(pl.col("why_not").fill_null(MISSING)).alias("why_not")
    )


def _totals_of_sectors(figures: pl.DataFrame, form: Form) -> pl.DataFrame:
    """Plans and last year's figures of all sectors, where the form gives them by sector and all in one unit."""
    codes = {line.code for line in form.indicator_lines if len(line.units) == 3 and len(set(line.units.values())) == 1}
    asked = figures.filter(pl.col("measure") != "actual", pl.col("code").is_in(list(codes)))
    own = [name for name in _COLUMNS if name not in ("sector", "value", "questioned", "why_not")]
    given = asked.filter(pl.col("sector") == "total").select(own)
    return (
        asked.join(given, on=own, how="anti")
        .group_by(own)
        .agg(
            exact_sum("value").alias("value"),
            pl.col("questioned").any(),
            pl.col("why_not").drop_nulls().sort().last(),  # n: not_applicable beside missing: missing counts less
            (pl.col("why_not") == NOT_APPLICABLE).sum().alias("_none"),
            pl.col("value").count().alias("_given"),
        )
        .with_columns(
            pl.lit("total").alias("sector"),
            pl.when((pl.col("_given") > 0) & (pl.col("_given") + pl.col("_none") == 2)).then("value").alias("value"),
        )
        .with_columns(pl.when(pl.col("value").is_null()).then(pl.col("why_not").fill_null(MISSING)).alias("why_not"))
        .select(_COLUMNS)
    )


def _lines(periods: list[str], form: Form) -> pl.DataFrame:
    """period, code, kind, role: the flows and stocks of each period's form."""
    rows = [
        (text, line.code, line.kind, line.role)
        for text in periods
        for line in form.in_force(text).indicators
        if line.kind in ("flow", "stock")
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("period", "code", "kind", "role"), pl.String), orient="row")


def beside(
    figures: pl.DataFrame, others: pl.DataFrame, on: list[str], prefix: str, reference: Reference
) -> pl.DataFrame:
    """The figures with those of another period beside them: `value`, `why_not`, `questioned`, `ground` and `unit` under
    the prefix, the value in the unit of the figures. Figures without another have nulls there."""
    names = {name: prefix + name for name in ("value", "why_not", "questioned", "ground", "unit") if name in others}
    found = figures.join(others.select(*on, *names).rename(names), on=on, how="left", maintain_order="left")
    if (found[prefix + "unit"] == found["unit"]).all():
        return found
    own = found.rename({"unit": "_unit", prefix + "unit": "unit"})
    return in_unit(own, prefix + "value", "_unit", reference.units).rename({"unit": prefix + "unit", "_unit": "unit"})
