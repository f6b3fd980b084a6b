"""What is remembered from file to file changes nothing: a reader that has read everything reads as a new one does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flows.ingest.files.grids import UnreadableFile
from flows.ingest.reader import read_submission
from flows.ingest.submission import NUMBER, ParsedSubmission
from tests.support.forms import REFERENCE, grids, read, value
from tests.support.remembered import forget, memories

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in (ROOT / "raw", ROOT / "tests" / "data" / "submissions", ROOT / "tests" / "data" / "faulty")
    for path in folder.rglob("*")
    if path.is_file() and path.suffix in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".docx", ".zip")
    if path.name not in ("receipts.csv", "expected.csv", "outside_predecessors.csv") and path.parent.name != "published"
)


def outcome(path: Path) -> ParsedSubmission | str:
    try:
        return read_submission(path.read_bytes(), REFERENCE)
    except UnreadableFile as refused:
        return refused.reason


def test_every_shipped_file_reads_the_same_with_everything_remembered_and_with_nothing() -> None:
    formats = {path.suffix for path in FILES}
    assert formats >= {".xlsx", ".xls", ".ods", ".csv", ".docx"} and len(FILES) > 150
    new: dict[Path, ParsedSubmission | str] = {}
    for path in FILES:
        forget()
        new[path] = outcome(path)
    for seed in (1, 2):
        for path in random.Random(seed).sample(FILES, len(FILES)):
            assert outcome(path) == new[path], path


def test_a_line_laid_out_before_has_the_figures_of_its_own_file() -> None:
    forget()
    first = value(read(grids()), "1.01", "fdi")
    sheets = grids()
    row, column = next((r, c) for r, line in enumerate(sheets["B1"].rows) for c, x in enumerate(line) if x == "1.01")
    sheets["B1"].rows[row][column + 2] = 4321.0
    second = value(read(sheets), "1.01", "fdi")
    assert (second.state, second.value, second.raw_text) == (NUMBER, 4321.0, "4321")
    assert first.value != 4321.0 and (first.place, first.why) == (second.place, second.why)
    sheets["B1"].rows[row][column + 1] = "nghìn dự án lạ"
    assert value(read(sheets), "1.01", "fdi").state != NUMBER


@pytest.mark.parametrize("function", memories(), ids=lambda function: function.__qualname__)
def test_what_is_remembered_is_bounded(function) -> None:  # type: ignore[no-untyped-def]
    most = function.cache_parameters()["maxsize"]
    assert most is not None and most <= 65536
