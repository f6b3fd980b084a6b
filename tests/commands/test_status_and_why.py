"""`zones status` and `zones why`: judged anew from raw/, as of any moment, writing nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Zones


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Two half-years: the first with one board missing, one rejected and then mended, and a correction."""
    folder = tmp_path / "raw"
    shutil.copytree(ROOT / "raw" / "2022-H2", folder / "2022-H2")
    period = folder / "2022-H2"
    receipts = (period / "receipts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    shutil.rmtree(period / "quang-ninh")
    kept = [line for line in receipts if not line.startswith("quang-ninh,")]
    (period / "receipts.csv").write_text("".join(kept), encoding="utf-8")
    return folder


def options(raw: Path) -> list[object]:
    return ["--raw", raw, "--warehouse", raw.parent / "warehouse"]


def row(text: str, board: str) -> str:
    return next(line for line in text.splitlines() if line.strip().startswith(board))


def test_status_names_every_expected_board(zones: Zones, raw: Path) -> None:
    done = zones("status", "2022-H2", *options(raw))
    assert done.exit_code == 0
    assert "10 of 11" in done.stdout
    assert "accepted" in row(done.stdout, "Hà Nam")
    missing = row(done.stdout, "Quảng Ninh")
    assert "missing" in missing
    assert "not received" in missing


def test_days_late_are_counted_against_the_calendar(zones: Zones, raw: Path) -> None:
    """Due on 25 December 2022: Vĩnh Phúc sent on the 28th; Quảng Ninh has sent nothing by the 30th."""
    done = zones("status", "2022-H2", "--as-of", "2022-12-30", *options(raw))
    assert row(done.stdout, "Vĩnh Phúc").split()[-2:] == ["3", "1"]
    assert " 5 " in row(done.stdout, "Quảng Ninh")


def test_as_of_leaves_out_what_came_later(zones: Zones, raw: Path) -> None:
    done = zones("status", "2022-H2", "--as-of", "2022-12-16", *options(raw))
    assert "1 of 11" in done.stdout
    assert "missing" in row(done.stdout, "Hà Nam")


def test_status_says_what_blocks(zones: Zones, raw: Path) -> None:
    for faulty in sorted((ROOT / "tests" / "data" / "faulty").glob("r101-*"))[:2]:
        zones("receive", faulty, "--raw", raw, "--board", "quang-ninh", "--period", "2022-H2")
    done = zones("status", "2022-H2", *options(raw))
    line = row(done.stdout, "Quảng Ninh")
    assert "rejected" in line
    assert "error" in line
    assert "Quảng Ninh: Against" in done.output  # what the new version changed


def test_why_tells_file_hash_cell_text_and_rules(zones: Zones, raw: Path) -> None:
    done = zones("why", "2022-H2", "Hà Nam", "1.05", "fdi", *options(raw))
    assert done.exit_code == 0
    for fact in ("224.61", "2022-H2/ha-nam/TDKCN_ha-nam_2022-H2.xlsx", "8a128bc2172995752e8c", "B1!E10", "R102"):
        assert fact in done.stdout, fact
    assert "reported" in done.stdout


def test_why_tells_a_correction_and_who_approved_it(zones: Zones, raw: Path) -> None:
    file = raw / "2022-H2/ha-nam/TDKCN_ha-nam_2022-H2.xlsx"
    read = json.loads(zones("check", file, "--format", "json", "--values", *options(raw)).stdout)[0]["values"]
    (found,) = (v["value"] for v in read if (v["code"], v["sector"], v["measure"]) == ("1.08", "fdi", "actual"))
    (raw / "2022-H2" / "corrections.csv").write_text(
        "board,code,sector,measure,expect,value,reason,approved_by,date\n"
        f"ha-nam,1.08,fdi,actual,{found},99.5,nhầm số,Trưởng ban,2023-01-05\n",
        encoding="utf-8",
    )
    done = zones("why", "2022-H2", "ha-nam", "1.08", "fdi", *options(raw))
    assert "99.5" in done.stdout
    assert "corrected" in done.stdout
    assert "Trưởng ban" in done.stdout
    before = zones("why", "2022-H2", "ha-nam", "1.08", "fdi", "--as-of", "2022-12-30", *options(raw))
    assert "99.5" not in before.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", "2022-H9", "ha-nam", "1.05"], "2022-H9"),
        (["why", "2022-H2", "ha-giang", "1.05"], "ha-giang"),
        (["why", "2022-H2", "ha-nam", "99.1"], "99.1"),
        (["why", "2022-H2", "ha-nam", "1.05", "all"], "all"),
        (["why", "2022-H2", "ha-nam", "1.05", "--as-of", "yesterday"], "yesterday"),
        (["status", "next"], "next"),
    ],
)
def test_what_cannot_be_followed_is_one_sentence(zones: Zones, raw: Path, arguments: list[str], said: str) -> None:
    done = zones(*arguments, *options(raw))
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_a_decision_that_cannot_be_followed_is_told_with_file_and_line(zones: Zones, raw: Path) -> None:
    (raw / "2022-H2" / "corrections.csv").write_text(
        "board,code,sector,measure,expect,value,reason,approved_by,date\nha-nam,1.01,fdi,actual,many,12,x,y,2023-01-05\n",
        encoding="utf-8",
    )
    done = zones("status", "2022-H2", *options(raw))
    assert done.exit_code == 2
    assert "corrections.csv" in done.stderr
    assert "2" in done.stderr


