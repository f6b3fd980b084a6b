"""PostgreSQL as Prefect's database: `zones serve` schedules and runs on it as on its own file."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient

from .conftest import serving, until
from .test_deployments import MANUAL, SCHEDULED, deployment_id, finished

USER = "zones_test"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database on a server of its own, which will not be run by root."""
    if not (shutil.which("initdb") and shutil.which("pg_ctl")):
        pytest.skip("no PostgreSQL server is installed here")
    folder = Path(tempfile.mkdtemp(prefix="zones-postgresql-"))  # not pytest's, which is for root alone
    as_somebody: dict[str, object] = {}
    if os.geteuid() == 0:
        somebody = pwd.getpwnam("nobody")
        os.chown(folder, somebody.pw_uid, somebody.pw_gid)
        as_somebody = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
    data, port = folder / "data", free_port()

    def call(*command: object) -> None:
        words = [str(word) for word in command]
        subprocess.run(words, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=300, **as_somebody)  # type: ignore[call-overload]

    call("initdb", "-D", data, "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    call("pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "-t", "250", "start")
    try:
        yield f"postgresql+asyncpg://{USER}@127.0.0.1:{port}/postgres"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.mark.xdist_group("server")
def test_it_schedules_and_runs(database: str, one_period: Path, tmp_path: Path) -> None:
    shutil.copytree(one_period, tmp_path / "raw")
    port = free_port()
    with (
        serving(tmp_path, port, PREFECT_API_DATABASE_CONNECTION_URL=database),
        SyncPrefectClient(f"http://127.0.0.1:{port}/api") as client,
    ):
        assert deployment_id(client, SCHEDULED.name)
        identity = deployment_id(client, MANUAL.name)
        done = finished(client, client.create_flow_run_from_deployment(identity, parameters={"period": "2022-H2"}))
        assert done.state and done.state.is_completed(), done.state
        until(lambda: any(run.auto_scheduled for run in client.read_flow_runs()) or None, "a run is scheduled")
    assert not (tmp_path / "prefect" / "prefect.db").exists()
