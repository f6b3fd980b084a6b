"""One release of all ten half-years, and what is true of the texts."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.factcheck.factcheck import Checked, check_text
from flows.factcheck.release import Release, load_release
from flows.factcheck.text.document import read_document
from flows.factcheck.text.grammar import load_grammar
from schemas.reference import load_reference

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "tests" / "data" / "texts"
ARTICLE = ROOT.parent / "shared" / "texts" / "article_2023-07-15.txt"


@dataclass(frozen=True)
class Row:
    """One row of a truth file."""

    token: str
    is_figure: str
    code: str
    sector: str
    scope: str
    period: str
    kind: str
    verdict: str
    fault: str
    group: str
    start: int
    end: int


def truth_of(path: Path) -> list[Row]:
    with path.with_name(f"{path.stem}.truth.csv").open(encoding="utf-8-sig", newline="") as handle:
        return [
            Row(
                **{n: r[n] for n in Row.__annotations__ if n not in ("start", "end")},
                start=int(r["start"]),
                end=int(r["end"]),
            )
            for r in csv.DictReader(handle)
        ]


@pytest.fixture(scope="session")
def warehouse(ten_folder: Path) -> Path:
    return ten_folder / "warehouse"


@pytest.fixture(scope="session")
def release(warehouse: Path) -> Release:
    current = Path(os.path.realpath(warehouse / "current"))
    return load_release(current, load_reference(), load_grammar())


@pytest.fixture(scope="session")
def checked(release: Release) -> Callable[[Path], Checked]:
    known: dict[Path, Checked] = {}

    def check(path: Path) -> Checked:
        if path not in known:
            known[path] = check_text(read_document(path), release)
        return known[path]

    return check
