"""Rules inside one submission, one section a rule: what passes, what fails (and where), what cannot be verified."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.support.received import Figure, findings, judged, outcome, received

Figures = Mapping[str, Figure]


def check(rule: str, figures: Figures) -> tuple[list[tuple[str, str]], int]:
    """Code and sector of the rule's findings, and how often it could not be verified."""
    validation = judged(received(figures))
    found = findings(rule, validation)
    _, failed, unverifiable = outcome(rule, validation)
    assert failed == len(found)
    return [(f.code, f.sector) for f in found], unverifiable


def passes(rule: str, figures: Figures) -> None:
    assert check(rule, figures) == ([], 0)


def fails(rule: str, figures: Figures, *at: tuple[str, str]) -> None:
    assert check(rule, figures)[0] == list(at)


def unverifiable(rule: str, figures: Figures, times: int = 1) -> None:
    assert check(rule, figures) == ([], times)


# --- R101: FDI + DDI = total ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"2.04 fdi": 412.6, "2.04 ddi": 96.3, "2.04 total": 508.9},
        # 412.64 + 96.34 = 508.98: honest parts, honest total, one unit of the last decimal apart.
        {"2.04 fdi": 412.6, "2.04 ddi": 96.3, "2.04 total": 509.0},
        {"2.04 fdi": 412.6, "2.04 ddi": 96.3, "2.04 total": 508.75},
        {"2.01 fdi": 0, "2.01 ddi": 0, "2.01 total": 0},
    ],
)
def test_r101_passes(figures: Figures) -> None:
    passes("R101", figures)


@pytest.mark.parametrize(
    ("figures", "at"),
    [
        ({"1.01 total": 17}, ("1.01", "total")),
        ({"2.04 fdi": 412.6, "2.04 ddi": 96.3, "2.04 total": 509.1}, ("2.04", "total")),
        ({"2.07 total": 15}, ("2.07", "total")),
    ],
)
def test_r101_fails(figures: Figures, at: tuple[str, str]) -> None:
    fails("R101", figures, at)


@pytest.mark.parametrize("missing", [None, "x", "?"])
@pytest.mark.parametrize("cell", ["2.01 fdi", "2.01 ddi", "2.01 total"])
def test_r101_cannot_be_verified(cell: str, missing: Figure) -> None:
    if missing == "x" and not cell.endswith("total"):
        missing = "?"  # x in a sector is no amount: see below
    unverifiable("R101", {cell: missing})


def test_r101_x_in_a_sector_is_no_amount() -> None:
    passes("R101", {"2.01 fdi": "x", "2.01 ddi": 5, "2.01 total": 5})
    passes("R101", {"2.01 fdi": "x", "2.01 ddi": "x", "2.01 total": 0})
    fails("R101", {"2.01 fdi": "x", "2.01 ddi": 5, "2.01 total": 7}, ("2.01", "total"))


def test_r101_says_where_what_and_how_much() -> None:
    validation = judged(received({"1.01 fdi": 12, "1.01 ddi": 4, "1.01 total": 17}))
    (finding,) = findings("R101", validation)
    assert (finding.sheet, finding.cell, finding.found, finding.expected) == ("B1", "G6", "17", "16")
    assert (finding.difference, finding.allowance) == (1.0, 0.0)
    assert {cell.cell for cell in finding.cells} == {"G6", "E6", "F6"}
    assert "ô G6" in finding.message_vi
    assert "17, nhưng FDI 12 + DDI 4 = 16, cho phép ±0" in finding.message_vi
    assert "17, but FDI 12 + DDI 4 = 16, allowed ±0" in finding.message_en


def test_decimals_are_written_as_each_language_writes_them() -> None:
    validation = judged(received({"2.04 fdi": 1412.6, "2.02 fdi": 2000, "2.04 ddi": 96.3, "2.04 total": 1608.9}))
    (finding,) = findings("R101", validation)
    assert "1.608,9, nhưng FDI 1.412,6 + DDI 96,3 = 1.508,9, cho phép ±0,15" in finding.message_vi
    assert "1,608.9, but FDI 1,412.6 + DDI 96.3 = 1,508.9, allowed ±0.15" in finding.message_en
    assert (finding.found, finding.expected, finding.difference) == ("1608.9", "1508.9", 100.0)


# --- R102: 1.05 = 1.02 + 1.04 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [16.0, 16.01, 15.99])
def test_r102_passes(total: float) -> None:
    passes("R102", {"1.05 fdi": total})


def test_r102_passes_with_a_net_decrease() -> None:
    passes("R102", {"1.04 fdi": -20, "1.05 fdi": -12})


