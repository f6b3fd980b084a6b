"""Corrections of lists: one field of one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unicodedata import normalize

import polars as pl
import pytest

from flows.raw_folder.decisions import Correction, DecisionError
from flows.transform.list_tables import list_table
from flows.validate.validation import Validation
from tests.support.received import REFERENCE, findings, judged, project_lines, received, state

MADE = Correction(
    "2023-H1", "ha-noi", "B9", "", "", "Nhật Bản", "Hàn Quốc", "nhầm cột", "Trần A", "2023-07-20", 2, "", "1", "country"
)


def projects(validation: Validation) -> pl.DataFrame:
    return list_table("B9", validation, REFERENCE).sort("number")


def sent(day: int = 1, *changes: dict[str, object]) -> list[dict[str, object]]:
    return project_lines("2023-H1", *changes)


def test_a_field_is_put_right_and_the_line_says_so() -> None:
    table = projects(judged(received(), corrections=[MADE]))
    assert table["country"].to_list() == ["Hàn Quốc", *["Nhật Bản"] * 5]
    assert table["corrected"].to_list() == ["country", *[None] * 5]


@pytest.mark.parametrize(
    ("field", "expect", "value", "holds"),
    [
        ("date", "2023-02-10", "2023-03-01", date(2023, 3, 1)),
        ("capital_usd", "8", "8.5", 8.5),
        ("capital_vnd", "x", "3", 3.0),
        ("event", "new", "adjusted", "adjusted"),
        ("country", normalize("NFD", "Nhật Bản"), normalize("NFD", "Hàn Quốc"), "Hàn Quốc"),
        ("land", "2.0", "x", None),
    ],
)
def test_each_kind_of_field(field: str, expect: str, value: str, holds: object) -> None:
    made = replace(MADE, field=field, expect=expect, value=value)
    assert judged(received(), corrections=[made]).lines["B9"][field][0] == holds


def test_a_line_put_right_is_judged_as_it_is_now() -> None:
    """A sum that did not hold by one line's amount holds; the file counts."""
    wrong = received(projects=sent(1, {"capital_usd": 80.0}))
    asked = judged(wrong)
    right = judged(wrong, corrections=[replace(MADE, field="capital_usd", expect="80", value="8")])
    rules = {f.rule for f in asked.findings} - {f.rule for f in right.findings}
    assert rules and state(right, wrong.submission) == "accepted"


def test_what_was_unreadable_or_blank_is_settled() -> None:
    blank = received(projects=sent(1, {"country": None}))
    assert findings("F05", judged(blank))
    settled = judged(blank, corrections=[replace(MADE, expect="")])
    assert not findings("F05", settled)
    assert state(settled, blank.submission) == "accepted"


def test_corrections_of_one_line_follow_each_other() -> None:
    chain = [
        MADE,
        replace(MADE, expect="Hàn Quốc", value="Singapore"),
        replace(MADE, field="land", expect="2", value="3"),
    ]
    row = projects(judged(received(), corrections=chain)).row(0, named=True)
    assert (row["country"], row["land"], row["corrected"]) == ("Singapore", 3.0, "country;land")


def test_it_lapses_when_the_newest_file_has_another_text() -> None:
    versions = received(), received(day=2, projects=sent(2, {"country": "Singapore"}))
    validation = judged(*versions, corrections=[MADE])
    assert validation.lapsed == (MADE,)
    assert projects(validation)["country"][0] == "Singapore"


def test_it_follows_its_line_and_no_other() -> None:
    """A line put in before it moves the others: what stands there now is another project from the same country."""
    lines = sent()
    moved = [{**lines[3], "line": "1"}, *lines]
    second = received(day=2, projects=moved)
    validation = judged(received(), second, corrections=[MADE])
    assert validation.lapsed == (MADE,)
    assert validation.lines["B9"].filter(submission=second.submission)["corrected"].null_count() == 7
    same = judged(received(), received({"4.03": 7}, day=2), corrections=[MADE])
    assert same.lapsed == ()
    assert projects(same)["corrected"][0] == "country"


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"expect": "Singapore"}, "Nhật Bản"),
        ({"list_line": "9"}, "#9"),
        ({"field": "colour"}, "colour"),
        ({"field": "line"}, "line"),
        ({"code": "B3"}, "B3"),
        ({"field": "date", "expect": "2023-02-10", "value": "1/3/2023"}, "1/3/2023"),
        ({"field": "event", "expect": "new", "value": "mới"}, "mới"),
        ({"field": "land", "expect": "2", "value": "hai"}, "hai"),
        ({"board": "ha-nam"}, "ha-nam"),
    ],
)
def test_one_that_cannot_be_followed_stops_loudly(other: dict[str, str], says: str) -> None:
    with pytest.raises(DecisionError) as told:
        judged(received(), corrections=[replace(MADE, **other)])  # type: ignore[arg-type]
    assert says in told.value.text.vi
    assert says in told.value.text.en
