"""Every number inside a recognised table is read, asked about, or said; one file never stops a run."""

from __future__ import annotations

import copy
import random
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from flows.ingest import cache
from flows.ingest.cache import read_bytes
from flows.ingest.files.grids import CellValue, UnreadableFile, Workbook, address
from flows.ingest.files.opening import open_workbook
from flows.ingest.reader import _found, parse_workbook
from flows.ingest.recognition import recognise
from flows.ingest.submission import ParsedSubmission, Problem
from tests.support.campaigns import cases
from tests.support.forms import REFERENCE, find, grids, problems, read, value
from tests.support.received import ROOT

ODD = 98_765.25


@lru_cache
def shipped() -> Workbook:
    return open_workbook(min((ROOT / "raw" / "2022-H1" / "ha-noi").glob("*.xlsx")).read_bytes())


def told(parsed: ParsedSubmission, sheet: str | None, cell: str) -> bool:
    """Whether a cell is read, or named by something that is asked or said."""
    places = {place for problem in parsed.problems for place in problem.cells}
    places |= {found.place for found in parsed.values if found.raw_text}
    listed = {(line.sheet, own.cell) for line in parsed.lines for own in line.cells.values() if own.raw_text}
    return (sheet, cell) in listed or (sheet, cell) in {(place.sheet, place.cell) for place in places}


@pytest.mark.parametrize(
    ("written", "note", "said"),
    [
        ("3 (2)", "", ["3"]),
        ("3[2]", "(1) số liệu ước", ["3"]),
        ("3 (2)", "(2) số liệu ước", []),
        ("3 (2)", "Ghi chú: (1) ước; (2) sơ bộ", []),
        ("(3)", "", []),
    ],
)
def test_a_number_in_brackets_after_a_figure_is_a_note_or_said(written: str, note: str, said: list[str]) -> None:
    sheets = grids()
    row, column = find(sheets["B4"], "4.02")
    sheets["B4"].rows[row][column + 2] = written
    sheets["B4"].rows.append([None, note])
    found = [problem for problem in read(sheets).problems if problem.kind == "mark_without_note"]
    assert [problem.details["read"] for problem in found] == said


def test_a_number_in_brackets_after_a_figure_of_a_list_is_said() -> None:
    sheets = grids()
    row, column = find(sheets["B9"], "Vốn (triệu USD)")
    row += next(n for n, cells in enumerate(sheets["B9"].rows[row + 1 :]) if cells[column] != "x")
    sheets["B9"].rows[row + 1][column] = f"{sheets['B9'].rows[row + 1][column]} (7)"
    (found,) = [problem for problem in read(sheets).problems if problem.kind == "mark_without_note"]
    assert (found.code, found.cells[0].cell) == ("B9", address(row + 1, column))


GOOD = sorted(
    path for path in (ROOT / "raw" / "2023-H1").glob("*/*") if path.suffix in (".xlsx", ".xls", ".ods", ".docx")
)


@lru_cache
def tables_of(path: Path) -> tuple[Workbook, list[tuple[int, int, int, int, int]], set[object]]:
    """A good file, its tables (grid, rows from and to, columns from and to), and what is asked of it as it is."""
    workbook = open_workbook(path.read_bytes())
    places = []
    for table in _found(workbook, REFERENCE.in_force("2023-H1")).tables:
        rows = table.grid.rows
        last = max(n for n in range(table.first_row, table.end_row) if len(rows[n]) - rows[n].count(None) >= 3)
        places.append((table.grid_index, table.heading_row, last + 1, table.first_column, table.end_column))
    return workbook, places, {asked(problem) for problem in parse_workbook(workbook, REFERENCE).problems}


def asked(problem: Problem) -> object:
    return problem.rule, problem.kind, problem.code, problem.cells, problem.found


