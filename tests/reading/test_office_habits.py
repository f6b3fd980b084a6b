"""Habits of offices that look right at a glance: each is read as a person reads it, or asked about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from flows.ingest.files.grids import CellValue, Grid, UnreadableFile, Workbook
from flows.ingest.files.limits import LIST_LINES
from flows.ingest.reader import parse_workbook, read_submission
from flows.ingest.submission import BLANK, DATE, NOT_APPLICABLE, UNREADABLE
from flows.ingest.tables.cover import parse_period_text
from flows.ingest.words.numerals import DITTO, WORDS, read_numeral
from flows.ingest.words.unit_reading import names_a_scale, unit_for, unit_parts, units_in_words
from schemas.facts.units import load_units
from tests.support.forms import REFERENCE, find, grids, plain_submission, problems, read, value
from tests.support.mixtures import Habits

UNITS = load_units()
PLAIN = {(v.code, v.sector, v.measure): v.value for v in plain_submission().values}


def plain(code: str, sector: str = "total", measure: str = "actual") -> Decimal:
    """What the office means by a form cell."""
    return Decimal(repr(PLAIN[(code, sector, measure)]))


def at(sheets: dict[str, Grid], code: str) -> tuple[list[CellValue], int, int]:
    """The row of a line of the form, its number, and the column of its code."""
    grid = sheets[f"B{code[0]}"]
    row, column = find(grid, code)
    return grid.rows[row], row, column


def merge(sheets: dict[str, Grid], sheet: str, *spans: tuple[int, int, int, int]) -> None:
    """Merge cells as a spreadsheet does: the first keeps its content, the others are empty."""
    grid = sheets[sheet]
    for first_row, first, last_row, last in spans:
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                if (row, column) != (first_row, first):
                    grid.rows[row][column] = None
    sheets[sheet] = replace(grid, merged=(*grid.merged, *spans))


# Numbers


@pytest.mark.parametrize("text", ["(-198,92)", "( - 5 )", "(–5)"])
def test_a_minus_inside_brackets_may_be_said_twice(text: str) -> None:
    assert read_numeral(text).kind == WORDS


@pytest.mark.parametrize("text", ['"', '-"-', '- " -', "-nt-"])
def test_a_ditto_mark_between_dashes(text: str) -> None:
    assert read_numeral(text).kind == DITTO


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("$1952,7", True),
        ("1952,7 USD", True),
        ("US$ 1.952.700.000", False),
        ("1.952.700.000 USD", False),
        ("0 USD", False),
    ],
)
def test_a_bare_currency_in_a_line_of_millions(text: str, asked: bool) -> None:
    sheets = grids()
    row, _, column = at(sheets, "2.02")
    row[column + 2] = text
    parsed = read(sheets)
    revenue = value(parsed, "2.02", "fdi")
    assert [p.rule for p in problems(parsed)] == (["F09"] if asked else [])
    assert revenue.value == (None if asked else 0.0 if text.startswith("0") else 1952.7)


# Merged cells


def test_a_number_merged_over_several_columns_is_asked_about() -> None:
    sheets = grids()
    row, number, column = at(sheets, "2.03")  # not required: nothing else would say that a cell is blank
    row[column + 2] = 5629.3
    merge(sheets, "B2", (number, column + 2, number, column + 3))
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.found) for p in problems(parsed)] == [("F06", "number_in_merged_cells", "5629.3")]
    assert [value(parsed, "2.03", s).state for s in ("fdi", "ddi")] == [UNREADABLE, BLANK]


def test_a_number_merged_over_two_lines_is_asked_about() -> None:
    sheets = grids()
    _, number, column = at(sheets, "4.02")
    merge(sheets, "B4", (number, column + 2, number + 1, column + 2))
    parsed = read(sheets)
    assert [p.kind for p in problems(parsed)] == ["number_in_merged_cells"]
    assert value(parsed, "4.02").value is None


def test_a_cell_merged_over_one_column_of_the_form_is_read() -> None:
    sheets = grids()
    _, number, column = at(sheets, "4.02")
    for row in sheets["B4"].rows:
        row += [None] * (column + 4 - len(row))
    merge(sheets, "B4", (number, column + 2, number, column + 3))
    parsed = read(sheets)
    assert not problems(parsed)
    assert value(parsed, "4.02").value == float(plain("4.02"))


def test_an_x_merged_over_several_cells_counts_for_each() -> None:
    sheets = grids()
    row, number, column = at(sheets, "2.03")
    row[column + 2] = "x"
    merge(sheets, "B2", (number, column + 2, number, column + 4))
    parsed = read(sheets)
    assert not problems(parsed)
    assert [value(parsed, "2.03", s).state for s in ("fdi", "ddi")] == [NOT_APPLICABLE] * 2


@pytest.mark.parametrize(("second", "asked"), [(7.0, True), (None, False), ("ghi chú", False)])
def test_two_figures_under_one_merged_heading_are_asked_about(second: CellValue, asked: bool) -> None:
    sheets = grids()
    heading, column = find(sheets["B3"], "Giá trị")
    _, number, _ = at(sheets, "3.01")
    for row in sheets["B3"].rows:
        row += [None] * (column + 2 - len(row))
    sheets["B3"].rows[number][column + 1] = second
    merge(sheets, "B3", (heading, column, heading, column + 1))
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == ([("F02", "column_twice")] if asked else [])
    assert value(parsed, "3.01").value == (None if asked else float(plain("3.01")))


def zones(sheets: dict[str, Grid]) -> tuple[int, dict[str, int]]:
    """The row of the first zone of B8 and the column of each heading."""
    grid = sheets["B8"]
    heading, _ = find(grid, "Tên khu")
    columns = {cell: i for i, cell in enumerate(grid.rows[heading]) if isinstance(cell, str)}
    first = next(n for n in range(heading + 1, len(grid.rows)) if grid.rows[n] and isinstance(grid.rows[n][0], float))
    return first, columns


def test_a_text_merged_over_lines_of_a_list_counts_for_each_and_a_number_for_none() -> None:
    sheets = grids()
    first, columns = zones(sheets)
    investor, area = columns["Chủ đầu tư hạ tầng"], columns["Diện tích (ha)"]
    merge(sheets, "B8", (first, investor, first + 1, investor), (first, area, first + 1, area))
    parsed = read(sheets)
    lines = [line for line in parsed.lines if line.form_sheet == "B8"]
    assert lines[0].cells["investor"].value == lines[1].cells["investor"].value
    assert [line.cells["area"].state for line in lines[:2]] == [UNREADABLE, BLANK]
    assert [p.kind for p in problems(parsed)] == ["number_in_merged_cells"]


def test_a_total_merged_over_the_words_of_its_line_is_no_text_of_them() -> None:
    sheets = grids()
    _, columns = zones(sheets)
    line: list[CellValue] = [None] * len(columns)
    line[0], line[columns["Diện tích (ha)"]] = "Tổng cộng", 2534.1
    last = len(sheets["B8"].rows)
    sheets["B8"].rows.append(line)
    merge(sheets, "B8", (last, 0, last, columns["Tình trạng"]))
    parsed = read(sheets)
    assert not problems(parsed)
    assert parsed.lines[[line.form_sheet for line in parsed.lines].index("B9") - 1].total


def test_a_line_of_a_list_with_little_more_than_a_figure_is_not_passed_over() -> None:
    sheets = grids()
    first, columns = zones(sheets)
    line: list[CellValue] = [None] * len(columns)
    line[columns["Tên khu"]], line[columns["Diện tích (ha)"]] = "KCN Minh Họa (mở rộng)", 25.5
    before = [line for line in read(grids()).lines if line.form_sheet == "B8"]
    sheets["B8"].rows.insert(first + 1, line)
    lines = [line for line in read(sheets).lines if line.form_sheet == "B8"]
    assert len(lines) == len(before) + 1
    assert lines[1].cells["area"].value == 25.5


# Units


def in_thousands(sheets: dict[str, Grid], code: str) -> None:
    row, _, column = at(sheets, code)
    for i in range(column + 2, len(row)):
        if isinstance(cell := row[i], float):
            row[i] = float(Decimal(repr(cell)) * 1000)


def test_a_merged_unit_counts_for_every_line_it_covers() -> None:
    sheets = grids()
    row, number, column = at(sheets, "2.02")
    row[column + 1] = "nghìn USD / triệu đồng"
    merge(sheets, "B2", (number, column + 1, number + 1, column + 1))
    in_thousands(sheets, "2.02")
    in_thousands(sheets, "2.03")
    parsed = read(sheets)
    assert [p.rule for p in parsed.problems] == ["F12"]
    for code in ("2.02", "2.03"):
        assert value(parsed, code, "ddi", "plan").value == float(plain(code, "ddi", "plan"))


@pytest.mark.parametrize("mark", ['"', "nt", "như trên"])
def test_a_ditto_mark_in_the_column_of_units_is_the_unit_above(mark: str) -> None:
    sheets = grids()
    at(sheets, "3.07")[0][at(sheets, "3.07")[2] + 1] = "m2"
    row, _, column = at(sheets, "3.08")
    row[column + 1] = mark
    row[column + 2] = 9654000.0
    assert value(read(sheets), "3.08").value == 965.4


def test_a_line_without_a_unit_beside_one_in_another_unit_is_asked_about() -> None:
    sheets = grids()
    at(sheets, "2.02")[0][at(sheets, "2.02")[2] + 1] = "nghìn USD / triệu đồng"
    at(sheets, "2.03")[0][at(sheets, "2.03")[2] + 1] = None
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F09", "unit_missing", "2.03")]
    assert value(parsed, "2.03", "fdi").state == UNREADABLE


@pytest.mark.parametrize(
    "caption",
    [
        "ĐV: 1000 USD, triệu đồng",
        "ĐVT 1.000 USD; tr.đ",
        "Đơn vị tính nghìn USD, triệu đồng",
        "Đơn vị tính : ( Nghìn USD , Triệu đồng )",
        "(ĐVT: ngàn đô la Mỹ, triệu đồng)",
        "Đơn vị tính: vốn FDI: nghìn USD; vốn DDI: triệu đồng",
    ],
)
def test_units_above_a_table_in_other_words(caption: str) -> None:
    sheets = grids()
    heading, column = find(sheets["B1"], "Đơn vị tính")
    for row in sheets["B1"].rows[heading:]:
        if len(row) > column:
            row[column] = None
    sheets["B1"].rows.insert(heading, [None] * (column + 1) + [caption])
    parsed = read(sheets)
    assert {p.rule for p in parsed.problems} == {"F12"}
    assert value(parsed, "1.02", "fdi").value == float(plain("1.02", "fdi") / 1000)
    assert value(parsed, "1.02", "ddi").value == float(plain("1.02", "ddi") / 1000)


@pytest.mark.parametrize(
    ("text", "expected", "unit"),
    [
        ("triệu\nUSD /\ntỷ\nđồng", "billion_vnd", "billion_vnd"),
        ("Tr.USD\nTỷ đồng", "billion_vnd", "billion_vnd"),
        ("ĐVT: triệu USD / tỷ đồng", "million_usd", "million_usd"),
        ("triệu USD / tỷ ðồng", "billion_vnd", "billion_vnd"),
        ("10^6 USD", "million_usd", "million_usd"),
        ("1.000.000 đ", "million_vnd", "million_vnd"),
        ("Tr.đ/người/tháng", "million_vnd", "million_vnd"),
        ("1000đ", "million_vnd", "thousand_vnd"),
    ],
)
def test_units_in_other_writings(text: str, expected: str, unit: str) -> None:
    sector = "fdi" if expected.endswith("usd") else "ddi"
    assert unit_for(text, sector, expected, UNITS) == unit


def test_a_line_break_does_not_make_units_of_half_names() -> None:
    assert unit_parts("triệu\nbao", UNITS) == ()


# Sectors and parts


def sectors_below(labels: tuple[str, str], factor: int = 1) -> dict[str, Grid]:
    """B1 with one column of figures, and FDI and DDI in rows below each line."""
    sheets = grids()
    heading, label = find(sheets["B1"], "Chỉ tiêu")
    fdi = find(sheets["B1"], "FDI")[1]
    rows: list[list[CellValue]] = [["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện trong kỳ"]]
    for row in sheets["B1"].rows[heading + 1 :]:
        if len(row) <= fdi or not isinstance(row[fdi], float):
            continue
        total = row[fdi + 2]
        units = str(row[label + 2]).split(" / ")
        rows.append([row[0], row[label], units[0] if len(units) == 1 else None, total if total != "x" else None])
        for i, text in enumerate(labels):
            figure, unit = row[fdi + i], units[min(i, len(units) - 1)]
            if factor != 1 and unit == "triệu USD":
                unit, figure = "nghìn USD", float(Decimal(repr(figure)) * factor)
            rows.append([None, text, unit, figure])
    sheets["B1"] = replace(sheets["B1"], rows=sheets["B1"].rows[:heading] + rows)
    return sheets


@pytest.mark.parametrize(
    ("labels", "factor"),
    [
        (("- FDI", "- DDI"), 1),
        (("Trong đó: FDI", "DDI"), 1),
        (("+ Doanh nghiệp có vốn đầu tư nước ngoài (FDI)", "+ Doanh nghiệp trong nước"), 1),
        (("a) Vốn FDI", "b) Vốn DDI"), 1000),
    ],
)
def test_sectors_in_rows_below_a_line(labels: tuple[str, str], factor: int) -> None:
    parsed = read(sectors_below(labels, factor))
    assert not problems(parsed)
    for key, figure in PLAIN.items():
        if key[0].startswith("1."):
            assert value(parsed, *key).value == figure


def test_a_sector_twice_below_a_line_is_nobodys() -> None:
    parsed = read(sectors_below(("- FDI", "- FDI")))
    assert {v.value for v in parsed.values if v.code.startswith("1.")} == {None}


def test_columns_of_one_sheet_in_two_tables_are_one_sheet() -> None:
    sheets = grids()
    heading, _ = find(sheets["B1"], "Chỉ tiêu")
    fdi = find(sheets["B1"], "FDI")[1]
    rows = sheets["B1"].rows[heading:]
    first = [row[: fdi + 1] for row in rows]
    second = [row[:fdi] + row[fdi + 1 :] for row in rows]
    sheets["B1"] = replace(sheets["B1"], rows=[*first, [], *second])
    parsed = read(sheets)
    assert not problems(parsed)
    for key, figure in PLAIN.items():
        if key[0].startswith("1."):
            assert value(parsed, *key).value == figure


@pytest.mark.parametrize("title", ["", "Biểu 9. Danh mục dự án cấp mới, điều chỉnh, chấm dứt trong kỳ"])
def test_a_table_of_a_document_goes_on_after_a_page_without_a_heading(title: str) -> None:
    sheets = grids(Habits(format="docx", number="vi"))
    pages = list(sheets.values())
    whole = parse_workbook(Workbook("docx", tuple(pages)), REFERENCE)
    split: list[Grid] = []
    for grid in pages:
        width = max(map(len, grid.rows))
        for row in grid.rows:
            row += [None] * (width - len(row))
        middle = len(grid.rows) - 6
        if grid.sheet in ("B3", "B8"):
            before = (title,) if title else ()
            split += [
                replace(grid, rows=grid.rows[:middle]),
                replace(grid, sheet=f"{grid.sheet} tiếp", rows=grid.rows[middle:], before=before),
            ]
        else:
            split.append(grid)
    parsed = parse_workbook(Workbook("docx", tuple(split)), REFERENCE)
    same = {(v.code, v.sector, v.measure): v.value for v in parsed.values} == {
        (v.code, v.sector, v.measure): v.value for v in whole.values
    }
    assert same == (not title)
    assert (len(parsed.lines) == len(whole.lines)) == (not title)


def test_a_part_of_a_line_that_was_read_is_passed_over() -> None:
    sheets = grids()
    row, number, column = at(sheets, "2.07")
    part: list[CellValue] = [*row]
    part[find(sheets["B2"], "Tổng số lao động")[1]], part[column] = "Trong đó: lao động nữ", None
    sheets["B2"].rows.insert(number + 1, part)
    parsed = read(sheets)
    assert not problems(parsed)
    assert value(parsed, "2.07", "fdi").value == float(plain("2.07", "fdi"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FDI", "Doanh nghiệp có vốn đầu tư nước ngoài (FDI)"),
        ("DDI", "DN đầu tư trong nước (DDI)"),
        ("Tổng số", "Tổng cộng FDI + DDI"),
        ("Cùng kỳ năm trước", "Cùng kì năm trước"),
        ("Thực hiện trong kỳ", "Thực hiện trong kì"),
    ],
)
def test_headings_of_sectors_in_other_words(old: str, new: str) -> None:
    sheets = grids()
    for row in sheets["B2"].rows:
        row[:] = [new if cell == old else cell for cell in row]
    parsed = read(sheets)
    assert not problems(parsed)
    assert value(parsed, "2.02", "ddi", "last_year").value == float(plain("2.02", "ddi", "last_year"))


def test_a_heading_that_names_two_sectors_is_unknown() -> None:
    sheets = grids()
    for row in sheets["B1"].rows:
        row[:] = ["Đầu tư trong nước (FDI)" if cell == "FDI" else cell for cell in row]
    parsed = read(sheets)
    assert [p.kind for p in problems(parsed)] == ["column_unknown"]
    assert value(parsed, "1.02", "fdi").state == UNREADABLE


def test_final_y_may_be_spelt_i() -> None:
    sheets = grids(Habits(codes="none"))
    for grid in sheets.values():
        for row in grid.rows:
            for i, cell in enumerate(row):
                if isinstance(cell, str):
                    row[i] = cell.replace("ký", "kí").replace("kỳ", "kì").replace("Kỳ", "Kì").replace("Tỷ", "Tỉ")
    parsed = read(sheets)
    assert not problems(parsed)
    assert parsed.cover.period == "2022-H2"
    assert value(parsed, "3.09").value == float(plain("3.09"))


# Captions, sheet names and periods


@pytest.mark.parametrize(
    ("caption", "asked"),
    [
        ("Lũy kế từ đầu năm đến 31/12/2022", True),
        ("KẾ HOẠCH NĂM 2023", True),
        ("(Số liệu ước thực hiện)", True),
        ("Kết quả thực hiện kế hoạch năm 2022", False),
        ("Kết quả 6 tháng cuối năm", False),
    ],
)
def test_a_caption_of_other_figures_is_not_passed_over(caption: str, asked: bool) -> None:
    sheets = grids()
    heading, _ = find(sheets["B1"], "Chỉ tiêu")
    sheets["B1"].rows.insert(heading, [caption])
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == ([("F02", "column_unknown")] if asked else [])
    assert value(parsed, "1.02", "fdi").value == (None if asked else float(plain("1.02", "fdi")))


def test_a_caption_says_nothing_of_columns_that_say_it_themselves() -> None:
    sheets = grids()
    heading, _ = find(sheets["B2"], "Chỉ tiêu")
    sheets["B2"].rows.insert(heading, ["Kế hoạch năm và kết quả"])
    assert not problems(read(sheets))


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Biểu 3. Quy hoạch, hạ tầng, đất đai và xây dựng năm 2021", True),
        ("Biểu 3. Quy hoạch, hạ tầng, đất đai và xây dựng năm 2022", False),
        ("Biểu 3. Quy hoạch, hạ tầng, đất đai và xây dựng 6 tháng đầu năm 2022", True),
        ("Biểu 3. Quy hoạch, hạ tầng, đất đai và xây dựng giai đoạn 2021-2025", False),
    ],
)
def test_a_title_that_names_another_period_than_the_sheet_is_asked_about(title: str, asked: bool) -> None:
    sheets = grids()
    rows = sheets["B3"].rows
    rows[find(sheets["B3"], "Biểu 3. Quy hoạch, hạ tầng, đất đai và xây dựng")[0]] = [title]
    rows.insert(1, ["Kỳ báo cáo: 6 tháng cuối năm 2022"])
    parsed = read(sheets)
    assert [(p.rule, p.found) for p in problems(parsed)] == ([("F04", title)] if asked else [])
    assert value(parsed, "3.02").value == (None if asked else float(plain("3.02")))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("(Số liệu tính đến 30/6/2022)", True),
        ("(Tính đến ngày 31/12/2021)", True),
        ("(Tính đến ngày 31/12/2022)", False),
        ("Tính đến hết ngày 14/12/2022", False),
        ("So với thời điểm đến 31/12/2021", False),
    ],
)
def test_the_day_of_a_sheets_figures_is_held_against_the_period(text: str, asked: bool) -> None:
    sheets = grids()
    sheets["B3"].rows.insert(find(sheets["B3"], "Chỉ tiêu")[0], [text])
    parsed = read(sheets)
    assert [p.kind for p in problems(parsed)] == (["sheet_of_other_period"] if asked else [])


@pytest.mark.parametrize(("name", "asked"), [("B3 6T đầu năm 2022", True), ("B3 H2-2022", False), ("B3 2022", False)])
def test_a_sheet_named_for_another_half_year_is_asked_about(name: str, asked: bool) -> None:
    sheets = grids()
    sheets["B3"] = replace(sheets["B3"], sheet=name)
    parsed = read(sheets)
    assert [p.kind for p in problems(parsed)] == (["sheet_of_other_period"] if asked else [])
    assert value(parsed, "3.01").value == (None if asked else float(plain("3.01")))


@pytest.mark.parametrize(
    ("sheet", "old", "new", "taken"),
    [
        ("B3", "Giá trị", "Thực hiện 6 tháng cuối năm", True),
        ("B3", "Giá trị", "Thực hiện 6 tháng đầu năm", False),
        ("B2", "Kế hoạch năm", "Kế hoạch 6 tháng cuối năm", False),
        ("B2", "Cùng kỳ năm trước", "Cùng kỳ 6 tháng cuối năm", True),
        ("B2", "Cùng kỳ năm trước", "CK 2021", True),
        ("B7", "Tự chấm", "Tự chấm điểm", True),
    ],
)
def test_half_years_without_a_year_in_headings(sheet: str, old: str, new: str, taken: bool) -> None:
    sheets = grids()
    for row in sheets[sheet].rows:
        row[:] = [new if cell == old else cell for cell in row]
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == ([] if taken else [("F02", "column_unknown")])
    assert all(v.value == PLAIN[(v.code, v.sector, v.measure)] for v in parsed.values if taken or v.value is not None)


def test_dated_columns_of_a_file_that_names_no_period_are_asked_about() -> None:
    sheets = grids()
    for grid in sheets.values():
        for row in grid.rows:
            row[:] = [None if isinstance(cell, str) and "2022" in cell else cell for cell in row]
    sheets["B3"].rows[find(sheets["B3"], "Giá trị")[0]][find(sheets["B3"], "Giá trị")[1]] = "Thực hiện năm 2021"
    parsed = read(sheets)
    assert [(p.rule, p.found) for p in problems(parsed, "F02")] == [("F02", "Thực hiện năm 2021")]
    assert value(parsed, "3.02").value is None


@pytest.mark.parametrize("text", ["(1.000 USD; tr.đ)", "Số liệu: 1.000 USD, triệu đồng"])
def test_units_that_begin_with_a_number_are_units(text: str) -> None:
    assert set(units_in_words(text, UNITS)) == {"thousand_usd", "million_vnd"}
    assert units_in_words("Tăng 1.000 USD so với kỳ trước", UNITS) == ()


@pytest.mark.parametrize(
    ("heading", "new"),
    [
        ("FDI", "FDI (1.000)"),
        ("FDI", "FDI (x1000)"),
        ("FDI", "FDI (nghìn)"),
        ("Đơn vị tính", "ĐVT: 1.000"),
        ("Đơn vị tính", "Đơn vị tính (triệu)"),
        ("", "(ĐVT: nghìn)"),
        ("", "(nghìn)"),
        ("", "Đơn vị: 1.000"),
    ],
)
def test_a_scale_without_a_unit_is_asked_about(heading: str, new: str) -> None:
    sheets = grids()
    number, _ = find(sheets["B1"], "Chỉ tiêu")
    if heading:
        for row in sheets["B1"].rows:
            row[:] = [new if cell == heading else cell for cell in row]
    else:
        sheets["B1"].rows.insert(number, [None, new])
    parsed = read(sheets)
    assert {(p.rule, p.kind) for p in problems(parsed)} == {("F09", "unit_stated_otherwise")}
    assert value(parsed, "1.02", "fdi").state == UNREADABLE


@pytest.mark.parametrize(
    "text", ["Giá trị (làm tròn)", "Giá trị (1)", "Giá trị¹", "Giá trị (2023)", "Giá trị (tỷ)", "Giá trị"]
)
def test_what_is_no_scale_scales_nothing(text: str) -> None:
    assert not names_a_scale(text.removeprefix("Giá trị"))


def test_a_list_in_thousands_of_nothing_is_asked_about() -> None:
    sheets = grids()
    first, columns = zones(sheets)
    sheets["B8"].rows[first - 1][columns["Diện tích (ha)"]] = "Diện tích (nghìn)"
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == [("F09", "unit_unknown")]
    assert {line.cells["area"].state for line in parsed.lines if line.form_sheet == "B8"} == {UNREADABLE}


def test_thousands_of_people_in_a_label_or_a_note_are_held_against_the_unit() -> None:
    sheets = grids()
    row, number, _ = at(sheets, "2.07")
    label = find(sheets["B2"], "Tổng số lao động")[1]
    row[label] = "Tổng số lao động (nghìn người)"
    assert [p.kind for p in problems(read(sheets))] == ["unit_conflict"]
    row[label] = "Tổng số lao động"
    sheets["B2"].rows.insert(number + 3, ["Ghi chú: lao động tính bằng nghìn người"])
    parsed = read(sheets)
    assert {p.kind for p in problems(parsed)} == {"unit_stated_otherwise"}
    assert value(parsed, "2.07", "fdi").state == UNREADABLE


def test_an_error_value_pasted_as_text_is_not_not_applicable() -> None:
    assert [read_numeral(text).kind for text in ("#N/A", "#N/A ", "#REF!")] == [WORDS] * 3
    assert read_numeral("N/A").kind == "not_applicable"


def test_numbering_with_a_stroke_before_labels() -> None:
    sheets = grids(Habits(codes="none"))
    heading, label = find(sheets["B4"], "Chỉ tiêu")
    for number, row in enumerate(sheets["B4"].rows[heading + 1 :], start=1):
        if len(row) > label and row[label]:
            row[label] = f"{number}/ {row[label]}"
    assert not problems(read(sheets))


@pytest.mark.parametrize("text", ["\u200e12\u200f", "\u202a12\u202c", "\u206612\u2069"])
def test_marks_of_direction_are_no_letters(text: str) -> None:
    assert [r.value for r in read_numeral(text).readings] == [12]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Kết quả 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2023", "2023-H1"),
        ("6 tháng đầu năm 2023 và phương hướng 6 tháng cuối năm 2023", "2023-H1"),
        ("6 tháng đầu năm; 6 tháng cuối năm 2023", ""),
        ("6 tháng cuối năm 2022, 6 tháng cuối năm 2023", ""),
        ("H1 + H2/2023", ""),
        ("6 tháng đầu năm 2023 (từ 15/12/2022 đến 14/6/2023)", "2023-H1"),
        ("kì II/2023", "2023-H2"),
        ("2H2023", "2023-H2"),
        ("H2 năm 2023", "2023-H2"),
        ("6T2023", "2023-H1"),
        ("từ ngày 15 tháng 6 năm 2023 đến ngày 14 tháng 12 năm 2023", "2023-H2"),
        ("tháng 7 đến hết tháng 12/2023", "2023-H2"),
        ("tháng 1 đến tháng 12 năm 2023", "2023"),
    ],
)
def test_periods_in_titles(text: str, period: str) -> None:
    assert parse_period_text(text) == period


# Texts and dates


def comma_separated(decimals_quoted: bool) -> bytes:
    """The plain form as one text with commas between its fields, decimal commas quoted or not."""
    lines = []
    for grid in grids().values():
        for row in grid.rows:
            cells = [f"{cell:.15g}".replace(".", ",") if isinstance(cell, float) else str(cell or "") for cell in row]
            if not decimals_quoted:
                quoted = [cell if cell[:1].isdigit() else f'"{cell}"' if "," in cell else cell for cell in cells]
            else:
                quoted = [f'"{cell}"' if "," in cell else cell for cell in cells]
            lines.append(",".join(quoted))
        lines.append("")
    return "\n".join(lines).encode()


def test_decimal_commas_that_split_a_line_are_asked_about() -> None:
    whole, torn = (read_submission(comma_separated(quoted), REFERENCE) for quoted in (True, False))
    assert not problems(whole)
    assert value(torn, "3.02").state == UNREADABLE
    assert value(torn, "3.01").value == float(plain("3.01"))
    for read_value in torn.values:
        if read_value.value is not None:
            assert read_value.value == PLAIN[(read_value.code, read_value.sector, read_value.measure)]


def test_headings_of_several_lines_in_a_text_are_one_heading() -> None:
    sheets = grids()
    heading, _ = find(sheets["B2"], "Chỉ tiêu")
    for cells in ([], [None], []):
        sheets["B2"].rows.insert(heading + 1, list(cells))
    parsed = read(sheets)
    assert not problems(parsed)
    assert value(parsed, "2.02", "ddi", "last_year").value == float(plain("2.02", "ddi", "last_year"))


def test_a_column_that_writes_the_month_first_is_asked_about() -> None:
    sheets = grids()
    heading, column = find(sheets["B9"], "Ngày")
    rows = sheets["B9"].rows[heading + 1 :]
    lines = [row for row in rows if row and isinstance(row[0], float)]
    lines[0][column], lines[1][column] = "08/20/2022", "08/01/2022"
    lines[2][column] = "15/08/2022"
    parsed = read(sheets)
    states = [line.cells["date"].state for line in parsed.lines if line.form_sheet == "B9"]
    assert states[:3] == [UNREADABLE, UNREADABLE, DATE]


# Too much


def test_a_list_without_end_is_refused() -> None:
    sheets = grids()
    rows = sheets["B8"].rows
    first = next(number for number, row in enumerate(rows) if isinstance(row[0], float))
    rows[first:first] = [list(rows[first]) for _ in range(LIST_LINES + 1)]
    with pytest.raises(UnreadableFile, match="unreadable_too_large"):
        read(sheets)


def test_a_text_far_too_long_is_no_unit() -> None:
    assert unit_parts("triệu USD / " * 40 + "tỷ đồng", UNITS) == ()
    assert unit_for("cuộc " + "thanh tra " * 40, "total", "inspection", UNITS) is None
    assert unit_for("cuộc thanh tra", "total", "inspection", UNITS) == "inspection"


# Two languages


@pytest.mark.parametrize("between", ["{} / {}", "{}/{}", "{}\n{}", "{} | {}", "{} - {}", "{} ({})"])
def test_headings_in_two_languages(between: str) -> None:
    english = {
        "STT": "No", "Chỉ tiêu": "Indicator", "Mã số": "Code", "Đơn vị tính": "Unit", "Giá trị": "Value",
        "Tên khu": "Name of zone", "Chủ đầu tư hạ tầng": "Developer", "Ngày": "Date", "Số GCN": "Certificate number",
    }  # fmt: skip
    sheets = grids()
    for grid in sheets.values():
        for row in grid.rows:
            row[:] = [between.format(cell, english[cell]) if cell in english else cell for cell in row]
    parsed = read(sheets)
    assert not problems(parsed)
    assert {(v.code, v.sector, v.measure): v.value for v in parsed.values if v.value is not None} == {
        (v.code, v.sector, v.measure): v.value for v in read(grids()).values if v.value is not None
    }
