"""Files whose every figure is true and only written as offices write: none is rejected, no cell is to be put right."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from random import Random

import pytest

from flows.backtest.worlds.world import make_world
from flows.ingest.frames import Received, build_frames
from flows.ingest.submission import NOT_APPLICABLE, ListLine, ParsedSubmission, ReadValue
from flows.raw_folder.decisions import BlocContext, Decisions, no_outside, no_published
from flows.validate.findings.finding import Finding
from flows.validate.judging import judge
from schemas.periods import Period
from schemas.rules import ERROR, INFO
from tests.support.received import FORM, REFERENCE, Figure, findings, judged, project_lines, received, zone_lines

Habit = Callable[[ParsedSubmission, Random], ParsedSubmission]
PERIODS = [Period(2021, 1), Period(2021, 2), Period(2022, 1), Period(2022, 2), Period(2023, 1)]
BOARDS = ("ha-noi", "bac-ninh", "hai-duong", "hai-phong", "hung-yen", "ha-nam")
LATER = datetime.fromisoformat("2023-12-31T00:00:00+07:00")


def rounded(value: float, decimals: int) -> float:
    """Half away from zero, as people round."""
    return math.copysign(math.floor(abs(value) * 10.0**decimals + 0.5) / 10.0**decimals, value)


def of_cells(which: Callable[[ReadValue], bool], *decimals: int) -> Habit:
    """These cells with so many decimals; of several each cell by chance."""

    def write(value: ReadValue, random: Random) -> ReadValue:
        if value.value is None or not which(value):
            return value
        return value._replace(value=rounded(value.value, random.choice(decimals)))

    return lambda parsed, random: replace(parsed, values=tuple(write(value, random) for value in parsed.values))


def of_lines(sheet: str, columns: tuple[str, ...], *decimals: int) -> Habit:
    """The same of columns of a list."""

    def write(line: ListLine, random: Random) -> ListLine:
        if line.form_sheet != sheet:
            return line
        cells = dict(line.cells)
        for key in columns:
            if isinstance(figure := cells[key].value, float):
                cells[key] = cells[key]._replace(value=rounded(figure, random.choice(decimals)))
        return line._replace(cells=cells)

    return lambda parsed, random: replace(parsed, lines=tuple(write(line, random) for line in parsed.lines))


def x_for_zero(parsed: ParsedSubmission, random: Random) -> ParsedSubmission:
    """x where there was nothing, in sheets of counts."""
    return replace(
        parsed,
        values=tuple(
            value._replace(state=NOT_APPLICABLE, value=None) if value.value == 0 and value.code[0] in "456" else value
            for value in parsed.values
        ),
    )


def money_of(sheet: str) -> Callable[[ReadValue], bool]:
    return lambda value: value.place.sheet == sheet and not FORM.by_code[value.code].is_count


AREAS = ("3.02", "3.04", "3.06", "3.07", "3.08")
HABITS: Mapping[str, Habit] = {
    "register, each amount as it came": of_lines("B9", ("capital_usd", "capital_vnd"), 0, 1, 2),
    "zone list, each area as it came": of_lines("B8", ("area", "leasable", "leased"), 0, 1),
    "B1, each amount as it came": of_cells(money_of("B1"), 0, 1, 2),
    "B1 in whole ones": of_cells(money_of("B1"), 0),
    "B2, each amount as it came": of_cells(money_of("B2"), 0, 1),
    "B3, each area as it came": of_cells(lambda value: value.code in AREAS, 0, 1),
    "workers in hundreds": of_cells(lambda value: value.code == "2.07", -2),
    "workers of both sectors in tens, the total exact": of_cells(
        lambda value: value.code == "2.07" and value.sector != "total", -1
    ),
    "x for nothing": x_for_zero,
}


@lru_cache(maxsize=1)
def world() -> tuple[Received, ...]:
    return tuple(make_world(REFERENCE, BOARDS, PERIODS, 21, messy=True))


def asked(habit: Habit | None) -> list[Finding]:
    """What is said of the last half-year of a world when it is written so."""
    random = Random(1)
    sent = [
        replace(one, parsed=habit(one.parsed, random))
        if habit and one.parsed and one.period == str(PERIODS[-1])
        else one
        for one in world()
    ]
    context = BlocContext(LATER, no_published(), no_outside())
    found = judge(build_frames(sent, REFERENCE.form), REFERENCE, Decisions(), context).findings
    return [finding for finding in found if finding.period == str(PERIODS[-1]) and finding.severity != INFO]


@lru_cache(maxsize=1)
def asked_anyway() -> frozenset[tuple[str, str, str, str]]:
    return frozenset((one.submission, one.rule, one.code, one.sector) for one in asked(None))


@pytest.mark.parametrize("name", HABITS)
def test_no_honest_habit_is_rejected_and_no_cell_is_to_be_put_right(name: str) -> None:
    new = [
        finding
        for finding in asked(HABITS[name])
        if (finding.submission, finding.rule, finding.code, finding.sector) not in asked_anyway()
    ]
    assert [finding.message_en for finding in new if finding.severity == ERROR or finding.repairs] == []


@pytest.mark.parametrize(("before", "asked_about"), [((3, 0, 2), 0), ((3, 1, 2), 1)])
def test_x_is_not_asked_about_where_there_was_nothing_before_either(
    before: tuple[int, int, int], asked_about: int
) -> None:
    sent = [received({"4.05": fires}, period=str(period)) for fires, period in zip(before, PERIODS)]
    found = findings("R203", judged(*sent, received({"4.05": "x"}, period=str(PERIODS[3]))))
    assert [finding.found for finding in found] == ["x"] * asked_about


# --- what no rounding explains stays an error -----------------------------------------------------------------------


def severities(rule: str, sent: Received) -> list[tuple[str, bool]]:
    """Severity and whether something is to be put right."""
    return [(finding.severity, bool(finding.repairs)) for finding in findings(rule, judged(sent))]


@pytest.mark.parametrize(
    ("of_line", "stated", "expected"),
    [
        (8.0, 8.4, [("query", False)]),  # 7.6 to 8.4 may be written 8
        (8.0, 8.7, [("error", True)]),
        (8.13, 8.4, [("error", True)]),  # written to the last decimal
    ],
)
def test_a_line_of_the_register_explains_what_it_is_rounded_by(
    of_line: float, stated: float, expected: list[tuple[str, bool]]
) -> None:
    lines = project_lines("2023-H1", {"capital_usd": of_line}, {"capital_usd": 8.01}, {"capital_usd": 8.02})
    figures = {"1.02 fdi": stated, "1.04 fdi": 8.01, "1.05 fdi": stated + 8.01, "1.07 fdi": 8.02, "1.08 fdi": 8.03}
    assert severities("R112", received(figures, projects=lines)) == expected


def test_an_area_of_the_zone_list_explains_what_it_is_rounded_by() -> None:
    lines = zone_lines({"area": 24.1, "leasable": 16.2, "leased": 8.1}, {"area": 24.0, "leasable": 16.1, "leased": 8.2})
    figures: dict[str, Figure] = {"3.02": 72.1, "3.04": 24.1, "3.06": 24.4, "3.07": 48.3, "3.08": 24.3, "3.09": 50.3}
    assert ("query", False) in severities("R111", received(figures, zones=lines))
    assert ("error", True) in severities("R111", received({**figures, "3.06": 24.7}, zones=lines))


@pytest.mark.parametrize(
    ("fdi", "ddi", "total", "expected"),
    [
        (99_900, 6_900, 106_900, [("query", False)]),
        (99_930, 6_950, 106_876, [("query", False)]),
        (99_900, 6_900, 107_000, [("error", True)]),  # three halves of a hundred are 150; here it is 200
        (99_931, 6_950, 106_876, [("error", True)]),  # one in ten counts ends with a nought by chance
        (90, 60, 160, [("error", True)]),
    ],
)
def test_large_counts_that_end_with_noughts_may_be_rounded(
    fdi: int, ddi: int, total: int, expected: list[tuple[str, bool]]
) -> None:
    figures: dict[str, Figure] = {"2.07 fdi": fdi, "2.07 ddi": ddi, "2.07 total": total}
    assert severities("R101", received(figures)) == expected


def test_an_area_above_its_parts_and_a_rate_by_less_than_rounding_are_asked_about() -> None:
    parts: dict[str, Figure] = {"3.02": 47.8, "3.04": 24.0, "3.06": 24.0}
    assert [severity for severity, _ in severities("R110", received(parts))] == ["query"]
    assert [severity for severity, _ in severities("R110", received({**parts, "3.02": 46.8}))] == ["error"]
    rate: dict[str, Figure] = {"3.02": 72.1, "3.07": 48.0, "3.08": 16.0, "3.09": 32.8}
    assert [severity for severity, _ in severities("R109", received(rate))] == ["query"]
    assert [severity for severity, _ in severities("R109", received({**rate, "3.09": 38.0}))] == ["error"]


def test_less_than_a_half_may_be_nothing_in_a_column_of_whole_ones() -> None:
    none: dict[str, Figure] = {"1.07 fdi": 0}
    assert [severity for severity, _ in severities("R104", received(none))] == ["query"]
    exact: dict[str, Figure] = {"1.02 fdi": 8.25, "1.05 fdi": 16.25}
    assert [severity for severity, _ in severities("R104", received({**none, **exact}))] == ["error"]
