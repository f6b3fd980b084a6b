"""Figures of all periods as the form of one period has them, so that earlier ones can be held against later ones."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from schemas.facts.units import Units
from schemas.form import Form

_KEYS = ["period", "code", "sector"]


def as_the_form_has_them(figures: pl.DataFrame, form: Form, units: Units) -> pl.DataFrame:
    """The figures this edition of the form has a line for, in its units, in their order.

    figures: any frame with period, code, sector (String) and value (Float64, in the unit of the form of its period).
    Figures of a line the edition does not have, or has under another key, are left out: they are another series.
    Conversion is exact, in decimals.
    """
    if not form.whole.boundaries or figures.is_empty():
        return figures
    factors, others = [], []
    for period in figures["period"].unique().to_list():
        edition = form.in_force(period)
        if edition is form:
            continue
        for key in dict.fromkeys((line.code, sector) for line in form.whole.indicator_lines for sector in line.units):
            factor = form.conversion(edition, *key, units)
            if factor is None:
                others.append((period, *key))
            elif factor != 1:
                factors.append((period, *key, str(factor)))
    keys = dict.fromkeys(_KEYS, pl.String)
    if others:
        figures = figures.join(pl.DataFrame(others, schema=keys, orient="row"), on=_KEYS, how="anti")
    if not factors:
        return figures
    factor_frame = pl.DataFrame(factors, schema={**keys, "_factor": pl.String}, orient="row")
    joined = figures.join(factor_frame, on=_KEYS, how="left", maintain_order="left").with_row_index("_row")
    written = joined.filter(pl.col("_factor").is_not_null() & pl.col("value").is_not_null())
    exact = [
        float(Decimal(repr(value)) * Decimal(factor))
        for value, factor in written.select("value", "_factor").iter_rows()
    ]
    converted = joined["value"].scatter(written["_row"], exact) if exact else joined["value"]
    return joined.with_columns(converted.alias("value")).drop("_row", "_factor")
