"""The files for other ways to run the service say what `zones serve` does."""

from __future__ import annotations

import configparser
import importlib
import re
import shutil
import subprocess
from pathlib import Path

from flows.prefect_settings import SETTINGS

import pytest
import yaml

from flows.deployments import DEPLOYMENTS, TIME_ZONE
from flows.service.folders import RAW, WAREHOUSE
from flows.service.turns import tag_of

from .conftest import ROOT

NOT_RUN = [ROOT / "deploy" / name for name in ("Dockerfile", "compose.yaml", "kubernetes.yaml")]


def test_prefect_yaml_has_the_same_deployments() -> None:
    found = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [one["name"] for one in found] == [one.name for one in DEPLOYMENTS]
    for of_file, ours in zip(found, DEPLOYMENTS):
        schedules = of_file.get("schedules", [])
        assert all(schedule["timezone"] == TIME_ZONE for schedule in schedules)
        assert tuple(schedule["cron"] for schedule in schedules if "cron" in schedule) == ours.crons
        intervals = [schedule["interval"] for schedule in schedules if "interval" in schedule]
        assert intervals == ([ours.every.total_seconds()] if ours.every else [])
        assert of_file.get("parameters", {}) == ours.parameters
        assert of_file.get("concurrency_limit") == (1 if ours.one_at_a_time else None)
        environment = of_file["work_pool"]["job_variables"]["env"]
        assert set(environment) == {RAW, WAREHOUSE} and of_file["tags"] == [tag_of(environment[WAREHOUSE])]
        path, _, name = of_file["entrypoint"].partition(":")
        assert (ROOT / path).is_file()
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert getattr(module, name).name == ours.flow.replace("_", "-")


@pytest.mark.parametrize("path", NOT_RUN, ids=lambda path: path.name)
def test_what_was_never_run_says_so(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# Not run:")


def test_the_manifests_are_what_their_readers_expect() -> None:
    kinds = [one["kind"] for one in yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8"))]
    assert kinds == ["PersistentVolumeClaim", "Secret", "StatefulSet"]
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"]
    assert {"database", "server", "zones"} == set(services)
    for name in ("PREFECT_SERVER_CORS_ALLOWED_ORIGINS", "PREFECT_SERVER_API_AUTH_STRING"):
        assert name in services["server"]["environment"]
    assert "PREFECT_SERVER_CSRF_PROTECTION_ENABLED" in SETTINGS  # set by the command itself


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").glob("zones*")), ids=lambda path: path.name)
def test_the_units_are_well_formed(path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    assert "Unit" in unit
    commands = re.findall(r"^ExecStart=\S*/zones (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(commands) <= {"serve", "doctor"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd is installed here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in (ROOT / "deploy").glob("zones*"):
        text = re.sub(r"^ExecStart=\S*/zones", "ExecStart=/bin/true", path.read_text("utf-8"), flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in tmp_path.iterdir() if "@" not in path.name]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "zones" in line and re.search(r"Unknown|Failed|Invalid", line)]
    assert not [line for line in ours if "user" not in line.lower()]
