"""Units beside a line, over a column, above a table, in a label; and everything a cell may hold but a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from flows.ingest.files.grids import CellValue, ErrorCell, UncalculatedCell
from flows.ingest.submission import BLANK, NOT_APPLICABLE, NUMBER, UNDECIDED, UNREADABLE
from flows.ingest.words.unit_reading import unit_for, unit_in_label, unit_parts
from schemas.facts.units import load_units
from schemas.form import Indicator
from tests.support.forms import REFERENCE, changed_schemas, find, grids, plain_submission, problems, read, value
from tests.support.mixtures import Habits

UNITS = load_units()
PLAIN = {(v.code, v.sector, v.measure): v.value for v in plain_submission().values}
REVENUE = {key: figure for key, figure in PLAIN.items() if key[0] == "2.02"}


def with_unit(code: str, text: str | None, sheet: str = "B2", habits: Habits | None = None) -> dict[str, object]:
    sheets = grids(habits)
    row, column = find(sheets[sheet], code)
    sheets[sheet].rows[row][column + 1] = text
    return sheets  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "sector", "expected", "unit"),
    [
        ("triệu USD / tỷ đồng", "fdi", "million_usd", "million_usd"),
        ("triệu USD / tỷ đồng", "ddi", "billion_vnd", "billion_vnd"),
        ("tỷ đồng / triệu USD", "fdi", "million_usd", "million_usd"),
        ("nghìn USD; triệu đồng", "ddi", "billion_vnd", "million_vnd"),
        ("FDI: nghìn USD, DDI: triệu đồng", "fdi", "million_usd", "thousand_usd"),
        ("Triệu USD (FDI) và tỷ đồng (DDI)", "ddi", "billion_vnd", "billion_vnd"),
        ("nghìn USD / triệu USD", "fdi", "million_usd", "thousand_usd"),
        ("nghìn USD / triệu USD", "ddi", "million_usd", "million_usd"),
        ("nghìn USD / triệu USD", "total", "million_usd", None),
        ("triệu đồng/người/tháng", "fdi", "million_vnd", "million_vnd"),
        ("tr.USD", "fdi", "million_usd", "million_usd"),
        ("Tr.đ", "total", "million_vnd", "million_vnd"),
        ("nghìn tỷ đồng", "ddi", "billion_vnd", "trillion_vnd"),
        ("TRIỆU USD", "fdi", "million_usd", "million_usd"),
        ("trieu usd", "fdi", "million_usd", "million_usd"),
        ("triệu USD", "ddi", "billion_vnd", None),
        ("triệu EUR", "fdi", "million_usd", None),
        ("sào", "total", "hectare", None),
        ("m²", "total", "hectare", "square_metre"),
        ("dự án", "total", "project", "project"),
        ("người", "total", "project", None),
        ("dự án FDI", "total", "project", "project"),
        ("lượt kiểm tra", "total", "inspection", "inspection"),
        ("nghìn dự án", "total", "project", None),
        ("dự án (nghìn)", "total", "project", None),
        ("ha đất", "total", "hectare", None),
    ],
)
def test_a_unit_as_written(text: str, sector: str, expected: str, unit: str | None) -> None:
    assert unit_for(text, sector, expected, UNITS) == unit


def test_a_unit_text_with_an_unknown_part_is_unknown() -> None:
    assert unit_parts("triệu EUR / tỷ đồng", UNITS) == ()


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Tổng doanh thu (nghìn USD)", "nghìn USD"),
        ("Tổng doanh thu (ĐVT: nghìn USD)", "nghìn USD"),
        ("Tổng doanh thu, triệu USD", "triệu USD"),
        ("Diện tích - m2", "m2"),
        ("Số dự án còn hiệu lực cuối kỳ (lũy kế)", ""),
        ("Vốn điều chỉnh tăng (giảm ghi số âm)", ""),
    ],
)
def test_a_unit_in_a_label(label: str, unit: str) -> None:
    assert unit_in_label(label, UNITS)[1] == unit


def test_a_unit_beside_the_line_is_converted_exactly_and_said() -> None:
    parsed = read(with_unit("2.02", "nghìn USD / triệu đồng"))  # type: ignore[arg-type]
    (problem,) = problems(parsed, "F12")
    assert (problem.kind, problem.code, problem.found) == ("unit_converted", "2.02", "nghìn USD / triệu đồng")
    for key, figure in REVENUE.items():
        assert value(parsed, *key).value == float(Decimal(repr(figure)) / 1000)


@pytest.mark.parametrize("text", ["triệu EUR / tỷ đồng", "triệu EUR", "bao"])
def test_an_unknown_unit_leaves_the_line_unread(text: str) -> None:
    parsed = read(with_unit("2.02", text))  # type: ignore[arg-type]
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind, problem.code, problem.sector) == ("F09", "unit_unknown", "2.02", "")
    assert {value(parsed, *key).state for key in REVENUE} == {UNREADABLE}
    assert {value(parsed, *key).raw_text for key in REVENUE} == {f"{figure:.15g}" for figure in REVENUE.values()}


def test_one_currency_for_a_pair_is_not_stretched_over_the_other() -> None:
    parsed = read(with_unit("2.02", "triệu USD"))  # type: ignore[arg-type]
    assert value(parsed, "2.02", "fdi").value == PLAIN[("2.02", "fdi", "actual")]
    assert value(parsed, "2.02", "ddi").state == UNREADABLE


def test_an_alias_accepts_a_unit(tmp_path: Path) -> None:
    reference = changed_schemas(tmp_path, "aliases.csv", "unit,tr. đô/tỷ đồng VN,million_usd,")
    parsed = read(with_unit("2.04", "tr. đô/tỷ đồng VN"), reference)  # type: ignore[arg-type]
    assert not problems(parsed)
    assert value(parsed, "2.04", "fdi").value == PLAIN[("2.04", "fdi", "actual")]


def test_no_unit_means_the_forms_unit() -> None:
    parsed = read(with_unit("2.02", None))  # type: ignore[arg-type]
    assert not problems(parsed)
    assert value(parsed, "2.02", "fdi").value == PLAIN[("2.02", "fdi", "actual")]


def test_a_line_without_its_unit_among_lines_in_thousands_is_asked_about() -> None:
    parsed = read(with_unit("2.02", None, habits=Habits(units="thousand")))  # type: ignore[arg-type]
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F09", "unit_missing", "2.02")]
    assert {value(parsed, *key).state for key in REVENUE} == {UNREADABLE}


def test_a_unit_in_the_label_counts_where_no_other_stands() -> None:
    sheets = with_unit("2.02", None)
    row, column = find(sheets["B2"], "Tổng doanh thu")  # type: ignore[arg-type]
    sheets["B2"].rows[row][column] = "Tổng doanh thu (nghìn USD / triệu đồng)"  # type: ignore[attr-defined]
    parsed = read(sheets)  # type: ignore[arg-type]
    assert value(parsed, "2.02", "fdi").value == float(Decimal(repr(PLAIN[("2.02", "fdi", "actual")])) / 1000)


def test_two_units_that_contradict_are_asked_about() -> None:
    sheets = grids()
    row, column = find(sheets["B2"], "Tổng doanh thu")
    sheets["B2"].rows[row][column] = "Tổng doanh thu (nghìn USD / triệu đồng)"
    parsed = read(sheets)
    assert [(p.rule, p.kind, p.code) for p in problems(parsed)] == [("F09", "unit_conflict", "2.02")]
    assert {value(parsed, *key).state for key in REVENUE} == {UNREADABLE}


@pytest.mark.parametrize(
    "caption",
    [
        "Đơn vị tính: nghìn USD, triệu đồng",
        "(ĐVT: nghìn USD / triệu đồng)",
        "Đơn vị: nghìn USD; triệu đồng",
        "(nghìn USD, triệu đồng)",
    ],
)
def test_a_unit_above_the_table_counts_for_money_only(caption: str) -> None:
    sheets = grids()
    head, column = find(sheets["B1"], "Đơn vị tính")
    for row in sheets["B1"].rows[head:]:
        del row[column : column + 1]
    sheets["B1"].rows.insert(head, [None, None, None, caption])
    parsed = read(sheets)
    assert {p.rule for p in parsed.problems} == {"F12"}
    assert value(parsed, "1.01", "fdi").value == PLAIN[("1.01", "fdi", "actual")]
    assert value(parsed, "1.02", "ddi").value == float(Decimal(repr(PLAIN[("1.02", "ddi", "actual")])) / 1000)


def test_a_unit_on_the_cover_counts_where_tables_state_none() -> None:
    sheets = grids()
    for name in ("B1", "B2"):
        _, column = find(sheets[name], "Đơn vị tính")
        for row in sheets[name].rows:
            del row[column : column + 1]
    sheets["Bia"].rows.append(["Đơn vị tính: nghìn USD, triệu đồng"])
    parsed = read(sheets)
    assert value(parsed, "1.02", "fdi").value == float(Decimal(repr(PLAIN[("1.02", "fdi", "actual")])) / 1000)
    assert (
        value(parsed, "4.03").state == UNREADABLE or value(parsed, "4.03").value == PLAIN[("4.03", "total", "actual")]
    )


def test_one_currency_above_a_table_of_two_is_asked_about() -> None:
    sheets = grids()
    head, column = find(sheets["B1"], "Đơn vị tính")
    for row in sheets["B1"].rows[head:]:
        del row[column : column + 1]
    sheets["B1"].rows.insert(head, ["Đơn vị tính: triệu USD"])
    parsed = read(sheets)
    assert [p.rule for p in problems(parsed)] == ["F09"]
    assert value(parsed, "1.02", "fdi").state == NUMBER
    assert value(parsed, "1.02", "ddi").state == UNREADABLE


def test_a_column_of_units_is_known_by_its_cells_when_its_heading_is_not() -> None:
    sheets = with_unit("2.02", "nghìn USD / triệu đồng")
    row, column = find(sheets["B2"], "Đơn vị tính")  # type: ignore[arg-type]
    sheets["B2"].rows[row][column] = "Đ/v"  # type: ignore[attr-defined]
    parsed = read(sheets)  # type: ignore[arg-type]
    assert value(parsed, "2.02", "fdi").value == float(Decimal(repr(PLAIN[("2.02", "fdi", "actual")])) / 1000)


def test_a_percentage_cell_is_a_percentage() -> None:
    parsed = read(grids(Habits(percent_cell=True)))
    assert value(parsed, "3.09").value == PLAIN[("3.09", "total", "actual")]


def test_a_percentage_cell_elsewhere_is_asked_about() -> None:
    sheets = grids()
    row, column = find(sheets["B4"], "4.03")
    sheets["B4"] = replace(sheets["B4"], percent=frozenset({(row, column + 2)}))
    parsed = read(sheets)
    assert [(p.rule, p.kind) for p in problems(parsed)] == [("F09", "percent_unexpected")]


# what a cell may hold


def cell(content: CellValue, code: str = "4.05", habits: Habits | None = None) -> object:
    sheets = grids(habits)
    row, column = find(sheets["B4"], code)
    sheets["B4"].rows[row][column + 2] = content
    return read(sheets)


@pytest.mark.parametrize(
    ("content", "state", "figure"),
    [
        ("x", NOT_APPLICABLE, None),
        ("-", NUMBER, 0.0),
        ("không có", NUMBER, 0.0),
        ("…", BLANK, None),
        (None, BLANK, None),
        ("   ", BLANK, None),
        ("3 (2)", NUMBER, 3.0),
        ("(3)", NUMBER, -3.0),
        ("3 vụ", NUMBER, 3.0),
        (True, UNREADABLE, None),
        ("nt", UNREADABLE, None),
        ("3 người", UNREADABLE, None),
        (float("nan"), UNREADABLE, None),
        (float("inf"), UNREADABLE, None),
        (0.1 + 0.2, NUMBER, 0.3),
        (1e15 + 0.3, NUMBER, 1e15),
    ],
)
def test_each_content_has_one_meaning(content: CellValue, state: str, figure: float | None) -> None:
    found = value(cell(content), "4.05")  # type: ignore[arg-type]
    assert (found.state, found.value) == (state, figure)


@pytest.mark.parametrize(
    ("content", "rule", "kind"),
    [
        ("đang cập nhật", "F06", "number_not_entered"),
        ("nhiều", "F06", "words_in_number_cell"),
        ("khoảng 3", "F06", "approximate_number"),
        ("2-3", "F06", "range_for_number"),
        ('"', "F06", "ditto"),
        (False, "F06", "truth_value"),
        (date(2023, 10, 1), "F06", "date_for_number"),
        (datetime(2023, 10, 1), "F06", "date_for_number"),
        (ErrorCell("#REF!"), "F10", "error_value"),
        (UncalculatedCell("=SUM(A1:A3)"), "F10", "formula_uncalculated"),
        ("#VALUE!", "F10", "error_value"),  # as a csv or a document has it
        ("Err:502", "F10", "error_value"),
        ("1.031", "F07", "number_undecided"),
        ("3 sào", "F06", "words_in_number_cell"),
    ],
)
def test_what_is_asked_about(content: CellValue, rule: str, kind: str) -> None:
    parsed = cell(content)
    (problem,) = problems(parsed)  # type: ignore[arg-type]
    assert (problem.rule, problem.kind) == (rule, kind)
    assert (problem.code, problem.sector, problem.measure) == ("4.05", "total", "actual")
    found = value(parsed, "4.05")  # type: ignore[arg-type]
    assert found.state == (UNDECIDED if rule == "F07" else UNREADABLE)
    assert problem.cells == (found.place,)


def test_a_text_number_is_decided_by_its_column_and_else_by_the_file() -> None:
    sheets = grids()
    for code, content in (("4.03", "716,5"), ("4.05", "1.031")):
        row, column = find(sheets["B4"], code)
        sheets["B4"].rows[row][column + 2] = content
    row, column = find(sheets["B1"], "1.02")
    sheets["B1"].rows[row][column + 2] = "4.693"
    parsed = read(sheets)
    assert value(parsed, "4.05").value == 1031.0
    assert value(parsed, "1.02", "fdi").value == 4693.0


def test_numbers_in_number_cells_prove_nothing() -> None:
    parsed = cell("1.031", "4.03")
    assert value(parsed, "4.03").state == UNDECIDED  # type: ignore[arg-type]


def test_every_line_reads_a_number_of_its_own_unit() -> None:
    lines: list[Indicator] = list(REFERENCE.form.indicators)
    assert all(unit in UNITS.by_name for line in lines for unit in line.units.values())
