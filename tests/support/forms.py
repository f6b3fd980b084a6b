"""A whole form as grids, to be bent by tests: the plain sheets of one board with one thing changed."""

from __future__ import annotations

import random
import shutil
from functools import lru_cache
from pathlib import Path

from flows.ingest.files.grids import CellValue, Grid, Workbook
from flows.ingest.reader import parse_workbook, read_submission
from flows.ingest.submission import ParsedSubmission, Problem, ReadValue
from schemas.reference import Reference, load_reference
from schemas.tabular import FOLDER
from tests.support.mixtures import Content, Habits, Page, Renderer, content_of

ROOT = Path(__file__).parents[2]
REFERENCE = load_reference()
PLAIN_PERIOD = "2022-H2"
PLAIN_FORM = REFERENCE.form.in_force(PLAIN_PERIOD)


@lru_cache
def plain_submission(board: str = "ha-nam", period: str = PLAIN_PERIOD) -> ParsedSubmission:
    """A plain file of `raw/`, read."""
    (path,) = (ROOT / "raw" / period / board).glob("*.xlsx")
    return read_submission(path.read_bytes(), REFERENCE)


@lru_cache
def plain_content() -> Content:
    """What Hà Nam said for the second half of 2022."""
    return content_of(plain_submission(), PLAIN_FORM, random.Random(0), scatter=False)


def grid_of(page: Page) -> Grid:
    """A rendered page as a grid."""
    rows: list[list[CellValue]] = [
        [None if cell is None else cell.value for cell in row]  # type: ignore[misc]
        for row in page.rows
    ]
    percent = {(r, c) for r, row in enumerate(page.rows) for c, cell in enumerate(row) if cell and cell.percent}
    return Grid(page.name, rows, hidden=page.hidden, percent=frozenset(percent))


def grids(habits: Habits | None = None) -> dict[str, Grid]:
    """The plain content in the habits given, one grid a sheet, by name."""
    pages = Renderer(plain_content(), habits or Habits(), PLAIN_FORM).pages()
    return {page.name: grid_of(page) for page in pages}


def read(sheets: dict[str, Grid], reference: Reference = REFERENCE) -> ParsedSubmission:
    """Read grids as one xlsx workbook."""
    return parse_workbook(Workbook("xlsx", tuple(sheets.values())), reference)


def value(parsed: ParsedSubmission, code: str, sector: str = "total", measure: str = "actual") -> ReadValue:
    """One form cell of a submission."""
    return next(v for v in parsed.values if (v.code, v.sector, v.measure) == (code, sector, measure))


def problems(parsed: ParsedSubmission, *rules: str) -> list[Problem]:
    """Its problems of the rules given; all but conversions when none is."""
    return [p for p in parsed.problems if (p.rule in rules if rules else p.rule not in ("F12", "F14"))]


def find(grid: Grid, text: object) -> tuple[int, int]:
    """Row and column of the first cell that is `text`."""
    return next((r, c) for r, row in enumerate(grid.rows) for c, cell in enumerate(row) if cell == text)


def changed_schemas(folder: Path, name: str, line: str) -> Reference:
    """A copy of the schemas with one line more in one of its CSV files."""
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder / path.name)
    target = folder / name
    text = target.read_text(encoding="utf-8")
    target.write_text(text + ("" if text.endswith("\n") else "\n") + line + "\n", encoding="utf-8")
    return load_reference(folder)
