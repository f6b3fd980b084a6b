"""The release of all ten half-years for the tests of derived tables."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest


@pytest.fixture(scope="session")
def raw_of_all(ten_folder: Path) -> Path:
    return ten_folder / "raw"


@pytest.fixture(scope="session")
def release(ten_folder: Path) -> Path:
    return Path(os.path.realpath(ten_folder / "warehouse" / "current"))


@pytest.fixture(scope="session")
def known_in_june(ten_folder: Path) -> Path:
    """The same as it was known on 20 June 2023."""
    raw, warehouse = ten_folder / "raw", ten_folder / "warehouse"
    return run_direct(RunRequest(str(raw), str(warehouse), "2023-H1", as_of="2023-06-20", exports=False)).release.folder


Table = Callable[[str], pl.DataFrame]


@pytest.fixture(scope="session")
def table(release: Path) -> Table:
    return lambda name: pl.read_parquet(release / f"{name}.parquet")
