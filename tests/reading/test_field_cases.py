"""Situations seen in files of offices: each file of tests/data/field is a clean submission with exactly one."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import pytest

from flows.ingest.cache import read_bytes
from flows.ingest.frames import Received
from flows.ingest.submission import ParsedSubmission
from flows.validate.rules.file import of_reading
from schemas.periods import VIETNAM
from tests.support.forms import REFERENCE
from tests.support.received import ROOT

FOLDER = ROOT / "tests" / "data" / "field"
FILES = {path.name.partition("_")[0]: path for path in FOLDER.glob("K*")}
# What is asked, by rule and kind; the others read as the clean submission does.
ASKED = {
    "K01": ("F04", "period_of_sheets"),
    "K03": ("F06", "figure_beside"),
    "K08": ("F06", "figure_beside"),
    "K09": ("F08", "line_beside_missing"),
    "K11": ("F06", "figure_beside"),
    "K13": ("F06", "dates_swapped"),
    "K15": ("F06", "identifier_changed"),
}
MISSING = {"K17"}  # `None` is missing, which F05 asks about


@lru_cache
def parsed(name: str) -> ParsedSubmission:
    outcome = read_bytes(FILES[name].read_bytes(), REFERENCE)
    assert isinstance(outcome, ParsedSubmission)
    return outcome


def figures(name: str) -> dict[tuple[str, str, str], float | None]:
    return {(v.code, v.sector, v.measure): v.value for v in parsed(name).values}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_situation_is_read_or_asked_about(name: str) -> None:
    asked = [(p.rule, p.kind) for p in parsed(name).problems if p.rule not in ("F12", "F14")]
    assert asked == ([ASKED[name]] if name in ASKED else [])
    clean = figures("K24")  # an error in a spare cell and nothing else
    differing = {key for key, number in clean.items() if figures(name).get(key) != number}
    states = {(v.code, v.sector, v.measure): v.state for v in parsed(name).values}
    assert not differing or name in ASKED or name in MISSING
    assert all(states[key] in ("unreadable", "blank") for key in differing)
    assert len([line for line in parsed(name).lines if not line.total]) == 22


@pytest.mark.parametrize(("name", "key"), [("K13", "date"), ("K15", "certificate")])
def test_what_the_cells_may_have_held_is_proposed_for_each(name: str, key: str) -> None:
    (problem,) = [p for p in parsed(name).problems if p.rule == "F06"]
    held = {cell.cell: cell.raw_text for line in parsed(name).lines if (cell := line.cells.get(key))}
    raw = [held[place.cell] for place in problem.cells]
    meant = [re.sub(r"(\d\d)/(\d\d)/", r"\2/\1/", text) if key == "date" else text[:-2] for text in raw]
    assert len(raw) > 1 and list(problem.proposed) == meant
    version = Received("", "2024-H1", "ninh-binh", name, "", datetime.now(VIETNAM), 1, parsed=parsed(name))
    (draft,) = [d for d in of_reading(version, {}) if d.rule == "F06"]
    assert [cell.text for cell in draft.repairs[0].cells] == meant and "…" in draft.repairs[0].text_vi
