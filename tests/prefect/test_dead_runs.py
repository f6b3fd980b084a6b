"""What was killed blocks nobody: runs, the server left behind, a database that is damaged."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_HOME, temporary_settings
from prefect.states import Running

from flows.raw_folder.safe_writing import exclusive
from flows.service.database import database_trouble
from flows.service.living_runs import MADE_UP, living, mark_dead_runs
from tests.support.campaigns import IN_CAMPAIGN

from .conftest import ROOT, Served, clean_environment, serving, until, zones
from .test_deployments import MANUAL, SCHEDULED, deployment_id, finished
from .test_runs import run as zones_run


@pytest.mark.xdist_group("server")
class TestSweep:
    @pytest.fixture
    def client(self, served: Served, tmp_path: Path) -> Iterator[SyncPrefectClient]:
        with temporary_settings({PREFECT_HOME: tmp_path}), SyncPrefectClient(served.api) as connected:
            yield connected

    def at_work(self, client: SyncPrefectClient, name: str) -> FlowRun:
        """A run that Prefect takes to be at work, by which nothing is run."""
        run = client.create_flow_run_from_deployment(deployment_id(client, name), state=Running())
        assert run.state
        assert run.state.is_running()
        return run

    def state(self, client: SyncPrefectClient, run: FlowRun) -> str | None:
        return client.read_flow_run(run.id).state_name

    def test_a_run_whose_process_is_gone_is_crashed_and_one_at_work_is_not(self, client: SyncPrefectClient) -> None:
        dead, alive = self.at_work(client, MANUAL.name), self.at_work(client, MANUAL.name)
        with living(alive.id):
            marked = mark_dead_runs(client, {"half-year"}, alone=True)
            assert dead.id in {run.id for run in marked}
            assert (self.state(client, dead), self.state(client, alive)) == ("Crashed", "Running")
        mark_dead_runs(client, {"half-year"}, alone=True)
        assert self.state(client, alive) == "Crashed"

    def test_on_a_server_of_several_machines_only_what_was_here_is_judged(
        self, client: SyncPrefectClient, tmp_path: Path
    ) -> None:
        elsewhere, here = self.at_work(client, MANUAL.name), self.at_work(client, MANUAL.name)
        program = (
            "import os, sys; from flows.service.living_runs import living\nwith living(sys.argv[1]): os._exit(9)\n"
        )
        killed = subprocess.run(
            [sys.executable, "-c", program, str(here.id)], cwd=ROOT, env=clean_environment(tmp_path)
        )
        assert killed.returncode == 9
        mark_dead_runs(client, {"half-year"}, alone=False)
        assert (self.state(client, elsewhere), self.state(client, here)) == ("Running", "Crashed")
        mark_dead_runs(client, {"half-year"}, alone=True)

    def test_what_the_schedule_had_started_is_started_once_more_and_only_once(self, client: SyncPrefectClient) -> None:
        identity = deployment_id(client, SCHEDULED.name)
        ours = DeploymentFilter(id=DeploymentFilterId(any_=[identity]))

        def scheduled() -> FlowRun | None:
            runs = client.read_flow_runs(deployment_filter=ours)
            return next((run for run in runs if run.auto_scheduled and run.state and run.state.is_scheduled()), None)

        planned = until(scheduled, "a scheduled run")
        client.set_flow_run_state(planned.id, Running(), force=True)
        mark_dead_runs(client, {"half-year"}, alone=True)
        again = client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[MADE_UP])))
        assert [run.deployment_id for run in again] == [identity]
        assert [run.next_scheduled_start_time for run in again] == [planned.next_scheduled_start_time]
        client.set_flow_run_state(again[0].id, Running(), force=True)
        assert again[0].id in {run.id for run in mark_dead_runs(client, {"half-year"}, alone=True)}
        assert len(client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[MADE_UP])))) == 1


def test_the_own_server_ends_with_its_starter() -> None:
    program = "from flows.service.own_server import _end_with_the_starter\n_end_with_the_starter()\ninput()"
    child = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE)
    assert child.poll() is None
    assert child.stdin
    child.stdin.close()
    assert child.wait(60) == (1 if os.name == "nt" else -signal.SIGTERM)


def database(home: Path) -> Path:
    with closing(sqlite3.connect(home / "prefect.db")) as made:
        made.execute("pragma journal_mode=wal")
        made.execute("create table run (id text primary key, name text)")
        made.executemany("insert into run values (?, ?)", [(str(n), "name" * 50) for n in range(2000)])
        made.commit()
    return home / "prefect.db"


class TestDatabase:
    def test_none_and_a_whole_one_are_no_trouble(self, tmp_path: Path) -> None:
        with temporary_settings({PREFECT_HOME: tmp_path}):
            assert database_trouble() is None
            made = database(tmp_path)
            assert database_trouble() is None
            with closing(sqlite3.connect(made, isolation_level=None)) as busy:
                busy.execute("begin exclusive")
                assert database_trouble() is None

    @pytest.mark.parametrize("place", ["head", "middle", "all"])
    def test_a_damaged_one_is_said(self, tmp_path: Path, place: str) -> None:
        made = database(tmp_path)
        data = bytearray(made.read_bytes())
        where = {"head": slice(0, 100), "middle": slice(4096, len(data)), "all": slice(0, len(data))}[place]
        data[where] = b"\xa5" * len(data[where])
        made.write_bytes(data)
        with temporary_settings({PREFECT_HOME: tmp_path}):
            said = database_trouble()
        assert said
        assert str(made) in said.vi
        assert "--direct" in said.en

    def test_a_run_says_it_in_one_sentence_and_starts_no_server(self, one_period: Path, tmp_path: Path) -> None:
        (tmp_path / "prefect").mkdir()
        (tmp_path / "prefect" / "prefect.db").write_bytes(b"no database" * 1000)
        environment = clean_environment(tmp_path / "prefect")
        done = zones_run("2022-H2", "--raw", one_period, "--warehouse", tmp_path / "w", environment=environment)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert "prefect.db" in done.stderr
        served = subprocess.run(zones("serve"), cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert (served.returncode, "prefect.db" in served.stderr) == (2, True)


def processes_of(word: str) -> list[int]:
    """The processes in whose environment or command a word stands."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and word.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.campaign