@pytest.mark.parametrize("total", [16.02, 15.98, -16.0])
def test_r102_fails(total: float) -> None:
    fails("R102", {"1.05 fdi": total}, ("1.05", "fdi"))


@pytest.mark.parametrize("cell", ["1.02 ddi", "1.04 ddi", "1.05 ddi"])
def test_r102_cannot_be_verified(cell: str) -> None:
    unverifiable("R102", {cell: None})


# --- R103: 1.10 = 1.09 + 1.01 - 1.06 --------------------------------------------------------------------------------


def test_r103_passes() -> None:
    passes("R103", {"1.09 fdi": 100, "1.01 fdi": 7, "1.06 fdi": 2, "1.10 fdi": 105})


def test_r103_fails_by_one() -> None:
    fails("R103", {"1.09 fdi": 100, "1.01 fdi": 7, "1.06 fdi": 2, "1.10 fdi": 106}, ("1.10", "fdi"))


@pytest.mark.parametrize("cell", ["1.09 fdi", "1.01 fdi", "1.06 fdi", "1.10 fdi"])
def test_r103_cannot_be_verified(cell: str) -> None:
    unverifiable("R103", {cell: None})


# --- R104: a count and its money agree on zero ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "figures",
    [{}, {"1.01 fdi": 0, "1.02 fdi": 0}, {"1.06 ddi": 0, "1.07 ddi": 0}, {"1.03 fdi": 0, "1.04 fdi": 0}],
)
def test_r104_passes(figures: Figures) -> None:
    passes("R104", figures)


@pytest.mark.parametrize(
    ("figures", "at"),
    [
        ({"1.01 fdi": 0}, ("1.01", "fdi")),
        ({"1.02 fdi": 0}, ("1.01", "fdi")),
        ({"1.06 ddi": 0}, ("1.06", "ddi")),
        ({"1.07 ddi": 0}, ("1.06", "ddi")),
        ({"1.03 fdi": 0}, ("1.03", "fdi")),
    ],
)
def test_r104_fails(figures: Figures, at: tuple[str, str]) -> None:
    fails("R104", figures, at)


def test_r104_suspects_the_zero() -> None:
    validation = judged(received({"1.07 ddi": 0}))
    (finding,) = findings("R104", validation)
    assert finding.code == "1.06" and finding.cell == "F12"
    assert {cell.cell for cell in finding.cells} == {"F11", "F12"}


def test_r104_adjustments_without_money_are_a_query_and_money_without_adjustments_an_error() -> None:
    (query,) = findings("R104", judged(received({"1.04 fdi": 0})))
    (error,) = findings("R104", judged(received({"1.03 fdi": 0})))
    assert (query.severity, error.severity) == ("query", "error")


@pytest.mark.parametrize("cell", ["1.01 fdi", "1.02 fdi", "1.07 ddi"])
def test_r104_cannot_be_verified(cell: str) -> None:
    unverifiable("R104", {cell: None})


@pytest.mark.parametrize("cell", ["1.03 fdi", "1.04 fdi"])
def test_r104_adjustments_cannot_be_verified(cell: str) -> None:
    unverifiable("R104", {cell: None}, 2)


# --- R105: no negative value ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("figures", [{"1.04 fdi": -3.2}, {"1.05 ddi": -1}, {"1.08 fdi": 0}])
def test_r105_passes(figures: Figures) -> None:
    passes("R105", figures)


@pytest.mark.parametrize("cell", ["1.08 ddi", "2.02 fdi plan", "2.03 fdi last_year", "3.10"])
def test_r105_fails(cell: str) -> None:
    validation = judged(received({cell: -1}))
    (finding,) = findings("R105", validation)
    assert finding.code == cell.split()[0] and finding.found == "-1"
    assert finding.repairs[0].cells[0].value == 1.0


@pytest.mark.parametrize("missing", [None, "x", "?"])
def test_r105_cannot_be_verified(missing: Figure) -> None:
    unverifiable("R105", {"1.08 fdi": missing})


# --- R106: a count is a whole number --------------------------------------------------------------------------------


@pytest.mark.parametrize("figures", [{"5.07": 4}, {"5.07": 0}, {"2.02 fdi": 8.3}, {"3.04": 24.04}])
def test_r106_passes(figures: Figures) -> None:
    passes("R106", figures)


@pytest.mark.parametrize(("cell", "nearest"), [("5.07", 5.0), ("4.01", 5.0)])
def test_r106_fails(cell: str, nearest: float) -> None:
    validation = judged(received({cell: 4.6}))
    (finding,) = findings("R106", validation)
    assert finding.code == cell
    assert finding.repairs[0].cells[0].value == nearest


