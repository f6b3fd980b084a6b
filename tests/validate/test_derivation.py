"""A year-end file that gives the whole year: the second half is derived."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from flows.ingest.frames import Received
from flows.ingest.submission import Cover, ListLine, Place
from flows.validate.validation import Validation
from tests.support.received import Figure, findings, judged, project_lines, received, state

YEAR = Cover("Hà Nội", ("ha-noi",), Place("Bia", "A9"), "năm 2022", "2022", Place("Bia", "A10"))


def year_file(figures: dict[str, Figure] | None = None) -> Received:
    """A file of the year 2022 whose second half is like the first: flows twice, stocks once."""
    version = received(figures, period="2022-H2", cover=YEAR)
    first = received(period="2022-H1")
    assert version.parsed is not None and first.parsed is not None
    given = {name.split()[0] for name in figures or {}}
    values = []
    for value in version.parsed.values:
        kind = {"5.01": 2 * 24 - 8, "1.09": 8.0}.get(value.code)  # the 8 pending in the middle are received once
        if value.code not in given and value.measure in ("actual", "last_year") and value.value is not None:
            if value.code == "5.01":
                value = value._replace(value=float(kind or 0))
            elif _is_flow(value.code):
                value = value._replace(value=2 * value.value)
        values.append(value)
    lines: list[ListLine] = list(version.parsed.lines)
    for line in first.parsed.lines:
        if line.form_sheet == "B9":
            certificate = line.cells["certificate"]._replace(value=f"{line.cells['certificate'].value}0")
            lines.append(line._replace(number=line.number + 6, cells={**line.cells, "certificate": certificate}))
    return replace(version, parsed=replace(version.parsed, values=tuple(values), lines=tuple(lines)))


def _is_flow(code: str) -> bool:
    from tests.support.received import FORM

    return FORM.by_code[code].kind == "flow"


def half(validation: Validation, code: str, sector: str = "total", measure: str = "actual") -> tuple[float | None, str]:
    rows = validation.values.filter(
        (pl.col("period") == "2022-H2")
        & (pl.col("code") == code)
        & (pl.col("sector") == sector)
        & (pl.col("measure") == measure)
    )
    value, status = rows.select("value", "status").row(0)
    return value, status


def test_flows_are_the_year_less_the_first_half_and_stocks_as_given() -> None:
    second = year_file()
    validation = judged(received(period="2022-H1"), second)
    assert [f for f in validation.findings if f.severity == "error"] == []
    assert half(validation, "1.01", "fdi") == (1.0, "derived")
    assert half(validation, "2.02", "ddi") == (8.0, "derived")
    assert half(validation, "2.02", "ddi", "last_year") == (8.0, "derived")
    assert half(validation, "2.02", "ddi", "plan") == (16.0, "reported")
    assert half(validation, "1.10", "fdi") == (8.0, "reported")
    assert half(validation, "1.09", "fdi") == (8.0, "reported")  # as the first half closed: nothing to move on
    assert half(validation, "5.01") == (24.0, "derived")
    assert half(validation, "7.10", "total", "self") == (35.0, "reported")
    assert state(validation, second.submission) != "rejected"


def test_a_wrong_figure_of_the_year_is_found_in_the_half() -> None:
    validation = judged(received(period="2022-H1"), year_file({"2.04 total": 40}))
    assert [(f.code, f.found) for f in findings("R101", validation)] == [("2.04", "24")]


@pytest.mark.parametrize("first", [[], [received({"4.05": None}, period="2022-H1")]])
def test_without_an_accepted_first_half_the_file_is_asked_for_again(first: list[Received]) -> None:
    second = year_file()
    validation = judged(*first, second)
    (finding,) = findings("F04", validation, second.submission)
    assert "6 tháng đầu năm chưa được chấp nhận" in finding.message_vi
    assert state(validation, second.submission) == "rejected"
    assert half(validation, "2.02", "ddi")[0] is None


def test_only_the_second_half_may_be_given_by_the_year() -> None:
    version = received(period="2022-H1", cover=YEAR)
    assert len(findings("F04", judged(version))) == 1


def test_the_register_of_the_year_is_brought_to_the_half() -> None:
    second = year_file()
    validation = judged(received(period="2022-H1", projects=project_lines("2022-H1")), second)
    assert findings("R112", validation) == []
    assert findings("R116", validation) == []


def test_what_the_file_gives_for_the_half_is_taken_as_given() -> None:
    first = received(period="2022-H1")
    second = year_file()
    assert second.parsed is not None and first.parsed is not None
    plain = {(v.code, v.sector, v.measure): v for v in received(period="2022-H2").parsed.values}  # type: ignore[union-attr]
    values = []
    for value in second.parsed.values:
        if value.code == "5.01":
            value = value._replace(value=2 * 24.0)  # simply both halves added
        if value.measure == "last_year":
            value = plain[value.code, value.sector, value.measure]  # the half's own
        values.append(value)
    register = [line for line in second.parsed.lines if line.form_sheet != "B9" or line.number <= 6]
    second = replace(second, parsed=replace(second.parsed, values=tuple(values), lines=tuple(register)))
    last_year = received(period="2021-H2")
    validation = judged(last_year, received(period="2021-H1"), first, second)
    assert half(validation, "5.01") == (24.0, "derived")
    assert half(validation, "2.02", "ddi", "last_year") == (8.0, "reported")
    assert findings("R112", validation, second.submission) == []
    assert findings("R113", validation, second.submission) == []
