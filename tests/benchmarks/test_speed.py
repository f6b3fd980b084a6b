"""Whole processes against a plain pandas script on the same files: at most its time, less than 400 MB.

Not part of `make test`: `make bench` runs it. The plain script runs in an environment of its own (made once, beside
the project's, in .benchmarks), because pandas must not be in the project's: pandera would import it.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PERIOD = "2022-H2"
ROUNDS = 7
MOST_MEMORY = 400 * 1024 * 1024


@dataclass(frozen=True)
class Measured:
    """The fastest of several runs of a process, in seconds, and the most memory one took, in bytes."""

    seconds: float
    memory: int


def measured(benchmark: BenchmarkFixture, command: Sequence[str | Path], cwd: Path, prepare: object = None) -> Measured:
    most = 0

    def once() -> None:
        nonlocal most
        process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode in (0, 1), command
        most = max(most, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))

    setup = prepare if callable(prepare) else None
    benchmark.pedantic(once, setup=setup, rounds=ROUNDS, warmup_rounds=1)
    return Measured(benchmark.stats.stats.min, most)


@pytest.fixture(scope="module")
def peer() -> Path:
    """The Python of an environment with pandas, openpyxl and pandera."""
    folder = ROOT / ".benchmarks" / "peer"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "requirements.txt"
    wanted = (HERE / "peer-requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "-r", HERE / "peer-requirements.txt"], check=True)
        stamp.write_text(wanted)
    return python


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose raw/ holds one half-year and nothing else; the sources are compiled, as after an installation."""
    for package in ("flows", "schemas"):
        compileall.compile_dir(ROOT / package, quiet=1)
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "raw" / PERIOD, folder / "raw" / PERIOD)
    return folder


RESULTS: dict[str, Measured] = {}


def zones(*arguments: str) -> list[str | Path]:
    return [Path(sys.executable).with_name("zones"), *arguments]


def workbooks(project: Path) -> list[Path]:
    return sorted((project / "raw" / PERIOD).glob("*/*.xlsx"))


def test_peer_of_one_workbook(benchmark: BenchmarkFixture, peer: Path, project: Path) -> None:
    RESULTS["peer one"] = measured(benchmark, [peer, HERE / "peer.py", workbooks(project)[0]], project)


def test_check_of_one_workbook(benchmark: BenchmarkFixture, peer: Path, project: Path) -> None:
    RESULTS["check"] = measured(benchmark, zones("check", str(workbooks(project)[0])), project)
    compare("check", "peer one")


def test_peer_of_eleven_workbooks(benchmark: BenchmarkFixture, peer: Path, project: Path) -> None:
    RESULTS["peer eleven"] = measured(benchmark, [peer, HERE / "peer.py", *workbooks(project)], project)


def test_run_over_eleven_workbooks(benchmark: BenchmarkFixture, peer: Path, project: Path) -> None:
    def empty() -> None:
        shutil.rmtree(project / "warehouse", ignore_errors=True)

    RESULTS["run"] = measured(benchmark, zones("run", PERIOD, "--direct"), project, prepare=empty)
    compare("run", "peer eleven")


def compare(ours: str, theirs: str) -> None:
    """Print the ratio and the memory, and hold them to their limits."""
    mine, other = RESULTS[ours], RESULTS[theirs]
    ratio = mine.seconds / other.seconds
    print(
        f"\n{ours}: {mine.seconds:.2f} s, {mine.memory / 2**20:.0f} MB; {theirs}: {other.seconds:.2f} s,"
        f" {other.memory / 2**20:.0f} MB; ratio {ratio:.2f}"
    )
    assert ratio <= 1.0
    assert mine.memory < MOST_MEMORY
