"""What a large file says never depends on how busy the machine is; a reading that is stopped says nothing."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from flows.ingest import cache, confined
from flows.ingest.cache import read_bytes, read_version
from flows.ingest.outcomes import ReadingStopped
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.receipts import sha256_of
from tests.support.forms import REFERENCE

ROOT = Path(__file__).parents[2]
PLAIN = ROOT / "raw" / "2022-H2" / "ninh-binh" / "TDKCN_ninh-binh_2022-H2.xlsx"


@pytest.fixture(scope="module")
def large() -> bytes:
    """A clean submission with a working sheet of 30,000 x 20 cells beside it."""
    book = openpyxl.load_workbook(PLAIN)
    sheet = book.create_sheet("Làm việc")
    for row in range(30_000):
        sheet.append([f"Công ty {row}", *(row * 7 + column for column in range(19))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def busy() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "while True: pass"])


def test_a_working_sheet_beside_the_form_changes_nothing_however_busy_the_machine(large: bytes) -> None:
    plain = read_bytes(PLAIN.read_bytes(), REFERENCE)
    loops = [busy(), busy()]
    try:
        beside = read_bytes(large, REFERENCE)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    assert isinstance(plain, ParsedSubmission) and isinstance(beside, ParsedSubmission)
    assert (beside.values, beside.lines, beside.problems) == (plain.values, plain.lines, plain.problems)


@pytest.mark.parametrize("limit", ["PROCESSOR_SECONDS", "MEMORY_BYTES"])
def test_a_reading_that_is_stopped_is_no_state_and_nothing_is_kept(
    limit: str, large: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits are those of the process that is started, so they are set there."""
    path, kept = tmp_path / "lớn.xlsx", tmp_path / "cache"
    path.write_bytes(large)
    attempts = []

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        attempts.append(command)
        few = f"import flows.ingest.confined as c, sys; c.{limit} = {1 if limit[0] == 'P' else 90_000_000}; c._main()"
        started = subprocess.Popen(
            [sys.executable, "-c", few, command[-1]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        out, _ = started.communicate(large)
        return subprocess.CompletedProcess(command, started.returncode, out)

    monkeypatch.setattr(confined.subprocess, "run", run)
    with pytest.raises(ReadingStopped) as stopped:
        read_version(path, sha256_of(large), REFERENCE, kept, keep=True)
    assert len(attempts) == 2 and not kept.exists()
    assert "lớn.xlsx" in stopped.value.text.vi


def test_a_usual_file_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "read_confined", lambda *_: pytest.fail("a process for a usual file"))
    assert isinstance(cache.read_bytes(PLAIN.read_bytes(), REFERENCE), ParsedSubmission)
