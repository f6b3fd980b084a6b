"""Habits of offices that look right at a glance: each is read as a person reads it, or asked about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from flows.ingest.grids import CellValue, Grid, UnreadableFile
from flows.ingest.limits import LIST_LINES
from flows.ingest.numerals import DITTO, WORDS, read_numeral
from flows.ingest.submission import BLANK, NOT_APPLICABLE, UNREADABLE
from flows.ingest.unit_reading import unit_for, unit_parts
from schemas.units import load_units
from tests.support.forms import find, grids, plain_submission, problems, read, value

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


# Too much


def test_a_list_without_end_is_refused() -> None:
    sheets = grids()
    rows = sheets["B8"].rows
    first = next(number for number, row in enumerate(rows) if isinstance(row[0], float))
    rows[first:first] = [list(rows[first]) for _ in range(LIST_LINES + 1)]
    with pytest.raises(UnreadableFile, match="unreadable_too_large"):
        read(sheets)
