"""Reading against the bare hand-over of the cells by python-calamine, in one process, and many files through the pool.

Not part of `make test`: `make bench` runs it. Ratios, not seconds, are bounded, and of the processor's time that this
thread had: both sides read one file after the other, each file counts with its best of some rounds, and every round
begins as a new process does, with nothing remembered.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from flows.ingest.cache import read_all
from flows.ingest.files.opening import open_workbook
from flows.ingest.reader import read_submission
from tests.support.forms import REFERENCE
from tests.support.mixtures import Cell, Habits, Page, Renderer, content_of
from tests.support.remembered import forget
from tests.support.writers import write

ROOT = Path(__file__).resolve().parents[2]
FILES = 100
MANY = 1000
WARM = 5  # files read before a round is measured
ROUNDS = 10
MOST = {"xlsx": 3.0, "xls": 8.0}


@lru_cache
def plain_files(kind: str) -> list[bytes]:
    """A hundred different forms of one format: every plain submission there is, of ten periods but that of the habits.

    As xls they are written cell for cell as they stand in the xlsx. What is wanting to a hundred is rendered with
    random figures.
    """
    folders = ROOT / "raw", ROOT / "tests" / "data" / "submissions"
    paths = sorted(path for folder in folders for path in folder.glob("20*/*/*.xlsx") if "2023-H1" not in path.parts)
    sent = [path.read_bytes() for path in paths[:FILES]]
    habits = Habits(format=kind)
    files = sent if kind == "xlsx" else [write(pages_of(data), habits) for data in sent]
    for number, data in enumerate(sent[: FILES - len(files)]):
        content = content_of(read_submission(data, REFERENCE), REFERENCE.form, random.Random(number), scatter=True)
        files.append(write(Renderer(content, habits, REFERENCE.form).pages(), habits))
    assert len({hashlib.sha256(data).digest() for data in files}) == FILES
    return files


def pages_of(data: bytes) -> list[Page]:
    """The sheets of a workbook, cell for cell."""
    return [
        Page(grid.sheet or "", [[None if cell is None else Cell(cell) for cell in row] for row in grid.rows])
        for grid in open_workbook(data).grids
    ]


def hand_over(data: bytes) -> None:
    """What calamine itself takes: every cell of every sheet, given to Python."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def read(data: bytes) -> None:
    read_submission(data, REFERENCE)


def read_each(files: list[bytes]) -> None:
    for data in files:
        read(data)


def seconds(work: Callable[[bytes], None], data: bytes) -> float:
    start = time.thread_time()
    work(data)
    return time.thread_time() - start


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_reading_against_the_hand_over_of_cells(kind: str, benchmark: BenchmarkFixture) -> None:
    files = plain_files(kind)
    handing = reading = [float("inf")] * FILES
    for _ in range(ROUNDS):
        forget()
        read_each(files[:WARM])
        handing = [min(best, seconds(hand_over, data)) for best, data in zip(handing, files)]
        reading = [min(best, seconds(read, data)) for best, data in zip(reading, files)]
    handing_ms, reading_ms = 1000 * sum(handing) / FILES, 1000 * sum(reading) / FILES
    ratio = reading_ms / handing_ms
    benchmark.extra_info.update(handing_ms=round(handing_ms, 2), reading_ms=round(reading_ms, 2), ratio=round(ratio, 2))
    benchmark.pedantic(read_each, args=(files,), rounds=1)
    print(f"{kind}: {reading_ms:.2f} ms a file, {ratio:.2f} times the hand-over in {handing_ms:.2f} ms")
    assert ratio <= MOST[kind]


def test_a_thousand_workbooks_through_the_pool(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    """Every file is another one (a comment at the end of the archive), so that none comes from the cache."""
    files = {}
    sources = [path.read_bytes() for path in sorted((ROOT / "raw").glob("202[12]-H?/*/*.xlsx"))]
    for number in range(MANY):
        comment = f"{number:04d}".encode()
        plain = sources[number % len(sources)]
        data = plain[:-2] + len(comment).to_bytes(2, "little") + comment  # the archive's own comment, empty before
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(data)
        files[hashlib.sha256(data).hexdigest()] = path
    start = time.perf_counter()
    found = benchmark.pedantic(read_all, args=(files, REFERENCE, tmp_path / "cache"), rounds=1)
    seconds = time.perf_counter() - start
    benchmark.extra_info.update(seconds=round(seconds, 1), processors=os.cpu_count())
    print(f"{MANY} workbooks in {seconds:.1f} s with {os.cpu_count()} processors")
    assert len(found) == len(files) == MANY
    assert not [outcome for outcome in found.values() if isinstance(outcome, Exception)]