def test_r106_cannot_be_verified() -> None:
    unverifiable("R106", {"5.07": None})


# --- R107: foreign workers within workers ---------------------------------------------------------------------------


@pytest.mark.parametrize("foreign", [0, 7, 8])
def test_r107_passes(foreign: int) -> None:
    passes("R107", {"2.08 fdi": foreign})


def test_r107_fails() -> None:
    fails("R107", {"2.08 fdi": 9}, ("2.08", "fdi"))


@pytest.mark.parametrize("cell", ["2.08 ddi", "2.07 ddi"])
def test_r107_cannot_be_verified(cell: str) -> None:
    unverifiable("R107", {cell: None})


# --- R108: leased land within leasable ------------------------------------------------------------------------------


def test_r108_passes() -> None:
    passes("R108", {"3.08": 48.0})


def test_r108_fails_by_a_tenth() -> None:
    fails("R108", {"3.08": 48.1}, ("3.08", "total"))


@pytest.mark.parametrize(("cell", "missing"), [("3.07", None), ("3.08", "x"), ("3.08", None)])
def test_r108_cannot_be_verified(cell: str, missing: Figure) -> None:
    unverifiable("R108", {cell: missing})


def test_leased_land_contradicts_x_for_the_land() -> None:
    figures: Figures = {"3.07": "x", "3.08": 965.4, "3.09": 65.2}
    fails("R108", figures, ("3.08", "total"))
    fails("R109", figures, ("3.09", "total"))
    fails("R111", {"3.07": "x"}, ("3.07", "total"))
    passes("R109", {"3.07": "x", "3.08": 0, "3.09": "x"})


@pytest.mark.parametrize("count", [14.0000001, 12.5])
def test_r106_is_exact(count: float) -> None:
    (finding,) = findings("R106", judged(received({"4.01": count})))
    assert finding.found == str(count)
    assert str(count) in finding.message_en


# --- R109: occupancy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "figures",
    [
        {"3.07": 100.0, "3.08": 61.1, "3.09": 61.1},
        {"3.07": 48.0, "3.08": 24.0, "3.09": 50.2},  # 24.05 / 47.95 = 50.16 %
        {"3.07": 0.3, "3.08": 0.1, "3.09": 45.0},  # small areas say little
        {"3.07": 0, "3.08": 0, "3.09": "x"},
    ],
)
def test_r109_passes(figures: Figures) -> None:
    passes("R109", figures)


@pytest.mark.parametrize(
    "figures",
    [
        {"3.07": 1000.0, "3.08": 611.0, "3.09": 61.6},
        {"3.07": 1000.0, "3.08": 611.0, "3.09": 0.6},
        {"3.07": 1000.0, "3.08": 611.0, "3.09": "x"},
        {"3.07": 0, "3.08": 0, "3.09": 0},
    ],
)
def test_r109_fails(figures: Figures) -> None:
    fails("R109", figures, ("3.09", "total"))


@pytest.mark.parametrize("cell", ["3.07", "3.08", "3.09"])
def test_r109_cannot_be_verified(cell: str) -> None:
    unverifiable("R109", {cell: None})


# --- R110: zones within approved ------------------------------------------------------------------------------------


def test_r110_passes() -> None:
    passes("R110", {"3.01": 2, "3.02": 47.9})


@pytest.mark.parametrize(("cell", "figure"), [("3.01", 1), ("3.02", 47.8)])
def test_r110_fails(cell: str, figure: float) -> None:
    fails("R110", {cell: figure}, (cell, "total"))


@pytest.mark.parametrize("cell", ["3.01", "3.03", "3.05"])
def test_r110_cannot_be_verified(cell: str) -> None:
    unverifiable("R110", {cell: None})


# --- R113: dossiers -------------------------------------------------------------------------------------------------


def test_r113_passes() -> None:
    passes("R113", {"5.01": 720, "5.02": 682, "5.03": 8, "5.04": 30})


def test_r113_fails() -> None:
    fails("R113", {"5.01": 720, "5.02": 862, "5.03": 8, "5.04": 30}, ("5.01", "total"))


@pytest.mark.parametrize("cell", ["5.01", "5.02", "5.03", "5.04"])
def test_r113_cannot_be_verified(cell: str) -> None:
    unverifiable("R113", {cell: None})


# --- R114: a part is not larger than its whole ----------------------------------------------------------------------


