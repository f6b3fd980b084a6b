"""The README is true: its first lines for analysts run, and its commands are those of the Makefile and of Windows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import polars as pl
import pytest

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_lines_for_polars_run(shipped_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_folder)
    (code,) = (block for block in blocks("python") if "pl.read_parquet" in block)
    *before, last = code.strip().splitlines()
    scope: dict[str, object] = {}
    exec("\n".join(before), scope)
    shown = eval(last, scope)
    assert isinstance(shown, pl.DataFrame)
    assert shown.height > 50


def test_the_lines_for_duckdb_give_a_figure_and_its_cell_for_every_board(
    shipped_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(shipped_folder)
    (query,) = blocks("sql")
    rows = duckdb.sql(query).fetchall()
    assert len(rows) == 11
    assert sum(value for _, value, *_ in rows) == pytest.approx(37096.4, abs=0.05)


def test_the_columns_named_for_pandas_and_r_are_there(shipped_folder: Path) -> None:
    (pandas,) = (block for block in blocks("python") if "pandas" in block)
    (arrow,) = blocks("r")
    for code in (pandas, arrow):
        file = re.search(r'"(warehouse/current/\w+\.parquet)"', code)
        assert file
        columns = set(pl.read_parquet_schema(shipped_folder / file[1]))
        named = set(re.findall(r'"(\w+)"', code.replace(file[0], "")))
        assert named
        assert named <= columns


def test_the_picture_is_there_and_shows_the_totals() -> None:
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        drawn = (ROOT / name).read_text(encoding="utf-8")
        assert "37,096.4" in drawn  # English marks, as its words
        assert "unit&#160;slip&#160;in&#160;the&#160;publication" in drawn


def test_make_knows_its_targets_and_ci_runs_the_readmes_test_command() -> None:
    for target in ("run", "test", "bench"):
        asked = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
        assert asked.returncode == 0, asked.stderr
        assert f"make {target}" in README
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_windows_gets_the_same_from_the_lock() -> None:
    (commands,) = blocks("bat")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for flag in (
        "--no-deps",
        "--require-hashes",
        "--only-binary :all:",
        "--no-build-isolation",
        "-r requirements.lock",
        "-r requirements-test.lock",
    ):
        assert flag in commands
        assert flag in makefile
    assert r".venv\Scripts\zones run 2023-H1" in commands
