"""Situations seen in files of offices: each file of tests/data/field is a clean submission with exactly one."""

from __future__ import annotations

from functools import lru_cache

import pytest

from flows.ingest.cache import read_bytes
from flows.ingest.submission import ParsedSubmission
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
