"""Rules against a board's own history, one section a rule: pass, fail, unverifiable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random

import polars as pl
import pytest

from flows.ingest.frames import Received
from flows.raw_folder.decisions import OUTSIDE_SCHEMA
from flows.validate.findings.finding import Finding
from flows.validate.validation import Validation
from tests.support.campaigns import IN_CAMPAIGN
from tests.support.received import CONTEXT, FORM, Figure, findings, judged, outcome, received, state

PERIODS = ("2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1")

# --- R201: opening = the previous closing ---------------------------------------------------------------------------


def chain(closing: Mapping[str, Figure], opening: Mapping[str, Figure]) -> tuple[Received, Received]:
    return received(closing, period="2022-H2"), received(opening, period="2023-H1")


def test_r201_passes() -> None:
    # The witness closes with its opening, as many new as ended.
    first, second = chain({}, {})
    validation = judged(first, second)
    assert outcome("R201", validation, second.submission) == (2, 0, 0)


def test_r201_fails_and_rejects() -> None:
    first, second = chain({}, {"1.09 fdi": 11, "1.09 total": 19, "1.10 fdi": 11, "1.10 total": 19})
    validation = judged(first, second)
    (finding,) = findings("R201", validation)
    assert (finding.code, finding.sector, finding.found, finding.expected) == ("1.09", "fdi", "11", "8")
    assert state(validation, second.submission) == "rejected"
    assert [(c.code, c.value) for c in finding.repairs[0].cells][:1] == [("1.09", 8.0)]


def test_r201_asks_about_an_opening_recounted_by_one() -> None:
    first, second = chain({}, {"1.09 fdi": 9, "1.09 total": 17, "1.10 fdi": 9, "1.10 total": 17})
    validation = judged(first, second)
    assert [f.severity for f in findings("R201", validation)] == ["query"]
    assert state(validation, second.submission) == "accepted_with_queries"


def test_r201_compares_with_what_was_accepted_and_not_with_what_was_rejected() -> None:
    wrong = received({"1.10 fdi": 9, "1.10 total": 17}, period="2022-H2", day=1)
    right = received({}, period="2022-H2", day=2)
    again = received({"1.10 fdi": 10}, period="2022-H2", day=3)
    after = received({}, period="2023-H1")
    validation = judged(wrong, right, again, after)
    assert findings("R201", validation) == []
    assert [state(validation, v.submission) for v in (wrong, right, again)] == ["rejected", "accepted", "rejected"]


@pytest.mark.parametrize("closing", [{"1.10 fdi": None, "1.10 ddi": None}, None])
def test_r201_cannot_be_verified(closing: Mapping[str, Figure] | None) -> None:
    after = received({}, period="2023-H1")
    before = [received(closing, period="2022-H2")] if closing else []
    assert outcome("R201", judged(*before, after), after.submission) == (0, 0, 2)


@pytest.mark.parametrize(("closing", "fails"), [(8, 1), (0, 0)])
def test_r201_an_opening_of_x_is_none(closing: int, fails: int) -> None:
    before = {"1.10 fdi": closing, "1.10 total": 8 + closing, "1.09 fdi": closing, "1.09 total": 8 + closing}
    first, second = chain(before, {"1.09 fdi": "x"})
    validation = judged(first, second)
    assert [f.found for f in findings("R201", validation)] == ["x"] * fails


def test_r203_asks_about_a_figure_that_became_x() -> None:
    versions = [received({"4.01": 12, "4.02": 6, "4.06": 0, "4.07": 0}, period=period) for period in PERIODS]
    now = received({"4.01": "x", "4.02": "x", "4.06": "x", "4.07": "x"}, period="2023-H2")
    asked = findings("R203", judged(*versions, now), now.submission)
    assert {f.code for f in asked} >= {"4.01", "4.02"}
    assert not {f.code for f in asked} & {"4.06", "4.07"}  # never anything but zero
    assert len({f.cause for f in asked}) == 1
    rarely = [received({"4.01": 12 if period > "2022" else "x"}, period=period) for period in PERIODS]
    assert findings("R203", judged(*rarely, received({"4.01": "x"}, period="2023-H2"))) == []


MERGED = {"1.09 fdi": 16, "1.10 fdi": 16, "1.09 total": 24, "1.10 total": 24}


def outside(*rows: tuple[str, float]) -> pl.DataFrame:
    return pl.DataFrame(
        [("bac-giang", "bac-ninh", "2025-H1", "1.10", sector, value) for sector, value in rows],
        schema=OUTSIDE_SCHEMA,
        orient="row",
    )


def test_r201_after_a_merger_is_the_sum_of_the_predecessors() -> None:
    own = received({}, board="bac-ninh", period="2025-H1")
    merged = received(MERGED, board="bac-ninh", period="2025-H2")
    context = replace(CONTEXT, outside=outside(("fdi", 8.0), ("ddi", 1.0)))
    validation = judged(own, merged, context=context)
    assert [(f.sector, f.expected) for f in findings("R201", validation)] == [("ddi", "9")]


def test_r201_after_a_merger_without_the_predecessors_figures_cannot_be_verified() -> None:
    own = received({}, board="bac-ninh", period="2025-H1")
    merged = received(MERGED, board="bac-ninh", period="2025-H2")
    assert outcome("R201", judged(own, merged), merged.submission) == (0, 0, 2)


# --- R202: unit slips -----------------------------------------------------------------------------------------------

QUIET = [received({}, period=period) for period in PERIODS[:4]]


def after_four(figures: Mapping[str, Figure]) -> Validation:
    return judged(*QUIET, received(figures, period="2023-H1"))


@pytest.mark.parametrize("figure", [8.0, 9.5, 20.0])
def test_r202_passes(figure: float) -> None:
    assert findings("R202", after_four({"2.03 fdi": figure})) == []


@pytest.mark.parametrize(
    ("cell", "figure", "expected"),
    [
        ("2.03 fdi", 8_100.0, "8.1"),
        ("2.08 ddi", 8_000, "8"),
        ("2.03 fdi", 7_900_000.0, "7.9"),
        ("2.03 fdi plan", 16_000.0, "16"),
        ("2.03 fdi", 190.0, "8"),  # billion VND in the column of million USD: 190 / 23.8
        ("2.03 ddi", 0.34, "8.1"),  # million USD in the column of billion VND
    ],
)
def test_r202_fails(cell: str, figure: float, expected: str) -> None:
    validation = after_four({cell: figure})
    found = findings("R202", validation)
    assert [(f.code, f.severity, f.expected) for f in found] == [(cell.split()[0], "query", expected)]
    assert [cell.value for cell in found[0].repairs[0].cells] == [float(expected)]
    assert findings("R203", validation) == []


def test_r202_one_cause_for_a_row_or_a_sheet_in_the_wrong_unit() -> None:
    slipped = {f"2.0{n} {s}": 8_000.0 for n in (2, 3) for s in ("fdi", "ddi")}
    slipped |= {"2.06 fdi": 1000.0, "2.06 ddi": 1000.0}
    found = findings("R202", after_four(slipped))
    assert len(found) == 6
    assert len({f.cause for f in found}) == 1


@pytest.mark.parametrize("periods", [1, 2, 3])
def test_r202_is_found_from_the_first_half_year_on(periods: int) -> None:
    """Without a history the file's own last year and plan are one, where the line has them."""
    versions = [*QUIET[: periods - 1], received({"2.03 fdi": 8_000.0}, period=PERIODS[periods - 1])]
    (found,) = findings("R202", judged(*versions))
    assert (found.code, found.expected) == ("2.03", "8")


