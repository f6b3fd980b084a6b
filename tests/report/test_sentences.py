"""What the report says: right figures, right grammar, and what is in doubt in the sentence it concerns."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.report.prose import TEMPLATES
from tests.report.conftest import ROOT, Shipped, built, report_of, sentences

FIFTEEN = [
    ("dự án", "207 dự án"), ("FDI", "161 dự án có vốn đầu tư nước ngoài"), ("DDI", "46 dự án đầu tư trong nước"),
    ("vốn FDI", "khu vực FDI đạt 4.693,1 triệu USD"), ("vốn DDI", "khu vực DDI đạt 80.169,1 tỷ đồng"),
    ("doanh thu FDI", "Tổng doanh thu của khối doanh nghiệp FDI đạt 37.096,4 triệu USD"),
    ("doanh thu DDI", "khối doanh nghiệp DDI đạt 74.010,5 tỷ đồng"),
    ("ngân sách FDI", "Nộp ngân sách Nhà nước của khối doanh nghiệp FDI đạt 2.406,6 triệu USD"),
    ("ngân sách DDI", "khối doanh nghiệp DDI đạt 12.258,3 tỷ đồng"), ("khu", "187 khu công nghiệp"),
    ("diện tích", "tổng diện tích 63.478,9 ha"), ("hoạt động", "89 khu đã đi vào hoạt động"),
    ("diện tích hoạt động", "với tổng diện tích 19.767,6 ha"), ("xây dựng", "33 khu đang xây dựng hạ tầng"),
    ("diện tích xây dựng", "với tổng diện tích 10.932 ha"),
]  # fmt: skip


def test_templates_hold_no_digit() -> None:
    for template in TEMPLATES.rglob("*.*"):
        assert not re.search(r"\d", template.read_text(encoding="utf-8")), template


def test_both_languages_have_the_same_parts() -> None:
    assert {p.name for p in (TEMPLATES / "vi").iterdir()} == {p.name for p in (TEMPLATES / "en").iterdir()}


@pytest.mark.parametrize("said", [said for _, said in FIFTEEN], ids=[name for name, _ in FIFTEEN])
def test_the_fifteen_published_figures_stand_in_their_sentences(shipped: Shipped, said: str) -> None:
    assert any(said in sentence for sentence in sentences(report_of(shipped)))


def test_the_publication_is_cited_where_it_differs(shipped: Shipped) -> None:
    (note,) = [sentence for sentence in sentences(report_of(shipped)) if "37.096.365,4" in sentence]
    assert "Trần Chiến" in note and "15/07/2023" in note and "“74.010.519,4 tỷ đồng”" in note
    assert "gấp 1.000 lần số tổng hợp của Khối (37.096,4 triệu USD)" in note
    assert not any("seed article" in sentence for sentence in sentences(report_of(shipped)))


def test_comparisons_say_rise_fall_percent_and_points(shipped: Shipped) -> None:
    said = " ".join(sentences(report_of(shipped)))
    assert "207 dự án, giảm 8,8% so với cùng kỳ năm trước" in said
    assert "tăng 8,8% so với cùng kỳ năm trước, đạt 48,9% kế hoạch năm" in said
    assert "đạt 50,8%, cao hơn cùng thời điểm năm trước 2,6 điểm phần trăm" in said
    assert "17 vụ cháy nổ, giảm 1 vụ so với cùng kỳ năm trước" in said
    assert "không xảy ra vụ gây ô nhiễm môi trường nào, như cùng kỳ năm trước" in said
    assert "Quảng Ninh (57.587,1 tỷ đồng)" in said and "tỷ giá trung tâm ngày 30/6/2023 (23.800 đồng/USD)" in said


def test_english_stands_beside_it(shipped: Shipped) -> None:
    said = " ".join(sentences(report_of(shipped, language="en")))
    assert "certificates to 207 projects, down 8.8% on the same period of last year" in said
    assert "1 food poisoning case, down by 1 case on the same period of last year" in said
    assert "2.6 percentage points higher than at the same time last year" in said


def test_the_first_period_compares_only_what_boards_restate(shipped: Shipped) -> None:
    said = sentences(report_of(shipped, "2021-H1"))
    assert any("Đây là kỳ đầu tiên có số liệu của Khối" in sentence for sentence in said)
    compared = [sentence for sentence in said if re.search(r"(tăng|giảm) [\d.,]+%", sentence)]
    assert compared and all("theo số các ban báo cáo lại" in sentence for sentence in compared)


def test_that_all_reported_in_time_is_no_difficulty(shipped: Shipped) -> None:
    parts = {part.name: " ".join(map(str, part.paragraphs)) for part in report_of(shipped, "2021-H1").everything()}
    assert "Tất cả các ban đã gửi báo cáo đúng hạn ngày 25/6/2021." in parts["opening"]
    assert "đúng hạn ngày" not in parts["difficulties"]
    late = {part.name: " ".join(map(str, part.paragraphs)) for part in report_of(shipped).everything()}
    assert "Vĩnh Phúc (chậm 2 ngày)" in late["difficulties"] and "Tất cả các ban đã gửi" not in late["opening"]


def test_what_is_left_of_a_plan_is_the_difference_of_what_is_read(shipped: Shipped) -> None:
    items = re.findall(
        r"kế hoạch năm ([\d.,]+).*?đã thực hiện ([\d.,]+).*?còn phải thực hiện ([\d.,]+)(?=\s)",
        "\n".join(sentences(report_of(shipped))),
    )
    plan, done, left = ([float(one.replace(".", "").replace(",", ".")) for one in column] for column in zip(*items))
    assert len(items) == 12
    assert [round(a - b, 1) for a, b in zip(plan, done)] == list(left)


def test_after_a_merger_only_the_same_ground_is_compared(ten: Shipped) -> None:
    said = sentences(report_of(ten, "2025-H2"))
    assert any("50.401,7 triệu USD, tăng 8,4% so với cùng kỳ năm trước trên cùng địa bàn" in one for one in said)
    assert any("địa bàn của Bắc Ninh, Hải Phòng, Hưng Yên, Ninh Bình và Phú Thọ" in one for one in said)
    assert all("cùng địa bàn" in one for one in said if "so với cùng kỳ năm trước" in one)
    occupancy = next(one for one in said if "tỷ lệ lấp đầy bình quân" in one)
    assert "điểm phần trăm" not in occupancy


@pytest.fixture(scope="module")
def without_ha_nam(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Shipped]:
    """The shipped folder where Hà Nam sent nothing, or a nil return."""

    def make(nil: str) -> Shipped:
        folder = tmp_path_factory.mktemp("without")
        shutil.copytree(ROOT / "raw", folder / "raw")
        shutil.rmtree(folder / "raw" / "2023-H1" / "ha-nam")
        receipts = folder / "raw" / "2023-H1" / "receipts.csv"
        kept = [line for line in receipts.read_text(encoding="utf-8").splitlines() if not line.startswith("ha-nam,")]
        receipts.write_text("\n".join([*kept, *([nil] if nil else [])]) + "\n", encoding="utf-8")
        return built(folder / "raw", folder / "warehouse", "2023-H1")

    return make


def test_a_missing_board_is_said_and_nothing_is_compared(without_ha_nam: Callable[[str], Shipped]) -> None:
    said = sentences(report_of(without_ha_nam("")))
    assert any("196 dự án" in one and "10 trên 11 ban đã báo cáo" in one for one in said)
    assert not any("so với cùng kỳ" in one or "% kế hoạch" in one for one in said)
    assert "Chưa nhận được báo cáo của Hà Nam." in said
    assert not any("đúng hạn ngày" in one for one in said)
    assert "Chưa có đủ số liệu của các ban để xác định mức thực hiện kế hoạch năm." in said


def test_of_a_nil_return_stocks_are_missing_and_flows_are_not(without_ha_nam: Callable[[str], Shipped]) -> None:
    said = sentences(report_of(without_ha_nam("ha-nam,,,2023-06-20T09:00:00+07:00,ban@ha-nam.example,nil")))
    assert any("Hà Nam xác nhận không phát sinh trong kỳ" in one for one in said)
    projects = next(one for one in said if "196 dự án" in one)
    assert "giảm 13,7%" in projects and "ban đã báo cáo" not in projects
    zones = next(one for one in said if "được phê duyệt quy hoạch" in one)
    assert "số của 10 trên 11 ban" in zones
    assert not any("ban đã báo cáo" in one for one in said), "it reported too"


def test_a_figure_in_question_says_so_and_is_not_compared(shipped: Shipped) -> None:
    """The total of FDI revenue, with a query about one of its figures."""
    own = (pl.col("period") == "2023-H1") & (pl.col("key") == "revenue") & (pl.col("sector") == "fdi")
    totals = shipped.frames["bloc_summary"].with_columns(
        pl.when(own).then(1).otherwise("open_queries").alias("open_queries"),
        pl.when(own).then(37000.0).otherwise("likely_value").alias("likely_value"),
    )
    asked = Shipped(
        shipped.folder, {**shipped.frames, "bloc_summary": totals}, shipped.facts, shipped.period, shipped.reference
    )
    every = sentences(report_of(asked))
    assert any("Chưa so sánh với kế hoạch năm" in one and "tổng doanh thu FDI" in one for one in every)
    (said,) = [one for one in every if one.startswith("Tổng doanh thu của khối")]
    assert "đang có câu hỏi chưa giải trình nên chưa so sánh, giá trị có khả năng đúng là 37.000 triệu USD" in said
    assert "37.096,4 triệu USD; của khối doanh nghiệp DDI" in said


def test_provisional_is_said_once_a_part_and_final_not_at_all(shipped: Shipped) -> None:
    part = next(part for part in report_of(shipped).everything() if part.name == "investment")
    assert sum("số tạm tính" in str(paragraph) for paragraph in part.paragraphs) == 1
    final = {
        name: shipped.frames[name].with_columns(pl.lit("final").alias("status")) for name in ("bloc_summary", "periods")
    }
    approved = Shipped(shipped.folder, {**shipped.frames, **final}, shipped.facts, shipped.period, shipped.reference)
    said = sentences(report_of(approved))
    assert not any("tạm tính" in one for one in said) and any("số chính thức, đã được phê duyệt" in one for one in said)


def test_what_the_form_does_not_have_is_left_out(shipped: Shipped, tmp_path: Path) -> None:
    """A form without Party members: the sentence goes, the rest stays."""
    from schemas.reference import load_reference

    folder = tmp_path / "schemas"
    shutil.copytree(ROOT / "schemas", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    form = folder / "form.csv"
    text = form.read_text(encoding="utf-8")
    form.write_text(re.sub(r"(?m)^(.*,party_members,.*),,$", r"\1,,2022-H2", text), encoding="utf-8")
    other = Shipped(shipped.folder, shipped.frames, shipped.facts, shipped.period, load_reference(folder))
    said = sentences(report_of(other))
    assert not any("tổng số đảng viên là" in one for one in said)
    assert any("công đoàn cơ sở" in one for one in said)
