"""What holds of every derived table, and what is rebuilt exactly on today's boundaries."""

from __future__ import annotations

import polars as pl
import pytest

from flows.derive.tables import derived_tables
from schemas.reference import load_reference
from schemas.tables import warehouse_tables
from tests.derive.conftest import Table

REFERENCE = load_reference()
TABLES = warehouse_tables(REFERENCE.form, REFERENCE.units)
JUDGED = [name for name, table in TABLES.items() if any(column.name == "comparable" for column in table.columns)]
DERIVED = {*JUDGED, "board_periods"}
# What may not be used where a row is not comparable; the rest of the row is what it says.
WITHHELD = {
    "growth": "change_now",
    "plan_achievement": "achievement",
    "positions": "share",
}


def test_the_derived_tables_are_there() -> None:
    assert {
        "observations_current_boundaries", "bloc_summary_current_boundaries", "figures_by_year", "growth", "ratios",
        "plan_achievement", "positions", "money_one_currency", "emulation_results", "register_totals", "zone_history",
        "project_history",
    } == set(JUDGED)  # fmt: skip
    for name in JUDGED:
        assert {"unit", "complete", "comparable", "why_not"} <= {column.name for column in TABLES[name].columns}


@pytest.mark.parametrize("name", JUDGED)
def test_nothing_incomparable_is_silent(table: Table, name: str) -> None:
    frame = table(name)
    assert frame.height
    assert frame.filter(pl.col("comparable") != pl.col("why_not").is_null()).is_empty()
    assert frame.filter(pl.col("comparable") & ~pl.col("complete")).is_empty()
    own = WITHHELD.get(name, "value")
    if own in frame.columns:
        assert frame.filter(~pl.col("comparable") & pl.col(own).is_not_null()).is_empty()
    if name not in ("positions", "zone_history", "emulation_results"):
        assert frame.filter(pl.col("comparable") & pl.col(own).is_null()).is_empty()


def test_last_year_of_2025_is_rebuilt_exactly(table: Table) -> None:
    """The 70 figures the merged boards restate are those of their predecessors, also from outside the bloc, added."""
    restated = table("observations").filter(pl.col("value").is_not_null(), period="2025-H2", measure="last_year")
    rebuilt = table("observations_current_boundaries").filter(period="2024-H2", measure="actual")
    both = restated.join(rebuilt, on=["board", "code", "sector"])
    assert both.height == restated.height == 70
    assert both.filter(pl.col("value") != pl.col("value_right")).is_empty()


def test_openings_of_2025_are_rebuilt_exactly(table: Table) -> None:
    (opening,), (closing,) = REFERENCE.form.codes("opening"), REFERENCE.form.codes("closing")
    stated = table("observations").filter(period="2025-H2", code=opening)
    rebuilt = table("observations_current_boundaries").filter(period="2025-H1", code=closing)
    both = stated.join(rebuilt, on=["board", "sector"])
    assert both.height == 21 and both.filter(pl.col("value") != pl.col("value_right")).is_empty()


def test_totals_are_the_sums_of_boards_on_both_grounds(table: Table) -> None:
    now = table("observations_current_boundaries").filter(measure="actual")
    sums = now.group_by("period", "code", "sector").agg(pl.col("value").sum().alias("sum"), pl.len())
    totals = table("bloc_summary_current_boundaries").join(sums, on=["period", "code", "sector"])
    assert totals.height == 860 and set(totals["len"]) == {7}
    assert totals.filter((pl.col("sum") - pl.col("value")).abs() > 1e-6 * pl.col("sum").abs().clip(1)).is_empty()
    newest = ["period", "code", "sector", "value", "plan", "last_year", "boards_reported", "boards_expected"]
    both = [table(name).filter(period="2025-H2").select(newest).sort(newest[:3]) for name in
            ("bloc_summary", "bloc_summary_current_boundaries")]  # fmt: skip
    assert both[0].equals(both[1])


def test_what_comes_from_outside_is_told(table: Table) -> None:
    (row,) = table("bloc_summary_current_boundaries").filter(
        period="2024-H2", key="revenue", sector="fdi"
    ).to_dicts()  # fmt: skip
    outside = table("outside_predecessors").filter(period="2024-H2", key="revenue", sector="fdi")["value"].sum()
    assert row["from_outside"] == pytest.approx(outside / row["value"]) and row["from_outside"] > 0.1
    assert (
        set(row["parts"].split(";")) >= {"bac-giang", "phu-tho-cu", "hoa-binh", "ha-noi"}
        and row["parts_expected"] == 14
    )


def test_a_join_on_board_and_period_doubles_nothing(table: Table) -> None:
    observed, boards = table("observations"), table("boards").rename({"slug": "board"})
    assert observed.join(boards, on="board").height > observed.height, "slugs alone do"
    joined = observed.join(table("board_periods"), on=["board", "period"])
    assert joined.height == observed.height == 14734
    now = dict(joined.filter(period="2024-H2").select("board", "board_now").iter_rows())
    assert now["nam-dinh"] == "ninh-binh" and now["vinh-phuc"] == "phu-tho" and now["ha-noi"] == "ha-noi"


def test_ratios_of_merged_boards_are_made_of_their_parts(table: Table) -> None:
    now = table("observations_current_boundaries").filter(period="2024-H2", board="ninh-binh")
    land = {key: now.filter(key=key)["value"].item() for key in ("leased_land", "leasable_land", "occupancy_rate")}
    assert land["occupancy_rate"] == pytest.approx(100 * land["leased_land"] / land["leasable_land"])
    income = now.filter(key="average_income", sector="fdi")["value"].item()
    parts = table("operations").filter(pl.col("board").is_in(["ninh-binh", "ha-nam", "nam-dinh"]), period="2024-H2")
    wages = (parts["average_income_fdi"] * parts["workers_fdi"]).sum()
    assert income == pytest.approx(wages / parts["workers_fdi"].sum())
    scores = table("observations_current_boundaries").filter(period="2024-H2", board="ninh-binh", measure="self")
    assert scores["value"].null_count() == scores.height and set(scores["why_not"]) == {"not_additive"}


def test_a_total_has_the_plans_and_last_year_of_its_boards(table: Table) -> None:
    observed = table("observations").filter(period="2024-H2", key="revenue", sector="ddi")
    (row,) = table("bloc_summary").filter(period="2024-H2", key="revenue", sector="ddi").to_dicts()
    for measure in ("plan", "last_year"):
        assert row[measure] == pytest.approx(observed.filter(measure=measure)["value"].sum())
    workers = table("bloc_summary").filter(period="2024-H2", key="workers")
    assert workers["plan"].null_count() == workers.height


def test_what_is_carried_over_is_received_once_a_year(table: Table) -> None:
    years = table("figures_by_year").filter(period="2024", board="ha-noi", boundary="reported")
    halves = table("administration").filter(pl.col("period").str.starts_with("2024"), board="ha-noi").sort("period")
    received, pending = halves["dossiers_received"], halves["dossiers_pending"]
    assert pending[0] > 0 and years.filter(key="dossiers_received")["value"].item() == received.sum() - pending[0]
    done = halves["dossiers_on_time"].sum() + halves["dossiers_late"].sum()
    assert years.filter(key="dossiers_received")["value"].item() == done + pending[1]


def test_whoever_has_a_release_can_make_them_again(table: Table) -> None:
    made = derived_tables({name: table(name) for name in TABLES if name not in DERIVED}, REFERENCE)
    assert set(made) == DERIVED
    for name, frame in made.items():
        assert frame.equals(table(name)), name