@pytest.mark.campaign
@settings(max_examples=cases(120, 3_000))
@given(st.sampled_from(GOOD), st.integers(0, 10**6), st.sampled_from([ODD, "98.765,25", "98765,25"]))
def test_a_number_anywhere_in_a_table_is_read_asked_about_or_said(path: Path, where: int, number: float | str) -> None:
    workbook, places, before = tables_of(path)
    index, first, end, left, right = places[where % len(places)]
    cell, width = where // len(places), right - left
    row, column = first + cell // width % (end - first), left + cell % width
    grid = workbook.grids[index]
    rows = [[*line, *[None] * (right - len(line))] for line in grid.rows]
    rows[row][column] = number
    changed = (*workbook.grids[:index], replace(grid, rows=rows), *workbook.grids[index + 1 :])
    try:
        parsed = parse_workbook(replace(workbook, grids=changed), REFERENCE)
    except UnreadableFile:
        return
    # A heading, a code or a label that has become a number is asked about as what it was.
    lost = [p for p in parsed.problems if p.rule in ("F02", "F08", "F09") and asked(p) not in before]
    assert told(parsed, grid.sheet, address(row, column)) or lost, (path.name, grid.sheet, address(row, column))


@pytest.mark.parametrize(("down", "right"), [(0, 1), (1, 0)])
def test_a_figure_beside_its_blank_cell_is_asked_about(down: int, right: int) -> None:
    sheets = grids()
    row, column = find(sheets["B6"], "6.02")
    column += 2
    line = sheets["B6"].rows[row]
    number, line[column] = line[column], None
    if down:
        sheets["B6"].rows.insert(row + 1, [None] * len(line))
    target = sheets["B6"].rows[row + down]
    target.extend([None] * (column + right + 1 - len(target)))
    target[column + right] = number
    parsed = read(sheets)
    (problem,) = problems(parsed)
    assert (problem.rule, problem.kind) == ("F06", "figure_beside") and "6.02" in problem.details["label"]
    assert value(parsed, "6.02").state == "unreadable"


def test_a_row_passed_over_beside_a_missing_line_is_asked_about() -> None:
    sheets = grids()
    row, column = find(sheets["B6"], "6.02")
    sheets["B6"].rows[row][column - 1 : column + 1] = ["Đoàn viên thanh niên kết nạp", None]
    (problem,) = problems(read(sheets))
    assert (problem.rule, problem.kind, problem.code) == ("F08", "line_beside_missing", "6.02")


def test_a_label_that_goes_on_below_may_have_the_figure() -> None:
    sheets = grids()
    row, column = find(sheets["B6"], "6.02")
    rows = sheets["B6"].rows
    label = find(sheets["B6"], "Số đảng viên kết nạp mới")[1]
    below: list[CellValue] = [None] * len(rows[row])
    below[label], below[column + 2] = "trong kỳ", rows[row][column + 2]
    rows[row][column + 2] = None
    rows.insert(row + 1, below)
    (problem,) = problems(read(sheets))
    assert (problem.rule, problem.kind, problem.code) == ("F06", "figure_beside", "6.02")


def test_codes_in_parentheses_are_codes() -> None:
    sheets = grids()
    for grid in sheets.values():
        for cells in grid.rows:
            cells[:] = [
                f"({cell})" if isinstance(cell, str) and re.fullmatch(r"\d\.\d\d", cell) else cell for cell in cells
            ]
    parsed, plain = read(sheets), read(grids())
    assert not parsed.problems and {v[:5] for v in parsed.values} == {v[:5] for v in plain.values}


def test_a_note_with_a_figure_beside_a_full_line_is_said_and_no_more() -> None:
    sheets = grids()
    row, _ = find(sheets["B6"], "6.02")
    sheets["B6"].rows[row].extend([None, 12.0])
    parsed = read(sheets)
    assert not problems(parsed)
    assert [(p.rule, p.kind) for p in parsed.problems] == [("F14", "figures_passed_over")]


