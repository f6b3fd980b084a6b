"""`zones template`, `feedback`, `correct`, `waive`, `rules` and `backtest` as they are called."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import polars as pl
import pytest
from typer.testing import CliRunner, Result

from flows.commands.application import build_application
from flows.ingest.reader import read_submission
from flows.steps.judged import judge_raw
from flows.texts import documents as texts
from schemas.form import ValueKey
from schemas.periods import parse_period
from schemas.reference import Reference, load_reference

from .conftest import ROOT
from .test_rule_record import release

FAULTY = ROOT / "tests/data/faulty"
Zones = Callable[..., Result]


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    """Call a command; --raw is `tmp_path/raw` unless given."""

    def call(*arguments: object) -> Result:
        words = [str(argument) for argument in arguments]
        if "--raw" not in words and words[0] != "rules":
            words += ["--raw", str(tmp_path / "raw")]
        words += ["--warehouse", str(tmp_path / "warehouse")]
        result = CliRunner().invoke(build_application(words[0]), words, prog_name="zones")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def hai_duong(tmp_path: Path) -> Path:
    """raw/ with five half-years of one board and a sixth whose construction permits are sixty times the usual."""
    raw = tmp_path / "raw"
    for period in ("2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1"):
        shutil.copytree(ROOT / "raw" / period / "hai-duong", raw / period / "hai-duong")
    (raw / "2023-H2/hai-duong").mkdir(parents=True)
    shutil.copy(next(FAULTY.glob("r203-permits_hai-duong*")), raw / "2023-H2/hai-duong")
    return raw


@pytest.fixture
def bac_ninh(tmp_path: Path) -> Path:
    """raw/ with one submission whose total of workers has two digits transposed."""
    folder = tmp_path / "raw/2023-H2/bac-ninh"
    folder.mkdir(parents=True)
    shutil.copy(next(FAULTY.glob("r101-transposed_bac-ninh*")), folder)
    return tmp_path / "raw"


def state(raw: Path, period: str, board: str, reference: Reference) -> str:
    judged = judge_raw(raw, raw / "none", reference, parse_period(period))
    return str(judged.validation.states.filter(period=period, board=board)["state"][-1])


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


# --- template ------------------------------------------------------------------------------------------------


def test_template_is_prefilled_from_what_was_accepted(zones: Zones, tmp_path: Path, reference: Reference) -> None:
    output = tmp_path / "form.xlsx"
    done = zones("template", "Vĩnh Phúc", "2023-H2", "-o", output, "--raw", ROOT / "raw")
    assert done.exit_code == 0, done.output
    judged = judge_raw(ROOT / "raw", tmp_path / "none", reference, parse_period("2023-H1"))
    closing = judged.validation.values.filter(
        period="2023-H1", board="vinh-phuc", code="1.10", sector="fdi", measure="actual"
    )
    last_year = judged.validation.values.filter(
        period="2022-H2", board="vinh-phuc", code="2.02", sector="ddi", measure="actual"
    )
    book = openpyxl.load_workbook(output)
    assert book["B1"]["E14"].value == closing["value"].item()
    assert book["B2"]["K8"].value == last_year["value"].item()
    assert book["B8"]["B6"].value == "KCN Minh Họa Vĩnh Phúc 01"
    assert book["B8"]["E6"].value == 97.8  # the area it had, as a start
    assert "2023-H2" in (book.properties.title or "")


def test_template_without_raw_is_the_empty_form(zones: Zones, tmp_path: Path) -> None:
    done = zones("template", "ha-nam", "2023-H2", "-o", tmp_path / "form.xlsx")
    assert done.exit_code == 0 and texts.TEMPLATE_NOTHING_KNOWN.en.format(period="2023-H1") in done.output
    assert openpyxl.load_workbook(tmp_path / "form.xlsx")["B1"]["E14"].value is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere", "2023-H2", "-o", "{tmp}/a.xlsx"), 2),
        (("bac-giang", "2023-H2", "-o", "{tmp}/a.xlsx"), 2),  # a board, but none of the bloc
        (("ha-nam", "2023-H3", "-o", "{tmp}/a.xlsx"), 2),
        (("ha-nam", "2023-H2", "-o", "{tmp}/a.xls"), 2),
        (("ha-nam", "2023-H2", "-o", "{tmp}/none/a.xlsx"), 2),
        (("ha-nam", "2023-H2", "-o", "{tmp}/there.xlsx"), 1),
    ],
)
def test_template_refuses_with_a_sentence(zones: Zones, tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    (tmp_path / "there.xlsx").write_bytes(b"filled in by somebody")
    done = zones("template", *(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.exit_code == code
    assert done.stderr.strip() and "Traceback" not in done.output
    assert (tmp_path / "there.xlsx").read_bytes() == b"filled in by somebody"


# --- feedback ------------------------------------------------------------------------------------------------


def test_feedback_marks_the_version_asked_for_and_writes_its_letter(zones: Zones, tmp_path: Path) -> None:
    copy, letter = tmp_path / "copy.xlsx", tmp_path / "letter.docx"
    done = zones(
        "feedback", "nam-dinh", "2023-H1", "-o", copy, "--letter", letter, "--leader", "ha-nam",
        "--file", "TDKCN_nam-dinh_2023-H1_v1.docx", "--as-of", "2023-06-20", "--raw", ROOT / "raw",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(copy)
    comment = book["table 1"]["G2"].comment
    assert comment is not None and "R101" in comment.text and "9" in comment.text
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(letter)).paragraphs)
    assert "1 lỗi phải sửa" in words and "trước ngày 25/06/2023" in words


def test_feedback_to_a_board_that_sent_nothing_is_a_reminder(zones: Zones, tmp_path: Path, bac_ninh: Path) -> None:
    letter = tmp_path / "letter.docx"
    assert zones("feedback", "ha-nam", "2023-H2", "--letter", letter).exit_code == 0
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(letter)).paragraphs)
    assert "hạn gửi báo cáo là ngày 25/12/2023" in words
    refused = zones("feedback", "ha-nam", "2023-H2", "-o", tmp_path / "copy.xlsx")
    assert refused.exit_code == 1 and not (tmp_path / "copy.xlsx").exists()
    assert zones("feedback", "ha-nam", "2023-H2").exit_code == 2


# --- correct -------------------------------------------------------------------------------------------------

CORRECT = ("correct", "2023-H2", "bac-ninh", "2.07", "total", "actual")
WHO = ("--reason", "=CV 12/BQL", "--approved-by", "Trần Văn A")


def test_a_correction_is_written_once_and_settles_the_finding(
    zones: Zones, bac_ninh: Path, reference: Reference
) -> None:
    assert state(bac_ninh, "2023-H2", "bac-ninh", reference) == "rejected"
    done = zones(*CORRECT, "--expect", "234827", "--value", "324827", *WHO)
    assert done.exit_code == 0, done.output
    (line,) = lines(bac_ninh / "2023-H2/corrections.csv")
    assert (line["code"], line["expect"], line["value"]) == ("2.07", "234827", "324827")
    assert line["reason"] == "'=CV 12/BQL", "a reason is no formula either"
    assert state(bac_ninh, "2023-H2", "bac-ninh", reference) == "accepted"
    again = zones(*CORRECT, "--expect", "234827", "--value", "324827", *WHO)
    assert again.exit_code == 1 and "324827" in again.stderr
    assert len(lines(bac_ninh / "2023-H2/corrections.csv")) == 1


def test_a_correction_of_an_earlier_period_tells_what_it_restates(zones: Zones, hai_duong: Path) -> None:
    value = hai_duong / "2022-H1/hai-duong"
    parsed = read_submission(next(value.iterdir()).read_bytes(), load_reference())
    revenue = next(v.value for v in parsed.values if (v.code, v.sector, v.measure) == ("2.02", "ddi", "actual"))
    assert revenue is not None
    done = zones("correct", "2022-H1", "hai-duong", "2.02", "ddi", "--expect", revenue, "--value", revenue + 1, *WHO)
    assert done.exit_code == 0, done.output
    assert texts.CORRECTION_RESTATES.en in done.output
    told = [line for line in done.output.splitlines() if "2023-H1/hai-duong" in line]
    assert told and all("R204 2.02 Revenue, DDI" in line for line in told)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*CORRECT, "--expect", "1", "--value", "2", *WHO), 1),  # another value stands there
        ((*CORRECT, "--expect", "234827", "--value", "234827.0", *WHO), 1),  # nothing to correct
        ((*CORRECT, "--expect", "234827", "--value", "324.827,0", *WHO), 2),
        ((*CORRECT, "--expect", "234827", *WHO), 2),
        ((*CORRECT, "--expect", "234827", "--value", "324827", "--reason", "x"), 2),
        ((*CORRECT, "--expect", "234827", "--value", "324827", "--reason", " ", "--approved-by", "A"), 2),
        (("correct", "2023-H2", "bac-ninh", "2.02", "total", "--expect", "1", "--value", "2", *WHO), 2),
        (("correct", "2023-H2", "bac-ninh", "9.99", "total", "--expect", "1", "--value", "2", *WHO), 2),
        (("correct", "2023-H2", "ha-nam", "2.07", "total", "--expect", "1", "--value", "2", *WHO), 1),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(
    zones: Zones, bac_ninh: Path, arguments: tuple[str, ...], code: int
) -> None:
    done = zones(*arguments)
    assert done.exit_code == code, done.output
    assert done.stderr.strip()
    assert not (bac_ninh / "2023-H2/corrections.csv").exists()


# --- waive ---------------------------------------------------------------------------------------------------

WAIVE = ("waive", "2023-H2", "hai-duong", "R203")
UNTIL = ("--expires", "2099-12-31")


def test_a_waiver_settles_a_query_until_a_value_it_covers_changes(
    zones: Zones, hai_duong: Path, reference: Reference
) -> None:
    assert state(hai_duong, "2023-H2", "hai-duong", reference) == "accepted_with_queries"
    done = zones(*WAIVE, *WHO, *UNTIL)
    assert done.exit_code == 0, done.output
    (line,) = lines(hai_duong / "2023-H2/waivers.csv")
    assert (line["rule"], line["code"], line["sector"], line["expires"]) == ("R203", "3.10", "total", "2099-12-31")
    assert len(line["fingerprint"]) == 16
    assert state(hai_duong, "2023-H2", "hai-duong", reference) == "accepted"
    assert zones(*WAIVE, *WHO, *UNTIL).exit_code == 1, "it is waived already"
    # A correction changes the value the waiver covers: it is void, and the query is back.
    now = judge_raw(hai_duong, hai_duong / "none", reference, parse_period("2023-H2")).validation.values
    permits = now.filter(period="2023-H2", code="3.10")["value"].item()
    changed = ("correct", "2023-H2", "hai-duong", "3.10", "total", "--expect", permits, "--value", permits + 1)
    assert zones(*changed, *WHO).exit_code == 0
    assert state(hai_duong, "2023-H2", "hai-duong", reference) == "accepted_with_queries"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("waive", "2023-H2", "hai-duong", "F05", *WHO, *UNTIL), 1),  # level 0
        (("waive", "2023-H2", "hai-duong", "R301", *WHO, *UNTIL), 1),  # a finding of the bloc
        (("waive", "2023-H2", "hai-duong", "R101", *WHO, *UNTIL), 1),  # no such finding
        ((*WAIVE, "3.11", *WHO, *UNTIL), 1),
        ((*WAIVE, *WHO, "--expires", "2020-01-01"), 1),
        ((*WAIVE, *WHO), 2),
        ((*WAIVE, "--reason", "x", *UNTIL), 2),
        (("waive", "2023-H2", "hai-duong", "R999", *WHO, *UNTIL), 2),
        (("waive", "2023-H2", "ha-nam", "R203", *WHO, *UNTIL), 1),
    ],
)
def test_a_waiver_that_covers_nothing_is_refused(
    zones: Zones, hai_duong: Path, arguments: tuple[str, ...], code: int
) -> None:
    done = zones(*arguments)
    assert done.exit_code == code, done.output
    assert done.stderr.strip()
    assert not (hai_duong / "2023-H2/waivers.csv").exists()


# --- rules and backtest --------------------------------------------------------------------------------------


def test_rules_reads_every_release(zones: Zones, tmp_path: Path) -> None:
    assert zones("rules").exit_code == 1
    made = [
        release([("R203", "v1", "1.02", "query", "")], ""),
        release([("R203", "v1", "1.02", "query", ""), ("R203", "v2", "1.04", "query", "Trần Văn A")], "v2"),
    ]
    for number, (findings, outcomes, submissions) in enumerate(made, start=1):
        folder = tmp_path / f"warehouse/releases/{number}"
        folder.mkdir(parents=True)
        findings.write_parquet(folder / "findings.parquet")
        outcomes.write_parquet(folder / "rule_outcomes.parquet")
        submissions.write_parquet(folder / "submissions.parquet")
        (folder / "manifest.json").write_text("{}")
    done = zones("rules", "r203")
    assert done.exit_code == 0
    row = next(line.split() for line in done.stdout.splitlines() if line.split()[:1] == ["R203"])
    assert row == ["R203", "2", "query", "7", "2", "0", "1", "1", "5"]
    assert "usual" in done.stdout
    assert zones("rules", "R999").exit_code == 2


def test_backtest_prints_and_writes_a_page(zones: Zones, tmp_path: Path, hai_duong: Path) -> None:
    shutil.rmtree(hai_duong / "2023-H2")
    done = zones("backtest", "-n", "1", "--seed", "7", "--write", tmp_path / "one.md")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "one.md").read_text(encoding="utf-8")
    blank = next(line for line in page.splitlines() if line.startswith("| a required cell left blank"))
    assert blank.split("|")[2:5] == [" 1 ", " 100 % ", " 100 % "] and "F05 (1)" in blank
    # False alarms stand first.
    assert page.index("False alarms") < page.index("By kind of error")


def test_backtest_of_nothing_says_so(zones: Zones, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    assert zones("backtest").exit_code == 1


def test_a_key_of_the_form_may_be_named_instead_of_its_code(zones: Zones, bac_ninh: Path) -> None:
    done = zones("correct", "2023-H2", "Bắc Ninh", "workers", "TOTAL", "--expect", "234827", "--value", "324827", *WHO)
    assert done.exit_code == 0, done.output
    key = ValueKey("2.07", "total", "actual")
    (line,) = lines(bac_ninh / "2023-H2/corrections.csv")
    assert (line["code"], line["sector"], line["measure"]) == key


def test_commands_write_nothing_into_raw_but_their_own_line(zones: Zones, bac_ninh: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in bac_ninh.rglob("*") if path.is_file()}
    zones("feedback", "bac-ninh", "2023-H2", "-o", tmp_path / "copy.xlsx")
    zones("template", "bac-ninh", "2024-H1", "-o", tmp_path / "form.xlsx")
    assert {path: path.read_bytes() for path in bac_ninh.rglob("*") if path.is_file()} == before
    assert pl.Series([str(path) for path in before]).n_unique() == 1
