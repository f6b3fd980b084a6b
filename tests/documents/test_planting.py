"""Every kind of planted error changes what it says it changes, and nothing else."""

from __future__ import annotations

from random import Random

import pytest

from flows.backtest.kinds import KINDS
from flows.backtest.planting import Ground, Planted, dropped, mistyped, transposed
from flows.ingest.reader import read_submission
from flows.ingest.submission import ParsedSubmission
from flows.texts.backtest import KINDS as WORDS
from schemas.form import ValueKey
from schemas.reference import Reference, load_reference

from .conftest import ROOT, SUBMISSION

REFERENCE: Reference = load_reference()
PARSED = read_submission(SUBMISSION.read_bytes(), REFERENCE)
EARLIER = read_submission((ROOT / "raw/2022-H1/vinh-phuc/TDKCN_vinh-phuc_2022-H1.xlsx").read_bytes(), REFERENCE)


def figures(parsed: ParsedSubmission) -> dict[ValueKey, float]:
    return {ValueKey(v.code, v.sector, v.measure): v.value for v in parsed.values if v.value is not None}


GROUND = Ground(REFERENCE.form, REFERENCE.units, figures(EARLIER), figures(EARLIER), 23.6)


def test_every_kind_has_its_words() -> None:
    assert set(KINDS) == set(WORDS)


def test_the_page_shipped_tells_of_every_kind() -> None:
    page = (ROOT / "docs/detection.md").read_text(encoding="utf-8")
    for words in WORDS.values():
        assert f"| {words.en} |" in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_a_planted_error_changes_the_planted_cells_only(kind: str, seed: int) -> None:
    change = KINDS[kind](PARSED, Random(seed), GROUND)
    if change is None:
        pytest.skip("this submission has no place for such an error")
    changed, planted = change
    assert isinstance(planted, Planted) and planted.kind == kind
    cells = {(cell.sheet, cell.cell) for cell in planted.cells}
    moved = {
        tuple(new.place)
        for old, new in zip(PARSED.values, changed.values, strict=True)
        if (old.state, old.value) != (new.state, new.value)
    }
    assert moved <= cells
    if planted.key is not None:
        assert len(moved) == 1 and planted.true_value != planted.wrong_value
        assert figures(changed).get(planted.key) == planted.wrong_value
    lines_gone = len(PARSED.lines) - len(changed.lines)
    assert lines_gone == (1 if kind in ("zone_missing", "project_missing") else 0)
    if not lines_gone:
        touched = {
            (new.sheet, cell.cell)
            for old, new in zip(PARSED.lines, changed.lines, strict=True)
            for key, cell in new.cells.items()
            if cell != old.cells[key]
        }
        assert touched <= cells
        assert touched or moved
    assert changed.problems == PARSED.problems


def test_slips_of_typing() -> None:
    random = Random(1)
    assert sorted(transposed("12.3", random) or "") == sorted("12.3") and transposed("11", random) is None
    assert dropped("7", random) is None and len(dropped("71.5", random) or "") == 3
    assert mistyped("5", random) != "5"
