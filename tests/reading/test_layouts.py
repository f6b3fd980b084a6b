"""The form is found in grids by its words: sheets, headings, codes, labels, copies, and what is asked about."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from flows.ingest.files.grids import Grid
from flows.ingest.reader import read_submission
from flows.ingest.submission import BLANK, NUMBER, UNREADABLE, Place
from schemas.reference import load_reference
from tests.support.dated import next_code
from tests.support.forms import (
    PLAIN_FORM,
    REFERENCE,
    changed_schemas,
    find,
    grids,
    plain_content,
    plain_submission,
    problems,
    read,
    value,
)
from tests.support.mixtures import Habits, Renderer
from tests.support.writers import write

PLAIN = {(v.code, v.sector, v.measure): v.value for v in plain_submission().values}


def figures(parsed: object) -> dict[tuple[str, str, str], float | None]:
    return {(v.code, v.sector, v.measure): v.value for v in parsed.values}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "habits",
    [
        Habits(),
        Habits(codes="none"),
        Habits(codes="number"),
        Habits(codes="comma"),
        Habits(codes="spaced"),
        Habits(layout="stacked"),
        Habits(layout="side", two_row_heading=True, numbering_row=True),
        Habits(layout="wide"),
        Habits(numbering_row=True, blank_rows=True),
        Habits(shuffle_columns=True, shuffle_sheets=True, sheet_names="bare", seed=3),
        Habits(two_row_heading=False),
        Habits(reference_copy=True),
        Habits(reference_copy=True, layout="stacked"),
        Habits(extra_sheet=True, letters="bare"),
        Habits(letters="nfd", codes="none"),
        Habits(letters="upper", codes="none", layout="stacked"),
        Habits(units="thousand"),
        Habits(units="above"),
        Habits(units="heading"),
        Habits(units="spelled", percent_cell=True),
    ],
    ids=str,
)
def test_one_content_in_many_layouts(habits: Habits) -> None:
    parsed = read(grids(habits))
    assert not problems(parsed)
    assert figures(parsed) == PLAIN


def test_hidden_sheets_and_rows_are_read() -> None:
    sheets = {name: replace(grid, hidden=True, hidden_rows=frozenset(range(40))) for name, grid in grids().items()}
    assert figures(read(sheets)) == PLAIN


def test_a_missing_sheet_is_said_and_gives_no_blank_cells() -> None:
    sheets = grids()
    del sheets["B5"]
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F02", "sheet_missing", "B5")]
    assert not [v for v in parsed.values if v.code.startswith("5.")]


def test_a_sheet_of_optional_lines_may_be_missing() -> None:
    sheets = grids()
    del sheets["B6"]
    assert not problems(read(sheets))


def test_the_same_sheet_twice_is_asked_about_and_equal_copies_are_read() -> None:
    sheets = grids()
    sheets["B1 (2)"] = replace(sheets["B1"], sheet="B1 (2)")
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F02", "sheet_twice", "B1")]
    assert figures(parsed) == PLAIN


def test_copies_that_differ_leave_their_cells_open() -> None:
    sheets = grids()
    rows = [list(row) for row in sheets["B1"].rows]
    row, column = find(sheets["B1"], "1.01")
    rows[row][column + 2] = 999.0
    sheets["B1 (2)"] = Grid("B1 (2)", rows)
    parsed = read(sheets)
    assert value(parsed, "1.01", "fdi").state == UNREADABLE
    assert value(parsed, "1.02", "fdi").state == NUMBER


def test_only_a_copy_for_reference_is_no_sheet() -> None:
    sheets = grids()
    sheets["B4"].rows[0][0] = "Biểu 4 (bản sao để tham khảo)"
    (problem,) = problems(read(sheets))
    assert (problem.rule, problem.kind, problem.code) == ("F02", "sheet_missing_reference", "B4")


def test_a_missing_line_is_blank_and_has_no_cell() -> None:
    sheets = grids()
    row, _ = find(sheets["B4"], "4.05")
    del sheets["B4"].rows[row]
    missing = value(read(sheets), "4.05")
    assert (missing.state, missing.place) == (BLANK, Place("B4", ""))


def test_a_missing_column_is_blank_at_its_line() -> None:
    sheets = grids()
    _, column = find(sheets["B1"], "Tổng số")
    for row in sheets["B1"].rows:
        del row[column : column + 1]
    parsed = read(sheets)
    total = value(parsed, "1.01", "total")
    assert (total.state, total.place.sheet) == (BLANK, "B1") and total.place.cell
    assert value(parsed, "1.01", "fdi").state == NUMBER


def test_an_unknown_column_beside_a_missing_one_is_asked_about() -> None:
    sheets = grids()
    row, column = find(sheets["B1"], "Tổng số")
    sheets["B1"].rows[row][column] = "Cả hai khối"
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == [("F02", "column_unknown")]
    assert value(parsed, "1.01", "total").state == UNREADABLE


def test_an_alias_accepts_a_column(tmp_path: Path) -> None:
    sheets = grids()
    row, column = find(sheets["B1"], "Tổng số")
    sheets["B1"].rows[row][column] = "Cả hai khối"
    reference = changed_schemas(tmp_path, "aliases.csv", "column,Cả hai khối,total.actual,")
    assert figures(read(sheets, reference)) == PLAIN


def test_two_columns_of_one_meaning_are_asked_about() -> None:
    sheets = grids()
    row, _ = find(sheets["B3"], "Giá trị")
    sheets["B3"].rows[row] += ["Số liệu"]
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == [("F02", "column_twice")]


def test_years_in_headings_tell_this_year_from_last() -> None:
    sheets = grids()
    for old, new in (
        ("Thực hiện trong kỳ", "Thực hiện 6 tháng cuối năm 2022"),
        ("Kế hoạch năm", "Kế hoạch năm 2022"),
        ("Cùng kỳ năm trước", "Thực hiện 6 tháng cuối năm 2021"),
    ):
        row, column = find(sheets["B2"], old)
        sheets["B2"].rows[row][column] = new
    assert figures(read(sheets)) == PLAIN


def test_a_column_of_another_year_is_never_taken_for_this_one() -> None:
    sheets = grids()
    row, column = find(sheets["B2"], "Thực hiện trong kỳ")
    sheets["B2"].rows[row][column] = "Thực hiện năm 2019"
    parsed = read(sheets)
    assert problems(parsed, "F02")
    assert value(parsed, "2.02", "fdi").state == UNREADABLE


@pytest.mark.parametrize(
    ("heading", "taken"),
    [
        ("6 tháng cuối năm 2022", True),
        ("Thực hiện 6T cuối năm 2022", True),
        ("Thực hiện 6 tháng đầu năm 2022", False),
        ("Thực hiện 6 tháng cuối năm 2023", False),
        ("Thực hiện năm 2022", False),
        ("Năm 2022", False),
        ("2022", False),
        ("Kỳ trước", False),
    ],
)
def test_only_a_heading_of_this_period_is_this_periods_column(heading: str, taken: bool) -> None:
    sheets = grids()
    row, column = find(sheets["B3"], "Giá trị")
    sheets["B3"].rows[row][column] = heading
    parsed = read(sheets)
    if taken:
        assert figures(parsed) == PLAIN
    else:
        assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F02", "column_unknown", "B3")]
        assert {v.state for v in parsed.values if v.code.startswith("3.")} == {UNREADABLE}


def test_a_whole_year_has_columns_of_the_year() -> None:
    sheets = grids()
    row, _ = find(sheets["Bia"], f"Kỳ báo cáo: {plain_submission().cover.period_text}")
    sheets["Bia"].rows[row][0] = "Kỳ báo cáo: năm 2022"
    for old, new in (("Thực hiện trong kỳ", "Thực hiện năm 2022"), ("Cùng kỳ năm trước", "Thực hiện năm 2021")):
        row, column = find(sheets["B2"], old)
        sheets["B2"].rows[row][column] = new
    parsed = read(sheets)
    assert parsed.cover.period == "2022"
    assert figures(parsed) == PLAIN


# codes and labels


def test_a_label_is_proposed_however_many_others_stand_before_it() -> None:
    sheets = grids(Habits(codes="none"))
    row, column = find(sheets["B4"], "Số vụ cháy nổ")
    line = sheets["B4"].rows[row]
    others = [[*line[:column], f"Thu nhập bình quân hộ nông thôn {n}", *line[column + 1 :]] for n in range(2_000)]
    line[column] = "Số vụ cháy, nổ lớn"
    sheets["B4"].rows[row:row] = others
    assert ("F08", "label_proposed", "4.05") in [(p.rule, p.kind, p.code) for p in problems(read(sheets))]


def test_a_label_near_a_known_one_is_proposed_and_one_line_accepts_it(tmp_path: Path) -> None:
    sheets = grids(Habits(codes="none"))
    row, column = find(sheets["B4"], "Số vụ cháy nổ")
    sheets["B4"].rows[row][column] = "Số vụ cháy, nổ lớn"
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, problem.code) == ("F08", "label_proposed", "4.05")
    assert value(parsed, "4.05").state == UNREADABLE
    reference = changed_schemas(tmp_path, "aliases.csv", "label,Số vụ cháy nổ lớn,4.05,")
    assert figures(read(sheets, reference)) == PLAIN


def test_a_code_against_its_label_is_asked_about() -> None:
    sheets = grids()
    row, column = find(sheets["B4"], "4.03")
    sheets["B4"].rows[row][column] = "4.02"
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, problem.code) == ("F08", "code_label_disagree", "4.03")
    assert [p.cell for p in problem.cells] == ["C5", "C4"]
    assert value(parsed, "4.02").value == PLAIN[("4.02", "total", "actual")]
    assert value(parsed, "4.03").state == UNREADABLE


def test_a_code_twice_without_labels_leaves_both_open() -> None:
    sheets = grids()
    (row, column), (_, label) = find(sheets["B4"], "4.03"), find(sheets["B4"], "Chỉ tiêu")
    sheets["B4"].rows[row][column] = "4.02"
    for line in sheets["B4"].rows[2:]:
        line[label : label + 1] = [None] if len(line) > label else []
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F08", "code_twice", "4.02")]
    assert value(parsed, "4.02").state == UNREADABLE
    assert value(parsed, "4.03").state == BLANK


def test_an_unknown_code_is_asked_about() -> None:
    sheets = grids()
    row, column = find(sheets["B5"], "5.10")
    sheets["B5"].rows[row][column] = "5.99"
    (problem,) = problems(read(sheets))
    assert (problem.rule, problem.kind, problem.code, problem.found) == ("F08", "code_unknown", "5.10", "5.99")


def test_an_office_may_word_a_label_its_own_way_beside_the_code() -> None:
    sheets = grids()
    row, column = find(sheets["B4"], "Số vụ cháy nổ")
    sheets["B4"].rows[row][column] = "Tình hình PCCC"
    assert figures(read(sheets)) == PLAIN


@pytest.mark.parametrize("written", ["1.1", "1,1", "1.1 "])
def test_a_code_that_lost_its_zero_is_told_by_its_neighbours(written: str) -> None:
    sheets = grids()
    row, column = find(sheets["B1"], "1.10")
    sheets["B1"].rows[row][column] = written
    sheets["B1"].rows[row][column - 1] = None  # no label to lean on
    assert figures(read(sheets)) == PLAIN


def test_codes_counted_from_one_are_read_where_labels_agree() -> None:
    sheets = grids()
    for row in sheets["B1"].rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("1.0") and len(cell) == 4:
                row[column] = f"1.{cell[-1]}"
    assert figures(read(sheets)) == PLAIN


def test_numbering_and_marks_around_labels_do_not_matter() -> None:
    sheets = grids(Habits(codes="none"))
    for number, line in enumerate(PLAIN_FORM.by_sheet["B4"], start=1):
        row, column = find(sheets["B4"], line.label_vi)
        sheets["B4"].rows[row][column] = f"{number}. {line.label_vi.upper()} (1)"
    assert figures(read(sheets)) == PLAIN


def test_a_line_the_form_does_not_have_is_passed_over_and_noted() -> None:
    sheets = grids()
    row, _ = find(sheets["B1"], "1.01")
    sheets["B1"].rows.insert(row + 1, [None, "Trong đó: Nhật Bản", None, "dự án", 3.0, 0.0, 3.0])
    parsed = read(sheets)
    assert figures(parsed) == PLAIN
    assert any(note.kind == "extra_line" for note in parsed.notes)


def test_a_total_of_two_currencies_is_ignored_and_noted() -> None:
    sheets = grids()
    row, _ = find(sheets["B1"], "1.02")
    sheets["B1"].rows[row][6] = 1234.5
    parsed = read(sheets)
    assert figures(parsed) == PLAIN
    assert any(note.kind == "mixed_total" for note in parsed.notes)


def test_an_imaginary_line_arrives_with_no_other_change(tmp_path: Path) -> None:
    code = next_code(load_reference().form.by_code["4.11"])
    line = f"B4,{code},drone_alerts,Số lượt cảnh báo flycam,Drone alerts,,,case,flow,yes,0,no,value"
    reference = changed_schemas(tmp_path, "form.csv", line)
    sheets = grids()
    row, _ = find(sheets["B4"], "4.11")
    sheets["B4"].rows.insert(row + 1, [12.0, "Số lượt cảnh báo flycam", code, "vụ", 9.0])
    found = value(read(sheets, reference), code)
    assert (found.value, found.place.cell) == (9.0, f"E{row + 2}")


def test_a_code_written_in_the_label_must_agree_with_it() -> None:
    sheets = grids(Habits(codes="none"))
    row, column = find(sheets["B4"], "Số vụ cháy nổ")
    sheets["B4"].rows[row][column] = "4.05 - Số vụ cháy nổ"
    assert figures(read(sheets)) == PLAIN
    sheets["B4"].rows[row][column] = "4.06 - Số vụ cháy nổ"
    parsed = read(sheets)
    assert [(p.kind, p.code, p.found) for p in problems(parsed)] == [("code_label_disagree", "4.05", "4.06")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Mã số", "Mã số / Code"),
        ("Mã số", "Mã\nsố"),
        ("FDI", "FDI (1)"),
        ("FDI", "Khu vực FDI"),
        ("Tổng số", "TỔNG CỘNG"),
        ("Tổng số", "Tổng số (3)=(1)+(2)"),
        ("Chỉ tiêu", "NỘI DUNG"),
        ("Đơn vị tính", "ĐVT"),
    ],
)
def test_headings_in_other_words(old: str, new: str) -> None:
    sheets = grids()
    row, column = find(sheets["B1"], old)
    sheets["B1"].rows[row][column] = new
    parsed = read(sheets)
    assert not problems(parsed)
    assert figures(parsed) == PLAIN


def test_three_heading_rows() -> None:
    sheets = grids()
    row, column = find(sheets["B2"], "Thực hiện trong kỳ")
    rows = sheets["B2"].rows
    rows.insert(row + 1, [None] * column + ["Chia ra", None, None, "Chia ra", None, "Chia ra", None])
    parsed = read(sheets)
    assert not problems(parsed)
    assert figures(parsed) == PLAIN


def test_a_group_heading_above_the_others() -> None:
    sheets = grids()
    row, column = find(sheets["B1"], "FDI")
    sheets["B1"].rows.insert(row, [None] * column + ["Thực hiện trong kỳ", None, None])
    parsed = read(sheets)
    assert not problems(parsed)
    assert figures(parsed) == PLAIN


def test_a_zip_of_several_files_is_one_submission() -> None:
    habits = Habits()
    pages = Renderer(plain_content(), habits, PLAIN_FORM).pages()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("phan 1.xlsx", write(pages[:4], habits))
        archive.writestr("phan 2.xlsx", write(pages[4:], habits))
    parsed = read_submission(out.getvalue(), REFERENCE)
    assert not problems(parsed)
    assert figures(parsed) == PLAIN


@pytest.mark.parametrize("codes", ["text", "none"])
def test_a_label_column_is_known_by_its_labels(codes: str) -> None:
    sheets = grids(Habits(codes=codes))
    for name in ("B2", "B4"):
        for heading in ("Chỉ tiêu", "Mã số"):
            for row in sheets[name].rows:
                for column, cell in enumerate(row):
                    if cell == heading:
                        row[column] = "Các mục"
    assert figures(read(sheets)) == PLAIN


def test_a_value_column_in_unknown_words_is_asked_about_and_named() -> None:
    sheets = grids()
    row, column = find(sheets["B4"], "Giá trị")
    sheets["B4"].rows[row][column] = "Con số"
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.kind, problem.code, problem.found) == ("column_unknown", "B4", "Con số")
    assert {v.state for v in parsed.values if v.code.startswith("4.")} == {UNREADABLE}


def test_a_summary_page_with_the_same_figures_is_not_the_sheet_again() -> None:
    sheets = grids()
    rows = sheets["B2"].rows
    head, _ = find(sheets["B2"], "Chỉ tiêu")
    summary = [list(row) for row in [*rows[head : head + 2], *rows[head + 3 : head + 5]]]
    sheets["Tổng hợp"] = Grid("Tổng hợp", summary)
    parsed = read(sheets)
    assert not problems(parsed)
    assert figures(parsed) == PLAIN
    assert any(note.kind == "extract" for note in parsed.notes)
    summary[2][4] = 5.0
    assert [(p.kind, p.code) for p in problems(read(sheets))] == [("sheet_twice", "B2")]


def test_a_copy_whose_caption_names_another_period_is_not_the_sheet() -> None:
    sheets = grids()
    period = plain_submission().cover.period_text
    for name in ("B1", "B9"):
        sheets[name].rows.insert(1, [f"Kỳ báo cáo: {period}"])
        copy = Grid(f"{name} (2)", [list(row) for row in sheets[name].rows])
        copy.rows[1] = ["Kỳ báo cáo: 6 tháng cuối năm 2021"]
        sheets[copy.sheet or ""] = copy
    row, column = find(sheets["B1 (2)"], "FDI")
    sheets["B1 (2)"].rows[row + 1][column] = 77.0
    parsed = read(sheets)
    assert not problems(parsed)
    assert figures(parsed) == PLAIN


def test_a_row_of_groups_over_one_of_two_tables_side_by_side() -> None:
    """The row over one table's heading lies beside the heading of the other and belongs to no list."""
    rows = [
        [None, None, None, "Số liệu", None, None, None, "STT", "Tên khu", "Loại (KCN/KCX/KKT)", "Tình trạng"],
        ["Chỉ tiêu", "Mã số", "Đơn vị tính", "Điểm chuẩn", "Tự chấm", None, None, 1.0, "KCN A", "KCN", "x"],
        ["Phát triển kinh tế", "7.01", "điểm", 250.0, 234.1, None, None, 2.0, "KCN B", "KCN", "x"],
        ["Quy hoạch và hạ tầng", "7.02", "điểm", 150.0, 139.0],
    ]
    grid = Grid("Số liệu", [[*row, *[None] * (11 - len(row))] for row in rows])
    parsed = read({"Số liệu": grid})
    assert [value(parsed, "7.01", "total", measure).value for measure in ("max", "self")] == [250.0, 234.1]
    assert [line.cells["name"].value for line in parsed.lines] == ["KCN A", "KCN B"]


def test_lines_whose_heading_is_lost_are_asked_about_and_never_blank_without_a_word() -> None:
    sheets = grids()
    head, _ = find(sheets["B7"], "Chỉ tiêu")
    sheets["B7"].rows[head] = [99.0] * 7
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F02", "column_unknown", "B7")]
    assert {v.state for v in parsed.values if v.code.startswith("7.")} == {BLANK}
