"""datapackage.json: the release as a Frictionless Data Package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.publish.manifest import file_facts
from flows.publish.parquet_files import column_facts
from flows.texts import release as texts
from schemas.facts.units import Units
from schemas.made_by import PACKAGE
from schemas.tables import Table

# What another table's column means here: referring columns, table referred to, its columns.
_FOREIGN_KEYS = {
    "code": ("indicators", "code"),
    "period": ("periods", "period"),
    "submission": ("submissions", "submission"),
}
# Tables that also tell of periods without submissions (a year, a rate) or of the bloc without one board.
_OF_MORE = ("findings", "rule_outcomes", "exchange_rates", "reconciliation")


def data_package(
    tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame], folder: Path, period: str, units: Units
) -> dict[str, object]:
    """The descriptor of the tables in a folder; hashes are of the files there."""
    return {
        "name": PACKAGE,
        "title": texts.PACKAGE_TITLE.en,
        "description": texts.PACKAGE_DESCRIPTION.en,
        "period": period,
        "resources": [_resource(table, frames[table.name], folder, units, tables) for table in tables.values()],
    }


def _resource(
    table: Table, frame: pl.DataFrame, folder: Path, units: Units, tables: Mapping[str, Table]
) -> dict[str, object]:
    facts = file_facts(folder / f"{table.name}.parquet")
    foreign = [
        {"fields": [column.name], "reference": {"resource": other, "fields": [theirs]}}
        for column in table.columns
        if (found := _FOREIGN_KEYS.get(column.name)) and table.name not in _OF_MORE
        for other, theirs in [found]
        if other != table.name and tables[other].key[-1:] == (theirs,)
    ]
    schema: dict[str, object] = {
        "fields": [_field(column_facts(column, units)) for column in table.columns],
        "primaryKey": list(table.key),
    }
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "title": table.title.en,
        "description": table.description.en,
        "path": f"{table.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{facts['sha256']}",
        "bytes": facts["bytes"],
        "rows": frame.height,
        "schema": schema,
    }


def _field(facts: dict[str, object]) -> dict[str, object]:
    field = {name: facts[name] for name in ("name", "type", "description", "description_vi")}
    field |= {name: facts[name] for name in ("unit", "unit_code") if name in facts}
    constraints: dict[str, object] = {}
    if not facts["nullable"]:
        constraints["required"] = True
    if "choices" in facts:
        constraints["enum"] = facts["choices"]
    if constraints:
        field["constraints"] = constraints
    return field
