"""One real server for all tests: `zones serve` as a process of its own, on a free loopback port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from flows.deployments import DEPLOYMENTS

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 300.0
SCHEDULES = sum(len(deployment.crons) + bool(deployment.every) for deployment in DEPLOYMENTS)

Found = TypeVar("Found")


@dataclass(frozen=True)
class Served:
    """A running `zones serve`: the server's address, and the folders its runs work in."""

    api: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**clean_environment(self.folder / "prefect"), "PREFECT_API_URL": self.api}


def clean_environment(home: Path) -> dict[str, str]:
    """The environment without any Prefect setting, and with a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**kept, "PREFECT_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def until(ask: Callable[[], Found | None], what: str) -> Found:
    """Ask until there is an answer."""
    end = time.monotonic() + LIMIT_SECONDS
    pause = threading.Event()
    while time.monotonic() < end:
        if (found := ask()) is not None:
            return found
        pause.wait(0.2)
    raise AssertionError(f"{what}: nothing in {LIMIT_SECONDS:.0f} s")


def zones(*arguments: object) -> list[str]:
    program = "from flows.commands.application import main; main()"
    return [sys.executable, "-c", program, *map(str, arguments)]


@contextmanager
def serving(folder: Path, port: int, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """`zones serve` over raw/ and warehouse/ of a folder, killed at the end."""
    log = folder / f"serve-{time.monotonic_ns()}.log"
    command = zones("serve", "--port", port, "--raw", folder / "raw", "--warehouse", folder / "warehouse")
    environment = {**clean_environment(folder / "prefect"), "PREFECT_RUNNER_POLL_FREQUENCY": "1", **more}
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:

        def ready() -> bool | None:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            return True if "Prefect server: " in log.read_text(encoding="utf-8") else None

        until(ready, "zones serve starts")
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def one_period(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw/ of two boards of 2022-H2, so that runs are short."""
    raw = tmp_path_factory.mktemp("prefect") / "raw"
    for board in ("ha-nam", "nam-dinh"):
        shutil.copytree(ROOT / "raw" / "2022-H2" / board, raw / "2022-H2" / board)
    lines = (ROOT / "raw" / "2022-H2" / "receipts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("board,", "ha-nam,", "nam-dinh,"))]
    (raw / "2022-H2" / "receipts.csv").write_text("".join(kept), encoding="utf-8")
    return raw


@pytest.fixture
def fresh(served: Served, one_period: Path) -> Iterator[Served]:
    """The server with the raw/ of two boards and no warehouse, and so again afterwards."""

    def reset() -> None:
        for name in ("raw", "warehouse"):
            shutil.rmtree(served.folder / name, ignore_errors=True)
        shutil.copytree(one_period, served.folder / "raw")

    reset()
    yield served
    reset()


def schedules(folder: Path) -> int:
    """How many schedules are on in the database of a server."""
    with closing(sqlite3.connect(folder / "prefect" / "prefect.db")) as database:
        (count,) = database.execute("select count(*) from deployment_schedule where active").fetchone()
    return int(count)


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory, one_period: Path) -> Iterator[Served]:
    """One server for the tests of this folder; an idle one takes a tenth of a core, so it ends with them."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(one_period, folder / "raw")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = zones("serve", "--port", port, "--raw", folder / "raw", "--warehouse", folder / "warehouse")
    environment = {**clean_environment(folder / "prefect"), "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
    with (folder / "serve.log").open("wb") as log:
        # As in the background of a script, where Ctrl-C is ignored.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        signal.signal(signal.SIGINT, before)
    try:

        def ready() -> bool | None:
            assert process.poll() is None, (folder / "serve.log").read_text(encoding="utf-8")
            return True if "Prefect server: " in (folder / "serve.log").read_text(encoding="utf-8") else None

        until(ready, "zones serve starts")
        until(lambda: schedules(folder) == SCHEDULES or None, "all deployments are registered")
        yield Served(f"http://127.0.0.1:{port}/api", folder)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
    said = (folder / "serve.log").read_text(encoding="utf-8")
    assert said.rstrip().endswith("Stopped."), said
    with closing(sqlite3.connect(folder / "prefect" / "prefect.db")) as database:
        assert database.execute("select count(*) from deployment where paused").fetchone() == (0,)
    assert schedules(folder) == SCHEDULES
    with closing(socket.socket()) as probe:  # the server is gone too
        assert probe.connect_ex(("127.0.0.1", port)) != 0
