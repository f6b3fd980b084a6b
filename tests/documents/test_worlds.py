"""Worlds to back-test in: the same from the same seed, honest to the last identity, and swinging where they say so."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from flows.backtest.worlds.chance import between, negative_binomial
from flows.backtest.worlds.recipe import recipe
from flows.backtest.worlds.world import make_world
from flows.ingest.frames import Received, build_frames
from flows.raw_folder.decisions import BlocContext, Decisions, no_outside, no_published
from flows.validate.judging import judge
from schemas.periods import VIETNAM, parse_period
from schemas.reference import Reference

PERIODS = [parse_period(text) for text in ("2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1")]
BOARDS = ("hai-phong", "bac-ninh", "hung-yen", "nam-dinh")


def world(reference: Reference, *, messy: bool, seed: int = 5) -> list[Received]:
    return make_world(reference, BOARDS, PERIODS, seed, messy=messy)


def test_the_same_seed_makes_the_same_world(reference: Reference) -> None:
    one, other = (world(reference, messy=True) for _ in range(2))
    assert [version.parsed for version in one] == [version.parsed for version in other]
    assert [version.parsed for version in one] != [v.parsed for v in world(reference, messy=True, seed=6)]


@pytest.mark.parametrize(("messy", "most"), [(False, 0.2), (True, 0.6)])
def test_no_sum_of_a_world_fails_and_few_of_its_files_are_asked_about(
    reference: Reference, messy: bool, most: float
) -> None:
    made = world(reference, messy=messy)
    context = BlocContext(datetime(2024, 1, 1, tzinfo=VIETNAM), no_published(), no_outside())
    validation = judge(build_frames(made, reference.form), reference, Decisions(), context)
    assert [f.message_en for f in validation.findings if f.severity == "error"] == []
    assert len(validation.findings) <= most * len(made)
    for rule in ("R101", "R103", "R111", "R112", "R119", "R201"):
        (passed,) = validation.outcomes.filter(rule=rule).select("passed").sum().row(0)
        assert passed > 0, rule


def test_every_line_of_the_form_that_counts_anything_is_in_the_recipe(reference: Reference) -> None:
    keys = {line.key for line in recipe()}
    flows = {line.key for line in reference.form.indicators if line.kind == "flow" and line.key != "total_capital"}
    parts = {"dossiers_on_time", "dossiers_late", "dossiers_pending", "dossiers_online", "petitions_resolved"}
    assert flows - parts <= keys


def test_draws_have_the_mean_and_the_spread_they_are_asked_for() -> None:
    random = Random(1)
    counts = [negative_binomial(random, 20.0, 2.0) for _ in range(4000)]
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / len(counts)
    assert mean == pytest.approx(20, rel=0.1)
    assert variance == pytest.approx(20 + 20**2 / 2, rel=0.2)
    assert all(2 <= between(random, 2, 8) <= 8 for _ in range(100))
