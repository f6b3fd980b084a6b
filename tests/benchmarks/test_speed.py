"""Whole processes against a plain pandas script on the same files: at most its time, less than 400 MB.

Not part of `make test`: `make bench` runs it. Each runs in an environment of its own (made once, in .benchmarks):
ours without what the tests need, the plain script's with pandas, which pandera would import in ours.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import time
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


@dataclass
class Measured:
    """The fastest of several runs of a process, in seconds, and the most memory one took, in bytes."""

    seconds: float = float("inf")
    memory: int = 0

    def run(self, command: Sequence[str | Path], cwd: Path) -> None:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = min(self.seconds, time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode in (0, 1), command
        self.memory = max(self.memory, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def environment(name: str, packages: Path, *more: str) -> Path:
    """The programs of an environment made once, in .benchmarks, from a list of packages; `more` is for pip."""
    folder = ROOT / ".benchmarks" / name
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    stamp = folder / packages.name
    wanted = packages.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([programs / "python", "-m", "pip", "install", "-qq", *more, "-r", packages], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return programs


@pytest.fixture(scope="module")
def peer() -> Path:
    """The Python of an environment with pandas, openpyxl and pandera."""
    return environment("peer", HERE / "peer-requirements.txt") / "python"


@pytest.fixture(scope="module")
def zones() -> Path:
    """The command as `make run` installs it: beside hypothesis, which the tests need, pandera starts more slowly."""
    programs = environment("run", ROOT / "requirements.lock", "--no-deps", "--only-binary", ":all:")
    editable = ("--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
    subprocess.run([programs / "python", "-m", "pip", "install", "-qq", *editable], check=True)
    return programs / "zones"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose raw/ holds one half-year and nothing else; the sources are compiled, as after an installation."""
    for package in ("flows", "schemas"):
        compileall.compile_dir(ROOT / package, quiet=1)
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "raw" / PERIOD, folder / "raw" / PERIOD)
    return folder


def compare(
    benchmark: BenchmarkFixture, name: str, ours: Sequence[str | Path], theirs: Sequence[str | Path], project: Path
) -> None:
    """Run both in turn, so that what else the machine does falls on both; print and hold the ratio and the memory."""
    mine, other = Measured(), Measured()

    def before_each() -> None:
        other.run(theirs, project)
        shutil.rmtree(project / "warehouse", ignore_errors=True)

    benchmark.pedantic(lambda: mine.run(ours, project), setup=before_each, rounds=ROUNDS, warmup_rounds=1)
    ratio = mine.seconds / other.seconds
    benchmark.extra_info["ratio"] = round(ratio, 2)
    print(
        f"\n{name}: {mine.seconds:.2f} s, {mine.memory / 2**20:.0f} MB; plain pandas script: {other.seconds:.2f} s,"
        f" {other.memory / 2**20:.0f} MB; ratio {ratio:.2f}"
    )
    # A run is red since it also makes derived tables, the report in two languages and every export: 2.7.
    assert ratio <= 1.0
    assert mine.memory < MOST_MEMORY


def test_check_of_one_workbook(benchmark: BenchmarkFixture, peer: Path, zones: Path, project: Path) -> None:
    file = min((project / "raw" / PERIOD).glob("*/*.xlsx"))
    compare(benchmark, "zones check", [zones, "check", file], [peer, HERE / "peer.py", file], project)


def test_run_over_eleven_workbooks(benchmark: BenchmarkFixture, peer: Path, zones: Path, project: Path) -> None:
    files = sorted((project / "raw" / PERIOD).glob("*/*.xlsx"))
    run = [zones, "run", PERIOD, "--direct"]
    compare(benchmark, "zones run --direct", run, [peer, HERE / "peer.py", *files], project)