def test_r202_cannot_be_verified_without_anything_to_hold_a_figure_against() -> None:
    first = received({"3.10": 8_000, "2.03 fdi last_year": None, "2.03 fdi plan": None}, period=PERIODS[0])
    validation = judged(first)
    assert findings("R202", validation) == []
    assert outcome("R202", validation, first.submission)[2] > 0


# --- R203: what is not usual, and the slip that explains it -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("3.10", 24),  # a count of a few swings
        ("4.05", 0),  # none is no news
        ("1.08 fdi", 20.0),  # realised capital is lumpy
        ("1.04 fdi", -0.1),  # the register proves it
        ("2.03 fdi", 8.9),
    ],
)
def test_r203_passes(cell: str, figure: float) -> None:
    assert [f for f in findings("R203", after_four({cell: figure})) if f.code == cell.split()[0]] == []


@pytest.mark.parametrize(
    ("cell", "figure", "slip"),
    [
        ("3.10", 480, "nought_too_many"),
        ("2.03 fdi", 0.8, "nought_missing"),
        ("1.08 fdi", 90.0, "nought_too_many"),
        ("2.07 fdi", 30, ""),
        ("2.03 ddi", 0.0, ""),
        ("1.11 fdi", 8.0, ""),  # does not move with the flows
    ],
)
def test_r203_fails(cell: str, figure: float, slip: str) -> None:
    (finding,) = [f for f in findings("R203", after_four({cell: figure})) if f.code == cell.split()[0]]
    assert finding.severity == "query"
    assert "giải trình" in finding.message_vi and "thường" in finding.message_vi
    assert {repair.cause for repair in finding.repairs} <= {slip or "recalculated"}


