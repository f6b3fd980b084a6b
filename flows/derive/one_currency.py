"""Money of both currencies in one, at a rate that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.boundaries.ground import REPORTED
from flows.derive.reasons import MISSING, NO_RATE, NOT_APPLICABLE, first_of, judged
from flows.validate.figures.bloc_totals import exact_sum
from schemas.facts.units import MONEY, UNIT_OF_SUMS
from schemas.reference import Reference

_FIGURE = ["period", "board", "code", "key"]


def money_one_currency(figures: pl.DataFrame, tables: Mapping[str, pl.DataFrame], reference: Reference) -> pl.DataFrame:
    """One row a period, board (also `bloc`), flow or stock of money, sector and currency (usd: million USD, vnd:
    billion VND): value, unit, the figure as reported, and the rate with its kind, day and source.

    Where the form has no total of a line, since FDI is in USD and DDI in VND, `total` is their sum; a sector that is
    not applicable adds nothing to it, one that is missing leaves none.

    Args:
        figures: those of `placed_figures`. tables: `exchange_rates`.
    """
    units = [
        (unit.unit, unit.dimension, float(unit.factor)) for unit in reference.units.by_name.values() if unit.is_money
    ]
    names = {"unit": pl.String, "dimension": pl.String, "factor": pl.Float64}
    money = figures.filter(boundary=REPORTED, measure="actual").join(
        pl.DataFrame(units, schema=names, orient="row"), on="unit"
    )
    rates = tables["exchange_rates"].select(
        "period", "vnd_per_usd", rate_kind="kind", rate_date="date", rate_source="source"
    )
    rated = money.join(rates, on="period", how="left")
    rows = pl.concat([_in(rated, currency, reference) for currency in MONEY])
    by_sector = rows.select(*_FIGURE, "sector", "currency").filter(pl.col("sector") == "total")
    split = rows.filter(pl.col("sector") != "total").join(
        by_sector.drop("sector"), on=[*_FIGURE, "currency"], how="anti"
    )
    own = [*_FIGURE, "currency", "unit", "vnd_per_usd", "rate_kind", "rate_date", "rate_source"]
    totals = (
        split.group_by(own)
        .agg(
            exact_sum("value").alias("value"),
            pl.col("questioned").any(),
            pl.col("value").count().alias("_given"),
            (pl.col("why_not") == NOT_APPLICABLE).sum().alias("_none"),
            pl.col("why_not").filter(pl.col("why_not") != NOT_APPLICABLE).sort().first().alias("_why"),
            pl.len().alias("_sectors"),
        )
        .with_columns(
            pl.lit("total").alias("sector"),
            pl.lit(None, pl.Float64).alias("reported_value"),
            pl.lit(None, pl.String).alias("reported_unit"),
            first_of(
                (NOT_APPLICABLE, pl.col("_none") == pl.col("_sectors")),
                ("_why", None),
                (MISSING, pl.col("_given") == 0),
            ).alias("why_not"),
        )
    )
    both = pl.concat([rows, totals.select(rows.columns)])
    return both.with_columns(
        pl.when(pl.col("why_not").is_null()).then("value").alias("value"),
        pl.col("why_not").is_in([NOT_APPLICABLE, NO_RATE]).fill_null(True).alias("complete"),
        *judged(pl.col("why_not")),
    )


def _in(rated: pl.DataFrame, currency: str, reference: Reference) -> pl.DataFrame:
    wanted = UNIT_OF_SUMS[currency]
    size = float(reference.units.by_name[wanted].factor)
    value, rate, scale = pl.col("value"), pl.col("vnd_per_usd"), pl.col("factor") / size
    converted = (
        pl.when(pl.col("unit") == wanted)
        .then(value)
        .when(pl.col("dimension") == currency)
        .then(value * scale)
        .when(pl.col("dimension") == "usd")
        .then(value * (rate * scale))
        .otherwise(value * scale / rate)
    )
    no_rate = (pl.col("dimension") != currency) & rate.is_null()
    return rated.select(
        *_FIGURE,
        "sector",
        pl.lit(currency).alias("currency"),
        converted.alias("value"),
        pl.lit(wanted).alias("unit"),
        pl.col("value").alias("reported_value"),
        pl.col("unit").alias("reported_unit"),
        *("vnd_per_usd", "rate_kind", "rate_date", "rate_source", "questioned"),
        first_of(("why_not", None), (NO_RATE, no_rate)).alias("why_not"),
    )
