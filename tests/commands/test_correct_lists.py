"""`zones correct` of a line of a list: from the command to the tables, to its end."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from .conftest import ROOT, Zones
from .test_status_and_why import options

DECIDED = ("--reason", "nhầm cột", "--approved-by", "Trần A")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    import shutil

    folder = tmp_path / "raw"
    shutil.copytree(ROOT / "raw" / "2022-H1", folder / "2022-H1")
    return folder


def tables(zones: Zones, raw: Path) -> Path:
    done = zones("run", "2022-H1", "--tables-only", *options(raw))
    assert done.exit_code == 0, done.output
    return raw.parent / "warehouse" / "current"


def first_line(folder: Path) -> dict[str, object]:
    return pl.read_parquet(folder / "projects.parquet").filter(board="ha-nam", number=1).row(0, named=True)


def test_a_line_is_corrected_published_and_taken_back(zones: Zones, raw: Path) -> None:
    before = first_line(tables(zones, raw))
    asked = ("correct", "2022-H1", "ha-nam", "B9", "--line", 1, "--field", "country", *options(raw), *DECIDED)
    assert zones(*asked, "--expect", "Wakanda", "--value", "Singapore").exit_code == 1
    assert not (raw / "2022-H1" / "corrections.csv").exists()
    done = zones(*asked, "--expect", before["country"], "--value", "Singapore")
    assert done.exit_code == 0, done.output
    folder = tables(zones, raw)
    now = first_line(folder)
    assert (now["country"], now["country_canonical"], now["corrected"]) == ("Singapore", "Singapore", "country")
    row = pl.read_parquet(folder / "corrections.parquet").row(0, named=True)
    assert (row["code"], row["list_line"], row["field"], row["sector"]) == ("B9", 1, "country", None)
    assert row["standing"] == "in_force"
    of_list = ("why", "2022-H1", "ha-nam", "projects", *options(raw))
    told = zones(*of_list, "--line", 1).stdout
    assert all(word in told for word in ("Singapore  corrected  B9!E6", "Trần A", "2022-H1/ha-nam/TDKCN")), told
    assert str(now["certificate"]) in zones(*of_list).stdout
    none = zones(*of_list, "--line", 999)
    assert none.exit_code == 1 and "no line 999" in none.stderr
    path = raw / "2022-H1" / "corrections.csv"
    (line,) = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    done = zones(*asked[: -len(DECIDED)], "--end")
    assert done.exit_code == 0 and f"from “{before['country']}”" in done.stdout, done.output
    (ended,) = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    assert ended.pop("ended_at") >= line["date"] and ended == line
    assert zones(*asked, "--end").exit_code == 1, "it has ended"
    folder = tables(zones, raw)
    assert first_line(folder) == before
    assert pl.read_parquet(folder / "corrections.parquet")["standing"].item() == "ended"


def test_it_stands_below_corrections_of_figures_that_had_no_such_columns(zones: Zones, raw: Path) -> None:
    path = raw / "2022-H1" / "corrections.csv"
    old = "board,code,sector,measure,expect,value,reason,approved_by,date\n"
    path.write_text(old, encoding="utf-8")
    before = first_line(tables(zones, raw))
    asked = ("correct", "2022-H1", "ha-nam", "b9", "--line", 1, "--field", "land", *options(raw), *DECIDED)
    assert zones(*asked, "--expect", before["land"], "--value", "1.5").exit_code == 0
    assert path.read_text(encoding="utf-8").splitlines()[0] == old.strip() + ",line,field"
    assert first_line(tables(zones, raw))["land"] == 1.5


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("B9", "--line", 1, "--field", "colour", "--expect", "1", "--value", "2"), 1),
        (("B9", "--line", 99999, "--field", "land", "--expect", "1", "--value", "2"), 1),
        (("B9", "--field", "land", "--expect", "1", "--value", "2"), 1),
        (("B3", "--line", 1, "--field", "land", "--expect", "1", "--value", "2"), 2),
        (("B9", "fdi", "--line", 1, "--field", "land", "--expect", "1", "--value", "2"), 2),
        (("B9", "--line", 1, "--field", "investor", "--expect", "A", "--value", "=cmd()"), 2),
        (("2.02", "--expect", "1", "--value", "2"), 2),
    ],
)
def test_what_is_no_line_or_field_is_one_sentence(
    zones: Zones, raw: Path, arguments: tuple[object, ...], code: int
) -> None:
    done = zones("correct", "2022-H1", "ha-nam", *arguments, *options(raw), *DECIDED)
    assert done.exit_code == code, done.output
    assert not (raw / "2022-H1" / "corrections.csv").exists()