def test_r203_names_the_year_to_date() -> None:
    versions = [received({}, period=period) for period in PERIODS[:5]]
    (finding,) = [
        f
        for f in findings("R203", judged(*versions, received({"2.02 fdi": 16.0}, period="2023-H2")))
        if f.code == "2.02"
    ]
    assert finding.repairs[0].cause == "year_to_date"
    assert finding.repairs[0].cells[0].value == 8.0
    assert "lũy kế" in finding.message_vi


def test_r203_names_a_sheet_of_the_year_to_date_once() -> None:
    versions = [received({}, period=period) for period in PERIODS[:5]]
    flows = {f"2.0{n} {s}": 16.0 for n in (2, 3, 4, 5) for s in ("fdi", "ddi")} | {"2.06 fdi": 2.0, "2.06 ddi": 2.0}
    flows |= {"2.04 total": 32.0, "2.05 total": 32.0}
    (finding,) = findings("R203", judged(*versions, received(flows, period="2023-H2")))
    assert {cell.code for cell in finding.repairs[0].cells} == {"2.02", "2.03", "2.04", "2.05", "2.06"}
    assert finding.repairs[0].cause == "year_to_date"


def test_r203_names_fdi_and_ddi_exchanged() -> None:
    usual = {"2.02 fdi": 80.0, "2.03 fdi": 70.0, "2.02 fdi last_year": 80.0, "2.03 fdi last_year": 70.0}
    versions = [received(usual, period=period) for period in PERIODS[:4]]
    asked = findings("R203", judged(*versions, received({**usual, "2.03 fdi": 8.0, "2.03 ddi": 70.0})))
    (finding,) = [f for f in asked if (f.code, f.measure, f.period) == ("2.03", "actual", "2023-H1")]
    assert [(c.sector, c.value) for c in finding.repairs[0].cells] == [("fdi", 70.0), ("ddi", 8.0)]


def test_r203_leaves_the_value_itself_out_of_its_history() -> None:
    """A figure judged a second time is held against the same history."""
    versions = [*QUIET, received({"3.10": 480}, period="2023-H1"), received({"3.10": 480}, period="2023-H1", day=2)]
    assert len(findings("R203", judged(*versions))) == 2


def test_r203_says_nothing_inside_the_boards_own_range() -> None:
    swinging = [received({"3.10": figure}, period=period) for figure, period in zip((8, 480, 8, 8), PERIODS)]
    now = received({"3.10": 460}, period="2023-H1")
    assert findings("R203", judged(*swinging, now), now.submission) == []


# --- R204: the same period last year --------------------------------------------------------------------------------


@pytest.mark.parametrize("figure", [8.0, 8.1, 7.9])
def test_r204_passes(figure: float) -> None:
    assert findings("R204", after_four({"2.04 fdi last_year": figure})) == []


@pytest.mark.parametrize("figure", [9.6, 80.0])
def test_r204_fails(figure: float) -> None:
    (finding,) = findings("R204", after_four({"2.04 fdi last_year": figure}))
    assert (finding.code, finding.sector, finding.measure, finding.expected) == ("2.04", "fdi", "last_year", "8")


def test_r204_takes_the_coarser_precision() -> None:
    first = received({"2.04 fdi": 7960.4, "2.04 total": 7968.4, "2.02 fdi": 8000.0}, period="2022-H1")
    rounded = received({"2.04 fdi last_year": 7960.0}, period="2023-H1")
    exact = received({"2.04 fdi last_year": 7960.9}, period="2023-H1", day=2)
    validation = judged(first, rounded, exact)
    assert [f.submission for f in findings("R204", validation) if f.code == "2.04"] == [exact.submission]


def test_r204_cannot_be_verified() -> None:
    validation = judged(received({}, period="2023-H1"))
    assert outcome("R204", validation)[0:2] == (0, 0)


# --- R205: a sheet copied from the last period ----------------------------------------------------------------------

VARIED = {"4.01": 3, "5.06": 2, "6.01": 9, "3.10": 5, "1.08 fdi": 3.2, "2.07 fdi": 9, "2.07 total": 17, "7.01 max": 99}


def test_r205_passes() -> None:
    validation = judged(received({}, period="2022-H2"), received(VARIED, period="2023-H1"))
    assert findings("R205", validation) == []


def test_r205_fails_at_the_title_of_the_sheet() -> None:
    copied = {name: figure for name, figure in VARIED.items() if not name.startswith("4")}
    validation = judged(received({}, period="2022-H2"), received(copied, period="2023-H1"))
    (finding,) = findings("R205", validation)
    assert (finding.code, finding.cell, finding.severity) == ("B4", "A2", "query")
    assert len(finding.cells) == 12  # the title and the figures


