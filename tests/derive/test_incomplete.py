"""What is missing, zero or changed since, and what the derived tables say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.derive.tables import derived_tables
from flows.ingest.frames import Received, build_frames
from flows.raw_folder.decisions import Decisions
from flows.transform.tables import build_tables
from flows.validate.judging import judge
from schemas.facts.boards import Boards
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from tests.support import dated
from tests.support.received import CONTEXT, REFERENCE, Figure, received

BLOC = [board.slug for board in REFERENCE.boards.members(Period(2023, 1))]


def built(versions: Iterable[Received], reference: Reference = REFERENCE) -> dict[str, pl.DataFrame]:
    given = list(versions)
    frames = build_frames(given, reference.form)
    validation = judge(frames, reference, Decisions(), CONTEXT)
    newest = parse_period(max(version.period for version in given))
    tables = build_tables(frames, validation, CONTEXT, reference, newest)
    return {**tables, **derived_tables(tables, reference)}


def bloc(period: str, **others: Received | None) -> list[Received]:
    """Every board in a period; `None` for one that has sent nothing."""
    found = [others.get(slug.replace("-", "_"), received(board=slug, period=period)) for slug in BLOC]
    return [version for version in found if version]


def row(frame: pl.DataFrame, **where: object) -> dict[str, object]:
    (found,) = frame.filter(**where).to_dicts()
    return found


REVENUE = {"code": "2.02", "sector": "fdi"}


@pytest.fixture(scope="module")
def one_missing() -> dict[str, pl.DataFrame]:
    """Hà Nam has sent nothing in 2023-H1."""
    return built([*bloc("2022-H1"), *bloc("2022-H2"), *bloc("2023-H1", ha_nam=None)])


def test_the_bloc_is_not_compared_while_a_board_is_missing(one_missing: Mapping[str, pl.DataFrame]) -> None:
    for boundary in ("reported", "current"):
        total = row(one_missing["growth"], period="2023-H1", board="bloc", boundary=boundary, **REVENUE)
        assert (total["value"], total["change_now"], total["why_not"]) == (None, None, "missing")
    own = row(one_missing["growth"], period="2023-H1", board="ha-noi", boundary="reported", **REVENUE)
    assert own["comparable"] and own["change_now"] is not None


def test_a_sum_with_a_part_missing_is_no_value(one_missing: Mapping[str, pl.DataFrame]) -> None:
    total = row(one_missing["bloc_summary_current_boundaries"], period="2023-H1", **REVENUE)
    reported = row(one_missing["bloc_summary"], period="2023-H1", **REVENUE)
    assert total["value"] is None and total["value_of_parts"] == reported["value"]
    assert (total["boards_reported"], total["boards_expected"], total["complete"]) == (10, 11, False)


def test_shares_wait_and_ranks_say_of_how_many(one_missing: Mapping[str, pl.DataFrame]) -> None:
    own = row(one_missing["positions"], period="2023-H1", board="ha-noi", **REVENUE)
    assert (own["share"], own["rank"], own["ranked_of"], own["boards_expected"]) == (None, 1, 10, 11)
    assert (own["tied"], own["complete"], own["why_not"]) == (True, False, "missing")
    before = row(one_missing["positions"], period="2022-H2", board="ha-noi", **REVENUE)
    assert before["share"] == pytest.approx(1 / 11) and before["comparable"]


def test_ratios_of_the_bloc_wait_too(one_missing: Mapping[str, pl.DataFrame]) -> None:
    total = row(one_missing["ratios"], period="2023-H1", board="bloc", ratio="occupancy")
    assert (total["value"], total["boards_in"], total["boards_expected"], total["why_not"]) == (None, 10, 11, "missing")
    assert row(one_missing["ratios"], period="2022-H2", board="bloc", ratio="occupancy")["value"] is not None


def test_half_a_year_is_no_year(one_missing: Mapping[str, pl.DataFrame]) -> None:
    years = one_missing["figures_by_year"].filter(board="ha-noi", boundary="reported", **REVENUE)
    own = row(years, period="2023", measure="actual")
    assert (own["value"], own["halves_in"], own["halves_expected"], own["why_not"]) == (None, 1, 2, "half_missing")
    observed = one_missing["observations"].filter(board="ha-noi", **REVENUE)
    half, plan = row(observed, period="2022-H1", measure="actual"), row(observed, period="2022-H2", measure="plan")
    assert row(years, period="2022", measure="actual")["value"] == pytest.approx(2 * half["value"])  # type: ignore[operator]
    stated = row(years, period="2022", measure="plan")
    assert (stated["method"], stated["value"]) == ("stated", plan["value"])
    stocks = one_missing["figures_by_year"].filter(board="ha-noi", boundary="reported", code="1.10", sector="fdi")
    closing = row(stocks, period="2023")
    assert (closing["value"], closing["why_not"]) == (None, "half_missing")


def test_the_first_half_is_held_against_the_plan_as_it_is(one_missing: Mapping[str, pl.DataFrame]) -> None:
    plans = one_missing["plan_achievement"].filter(board="ha-noi", boundary="reported", **REVENUE)
    first, second = (row(plans, period=period) for period in ("2022-H1", "2022-H2"))
    assert second["value"] == 2 * first["value"] and second["achievement"] == pytest.approx(2 * first["achievement"])  # type: ignore[operator]


def test_nothing_to_divide_by_and_figures_below_zero() -> None:
    tables = built([*bloc("2022-H1"), *bloc("2023-H1")])
    of_board = pl.lit("2022-H1") == pl.col("period"), pl.col("board") == "ha-nam", pl.col("sector") == "fdi"
    negative, zero = (pl.all_horizontal(*of_board, pl.col("code") == code) for code in ("1.04", "1.08"))
    value = pl.when(negative).then(-5.0).when(zero).then(0.0).otherwise("value")
    changed = derived_tables(
        tables | {"observations": tables["observations"].with_columns(value.alias("value"))}, REFERENCE
    )
    growth = changed["growth"].filter(period="2023-H1", board="ha-nam", boundary="reported", sector="fdi")
    assert [row(growth, code=code)["why_not"] for code in ("1.04", "1.08")] == ["negative", "nothing_to_divide_by"]
    own = row(changed["positions"], period="2022-H1", board="ha-noi", code="1.04", sector="fdi")
    assert (own["share"], own["why_not"]) == (None, "negative")


def test_what_a_board_never_had_is_waited_for_by_nobody() -> None:
    figures: dict[str, Figure] = dict.fromkeys(("1.08 fdi", "1.08 ddi", "1.08"), "x")
    tables = built(
        version
        for period in ("2022-H1", "2023-H1")
        for version in bloc(period, ha_nam=received(figures, board="ha-nam", period=period))
    )
    now = tables["observations_current_boundaries"].filter(period="2023-H1", measure="actual")
    own = row(now, board="ha-nam", code="1.08", sector="fdi")
    assert (own["value"], own["parts_expected"], own["complete"], own["why_not"]) == (None, 0, True, "not_applicable")
    total = row(tables["growth"], period="2023-H1", board="bloc", code="1.08", sector="fdi", boundary="current")
    assert total["comparable"] and total["change_now"] == 0.0
    ratio = row(tables["ratios"], period="2023-H1", board="bloc", ratio="realised_per_valid_capital", sector="fdi")
    assert ratio["complete"] and (ratio["boards_in"], ratio["boards_expected"]) == (10, 10)


def test_nil_leaves_stocks_and_their_ratios_unknown() -> None:
    nil = received(board="ha-nam", period="2023-H1", nil=True)
    tables = built([*bloc("2022-H2"), *bloc("2023-H1", ha_nam=nil)])
    ratios = tables["ratios"].filter(period="2023-H1", board="bloc")
    assert row(ratios, ratio="occupancy")["why_not"] == row(ratios, ratio="occupancy_operating")["why_not"] == "missing"
    assert row(ratios, ratio="capital_per_project", sector="fdi")["complete"]
    in_usd = tables["money_one_currency"].filter(period="2023-H1", board="bloc", currency="usd")
    money = row(in_usd, code="1.11", sector="total")
    assert (money["value"], money["complete"], money["why_not"]) == (None, False, "missing")


def test_then_is_the_day_of_the_conference() -> None:
    """A file sent after the conference of July 2022 changed a figure: growth is told on both."""
    first = received({"2.02 fdi": 100.0, "2.03 fdi": 90.0}, board="ha-nam", period="2022-H1")
    late = received({"2.02 fdi": 125.0, "2.03 fdi": 90.0}, board="ha-nam", period="2022-H1", day=2)
    late = replace(late, received_at=late.received_at + timedelta(days=100))
    tables = built([*bloc("2022-H1", ha_nam=first), late, *bloc("2023-H1")])
    own = row(tables["growth"], period="2023-H1", board="ha-nam", boundary="current", **REVENUE)
    assert (own["then_known"], own["now_known"]) == (100.0, 125.0)
    assert own["change_then"] == pytest.approx(own["value"] / 100 - 1)  # type: ignore[operator]
    total = row(tables["growth"], period="2023-H1", board="bloc", boundary="reported", **REVENUE)
    assert total["now_known"] - total["then_known"] == pytest.approx(25)  # type: ignore[operator]


def test_without_a_rate_only_its_own_currency_is_told() -> None:
    tables = built([received(board="ha-noi", period="2026-H1")])
    money = tables["money_one_currency"].filter(period="2026-H1", board="ha-noi", code="2.02")
    assert row(money, sector="fdi", currency="usd")["comparable"]
    assert row(money, sector="fdi", currency="vnd")["why_not"] == "no_rate"
    assert row(money, sector="total", currency="usd")["why_not"] == "no_rate"


def test_two_mergers_one_after_the_other() -> None:
    """A board that was merged twice stands on the ground of all before it."""
    rows = REFERENCE.boards.rows
    merged = next(board for board in rows if board.slug == "hai-phong" and board.predecessors)
    again = replace(merged, valid_from=merged.valid_from.replace(year=2027), predecessors=("hai-phong", "quang-ninh"))
    ended = [
        replace(board, valid_to=again.valid_from - timedelta(days=1))
        if board.slug in again.predecessors and board.valid_to is None
        else board
        for board in rows
    ]
    boards = Boards((*ended, again))
    assert boards.ancestors("hai-phong", Period(2027, 2), Period(2024, 1)) == ("hai-phong", "hai-duong", "quang-ninh")
    assert boards.ancestors("hai-phong", Period(2027, 2), Period(2026, 1)) == ("hai-phong", "quang-ninh")
    assert boards.ancestors("hai-phong", Period(2026, 1), Period(2025, 1)) == ("hai-phong", "hai-duong")


def test_units_and_series_of_the_form_are_told_apart(tmp_path: Path) -> None:
    """A line counts in thousands from 2023-H1 on, another stands for something else: like is compared with like."""
    reference = dated.changed_from(tmp_path, "2023-H1", "re_unit", "rename")
    code, scaled = dated.UNIT.code, {"2022-H1": 4000.0, "2022-H2": 5000.0, "2023-H1": 6.0, "2023-H2": 7.0}
    tables = built(
        (
            received({f"{code} total": value}, board=board, period=period, form=reference.form.in_force(period))
            for period, value in scaled.items()
            for board in BLOC
        ),
        reference,
    )
    growth = tables["growth"].filter(board="ha-nam", boundary="reported", code=code)
    half, year = row(growth, period="2023-H1"), row(growth, period="2023")
    assert (half["value"], half["now_known"], half["then_known"]) == (6.0, 4.0, 4.0)
    assert half["change_now"] == pytest.approx(0.5)
    assert (year["value"], year["now_known"]) == (13.0, 9.0) and year["unit"] != dated.UNIT.units["total"]
    assert row(tables["growth"], period="2023-H1", board="bloc", boundary="current", code=code)["now_known"] == 44.0
    another = row(tables["growth"], period="2023-H1", board="ha-nam", boundary="reported", key=dated.NEW_KEY)
    assert (another["change_now"], another["why_not"]) == (None, "no_figure_then")
