"""One identity for a zone and a project, whatever they are called: what is certain, and what is asked."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from flows.derive.boundaries.ground import ground_of
from flows.derive.registers.project_history import project_history
from flows.derive.registers.zone_history import zone_history
from schemas.reference import load_reference

REFERENCE = load_reference()
ZONES, REGISTER = "B8", "B9"

Zone = tuple[str, float, float, str, int]  # name, area, land for lease, investor, year of establishment
A: Zone = ("KCN An Bình", 200.0, 150.0, "Công ty An", 2005)
B: Zone = ("KCN Bình Minh", 120.5, 80.2, "Công ty Bình", 2010)
C: Zone = ("KCN Cao Sơn", 75.3, 50.1, "Công ty Cao", 2012)


def zones_over(lists: dict[tuple[str, str], list[Zone]], status: str = "operating") -> pl.DataFrame:
    """zone_history of lists by period and board."""
    rows = [
        {
            "period": period, "board": board, "number": number, "name": zone[0], "name_canonical": zone[0],
            "kind": "KCN", "status": status, "area": zone[1], "leasable": zone[2], "leased": 1.0, "investor": zone[3],
            "established": zone[4], "submission": f"{period}/{board}", "sheet": ZONES, "row": number + 5,
        }
        for (period, board), zones in lists.items()
        for number, zone in enumerate(zones, start=1)
    ]  # fmt: skip
    periods = sorted({period for period, _ in lists})
    tables = {
        "zone_list": pl.DataFrame(rows).with_columns(questioned=False),
        "periods": pl.DataFrame({"period": periods}),
    }
    return zone_history(tables, ground_of(periods, REFERENCE), ZONES, REFERENCE).sort("period", "zone_id")


def changes(frame: pl.DataFrame, period: str = "2024-H1") -> dict[str, str]:
    return dict(frame.filter(period=period).select("name", "changes").iter_rows())


def two(before: list[Zone], now: list[Zone]) -> pl.DataFrame:
    return zones_over({("2023-H2", "ha-nam"): before, ("2024-H1", "ha-nam"): now})


def test_nothing_new() -> None:
    found = two([A, B], [A, B])
    assert changes(found, "2023-H2") == {A[0]: "first_seen", B[0]: "first_seen"}
    assert changes(found) == {A[0]: "unchanged", B[0]: "unchanged"}
    assert set(found.filter(period="2023-H2")["why_not"]) == {"not_from_the_start"}


def test_new_grown_gone() -> None:
    found = two([A, B], [(A[0], 250.0, *A[2:]), C])
    assert changes(found) == {A[0]: "grown", C[0]: "new", B[0]: "gone"}
    assert not found["doubtful"].any()
    gone = found.filter(changes="gone")
    assert gone["area"].item() is None and gone["status"].item() is None and gone["board"].item() == "ha-nam"


def test_a_name_changed_and_nothing_else_is_a_renaming() -> None:
    found = two([A, B], [A, ("KCN Bình Minh Xanh", *B[1:])])
    assert changes(found) == {A[0]: "unchanged", "KCN Bình Minh Xanh": "renamed"}
    (renamed,) = found.filter(changes="renamed").to_dicts()
    assert renamed["zone_id"] == found.filter(name=B[0])["zone_id"].item() and renamed["previous_names"] == B[0]


def test_a_renaming_holds_over_all_later_lists() -> None:
    other, third = ("KCN Mới", *B[1:]), ("KCN Mới Nữa", *B[1:])
    lists = {(period, "ha-nam"): [zone] for period, zone in
             (("2022-H2", B), ("2023-H1", other), ("2023-H2", third), ("2024-H1", third))}  # fmt: skip
    found = zones_over(lists)
    assert found["zone_id"].n_unique() == 1 and found["changes"].to_list() == [
        "first_seen",
        "renamed",
        "renamed",
        "unchanged",
    ]


def test_two_of_four_agree_is_a_question() -> None:
    found = two([A, B], [A, ("KCN Khác", 90.0, 60.0, B[3], B[4])])
    assert changes(found) == {A[0]: "unchanged", B[0]: "gone", "KCN Khác": "new"}
    asked = found.filter("doubtful")
    assert dict(asked.select("name", "asked").iter_rows()) == {
        B[0]: "ha-nam/kcnkhac", "KCN Khác": "ha-nam/kcnbinhminh",
    }  # fmt: skip


def test_one_of_four_is_nothing() -> None:
    assert not two([B], [("KCN Khác", 90.0, 60.0, B[3], 2020)])["doubtful"].any()


def test_two_that_fit_are_a_question() -> None:
    found = two([B], [("KCN Một", *B[1:]), ("KCN Hai", *B[1:])])
    assert changes(found) == {B[0]: "gone", "KCN Một": "new", "KCN Hai": "new"} and found.filter("doubtful").height == 3


def test_merged_into_a_zone_that_was_there() -> None:
    found = two([A, B, C], [(A[0], A[1] + C[1], A[2] + C[2], *A[3:]), B])
    assert changes(found) == {A[0]: "merged;grown", B[0]: "unchanged", C[0]: "merged_into"}
    (whole,) = found.filter(name=A[0], period="2024-H1").to_dicts()
    assert whole["previous_names"] == C[0] and found.filter(changes="merged_into")["into"].item() == whole["zone_id"]


def test_two_merged_under_a_new_name() -> None:
    found = two([A, B, C], [A, ("KCN Chung", B[1] + C[1], B[2] + C[2], "Công ty Chung", 2024)])
    assert changes(found) == {A[0]: "unchanged", "KCN Chung": "merged", B[0]: "merged_into", C[0]: "merged_into"}
    assert not found["doubtful"].any()


def test_where_only_the_area_adds_up_it_is_asked() -> None:
    found = two([A, C], [(A[0], A[1] + C[1], A[2], *A[3:])])
    assert changes(found) == {A[0]: "grown", C[0]: "gone"} and found.filter("doubtful").height == 2


def test_a_list_that_did_not_come_makes_nothing_gone() -> None:
    lists = {("2023-H1", "ha-nam"): [A], ("2023-H2", "ha-noi"): [B], ("2024-H1", "ha-nam"): [A]}
    found = zones_over(lists)
    assert found.filter(board="ha-nam")["changes"].to_list() == ["first_seen", "unchanged"]


def test_missing_in_one_list_and_there_again() -> None:
    found = zones_over({("2023-H1", "ha-nam"): [A, B], ("2023-H2", "ha-nam"): [A], ("2024-H1", "ha-nam"): [A, B]})
    assert found.filter(name=B[0])["changes"].to_list() == ["first_seen", "gone", "returned"]


def test_boards_that_merge_take_their_zones_along() -> None:
    before = {("2025-H1", "ha-nam"): [A], ("2025-H1", "nam-dinh"): [B], ("2025-H1", "ninh-binh"): [C]}
    new: Zone = ("KCN Mới", 50.0, 30.0, "Công ty Mới", 2025)
    found = zones_over({**before, ("2025-H2", "ninh-binh"): [A, C, new], ("2025-H2", "bac-ninh"): [("KCN Lạ", *B[1:])]})
    assert changes(found, "2025-H2") == {
        A[0]: "moved", B[0]: "gone", C[0]: "unchanged", new[0]: "new", "KCN Lạ": "first_seen",
    }  # fmt: skip
    assert set(found.filter(name=A[0])["zone_id"]) == {"ha-nam/kcnanbinh"}


def test_the_zones_of_boards_that_merge_are_new_only_where_all_lists_were_there() -> None:
    found = zones_over({("2025-H1", "ninh-binh"): [C], ("2025-H2", "ninh-binh"): [A, C]})
    assert changes(found, "2025-H2") == {A[0]: "first_seen", C[0]: "unchanged"}


Event = tuple[str, str, str, str, float | None]  # period, certificate, project, event, capital


def projects_over(*events: Event, investor: str = "Công ty", board: str = "ha-nam") -> pl.DataFrame:
    rows = [
        {
            "period": period, "board": board if period < "2025-H2" else "ninh-binh", "number": number,
            "certificate": certificate, "project": project, "investor": investor, "sector": "fdi", "event": event,
            "date": date(int(period[:4]), 1 if period.endswith("1") else 8, number), "capital_usd_signed": capital,
            "capital_vnd_signed": None, "land": 2.0, "country_canonical": "Nhật Bản", "zone_canonical": "KCN An Bình",
            "submission": f"{period}/{board}", "sheet": REGISTER, "row": number + 5,
        }
        for number, (period, certificate, project, event, capital) in enumerate(events, start=1)
    ]  # fmt: skip
    periods = sorted({event[0] for event in events})
    frame = pl.DataFrame(rows, schema_overrides={"capital_vnd_signed": pl.Float64, "capital_usd_signed": pl.Float64})
    tables = {"projects": frame.with_columns(questioned=False)}
    return project_history(tables, ground_of(periods, REFERENCE), REGISTER, REFERENCE).sort("project_id", "period")


def test_capital_is_that_of_all_events_so_far() -> None:
    found = projects_over(
        ("2023-H1", "320 001", "Dự án", "new", 10.1), ("2023-H2", "320001", "Dự án", "adjusted", 2.2),
        ("2025-H2", "320-001", "DỰ ÁN", "ended", -12.3),
    )  # fmt: skip
    assert found["value"].to_list() == [10.1, 12.3, 0.0] and found["state"].to_list() == ["valid", "valid", "ended"]
    assert found["project_id"].unique().to_list() == ["ha-nam/320001"] and not found["doubtful"].any()
    assert set(found["first_licensed"]) == {date(2023, 1, 1)} and found["changes"].to_list() == ["first", None, None]


def test_what_was_licensed_before_the_first_register_has_no_value() -> None:
    (row,) = projects_over(("2023-H1", "1", "Dự án", "adjusted", 3.0)).to_dicts()
    assert (row["value"], row["value_of_parts"], row["why_not"]) == (None, 3.0, "not_from_the_start")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([("2023-H1", "1", "Dự án", "ended", -3.0), ("2023-H2", "1", "Dự án", "adjusted", 3.0)], "again"),
        ([("2023-H1", "1", "Dự án", "new", 3.0), ("2023-H2", "1", "Dự án", "new", 3.0)], "again"),
        ([("2023-H1", "1", "Dự án", "new", 3.0), ("2023-H2", "1", "Dự án khác", "adjusted", 3.0)], "renamed"),
    ],
)
def test_what_a_certificate_does_is_told(events: list[Event], said: str) -> None:
    last = projects_over(*events).to_dicts()[-1]
    assert last["changes"] == said and last["doubtful"] == (said == "again")


def test_two_certificates_of_one_project_are_asked_about() -> None:
    found = projects_over(("2023-H1", "1", "Dự án", "new", 3.0), ("2023-H2", "2", "Dự án", "new", 3.0))
    assert dict(found.select("project_id", "asked").iter_rows()) == {"ha-nam/1": "ha-nam/2", "ha-nam/2": "ha-nam/1"}
    assert found["doubtful"].all()


def test_a_capital_that_is_missing_is_not_added_up() -> None:
    found = projects_over(("2023-H1", "1", "Dự án", "new", None), ("2023-H2", "1", "Dự án", "adjusted", 3.0))
    assert found["value"].null_count() == 2 and set(found["why_not"]) == {"missing"}
