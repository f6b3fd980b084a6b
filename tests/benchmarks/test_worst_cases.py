"""What is within the limits counted in a file takes at most 8 seconds of one processor and 500 MB, whatever it is.

Not part of `make test`: `make bench` runs it. Each file is read in a process of its own, as a large one always is.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.ingest.outcomes import decode
from tests.support.forms import REFERENCE, grids
from tests.support.workbooks import docx, ods, text_cell, xlsx

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 8.0, 500
# The memory of this process itself: what the system says of a child counts its parent's as well.
CHILD = """
import re, sys, time
from flows.ingest import confined
confined._main()
print(time.process_time(), re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
"""
HEADING = ["STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Giá trị"]


def numbers() -> bytes:
    rows = (f'<row r="{r}">' + "".join(f"<c><v>{r}.5</v></c>" for _ in range(19)) + "</row>" for r in range(1, 52_000))
    return xlsx("".join(rows))


def texts() -> bytes:
    rows = (
        f'<row r="{r}">' + "".join(f'<c t="inlineStr"><is><t>chữ {r}{c}</t></is></c>' for c in range(19)) + "</row>"
        for r in range(1, 17_500)
    )
    return xlsx("".join(rows))


def formulas() -> bytes:
    rows = (
        f'<row r="{r}">' + "".join(f'<c s="4"><f>A1+{c}</f><v>0.{r}</v></c>' for c in range(19)) + "</row>"
        for r in range(1, 45_000)
    )
    return xlsx("".join(rows))


def binary() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    for name in "abcd":
        sheet = book.add_sheet(name)
        for r in range(30_000):
            for c in range(8):
                sheet.write(r, c, r + c / 8)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>chữ {0}</text:p></table:table-cell>'
    rows = (f"<table:table-row>{(cell * 19).format(number * 7919)}</table:table-row>" for number in range(50_000))
    return ods(f'<table:table table:name="a">{"".join(rows)}</table:table>')


def lines_of_text() -> bytes:
    line = ";".join(f"chữ {c}" for c in range(12)) + ";1.234,5\n"
    return (line * (11_900_000 // len(line.encode()))).encode()


def document() -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    return docx(f"<w:tbl>{f'<w:tr>{cell * 10}</w:tr>' * 36_000}</w:tbl>")


def page() -> bytes:
    row = f"<tr>{'<td>chữ 1</td>' * 20}</tr>"
    return f"<html><table>{row * 16_000}</table></html>".encode()


def unknown_labels() -> bytes:
    """Lines that no form has, each near some label of the form."""
    labels = [line.label_vi for line in REFERENCE.form.indicators]
    body = [HEADING, *([n, f"{labels[n % len(labels)][1:]} {n}", None, "ha", n + 0.5] for n in range(20_000))]
    return xlsx("".join(map(_row, range(1, len(body) + 1), body)))


def long_list() -> bytes:
    """A list as long as any may be, every cell of which must be asked about."""
    rows = grids()["B9"].rows
    heading = next(n for n, row in enumerate(rows) if "Ngày" in row)
    body = [rows[heading], *([n, *["??"] * (len(rows[heading]) - 1)] for n in range(1, 2_900))]
    return xlsx("".join(map(_row, range(1, len(body) + 1), body)))


def _row(number: int, cells: list[object]) -> str:
    def one(column: int, value: object) -> str:
        place = f"{chr(65 + column)}{number}"
        return text_cell(place, value) if isinstance(value, str) else f'<c r="{place}"><v>{value}</v></c>'

    written = (one(column, value) for column, value in enumerate(cells) if value is not None)
    return f'<row r="{number}">{"".join(written)}</row>'


WORST = [numbers, texts, formulas, binary, open_document, lines_of_text, document, page, unknown_labels, long_list]


@pytest.mark.parametrize("made", WORST)
def test_what_is_within_the_limits_is_soon_read(made: Callable[[], bytes]) -> None:
    data = made()
    command = [sys.executable, "-c", CHILD, str(REFERENCE.folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=data, capture_output=True, env=environment, cwd=ROOT, check=True)
    outcome = decode(done.stdout)
    seconds, kilobytes = map(float, done.stderr.split()[-2:])
    megabytes = kilobytes / 1024
    what = outcome[0] if isinstance(outcome, tuple) else f"{len(outcome.problems)} problems"
    print(f"{made.__name__}: {len(data) / 1e6:.1f} MB, {seconds:.1f} s, {megabytes:.0f} MB, {what}")
    assert seconds <= SECONDS and megabytes <= MEGABYTES
