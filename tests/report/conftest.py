"""A release to report on: all that is shipped, made once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from flows.steps.run import RunRequest, run_direct
from schemas.periods import Period, parse_period
from schemas.reference import Reference, load_reference

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Shipped:
    """A release as what is written from it is given it."""

    folder: Path
    frames: Mapping[str, pl.DataFrame]
    facts: Mapping[str, object]
    period: Period
    reference: Reference


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    warehouse = tmp_path_factory.mktemp("report") / "warehouse"
    folder = run_direct(RunRequest(str(ROOT / "raw"), str(warehouse), "2023-H1")).release.folder
    frames = {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Shipped(folder, frames, facts, parse_period("2023-H1"), load_reference())
