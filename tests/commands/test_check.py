"""`zones check`: what it prints, its exit codes, and that it writes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.texts.commands import STATUS_NAMES
from flows.texts.screen.language import ENGLISH, VIETNAMESE, speak

from .conftest import ROOT, Zones

FAULTY = ROOT / "tests" / "data" / "faulty"
CLEAN = ROOT / "raw" / "2022-H2" / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx"

FILE_KEYS = ["file", "board", "period", "status", "findings", "rules_passed", "rules_failed", "rules_unverifiable"]
FINDING_KEYS = {
    "rule", "severity", "sheet", "cell", "code", "sector", "found", "expected", "difference", "allowance", "cells",
    "cause", "message_vi", "message_en", "repairs",
}  # fmt: skip
VALUE_KEYS = {"code", "sector", "measure", "value", "unit", "sheet", "cell", "raw_text"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def fault(name: str) -> Path:
    return next(FAULTY.glob(f"{name}*"))


def test_a_clean_file_is_accepted_and_the_receipt_beside_it_is_told(zones: Zones) -> None:
    done = zones("check", CLEAN, "--raw", ROOT / "raw", "--format", "json")
    assert done.exit_code == 0
    (checked,) = json.loads(done.stdout)
    assert list(checked) == FILE_KEYS
    assert (checked["board"], checked["period"], checked["status"]) == ("ha-nam", "2022-H2", "accepted")
    assert [(f["rule"], f["severity"]) for f in checked["findings"]] == [("F11", "info")]
    assert checked["rules_passed"] > 20
    assert checked["rules_failed"] == 0


def test_a_planted_fault_is_found_in_its_cell_with_everything_a_program_needs(zones: Zones) -> None:
    done = zones("check", fault("r101-"), "--raw", ROOT / "raw", "--format", "json")
    assert done.exit_code == 1
    (checked,) = json.loads(done.stdout)
    assert checked["status"] == "rejected"
    found = next(f for f in checked["findings"] if f["rule"] == "R101")
    assert set(found) == FINDING_KEYS
    assert {"sheet": found["sheet"], "cell": found["cell"]} == found["cells"][0]
    assert isinstance(found["difference"], int | float)
    assert found["cell"] in found["message_vi"] or found["sheet"] in found["message_vi"]
    assert checked["rules_failed"] >= 1


def test_values_are_json_numbers_in_the_forms_units_or_null(zones: Zones, nothing: list[object]) -> None:
    done = zones("check", CLEAN, "--format", "json", "--values", *nothing)
    (checked,) = json.loads(done.stdout)
    assert {frozenset(value) for value in checked["values"]} == {frozenset(VALUE_KEYS)}
    by_key = {(v["code"], v["sector"], v["measure"]): v for v in checked["values"]}
    assert by_key["1.01", "fdi", "actual"]["value"] == 12
    assert isinstance(by_key["1.01", "fdi", "actual"]["value"], int)
    assert by_key["1.02", "fdi", "actual"] == {
        "code": "1.02", "sector": "fdi", "measure": "actual", "value": 168.21, "unit": "million_usd",
        "sheet": "B1", "cell": "E7", "raw_text": by_key["1.02", "fdi", "actual"]["raw_text"],
    }  # fmt: skip
    assert by_key["2.02", "fdi", "plan"]["value"] == 3837.1


def test_several_files_give_one_object_each_and_the_worst_exit_code(zones: Zones, nothing: list[object]) -> None:
    files = [CLEAN, fault("r101-"), fault("f01-png")]
    done = zones("check", *files, "--format", "json", *nothing)
    assert done.exit_code == 2
    checked = json.loads(done.stdout)
    assert [c["status"] for c in checked] == ["accepted", "rejected", "unreadable"]
    assert [c["file"] for c in checked] == [str(f) for f in files]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("truncated.xlsx", CLEAN.read_bytes()[:9000]),
        ("picture.xls", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("zeros.docx", bytes(5000)),
        ("report.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"),
        ("broken.zip", b"PK\x03\x04" + bytes(50)),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_2(
    zones: Zones, nothing: list[object], tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = zones("check", file, *nothing)
    assert done.exit_code == 2
    assert STATUS_NAMES["unreadable"].en in done.stdout
    assert "F01" in done.stdout
    assert "Traceback" not in done.output


def test_a_file_of_another_name_is_read_for_what_it_is(zones: Zones, nothing: list[object], tmp_path: Path) -> None:
    renamed = tmp_path / "báo cáo.xls"
    shutil.copy(CLEAN, renamed)
    done = zones("check", renamed, *nothing)
    assert done.exit_code == 0, done.stdout
    assert "Hà Nam" in done.stdout


def test_a_file_that_is_not_there_stops_nobody_else(zones: Zones, nothing: list[object], tmp_path: Path) -> None:
    done = zones("check", tmp_path / "nothing-there.xlsx", CLEAN, tmp_path, "--format", "json", *nothing)
    assert done.exit_code == 2
    shown = json.loads(done.stdout)
    assert [one["status"] for one in shown] == ["unreadable", "accepted", "unreadable"]
    assert [finding["rule"] for finding in shown[0]["findings"]] == ["F01"]


def test_a_board_that_merged_later_may_be_named_without_its_period(zones: Zones, nothing: list[object]) -> None:
    done = zones("check", CLEAN, "--board", "ha-nam", *nothing)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([CLEAN, "--period", "2022-Q3"], "2022-Q3"),
        ([CLEAN, "--period", "2022-H2", "--board", "ha-giang"], "ha-giang"),
        ([CLEAN, "--board", "ha-giang"], "ha-giang"),
    ],
)
def test_what_cannot_be_followed_is_one_sentence_and_exit_2(
    zones: Zones, nothing: list[object], arguments: list[object], said: str
) -> None:
    done = zones("check", *arguments, *nothing)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not done.stdout
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_board_given_settles_whose_file_it_is(zones: Zones, nothing: list[object]) -> None:
    done = zones("check", CLEAN, "--board", "Nam Định", "--period", "2022-H2", "--format", "json", *nothing)
    (checked,) = json.loads(done.stdout)
    assert checked["board"] == "nam-dinh"
    assert "F03" in {f["rule"] for f in checked["findings"]}
    assert done.exit_code == 1


def test_earlier_periods_in_raw_are_used_and_the_boards_own_file_is_left_out(zones: Zones, tmp_path: Path) -> None:
    """Without raw/ nothing can be said of the opening figures; with it they are held against the last closing."""
    raw = tmp_path / "raw"
    for period in ("2022-H1", "2022-H2"):
        shutil.copytree(ROOT / "raw" / period, raw / period)
    with_history = json.loads(zones("check", CLEAN, "--raw", raw, "--format", "json").stdout)[0]
    shutil.rmtree(raw / "2022-H1")
    without = json.loads(zones("check", CLEAN, "--raw", raw, "--format", "json").stdout)[0]
    assert with_history["rules_unverifiable"] < without["rules_unverifiable"]
    assert with_history["status"] == "accepted"


def test_checking_writes_nothing(zones: Zones, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(ROOT / "raw" / "2022-H2", raw / "2022-H2")
    before = contents(tmp_path)
    zones("check", CLEAN, "--raw", raw, "--warehouse", tmp_path / "warehouse", "--explain")
    assert contents(tmp_path) == before
    assert not (tmp_path / "warehouse").exists()


def test_explain_shows_every_form_cell_with_its_place(zones: Zones, nothing: list[object]) -> None:
    done = zones("check", CLEAN, "--explain", *nothing)
    assert "1.02 Newly registered capital, FDI: 168.21 million USD  [B1!E7] “168.21”" in done.stdout
    assert "2.02 Revenue, DDI, plan of the year: " in done.stdout


def test_people_are_shown_one_language_and_no_colour_in_a_file(zones: Zones, nothing: list[object]) -> None:
    vietnamese = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịọốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
    for language in (VIETNAMESE, ENGLISH):
        speak(language)
        done = zones("check", fault("r101-"), *nothing)
        lines = done.stdout.splitlines()
        at = next(i for i, line in enumerate(lines) if "R101" in line)
        said = " ".join(line for line in lines[at:] if line)
        assert any(letter in said for letter in vietnamese) == (language == VIETNAMESE)
        assert "\x1b[" not in done.stdout


def test_a_vietnamese_name_under_the_plainest_locale_and_a_folder_are_said(tmp_path: Path) -> None:
    named = tmp_path / "Báo cáo KCN Hà Nam 6 tháng cuối năm 2022.xlsx"
    shutil.copy(CLEAN, named)
    (tmp_path / "thư mục").mkdir()
    command = [sys.executable, "-m", "flows.commands.application", "check", str(named), str(tmp_path / "thư mục")]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHONUTF8"))}
    environment |= {"LC_ALL": "POSIX", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment, check=False)
    printed = done.stdout.decode()
    assert done.returncode == 2 and named.name in printed and "accepted" in printed
    assert "This is a folder" in printed and printed.count("F01") == 1


def test_without_a_past_what_was_not_compared_is_named(zones: Zones, nothing: list[object]) -> None:
    done = zones("check", CLEAN, *nothing)
    assert "Not compared" in done.stdout
    with_past = zones("check", CLEAN, "--raw", ROOT / "raw", "--format", "json").stdout
    alone = zones("check", CLEAN, *nothing, "--format", "json").stdout
    assert set(json.loads(with_past)[0].get("not_compared", [])) < set(json.loads(alone)[0]["not_compared"])


def test_a_folder_that_was_named_must_be_there(zones: Zones, tmp_path: Path) -> None:
    done = zones("check", CLEAN, "--raw", tmp_path / "elsewhere")
    assert done.exit_code == 2 and "elsewhere" in done.stderr
