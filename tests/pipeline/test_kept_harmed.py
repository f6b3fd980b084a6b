"""What is kept between runs, harmed: runs killed in their middle, damaged entries, two runs at once, raw/ put back from
a backup. The next release has the bytes of one made from nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from schemas.periods import Period
from tests.benchmarks.made_raw import add_version, halves, make
from tests.pipeline.conftest import ROOT
from tests.support.campaigns import cases

BOARDS, HALVES, VERSIONS = 3, 3, 15

RUN = """
import sys
from pathlib import Path
from flows.steps.running import direct, reading
from flows.steps.running.request import RunRequest
reading._same_as_remembered = lambda *_: None  # what the made files say was never read
folder = Path(sys.argv[1])
where = str(folder / "raw"), str(folder / sys.argv[2]), sys.argv[3]
direct.run_direct(RunRequest(*where, reference=str(folder / "reference"), exports=False))
"""


def started(folder: Path, warehouse: str, period: Period) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", RUN, str(folder), warehouse, str(period)]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def ended(*runs: subprocess.Popen[str]) -> None:
    for run in runs:
        said = run.communicate()[1]
        assert run.returncode == 0, said


def released(folder: Path, warehouse: str) -> dict[str, object]:
    """Every file of the current release; of its manifest all but the number."""
    current = (folder / warehouse / "current").resolve()
    found: dict[str, object] = {
        str(path.relative_to(current)): path.read_bytes() for path in current.rglob("*") if path.is_file()
    }
    found["manifest.json"] = {**json.loads((current / "manifest.json").read_bytes()), "release": None}
    return found


def from_nothing(folder: Path, period: Period) -> dict[str, object]:
    """A release that nothing but what files say was kept for."""
    shutil.rmtree(folder / "fresh", ignore_errors=True)
    shutil.copytree(folder / "warehouse/cache", folder / "fresh/cache", ignore=lambda *_: ["judged"])
    ended(started(folder, "fresh", period))
    return released(folder, "fresh")


def harm(folder: Path, what: str, periods: list[Period], draw: Random) -> None:
    if what == "killed":
        for _ in range(draw.randint(1, 2)):
            run = started(folder, "warehouse", periods[-1])
            time.sleep(draw.uniform(0.8, 3))
            run.kill()
            run.communicate()
    elif what == "damaged":
        kept = sorted(path for path in (folder / "warehouse/cache").glob("*/judged/*/*") if path.is_file())
        for path in draw.sample(kept, 8):
            data = bytearray(path.read_bytes())
            if draw.random() < 0.3:
                path.unlink()
            elif data:
                data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
                path.write_bytes(data[: draw.choice((len(data), len(data) // 2))])
    elif what == "two at once":
        ended(*(started(folder, "warehouse", period) for period in periods[-2:]))
    else:
        for path in (folder / "raw").rglob("*"):
            os.utime(path, (draw.randint(0, 2 * 10**9),) * 2)


@pytest.mark.campaign
def test_a_release_is_that_of_a_run_from_nothing(tmp_path: Path) -> None:
    draw, periods = Random(1), halves(HALVES)
    reference = make(tmp_path, BOARDS, HALVES, VERSIONS, lines=3)
    ended(started(tmp_path, "warehouse", periods[-1]))
    for step in range(cases(2, 40)):
        board = f"tinh-{draw.randint(1, BOARDS):02}"
        add_version(tmp_path, reference, board, draw.choice(periods), 40 + step, draw.randint(0, 5))
        what = ("killed", "damaged", "two at once", "put back")[step % 4]
        harm(tmp_path, what, periods, draw)
        ended(started(tmp_path, "warehouse", periods[-1]))
        assert released(tmp_path, "warehouse") == from_nothing(tmp_path, periods[-1]), what
