"""A small release, and the tools of others that open it: in a process of their own that does not know this package."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from tests.pipeline.conftest import copy_periods

READERS = Path(sys.prefix) / "readers"
PERIOD = "2022-H2"


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of two half-years of two boards, with a published figure beside."""
    root = tmp_path_factory.mktemp("readers")
    store = copy_periods(root / "raw", "2022-H1", PERIOD)
    for board in store.root.glob("*/*/"):
        if board.name not in ("ha-nam", "bac-ninh") and board.parent.name != "published":
            for file in board.iterdir():
                file.unlink()
            board.rmdir()
    receipts = [*store.root.glob("*/receipts.csv")]
    for file in receipts:
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join([lines[0], *(x for x in lines if x.startswith(("ha-nam", "bac-ninh")))]), "utf-8")
    return run_direct(RunRequest(str(store.root), str(root / "warehouse"), PERIOD)).release.folder


Foreign = Callable[..., str]


@pytest.fixture(scope="session")
def foreign() -> Foreign:
    """`foreign(program, *arguments)`: what a program of these tools prints; what it raises fails the test."""
    if not (READERS / "pandas").is_dir():
        pytest.skip(f"what others read with is not set up in {READERS}: make test does it")

    def run(program: str, *arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(READERS)},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
