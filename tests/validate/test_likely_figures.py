"""The likely figure of a cell where history or one rule by itself shows it."""

from __future__ import annotations

from flows.validate.findings.finding import Finding
from tests.support.changed import figures, found, sent
from tests.support.received import key


def likeliest(findings: list[Finding], rule: str) -> tuple[str, str, float | None]:
    """Cause, code and figure of the first repair of a rule's first finding."""
    repair = next(f for f in findings if f.rule == rule).repairs[0]
    return repair.cause, repair.cells[0].code, repair.cells[0].value


def test_a_maximum_ten_times_too_small_is_what_it_always_was() -> None:
    version = sent("vinh-phuc", "2022-H1")
    assert figures(version)[key("7.01 max")] == 250
    said = found(version, {key("7.01 max"): 25.0})
    assert [f.rule for f in said] == ["R115", "R115", "R207"]
    assert likeliest(said, "R115") == ("decimal_mark", "7.01", 250.0)
    assert {(f.sheet, f.cell) for f in said} == {("B7", "E6")}


def test_a_score_above_a_maximum_that_is_as_always_has_no_such_repair() -> None:
    version = sent("quang-ninh", "2022-H1")
    said = found(version, {key("7.02 self"): 1139.0})
    assert likeliest(said, "R115") == ("digit_added", "7.02", 139.0)


def test_a_count_with_a_decimal_mark_is_what_the_mark_makes_of_it() -> None:
    """3.6 petitions of a board that has some 36: not 4."""
    version = sent("nam-dinh", "2025-H1")
    said = found(version, {key("5.08"): 3.6})
    assert likeliest(said, "R106") == ("decimal_mark", "5.08", 36.0)
    assert len({f.cause for f in said}) == 1


def test_an_unusual_part_is_told_once_and_not_again_with_its_total() -> None:
    version = sent("hai-duong", "2025-H1")
    right = figures(version)
    moved = {own: right[own] + 60000 for own in (key("2.08 ddi"), key("2.08 total"))}
    said = found(version, moved)
    assert [f.rule for f in said] == ["R107", "R203"]
    assert len({f.cause for f in said}) == 1


def test_a_digit_too_many_is_named_within_the_allowance() -> None:
    """The register leaves 793.13 within its rounding, but 7,793.14 with a digit less is 793.14."""
    version = sent("bac-ninh", "2022-H2")
    assert figures(version)[key("1.02 fdi")] == 793.14
    said = found(version, {key("1.02 fdi"): 7793.14})
    assert likeliest(said, "R102") == ("digit_added", "1.02", 793.14)


def test_what_a_rule_calculates_goes_before_what_is_usual() -> None:
    """Occupancy 660.6: the quotient says 60.6, a lost decimal mark would say 66.1."""
    version = sent("ninh-binh", "2025-H1")
    said = found(version, {key("3.09"): 660.6})
    assert {f.rule for f in said} == {"R109"}
    assert all(f.repairs[0].cells[0].value == 60.6 for f in said)


def test_last_years_figure_is_repeated_and_not_calculated() -> None:
    version = sent("ha-nam", "2023-H2")
    said, repeated = found(version, {key("2.02 fdi last_year"): figures(version)[key("2.02 fdi")]})
    assert (said.rule, repeated.rule) == ("R204", "R208")
    assert said.message_vi.endswith("Nhiều khả năng là 1.812,6.")


def test_errors_of_their_own_are_causes_of_their_own_though_a_right_cell_ties_them() -> None:
    """1.01 of DDI stands in a sum with each of the two wrong cells and is right."""
    version = sent("hai-duong", "2024-H1")
    right = figures(version)
    one, other = key("1.01 fdi"), key("1.06 ddi")
    said = found(version, {one: right[one] + 7, other: right[other] + 2})
    told = {(f.cause, f.repairs[0].cells[0].code, f.repairs[0].cells[0].value) for f in said}
    assert told == {("B1!E6", "1.01", right[one]), ("B1!F11", "1.06", right[other])}
    assert all(len(f.repairs[0].cells) == 1 for f in said)
    assert {f.cause for f in said if f.code == "1.01"} == {"B1!E6"}


def test_a_figure_and_its_total_changed_alike_stay_one_cause() -> None:
    version = sent("hai-duong", "2024-H1")
    right = figures(version)
    moved = {own: right[own] + 7 for own in (key("1.01 fdi"), key("1.01 total"))}
    said = found(version, moved)
    assert len({f.cause for f in said}) == 1
    assert {(c.sector, c.value) for c in said[0].repairs[0].cells} == {
        ("fdi", right[key("1.01 fdi")]),
        ("total", right[key("1.01 total")]),
    }
