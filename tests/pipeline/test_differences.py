"""What changed between two builds of the warehouse."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows.commands.showing.diff import page_of
from flows.publish.differences import differences
from schemas.reference import load_reference
from schemas.tables import warehouse_tables

REFERENCE = load_reference()
TABLES = warehouse_tables(REFERENCE.form, REFERENCE.units)


def observations(**changes: object) -> pl.DataFrame:
    rows = {
        "period": ["2023-H1"] * 3,
        "board": ["ha-nam", "ha-nam", "ha-noi"],
        "code": ["1.01", "1.02", "1.01"],
        "sector": ["fdi"] * 3,
        "measure": ["actual"] * 3,
        "value": [1.0, 2.0, 30.0],
        "submission": ["a", "a", "b"],
        "raw_text": ["1", "2", "30"],
    }
    return pl.DataFrame({**rows, **changes})


def totals(value: float) -> pl.DataFrame:
    return pl.DataFrame({"period": ["2023-H1"], "code": ["1.01"], "sector": ["fdi"], "value": [value]})


@pytest.fixture
def builds(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        totals(31.0).write_parquet(tmp_path / name / "bloc_summary.parquet")
    observations().write_parquet(tmp_path / "old" / "observations.parquet")
    return tmp_path / "old", tmp_path / "new"


def test_nothing_changed(builds: tuple[Path, Path]) -> None:
    observations().write_parquet(builds[1] / "observations.parquet")
    assert differences(*builds, TABLES) == []


def test_a_resubmission_is_one_line_a_board_and_what_changed(builds: tuple[Path, Path]) -> None:
    new = observations(value=[1.0, 5.0, 30.0], submission=["v2", "v2", "b"])
    new.write_parquet(builds[1] / "observations.parquet")
    (found,) = differences(*builds, TABLES)
    assert found.moved.rows() == [("2023-H1", "ha-nam", 1)]
    (change,) = found.changes.to_dicts()
    assert (change["code"], change["before"], change["after"], change["cause"]) == (
        "1.02",
        "2.0",
        "5.0",
        "resubmission",
    )


def test_the_largest_effect_on_the_total_comes_first(builds: tuple[Path, Path]) -> None:
    new = observations(value=[2.0, 3.0, 61.0])
    new.write_parquet(builds[1] / "observations.parquet")
    (found,) = differences(*builds, TABLES)
    shown = found.changes.select("board", "code", "effect").rows()
    assert [row[:2] for row in shown] == [("ha-noi", "1.01"), ("ha-nam", "1.01"), ("ha-nam", "1.02")]
    assert shown[0][2] == pytest.approx(1.0) and shown[2][2] is None


def test_rows_added_and_removed_with_their_values(builds: tuple[Path, Path]) -> None:
    observations(code=["1.01", "1.03", "1.01"]).write_parquet(builds[1] / "observations.parquet")
    (found,) = differences(*builds, TABLES)
    assert (found.count("added"), found.count("removed"), found.count("changed")) == (1, 1, 0)
    assert found.changes.filter(what="removed")["before"].item() == "2.0"
    assert found.changes.filter(what="added")["after"].item() == "2.0"


def test_another_schema_is_told_and_stops_nothing(builds: tuple[Path, Path]) -> None:
    observations().drop("raw_text").with_columns(more=1).write_parquet(builds[1] / "observations.parquet")
    pl.DataFrame({"a": [1]}).write_parquet(builds[0] / "gone.parquet")
    pl.DataFrame({"unit": ["usd"]}).write_parquet(builds[1] / "units.parquet")
    found = {one.table: one for one in differences(*builds, TABLES)}
    assert found["observations"].columns_added == ("more",) and found["observations"].columns_removed == ("raw_text",)
    assert found["gone"].there == "removed" and found["units"].there == "added"


def test_a_page_of_many_changes_stays_light(builds: tuple[Path, Path]) -> None:
    codes = [f"x{number}" for number in range(20_000)]
    many = (
        pl.DataFrame({"code": codes}).join(observations()[:1].drop("code"), how="cross").select(observations().columns)
    )
    many.write_parquet(builds[0] / "observations.parquet")
    many.with_columns(value=pl.lit(9.0)).write_parquet(builds[1] / "observations.parquet")
    found = differences(*builds, TABLES)
    assert found[0].count("changed") == 20_000
    assert len(page_of(found, ("1", "2"))) < 100_000
