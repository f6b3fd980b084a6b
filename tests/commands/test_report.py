"""`zones report` as it is called: a DOCX, a page, the template, and what it says where it cannot."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from flows.texts.screen.language import ENGLISH, speak
from tests.commands.conftest import ROOT, Zones


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """Options for the first two half-years, released."""
    folder = tmp_path_factory.mktemp("report")
    for period in ("2021-H1", "2021-H2"):
        shutil.copytree(ROOT / "raw" / period, folder / "raw" / period)
    run_direct(RunRequest(str(folder / "raw"), str(folder / "warehouse"), "2021-H2", exports=False))
    return ["--raw", folder / "raw", "--warehouse", folder / "warehouse"]


def words(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_a_report_is_written_in_vietnamese_unless_asked(zones: Zones, folders: list[object], tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.docx"
    assert zones("report", "2021-H2", "-o", path, *folders).exit_code == 0
    assert "6 tháng cuối năm 2021" in words(path) and "BÁO CÁO" in words(path)
    speak(ENGLISH, asked=True)
    assert zones("report", "2021-H2", "-o", path, *folders).exit_code == 0
    assert "the second half of 2021" in words(path)


def test_a_page_and_the_template(zones: Zones, folders: list[object], tmp_path: Path) -> None:
    assert zones("report", "2021-H1", "-o", tmp_path / "bao-cao.html", *folders).exit_code == 0
    page = (tmp_path / "bao-cao.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and "6 tháng đầu năm 2021" in page and "../dictionary.html" not in page
    assert zones("report", "2021-H1", "--template", "-o", tmp_path / "t.docx", *folders).exit_code == 0
    assert words(tmp_path / "t.docx").split("\n")[0] == "{{letterhead}}"


def test_what_is_not_there_is_said(zones: Zones, folders: list[object], nothing: list[object], tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.docx"
    unknown = zones("report", "2023-H1", "-o", path, *folders)
    assert unknown.exit_code == 2 and "2021-H1, 2021-H2" in unknown.stderr
    assert zones("report", "2021-H1", "-o", path, *nothing).exit_code == 2
    assert not path.exists()


def test_a_wrong_line_of_the_office_stops_nobody(zones: Zones, folders: list[object], tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "office.csv").write_text("valid_from,board,signer\n2021-01-01,nowhere,A\n", encoding="utf-8")
    made = zones("report", "2021-H1", "-o", tmp_path / "a.docx", "--raw", raw, *folders[2:])
    assert made.exit_code == 0 and "office.csv" in made.stderr
