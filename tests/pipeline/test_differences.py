"""What changed between two builds of the warehouse."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.commands.showing.diff import page_of
from flows.publish.changes.differences import differences
from schemas.made_by import MadeBy, made_by
from schemas.reference import load_reference
from schemas.tables import warehouse_tables
from schemas.tabular import FOLDER

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


def write_versions(folder: Path, *in_force: tuple[str, str]) -> None:
    rows = [("2023-H1", board, name, True) for board, name in in_force]
    names = ["period", "board", "submission", "in_force"]
    pl.DataFrame(rows, schema=names, orient="row").write_parquet(folder / "submissions.parquet")


def write_made_by(folder: Path, **lines: int) -> None:
    """What the reference data of today is, but for one line of each of these files."""
    now = made_by()
    before = {name: list(digests) for name, digests in now.lines.items()}
    for name, number in lines.items():
        before[f"{name}.csv"][number - 1] = "0" * 12
    made = MadeBy(now.package_version, now.code_sha256, {name: tuple(own) for name, own in before.items()})
    (folder / "made_by.json").write_bytes(made.to_json())


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
    write_versions(builds[0], ("ha-nam", "a"))
    write_versions(builds[1], ("ha-nam", "v2"))
    found = next(one for one in differences(*builds, TABLES) if one.table == "observations")
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


def causes(builds: tuple[Path, Path], table: str = "observations") -> dict[tuple[str | None, str], str | None]:
    found = next(one for one in differences(*builds, TABLES) if one.table == table)
    return {(row["board"], row["code"]): row["cause"] for row in found.changes.iter_rows(named=True)}


def changed(builds: tuple[Path, Path]) -> None:
    observations(value=[2.0, 3.0, 30.0]).write_parquet(builds[1] / "observations.parquet")
    totals(32.0).write_parquet(builds[1] / "bloc_summary.parquet")


def test_a_changed_line_of_the_form_is_named(builds: tuple[Path, Path]) -> None:
    changed(builds)
    form = (FOLDER / "form.csv").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(form, start=1) if ",1.02," in text)
    write_made_by(builds[0], form=line)
    write_made_by(builds[1])
    assert causes(builds)["ha-nam", "1.02"] == f"form.csv:{line}"
    write_made_by(builds[0], form=line, units=2)
    said = causes(builds)
    assert said["ha-nam", "1.02"] == f"form.csv:{line}", "the line that names the figure, and not the others"
    assert said["ha-nam", "1.01"] == f"form.csv:{line}; units.csv:2", "where none does all that changed"
    assert causes(builds, "bloc_summary")[None, "1.01"] == said["ha-nam", "1.01"]


def test_other_code_is_named(builds: tuple[Path, Path]) -> None:
    changed(builds)
    for folder, digest in zip(builds, ("aaaa", "bbbb"), strict=True):
        write_made_by(folder)
        (folder / "manifest.json").write_text(json.dumps({"code_sha256": digest}))
    assert causes(builds)["ha-nam", "1.01"] == "code aaaa → bbbb"


def test_what_came_in_names_its_board_and_what_follows_from_it(builds: tuple[Path, Path]) -> None:
    new = observations(value=[2.0, 3.0, 31.0])
    extra = observations()[:1].with_columns(board=pl.lit("ha-long"), submission=pl.lit("c"))
    pl.concat([new, extra]).write_parquet(builds[1] / "observations.parquet")
    totals(33.0).write_parquet(builds[1] / "bloc_summary.parquet")
    write_versions(builds[0], ("ha-nam", "a"), ("ha-noi", "b"))
    write_versions(builds[1], ("ha-nam", "v2"), ("ha-noi", "b"), ("ha-long", "c"))
    said = causes(builds)
    assert said["ha-nam", "1.01"] == "resubmission"
    assert said["ha-long", "1.01"] == "submission"
    assert said["ha-noi", "1.01"] == "derivation", "its own file is the same"
    assert causes(builds, "bloc_summary")[None, "1.01"] == "derivation; resubmission; submission"


def test_an_old_restatement_is_no_cause_of_a_new_change(builds: tuple[Path, Path]) -> None:
    changed(builds)
    figure = {"period": "2023-H1", "board": "ha-nam", "sector": "fdi", "measure": "actual"}
    told = [
        {**figure, "code": "1.01", "known_from": date(2023, 6, 1), "cause": "correction"},
        {**figure, "code": "1.02", "known_from": date(2023, 6, 2), "cause": "waiver"},
    ]
    pl.DataFrame(told[:1]).write_parquet(builds[0] / "restatements.parquet")
    pl.DataFrame(told).write_parquet(builds[1] / "restatements.parquet")
    said = causes(builds)
    assert (said["ha-nam", "1.01"], said["ha-nam", "1.02"]) == (None, "waiver")


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
    assert len(page_of(found, ("1", "2"), TABLES, REFERENCE)) < 100_000
