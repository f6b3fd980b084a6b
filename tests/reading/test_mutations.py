"""Good files with bytes or cells changed at random: no traceback, and no change of a value that was not touched.

150 cases in the normal tests; `make campaigns` runs 10,000.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from flows.ingest.files.grids import CellValue, ErrorCell, UncalculatedCell, UnreadableFile, Workbook, address
from flows.ingest.files.opening import open_workbook
from flows.ingest.reader import parse_workbook, read_submission
from flows.ingest.submission import BLANK, NUMBER, UNDECIDED, UNREADABLE, ParsedSubmission
from flows.texts.reading import MESSAGES
from tests.support.campaigns import cases
from tests.support.forms import REFERENCE, ROOT

CASES = cases(100, 10_000)
pytestmark = pytest.mark.campaign
FILES = sorted((ROOT / "raw" / "2023-H1").glob("*/*"))
OPEN = (BLANK, UNDECIDED, UNREADABLE)


@lru_cache
def opened(path: Path) -> Workbook:
    return open_workbook(path.read_bytes())


@lru_cache
def parsed(path: Path) -> ParsedSubmission:
    return parse_workbook(opened(path), REFERENCE)


def new_content(rng: random.Random, old: CellValue) -> CellValue:
    """What somebody may put into a cell instead: another number, words, nothing, an error, an old code, a unit."""
    choices: list[CellValue] = [
        None, "", "x", "-", 0.0, 17.0, 1234.5, "1.234,5", "1,234.5", "4.693", "đang cập nhật", "khoảng 5", "nghìn USD",
        "triệu EUR", "1.01", 1.1, "Tổng số", "FDI", "Chỉ tiêu", "STT", True, ErrorCell("#REF!"),
        UncalculatedCell("=A1"),
        "Số dự án cấp mới GCNĐKĐT", "tham khảo", "Biểu 1. Thu hút đầu tư", float("nan"), 10.0**300, "9" * 200,
        "None", "13-Jan-24", date(2024, 1, 5), "2,99E+09", "12\u200b,5", "Cộng", "Tổng số: 09 khu", "mang sang",
        "II. Nhóm thứ hai", "\xa0",
    ]  # fmt: skip
    if isinstance(old, float):
        choices += [old * 1000, -old, f"{old}"]
    if isinstance(old, str) and old:
        choices += [old[:-1], old.upper(), old + "*", old[::-1]]
    return rng.choice(choices)


def with_cell(workbook: Workbook, grid_index: int, row: int, column: int, content: CellValue) -> Workbook:
    grid = workbook.grids[grid_index]
    rows = [list(cells) for cells in grid.rows]
    rows[row][column] = content
    changed = replace(grid, rows=rows)
    return Workbook(
        workbook.format,
        (*workbook.grids[:grid_index], changed, *workbook.grids[grid_index + 1 :]),
        workbook.paragraphs,
        workbook.notes,
    )


@pytest.mark.parametrize("block", range(10))
def test_a_changed_cell_changes_no_other_value_silently(block: int) -> None:
    rng = random.Random(20231 + block)
    for _ in range(CASES // 20):
        path = rng.choice(FILES)
        workbook, before = opened(path), parsed(path)
        index = rng.randrange(len(workbook.grids))
        grid = workbook.grids[index]
        if not grid.rows:
            continue
        row = rng.randrange(len(grid.rows))
        if not grid.rows[row]:
            continue
        column = rng.randrange(len(grid.rows[row]))
        old = grid.rows[row][column]
        new = new_content(rng, old)
        after = parse_workbook(with_cell(workbook, index, row, column, new), REFERENCE)
        assert all(problem.kind in MESSAGES for problem in after.problems)
        told = {problem.kind for problem in after.problems} - {problem.kind for problem in before.problems}
        touched = (grid.sheet, address(row, column))
        now = {(v.code, v.sector, v.measure): v for v in after.values}
        for was in before.values:
            found = now.get((was.code, was.sector, was.measure))
            if found is None or found.state in OPEN:
                # Left open, never taken for another figure: either a problem or a blank says so.
                assert found is not None or told, (path.name, touched, old, new, was)
                continue
            if (was.place.sheet, was.place.cell) == touched:
                continue
            same = found.state == was.state and (found.value == was.value or found.state != NUMBER)
            # A unit, a heading or another number of the column may bear on this value: then it must be said.
            assert same or told, (path.name, touched, old, new, was, found)


@pytest.mark.parametrize("block", range(10))
def test_changed_bytes_are_read_or_refused_and_never_raise(block: int) -> None:
    rng = random.Random(77 + block)
    for _ in range(CASES // 20):
        path = rng.choice(FILES)
        data = bytearray(path.read_bytes())
        for _ in range(rng.choice((1, 2, 8, 40))):
            action = rng.random()
            position = rng.randrange(len(data))
            if action < 0.7:
                data[position] = rng.randrange(256)
            elif action < 0.85:
                del data[position : position + rng.randrange(1, 60)]
            else:
                data[position:position] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 20)))
        try:
            after = read_submission(bytes(data), REFERENCE)
        except UnreadableFile as refused:
            assert refused.reason in MESSAGES
            continue
        assert all(problem.kind in MESSAGES for problem in after.problems)
        if path.suffix in (".xlsx", ".ods", ".docx"):
            # A zip holds a checksum of every member: what is still read is what was written.
            now = {(v.code, v.sector, v.measure): v for v in after.values}
            for was in parsed(path).values:
                found = now.get((was.code, was.sector, was.measure))
                assert found is None or found.state in OPEN or found.value == was.value, (path.name, was, found)
