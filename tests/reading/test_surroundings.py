"""What stands around a table: whose it is, of which period, and units that differ from those beside its lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.ingest.files.grids import Grid
from flows.ingest.submission import NUMBER, UNREADABLE, ParsedSubmission, Place
from flows.ingest.words.unit_reading import units_in_words
from schemas.facts.units import load_units
from tests.support.forms import find, grids, plain_submission, problems, read, value

UNITS = load_units()
PLAIN = {(v.code, v.sector, v.measure): v.value for v in plain_submission().values}
OWN_BOARD, OWN_PERIOD = "Ban Quản lý các khu công nghiệp tỉnh Hà Nam", "Kỳ báo cáo: 6 tháng cuối năm 2022"
OTHER_BOARD, OTHER_PERIOD = "Ban Quản lý các khu công nghiệp tỉnh Nam Định", "Kỳ báo cáo: 6 tháng đầu năm 2022"


def headed(**lines: tuple[str, ...]) -> dict[str, Grid]:
    """Every sheet under a board line and a period line, but for those given others."""
    sheets = grids()
    for name, grid in sheets.items():
        if name != "Bia":
            above = lines.get(name, (OWN_BOARD, OWN_PERIOD))
            grid.rows[0:0] = [[above[0]], [grid.rows[0][0]], *([line] for line in above[1:]), []]
            del grid.rows[2 + len(above)]
    return sheets


def states(parsed: ParsedSubmission, sheet: str) -> set[str]:
    return {v.state for v in parsed.values if v.code.startswith(f"{sheet[1:]}.") and v.raw_text not in ("", "x")}


def figures(parsed: ParsedSubmission) -> dict[tuple[str, str, str], float | None]:
    return {(v.code, v.sector, v.measure): v.value for v in parsed.values}


def test_sheets_headed_like_the_cover_are_read() -> None:
    parsed = read(headed())
    assert not parsed.problems
    assert figures(parsed) == PLAIN


@pytest.mark.parametrize(
    ("above", "rule", "kind", "cell"),
    [
        ((OTHER_BOARD, OWN_PERIOD), "F03", "sheet_of_other_board", "A1"),
        (("BQL KKT TỈNH THANH HÓA", OWN_PERIOD), "F03", "sheet_of_other_board", "A1"),
        ((OWN_BOARD, OTHER_PERIOD), "F04", "sheet_of_other_period", "A3"),
        ((OWN_BOARD, "Kỳ báo cáo: 6 tháng cuối năm 2021"), "F04", "sheet_of_other_period", "A3"),
        ((OWN_BOARD, "Kỳ báo cáo: năm 2022"), "F04", "sheet_of_other_period", "A3"),
        ((OWN_BOARD, "Kỳ báo cáo: Quý III/2022"), "F04", "sheet_of_other_period", "A3"),
    ],
)
@pytest.mark.parametrize("sheet", ["B4", "B6", "B1"])
def test_a_sheet_of_another_board_or_period_is_not_read(
    sheet: str, above: tuple[str, ...], rule: str, kind: str, cell: str
) -> None:
    parsed = read(headed(**{sheet: above}))
    assert [(p.rule, p.kind, p.code, p.cells) for p in problems(parsed)] == [(rule, kind, sheet, (Place(sheet, cell),))]
    assert states(parsed, sheet) == {UNREADABLE}
    other = "B2" if sheet != "B2" else "B3"
    assert states(parsed, other) == {NUMBER}


def test_a_list_of_another_board_is_left_open() -> None:
    parsed = read(headed(B9=(OTHER_BOARD, OWN_PERIOD)))
    assert [(p.rule, p.code) for p in problems(parsed)] == [("F03", "B9")]
    cells = [cell for line in parsed.lines if line.form_sheet == "B9" for cell in line.cells.values() if cell.raw_text]
    assert cells
    assert {(cell.state, cell.value) for cell in cells} == {(UNREADABLE, None)}


@pytest.mark.parametrize(
    ("row", "rule", "line"), [(1, "F03", "Đơn vị báo cáo: " + OTHER_BOARD), (2, "F04", OTHER_PERIOD)]
)
def test_a_cover_against_all_sheets_is_said_once_at_the_cover(row: int, rule: str, line: str) -> None:
    sheets = headed()
    sheets["Bia"].rows[row] = [line]
    parsed = read(sheets)
    assert [(p.rule, p.code, p.cells) for p in problems(parsed)] == [(rule, "Bia", (Place("Bia", f"A{row + 1}"),))]
    assert states(parsed, "B4") == {NUMBER}


def test_without_a_cover_most_sheets_say_whose_file_it_is() -> None:
    sheets = headed(B1=(OTHER_BOARD, OTHER_PERIOD))
    del sheets["Bia"]
    parsed = read(sheets)
    assert (parsed.cover.board_slugs, parsed.cover.period) == (("ha-nam",), "2022-H2")
    assert {(p.rule, p.code) for p in problems(parsed)} <= {("F03", "B1"), ("F04", "B1")}
    assert problems(parsed)
    assert states(parsed, "B1") == {UNREADABLE}


def test_a_file_of_a_whole_year_agrees_with_itself() -> None:
    year = (OWN_BOARD, "Kỳ báo cáo: năm 2022")
    sheets = headed(**{f"B{n}": year for n in range(1, 10)})
    sheets["Bia"].rows[2] = ["Kỳ báo cáo: năm 2022"]
    parsed = read(sheets)
    assert not problems(parsed, "F03", "F04")
    assert states(parsed, "B4") == {NUMBER}


@pytest.mark.parametrize(
    "title", ["Biểu 4 (so với 6 tháng cuối năm 2021)", "Biểu 4, ngày 15 tháng 12 năm 2022", "UBND huyện Kim Bảng"]
)
def test_other_words_above_a_table_are_no_period_and_no_board(title: str) -> None:
    parsed = read(headed(B4=(OWN_BOARD, title)))
    assert not problems(parsed)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Tiền phạt tính bằng nghìn đồng", ("thousand_vnd",)),
        ("Biểu 1. Thu hút đầu tư (vốn: nghìn USD, triệu đồng)", ("thousand_usd", "million_vnd")),
        ("Diện tích tính bằng m2", ("square_metre",)),
        ("Số liệu tính bằng 1.000 USD", ("thousand_usd",)),
        ("ĐVT: ha", ("hectare",)),
        ("(ha)", ("hectare",)),
        ("Khối thi đua Đồng bằng sông Hồng", ()),
        ("Đơn vị tính của Hà Nam", ()),
        ("Tỷ lệ lấp đầy", ()),
        ("Hợp đồng lao động", ()),
        ("tăng 120 nghìn USD so với cùng kỳ", ()),
        ("hàng nghìn tỷ đồng", ()),
        ("Dự án có vốn từ 5.000 tỷ đồng", ()),
        ("Độc lập - Tự do - Hạnh phúc", ()),
    ],
)
def test_units_named_in_words(text: str, units: tuple[str, ...]) -> None:
    assert units_in_words(text, UNITS) == units


def without_units(grid: Grid) -> Grid:
    _, column = find(grid, "Đơn vị tính")
    head = find(grid, "Đơn vị tính")[0]
    for row in grid.rows[head + 1 :]:
        if len(row) > column:
            row[column] = None
    return grid


MONEY = [key for key in PLAIN if key[0] in ("1.02", "1.04", "1.05", "1.07", "1.08", "1.11") and PLAIN[key]]
FDI = [key for key in MONEY if key[1] == "fdi"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Vốn tính bằng nghìn USD và triệu đồng", MONEY),
        ("Ghi chú: vốn FDI tính bằng nghìn USD", FDI),
        ("(vốn: nghìn USD, triệu đồng)", MONEY),
    ],
)
@pytest.mark.parametrize("units_beside", [True, False])
@pytest.mark.parametrize("below", [True, False])
def test_another_unit_named_near_a_table_is_asked_about(
    text: str, left: list[tuple[str, str, str]], units_beside: bool, below: bool
) -> None:
    sheets = grids()
    grid = sheets["B1"] if units_beside else without_units(sheets["B1"])
    last = find(grid, "1.11")[0] + 1
    if below:
        grid.rows[last:last] = [[], [text], [None, "NGƯỜI LẬP BIỂU", None, None, "THỦ TRƯỞNG ĐƠN VỊ"]]
    else:
        grid.rows[1:1] = [[text]]
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, problem.code) == ("F09", "unit_stated_otherwise", "B1")
    assert problem.cells == (Place("B1", f"A{last + 2}" if below else "A2"),)
    assert {value(parsed, *key).state for key in left} == {UNREADABLE}
    read_still = {key: figure for key, figure in figures(parsed).items() if key not in left}
    assert read_still == {key: PLAIN[key] for key in read_still}


def test_a_note_below_a_table_is_not_of_the_next_one() -> None:
    sheets = grids()
    sheets["B3"].rows[len(sheets["B3"].rows) :] = [["Ghi chú: diện tích tính bằng m2"], [], *sheets.pop("B8").rows]
    parsed = read(sheets)
    assert [(p.rule, p.code, p.cells[0].cell) for p in problems(parsed)] == [
        ("F09", "B3", f"A{find(sheets['B3'], 'Ghi chú: diện tích tính bằng m2')[0] + 1}")
    ]
    assert value(parsed, "3.02").state == UNREADABLE
    assert {line.cells["area"].state for line in parsed.lines if line.form_sheet == "B8"} == {NUMBER}


def test_a_unit_in_a_column_of_notes_concerns_its_line() -> None:
    sheets = grids()
    row, _ = find(sheets["B1"], "1.11")
    head, _ = find(sheets["B1"], "Mã số")
    width = len(sheets["B1"].rows[head])
    sheets["B1"].rows[head].append("Ghi chú")
    sheets["B1"].rows[row] += [None] * (width - len(sheets["B1"].rows[row])) + ["nghìn USD"]
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == [("F09", "unit_stated_otherwise")]
    assert value(parsed, "1.11", "fdi").state == UNREADABLE
    assert value(parsed, "1.11", "ddi").value == PLAIN["1.11", "ddi", "actual"]
    assert value(parsed, "1.02", "fdi").value == PLAIN["1.02", "fdi", "actual"]


def test_a_unit_declared_for_a_list_that_differs_from_its_heading_is_asked_about() -> None:
    sheets = grids()
    sheets["B8"].rows[1:1] = [["Diện tích tính bằng m2"]]
    parsed = read(sheets)
    assert {(p.rule, p.kind, p.code) for p in problems(parsed)} == {("F09", "unit_stated_otherwise", "B8")}
    assert {line.cells["area"].state for line in parsed.lines if line.form_sheet == "B8"} == {UNREADABLE}


def test_a_unit_on_the_cover_in_other_words_is_read_or_asked_about() -> None:
    sheets = {name: without_units(grid) if name in ("B1", "B2", "B4") else grid for name, grid in grids().items()}
    sheets["Bia"].rows.append(["Đơn vị tiền: nghìn USD và triệu đồng"])
    read_as_said = read(sheets)
    assert value(read_as_said, "1.11", "ddi").value == pytest.approx((PLAIN["1.11", "ddi", "actual"] or 0) / 1000)
    assert "F12" in {p.rule for p in read_as_said.problems}
    sheets["Bia"].rows[-1] = ["Mọi số tiền tính bằng nghìn USD và triệu đồng"]
    asked = read(sheets)
    assert {p.kind for p in problems(asked)} == {"unit_stated_otherwise"}
    assert value(asked, "1.11", "ddi").state == UNREADABLE


def test_units_in_a_row_below_the_heading() -> None:
    sheets = grids()
    grid = without_units(sheets["B1"])
    head, column = find(grid, "FDI")
    grid.rows[head + 1 : head + 1] = [[None] * column + ["nghìn USD", "triệu đồng"]]
    parsed = read(sheets)
    assert not problems(parsed)
    assert value(parsed, "1.11", "fdi").value == pytest.approx((PLAIN["1.11", "fdi", "actual"] or 0) / 1000)


def test_a_figure_with_its_own_unit_is_said_to_be_converted() -> None:
    sheets = grids()
    row, column = find(sheets["B3"], "3.02")
    sheets["B3"].rows[row][column + 2] = "25.341.000 m2"
    row, column = find(sheets["B1"], "1.11")
    sheets["B1"].rows[row][column + 3] = "34.114,37 tỷ đồng"
    parsed = read(sheets)
    assert [(p.rule, p.code, p.found) for p in parsed.problems] == [("F12", "3.02", "25.341.000 m2")]
    assert value(parsed, "3.02").value == 2534.1


def test_a_unit_that_is_asked_about_is_not_said_to_be_converted() -> None:
    sheets = grids()
    row, column = find(sheets["B1"], "1.11")
    sheets["B1"].rows[row][column + 1] = "USD"
    parsed = read(sheets)
    assert [(p.rule, p.code) for p in parsed.problems] == [("F09", "1.11")]
    assert {value(parsed, "1.11", sector).state for sector in ("fdi", "ddi")} == {UNREADABLE}


def test_two_columns_of_one_meaning_stay_open_where_they_differ() -> None:
    sheets = grids()
    head, column = find(sheets["B1"], "FDI")
    for number, row in enumerate(sheets["B1"].rows):
        figures_of_row = row[column : column + 3]
        again = [99.0 if isinstance(cell, float) else cell for cell in figures_of_row]
        row[column:column] = figures_of_row if number == head else again
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, len(problem.cells)) == ("F02", "column_twice", 6)
    assert states(parsed, "B1") == {UNREADABLE}


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ('#,##0.00" nghìn USD"', True),
        ("#,##0.00,", True),
        ('#,##0.00," nghìn"', True),
        ('#,##0.00" triệu USD"', False),
        ('#,##0.00" (*)"', False),
        ("#,##0.00", False),
    ],
)
def test_a_number_format_that_shows_another_unit_is_asked_about(code: str, asked: bool) -> None:
    sheets = grids()
    row, column = find(sheets["B1"], "1.11")
    sheets["B1"] = replace(sheets["B1"], telling_formats={(row, column + 2): code})
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == (
        [("F09", "format_tells_otherwise", "1.11")] if asked else []
    )
    assert value(parsed, "1.11", "fdi").state == (UNREADABLE if asked else NUMBER)


def test_what_a_guide_forbids_is_no_declaration() -> None:
    sheets = grids()
    sheets["B4"] = without_units(sheets["B4"])
    sheets["Bia"].rows.append(
        ["Không ghi số liệu tính bằng nghìn đồng; giữ nguyên cột Đơn vị tính (triệu USD, tỷ đồng)."]
    )
    assert not read(sheets).problems
