"""Rules over the list sheets, one section a rule: pass, fail (and where), unverifiable."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.received import findings, judged, outcome, project_lines, received, zone_lines

# --- R105 in lists: no negative amount ------------------------------------------------------------------------------


def test_r105_passes_for_the_capital_of_an_adjustment() -> None:
    lines = project_lines("2023-H1", {}, {"capital_usd": -8.0})
    figures = {"1.04 fdi": -8.0, "1.05 fdi": 0.0}
    assert findings("R105", judged(received(figures, projects=lines))) == []


@pytest.mark.parametrize(
    ("zones", "projects", "cell"),
    [
        (zone_lines({"leased": -8.0}), project_lines(), "G6"),
        (zone_lines(), project_lines("2023-H1", {"capital_usd": -8.0}), "J6"),
        (zone_lines(), project_lines("2023-H1", {"land": -1.0}), "L6"),
    ],
)
def test_r105_fails(zones: list[dict[str, object]], projects: list[dict[str, object]], cell: str) -> None:
    (finding,) = findings("R105", judged(received(zones=zones, projects=projects)))
    assert finding.cell == cell


def test_r105_cannot_be_verified() -> None:
    validation = judged(received(zones=zone_lines({"leased": None})))
    assert outcome("R105", validation)[1:] == (0, 1)


# --- R111: the zone list adds up ------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", [72.0, 72.2, 71.8])  # three lines and the sum: 0.05 x 4
def test_r111_passes(area: float) -> None:
    assert findings("R111", judged(received({"3.02": area}))) == []


@pytest.mark.parametrize(("cell", "figure"), [("3.02", 72.3), ("3.01", 4), ("3.08", 25.0), ("3.06", 24.2)])
def test_r111_fails(cell: str, figure: float) -> None:
    found = findings("R111", judged(received({cell: figure})))
    assert [f.code for f in found] == [cell]


def test_r111_reads_status_cells_and_names_the_line_whose_status_is_wrong() -> None:
    validation = judged(received(zones=zone_lines({}, {"status": "approved"})))
    found = findings("R111", validation)
    assert [f.code for f in found] == ["3.05", "3.06"]
    for finding in found:
        assert ("B8", "D7") in finding.cells
        assert finding.repairs[0].cause == "wrong_status"
        assert (finding.repairs[0].cells[0].cell, finding.repairs[0].cells[0].text) == ("D7", "Đang xây dựng hạ tầng")
    assert len({f.cause for f in found}) == 1


def test_r111_holds_the_list_against_its_own_total_line() -> None:
    total = {"name": "Tổng cộng", "total": True, "area": 72.0, "leasable": 48.0, "leased": 42.0}
    found = findings("R111", judged(received(zones=[*zone_lines(), total])))
    assert [(f.code, f.sector, f.measure, f.cell) for f in found] == [("B8", "", "leased", "G9")]


def test_r111_cannot_be_verified() -> None:
    validation = judged(received(zones=zone_lines({"status": None})))
    assert outcome("R111", validation)[1:] == (0, 4)  # number and area by status
    assert outcome("R111", judged(received(without=["B8"])))[1:] == (0, 8)


# --- R112: the project register adds up -----------------------------------------------------------------------------


@pytest.mark.parametrize("capital", [8.0, 8.01, 7.99])
def test_r112_passes(capital: float) -> None:
    assert findings("R112", judged(received({"1.07 fdi": capital}))) == []


def test_r112_fails() -> None:
    (finding,) = findings("R112", judged(received({"1.07 fdi": 8.02})))
    assert (finding.code, finding.sector, finding.expected) == ("1.07", "fdi", "8")
    assert {("B9", "H6"), ("B9", "G6"), ("B9", "J8")} <= set(finding.cells)  # event, sector and capital


def test_r112_x_counts_as_no_amount_and_the_other_column_is_named() -> None:
    lines = project_lines("2023-H1", {"capital_usd": "x", "capital_vnd": 8.0})
    (finding,) = findings("R112", judged(received(projects=lines)))
    assert (finding.code, finding.cell, finding.repairs[0].cause) == ("1.02", "J6", "wrong_column")


def test_r112_x_in_the_form_is_none_against_counted_lines() -> None:
    validation = judged(received({"1.01 fdi": "x", "1.02 fdi": "x"}))
    assert [(f.code, f.sector, f.found) for f in findings("R112", validation)] == [
        ("1.01", "fdi", "x"),
        ("1.02", "fdi", "x"),
    ]
    (cell, *_) = findings("R112", validation)[0].repairs[0].cells
    assert (cell.code, cell.found, cell.value) == ("1.01", None, 1.0)
    empty = judged(received({"1.01 fdi": "x", "1.02 fdi": "x"}, projects=[]))
    assert ("1.01", "fdi") not in {(f.code, f.sector) for f in findings("R112", empty)}


def test_r112_a_missing_line_is_reported_at_the_first_line_of_its_list() -> None:
    lines = [line for line in project_lines() if (line["sector"], line["event"]) != ("ddi", "ended")]
    found = findings("R112", judged(received(projects=lines)))
    assert [(f.code, f.sector) for f in found] == [("1.06", "ddi"), ("1.07", "ddi")]
    assert ("B9", "B6") in found[0].cells
    assert {f.repairs[0].cause for f in found} == {"line_missing"}


def test_r112_empty_register_is_zero_and_absent_register_unverifiable() -> None:
    assert outcome("R112", judged(received(projects=[])))[1:] == (12, 0)
    assert outcome("R112", judged(received(without=["B9"])))[1:] == (0, 12)


def test_r112_cannot_be_verified() -> None:
    validation = judged(received(projects=project_lines("2023-H1", {"capital_usd": None})))
    assert outcome("R112", validation)[1:] == (0, 1)


# --- R116: certificates and dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2022, 12, 15), date(2023, 1, 1), date(2023, 6, 14), date(2023, 6, 30)])
def test_r116_passes_within_the_period_and_its_cut_off(day: date) -> None:
    validation = judged(received(projects=project_lines("2023-H1", {"date": day})))
    assert findings("R116", validation) == []


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        (date(2022, 12, 14), "query"),  # of the last days before the cut-off: reported with the next period
        (date(2022, 11, 14), "query"),
        (date(2022, 11, 13), "error"),
        (date(2023, 7, 1), "error"),
    ],
)
def test_r116_fails_outside(day: date, severity: str) -> None:
    (finding,) = findings("R116", judged(received(projects=project_lines("2023-H1", {"date": day}))))
    assert (finding.severity, finding.cell, finding.found) == (severity, "I6", day.isoformat())


@pytest.mark.parametrize(("line", "severity"), [(0, "error"), (1, "query"), (2, "error")])
def test_r116_fails_for_a_certificate_twice(line: int, severity: str) -> None:
    lines = project_lines()
    twin = {**lines[line], "line": "7"}
    (finding,) = findings("R116", judged(received(projects=[*lines, twin])))
    assert (finding.severity, finding.cell) == (severity, "B12")
    assert ("B9", f"B{6 + line}") in finding.cells and ("B9", f"H{6 + line}") in finding.cells


def test_r116_the_same_certificate_may_be_adjusted_and_ended() -> None:
    lines = project_lines("2023-H1", {}, {"certificate": "1"}, {"certificate": "1"})
    assert findings("R116", judged(received(projects=lines))) == []


def test_r116_cannot_be_verified() -> None:
    validation = judged(received(projects=project_lines("2023-H1", {"date": None})))
    assert outcome("R116", validation)[1:] == (0, 1)
