"""The zone list and the project register: headings, choices, dates, totals, and what is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from flows.ingest.files.grids import CellValue, Grid
from flows.ingest.submission import BLANK, DATE, NOT_APPLICABLE, NUMBER, TEXT, UNREADABLE, ListLine, ParsedSubmission
from flows.ingest.words.dates import read_date
from flows.texts.reading import MESSAGES
from tests.support.forms import find, grids, problems, read
from tests.support.mixtures import Habits


def lines(parsed: ParsedSubmission, sheet: str) -> list[ListLine]:
    return [line for line in parsed.lines if line.form_sheet == sheet]


def changed(sheet: str, heading: str, content: CellValue, line: int = 1) -> tuple[ParsedSubmission, ListLine]:
    sheets = grids()
    row, column = find(sheets[sheet], heading)
    sheets[sheet].rows[row + line][column] = content
    parsed = read(sheets)
    return parsed, lines(parsed, sheet)[line - 1]


def test_every_cell_has_its_place_and_lines_are_counted() -> None:
    parsed = read(grids())
    zones = lines(parsed, "B8")
    assert [line.number for line in zones] == list(range(1, len(zones) + 1))
    assert zones[0].sheet == "B8" and zones[0].row == 3
    assert list(zones[0].cells) == [
        "line", "name", "kind", "status", "area", "leasable", "leased", "investor", "established",
    ]  # fmt: skip
    assert [cell.cell for cell in zones[0].cells.values()] == [f"{letter}3" for letter in "ABCDEFGHI"]
    assert zones[0].cells["status"].value == "operating"


KINDS = {str: TEXT, float: NUMBER, date: DATE}


@pytest.mark.parametrize(
    ("sheet", "heading", "content", "key", "meant"),
    [
        ("B8", "Tình trạng", "ĐANG HOẠT ĐỘNG", "status", "operating"),
        ("B8", "Tình trạng", "dang xay dung", "status", "under_construction"),
        ("B8", "Tình trạng", "Đã quy hoạch", "status", "approved"),
        ("B8", "Loại (KCN/KCX/KKT)", "Khu công nghiệp", "kind", "KCN"),
        ("B9", "Khu vực (FDI/DDI)", "trong nước", "sector", "ddi"),
        ("B9", "Sự kiện", "CẤP MỚI", "event", "new"),
        ("B9", "Sự kiện", "thu hồi", "event", "ended"),
        ("B9", "Ngày", "28/01/2023", "date", date(2023, 1, 28)),
        ("B9", "Ngày", "2023-01-28", "date", date(2023, 1, 28)),
        ("B9", "Ngày", datetime(2023, 1, 28), "date", date(2023, 1, 28)),
        ("B9", "Số GCN", 2610000581.0, "certificate", "2610000581"),
        ("B9", "Đất (ha)", "-", "land", 0.0),
        ("B9", "Đất (ha)", "5,5 ha", "land", 5.5),
        ("B8", "Năm thành lập", "2010", "established", 2010.0),
    ],
)
def test_usual_variants(sheet: str, heading: str, content: CellValue, key: str, meant: object) -> None:
    parsed, line = changed(sheet, heading, content)
    assert not problems(parsed)
    assert (line.cells[key].state, line.cells[key].value) == (KINDS[type(meant)], meant)


@pytest.mark.parametrize(
    ("sheet", "heading", "content", "key", "rule", "kind"),
    [
        ("B8", "Tình trạng", "Tạm dừng", "status", "F06", "choice_unknown"),
        ("B9", "Ngày", "31/02/2023", "date", "F06", "date_unreadable"),
        ("B9", "Ngày", "quý I", "date", "F06", "date_unreadable"),
        ("B8", "Diện tích (ha)", "rất rộng", "area", "F06", "words_in_number_cell"),
        ("B8", "Diện tích (ha)", "1.006", "area", "F07", "number_undecided"),
    ],
)
def test_what_is_asked_about(sheet: str, heading: str, content: CellValue, key: str, rule: str, kind: str) -> None:
    parsed, line = changed(sheet, heading, content)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, problem.code) == (rule, kind, sheet)
    assert problem.cells[0].cell == line.cells[key].cell
    assert line.cells[key].value is None


def test_blank_and_not_applicable() -> None:
    _, line = changed("B9", "Vốn (triệu USD)", None)
    assert line.cells["capital_usd"].state == BLANK
    _, line = changed("B9", "Vốn (triệu USD)", "x")
    assert line.cells["capital_usd"].state == NOT_APPLICABLE


def test_the_total_line_is_told_from_zones() -> None:
    sheets = grids()
    rows = sheets["B8"].rows
    last = max(r for r, row in enumerate(rows) if row and isinstance(row[0], float))
    rows.insert(last + 1, [None, "Tổng cộng", None, None, 2534.1, 1480.7, 965.4, None, None])
    found = lines(read(sheets), "B8")
    assert [line.number for line in found if line.total] == [0]
    total = found[-1]
    assert total.total and total.cells["area"].value == 2534.1


def test_signatures_notes_and_blank_lines_are_no_zones() -> None:
    sheets = grids(Habits(signatures=True))
    count = len(lines(read(sheets), "B8"))
    more: list[list[CellValue]] = [
        [None, "Ghi chú: số liệu tính đến ngày 15/12"],
        [13.0],
        [None] * 9,
        [None, "Nơi nhận:", None, "Như trên"],
    ]
    sheets["B8"].rows.extend(more)
    assert len(lines(read(sheets), "B8")) == count


@pytest.mark.parametrize(
    ("heading", "unit_known"), [("Vốn (nghìn USD)", True), ("Vốn đầu tư (Triệu USD)", True), ("Vốn (triệu EUR)", False)]
)
def test_units_in_headings(heading: str, unit_known: bool) -> None:
    sheets = grids()
    row, column = find(sheets["B9"], "Vốn (triệu USD)")
    sheets["B9"].rows[row][column] = heading
    parsed = read(sheets)
    assert [p.rule for p in problems(parsed)] == ([] if unit_known else ["F09"])
    states = {line.cells["capital_usd"].state for line in lines(parsed, "B9")}
    assert (UNREADABLE in states) == (not unit_known)


def test_one_heading_over_two_units() -> None:
    sheets = grids()
    row, column = find(sheets["B9"], "Vốn (triệu USD)")
    rows = sheets["B9"].rows
    below: list[CellValue] = [None] * len(rows[row])
    below[column], below[column + 1] = "triệu USD", "tỷ đồng"
    rows[row][column], rows[row][column + 1] = "Vốn", None
    rows.insert(row + 1, below)
    parsed = read(sheets)
    assert not problems(parsed)
    assert [line.cells["capital_usd"].value for line in lines(parsed, "B9")] == [
        line.cells["capital_usd"].value for line in lines(read(grids()), "B9")
    ]


def test_a_required_column_that_is_absent_is_blank_in_every_line() -> None:
    sheets = grids()
    _, column = find(sheets["B8"], "Chủ đầu tư hạ tầng")
    for row in sheets["B8"].rows:
        del row[column : column + 1]
    assert {line.cells["investor"].state for line in lines(read(sheets), "B8")} == {BLANK}


def test_a_list_that_goes_on_in_a_second_table_is_one_list() -> None:
    sheets = grids()
    rows = sheets["B9"].rows
    head, _ = find(sheets["B9"], "Số GCN")
    sheets["B9"] = Grid("B9", rows[: head + 4])
    sheets["B9 tiếp"] = Grid("B9 tiếp", [rows[head], *rows[head + 4 :]])
    parsed = read(sheets)
    assert not problems(parsed)
    assert len(lines(parsed, "B9")) == len(lines(read(grids()), "B9"))


def test_lists_numbered_apart_are_one_list() -> None:
    sheets = grids()
    head, _ = find(sheets["B9"], "Số GCN")
    rows = sheets["B9"].rows
    foreign = [list(row) for row in rows[head + 1 :] if len(row) > 6 and row[6] == "FDI"]
    domestic = [list(row) for row in rows[head + 1 :] if len(row) > 6 and row[6] == "DDI"]
    assert foreign and domestic
    for part in (foreign, domestic):
        for number, row in enumerate(part, start=1):
            row[0] = float(number)
    sheets["B9"] = Grid("B9", [rows[head], *foreign, [], [], rows[head], *domestic])
    parsed = read(sheets)
    assert not problems(parsed)
    assert [line.number for line in lines(parsed, "B9")] == list(range(1, len(foreign) + len(domestic) + 1))


def test_the_same_list_twice_is_asked_about() -> None:
    sheets = grids()
    sheets["B9 (2)"] = Grid("B9 (2)", [list(row) for row in sheets["B9"].rows])
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F02", "sheet_twice", "B9")]
    assert len(lines(parsed, "B9")) == len(lines(read(grids()), "B9"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28/01/2023", date(2023, 1, 28)),
        ("28.1.2023", date(2023, 1, 28)),
        ("28-01-2023", date(2023, 1, 28)),
        ("2023-01-28", date(2023, 1, 28)),
        ("2023-01-28 00:00:00", date(2023, 1, 28)),
        ("ngày 28 tháng 1 năm 2023", date(2023, 1, 28)),
        ("01/13/2023", None),
        ("28/1/23", date(2023, 1, 28)),
        ("28-Jan-23", date(2023, 1, 28)),
        ("28 tháng 01 năm 2023", date(2023, 1, 28)),
        ("January 28, 2023", date(2023, 1, 28)),
        ("2023-01-28T08:30:00+07:00", date(2023, 1, 28)),
        ("28/01/2023 08:30", date(2023, 1, 28)),
        ("20230128", date(2023, 1, 28)),
        ("28-Xyz-23", None),
        ("31/02/2023", None),
        ("tháng 1/2023", None),
    ],
)
def test_dates_as_people_write_them(text: str, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("sheet", "heading", "key", "how", "kind"),
    [
        ("B8", "Diện tích (ha)", "area", "#,##0.0,", "format_tells_otherwise"),
        ("B8", "Diện tích (ha)", "area", '0" m2"', "format_tells_otherwise"),
        ("B8", "Diện tích (ha)", "area", "percent", "percent_unexpected"),
        ("B8", "Năm thành lập", "established", "#,##0,", "format_tells_otherwise"),
        ("B8", "Diện tích (ha)", "area", '0" ha"', None),
        ("B8", "Năm thành lập", "established", '"Năm "0', None),
    ],
)
def test_a_figure_of_a_list_that_is_shown_otherwise(sheet: str, heading: str, key: str, how: str, kind: str) -> None:
    sheets = grids()
    row, column = find(sheets[sheet], heading)
    place = (row + 1, column)
    shown = {"percent": frozenset({place})} if how == "percent" else {"telling_formats": {place: how}}
    sheets[sheet] = replace(sheets[sheet], **shown)  # type: ignore[arg-type]
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == ([("F09", kind)] if kind else [])
    assert lines(parsed, sheet)[0].cells[key].state == (UNREADABLE if kind else NUMBER)
    for problem in problems(parsed):
        for language in MESSAGES[problem.kind]:
            assert "{" not in language.format(where="B8", found=problem.found, expected="", **problem.details)


@pytest.mark.parametrize(("off", "asked"), [(0.0, []), (7.0, ["sum_differs"])])
def test_two_tables_with_totals_of_their_own_are_one_list(off: float, asked: list[str]) -> None:
    sheets = grids()
    grid = sheets["B8"]
    heading, area = find(grid, "Diện tích (ha)")
    name = find(grid, "Tên khu")[1]
    lines = [row for row in grid.rows[heading + 1 :] if row and isinstance(row[0], float)]
    tables: list[list[CellValue]] = []
    for part in (lines[:5], lines[5:]):
        total: list[CellValue] = [None] * len(lines[0])
        total[name], total[area] = "Tổng cộng", sum(float(str(row[area])) for row in part) + off
        off = 0.0
        tables += [list(grid.rows[heading]), *map(list, part), total, []]
    sheets["B8"] = replace(grid, rows=[*grid.rows[:heading], *tables])
    parsed = read(sheets)
    own = [line for line in parsed.lines if line.form_sheet == "B8"]
    assert len(own) == len(lines) and not any(line.total for line in own)
    assert [p.kind for p in problems(parsed)] == asked
    assert [p.kind for p in parsed.problems if p.rule == "F14"] == ["rows_passed_over"]


@pytest.mark.parametrize("signs", ["\xa0", "\u200b", "\u2800\u00ad"])
@pytest.mark.parametrize("sheet", ["B8", "B9"])
def test_a_row_of_signs_nobody_sees_is_passed_over_and_said(sheet: str, signs: str) -> None:
    sheets = grids()
    rows = sheets[sheet].rows
    heading = next(number for number, row in enumerate(rows) if row and row[0] == "STT")
    rows.insert(heading + 3, [signs] * len(rows[heading]))
    rows.insert(heading + 4, [" "] * len(rows[heading]))  # what every program shows as empty
    parsed = read(sheets)
    assert len(lines(parsed, sheet)) == len(lines(read(grids()), sheet)) and not problems(parsed)
    told = [(p.kind, [place.cell for place in p.cells]) for p in parsed.problems if p.rule == "F14"]
    assert told == [("rows_unseen", [f"A{heading + 4}"])]


def test_no_number_at_all_is_no_day() -> None:
    assert changed("B9", "Ngày", float("nan"))[0].problems[0].kind == "date_unreadable"


def test_dates_with_the_month_first_are_asked_once_with_what_is_meant() -> None:
    sheets = grids()
    row, column = find(sheets["B9"], "Ngày")
    days = ["08/22/2022", "10/06/2022", "11/10/2022"]
    for down, text in enumerate(days, start=1):
        sheets["B9"].rows[row + down][column] = text
    (problem,) = problems(read(sheets))
    assert (problem.rule, problem.kind, len(problem.cells)) == ("F06", "dates_month_first", 3)
    assert problem.proposed == ("22/08/2022", "06/10/2022", "10/11/2022") and problem.kind in MESSAGES


@pytest.mark.parametrize("written", ["'{}", "GCN số {}", "{} (đ/c)", "{} ngày 15/02/2024"])
def test_a_certificate_with_words_beside_its_number_is_asked_about(written: str) -> None:
    sheets = grids()
    row, column = find(sheets["B9"], "Số GCN")
    number = str(sheets["B9"].rows[row + 2][column])
    sheets["B9"].rows[row + 2][column] = written.format(number)
    (problem,) = problems(read(sheets))
    assert (problem.rule, problem.kind, problem.proposed) == ("F06", "identifier_with_words", (number,))


def test_two_numbers_in_one_cell_of_certificates_are_asked_about() -> None:
    _, line = changed("B9", "Số GCN", "2940000130\n(cấp lại: 2940000999)", 2)
    assert line.cells["certificate"].state == UNREADABLE
    parsed, _ = changed("B9", "Số GCN", "2940000130\n(cấp lại: 2940000999)", 2)
    assert [(p.rule, p.kind, p.proposed) for p in problems(parsed)] == [("F06", "identifiers_several", ("",))]


@pytest.mark.parametrize("mark", ["nt", "-nt-", '"', "như trên", "″"])
@pytest.mark.parametrize(
    ("sheet", "heading", "key"), [("B9", "Quốc gia", "country"), ("B8", "Chủ đầu tư hạ tầng", "investor")]
)
def test_as_above_in_a_list_is_asked_once_with_what_stands_above(sheet: str, heading: str, key: str, mark: str) -> None:
    sheets = grids()
    row, column = find(sheets[sheet], heading)
    above = sheets[sheet].rows[row + 1][column]
    for line in (2, 3):
        sheets[sheet].rows[row + line][column] = mark
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, problem.proposed) == ("F06", "ditto_in_list", (above, above))
    assert [line.cells[key].state for line in lines(parsed, sheet)[:3]] == [TEXT, UNREADABLE, UNREADABLE]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("CM", "new"), ("Cấp mới lần đầu", "new"), ("Điều chỉnh tăng vốn", "adjusted"), ("Thu hồi GCNĐKĐT", "ended")],
)
def test_what_happened_to_a_project_in_the_words_of_offices(text: str, meant: str) -> None:
    parsed, line = changed("B9", "Sự kiện", text)
    assert line.cells["event"].value == meant and not problems(parsed)


@pytest.mark.parametrize(("off", "is_line"), [(0.0, False), (7.0, True)])
def test_a_row_of_sums_without_a_word_is_no_line(off: float, is_line: bool) -> None:
    sheets = grids()
    rows = sheets["B8"].rows
    heading, area = find(sheets["B8"], "Diện tích (ha)")
    sums: list[CellValue] = [None] * len(rows[heading])
    sums[area] = sum(float(str(rows[heading + line][area])) for line in (1, 2, 3)) + off
    rows.insert(heading + 4, sums)
    parsed = read(sheets)
    assert len(lines(parsed, "B8")) == len(lines(read(grids()), "B8")) + is_line
    assert [p.kind for p in parsed.problems if p.rule == "F14"] == ([] if is_line else ["rows_passed_over"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("điều chỉnh giảm 2,5", True),
        ("đã nộp 250 triệu đồng", True),
        ("đã nộp 250,5 triệu, ngày 3 tháng 5 năm 2024", True),
        ("Hà Nam, ngày 23 tháng 06 năm 2024", False),
        ("theo QĐ 12/QĐ-UBND ngày 15/02/2024", False),
        ("ĐT: 0912.345.678", False),
        ("cập nhật 30.6.2024", False),
    ],
)
@pytest.mark.parametrize("place", ["beside a list", "below a list", "beside a line"])
def test_a_figure_in_the_words_of_a_note_is_said(place: str, text: str, said: bool) -> None:
    sheets = grids()
    rows = sheets["B6" if place == "beside a line" else "B9"].rows
    if place == "below a list":
        rows.append([None, None, text])
    else:
        rows[4].extend([None, text] if place == "beside a line" else [text])
    parsed = read(sheets)
    assert not problems(parsed)
    assert [(p.kind, p.found) for p in parsed.problems if p.rule == "F14"] == [("figures_passed_over", text)] * said


@pytest.mark.parametrize(
    ("heading", "texts", "kinds"),
    [
        ("Ngày", ["01/2024", "Quý I", "02/2024"], [("date_unreadable", 3)]),
        ("Sự kiện", ["Gia hạn", "Khác", "Gia hạn"], [("choice_unknown", 2), ("choice_unknown", 1)]),
    ],
)
def test_what_is_no_day_and_no_choice_is_asked_once(
    heading: str, texts: list[str], kinds: list[tuple[str, int]]
) -> None:
    sheets = grids()
    row, column = find(sheets["B9"], heading)
    for line, text in enumerate(texts, start=1):
        sheets["B9"].rows[row + line][column] = text
    assert [(p.kind, len(p.cells)) for p in problems(read(sheets))] == kinds
