"""A column of a list read at once says what reading it cell by cell says."""

from __future__ import annotations

import copy
from datetime import date, datetime
from functools import lru_cache
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest.figures import list_cells as list_reading
from flows.ingest.files.grids import CellValue, ErrorCell, UncalculatedCell, Workbook
from flows.ingest.files.opening import open_workbook
from flows.ingest.reader import parse_workbook
from flows.ingest.submission import ParsedSubmission
from tests.support.campaigns import cases
from tests.support.forms import REFERENCE
from tests.support.received import ROOT

CELLS: list[CellValue] = [
    *(
        None,
        "",
        "  ",
        "x",
        " X ",
        "×",
        "-",
        "0",
        "a",
        "a  b",
        "dòng\nhai",
        "12,5",
        "1.234",
        "FDI",
        "cấp mới",
        "Cấp  mới",
    ),
    *(0, 0.0, 7, -3.5, 1234567.125, 0.1 + 0.2, 1e300, float("nan"), float("inf"), True, False),
    *(date(2022, 2, 3), datetime(2022, 2, 3), datetime(2022, 2, 3, 8, 30), "28/01/2022", "08/20/2022", "2022-01-28"),
    *(ErrorCell("#REF!"), UncalculatedCell("=A1")),
]
PLACES = st.tuples(st.sampled_from(["B8", "B9"]), st.integers(5, 12), st.integers(0, 11), st.sampled_from(CELLS))


@lru_cache
def shipped() -> Workbook:
    return open_workbook(min((ROOT / "raw" / "2022-H1" / "ha-noi").glob("*.xlsx")).read_bytes())


def cell_by_cell(workbook: Workbook) -> ParsedSubmission:
    with patch.object(list_reading.Column, "at_once", lambda column: None):
        return parse_workbook(workbook, REFERENCE)


@settings(max_examples=cases(150, 2_000))
@given(st.lists(PLACES, max_size=6))
def test_whatever_stands_in_a_column(changes: list[tuple[str, int, int, CellValue]]) -> None:
    workbook = copy.deepcopy(shipped())
    grids = {grid.sheet: grid for grid in workbook.grids}
    for sheet, row, column, cell in changes:
        line = grids[sheet].rows[row]
        line[column % len(line)] = cell
    assert repr(parse_workbook(workbook, REFERENCE)) == repr(cell_by_cell(workbook))


def test_a_plain_register_is_read_at_once() -> None:
    with patch.object(list_reading.CellsOfLists, "_date", side_effect=AssertionError("read cell by cell")):
        parse_workbook(shipped(), REFERENCE)
