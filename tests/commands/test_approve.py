"""`zones approve`: what raw/ now holds is approved, or refused, and the next run follows it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Zones


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "raw" / "2022-H2", tmp_path / "raw" / "2022-H2")
    return tmp_path / "raw"


def options(raw: Path) -> list[object]:
    return ["--raw", raw, "--warehouse", raw.parent / "warehouse"]


def lines(raw: Path) -> list[dict[str, str]]:
    with (raw / "2022-H2" / "approvals.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_an_approval_makes_the_next_run_final(zones: Zones, raw: Path) -> None:
    zones("run", "2022-H2", "--tables-only", *options(raw))
    done = zones("approve", "2022-H2", "--approved-by", "Nguyễn Văn A", "--note", "=họp", *options(raw))
    assert done.exit_code == 0, done.stderr
    (line,) = lines(raw)
    assert (line["decision"], line["approved_by"], line["note"]) == ("approved", "Nguyễn Văn A", "'=họp")
    digest = line["release_inputs_sha256"]
    assert digest in done.stdout
    with (raw / "2022-H2" / "approved" / f"{digest}.csv").open(encoding="utf-8", newline="") as handle:
        covered = list(csv.DictReader(handle))
    assert list(covered[0]) == ["code", "board", "sector", "measure", "value", "unit", "state"]
    assert {"code": "4.03", "board": "bloc", "sector": "total", "measure": "actual"}.items() <= {
        **next(row for row in covered if (row["board"], row["code"]) == ("bloc", "4.03"))
    }.items()
    assert "already approved" in zones("approve", "2022-H2", "--approved-by", "B", *options(raw)).stdout
    assert len(lines(raw)) == 1
    assert "approved by Nguyễn Văn A" in zones("status", "2022-H2", *options(raw)).stdout
    shown = zones("run", "2022-H2", "--tables-only", *options(raw))
    assert "(final)" in shown.stdout
    assert "Nothing changed" in zones("run", "2022-H2", "--tables-only", "--final", *options(raw)).stdout


def test_figures_altered_since_are_approved_anew_and_the_old_stay_beside(zones: Zones, raw: Path) -> None:
    """As if the form had changed meanwhile: what was approved holds another unit than what is made now."""
    assert zones("approve", "2022-H2", "--approved-by", "A", *options(raw)).exit_code == 0
    (path,) = (raw / "2022-H2" / "approved").glob("*.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("million_vnd", "billion_vnd"), encoding="utf-8")
    refused = zones("run", "2022-H2", "--tables-only", "--final", *options(raw))
    assert refused.exit_code == 1 and "no longer covers" in refused.stderr
    assert "NOTE" in zones("run", "2022-H2", "--tables-only", *options(raw)).stderr
    assert zones("approve", "2022-H2", "--approved-by", "A", *options(raw)).exit_code == 0
    assert len(lines(raw)) == 2 and len(list((raw / "2022-H2" / "approved").glob("*~*.csv"))) == 1
    assert zones("run", "2022-H2", "--tables-only", "--final", *options(raw)).exit_code == 0


def test_a_refusal_is_written_down_and_can_be_taken_back(zones: Zones, raw: Path) -> None:
    assert zones("approve", "2022-H2", "--refuse", "--approved-by", "A", *options(raw)).exit_code == 0
    refused = zones("run", "2022-H2", "--tables-only", "--final", *options(raw))
    assert refused.exit_code == 1
    assert "A refused" in refused.stderr
    assert zones("approve", "2022-H2", "--approved-by", "A", *options(raw)).exit_code == 0
    assert [line["decision"] for line in lines(raw)] == ["refused", "approved"]


def test_what_is_in_the_way_is_named_and_nothing_written(zones: Zones, raw: Path) -> None:
    receipts = raw / "2022-H2" / "receipts.csv"
    kept = [line for line in receipts.read_text(encoding="utf-8").splitlines() if not line.startswith("ha-noi,")]
    receipts.write_text("\n".join([*kept, ""]), encoding="utf-8")
    unwritten = zones("approve", "2022-H2", "--approved-by", "A", *options(raw))
    assert unwritten.exit_code == 1
    assert "no receipt" in unwritten.stderr
    shutil.rmtree(raw / "2022-H2" / "ha-noi")
    missing = zones("approve", "2022-H2", "--approved-by", "A", *options(raw))
    assert missing.exit_code == 1
    assert "Hà Nội" in missing.stderr
    assert not (raw / "2022-H2" / "approvals.csv").exists()


@pytest.mark.parametrize("arguments", [["2022-H2"], ["2022", "--approved-by", "A"], ["soon", "--approved-by", "A"]])
def test_what_cannot_be_followed_is_one_sentence(zones: Zones, raw: Path, arguments: list[str]) -> None:
    done = zones("approve", *arguments, *options(raw))
    assert done.exit_code == 2
    assert not (raw / "2022-H2" / "approvals.csv").exists()
