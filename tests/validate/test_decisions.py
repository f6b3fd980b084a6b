"""Corrections, waivers and the states they lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl
import pytest

from flows.raw_folder.decisions import Correction, DecisionError, Decisions, Waiver
from flows.validate.acceptance.waiver_standing import waivers_without_effect
from flows.validate.acceptance.waivers import fingerprint
from flows.validate.validation import Validation
from tests.support.received import CONTEXT, MOMENT, REFERENCE, findings, judged, received, state, zone_lines


def correction(code: str, sector: str, expect: str, value: str, **other: str) -> Correction:
    fields = {"period": "2023-H1", "board": "ha-noi", "measure": "actual", **other}
    return Correction(
        **fields,  # type: ignore[arg-type]
        code=code,
        sector=sector,
        expect=expect,
        value=value,
        reason="điện thoại",
        approved_by="Trần A",
        date="2023-07-20",
        line=2,
    )


def values(validation: Validation, code: str, sector: str = "total") -> list[tuple[str, float | None, str]]:
    rows = validation.values.filter((pl.col("code") == code) & (pl.col("sector") == sector))
    return rows.filter(pl.col("measure") == "actual").select("state", "value", "status").rows()


# --- corrections ----------------------------------------------------------------------------------------------------


def test_a_correction_puts_the_value_right_before_judging() -> None:
    wrong = received({"1.01 total": 17})
    assert state(judged(wrong), wrong.submission) == "rejected"
    validation = judged(wrong, corrections=[correction("1.01", "total", "17", "2")])
    assert state(validation, wrong.submission) == "accepted"
    assert values(validation, "1.01") == [("number", 2.0, "corrected")]
    assert values(validation, "1.03") == [("number", 2.0, "reported")]


@pytest.mark.parametrize(("figure", "expect"), [(None, ""), ("?", "?"), ("x", "x"), (508.9, "508.90")])
def test_a_correction_may_expect_a_blank_x_or_undecided_cell(figure: str | float | None, expect: str) -> None:
    validation = judged(received({"4.03": figure}), corrections=[correction("4.03", "total", expect, "8")])
    assert values(validation, "4.03") == [("number", 8.0, "corrected")]


def test_a_correction_of_a_blank_settles_its_finding() -> None:
    version = received({"4.05": None})
    validation = judged(version, corrections=[correction("4.05", "total", "", "0")])
    assert state(validation, version.submission) == "accepted"


def test_corrections_of_one_cell_follow_each_other() -> None:
    chain = [correction("1.01", "total", "17", "3"), correction("1.01", "total", "3", "2")]
    assert values(judged(received({"1.01 total": 17}), corrections=chain), "1.01")[0][1] == 2.0


@pytest.mark.parametrize(
    ("figures", "made", "says"),
    [
        ({"1.01 total": 18}, correction("1.01", "total", "17", "2"), "18"),
        ({}, correction("1.01", "total", "17", "2"), "2"),
        ({}, correction("9.99", "total", "17", "2"), "9.99"),
        ({}, correction("1.01", "total", "2", "hai"), "hai"),
        ({}, correction("1.01", "total", "2", "3", board="ha-nam"), "ha-nam"),
        ({}, correction("1.01", "total", "2", "3", period="2022-H1"), "2022-H1"),
    ],
)
def test_a_correction_that_cannot_be_followed_stops_loudly(
    figures: dict[str, float], made: Correction, says: str
) -> None:
    with pytest.raises(DecisionError) as error:
        judged(received(figures), corrections=[made])
    assert says in error.value.text.vi and says in error.value.text.en
    assert error.value.line == 2


def test_a_correction_lapses_when_the_board_sends_another_figure() -> None:
    first, mended = received({"1.01 total": 17}, day=1), received(day=2)
    made = [correction("1.01", "total", "17", "3"), correction("1.01", "total", "3", "2")]
    validation = judged(first, mended, corrections=made)
    assert validation.lapsed == tuple(made)
    assert values(validation, "1.01") == [("number", 2.0, "corrected"), ("number", 2.0, "reported")]
    assert judged(first, corrections=made).lapsed == ()
    again = correction("1.01", "total", "2", "5")
    assert values(judged(first, mended, corrections=[*made, again]), "1.01")[1][1] == 5.0


def test_a_decision_that_ended_no_longer_holds() -> None:
    ended = replace(correction("1.01", "total", "17", "2"), ended_at="2023-08-01")
    decisions = Decisions((ended,), ())
    assert decisions.in_force(datetime.fromisoformat("2023-07-31T00:00:00+07:00")) == decisions
    assert decisions.in_force(datetime.fromisoformat("2023-08-02T00:00:00+07:00")) == Decisions()


def test_a_check_of_one_file_leaves_out_corrections_of_others() -> None:
    version = received({"1.01 total": 18})
    validation = judged(
        version, corrections=[correction("1.01", "total", "17", "2")], only=frozenset([version.submission])
    )
    assert state(validation, version.submission) == "rejected"


def test_a_correction_to_an_earlier_period_reaches_forward() -> None:
    before = received({"1.10 fdi": 8}, period="2022-H2")
    after = received({"1.09 fdi": 9, "1.09 total": 17, "1.10 fdi": 9, "1.10 total": 17})
    assert findings("R201", judged(before, after))
    mended = [
        correction("1.10", sector, expect, value, period="2022-H2")
        for sector, expect, value in (("fdi", "8", "9"), ("total", "16", "17"))
    ]
    validation = judged(before, after, corrections=[*mended, correction("1.09", "fdi", "8", "9", period="2022-H2")])
    assert findings("R201", validation) == []


# --- waivers --------------------------------------------------------------------------------------------------------


def waiver(validation: Validation, rule: str, **other: str) -> Waiver:
    finding = findings(rule, validation)[0]
    fields = {"expires": "2027-01-01", "code": finding.code, "fingerprint": fingerprint(finding), **other}
    return Waiver(
        period=finding.period,
        rule=rule,
        board=finding.board,
        sector=finding.sector,
        reason="đã giải trình",
        approved_by="Trần A",
        date="2023-07-20",
        line=2,
        **fields,
    )


QUERY = {"1.04 fdi": 0, "1.05 fdi": 8}  # adjustments without capital: a query


def queried() -> Validation:
    return judged(received(QUERY, zones=zone_lines()))


def test_a_waiver_settles_a_query_and_the_finding_stays() -> None:
    version = received(QUERY)
    before = judged(version)
    own = [waiver(before, "R104")]
    validation = judged(version, waivers=own)
    (finding,) = findings("R104", validation)
    assert finding.waived_by == "Trần A"
    waived = {f.rule for f in validation.findings if f.waived_by}
    assert {f.rule for f in before.findings} - waived == {"R112"}


def test_waiving_everything_accepts() -> None:
    version = received(QUERY)
    before = judged(version)
    assert state(before, version.submission) == "rejected"
    validation = judged(version, waivers=[waiver(before, rule) for rule in ("R104", "R112")])
    assert state(validation, version.submission) == "accepted"
    only_error = judged(version, waivers=[waiver(before, "R112")])
    assert state(only_error, version.submission) == "accepted_with_queries"


def test_a_waiver_is_void_when_a_value_it_covers_changed() -> None:
    own = waiver(judged(received(QUERY)), "R104")
    validation = judged(received({**QUERY, "1.03 fdi": 7, "1.03 total": 8}), waivers=[own])
    assert findings("R104", validation)[0].waived_by == ""


def test_a_waiver_of_a_version_sent_again_with_other_figures_is_told_as_void() -> None:
    """It still covers the finding of the version replaced, and says nothing of the one in force."""
    first, mended = received(QUERY), received(day=2)
    again = received({**QUERY, "1.03 fdi": 7, "1.03 total": 8}, day=2)
    own = [waiver(judged(first), "R104")]
    for versions, told in (((first,), 0), ((first, again), 1), ((first, mended), 0)):
        validation = judged(*versions, waivers=own)
        said = waivers_without_effect(validation.findings, own, MOMENT, REFERENCE.rules, versions)
        assert [text.en.split(": ")[1] for _, text in said] == [
            "the figures that the waiver of R104 (ha-noi 1.03 fdi) was about have changed, so it is void. Look again, "
            "and write a new one with zones waive."
        ][:told]


def test_a_waiver_holds_when_a_value_it_does_not_cover_changed() -> None:
    own = waiver(judged(received(QUERY)), "R104")
    validation = judged(received({**QUERY, "5.07": 3}), waivers=[own])
    assert findings("R104", validation)[0].waived_by == "Trần A"


@pytest.mark.parametrize(
    ("expires", "waived"), [("2026-01-30", False), ("2026-01-31", True), ("2026-02-01", True), ("", True)]
)
def test_a_waiver_expires_at_the_end_of_its_day(expires: str, waived: bool) -> None:
    version = received(QUERY)
    own = waiver(judged(version), "R104", expires=expires)
    context = replace(CONTEXT, moment=datetime.fromisoformat("2026-01-31T12:00:00+07:00"))
    (finding,) = findings("R104", judged(version, waivers=[own], context=context))
    assert bool(finding.waived_by) is waived


@pytest.mark.parametrize("field", ["code", "fingerprint"])
def test_a_waiver_covers_its_own_finding_only(field: str) -> None:
    own = waiver(judged(received(QUERY)), "R104", **{field: "other"})
    assert findings("R104", judged(received(QUERY), waivers=[own]))[0].waived_by == ""


def test_a_waiver_never_covers_level_0() -> None:
    version = received({"4.05": None})
    own = waiver(judged(version), "F05")
    validation = judged(version, waivers=[own])
    assert findings("F05", validation)[0].waived_by == ""
    assert state(validation, version.submission) == "rejected"


def test_a_waiver_of_a_list_finding_is_void_when_a_cell_of_the_list_changed() -> None:
    zones = zone_lines({}, {"area": 30.0})
    own = waiver(judged(received(zones=zones)), "R111")
    assert findings("R111", judged(received(zones=zones), waivers=[own]))[0].waived_by == "Trần A"
    changed = zone_lines({}, {"area": 31.0})
    assert all(not f.waived_by for f in findings("R111", judged(received(zones=changed), waivers=[own])))


def test_an_error_that_is_waived_lets_later_periods_go_on() -> None:
    """An opening figure recounted by the ministry: explained once, accepted, and the next period follows it."""
    first = received({}, period="2022-H1")
    recounted = {"1.09 fdi": 9, "1.09 total": 17, "1.10 fdi": 9, "1.10 total": 17}
    second, third = received(recounted, period="2022-H2"), received(recounted, period="2023-H1")
    own = waiver(judged(first, second, third), "R201")
    validation = judged(first, second, third, waivers=[own])
    assert findings("R201", validation)[0].waived_by == "Trần A"
    assert validation.states["accepted"].to_list() == [True, True, True]


# --- states ---------------------------------------------------------------------------------------------------------


def test_states_follow_the_order_of_receipt() -> None:
    first, second, third = received(day=1), received({"4.05": None}, day=2), received(day=3)
    validation = judged(third, first, second)
    assert [state(validation, v.submission) for v in (first, second, third)] == ["superseded", "rejected", "accepted"]
    assert validation.states.filter("accepted")["submission"].to_list() == [third.submission]


def test_a_rejected_resubmission_displaces_nothing() -> None:
    first, second = received(day=1), received({"4.05": None}, day=2)
    validation = judged(first, second)
    assert validation.states.filter("accepted")["submission"].to_list() == [first.submission]


def test_versions_of_one_moment_are_ordered_by_their_receipt() -> None:
    first = received(day=1)
    second = replace(received(day=2), received_at=first.received_at)
    assert state(judged(second, first), second.submission) == "accepted"


def test_a_nil_return_is_a_state_of_its_own() -> None:
    nil = received(nil=True)
    validation = judged(nil)
    assert state(validation, nil.submission) == "nil"
    assert validation.findings == ()


def test_what_was_received_and_not_yet_read_is_received() -> None:
    unread = replace(received(), parsed=None)
    assert state(judged(unread), unread.submission) == "received"


def test_nothing_received_gives_empty_frames() -> None:
    validation = judged()
    assert validation.findings == () and validation.states.height == 0 and validation.outcomes.height == 0
