"""`zones run --direct` and `zones diff`: what people see, exit codes, and what changed between two releases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Zones


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Three boards' files of 2022-H2 and their receipts."""
    folder = tmp_path / "raw" / "2022-H2"
    boards = ("ha-nam", "nam-dinh", "thai-binh")
    for board in boards:
        shutil.copytree(ROOT / "raw" / "2022-H2" / board, folder / board)
    lines = (ROOT / "raw" / "2022-H2" / "receipts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split(",")[0] in ("board", *boards)]
    (folder / "receipts.csv").write_text("".join(kept), encoding="utf-8")
    return folder.parent


def options(raw: Path) -> list[object]:
    return ["--raw", raw, "--warehouse", raw.parent / "warehouse"]


def test_a_run_shows_boards_totals_and_where_the_tables_lie(zones: Zones, raw: Path) -> None:
    done = zones("run", "2022-H2", "--tables-only", *options(raw))
    assert done.exit_code == 0, done.stderr
    assert "3 of 11" in done.stdout
    assert "missing" in next(line for line in done.stdout.splitlines() if "Hà Nội" in line)
    assert "3/11" in done.stdout
    assert str(raw.parent / "warehouse" / "releases" / "1") in done.stdout
    assert "\x1b[" not in done.stdout


def test_published_figures_stand_beside_ours_with_a_verdict(zones: Zones, raw: Path) -> None:
    published = raw / "published" / "2022-H2.csv"
    published.parent.mkdir()
    published.write_text(
        "code,sector,value_as_written,unit_as_written,source,note\n1.01,total,9.999,dự án,báo,\n", encoding="utf-8"
    )
    done = zones("run", "2022-H2", "--tables-only", *options(raw))
    line = next(line for line in done.stdout.splitlines() if "9.999" in line)
    assert "1.01 New investment certificates" in line
    assert "agrees" not in line


def test_a_file_that_cannot_be_read_stops_nobody_else(zones: Zones, raw: Path) -> None:
    (raw / "2022-H2" / "ha-noi").mkdir()
    (raw / "2022-H2" / "ha-noi" / "report.xlsx").write_bytes(b"PK\x03\x04 cut off")
    done = zones("run", "2022-H2", "--tables-only", *options(raw))
    assert done.exit_code == 0
    assert "3 of 11" in done.stdout
    assert "unreadable" in next(line for line in done.stdout.splitlines() if "Hà Nội" in line)


@pytest.mark.parametrize("period", [["1999-H1"], ["2032-H2"], []], ids=["long ago", "to come", "the last ended"])
def test_a_period_in_which_nothing_was_received_gives_no_release(zones: Zones, raw: Path, period: list[str]) -> None:
    done = zones("run", *period, "--tables-only", *options(raw))
    assert done.exit_code == 1
    assert "Nothing was received" in done.stderr and "2022-H2" in done.stderr
    assert not (raw.parent / "warehouse" / "current").exists()


def test_as_of_a_day_before_anything_was_sent_the_tables_are_empty(zones: Zones, raw: Path) -> None:
    done = zones("run", "2021-H1", "--tables-only", "--as-of", "2021-07-01", *options(raw))
    assert done.exit_code == 0, done.stderr
    assert "0 of 11" in done.stdout and "nothing was received" in done.stderr


def test_final_is_refused_with_everything_in_the_way(zones: Zones, raw: Path) -> None:
    done = zones("run", "2022-H2", "--tables-only", "--final", *options(raw))
    assert done.exit_code == 1
    assert "approvals.csv" in done.stderr
    assert "Hà Nội" in done.stderr
    assert not (raw.parent / "warehouse" / "current").exists()


def test_the_picture_shows_what_was_printed_and_fetches_nothing(zones: Zones, raw: Path, tmp_path: Path) -> None:
    picture = tmp_path / "run.svg"
    zones("run", "2022-H2", "--tables-only", "--picture", picture, *options(raw))
    drawn = picture.read_text(encoding="utf-8")
    assert "accepted" in drawn
    assert "font-face" not in drawn
    assert "url(http" not in drawn


def test_diff_tells_what_changed_between_releases(zones: Zones, raw: Path) -> None:
    assert zones("diff", *options(raw)[2:]).exit_code == 2  # nothing published yet
    zones("run", "2022-H2", "--tables-only", *options(raw))
    assert zones("diff", *options(raw)[2:]).exit_code == 2  # nothing to compare with
    (raw / "2022-H2" / "corrections.csv").write_text(
        "board,code,sector,measure,expect,value,reason,approved_by,date\n"
        "ha-nam,5.08,total,actual,{},77777,nhầm,Trưởng ban,2023-01-05\n".format(
            zones("why", "2022-H2", "ha-nam", "5.08", *options(raw)).stdout.split("“")[1].split("”")[0]
        ),
        encoding="utf-8",
    )
    zones("run", "2022-H2", "--tables-only", *options(raw))
    done = zones("diff", "--warehouse", raw.parent / "warehouse")
    assert done.exit_code == 0
    line = next(line for line in done.stdout.splitlines() if "77,777" in line)
    assert "5.08" in line
    assert "→" in line
    assert "corrected" in done.stdout
    assert "Restated in release 2 and not in 1" in done.stdout
    assert "Trưởng ban" in done.stdout
    assert "nhầm" in zones("run", "2022-H2", "--tables-only", *options(raw)).stdout
    same = zones("diff", 2, 2, "--warehouse", raw.parent / "warehouse")
    assert "Nothing changed" in same.stdout
    unknown = zones("diff", 1, 9, "--warehouse", raw.parent / "warehouse")
    assert unknown.exit_code == 2
    assert "9" in unknown.stderr


def test_a_whole_year_is_one_sentence(zones: Zones, raw: Path) -> None:
    done = zones("run", "2022", "--tables-only", *options(raw))
    assert done.exit_code == 2
    assert "2022-H1 or 2022-H2" in done.stderr


def test_a_second_run_changes_nothing(zones: Zones, raw: Path) -> None:
    zones("run", "2022-H2", "--tables-only", *options(raw))
    release = raw.parent / "warehouse" / "releases"
    before = {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}
    done = zones("run", "2022-H2", "--tables-only", *options(raw))
    assert "Nothing changed" in done.stdout
    assert {path: path.read_bytes() for path in release.rglob("*") if path.is_file()} == before
