"""`zones factcheck` as it is called: exit codes, JSON, the page, and lines for raw/published."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.commands.application import build_application
from tests.factcheck.conftest import TEXTS

KEYS = {
    "token", "start", "end", "code", "sector", "scope", "period", "kind", "hedge", "value", "unit", "verdict", "ours",
    "ours_unit", "message_vi", "message_en",
}  # fmt: skip


def zones(*words: object) -> Result:
    result = CliRunner().invoke(build_application("factcheck"), ["factcheck", *map(str, words)], prog_name="zones")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(("name", "code"), [("s01", 0), ("s02", 1)])
def test_the_exit_code_says_whether_something_speaks_against_a_text(name: str, code: int, warehouse: Path) -> None:
    assert zones(TEXTS / f"{name}.txt", "--warehouse", warehouse).exit_code == code


def test_json_is_one_array_with_an_object_a_file(warehouse: Path) -> None:
    result = zones(TEXTS / "s01.txt", TEXTS / "s12.txt", "--format", "json", "--warehouse", warehouse)
    answers = json.loads(result.stdout)
    assert [answer["file"] for answer in answers] == ["s01.txt", "s12.txt"]
    assert set(answers[0]) == {"file", "period", "text", "claims"} and answers[0]["period"] == "2024-H1"
    for answer in answers:
        assert answer["text"] == (TEXTS / answer["file"]).read_text(encoding="utf-8")
        for claim in answer["claims"]:
            assert set(claim) >= KEYS
            assert answer["text"][claim["start"] : claim["end"]] == claim["token"]
            assert claim["message_vi"] and claim["message_en"] and "{" not in claim["message_vi"]


def test_what_cannot_be_read_is_told_and_the_others_are_checked(tmp_path: Path, warehouse: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 nothing")
    result = zones(
        tmp_path / "scan.pdf", tmp_path / "none.txt", TEXTS / "s01.txt", "--warehouse", warehouse, "--format", "json"
    )
    assert result.exit_code == 2
    assert "scan.pdf" in result.stderr and "none.txt" in result.stderr
    assert len(json.loads(result.stdout)) == 1


def test_without_a_release_there_is_one_sentence(tmp_path: Path) -> None:
    result = zones(TEXTS / "s01.txt", "--warehouse", tmp_path)
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1


def test_the_page_escapes_a_hostile_text_and_marks_each_figure(tmp_path: Path, warehouse: Path) -> None:
    text = (TEXTS / "s02.txt").read_text(encoding="utf-8") + "\n<script>alert(1)</script> & 99 khu đang hoạt động."
    (tmp_path / "hostile.txt").write_text(text.replace("<script>", "< script>"), encoding="utf-8")
    (tmp_path / "a<b>.txt").write_text(
        "Toàn khối có 99 khu <img src=x onerror=alert(1)> đang hoạt động.", encoding="utf-8"
    )
    page = zones(tmp_path / "hostile.txt", tmp_path / "a<b>.txt", "--format", "html", "--warehouse", warehouse).stdout
    assert "<script" not in page and "<img" not in page and "a&lt;b&gt;" in page
    assert page.count('class="figure') >= 18 and 'class="figure unit_slip"' in page
    assert "tabindex" in page or '<a class="figure' in page


def test_period_says_what_a_text_is_about(tmp_path: Path, warehouse: Path) -> None:
    (tmp_path / "short.txt").write_text("Toàn khối cấp mới 269 dự án.", encoding="utf-8")
    right = zones(tmp_path / "short.txt", "--period", "2024-H1", "--warehouse", warehouse)
    wrong = zones(tmp_path / "short.txt", "--period", "2023-H1", "--warehouse", warehouse)
    assert (right.exit_code, wrong.exit_code) == (0, 1)


def test_save_adds_each_figure_of_the_bloc_once_with_its_sentence(tmp_path: Path, warehouse: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    arguments = (TEXTS / "s02.txt", "--save", "--raw", raw, "--warehouse", warehouse)
    zones(*arguments)
    path = raw / "published" / "2024-H1.csv"
    first = path.read_bytes()
    zones(*arguments)
    assert path.read_bytes() == first
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    slip = next(line for line in lines if line["value_as_written"] == "74.412.400")
    assert (slip["code"], slip["sector"], slip["unit_as_written"]) == ("2.02", "ddi", "tỷ đồng")
    assert slip["known_on"] == slip["date"] == "2024-07-12"
    assert slip["sentence"].startswith("Doanh thu của các doanh nghiệp FDI") and slip["title"].startswith(
        "Các khu công nghiệp"
    )
    assert {line["code"] for line in lines} >= {"1.01", "1.05", "2.02", "2.06"}


def test_saved_figures_are_reconciled_and_the_reconciliation_names_the_sentence(
    tmp_path: Path, warehouse: Path
) -> None:
    import shutil

    import polars as pl

    from flows.steps.running.direct import run_direct
    from flows.steps.running.request import RunRequest

    raw = tmp_path / "raw"
    shutil.copytree(warehouse.parent / "raw", raw)
    (raw / "published" / "2024-H1.csv").unlink(missing_ok=True)
    zones(TEXTS / "s02.txt", "--save", "--raw", raw, "--warehouse", warehouse)
    run_direct(RunRequest(str(raw), str(tmp_path / "warehouse"), "2024-H1", exports=False))
    table = pl.read_parquet(tmp_path / "warehouse" / "current" / "reconciliation.parquet")
    row = table.filter((pl.col("period") == "2024-H1") & (pl.col("published_as_written") == "74.412.400"))
    assert row["verdict"].to_list() == ["unit slip in the publication"]
    assert row["note"][0].startswith("Doanh thu của các doanh nghiệp FDI")


def test_save_asks_for_a_date_where_the_text_has_none(tmp_path: Path, warehouse: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "short.txt").write_text("6 tháng đầu năm 2024 toàn khối cấp mới 269 dự án.", encoding="utf-8")
    arguments = (tmp_path / "short.txt", "--save", "--raw", tmp_path / "raw", "--warehouse", warehouse)
    assert zones(*arguments).exit_code == 2
    assert zones(*arguments, "--known-on", "2024-07-12").exit_code == 0
    assert (tmp_path / "raw" / "published" / "2024-H1.csv").exists()
