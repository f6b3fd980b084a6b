"""Serving the deployments: the server where none is configured, and the process that runs what is due."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

# First start on a fresh machine makes the database, which takes up to half a minute.
START_LIMIT_SECONDS = 180.0
STOP_LIMIT_SECONDS = 3.0
# A server whose starter was killed ends itself within less than this.
ORPHAN_LIMIT_SECONDS = 10.0
# How often it is looked whether to go on.
LOOK_SECONDS = 0.5


class ServerGone(Exception):
    """The own server ended while it was needed: whoever watches this process is to start it again."""


class ServerFailed(Exception):
    """The Prefect server did not start; the message is what it said last."""


def configured_api() -> str | None:
    """The address of the Prefect server this machine is set up for, if it is."""
    import flows.prefect_settings  # noqa: F401

    from prefect.settings import PREFECT_API_URL

    url: str | None = PREFECT_API_URL.value()
    return url


def answers(api: str) -> bool:
    """Whether anything answers at the address of a Prefect server, be it with a refusal."""
    try:
        with urllib.request.urlopen(f"{api.rstrip('/')}/health", timeout=20):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def serve_deployments(raw: Path, warehouse: Path, server: OwnServer | None = None) -> None:
    """Register the deployments with the server in force and run what is due, until interrupted or told to stop.

    Stopping does not pause the schedules: what was due meanwhile runs at the next start.

    Raises:
        ServerGone: the own server ended meanwhile.
    """
    import flows.prefect_settings  # noqa: F401

    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    from flows.deployments import to_serve
    from flows.service.catching_up import make_up_for_the_due_run
    from flows.service.folders import working_on

    class StoppedByTheSystem(Runner):
        """A runner that SIGTERM ends also where Ctrl-C is ignored, as in a script's background."""

        told_to_stop = False

        def handle_sigterm(self, *_: object, **__: object) -> None:
            self.told_to_stop = True

    runner = StoppedByTheSystem(name="zones", pause_on_shutdown=False)
    for deployment in to_serve(raw, warehouse):
        runner.add_deployment(deployment)
    with get_client(sync_client=True) as client:
        make_up_for_the_due_run(client, raw, datetime.now(UTC))

    async def run_what_is_due() -> None:
        serving = asyncio.create_task(runner.start())
        while not serving.done():
            await asyncio.wait({serving}, timeout=LOOK_SECONDS)
            if runner.told_to_stop or (server and server.has_ended()):
                serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    with suppress(KeyboardInterrupt), working_on(raw, warehouse):
        asyncio.run(run_what_is_due())
    if server and server.has_ended() and not runner.told_to_stop:
        raise ServerGone


def sweep(*, alone: bool) -> list[str]:
    """Mark Crashed what a killed process left as if it were at work; the names of those runs. See `living_runs`."""
    import flows.prefect_settings  # noqa: F401

    from prefect.client.orchestration import get_client

    from flows.deployments import FLOWS
    from flows.service.living_runs import mark_dead_runs

    with get_client(sync_client=True) as client:
        return [run.name for run in mark_dead_runs(client, FLOWS, alone=alone)]


@dataclass(frozen=True)
class OwnServer:
    """The server this process started; `address` is that of its page."""

    address: str
    process: subprocess.Popen[bytes]

    def has_ended(self) -> bool:
        return self.process.poll() is not None


@contextmanager
def local_server(host: str, port: int) -> Iterator[OwnServer]:
    """A Prefect server of its own on `host`, which this process and the runs it starts then use.

    It ends with this process, however that ends. One whose starter has just been killed is given the time to do so.

    Raises:
        ServerFailed: the port is taken, or the server did not answer in time.
        ServerGone: the server ended, and something went wrong for that.
    """
    import flows.prefect_settings  # noqa: F401

    from prefect.settings import PREFECT_API_URL, temporary_settings

    until = time.monotonic() + ORPHAN_LIMIT_SECONDS
    while not _is_free(host, port):
        if time.monotonic() > until:
            raise ServerFailed(f"port {port} on {host} is taken")
        time.sleep(0.2)
    address = f"http://{host}:{port}"
    command = [sys.executable, "-m", "flows.service.own_server", host, str(port)]
    # A group of its own, so that Ctrl-C reaches first what runs flows and only then the server it reports to.
    apart: dict[str, int] = (
        {"creationflags": 0x00000200} if os.name == "nt" else {"start_new_session": True}  # CREATE_NEW_PROCESS_GROUP
    )
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command,
            env=_environment(address),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            **apart,  # type: ignore[call-overload]
        )
        try:
            _wait_for(server, f"{address}/api/health", log)
            with temporary_settings({PREFECT_API_URL: f"{address}/api"}):
                yield OwnServer(address, server)
        except ServerFailed:
            raise
        except Exception:
            if server.poll() is None:
                raise
            raise ServerGone from None
        finally:
            _stop(server)


def _environment(address: str) -> dict[str, str]:
    """What the server is told: its address, also as the only origin whose pages may read from it."""
    from flows.prefect_settings import NO_OTHER_ORIGIN

    ours = {"PREFECT_API_URL": f"{address}/api", "PREFECT_SERVER_LOGGING_LEVEL": "WARNING"}
    if os.environ["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == NO_OTHER_ORIGIN:
        ours["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] = address
    return {**os.environ, **ours}


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _wait_for(server: subprocess.Popen[bytes], health: str, log: IO[bytes]) -> None:
    until = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    log.seek(0)
    said = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    raise ServerFailed(said[-1].strip() if said else f"no answer from {health} in {START_LIMIT_SECONDS:.0f} s")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
