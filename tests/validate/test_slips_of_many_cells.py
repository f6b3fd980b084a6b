"""Slips of many cells against real histories: the other currency, figures in each other's place; one cause each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows.ingest.frames import Received
from flows.validate.findings.finding import Finding
from schemas.form import ValueKey
from schemas.periods import parse_period
from tests.support.changed import figures, found, sent
from tests.support.received import FORM, REFERENCE, key


def of_sheet(version: Received, sheet: str, sector: str, change: Callable[[float], float], measures: str) -> dict:
    """The money of one sector of a sheet, changed alike."""
    return {
        own: change(value)
        for own, value in figures(version).items()
        if own.sector == sector and own.measure in measures.split() and own.code in FORM.by_code
        if FORM.by_code[own.code].sheet == sheet
        and len(set(FORM.by_code[own.code].units.values()) & {"million_usd", "billion_vnd"}) > 1
    }


def only_cause(findings: list[Finding]) -> None:
    assert findings
    assert len({f.cause for f in findings}) == 1
    first = findings[0].repairs
    assert len(first) == 1
    assert all(f.repairs == first for f in findings)


def repaired(findings: list[Finding]) -> dict[ValueKey, float | None]:
    return {ValueKey(c.code, c.sector, c.measure): c.value for c in findings[0].repairs[0].cells}


# --- the other currency ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "period", "sheet", "sector", "measures"),
    [
        ("hai-phong", "2024-H2", "B2", "fdi", "actual"),
        ("bac-ninh", "2023-H2", "B2", "fdi", "actual plan last_year"),
        ("vinh-phuc", "2024-H1", "B1", "fdi", "actual"),
        ("ha-nam", "2024-H2", "B2", "ddi", "actual"),
    ],
)
def test_a_column_in_the_other_currency_is_one_cause_with_one_repair(
    board: str, period: str, sheet: str, sector: str, measures: str
) -> None:
    version = sent(board, period)
    rate = REFERENCE.exchange_rates[parse_period(period)].billion_vnd_per_million_usd
    times = rate if sector == "fdi" else 1 / rate
    wrong = of_sheet(version, sheet, sector, lambda value: round(value * times, 2), measures)
    said = found(version, wrong)
    only_cause(said)
    (repair,) = said[0].repairs
    assert repair.cause == "currency"
    assert ("thay cho triệu USD" if sector == "fdi" else "thay cho tỷ đồng") in repair.text_vi
    right = repaired(said)
    assert right.keys() == wrong.keys()
    for own, value in figures(version).items():
        if own in right:
            assert right[own] == pytest.approx(value, rel=0.01, abs=0.1)


def test_the_rate_is_the_boards_own_where_the_register_shows_it() -> None:
    """A bank's rate two percent below the central one: the figures are those of the register, not of the rate."""
    version = sent("vinh-phuc", "2024-H1")
    wrong = of_sheet(version, "B1", "fdi", lambda value: round(value * 23.77, 2), "actual")
    said = found(version, wrong)
    only_cause(said)
    assert "23,77" in said[0].repairs[0].text_vi
    assert repaired(said)[key("1.02 fdi")] == pytest.approx(figures(version)[key("1.02 fdi")], abs=0.02)


def test_another_error_beside_a_column_in_the_other_currency_keeps_its_own_cause() -> None:
    version = sent("vinh-phuc", "2024-H1")
    wrong = of_sheet(version, "B1", "fdi", lambda value: round(value * 24.26, 2), "actual")
    total = figures(version)[key("1.09 total")]
    said = found(version, {**wrong, key("1.09 total"): total + 90})
    assert {f.cause for f in said if f.rule == "R101"} == {"B1!G14"}
    only_cause([f for f in said if f.rule != "R101"])


def test_one_figure_in_the_other_currency_is_called_that() -> None:
    version = sent("ha-noi", "2024-H1")
    right = figures(version)[key("1.02 fdi")]
    said = found(version, {key("1.02 fdi"): round(right * 24.26, 2)})
    first = said[0].repairs[0]
    assert (first.cause, first.cells[0].code) == ("currency", "1.02")
    assert first.cells[0].value == pytest.approx(right, abs=0.02)


# --- one measure, one unit ------------------------------------------------------------------------------------------


