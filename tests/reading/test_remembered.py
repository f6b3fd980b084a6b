"""What is remembered from file to file changes nothing: a reader that has read everything reads as a new one does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flows.ingest import reader
from flows.ingest.files.grids import CellValue, UnreadableFile
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
    for path in random.Random(1).sample(FILES, len(FILES)):
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


# What a number or a word may do to a sheet whose words are known: where it is put in B6 (rows below the first line of
# the form, columns from its first), and what.
CHANGES: list[tuple[int, int, CellValue]] = [
    (0, 4, 77.5),
    (0, 4, -0.0),
    (0, 4, float("nan")),
    (0, 4, 1e30),
    (0, 4, None),
    (0, 4, "x"),
    (0, 0, 1234.5),
    (1, 0, 12.0),
    (1, 1, 5.0),
    (1, 2, 6.1),
    (1, 3, 7.0),
    (2, 5, 3.0),
    (9, 4, 3.0),
    (9, 1, "Hà Nam, ngày 5 tháng 6 năm 2022"),
    (10, 3, "nghìn người"),
    (-1, 4, 2.0),
]


def test_a_sheet_with_known_words_reads_as_it_does_by_itself() -> None:
    def changed(down: int, right: int, content: CellValue) -> ParsedSubmission:
        sheets = grids()
        rows = sheets["B6"].rows
        row, column = next((r, c) for r, line in enumerate(rows) for c, x in enumerate(line) if x == "6.01")
        rows.extend([None] * 7 for _ in range(row + down + 1 - len(rows)))
        line = rows[row + down]
        line.extend([None] * (column + 4 - len(line)))
        line[column - 2 + right] = content
        return read(sheets)

    alone = []
    for change in CHANGES:
        reader._READERS.clear()
        alone.append(repr(changed(*change)))
    read(grids())
    assert [repr(changed(*change)) for change in [*CHANGES, *CHANGES]] == [*alone, *alone]
    with pytest.MonkeyPatch.context() as patch:  # and is known
        patch.setattr(reader.LinesOfFile, "read", lambda *_: pytest.fail("read line by line"))
        changed(0, 4, 78.5)


@pytest.mark.parametrize("function", memories(), ids=lambda function: function.__qualname__)
def test_what_is_remembered_is_bounded(function) -> None:  # type: ignore[no-untyped-def]
    most = function.cache_parameters()["maxsize"]
    assert most is not None and most <= 65536
