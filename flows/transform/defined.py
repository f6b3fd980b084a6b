"""Tables brought to what `schemas/columns.csv` says of them: columns, types, order of rows."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.transform.canonical import in_nfc
from schemas.periods import parse_period
from schemas.tables import STRING, Table
from schemas.warehouse import check_tables, is_sorted, polars_schema

DAYS = ("period_start", "period_end")


def as_defined(made: Mapping[str, pl.DataFrame], definitions: Mapping[str, Table]) -> dict[str, pl.DataFrame]:
    """The tables in the order of their definitions: columns, types, rows sorted by key, held against their models.

    Raises:
        WrongTable: a table is not what its definition says.
    """
    own = {name: table for name, table in definitions.items() if name in made}
    finished = {name: _as_defined(made[name], table) for name, table in own.items()}
    check_tables(finished, own)
    return finished


def _days(periods: pl.Series) -> pl.DataFrame:
    """The first and the last day of each period: period, period_start, period_end."""
    texts = periods.unique().sort().to_list()
    days = [(text, parse_period(text).start, parse_period(text).end) for text in texts]
    return pl.DataFrame(days, schema={"period": pl.String, **dict.fromkeys(DAYS, pl.Date)}, orient="row")


def _as_defined(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The columns and types of the definition, in its order; what is not there is null, and no empty text."""
    schema = polars_schema(table)
    if DAYS[0] in schema and DAYS[0] not in frame.columns:
        frame = frame.join(_days(frame["period"]), on="period", how="left")
    typed = in_nfc(frame.select(pl.col(name).cast(type_) for name, type_ in schema.items()))
    texts = [column.name for column in table.columns if column.nullable and column.type == STRING]
    if texts:
        empty = typed.select((pl.col(texts) == "").any()).row(0, named=True)
        typed = typed.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in texts if empty[name])
    return typed if is_sorted(typed, table) else typed.sort(list(table.order))
