"""A run under `zones serve` killed at any of its tasks: nothing broken or lost, and the next one gives the same."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterFlowRunId
from prefect.client.schemas.objects import FlowRun

from flows.publish.current import current_number, release_folder
from flows.publish.manifest import is_whole, read_manifest
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from tests.support.campaigns import cases

from .conftest import Served, until
from .test_dead_runs import processes_of
from .test_deployments import MANUAL, deployment_id, finished

PERIOD = "2022-H2"
TASKS = 6  # collect, two files, validate, transform, publish


@pytest.fixture
def client(served: Served) -> Iterator[SyncPrefectClient]:
    with SyncPrefectClient(served.api) as connected:
        yield connected


def tables(warehouse: Path) -> dict[str, bytes]:
    current = (warehouse / "current").resolve()
    return {path.name: path.read_bytes() for path in sorted(current.glob("*.parquet"))}


@pytest.mark.campaign
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the processes of a run in /proc")
@pytest.mark.xdist_group("server")
def test_a_run_killed_at_any_of_its_tasks(client: SyncPrefectClient, fresh: Served, tmp_path: Path) -> None:
    raw, warehouse = fresh.folder / "raw", fresh.folder / "warehouse"
    received = sorted(path.name for path in raw.glob("*/*/*"))
    run_direct(RunRequest(str(raw), str(tmp_path / "reference"), PERIOD))
    wanted = tables(tmp_path / "reference")
    manual, killed = deployment_id(client, MANUAL.name), 0

    def started() -> FlowRun:
        return client.create_flow_run_from_deployment(manual, parameters={"period": PERIOD})

    for point in range(cases(2, 60)):
        if point % 2 == 0:
            shutil.rmtree(warehouse, ignore_errors=True)
        run, reached = started(), point % TASKS + 1
        of_run = TaskRunFilter(flow_run_id=TaskRunFilterFlowRunId(any_=[run.id]))

        def there(run: FlowRun = run, of_run: TaskRunFilter = of_run, reached: int = reached) -> bool | None:
            state = client.read_flow_run(run.id).state
            ended = state is not None and state.is_final()
            return True if ended or len(client.read_task_runs(task_run_filter=of_run)) >= reached else None

        until(there, f"task {reached} begins")
        for pid in processes_of(str(run.id)):
            os.kill(pid, signal.SIGKILL)
        killed += finished(client, run).state_name == "Crashed"
        number = current_number(warehouse)
        if number is not None:
            folder = release_folder(warehouse, number)
            manifest = read_manifest(folder)
            assert manifest and is_whole(folder, manifest)
        done = finished(client, started())
        assert done.state and done.state.is_completed(), done.state
        assert tables(warehouse) == wanted
        assert not [path for path in (*raw.rglob("*"), *warehouse.rglob("*")) if "partial" in path.name]
    assert killed
    assert sorted(path.name for path in raw.glob("*/*/*")) == received
