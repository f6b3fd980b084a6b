"""`zones doctor`: what it looks at, and that it changes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.states import Suspended

from flows.deployments import DEPLOYMENTS
from flows.raw_folder.safe_writing import exclusive
from flows.service.health import server_checks
from flows.steps.health import LOOK, WELL, Check, machine_checks
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from schemas.periods import VIETNAM
from schemas.reference import load_reference

from .conftest import ROOT, Served, clean_environment, until, zones
from .test_deployments import MANUAL, deployment_id

NOW = datetime(2026, 11, 28, 12, tzinfo=VIETNAM)
NAMES = {f"{one.flow.replace('_', '-')}/{one.name}": bool(one.crons or one.every) for one in DEPLOYMENTS}


@pytest.fixture
def folders(one_period: Path, tmp_path: Path) -> tuple[Path, Path]:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    shutil.copytree(one_period, raw)
    run_direct(RunRequest(str(raw), str(warehouse), "2022-H2"))
    for folder in (raw, warehouse):
        folder.chmod(0o700)
    return raw, warehouse


def looked(folders: tuple[Path, Path], now: datetime = NOW) -> dict[str, Check]:
    return {check.name: check for check in machine_checks(*folders, load_reference(), max(now, datetime.now(VIETNAM)))}


def not_well(checks: dict[str, Check]) -> set[str]:
    return {name for name, check in checks.items() if check.state != WELL}


def test_all_is_well_where_it_is(folders: tuple[Path, Path]) -> None:
    assert not_well(looked(folders)) <= {"disk"}  # a machine of tests may be full
    with exclusive(folders[1] / ".run.lock"):
        locks = looked(folders)["locks"]
    assert locks.state == WELL and ".run.lock" in locks.text.en


def test_what_is_not_well_is_named(folders: tuple[Path, Path]) -> None:
    raw, warehouse = folders
    reference = load_reference()
    (raw / "inbox").mkdir()
    (raw / "inbox" / "lies.xlsx").write_bytes(b"x")
    os.utime(raw / "inbox" / "lies.xlsx", (0, 0))
    (warehouse / "current").resolve().joinpath("bloc_summary.parquet").write_bytes(b"")
    if os.name != "nt":
        raw.chmod(0o755)
    checks = looked(folders)
    assert not_well(checks) - {"disk"} == {"inbox", "releases"} | ({"permissions"} if os.name != "nt" else set())
    assert "lies.xlsx" in checks["inbox"].text.vi
    before = {
        check.name: check for check in machine_checks(raw, warehouse, reference, datetime(2022, 1, 1, tzinfo=VIETNAM))
    }
    assert (before["clock"].state == LOOK and "receipts.csv" in before["clock"].text.en) or "releases" in before[
        "clock"
    ].text.en
    after = looked(folders, datetime(2099, 1, 1, tzinfo=VIETNAM))
    assert after["calendar"].state == LOOK


def test_a_half_year_that_was_due_and_never_run_is_named(folders: tuple[Path, Path]) -> None:
    raw, _ = folders
    (raw / "2026-H1").mkdir()
    found = looked(folders)["releases"]
    assert found.state == LOOK and "zones run 2026-H1" in found.text.en


def test_where_raw_is_not_there_it_could_not_look(tmp_path: Path) -> None:
    command = zones("doctor", "--raw", tmp_path / "none", "--warehouse", tmp_path / "w")
    done = subprocess.run(command, cwd=ROOT, env=clean_environment(tmp_path / "home"), capture_output=True, text=True)
    assert done.returncode == 2


@pytest.mark.xdist_group("server")
class TestOfServer:
    @pytest.fixture
    def client(self, served: Served) -> Iterator[SyncPrefectClient]:
        with SyncPrefectClient(served.api) as connected:
            yield connected

    def checks(self, served: Served) -> dict[str, Check]:
        return {check.name: check for check in server_checks(served.api, NAMES)}

    def test_it_sees_schedules_and_runs(self, client: SyncPrefectClient, served: Served) -> None:
        identity = deployment_id(client, MANUAL.name)
        until(lambda: self.checks(served)["schedules"].state == WELL or None, "all of them are registered")
        found = self.checks(served)
        assert {"server", "schedules", "last run", "next run", "dead runs", "approval"} == set(found)
        assert found["schedules"].state == found["server"].state == WELL
        waiting = client.create_flow_run_from_deployment(identity, state=Suspended(timeout_seconds=3600))
        client.set_flow_run_state(waiting.id, Suspended(timeout_seconds=3600), force=True)
        assert waiting.name in self.checks(served)["approval"].text.en
        client.delete_flow_run(waiting.id)
        client.pause_deployment(identity)
        assert self.checks(served)["schedules"].state == LOOK
        client.resume_deployment(identity)
        assert self.checks(served)["schedules"].state == WELL

    def test_the_command_says_it_line_by_line(self, served: Served, folders: tuple[Path, Path]) -> None:
        raw, warehouse = folders
        command = zones("doctor", "--raw", raw, "--warehouse", warehouse)
        done = subprocess.run(
            command, cwd=ROOT, env=served.environment, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode in (0, 1), done.stderr
        assert "half-year/half-year-scheduled" in done.stdout and "Prefect" in done.stdout
