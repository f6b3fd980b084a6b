"""`zones why` of figures that stand in no cell: halves derived from a year, nil returns, estimates; never nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.commands.showing.why import print_story
from flows.ingest.frames import Received, build_frames
from flows.ingest.submission import Problem
from flows.raw_folder.decisions import Decisions
from flows.steps.judged import Judged
from flows.steps.showing.made import Made
from flows.validate.judging import judge
from schemas.form import ValueKey
from schemas.periods import parse_period
from tests.pipeline.test_honest_totals import year_file
from tests.support.received import CONTEXT, FORM, REFERENCE, received

from .conftest import ROOT, Zones


def story(capsys: pytest.CaptureFixture[str], period: str, figure: str, *versions: Received) -> list[str]:
    frames = build_frames(versions, FORM)
    nothing: Any = type("Raw", (), {"context": CONTEXT})
    judged = Judged(nothing, frames, judge(frames, REFERENCE, Decisions(), CONTEXT), Decisions())
    key = ValueKey(*figure.split())
    print_story(Made(judged, REFERENCE), parse_period(period), "ha-noi", key, FORM.by_code[key.code], REFERENCE)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_derived_half_shows_both_of_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    first = received(period="2022-H1")
    lines = story(capsys, "2022-H2", "2.02 fdi actual", first, year_file())
    assert "status derived" in lines
    year, half = (
        next(line for line in lines if line.startswith(kind)) for kind in ("the year: 2022", "the first half: 2022-H1")
    )
    assert "B2!" in year and "2022-H2/ha-noi/" in year
    assert "B2!" in half and first.submission in half
    numbers = [float(line.split(", ", 3)[3].split()[0].replace(",", "")) for line in (year, half)]
    shown = next(line for line in lines if line.endswith("million USD")).split()[0]
    assert numbers[0] - numbers[1] == float(shown.replace(",", ""))


def test_a_nil_return_says_nothing_of_a_stock_and_zero_of_a_flow(capsys: pytest.CaptureFixture[str]) -> None:
    before, nil = received(period="2022-H2"), received(period="2023-H1", nil=True)
    stock = story(capsys, "2023-H1", "1.10 fdi actual", before, nil)
    assert any(line.startswith("estimate ~ ") for line in stock)
    carried = next(line for line in stock if line.startswith("the last figure before: 2022-H2, Hà Nội, 1.10"))
    assert before.submission in carried and "B1!" in carried
    flow = story(capsys, "2023-H1", "2.02 fdi actual", before, nil)
    assert any(line.startswith("0 ") and "million USD" in line for line in flow)
    assert not any("estimate" in line for line in flow)


def test_x_after_figures_shows_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    before = received(period="2022-H2")
    lines = story(capsys, "2023-H1", "1.11 fdi actual", before, received({"1.11 fdi": "x"}))
    assert any(line.startswith("the last figure before: 2022-H2, Hà Nội, 1.11") for line in lines)


def test_a_version_without_the_figure_says_what_was_found_instead(capsys: pytest.CaptureFixture[str]) -> None:
    missing = Problem("F02", "sheet_missing", (), "B5")
    lines = story(capsys, "2023-H1", "5.01 total actual", received(without=["B5"], problems=[missing]))
    assert any(line.startswith("F02 ") for line in lines)


def test_every_figure_of_a_nil_board_has_an_answer(zones: Zones, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for period in ("2022-H1", "2022-H2"):
        shutil.copytree(ROOT / "raw" / period, raw / period)
    receipts = raw / "2022-H2" / "receipts.csv"
    heading, *lines = receipts.read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in lines if not line.startswith("ha-nam,")]
    nil = "ha-nam,,,2022-12-20T08:00:00+07:00,,nil"
    receipts.write_text("\n".join([heading, nil, *kept, ""]), encoding="utf-8")
    shutil.rmtree(raw / "2022-H2" / "ha-nam")
    for line in FORM.in_force("2022-H2").indicators[::9]:
        done = zones("why", "2022-H2", "ha-nam", line.code, "--raw", raw, "--warehouse", tmp_path / "warehouse")
        assert done.exit_code == 0, done.output
        said = done.stdout.split("\n\n", 1)[1]
        assert all("status" in part for part in said.split("\n\n")), f"{line.code}: {said}"
