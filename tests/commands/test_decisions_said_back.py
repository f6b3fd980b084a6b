"""Decisions say back what they understood before they stand; errors are waived by force only, and counted."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.texts.screen.language import VIETNAMESE, speak

from .conftest import ROOT, Zones

DECIDED = ["--reason", "CV 12/BQL", "--approved-by", "Trần Văn A"]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """One board in 2022-H2, and another whose file has an error of level 1."""
    folder = tmp_path / "raw"
    for board in ("ha-nam", "bac-ninh"):
        shutil.copytree(ROOT / "raw" / "2022-H2" / board, folder / "2022-H2" / board)
    heading, *lines = (ROOT / "raw/2022-H2/receipts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("ha-nam,", "bac-ninh,"))]
    (folder / "2022-H2" / "receipts.csv").write_text("".join([heading, *kept]), encoding="utf-8")
    return folder


def options(raw: Path) -> list[object]:
    return ["--raw", raw, "--warehouse", raw.parent / "warehouse"]


def test_a_correction_says_back_old_new_unit_and_what_it_sets_off(zones: Zones, raw: Path) -> None:
    speak(VIETNAMESE)
    figure = ["correct", "2022-H2", "ha-nam", "1.05", "fdi"]
    done = zones(*figure, "--expect", "224.61", "--value", "924.61", *DECIDED, *options(raw))
    assert done.exit_code == 0, done.output
    first, *_ = done.stdout.splitlines()
    for word in ("Hà Nam", "1.05 Tổng vốn cấp mới và điều chỉnh", "FDI", "từ 224,61 triệu USD thành 924,61 triệu USD"):
        assert word in first, word
    assert "R102" in done.stdout, "what it opens"
    path = raw / "2022-H2" / "corrections.csv"
    before = path.read_text(encoding="utf-8")
    assert zones(*figure, "--end", "--date", "2099-01-01", *options(raw)).exit_code == 2
    done = zones(*figure, "--end", *options(raw))
    assert done.exit_code == 0 and "từ 224,61 triệu USD thành 924,61" in done.stdout and "R102" in done.stdout
    heading, line, rest = path.read_text(encoding="utf-8").split("\n")
    assert [heading, line[: line.rindex(",")], rest] == before.replace("date\n", "date,ended_at\n").split("\n")
    done = zones(*figure, "--end", *options(raw))
    assert done.exit_code == 1 and "không có quyết định nào" in done.stderr.lower()


def test_a_lone_mark_before_three_digits_is_asked_about(zones: Zones, raw: Path) -> None:
    figure = ["correct", "2022-H2", "ha-nam", "1.05", "fdi", *DECIDED, *options(raw)]
    for value in ("9.321", "9,321", "-12.345"):
        done = zones(*figure, "--expect", "224.61", "--value", value)
        assert done.exit_code == 2 and value.replace(",", "").replace(".", "") in done.stderr
    assert not (raw / "2022-H2" / "corrections.csv").exists()
    assert zones(*figure, "--expect", "224.61", "--value", "9.3210").exit_code == 0


def test_a_past_half_year_is_replayed_on_its_days(zones: Zones, raw: Path) -> None:
    figure = ["correct", "2022-H2", "ha-nam", "1.05", "fdi", "--expect", "224.61", "--value", "225", *DECIDED]
    assert zones(*figure, "--date", "2099-01-01", *options(raw)).exit_code == 2
    assert zones(*figure, "--date", "2023-01-09", *options(raw)).exit_code == 0
    with (raw / "2022-H2" / "corrections.csv").open(encoding="utf-8") as lines:
        (line,) = csv.DictReader(lines)
    assert line["date"].startswith("2023-01-09T23:59:59")


def test_an_error_is_waived_by_force_only_and_counted_beside_every_total(zones: Zones, raw: Path) -> None:
    zones("correct", "2022-H2", "ha-nam", "1.01", "fdi", "--expect", "12", "--value", "13", *DECIDED, *options(raw))
    file = raw / "2022-H2/ha-nam/TDKCN_ha-nam_2022-H2.xlsx"
    zones("run", "2022-H2", "--tables-only", *options(raw))
    broken = pl.read_parquet(raw.parent / "warehouse" / "current" / "findings.parquet")
    errors = broken.filter(pl.col("severity") == "error", pl.col("submission").str.contains("ha-nam"))
    assert errors.height >= 1 and file.is_file()
    for rule, code, sector in errors.select("rule", "code", "sector").unique().iter_rows():
        waiver = ["waive", "2022-H2", "ha-nam", rule, code, sector, *DECIDED, "--expires", "2099-12-31", *options(raw)]
        refused = zones(*waiver)
        assert refused.exit_code == 1 and "--force" in refused.stderr, refused.output
        assert zones(*waiver, "--force").exit_code == 0
    with (raw / "2022-H2" / "waivers.csv").open(encoding="utf-8") as lines:
        assert {line["forced"] for line in csv.DictReader(lines)} == {"yes"}
    shown = zones("run", "2022-H2", "--tables-only", *options(raw)).stdout
    assert " (!)" in shown and "was accepted with an error that was waived" in shown
    assert "waived errors" in zones("status", "2022-H2", *options(raw)).stdout
    current = raw.parent / "warehouse" / "current"
    of_board = pl.read_parquet(current / "submissions.parquet").filter(board="ha-nam").row(0, named=True)
    assert of_board["state"].startswith("accepted") and of_board["waived_errors"] >= errors.height
    totals = pl.read_parquet(current / "bloc_summary.parquet")
    assert totals.filter(code="1.01", sector="fdi")["waived_errors"].to_list() == [of_board["waived_errors"]]
    assert pl.read_parquet(current / "waivers.parquet")["forced"].all()
    rule, code, sector = next(errors.select("rule", "code", "sector").iter_rows())
    ended = zones("waive", "2022-H2", "ha-nam", rule, code, sector, "--end", *options(raw))
    assert ended.exit_code == 0 and "is asked again" in ended.stdout and "the line itself stays" in ended.stdout
    with (raw / "2022-H2" / "waivers.csv").open(encoding="utf-8") as lines:
        assert {line["ended_at"] != "" for line in csv.DictReader(lines) if line["rule"] == rule} == {True}
    assert zones("waive", "2022-H2", "ha-nam", rule, code, sector, "--end", *options(raw)).exit_code == 1
