"""Small copies of raw/ to be changed by tests, and runs over them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.raw_folder.store import RawStore
from flows.steps.running.direct import RunResult, run_direct
from flows.steps.running.request import RunRequest
from schemas.reference import Reference, load_reference

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "raw"
LATER = ROOT / "tests" / "data" / "submissions"


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


def copy_periods(target: Path, *periods: str, published: bool = True) -> RawStore:
    """A raw folder that holds these periods of the shipped ones and of those for tests."""
    for period in periods:
        source = RAW / period if (RAW / period).is_dir() else LATER / period
        shutil.copytree(source, target / period)
    target.mkdir(parents=True, exist_ok=True)
    if published:
        shutil.copytree(RAW / "published", target / "published")
    return RawStore(target)


@pytest.fixture
def raw_2022(tmp_path: Path) -> RawStore:
    """A raw folder with 2022-H2 only."""
    return copy_periods(tmp_path / "raw", "2022-H2")


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose cache is filled once: files read by one test are not read again by another."""
    return tmp_path_factory.mktemp("cache")


Run = Callable[..., RunResult]


@pytest.fixture
def run(tmp_path: Path, shared_cache: Path) -> Run:
    """`run(raw, period, ...)`: the whole run into `tmp_path / "warehouse"`, or another."""

    def call(
        raw: Path, period: str, *, warehouse: Path | None = None, as_of: str = "", final: bool = False, **more: Any
    ) -> RunResult:
        target = warehouse or tmp_path / "warehouse"
        target.mkdir(parents=True, exist_ok=True)
        more.setdefault("exports", False)  # tests/readers makes them
        kept = shared_cache / "cache"
        kept.mkdir(exist_ok=True)
        if not (target / "cache").exists():
            (target / "cache").symlink_to(kept, target_is_directory=True)
        return run_direct(RunRequest(str(raw), str(target), period, as_of=as_of, final=final, **more))

    return call
