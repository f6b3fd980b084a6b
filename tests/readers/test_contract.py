"""The contract with readers: what breaks it must be said in the version and in the changelog; models are importable."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from flows.publish.exports.contract import breaks, not_said, promised, read_contract
from schemas import warehouse
from schemas.reference import load_reference
from schemas.tables import NUMBER, SCHEMA_VERSION, warehouse_tables
from schemas.warehouse import model_name

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = load_reference()
TABLES = warehouse_tables(REFERENCE.form, REFERENCE.units)
NOW = promised(TABLES)


def test_nothing_that_readers_rely_on_changes_without_a_word() -> None:
    """If this fails: undo the change, or raise SCHEMA_VERSION, write the changelog, and `make contract`."""
    assert not_said(*read_contract(), NOW) == []


def test_the_changelog_knows_the_version() -> None:
    assert f"schema version {SCHEMA_VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8").replace("\n  ", " ")


def changed(table: str, column: str, **facts: object) -> dict[str, dict[str, dict[str, object]]]:
    after = copy.deepcopy(NOW)
    after[table][column] |= facts
    return after


def without(table: str, column: str = "") -> dict[str, dict[str, dict[str, object]]]:
    after = copy.deepcopy(NOW)
    del (after[table] if column else after)[column or table]
    return after


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (without("growth"), "growth: the table is gone"),
        (without("observations", "unit"), "observations.unit: the column is gone"),
        (changed("observations", "value", type="string"), "observations.value: type was number, is string"),
        (changed("observations", "value", meaning="Another"), "observations.value: meaning was"),
        (changed("investment", "new_capital_fdi", unit="billion_vnd"), "new_capital_fdi: unit was million_usd"),
        (changed("observations", "status", choices=["reported"]), "observations.status: choices was"),
        (changed("periods", "start", nullable=True), "periods.start: nullable was None, is True"),
        (changed("bloc_summary", "unit", key=True), "bloc_summary.unit: key was None, is True"),
    ],
)
def test_what_breaks_a_reader_is_told(after: dict[str, dict[str, dict[str, object]]], said: str) -> None:
    (line,) = breaks(NOW, after)
    assert said in line
    assert not_said(SCHEMA_VERSION, NOW, after) == [line]
    assert not_said("0.9", NOW, after) == [], "the version says so"


def test_what_is_added_breaks_nobody() -> None:
    after = copy.deepcopy(NOW)
    after["observations"]["more"] = {"type": "number", "meaning": "More", "nullable": True}
    after["another"] = {"code": {"type": "string", "meaning": "Code", "key": True}}
    assert breaks(NOW, after) == []
    assert breaks(changed("periods", "start", nullable=True), NOW) == [], "never null any more"
    after["observations"]["more"]["key"] = True
    assert breaks(NOW, after) == ["observations.more: is part of the key now"]


def test_a_change_of_the_definition_is_a_change_of_the_contract() -> None:
    table = TABLES["observations"]
    columns = tuple(replace(c, type=NUMBER) if c.name == "unit" else c for c in table.columns)
    assert breaks(NOW, promised({**TABLES, "observations": replace(table, columns=columns)}))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_published_table_is_held_by_its_importable_model(release: Path, name: str) -> None:
    model = getattr(warehouse, model_name(name))
    frame = pl.read_parquet(release / f"{name}.parquet")
    assert model.validate(frame, lazy=True).equals(frame)