@pytest.mark.parametrize("blank", [True, False])
def test_a_figure_in_a_note_below_is_said_where_a_line_is_blank(blank: bool) -> None:
    sheets = grids()
    row, column = find(sheets["B6"], "6.02")
    if blank:
        sheets["B6"].rows[row][column + 2] = None
    note = "Ghi chú: số đảng viên kết nạp là 25"
    sheets["B6"].rows.extend([[None], [None, note], [None, "Ghi chú: tính đến ngày 30 tháng 6 năm 2022"]])
    assert [p.found for p in read(sheets).problems if p.rule == "F14"] == ([note] if blank else [])


@pytest.mark.parametrize(("blank", "rule"), [(True, "F06"), (False, "F14")])
def test_a_figure_in_a_comment_is_asked_about_or_said(blank: bool, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.load_workbook(ROOT / "raw" / "2022-H2" / "ninh-binh" / "TDKCN_ninh-binh_2022-H2.xlsx")
    sheet = book["B6"]
    (cell,) = [row[4] for row in sheet.iter_rows() if row[2].value == "6.02"]
    cell.comment = Comment("số đúng là 15", "ban")
    cell.value = None if blank else cell.value
    book.save(path)
    parsed = read_bytes(path.read_bytes(), REFERENCE)
    assert isinstance(parsed, ParsedSubmission)
    assert [(p.rule, p.found) for p in parsed.problems] == [(rule, "số đúng là 15")]


@pytest.mark.parametrize("blank", [True, False])
def test_a_figure_in_a_comment_of_a_list_is_asked_about_or_said(blank: bool) -> None:
    sheets = grids()
    row, _ = find(sheets["B9"], 3.0)
    column = find(sheets["B9"], "Ngày")[1]
    if blank:
        sheets["B9"].rows[row][column] = None
    sheets["B9"] = replace(sheets["B9"], comments={(row, column): "ngày 13/01"})
    found = [p for p in read(sheets).problems if p.found == "ngày 13/01"]
    assert [(p.rule, p.cells[0].cell) for p in found] == [("F06" if blank else "F14", address(row, column))]


COVERS = [
    "6 tháng đầu năm {}",
    "Kỳ báo cáo: năm {}",
    "H1 {}",
    "01/01/{0} đến 30/06/{0}",
    "bán niên I năm {}",
    "tháng 1 đến tháng 6 năm {}",
]


@pytest.mark.campaign
@settings(max_examples=cases(120, 10_000))
@given(st.randoms(use_true_random=False), st.sampled_from(COVERS), st.integers(1000, 9999), st.text(max_size=30))
def test_no_cover_name_or_cell_ends_in_a_traceback(rng: random.Random, cover: str, year: int, text: str) -> None:
    said = cover.format(year)
    workbook = copy.deepcopy(shipped())
    for _ in range(rng.choice((1, 2, 5))):
        grid = rng.choice(workbook.grids)
        row = grid.rows[rng.randrange(len(grid.rows))]
        if row:
            row[rng.randrange(len(row))] = rng.choice((said, text, float(year), f"{text} {said}"))
    try:
        parsed = parse_workbook(workbook, REFERENCE)
    except UnreadableFile:
        return
    recognise(REFERENCE, cover=parsed.cover, path=f"{said} {text}.xlsx".replace("/", "-"))


def test_a_fault_of_the_program_is_the_trouble_of_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (ROOT / "raw" / "2022-H2" / "ninh-binh" / "TDKCN_ninh-binh_2022-H2.xlsx").read_bytes()

    def fails(*_: object) -> None:
        raise ZeroDivisionError("thử")

    monkeypatch.setattr("flows.ingest.reader.read_submission", fails)
    outcome = cache.read_bytes(data, REFERENCE)
    assert outcome == ("unreadable_fault", {"fault": "ZeroDivisionError: thử"})
    monkeypatch.undo()
    assert isinstance(read_bytes(data, REFERENCE), ParsedSubmission)