def test_what_in_raw_has_no_effect_is_told(zones: Zones, raw: Path) -> None:
    (raw / "2029-H7").mkdir()
    (raw / "2022-H2" / "waivers.csv").write_text(
        "rule,board,code,sector,fingerprint,reason,approved_by,date,expires\n"
        "R203,ha-nam,1.01,fdi,0000000000000000,x,y,2023-01-05,2023-12-31\n",
        encoding="utf-8",
    )
    done = zones("status", "2022-H2", *options(raw))
    assert done.exit_code == 0
    assert "2029-H7" in done.stderr
    assert "2022-H2/waivers.csv, line 2" in done.stderr


def test_nothing_is_written(zones: Zones, raw: Path) -> None:
    before = {path: path.read_bytes() for path in raw.parent.rglob("*") if path.is_file()}
    zones("status", "2022-H2", *options(raw))
    zones("why", "2022-H2", "ha-nam", "1.05", *options(raw))
    assert {path: path.read_bytes() for path in raw.parent.rglob("*") if path.is_file()} == before


def test_rules_of_history_and_other_boards_are_told_too(zones: Zones, tmp_path: Path) -> None:
    shipped = ["--raw", ROOT / "raw", "--warehouse", tmp_path]
    done = zones("why", "2023-H1", "hung-yen", "2.02", "fdi", *shipped)
    assert done.exit_code == 0
    right, wrong = done.stdout.split("v1.ods", 1)
    assert "R105, R202, R203, R205, R208, R302, R303, R401, R402" in right
    assert "R202, R302, R401" in wrong
    assert "R401 B2" in wrong  # a finding about 2.06 that read this figure


def test_why_answers_for_a_total(zones: Zones, raw: Path) -> None:
    done = zones("why", "2022-H2", "bloc", "1.08", "fdi", *options(raw))
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert any("boards" in line and "/11, provisional" in line for line in lines)
    assert sum("2022-H2/" in line and "!" in line for line in lines) >= 1, "each board's figure with its cell"
    assert any("nothing accepted" in line for line in lines), "and who is missing"
    of_a_score = zones("why", "2022-H2", "bloc", "7.01", *options(raw))
    assert "does not sum over boards" in of_a_score.stdout
    nothing = zones("why", "2022-H2", "ha-nam", "4.01", "fdi", *options(raw))
    assert nothing.exit_code == 2 and "4.01 has no figure for the sector fdi" in nothing.stderr
