"""Net capital, land and number of projects of the register, by zone, country, sector and event."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.reasons import MISSING, UNIT_UNCLEAR, first_of, judged
from flows.validate.figures.bloc_totals import exact_sum
from schemas.facts.units import MONEY
from schemas.form import SECTORS, ListColumn
from schemas.language.line_rules import ENDED
from schemas.reference import Reference
from schemas.tables import CANONICAL, CAPITAL, COUNTRY, EVENT, SIGNED, ZONE

UNKNOWN = "unknown"
_DIMENSION = dict(zip(SECTORS, MONEY))  # what money each sector's capital is in
_LAND = "land"
_GROUP = ["period", "board", "zone", "country", "sector", "event"]


def with_capital(lines: pl.DataFrame, columns: tuple[ListColumn, ...], reference: Reference) -> pl.DataFrame:
    """The lines with value and unit: their capital with its sign, in the money of their sector."""
    capital = {reference.units.by_name[column.unit].dimension: column for column in columns if column.role == CAPITAL}
    value, unit = pl.lit(None, pl.Float64), pl.lit(None, pl.String)
    for sector, dimension in _DIMENSION.items():
        if dimension in capital:
            own = pl.col("sector") == sector
            value = pl.when(own).then(capital[dimension].key + SIGNED).otherwise(value)
            unit = pl.when(own).then(pl.lit(capital[dimension].unit)).otherwise(unit)
    return lines.with_columns(value.alias("value"), unit.alias("unit"))


def signed_land(lines: pl.DataFrame, event: pl.Expr) -> pl.Expr:
    """The land of each line, negative where the project ended."""
    land = pl.col(_LAND) if _LAND in lines.columns else pl.lit(None, pl.Float64)
    return pl.when(event == ENDED).then(-land.abs()).otherwise(land)


def register_totals(tables: Mapping[str, pl.DataFrame], sheet: str, reference: Reference) -> pl.DataFrame:
    """One row a period, board, zone, country, sector and event: projects (lines), value (net capital), unit, land.

    Zones and countries by their canonical names. Capital and land of what ended are negative, so that sums over any of
    the columns are net; those over sectors add USD to VND. value is null where a line has no capital.

    Args:
        tables: `findings` and that of the register. sheet: that of the register.
    """
    form = reference.form.whole
    columns = form.list_sheets[sheet]
    by_role = {column.role: column.key for column in columns if column.role}
    lines = tables[form.sheet_by_name[sheet].table]
    lines = with_capital(lines, columns, reference)
    event = pl.col(by_role[EVENT])
    named = lines.with_columns(
        pl.col(by_role[ZONE] + CANONICAL).fill_null(UNKNOWN).alias("zone"),
        pl.col(by_role[COUNTRY] + CANONICAL).fill_null(UNKNOWN).alias("country"),
        pl.col("sector").fill_null(UNKNOWN),
        event.fill_null(UNKNOWN).alias("event"),
        signed_land(lines, event).alias("land"),
    )
    open_ = pl.col("value").is_null().any()
    why_not = first_of((UNIT_UNCLEAR, pl.col("unit").is_null()), (MISSING, pl.col("_open")))
    return (
        named.group_by(*_GROUP, "unit")
        .agg(
            pl.len().cast(pl.Int64).alias("projects"),
            exact_sum("value").alias("value"),
            exact_sum("land").alias("land"),
            open_.alias("_open"),
            pl.col("questioned").any(),
        )
        .with_columns(
            pl.when(~pl.col("_open")).then("value").alias("value"),
            (~pl.col("_open")).alias("complete"),
            *judged(why_not),
        )
    )
