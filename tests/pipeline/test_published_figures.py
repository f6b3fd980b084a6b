"""Published figures: read per source, compared at their own precision, never compared with a part of the bloc."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.raw_folder.decisions import PUBLISHED_SCHEMA, BlocContext, no_outside
from flows.validate.figures.bloc_totals import exact_sum
from flows.validate.figures.published_figures import read_published
from schemas.periods import parse_moment
from schemas.reference import Reference
from tests.pipeline.conftest import LATER, Run, copy_periods

FIGURES = {"1.01": 161.0, "1.05": 4693.10, "2.02": 37096.4, "2.06": 2406.6}


def values_and_states(reference: Reference, boards: int = 11, **figures: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A bloc of 2023-H1 in which Hà Nội holds everything and the other boards hold zero."""
    from schemas.periods import Period

    members = [board.slug for board in reference.boards.members(Period(2023, 1))]
    slugs = ["ha-noi", *(slug for slug in members if slug != "ha-noi")][:boards]
    rows = [
        (f"2023-H1/{slug}/a.xlsx", "2023-H1", slug, code, "fdi", "actual", "number", value if slug == "ha-noi" else 0.0)
        for slug in slugs
        for code, value in (FIGURES | figures).items()
    ]
    names = ["submission", "period", "board", "code", "sector", "measure", "state", "value"]
    values = pl.DataFrame(rows, schema=names, orient="row")
    states = values.select("submission", "period", "board").unique(maintain_order=True)
    return values, states.with_columns(state=pl.lit("accepted"), verdict=pl.lit("accepted"), accepted=pl.lit(True))


def compared(reference: Reference, *published: tuple[str, ...], boards: int = 11, **figures: float) -> list[dict]:
    """Rows of the comparison of (code, value, unit, source) with the bloc above."""
    rows = [("2023-H1", code, "fdi", value, unit, source, "") for code, value, unit, source in published]
    frame = pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")
    context = BlocContext(parse_moment("2023-07-14"), frame, no_outside())
    return read_published(context, *values_and_states(reference, boards, **figures), reference).to_dicts()


@pytest.mark.parametrize(
    ("code", "written", "unit", "verdict", "ratio"),
    [
        ("1.05", "4.693,1", "triệu USD", "agrees", 1.0),
        ("1.05", "4,693.1", "million USD", "agrees", 1.0),
        ("1.05", "4,69", "tỷ USD", "agrees", 1.0),
        ("1.05", "hơn 4,69", "tỷ USD", "agrees", 1.0),
        ("1.05", "4.693,2", "triệu USD", "differs", 4693.2 / 4693.1),
        ("1.05", "4,70", "tỷ USD", "differs", 4700 / 4693.1),
        ("1.05", "4.693.100,0", "triệu USD", "unit slip in the publication", 1000.0),
        ("1.05", "4,6931", "triệu USD", "unit slip in the publication", 0.001),
        ("1.05", "4.693.100.000,0", "triệu USD", "unit slip in the publication", 1e6),
        ("2.02", "37.096.365,4", "triệu USD", "unit slip in the publication", 1000.0),
        ("2.02", "37.096.365,4", "nghìn USD", "agrees", 1.0),
        ("1.01", "161", "dự án", "agrees", 1.0),
        ("1.01", "162", "dự án", "differs", 162 / 161),
        ("1.01", "161", "", "agrees", 1.0),
        ("1.01", "0", "dự án", "differs", 0.0),
    ],
)
def test_verdicts(reference: Reference, code: str, written: str, unit: str, verdict: str, ratio: float) -> None:
    (row,) = compared(reference, (code, written, unit, "s"))
    assert (row["verdict"], row["ratio"]) == (verdict, ratio)


@pytest.mark.parametrize(
    ("code", "written", "unit", "why"),
    [
        ("1.05", "4.693", "triệu USD", "may mean 4693, 4.693"),
        ("1.05", "nhiều", "triệu USD", "not one number"),
        ("1.05", "4.693,1", "quả táo", "“quả táo”"),
        ("1.05", "4.693,1", "ha", "cannot be converted"),
        ("9.99", "1", "", "no such figure"),
        ("2.09", "8,1", "triệu đồng", "does not sum"),
        ("1.02", "5,5", "triệu USD", "no figures"),
    ],
)
def test_what_cannot_be_compared_says_why(reference: Reference, code: str, written: str, unit: str, why: str) -> None:
    (row,) = compared(reference, (code, written, unit, "s"))
    assert row["verdict"] == "not comparable" and why in row["why_en"]
    assert row["why_vi"] and row["ratio"] is None