@pytest.mark.parametrize("figures", [{}, {"5.05": 24}, {"5.09": 8}, {"4.10": 1}, {"4.06": 0, "4.07": 0}])
def test_r114_passes(figures: Figures) -> None:
    passes("R114", figures)


@pytest.mark.parametrize(
    ("figures", "code"),
    [({"5.05": 25}, "5.05"), ({"5.09": 9}, "5.09"), ({"4.10": 2}, "4.10"), ({"4.06": 0, "4.07": 1}, "4.07")],
)
def test_r114_fails(figures: Figures, code: str) -> None:
    fails("R114", figures, (code, "total"))


@pytest.mark.parametrize("cell", ["5.05", "5.09", "4.10", "4.06", "4.07"])
def test_r114_cannot_be_verified(cell: str) -> None:
    unverifiable("R114", {cell: None})


# --- R115: scores ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"7.03 max": 5},
        {"7.08 max": "x"},
        {"7.08 self": "x", "7.10 self": 30},
        {"7.09 self": "x", "7.10 self": 40},
        {"7.10 self": 35.5},
    ],
)
def test_r115_passes(figures: Figures) -> None:
    passes("R115", figures)


@pytest.mark.parametrize(
    ("figures", "at"),
    [
        ({"7.03 max": 4.9}, [("7.03", "total"), ("7.03", "total")]),
        ({"7.10 self": 35.6}, [("7.10", "total")]),
        ({"7.10 verified": 53}, [("7.10", "total")]),
    ],
)
def test_r115_fails(figures: Figures, at: list[tuple[str, str]]) -> None:
    fails("R115", figures, *at)


@pytest.mark.parametrize(
    ("figures", "times"),
    [
        ({"7.03 self": None}, 2),  # its maximum, and the sum
        ({"7.03 max": None}, 2),  # self and verified
        ({f"7.{n:02} verified": None for n in range(1, 11)}, 0),  # not given: nothing to verify
    ],
)
def test_r115_cannot_be_verified(figures: Figures, times: int) -> None:
    unverifiable("R115", figures, times)


# --- R401: budget as a share of revenue -----------------------------------------------------------------------------


@pytest.mark.parametrize("budget", [0.2, 8.0, 60.0])
def test_r401_passes(budget: float) -> None:
    passes("R401", {"2.02 fdi": 100.0, "2.06 fdi": budget})


@pytest.mark.parametrize(("revenue", "budget"), [(100.0, 0.1), (100.0, 60.1), (0.0, 1.0)])
def test_r401_fails(revenue: float, budget: float) -> None:
    fails("R401", {"2.02 ddi": revenue, "2.06 ddi": budget}, ("2.06", "ddi"))


@pytest.mark.parametrize("figures", [{"2.06 fdi": None}, {"2.02 ddi": "x"}, {"2.02 ddi": 0, "2.06 ddi": 0}])
def test_r401_cannot_be_verified(figures: Figures) -> None:
    unverifiable("R401", figures)


# --- R402: FDI exports within revenue -------------------------------------------------------------------------------


def test_r402_passes() -> None:
    passes("R402", {"2.04 fdi": 8.0, "2.02 fdi": 8.0})


def test_r402_fails_as_a_query() -> None:
    validation = judged(received({"2.04 fdi": 9.1, "2.04 total": 17.1}))
    (finding,) = findings("R402", validation)
    assert (finding.code, finding.sector, finding.severity) == ("2.04", "fdi", "query")


def test_r402_cannot_be_verified() -> None:
    unverifiable("R402", {"2.02 fdi": None})


# --- precision as written -------------------------------------------------------------------------------------------


def test_a_column_in_whole_units_is_as_coarse_as_it_is_written() -> None:
    """413 of 412.6 and 96 of 96.3 beside the exact total 508.9: the parts in whole millions."""
    whole = {"2.04 fdi": 413.0, "2.04 ddi": 96.0, "2.04 total": 508.9, "2.02 fdi": 600.3, "2.02 ddi": 900.4}
    assert findings("R101", judged(received(whole))) == []


def test_one_coarse_figure_in_a_precise_column_is_asked_about() -> None:
    precise = {f"2.04 {s}{m}": 8.3 for s in ("fdi", "ddi") for m in (" plan", " last_year")}
    changed = {**precise, "2.04 fdi": 413.0, "2.04 ddi": 96.3, "2.04 total": 508.9, "2.02 fdi": 600.3}
    (finding,) = findings("R101", judged(received(changed)))
    assert finding.severity == "query"
    assert "làm tròn" in finding.message_vi
    (wrong,) = findings("R101", judged(received({**changed, "2.04 fdi": 414.0})))
    assert wrong.severity == "error"
