"""datapackage.json: the release as a Frictionless Data Package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flows.publish.manifest import file_facts
from flows.publish.parquet_files import column_facts, rows_of
from flows.texts import release as texts
from schemas.facts.units import Units
from schemas.made_by import PACKAGE
from schemas.tables import SCHEMA_VERSION, Table


def data_package(tables: Mapping[str, Table], folder: Path, period: str, units: Units) -> dict[str, object]:
    """The descriptor of the tables in a folder; hashes are of the files there.

    Facts of ours beside those of the specification: period, rows, warning, description_vi, and of a column its unit and
    which figure it is. No `bytes`: validators count them of text files alone.
    """
    return {
        "name": PACKAGE,
        "title": texts.PACKAGE_TITLE.en,
        "description": texts.PACKAGE_DESCRIPTION.en,
        "version": SCHEMA_VERSION,
        "period": period,
        "resources": [_resource(table, folder / f"{table.name}.parquet", units) for table in tables.values()],
    }


def _resource(table: Table, path: Path, units: Units) -> dict[str, object]:
    foreign = [
        {"fields": [column.name], "reference": {"resource": column.references[0], "fields": [column.references[1]]}}
        for column in table.columns
        if column.references
    ]
    schema: dict[str, object] = {
        "fields": [_field(column_facts(column, units)) for column in table.columns],
        "primaryKey": list(table.key),
    }
    if foreign:
        schema["foreignKeys"] = foreign
    said = {"title_vi": table.title.vi, "description_vi": table.description.vi}
    if table.warning.en:
        said |= {"warning": table.warning.en, "warning_vi": table.warning.vi}
    return {
        "name": table.name,
        "title": table.title.en,
        "description": table.description.en,
        **said,
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{file_facts(path)['sha256']}",
        "rows": rows_of(path),
        "schema": schema,
    }


def _field(facts: dict[str, object]) -> dict[str, object]:
    field = {name: fact for name, fact in facts.items() if name not in ("key", "nullable", "choices")}
    constraints: dict[str, object] = {}
    if not facts["nullable"]:
        constraints["required"] = True
    if "choices" in facts:
        constraints["enum"] = facts["choices"]
    if constraints:
        field["constraints"] = constraints
    return field