def test_a_source_shows_how_it_writes_and_another_source_does_not_count(reference: Reference) -> None:
    ours = {"2.06": 2406.0}
    same = compared(reference, ("2.06", "2.406", "triệu USD", "a"), ("1.05", "4.693,1", "triệu USD", "a"), **ours)
    assert [row["verdict"] for row in same] == ["agrees", "agrees"]
    other = compared(reference, ("2.06", "2.406", "triệu USD", "a"), ("1.05", "4.693,1", "triệu USD", "b"), **ours)
    assert other[0]["verdict"] == "not comparable" and other[1]["verdict"] == "agrees"
    torn = compared(
        reference,
        ("2.06", "2.406", "triệu USD", "a"),
        ("1.05", "4.693,1", "triệu USD", "a"),
        ("1.05", "4,693.1", "triệu USD", "a"),
        **ours,
    )
    assert torn[0]["verdict"] == "not comparable", "a source that writes both ways proves nothing"


def test_nothing_is_compared_while_a_board_is_missing(reference: Reference) -> None:
    (row,) = compared(reference, ("1.01", "161", "", "s"), boards=10)
    assert row["verdict"] == "not comparable" and row["why_en"] == "10 of 11 boards" and row["ours"] == 161.0
    assert row["why_vi"] == "mới có 10/11 ban"


def test_a_year_is_both_halves_for_flows_and_the_end_for_stocks(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1", "2023-H2")
    shutil.copy(LATER / "published" / "2023.csv", store.root / "published")
    folder = run(store.root, "2023-H2").release.folder
    table = pl.read_parquet(folder / "reconciliation.parquet").filter(period="2023").sort("line")
    found = {(row["code"], row["sector"], row["line"]): row for row in table.iter_rows(named=True)}
    for key in [("1.01", "total", 1), ("1.01", "fdi", 2), ("1.01", "ddi", 3), ("1.05", "fdi", 4), ("1.05", "ddi", 5)]:
        assert found[key]["verdict"] == "agrees", key
    assert found["1.05", "ddi", 5]["published"] == 99133.0, "read as its source writes: 13.172,5 stands beside it"
    assert found["1.05", "fdi", 6]["published"] == 13170.0 and found["1.05", "fdi", 6]["verdict"] == "agrees"
    assert found["3.03", "total", 12]["verdict"] == "agrees", "zones operating at the end of the year"
    assert found["2.02", "fdi", 8]["verdict"] == "differs"
    # One half alone is no year.
    shutil.rmtree(store.root / "2023-H2")
    early = run(store.root, "2023-H1", warehouse=tmp_path / "early").release.folder
    of_year = pl.read_parquet(early / "reconciliation.parquet").filter(period="2023")
    assert set(of_year.select("verdict", "why_en").iter_rows()) == {("not comparable", "no figures of this period")}


DECIMALS = st.decimals(min_value=-(10**6), max_value=10**6, places=6, allow_nan=False, allow_infinity=False)


@given(st.lists(DECIMALS, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_sums_are_exact_whatever_the_order(figures: list[Decimal], random: object) -> None:
    expected = float(sum(figures))
    floats = [float(figure) for figure in figures]
    random.shuffle(floats)  # type: ignore[attr-defined]
    assert pl.DataFrame({"v": floats}).select(exact_sum("v")).item() == expected


def test_a_sum_of_nothing_is_no_zero_and_of_too_much_no_null() -> None:
    nothing = pl.DataFrame({"v": [None, None]}, schema={"v": pl.Float64})
    assert nothing.select(exact_sum("v")).item() is None
    assert pl.DataFrame({"v": [1.5, None, 2.25]}).select(exact_sum("v")).item() == 3.75
    assert pl.DataFrame({"v": [1e30, 1.0]}).select(exact_sum("v")).item() == 1e30
