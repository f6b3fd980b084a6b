"""A pandera model of every published table, made from its definition: `from schemas.warehouse import Observations`.

`Observations.validate(frame, lazy=True)` holds any frame against the table's columns, types, nulls, choices and key;
what fails names its column and row. A model is called after its table: `BlocSummary` is that of `bloc_summary`.
"""

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
_ROWS_NAMED, _LETTERS_NAMED = 5, 80


class WrongTable(Exception):
    """A table is not what its definition says: a fault of this program, never of what came in."""


def polars_schema(table: Table) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Column names and polars types of a table, in order."""
    return {column.name: POLARS_TYPES[column.type] for column in table.columns}


def model_name(table: str) -> str:
    """`bloc_summary` -> `BlocSummary`."""
    return "".join(map(str.capitalize, table.split("_")))


def table_model(table: Table) -> type[pa.DataFrameModel]:
    """The pandera model of a table: exactly these columns in this order, types, nulls, choices, a unique key."""
    import pandera.polars as pa

    fields = {
        c.name: pa.Field(nullable=c.nullable, isin=list(c.choices) or None, description=c.description.en)
        for c in table.columns
    }
    config = type("Config", (), {"strict": True, "ordered": True, "unique": list(table.key), "name": table.name})
    body = {"__annotations__": polars_schema(table), "__doc__": table.description.en, "Config": config, **fields}
    return type(model_name(table.name), (pa.DataFrameModel,), body)


def __getattr__(name: str) -> type[pa.DataFrameModel]:
    from schemas.reference import load_reference
    from schemas.tables import warehouse_tables

    reference = load_reference()
    for table in warehouse_tables(reference.form, reference.units).values():
        if model_name(table.name) == name:
            return table_model(table)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def check_tables(frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table]) -> None:
    """Hold every frame against its definition; its rows must be sorted by the table's order, each once.

    One select of counts says whether a frame is right; only one that is not meets its pandera model, which says where.

    Raises:
        WrongTable: names table, column, row and what stands there. Such a release must not appear.
    """
    for name, table in tables.items():
        frame = frames[name]
        if frame.schema == pl.Schema(polars_schema(table)) and not _wrong(frame, table):
            continue
        raise WrongTable(_told(frame, table))


def _wrong(frame: pl.DataFrame, table: Table) -> bool:
    """Whether some row has a null or a word it may not have, or does not come after the row before it."""
    wrong = [pl.col([column.name for column in table.columns if not column.nullable]).is_null().any()]
    wrong += [(~pl.col(c.name).is_in(list(c.choices))).any() for c in table.columns if c.choices]
    wrong.append(_not_after(table).any())
    return bool(frame.select(pl.any_horizontal(wrong)).item())


def is_sorted(frame: pl.DataFrame, table: Table) -> bool:
    """Whether every row comes after the one before it, by the table's order."""
    return not frame.select(_not_after(table).any()).item()


def _not_after(table: Table) -> pl.Expr:
    """Per row, whether its key does not come after that of the row before; null for the first row. Nulls come first."""
    after, nullable = pl.lit(False), {column.name for column in table.columns if column.nullable}
    for name in reversed(table.order):
        own, before = pl.col(name), pl.col(name).shift(1)
        above, same = own > before, own == before
        if name in nullable:
            above, same = above.fill_null(own.is_not_null() & before.is_null()), own.eq_missing(before)
        after = above | (same & after)
    return ~after & (pl.int_range(pl.len()) > 0)


def _told(frame: pl.DataFrame, table: Table) -> str:
    """What is wrong in words: table, column, row with its key, what was found and which check says so."""
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import SchemaErrors

    said = []
    try:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            table_model(table).validate(frame, lazy=True)
        unsorted = frame.with_row_index("_row").filter(_not_after(table)).row(0, named=True)
        said.append(f"{_row(frame, unsorted['_row'], table)} does not come after the row before it")
    except SchemaErrors as errors:
        for case in errors.failure_cases.head(_ROWS_NAMED).iter_rows(named=True):
            where = f", {_row(frame, case['index'], table)}" if case["index"] is not None else ""
            if case["check"] == "multiple_fields_uniqueness":
                said.append(f"key {', '.join(table.key)}{where}: stands more than once")
                continue
            found = str(case["failure_case"])[:_LETTERS_NAMED]
            said.append(f"column {case['column']}{where}: found {found}, expected {case['check']}")
        if more := errors.failure_cases.height - _ROWS_NAMED:
            said += [f"and {more} more"] if more > 0 else []
    return f"table {table.name}: " + "; ".join(said)


def _row(frame: pl.DataFrame, index: int, table: Table) -> str:
    found = frame.row(index, named=True)
    return f"row {index + 1} ({', '.join(f'{name} {found.get(name)}' for name in table.key)})"