@pytest.mark.skipif(not IN_CAMPAIGN, reason="real kills of real servers: make campaigns")
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the processes of a run in /proc")
@pytest.mark.xdist_group("server")
class TestRealKills:
    @pytest.mark.parametrize("killed", ["everything", "zones serve", "the server"])
    def test_the_next_run_of_the_deployment_completes(
        self, killed: str, one_period: Path, tmp_path: Path, unused_port: int
    ) -> None:
        shutil.copytree(one_period, tmp_path / "raw")
        api = f"http://127.0.0.1:{unused_port}/api"
        with exclusive(tmp_path / "warehouse" / ".run.lock"), serving(tmp_path, unused_port) as process:
            with SyncPrefectClient(api) as client:
                identity = deployment_id(client, MANUAL.name)
                first = client.create_flow_run_from_deployment(identity, parameters={"period": "2022-H2"})
                lock = tmp_path / "prefect" / "zones-runs" / f"{first.id}.lock"
                until(lambda: lock.exists() or None, "the run is at work")
            if killed == "the server":
                (server,) = [pid for pid in processes_of(str(tmp_path)) if is_server(pid)]
                os.kill(server, signal.SIGKILL)
                assert process.wait(60) == 1  # so that whoever watches it starts it again
            process.kill()
            for pid in processes_of(str(first.id)) if killed == "everything" else []:
                os.kill(pid, signal.SIGKILL)
        with serving(tmp_path, unused_port), SyncPrefectClient(api) as client:
            second = client.create_flow_run_from_deployment(identity, parameters={"period": "2022-H2"})
            done = finished(client, second)
            assert done.state
            assert done.state.is_completed(), done.state
            if killed == "everything":
                assert client.read_flow_run(first.id).state_name == "Crashed"


def is_server(pid: int) -> bool:
    return b"flows.service.own_server" in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.fixture
def unused_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
