"""One release of all ten half-years, built once for the tests of derived tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.steps.run import RunRequest, run_direct
from tests.support.by_hand import FOLDERS


@pytest.fixture(scope="session")
def raw_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("all") / "raw"
    for folder in FOLDERS:
        shutil.copytree(folder, raw, dirs_exist_ok=True)
    return raw


@pytest.fixture(scope="session")
def release(raw_of_all: Path) -> Path:
    warehouse = raw_of_all.parent / "warehouse"
    return run_direct(RunRequest(str(raw_of_all), str(warehouse), "2025-H2", exports=False)).release.folder


@pytest.fixture(scope="session")
def known_in_june(raw_of_all: Path, release: Path) -> Path:
    """The same as it was known on 20 June 2023."""
    warehouse = raw_of_all.parent / "warehouse"
    return run_direct(
        RunRequest(str(raw_of_all), str(warehouse), "2023-H1", as_of="2023-06-20", exports=False)
    ).release.folder


Table = Callable[[str], pl.DataFrame]


@pytest.fixture(scope="session")
def table(release: Path) -> Table:
    return lambda name: pl.read_parquet(release / f"{name}.parquet")
