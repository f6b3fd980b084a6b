"""Columns of history beside the wide frame, so that rules against earlier periods are conditions like any other.

`1.10|fdi|actual@previous` is what the board (or its predecessors together) had accepted in the period before,
`2.02|fdi|actual@last_year` in the same period of last year; null where nothing is known.
"""

from __future__ import annotations

import polars as pl

from flows.validate.figures.precedents import Precedents
from schemas.language.columns import PERIOD, SAME_BOARD_BEFORE, column, last_year_name, previous_name
from schemas.periods import Period


def with_history(wide: pl.DataFrame, precedents: Precedents) -> pl.DataFrame:
    """The rows of `wide` that are subjects, in their order, with the columns of their history."""
    before = precedents.rows_of(_previous)
    single = precedents.rows_of(_previous, single=True)
    year_before = precedents.rows_of(_same_last_year)
    keys = precedents.keys
    done = [key for key in keys if key.measure == "actual"]
    columns = {
        PERIOD: precedents.subjects["period"],
        SAME_BOARD_BEFORE: single.is_not_null(),
        **parted(precedents.figures(keys, before), [previous_name(column(key)) for key in keys]),
        **parted(precedents.figures(done, year_before), [last_year_name(column(key)) for key in done]),
    }
    return wide[precedents.subjects["row"]].hstack([series.alias(name) for name, series in columns.items()])


def parted(values: pl.Series, names: list[str]) -> dict[str, pl.Series]:
    """Columns that lie one after the other in a series, by name."""
    height = len(values) // max(len(names), 1)
    return {name: values.slice(number * height, height).alias(name) for number, name in enumerate(names)}


def _previous(period: Period) -> Period:
    return period.previous


def _same_last_year(period: Period) -> Period:
    return period.same_last_year
