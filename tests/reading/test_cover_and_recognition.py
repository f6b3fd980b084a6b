"""Board and period: on the cover in any writing, and from cover, name, folder and receipt together."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.ingest.files.grids import Grid, Workbook
from flows.ingest.reader import parse_workbook
from flows.ingest.recognition import recognise
from flows.ingest.submission import Cover, Place
from flows.ingest.tables.cover import board_slugs, parse_period_text
from flows.ingest.words.vocabulary import vocabulary_of
from tests.support.forms import REFERENCE, changed_schemas, grids, read

WORDS = vocabulary_of(REFERENCE)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("6 tháng đầu năm 2023", "2023-H1"),
        ("6 THÁNG ĐẦU NĂM 2023", "2023-H1"),
        ("6 thang cuoi nam 2023", "2023-H2"),
        ("sáu tháng đầu năm 2023", "2023-H1"),
        ("06 tháng đầu 2023", "2023-H1"),
        ("6T/2023", "2023-H1"),
        ("6T cuối năm 2023", "2023-H2"),
        ("H1 2023", "2023-H1"),
        ("2023-H2", "2023-H2"),
        ("nửa đầu năm 2023", "2023-H1"),
        ("second half of 2023", "2023-H2"),
        ("bán niên I năm 2023", "2023-H1"),
        ("từ 01/01/2023 đến 30/06/2023", "2023-H1"),
        ("15/12/2022 - 14/06/2023", "2023-H1"),
        ("15/6/2023 - 14/12/2023", "2023-H2"),
        ("năm 2023", "2023"),
        ("Cả năm 2023", "2023"),
        ("quý II năm 2023", ""),
        ("tháng 6 năm 2023", ""),
        ("ngày 16 tháng 6 năm 2023", ""),
        ("", ""),
    ],
)
def test_periods_as_written(text: str, period: str) -> None:
    assert parse_period_text(text) == period


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Ban Quản lý các khu công nghiệp tỉnh Hà Nam", ("ha-nam",)),
        ("BQL KCN HÀ NAM", ("ha-nam",)),
        ("Ban QL KKT Hai Phong", ("hai-phong",)),
        ("HaNam", ("ha-nam",)),
        ("ha-nam", ("ha-nam",)),
        ("BQL các KCN Hòa Bình", ("hoa-binh",)),
        ("BQL các KCN Hoà Bình", ("hoa-binh",)),
        ("BQL KCN tỉnh Phú Thọ", ("phu-tho-cu", "phu-tho")),
        ("BQL Ninh Bình (sáp nhập Hà Nam, Nam Định)", ("ninh-binh",)),
        ("BQL Bắc Ninh và Bắc Giang", ("bac-ninh", "bac-giang")),
        ("Khu công nghiệp", ()),
    ],
)
def test_boards_as_written(text: str, slugs: tuple[str, ...]) -> None:
    assert set(board_slugs(text, WORDS)) == set(slugs)


def test_an_alias_names_a_board(tmp_path: Path) -> None:
    reference = changed_schemas(tmp_path, "aliases.csv", "board,HEZA,hai-phong,")
    assert board_slugs("HEZA", vocabulary_of(reference)) == ("hai-phong",)


def cover_of(*rows: list[str | None]) -> Cover:
    sheets = grids()
    sheets["Bia"] = Grid("Bia", [list(row) for row in rows])
    return read(sheets).cover


def test_a_label_and_its_answer_may_stand_in_two_cells() -> None:
    cover = cover_of(["Đơn vị báo cáo", None, "BQL KCN Nam Định"], ["Kỳ báo cáo:", "6T/2023"])
    assert (cover.board_slugs, cover.board_place) == (("nam-dinh",), Place("Bia", "C1"))
    assert (cover.period, cover.period_place) == ("2023-H1", Place("Bia", "B2"))


def test_a_letterhead_counts_where_no_line_says_it() -> None:
    cover = cover_of(["BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP TỈNH HƯNG YÊN"], ["BÁO CÁO 6 THÁNG ĐẦU NĂM 2023"])
    assert (cover.board_slugs, cover.period) == (("hung-yen",), "2023-H1")
    assert cover.board_place == Place("Bia", "A1")


def test_the_date_of_signing_is_no_period() -> None:
    cover = cover_of(["Hà Nội, ngày 20 tháng 6 năm 2023"])
    assert cover.period == ""


def test_paragraphs_are_a_cover() -> None:
    body = tuple(grid for name, grid in grids().items() if name != "Bia")
    text = ("UBND TỈNH\tCỘNG HÒA", "Đơn vị báo cáo: BQL Hà Nam", "Kỳ báo cáo: 6 tháng đầu năm 2023")
    cover = parse_workbook(Workbook("docx", body, text), REFERENCE).cover
    assert (cover.board_slugs, cover.board_place) == (("ha-nam",), Place("paragraph 2", ""))
    assert cover.period_place == Place("paragraph 3", "")


@pytest.mark.parametrize(
    ("path", "board", "period"),
    [
        ("TDKCN_ha-nam_2023-H1.xlsx", "ha-nam", "2023-H1"),
        ("raw/2023-H1/ha-nam/bao cao.xlsx", "ha-nam", "2023-H1"),
        ("BQL KKT Hải Phòng 6T dau nam 2023.xls", "hai-phong", "2023-H1"),
        ("HÀ NAM 2023-H2.xlsx", "ha-nam", "2023-H2"),
        ("phutho_2025-H2.xlsx", "phu-tho", "2025-H2"),
        ("phu-tho 2023-H1.xlsx", "phu-tho-cu", "2023-H1"),
        ("ma24 2023-H1.xlsx", "bac-giang", "2023-H1"),
        ("ma24 2025-H2.xlsx", "bac-ninh", "2025-H2"),
        ("ma27 2023-H1.xlsx", "bac-ninh", "2023-H1"),
        ("VN-63 2023-H1.csv", "ha-nam", "2023-H1"),
    ],
)
def test_names_and_folders_say_whose_file_it_is(path: str, board: str, period: str) -> None:
    found = recognise(REFERENCE, path=path)
    assert (found.board, found.period, found.problems) == (board, period, ())


def test_a_code_without_a_date_is_asked_about() -> None:
    found = recognise(REFERENCE, path="ma24.xlsx")
    assert found.board == ""
    assert {p.kind for p in found.problems} == {"board_sources_disagree", "period_not_found"}


def test_sources_that_disagree_are_asked_about_and_the_first_is_taken() -> None:
    cover = Cover(board_slugs=("ha-noi",), period="2023-H2")
    found = recognise(REFERENCE, cover=cover, path="2023-H1/ha-nam/x.xlsx", receipt=("ha-nam", "2023-H1"))
    assert (found.board, found.period) == ("ha-nam", "2023-H1")
    assert {p.kind for p in found.problems} == {"board_sources_disagree", "period_sources_disagree"}


def test_what_a_person_says_settles_it() -> None:
    cover = Cover(board_slugs=("ha-noi",), period="2023-H2")
    found = recognise(REFERENCE, cover=cover, board="ha-nam", period="2023-H1")
    assert (found.board, found.period, found.problems) == ("ha-nam", "2023-H1", ())


def test_a_year_on_the_cover_agrees_with_its_second_half() -> None:
    found = recognise(REFERENCE, cover=Cover(board_slugs=("ha-nam",), period="2023"), path="2023-H2/ha-nam/x.xlsx")
    assert not found.problems


def test_nothing_said_is_asked_about() -> None:
    found = recognise(REFERENCE, path="x.xlsx")
    assert {p.kind for p in found.problems} == {"board_not_found", "period_not_found"}


@pytest.mark.parametrize(
    ("text", "period", "slugs"),
    [
        ("35", "6 tháng cuối năm 2023", ("ha-nam",)),
        ("Mã số 27", "6 tháng cuối năm 2023", ("bac-ninh",)),
        ("24", "6 tháng cuối năm 2023", ("bac-giang",)),
        ("24", "6 tháng cuối năm 2025", ("bac-ninh",)),
        ("VN-63", "6 tháng cuối năm 2023", ("ha-nam",)),
        ("35", "6 tháng cuối năm 2025", ()),
        ("Mã 35 - Nam Định", "6 tháng cuối năm 2023", ("nam-dinh",)),
    ],
)
def test_an_official_code_on_the_cover_is_read_by_its_date(text: str, period: str, slugs: tuple[str, ...]) -> None:
    rows: list[list[object]] = [[f"Đơn vị báo cáo: {text}"], [f"Kỳ báo cáo: {period}"]]
    parsed = parse_workbook(Workbook("xlsx", (Grid("Bia", rows),)), REFERENCE)  # type: ignore[arg-type]
    assert parsed.cover.board_slugs == slugs


def test_both_halves_of_a_year_are_no_period() -> None:
    assert parse_period_text("6 tháng đầu năm và 6 tháng cuối năm 2023") == ""
    assert parse_period_text("6 tháng cuối năm 2023, phương hướng 6 tháng đầu năm 2024") == "2023-H2"
