"""Rules across boards, one section a rule (R301 over the shipped figures is in test_shipped)."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from flows.ingest.frames import Received
from flows.raw_folder.decisions import PUBLISHED_SCHEMA, Waiver
from flows.transform.submission_tables import rule_outcomes
from flows.validate.acceptance.waivers import fingerprint
from schemas.periods import parse_period
from tests.support.received import CONTEXT, REFERENCE, Figure, findings, judged, outcome, project_lines, received

OTHERS = ("ha-nam", "hai-duong", "hai-phong", "bac-ninh")


def among(figures: dict[str, Figure], others: int = 4) -> list[Received]:
    return [received(figures), *(received(board=board) for board in OTHERS[:others])]


# --- R302: ratios of the other boards -------------------------------------------------------------------------------


@pytest.mark.parametrize("revenue", [8.0, 80.0, 0.8])
def test_r302_passes(revenue: float) -> None:
    assert findings("R302", judged(*among({"2.02 fdi": revenue}))) == []


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"2.02 fdi": 80.1}, "2.02"),
        ({"2.02 fdi": 0.7}, "2.02"),
        ({"2.07 ddi": 88, "2.07 total": 96}, "2.07"),
        ({"1.02 fdi": 90.0}, "1.02"),
        ({"1.11 fdi": 200.0}, "1.11"),
        ({"2.09 ddi": 25.0}, "2.09"),
    ],
)
def test_r302_fails(figures: dict[str, Figure], code: str) -> None:
    validation = judged(*among(figures))
    (finding,) = [f for f in findings("R302", validation) if f.board == "ha-noi"]
    assert (finding.code, finding.severity) == (code, "query")
    assert len(finding.cells) == (1 if code == "2.09" else 2)


def test_r302_names_the_unit_slip_where_the_board_has_no_history() -> None:
    (finding,) = [f for f in findings("R302", judged(*among({"2.02 fdi": 8_400.0}))) if f.board == "ha-noi"]
    assert (finding.repairs[0].cause, finding.repairs[0].cells[0].value) == ("thousand", 8.4)
    assert "8,4" in finding.message_vi


def test_r302_zeros_are_left_out() -> None:
    assert outcome("R302", judged(*among({"2.02 fdi": 0})), "2023-H1/ha-noi/v1.xlsx") == (9, 0, 1)


def test_r302_cannot_be_verified_with_two_others() -> None:
    validation = judged(*among({"2.02 fdi": 800.0}, others=2))
    assert outcome("R302", validation, "2023-H1/ha-noi/v1.xlsx") == (2, 0, 10)  # the register stays


@pytest.mark.parametrize(("capital", "asked"), [(8_000.0, ["1.11"]), (80.0, [])])
def test_r302_holds_valid_capital_against_the_register_where_nothing_else_is_known(
    capital: float, asked: list[str]
) -> None:
    new = [{**project_lines()[0], "certificate": f"32231009{number}"} for number in range(3)]
    lines = [{**line, "line": str(at)} for at, line in enumerate([*new, *project_lines()[1:]], start=1)]
    found = findings("R302", judged(received({"1.11 fdi": capital}, projects=lines)))
    assert [finding.code for finding in found] == asked
    assert all("danh mục của chính tệp này là 8;" in finding.message_vi for finding in found)


@pytest.mark.parametrize(("capital", "asked"), [(8_000.0, ["1.11"]), (400.0, [])])
def test_r302_holds_valid_capital_against_a_register_of_one_line_too_but_more_loosely(
    capital: float, asked: list[str]
) -> None:
    """One new project may be sixty times the others: a thousandfold is still asked about."""
    assert [finding.code for finding in findings("R302", judged(received({"1.11 fdi": capital})))] == asked


def test_r302_compares_with_accepted_versions_only() -> None:
    rejected = [received({"4.05": None}, board=board) for board in OTHERS]
    assert outcome("R302", judged(received(), *rejected), "2023-H1/ha-noi/v1.xlsx") == (2, 0, 10)  # the register stays


# --- R301: published figures ----------------------------------------------------------------------------------------


def published(*figures: tuple[str, str, str]) -> pl.DataFrame:
    rows = [("2023-H1", code, "fdi", value, unit, "báo", "") for code, value, unit in figures]
    return pl.DataFrame(rows, schema=PUBLISHED_SCHEMA, orient="row")


def bloc(*figures: tuple[str, str, str], missing: int = 0) -> list[tuple[str, str]]:
    """Severity and code of R301 findings with every member's file the same (eleven times 8.0)."""
    members = REFERENCE.boards.members(parse_period("2023-H1"))
    versions = [received(board=board.slug) for board in members][missing:]
    validation = judged(*versions, context=replace(CONTEXT, published=published(*figures)))
    return [(f.severity, f.code) for f in findings("R301", validation)]


