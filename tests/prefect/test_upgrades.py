"""What is tried before an upgrade: the locked packages, by the same short run as the newest ones."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.newest import without_caps

from .conftest import ROOT, clean_environment


def test_only_what_holds_back_is_lifted() -> None:
    lines = [
        "prefect>=3.8,<3.9",
        "fastapi<0.151",
        "pandera[polars]>=0.35,<0.36",
        "rich>=14",
        "hatchling",
        "a~=1.2",
        "b==3",
    ]
    assert without_caps(lines) == [
        "prefect>=3.8",
        "fastapi",
        "pandera[polars]>=0.35",
        "rich>=14",
        "hatchling",
        "a",
        "b",
    ]


@pytest.mark.xdist_group("server")
def test_the_lock_passes_the_short_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    environment = clean_environment(tmp_path_factory.mktemp("smoke"))
    command = [sys.executable, "-m", "tests.support.flow_smoke"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
