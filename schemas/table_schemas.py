"""pandera schemas of the warehouse's tables, made from their definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from schemas.tables import BOOLEAN, DATE, INTEGER, MOMENT, NUMBER, STRING, Table

if TYPE_CHECKING:
    import pandera.polars as pa

POLARS_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    STRING: pl.String,
    INTEGER: pl.Int64,
    NUMBER: pl.Float64,
    BOOLEAN: pl.Boolean,
    DATE: pl.Date,
    MOMENT: pl.Datetime("us", "Asia/Ho_Chi_Minh"),
}


def polars_schema(table: Table) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Column names and polars types of a table, in order."""
    return {column.name: POLARS_TYPES[column.type] for column in table.columns}


def table_schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of a table: exactly these columns in this order, types, nulls, choices, a unique key."""
    import pandera.polars as pa

    columns = {
        column.name: pa.Column(
            POLARS_TYPES[column.type],
            checks=[pa.Check.isin(column.choices)] if column.choices else None,
            nullable=column.nullable,
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(
        columns, name=table.name, strict=True, ordered=True, unique=list(table.key), report_duplicates="all"
    )


def check_tables(frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table]) -> None:
    """Hold every frame against its definition; frames are collected, so their data is checked and not only types.

    Raises:
        pandera.errors.SchemaErrors: a table is not what its definition says. Nothing wrong with what came in does
            that: such a release must not appear.
    """
    for name, table in tables.items():
        table_schema(table).validate(frames[name], lazy=True)