def test_r205_a_sheet_of_zeros_is_exempt() -> None:
    zeros = {f"6.0{number}": 0 for number in range(1, 6)}
    one, two = received(zeros, period="2022-H2"), received({**VARIED, **zeros}, period="2023-H1")
    assert "B6" not in [f.code for f in findings("R205", judged(one, two))]


def test_r205_cannot_be_verified() -> None:
    assert outcome("R205", judged(received())) == (0, 0, 7)


# --- R206: zones in operation did not shrink ------------------------------------------------------------------------


@pytest.mark.parametrize("figures", [{}, {"3.03": 2}, {"3.04": 23.9}, {"3.04": 23.6}])  # 24 may be 23.5
def test_r206_passes(figures: Mapping[str, Figure]) -> None:
    validation = judged(received({}, period="2022-H2"), received(figures, period="2023-H1"))
    assert findings("R206", validation) == []


@pytest.mark.parametrize(("figures", "code"), [({"3.03": 0, "3.04": 0}, "3.03"), ({"3.04": 20.0}, "3.04")])
def test_r206_fails_once(figures: Mapping[str, Figure], code: str) -> None:
    validation = judged(received({}, period="2022-H2"), received(figures, period="2023-H1"))
    (finding,) = findings("R206", validation)
    assert (finding.code, finding.severity) == (code, "query")


def test_r206_cannot_be_verified() -> None:
    assert outcome("R206", judged(received())) == (0, 0, 1)


# --- R203: the share of the plan that is done -----------------------------------------------------------------------


def test_r203_names_the_plan_of_a_half_year() -> None:
    """In the first half-year of all, too: it needs no history."""
    (finding,) = findings("R203", judged(received({"2.03 fdi plan": 8.0})))
    assert (finding.code, finding.measure) == ("2.03", "plan")
    assert [(cell.measure, cell.value) for cell in finding.repairs[0].cells] == [("plan", 16.0)]
    assert "kế hoạch 6 tháng" in finding.message_vi


def test_r203_asks_about_both_where_result_and_plan_do_not_go_together() -> None:
    (finding,) = findings("R203", judged(received({"2.06 ddi": 0.35})))
    assert {c.cell for c in finding.cells} >= {"F11", "H11"}
    assert "% kế hoạch năm" in finding.message_vi and finding.repairs == ()


@pytest.mark.parametrize("share", [0.8, 1.0, 1.25])
def test_r203_lets_a_board_be_behind_or_ahead_of_its_plan(share: float) -> None:
    results = {f"2.0{n} {s}": 8.0 * share for n in (2, 3, 4, 5) for s in ("fdi", "ddi")}
    assert findings("R203", judged(received({**results, "2.06 fdi": share, "2.06 ddi": share}))) == []


def grown(plan: float, done: float) -> list[Finding]:
    """What R202 and R203 say of a planned line of a board whose plan was 16 and whose half-years were 8."""
    found = after_four({"2.03 fdi plan": plan, "2.03 fdi": done})
    return [*findings("R202", found), *findings("R203", found)]


def test_r203_asks_about_the_result_alone_where_plan_and_result_grew_together() -> None:
    """The board planned what it did: its result may be asked about, its plan says nothing more."""
    assert [(f.code, f.measure) for f in grown(plan=160.0, done=80.0)] == [("2.03", "actual")]
    assert grown(plan=40.0, done=18.0)[0].measure == "actual"


def test_r203_still_asks_about_a_plan_that_the_result_does_not_confirm() -> None:
    assert [(f.code, f.measure, f.expected) for f in grown(plan=160.0, done=8.5)] == [("2.03", "plan", "16")]


# Those that ended in a traceback once, and in the campaign many more.
SEEDS = range(400) if IN_CAMPAIGN else (0, 9, 14, 16, 18, 19)
ODD = (-1e18, -30, -1, -0.0, 0, 1e-12, 0.1, 0.5, 1e9, 1e12, 1e18, 1e300, "x", None, "?", 7, 123456.789)


@pytest.mark.campaign
@pytest.mark.parametrize("number", SEEDS)
def test_no_figure_stops_the_judging_or_leaves_a_gap_in_what_is_said(number: int) -> None:
    """Whatever somebody typed, in a half-year of its own or in those before."""
    draw = Random(number)
    keys = [f"{own.code} {own.sector} {own.measure}" for line in FORM.indicators for own in line.keys]
    versions = []
    for period in PERIODS:
        many = draw.choice((0, 0.02, 0.3, 1))
        odd = {name: draw.choice(ODD) for name in keys if draw.random() < many}
        versions.append(received(odd, period=period))
    for finding in judged(*versions).findings:
        said = [finding.found, finding.expected, finding.message_vi, finding.message_en]
        assert not re.search(r"\b(nan|inf|None)\b", " ".join(said)), said
