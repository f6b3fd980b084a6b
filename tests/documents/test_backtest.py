"""Back-testing as a function: what is counted as found, in the right cell, and repaired."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.backtest.backtest import Backtest, KindResult, Trial, backtest
from flows.backtest.planting import Planted
from flows.steps.judged import Judged, judge_raw
from schemas.periods import parse_period
from schemas.reference import Reference

from .conftest import ROOT


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Judged:
    none: Path = tmp_path_factory.mktemp("warehouse")
    return judge_raw(ROOT / "raw", none, reference, parse_period("2023-H1"))


def planted(judged: Judged, reference: Reference, *kinds: str, each: int = 3) -> Backtest:
    test = backtest(
        judged.frames.received.values(), judged.validation, judged.decisions, judged.context, reference, each, 3, kinds
    )
    assert test is not None
    return test


def test_errors_no_rule_can_miss_are_found_in_their_cell(judged: Judged, reference: Reference) -> None:
    test = planted(judged, reference, "blank", "sign_added", "last_year_wrong", "opening_wrong", "project_date")
    for result in test.results.values():
        assert len(result.trials) == 3
        assert result.share(lambda t: t.found) == 1.0, result.kind
        assert result.share(lambda t: t.in_cell) == 1.0, result.kind
    rules = {kind: set(result.rules()) for kind, result in test.results.items()}
    assert "F05" in rules["blank"] and "R105" in rules["sign_added"] and "R204" in rules["last_year_wrong"]
    assert "R201" in rules["opening_wrong"] and "R116" in rules["project_date"]
    assert test.results["blank"].share(lambda t: t.rejected) == 1.0
    # What was accepted last year is known, so it is the first repair; a sign too many is taken off again.
    for kind in ("last_year_wrong", "sign_added"):
        assert test.results[kind].share(lambda t: t.repair_rank == 1) == 1.0, kind


def test_untouched_submissions_raise_no_alarm(judged: Judged, reference: Reference) -> None:
    test = planted(judged, reference, "blank", each=1)
    assert (test.submissions, test.periods) == (55, 5)
    assert test.false_errors == 0
    assert test.false_queries * 200 <= test.values


def test_the_same_seed_plants_the_same(judged: Judged, reference: Reference) -> None:
    kinds = ("sign_added", "opening_wrong", "project_date")
    one, two = (planted(judged, reference, *kinds, each=2).results for _ in range(2))
    assert {kind: result.trials for kind, result in one.items()} == {
        kind: result.trials for kind, result in two.items()
    }


def test_nothing_accepted_gives_nothing(judged: Judged, reference: Reference) -> None:
    assert backtest((), judged.validation, judged.decisions, judged.context, reference, 1, 1) is None


def test_shares_are_of_the_trials_that_count() -> None:
    def trial(*rules: str, rank: int | None = None) -> Trial:
        return Trial(Planted("blank", "B1", ()), rules, False, False, False, rank)

    result = KindResult("blank", [trial("F05"), trial(), trial("F05", rank=1), trial("R101", "F05")])
    assert result.share(lambda t: t.found) == 0.75
    assert result.share(lambda t: t.repair_rank == 1, lambda t: t.found) == pytest.approx(1 / 3)
    assert result.share(lambda t: True, lambda t: False) is None
    assert result.rules() == {"F05": 3, "R101": 1}