def test_r301_passes() -> None:
    assert bloc(("2.02", "88,0", "triệu USD")) == []


def test_r301_fails_as_a_query() -> None:
    assert bloc(("2.02", "91,4", "triệu USD")) == [("query", "2.02")]


def test_r301_a_unit_slip_of_the_publication_is_information() -> None:
    assert bloc(("2.02", "88.000,0", "triệu USD")) == [("info", "2.02")]


def test_r301_cannot_be_verified_while_a_board_is_missing() -> None:
    assert bloc(("2.02", "91,4", "triệu USD"), missing=1) == []


@pytest.mark.parametrize(
    ("written", "missing", "counted"),
    [("88,0", 0, (1, 0, 0)), ("91,4", 0, (0, 1, 0)), ("88.000,0", 0, (0, 1, 0)), ("88,0", 1, (0, 0, 1))],
)
def test_r301_is_counted_by_period(written: str, missing: int, counted: tuple[int, int, int]) -> None:
    members = REFERENCE.boards.members(parse_period("2023-H1"))
    versions = [received(board=board.slug) for board in members][missing:]
    context = replace(CONTEXT, published=published(("2.02", written, "triệu USD")))
    outcomes = rule_outcomes(judged(*versions, context=context), REFERENCE).filter(rule="R301")
    assert outcomes.select("period", "board", "submission", "in_force").rows() == [("2023-H1", "", "", True)]
    assert outcomes.select("passed", "failed", "unverifiable").rows() == [counted]


def test_r301_is_a_finding_of_the_period() -> None:
    members = REFERENCE.boards.members(parse_period("2023-H1"))
    context = replace(CONTEXT, published=published(("2.02", "91,4", "triệu USD")))
    validation = judged(*(received(board=board.slug) for board in members), context=context)
    (finding,) = findings("R301", validation)
    assert (finding.submission, finding.board, finding.period, finding.cells) == ("", "", "2023-H1", ())
    assert "88" in finding.message_vi and "91,4" in finding.message_vi


def test_r301_can_be_explained_by_a_waiver_until_a_figure_changes() -> None:
    members = REFERENCE.boards.members(parse_period("2023-H1"))
    versions = [received(board=board.slug) for board in members]
    context = replace(CONTEXT, published=published(("2.02", "91,4", "triệu USD")))
    (finding,) = findings("R301", judged(*versions, context=context))
    place = ("2023-H1", "R301", "", "2.02", "fdi")
    own = Waiver(*place, fingerprint(finding), "báo làm tròn", "Trần A", "2023-08-01", "", 2)
    (waived,) = findings("R301", judged(*versions, context=context, waivers=[own]))
    assert waived.waived_by == "Trần A"
    versions[0] = received({"2.02 fdi": 8.6}, board=members[0].slug)
    (changed,) = findings("R301", judged(*versions, context=context, waivers=[own]))
    assert changed.waived_by == ""


# --- only some submissions ------------------------------------------------------------------------------------------


def test_only_some_submissions_get_findings_of_levels_2_to_4_and_the_rest_is_context() -> None:
    versions = among({"2.02 fdi": 8_400.0})
    one, other = versions[0].submission, versions[1].submission
    mine, theirs = (judged(*versions, only=frozenset([name])) for name in (one, other))
    assert {f.submission for f in findings("R302", mine)} == {one}
    assert findings("R302", theirs, one) == []
    assert findings("R401", theirs, one) == [] and findings("R401", mine, one)