def test_the_figures_of_the_period_alone_may_be_in_the_wrong_unit() -> None:
    """Plan and last year's column are right: only the period's own column of DDI is 1000 times too large."""
    version = sent("nam-dinh", "2024-H2")
    own = {key(f"{code} ddi") for code in ("2.02", "2.03", "2.04", "2.05", "2.06")}
    said = found(version, {k: v * 1000 for k, v in figures(version).items() if k in own})
    only_cause(said)
    assert repaired(said).keys() == own


def test_areas_in_the_wrong_unit_are_one_cause() -> None:
    version = sent("quang-ninh", "2024-H2")
    own = {key(code) for code in ("3.02", "3.04", "3.06", "3.07", "3.08")}
    said = found(version, {k: round(v / 1000, 4) for k, v in figures(version).items() if k in own})
    only_cause(said)
    assert repaired(said) == pytest.approx({k: v for k, v in figures(version).items() if k in own}, abs=0.1)


# --- in each other's place ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "period", "one", "other", "cause"),
    [
        ("quang-ninh", "2024-H2", "2.02 fdi", "2.02 ddi", "columns_swapped"),  # history alone
        ("thai-binh", "2023-H2", "1.10 fdi", "1.10 ddi", "columns_swapped"),  # the total stays right
        ("ha-nam", "2023-H2", "1.01 fdi", "1.01 ddi", "columns_swapped"),
        ("nam-dinh", "2023-H2", "1.10 ddi", "1.10 total", "columns_swapped"),  # a part and its total
        ("ha-noi", "2022-H1", "2.05 fdi last_year", "2.05 ddi last_year", "columns_swapped"),  # R204 alone
        ("ha-noi", "2024-H2", "1.02 fdi", "1.04 fdi", "rows_swapped"),  # 1.05 stays right
        ("ha-noi", "2025-H1", "3.07", "3.08", "rows_swapped"),
    ],
)
def test_two_figures_in_each_others_place_are_one_cause(
    board: str, period: str, one: str, other: str, cause: str
) -> None:
    version = sent(board, period)
    a, b = key(one), key(other)
    right = figures(version)
    said = found(version, {a: right[b], b: right[a]})
    only_cause(said)
    assert said[0].repairs[0].cause == cause
    assert repaired(said) == {a: right[a], b: right[b]}


def test_fdi_and_ddi_exchanged_in_a_whole_sheet_are_one_cause() -> None:
    version = sent("hai-duong", "2024-H2")
    right = figures(version)
    wrong = {
        own: right[own._replace(sector="ddi" if own.sector == "fdi" else "fdi")]
        for own in right
        if own.sector in ("fdi", "ddi") and FORM.by_code[own.code].sheet == "B1"
    }
    said = found(version, wrong)
    only_cause(said)
    assert "hai cột FDI và DDI của Biểu 1" in said[0].repairs[0].text_vi
    assert repaired(said).items() <= right.items()


def test_figures_that_are_not_at_home_in_each_others_place_are_not_exchanged() -> None:
    """An outlier that happens to equal nothing else stays what it is."""
    version = sent("quang-ninh", "2024-H2")
    said = found(version, {key("2.02 fdi"): figures(version)[key("2.02 fdi")] * 6})
    assert said
    assert all(r.cause != "columns_swapped" for f in said for r in f.repairs)


def test_a_zone_under_the_wrong_status_is_no_exchange_of_the_two_counts() -> None:
    """Four zones operate and three are built: with one listed as being built, the list counts three and four."""
    version = sent("nam-dinh", "2023-H2")
    assert version.parsed is not None
    assert (figures(version)[key("3.03")], figures(version)[key("3.05")]) == (4, 3)
    line = next(
        item for item in version.parsed.lines if item.form_sheet == "B8" and item.cells["status"].value == "operating"
    )
    status = line.cells["status"]._replace(value="under_construction", raw_text="Đang xây dựng hạ tầng")
    wrong = line._replace(cells={**line.cells, "status": status})
    lines = tuple(wrong if item is line else item for item in version.parsed.lines)
    said = found(replace(version, parsed=replace(version.parsed, lines=lines)), {})
    only_cause([f for f in said if f.rule == "R111"])
    assert said[0].repairs[0].cause == "wrong_status"
