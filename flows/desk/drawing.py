"""The sheets of a file as they are drawn on a page, their wrong cells marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.desk.room import LookedAt
from flows.ingest.figures.cell_questions import shown_cell
from flows.ingest.files.grids import Grid, UnreadableFile, column_letters, column_number
from flows.ingest.files.opening import open_workbook
from flows.validate.findings.finding import Finding
from schemas.rules import SEVERITIES

# A sheet of the form fits; what is larger is cut where nothing is marked.
ROWS, COLUMNS, LETTERS = 80, 16, 60
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True)
class DrawnCell:
    text: str
    severity: str  # "" where nothing is wrong
    first: bool  # the most suspected cell of a finding


@dataclass(frozen=True)
class DrawnSheet:
    """A sheet with marked cells: its name, column letters, and rows with their numbers; cut says that it goes on."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[DrawnCell, ...]], ...]
    cut: bool


def drawn_sheets(file: LookedAt) -> list[DrawnSheet]:
    """The sheets that something is wrong in. Only of a file that was read: what could not be is not opened again."""
    if file.checked.parsed is None:
        return []
    marks = _marks(file.checked.findings)
    try:
        grids = open_workbook(file.data).grids
    except UnreadableFile:
        return []
    return [_drawn(grid, marks[grid.sheet]) for grid in grids if grid.sheet in marks and grid.member is None]


def _marks(findings: Iterable[Finding]) -> dict[str | None, dict[tuple[int, int], tuple[str, bool]]]:
    """Sheet -> cell (row, column from 0) -> the worst severity there, and whether it is suspected first."""
    marks: dict[str | None, dict[tuple[int, int], tuple[str, bool]]] = {}
    for finding in findings:
        for number, place in enumerate(finding.cells):
            match = _CELL.fullmatch(place.cell)
            if finding.severity == "info" or not match:
                continue
            at = int(match[2]) - 1, column_number(match[1])
            on_sheet = marks.setdefault(place.sheet, {})
            severity, first = on_sheet.get(at, (finding.severity, False))
            worst = min(severity, finding.severity, key=SEVERITIES.index)
            on_sheet[at] = worst, first or number == 0
    return marks


def _drawn(grid: Grid, marks: dict[tuple[int, int], tuple[str, bool]]) -> DrawnSheet:
    lowest = max((row for row, _ in marks), default=0)
    height = min(len(grid.rows), max(ROWS, min(lowest + 3, 4 * ROWS)))
    widest = max((len(row) for row in grid.rows[:height]), default=0)
    width = min(widest, max(COLUMNS, *(column + 1 for _, column in marks)) if marks else COLUMNS, 4 * COLUMNS)
    rows = []
    for number, row in enumerate(grid.rows[:height]):
        cells = []
        for column in range(width):
            severity, first = marks.get((number, column), ("", False))
            cells.append(DrawnCell(_cut(shown_cell(row[column] if column < len(row) else None)), severity, first))
        if any(cell.text or cell.severity for cell in cells):
            rows.append((number + 1, tuple(cells)))
    letters = tuple(map(column_letters, range(width)))
    return DrawnSheet(grid.sheet or "", letters, tuple(rows), len(grid.rows) > height or widest > width)


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
