"""A release to report on: all that is shipped, made once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from flows.report.model import Report
from flows.report.report import make_report
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
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
def shipped(shipped_folder: Path) -> Shipped:
    return loaded(shipped_folder / "warehouse", "2023-H1")


def built(raw: Path, warehouse: Path, period: str) -> Shipped:
    """A release of a raw folder."""
    run_direct(RunRequest(str(raw), str(warehouse), period, exports=False))
    return loaded(warehouse, period)


def loaded(warehouse: Path, period: str) -> Shipped:
    """The current release."""
    folder = Path(os.path.realpath(warehouse / "current"))
    frames = {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Shipped(folder, frames, facts, parse_period(period), load_reference())


def report_of(release: Shipped, period: str = "", language: str = "vi") -> Report:
    about = parse_period(period) if period else release.period
    return make_report(release.frames, release.facts, about, release.reference, language)


def sentences(report: Report) -> list[str]:
    """Every sentence of the report itself, in order."""
    return [
        str(sentence)
        for parent in report.parts
        for part in (parent, *parent.parts)
        for paragraph in part.paragraphs
        for sentence in paragraph.sentences
    ]


@pytest.fixture(scope="session")
def ten(ten_folder: Path) -> Shipped:
    return loaded(ten_folder / "warehouse", "2025-H2")
