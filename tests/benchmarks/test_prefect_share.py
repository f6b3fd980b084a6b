"""What Prefect adds to a run: at most 1.3 times a flow with as many empty tasks, together with `--direct`.

Not part of `make test`: `make bench` runs it. Whole processes on a server that is there, in turn.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient

from tests.prefect.conftest import ROOT, Served, one_period, served, zones

__all__ = ["one_period", "served"]

PERIOD = "2022-H2"
ROUNDS = 4
MOST = 1.3
BARE = """
import sys
import flows.prefect_settings
from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner

@task
def nothing(number: int) -> int:
    return number

@flow(name="bare", task_runner=ThreadPoolTaskRunner(max_workers=4), persist_result=False)
def bare(count: int) -> None:
    for one in [nothing.submit(number) for number in range(count)]:
        one.wait()

bare(int(sys.argv[1]))
"""


def seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


@pytest.mark.parametrize("cold", [True, False], ids=["never read", "read before"])
def test_the_flow_costs_what_its_tasks_cost(served: Served, tmp_path: Path, cold: bool) -> None:
    shutil.copytree(ROOT / "raw" / PERIOD, tmp_path / "raw" / PERIOD)
    files = len(list((tmp_path / "raw" / PERIOD).glob("*/*.*")))
    tasks = 4 + (files if cold else 0)
    through, direct, bare = [], [], []
    for _ in range(ROUNDS + 1):
        for spent, more in ((through, []), (direct, ["--direct"])):
            warehouse = tmp_path / ("direct" if more else "through")
            if cold:
                shutil.rmtree(warehouse, ignore_errors=True)
            command = zones("run", PERIOD, "--raw", tmp_path / "raw", "--warehouse", warehouse, *more)
            spent.append(seconds(command, served.environment))
        bare.append(seconds([sys.executable, "-c", BARE, str(tasks)], served.environment))
    # The first of each warms up; the least of the others is what it takes where nothing else is going on.
    least = {name: min(spent[1:]) for name, spent in (("flow", through), ("direct", direct), ("bare", bare))}
    ratio = least["flow"] / (least["bare"] + least["direct"])
    said = ", ".join(f"{name} {spent:.2f} s" for name, spent in least.items())
    with SyncPrefectClient(served.api) as client:
        assert any(run.name.startswith(f"{PERIOD} release") for run in client.read_flow_runs())
    print(f"\n{'cold' if cold else 'warm'}: {said}; flow / (bare + direct) = {ratio:.2f}")
    assert ratio <= MOST
