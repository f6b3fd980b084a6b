"""`zones receive`: files and receipts in raw/, and what it says when it cannot."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from .conftest import ROOT, Zones

CLEAN = ROOT / "raw" / "2022-H2" / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def receipts(raw: Path, period: str) -> list[dict[str, str]]:
    with (raw / period / "receipts.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_a_file_is_filed_with_its_receipt(zones: Zones, raw: Path) -> None:
    done = zones("receive", CLEAN, "--raw", raw, "--from", "vanthu@ha-nam.example", "--at", "2022-12-21T12:55")
    assert done.exit_code == 0, done.output
    (line,) = receipts(raw, "2022-H2")
    assert (line["board"], line["file"]) == ("ha-nam", CLEAN.name)
    assert line["sha256"] == hashlib.sha256(CLEAN.read_bytes()).hexdigest()
    assert line["received_at"].startswith("2022-12-21T12:55")
    assert line["received_from"] == "vanthu@ha-nam.example"
    assert (raw / "2022-H2" / "ha-nam" / CLEAN.name).read_bytes() == CLEAN.read_bytes()


def test_the_same_bytes_twice_change_nothing(zones: Zones, raw: Path) -> None:
    zones("receive", CLEAN, "--raw", raw)
    before = (raw / "2022-H2" / "receipts.csv").read_bytes()
    done = zones("receive", CLEAN, "--raw", raw)
    assert done.exit_code == 0
    assert (raw / "2022-H2" / "receipts.csv").read_bytes() == before


def test_board_and_period_given_settle_it(zones: Zones, raw: Path) -> None:
    done = zones("receive", CLEAN, "--raw", raw, "--board", "Nam Định", "--period", "2023-H1")
    assert done.exit_code == 0
    assert receipts(raw, "2023-H1")[0]["board"] == "nam-dinh"


def test_one_file_that_cannot_be_told_stops_no_other(zones: Zones, raw: Path, tmp_path: Path) -> None:
    other = tmp_path / "note.txt"
    other.write_text("nothing of the kind")
    done = zones("receive", other, tmp_path / "gone.xlsx", CLEAN, "--raw", raw)
    assert done.exit_code == 2
    assert "note.txt" in done.stderr
    assert "gone.xlsx" in done.stderr
    assert [line["board"] for line in receipts(raw, "2022-H2")] == ["ha-nam"]


def test_a_nil_return_is_a_receipt_without_a_file(zones: Zones, raw: Path) -> None:
    assert zones("receive", "--nil", "--board", "ha-nam", "--period", "2022-H2", "--raw", raw).exit_code == 0
    (line,) = receipts(raw, "2022-H2")
    assert (line["file"], line["note"]) == ("", "nil")
    assert zones("receive", "--nil", "--board", "ha-nam", "--raw", raw).exit_code == 2


def test_a_date_means_the_end_of_that_day(zones: Zones, raw: Path) -> None:
    assert zones("receive", CLEAN, "--raw", raw, "--at", "2022-12-21").exit_code == 0
    assert receipts(raw, "2022-H2")[0]["received_at"] == "2022-12-21T23:59:59+07:00"


def test_no_raw_folder_is_one_sentence(zones: Zones, tmp_path: Path) -> None:
    done = zones("receive", CLEAN, "--raw", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr
