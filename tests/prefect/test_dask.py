"""`ZONES_TASK_RUNNER=dask:<address>`: the same release, though workers are killed while they read and judge."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterName
from prefect.task_runners import ThreadPoolTaskRunner

from flows.service.runners import ASKED, task_runner

from .conftest import LIMIT_SECONDS, ROOT, Served, until, zones

DASK = Path(sys.prefix) / "dask"


@pytest.fixture
def environment(served: Served) -> dict[str, str]:
    """The packages of requirements-dask.lock, which lie apart from those of a run."""
    if not (DASK / "prefect_dask").is_dir():
        pytest.skip("requirements-dask.lock is not installed")
    return {**served.environment, "PYTHONPATH": str(DASK)}


@pytest.fixture
def cluster(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler on loopback, and its three workers."""
    place = tmp_path / "scheduler.json"
    with ExitStack() as ended:

        def start(module: str, *more: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(place), *more]
            log = ended.enter_context((tmp_path / f"{module}{len(more)}.log").open("ab"))
            process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=subprocess.STDOUT)
            ended.callback(process.wait)
            ended.callback(process.kill)
            return process

        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")

        def address() -> str | None:
            try:
                return str(json.loads(place.read_text())["address"])
            except (OSError, ValueError, KeyError):
                return None

        found = until(address, "the scheduler starts")
        own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        yield found, [start("dask_worker", *own) for _ in range(3)]


def contents(warehouse: Path) -> dict[str, bytes]:
    """Every file of the release but DuckDB's, in which DuckDB itself writes something else each time."""
    folder = (warehouse / "current").resolve()
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".duckdb")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def run(warehouse: Path, environment: dict[str, str], *more: str) -> subprocess.Popen[str]:
    command = zones("run", "2022-H2", "--raw", ROOT / "raw", "--warehouse", warehouse, *more)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, env=environment, cwd=ROOT, text=True, encoding="utf-8", **pipes)  # type: ignore[call-overload,no-any-return]


@pytest.mark.xdist_group("server")
def test_workers_die_and_the_release_is_the_same(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], environment: dict[str, str], tmp_path: Path
) -> None:
    address, workers = cluster
    flow = run(tmp_path / "dask", {**environment, ASKED: f"dask:{address}"})

    def found(pattern: str) -> bool | None:
        assert flow.poll() is None, flow.communicate()[0]
        return True if any((tmp_path / "dask" / "cache").glob(pattern)) else None

    until(lambda: found("*/*.json"), "the workers read")
    workers[0].kill()
    until(lambda: found("*/judged/*/facts.json"), "the workers judge")
    workers[1].kill()
    said = flow.communicate(timeout=LIMIT_SECONDS)[0]
    assert flow.returncode == 0, said
    with SyncPrefectClient(api=environment["PREFECT_API_URL"]) as client:
        named = TaskRunFilterName(like_="judge 20")
        judged = client.read_task_runs(task_run_filter=TaskRunFilter(name=named), limit=200)
    periods = {path.name for path in (ROOT / "raw").iterdir() if (path / "receipts.csv").is_file()}
    done = {task.name.removeprefix("judge ") for task in judged if task.state and task.state.is_completed()}
    assert done == periods, "workers judged every half-year"
    assert "Receive client connection" in (tmp_path / "dask_scheduler5.log").read_text(encoding="utf-8")
    assert workers[2].poll() is None and workers[0].wait() != 0 and workers[1].wait() != 0
    direct = run(tmp_path / "direct", environment, "--direct")
    said = direct.communicate(timeout=LIMIT_SECONDS)[0]
    assert direct.returncode == 0, said
    assert contents(tmp_path / "dask") == contents(tmp_path / "direct")


@pytest.mark.parametrize("asked", ["", "threads"])
def test_threads_are_what_is_not_asked_for(asked: str) -> None:
    assert isinstance(task_runner(asked), ThreadPoolTaskRunner)


@pytest.mark.parametrize("asked", ["ray", "dask", "dask:tcp://127.0.0.1:1"])
def test_what_is_not_there_is_one_sentence(asked: str) -> None:
    with pytest.raises(ValueError, match=f"{ASKED}={asked}"):
        task_runner(asked)
