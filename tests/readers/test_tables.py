"""The Parquet files and datapackage.json, opened by the tools of others."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from schemas.reference import load_reference
from schemas.tables import STRING, warehouse_tables
from tests.readers.conftest import Foreign

REFERENCE = load_reference()
TABLES = warehouse_tables(REFERENCE.form, REFERENCE.units)

FRICTIONLESS = """
import json, sys
from frictionless import Package
report = Package(sys.argv[1]).validate()
print(json.dumps([[task.name, error.type, error.note] for task in report.tasks for error in task.errors]))
"""
PANDAS = """
import json, pathlib, sys
import pandas as pd
rows = {path.stem: len(pd.read_parquet(path)) for path in pathlib.Path(sys.argv[1]).glob("*.parquet")}
frame = pd.read_parquet(pathlib.Path(sys.argv[1]) / "operations.parquet").set_index(["period", "board"])
print(json.dumps([rows, frame["revenue_fdi"].dropna().to_dict() != {}]))
"""


@pytest.mark.parametrize("spoil", [False, True], ids=["as published", "a key twice"])
def test_frictionless_finds_nothing_and_would(release: Path, foreign: Foreign, tmp_path: Path, spoil: bool) -> None:
    """All tables by their fields, enumerations, nulls, primary and foreign keys."""
    for path in release.glob("*.parquet"):
        (tmp_path / path.name).hardlink_to(path)
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    if spoil:
        package["resources"] = [r for r in package["resources"] if r["name"] in ("boards", "periods")]
        package["resources"][0]["schema"]["primaryKey"] = ["member"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    errors = json.loads(foreign(FRICTIONLESS, tmp_path / "datapackage.json"))
    assert bool(errors) == spoil, errors


def test_pandas_polars_and_arrow_read_every_table(release: Path, foreign: Foreign) -> None:
    rows, some = json.loads(foreign(PANDAS, release))
    assert some and set(rows) == set(TABLES)
    for name in TABLES:
        path = release / f"{name}.parquet"
        assert rows[name] == ds.dataset(path).count_rows() == pl.scan_parquet(path).select(pl.len()).collect().item()


def test_null_is_null_and_never_an_empty_text(release: Path) -> None:
    for name, table in TABLES.items():
        texts = [column.name for column in table.columns if column.type == STRING]
        found = pl.read_parquet(release / f"{name}.parquet").select((pl.col(texts) == "").sum())
        assert not [(name, column.name) for column in found if column[0]]


def test_a_column_says_which_figure_it_is_and_what_not_to_do_with_it(release: Path) -> None:
    field = pq.read_schema(release / "operations.parquet").field("revenue_fdi_plan")
    said = {key.decode(): value.decode() for key, value in field.metadata.items()}
    assert {"code": "2.02", "sector": "fdi", "measure": "plan", "kind": "flow", "decimals": "1"}.items() <= said.items()
    assert "do not add the halves" in said["warning"] and said["warning_vi"] and said["unit"] == "million USD"
    observations = pq.read_schema(release / "observations.parquet")
    assert b"USD to VND" in observations.metadata[b"warning"] and observations.field("value").metadata[b"warning"]
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    resource = next(r for r in package["resources"] if r["name"] == "operations")
    (described,) = [f for f in resource["schema"]["fields"] if f["name"] == "revenue_fdi_plan"]
    assert described["warning"] == said["warning"] and described["code"] == "2.02" and resource["warning"]
    assert said["warning"] in (release / "dictionary.html").read_text("utf-8")


def test_every_fact_has_its_days_and_every_verdict_is_one_word_of_few(release: Path) -> None:
    for name, table in TABLES.items():
        days = [column.name for column in table.columns if column.name in ("period_start", "period_end")]
        if days:
            frame = pl.read_parquet(release / f"{name}.parquet")
            assert days == ["period_start", "period_end"] and (frame["period_start"] < frame["period_end"]).all()
    assert {"period_start", "period_end"} <= {column.name for column in TABLES["observations"].columns}
    verdict = next(column for column in TABLES["reconciliation"].columns if column.name == "verdict")
    found = pl.read_parquet(release / "reconciliation.parquet")
    assert verdict.choices and set(found["verdict"]) <= set(verdict.choices)
    assert (found["why_en"].is_not_null() == (found["verdict"] == "not comparable")).all()
