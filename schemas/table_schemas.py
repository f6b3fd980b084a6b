"""pandera schemas of the warehouse's tables, made from their definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from schemas.tables import BOOLEAN, DATE, INTEGER, MOMENT, NUMBER, STRING, Table

if TYPE_CHECKING:
    import pandera.polars as pa
    from pandera.api.polars.types import PolarsData

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
    """The pandera schema of a table: exactly these columns in this order, types, nulls, choices, a unique key.

    Each is one check of the whole frame: a check a column costs pandera half a millisecond, and there are hundreds.
    """
    import schemas.pandera_light  # noqa: F401

    import pandera.polars as pa

    expected = pl.Schema(polars_schema(table))
    required = [column.name for column in table.columns if not column.nullable]
    chosen = {column.name: list(column.choices) for column in table.columns if column.choices}

    def columns_and_types(data: PolarsData) -> bool:
        return data.lazyframe.collect_schema() == expected

    def nothing_null(data: PolarsData) -> bool:
        return data.lazyframe.select(pl.any_horizontal(pl.col(required).is_null().any())).collect().item() is False

    def known_choices(data: PolarsData) -> bool:
        known = [(pl.col(name).is_in(choices) | pl.col(name).is_null()).all() for name, choices in chosen.items()]
        return data.lazyframe.select(pl.all_horizontal(known)).collect().item() is True

    checks = [pa.Check(columns_and_types, name="columns_and_types", error=f"columns and types are {dict(expected)}")]
    checks.append(pa.Check(nothing_null, name="nothing_null", error=f"no null in {', '.join(required)}"))
    if chosen:
        checks.append(pa.Check(known_choices, name="known_choices", error=f"only the words of {chosen}"))
    return pa.DataFrameSchema(checks=checks, name=table.name, unique=list(table.key), report_duplicates="all")


def check_tables(frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table]) -> None:
    """Hold every frame against its definition; frames are collected, so their data is checked and not only types.

    Raises:
        pandera.errors.SchemaError: a table is not what its definition says. Nothing wrong with what came in does
            that: such a release must not appear.
    """
    for name, table in tables.items():
        table_schema(table).validate(frames[name])
