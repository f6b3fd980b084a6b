"""Repairs: the smallest sets of cells, their figures, the slip that fits; causes shared by findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.validate.findings.finding import Finding
from flows.validate.repairs.slips import slip_between
from schemas.language.checks.expressions import clean
from schemas.language.columns import column
from tests.support.received import Figure, findings, judged, key, project_lines, received, witness, zone_lines


def repaired(rule: str, figures: dict[str, Figure]) -> list[tuple[str, list[tuple[str, float | None]]]]:
    """Cause and cells (code and sector, figure) of each repair of the rule's first finding."""
    finding = findings(rule, judged(received(figures)))[0]
    return [(r.cause, [(f"{c.code} {c.sector}", c.value) for c in r.cells]) for r in finding.repairs]


# --- the name of a slip ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "right", "decimals", "cause"),
    [
        (234827, 324827, 0, "digits_transposed"),
        (622.35, 262.35, 2, "digits_transposed"),
        (4, 34, 0, "digit_dropped"),
        (224.29, 2024.29, 2, "digit_dropped"),
        (5, 2005, 0, "digit_dropped"),
        (1770, 170, 0, "digit_added"),
        (7.5, -7.5, 2, "sign_lost"),
        (-8415.99, 8415.99, 2, "sign_lost"),
        (8734500.0, 8734.5, 1, "thousand"),
        (9.5, 9500.0, 1, "thousand"),
        (3.2, 3211.4, 1, "thousand"),
        (8.7e9, 8700.0, 1, "million"),
        (3154.0, 315.4, 1, "decimal_mark"),
        (15.29, 1529.1, 1, "decimal_mark"),
        (1539.1, 1529.1, 1, "digit_changed"),
        (0, 400.91, 2, "zero_for_figure"),
        (1234, 9876, 0, "recalculated"),
        (17, 17, 0, "recalculated"),
        (2, 0, 0, "recalculated"),
    ],
)
def test_slips_are_named(found: float, right: float, decimals: int, cause: str) -> None:
    assert slip_between(found, right, decimals) == cause


@given(st.integers(min_value=1000, max_value=10**8), st.data())
def test_a_transposition_of_unlike_digits_is_always_named(right: int, data: st.DataObject) -> None:
    digits = list(str(right))
    at = data.draw(st.integers(min_value=1, max_value=len(digits) - 2))
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    found = int("".join(digits))
    expected = "digits_transposed" if found != right else "recalculated"
    assert slip_between(found, right, 0) == expected


# --- repairs --------------------------------------------------------------------------------------------------------


def test_all_cells_that_could_settle_a_lone_balance_are_given() -> None:
    """2.01 stands in one balance only: any of its three cells may be wrong, and none is chosen at random."""
    found = repaired("R101", {"2.01 fdi": 31, "2.01 ddi": 11, "2.01 total": 49})
    assert {cells[0] for _, cells in found} == {("2.01 total", 42.0), ("2.01 fdi", 38.0), ("2.01 ddi", 18.0)}


def test_the_slip_that_fits_comes_first() -> None:
    found = repaired("R101", {"2.01 fdi": 312, "2.01 ddi": 119, "2.01 total": 341})
    assert found[0] == ("digits_transposed", [("2.01 total", 431.0)])


def test_other_balances_point_to_the_cell() -> None:
    """1.05 is off by what 1.04 is off, and the register says 1.04: one cell settles both."""
    found = repaired("R102", {"1.04 fdi": 80})
    assert found[0] == ("decimal_mark", [("1.04 fdi", 8.0)])
    assert len(found) == 1


def test_two_cells_changed_together_are_found_together() -> None:
    level = {"1.09 ddi": 100, "1.09 total": 108, "1.10 ddi": 109, "1.10 total": 117}
    found = repaired("R103", level)
    assert [("1.10 ddi", 100.0), ("1.10 total", 108.0)] in [cells for _, cells in found]
    assert all(len(cells) == 2 for _, cells in found)


def test_two_columns_swapped_are_one_cause() -> None:
    lines = project_lines("2023-H1", {"capital_usd": 323.84}, {}, {}, {"capital_vnd": 1067.59})
    figures = {"1.02 fdi": 1067.59, "1.02 ddi": 323.84, "1.05 fdi": 331.84, "1.05 ddi": 1075.59}
    validation = judged(received(figures, projects=lines))
    assert [f.rule for f in validation.findings] == ["R102", "R102", "R112", "R112"]
    assert {f.repairs[0].cause for f in validation.findings} == {"columns_swapped"}
    assert len({f.cause for f in validation.findings}) == 1
    assert {c.value for c in validation.findings[0].repairs[0].cells} == {323.84, 1067.59}


def test_a_line_twice_in_the_register_is_to_be_removed() -> None:
    lines = project_lines("2023-H1", {"capital_usd": 5.12}, {"capital_usd": 7.77})
    twin = {**lines[0], "certificate": "9", "line": "7"}
    validation = judged(received({"1.02 fdi": 5.12, "1.05 fdi": 12.89, "1.04 fdi": 7.77}, projects=[*lines, twin]))
    causes = {f.repairs[0].cause for f in findings("R112", validation)}
    assert causes == {"line_twice"}


def test_the_balances_hold_after_any_repair() -> None:
    """Every suggested repair, carried out, leaves no finding of a balance."""
    figures: dict[str, Figure] = {"1.04 fdi": 11.3, "5.02": 31, "7.03 self": 14, "2.07 total": 61}
    for finding in judged(received(figures)).findings:
        for repair in finding.repairs:
            done = dict(figures)
            for other in judged(received(figures)).findings:
                if other.cause != finding.cause:
                    done |= {_name(c): c.value for c in other.repairs[0].cells}
            done |= {_name(c): c.value for c in repair.cells}
            if all(c.code[0].isdigit() for c in repair.cells):
                assert [f for f in judged(received(done)).findings if f.severity != "info"] == []


def _name(cell) -> str:  # type: ignore[no-untyped-def]
    return f"{cell.code} {cell.sector} {cell.measure}"


def test_a_blank_cell_gets_the_figure_the_balances_give() -> None:
    assert repaired("F05", {"1.05 ddi": None}) == [("recalculated", [("1.05 ddi", 16.0)])]
    assert repaired("F05", {"4.05": None}) == []  # in no balance: nobody can say


def test_repairs_are_suggested_and_never_applied() -> None:
    validation = judged(received({"2.01 total": 17}))
    assert findings("R101", validation)[0].repairs
    total = validation.values.filter((validation.values["code"] == "2.01") & (validation.values["sector"] == "total"))
    assert total["value"].to_list() == [17.0]


# --- causes ---------------------------------------------------------------------------------------------------------


def causes(found: tuple[Finding, ...]) -> set[str]:
    return {finding.cause for finding in found}


def test_one_wrong_cell_is_one_cause_whatever_trips_over_it() -> None:
    validation = judged(received({"3.08": 60.0}))
    assert {f.rule for f in validation.findings} == {"R108", "R109", "R111"}
    assert causes(validation.findings) == {"B3!E13"}
    assert {f.cell for f in validation.findings} == {"E13"}


def test_unlike_faults_have_causes_of_their_own() -> None:
    validation = judged(received({"5.01": 99, "2.01 total": 50, "4.05": None}))
    assert len(causes(validation.findings)) == 3


def test_the_most_suspected_cell_stands_first() -> None:
    (finding,) = findings("R113", judged(received({"5.01": 720, "5.02": 862, "5.03": 8, "5.04": 30})))
    assert finding.cell == "E7"
    assert (finding.sheet, finding.cell) == finding.cells[0]
    assert {c.cell for c in finding.cells} == {"E6", "E7", "E8", "E9"}


def test_a_blank_cell_is_called_blank_in_its_repair() -> None:
    (finding,) = findings("F05", judged(received({"2.01 fdi": 31, "2.01 ddi": 11, "2.01 total": None})))
    assert finding.repairs[0].text_en.endswith("blank → 42 (recalculated from the other cells)")
    assert "trống → 42" in finding.repairs[0].text_vi


def test_of_many_answers_the_likeliest_are_kept_and_all_are_counted() -> None:
    lines = [{**project_lines()[0], "line": str(n), "certificate": f"c{n}", "capital_usd": 1.01} for n in range(1, 41)]
    lines += [{**line, "line": str(40 + n)} for n, line in enumerate(project_lines()[1:], start=1)]
    validation = judged(received({"1.01 fdi": 40, "1.02 fdi": 46.0}, projects=lines))
    finding = next(f for f in findings("R112", validation) if f.code == "1.02")
    assert len(finding.repairs) == 20
    assert finding.answers >= 40


# --- a whole sheet in the wrong unit ----------------------------------------------------------------------------------


MONEY_OF_B1 = ("1.02", "1.04", "1.05", "1.07", "1.11")


def in_thousands(*codes: str) -> dict[str, Figure]:
    """The witness' own figures of these lines, written 1000 times too large."""
    return {
        f"{code} {sector}": clean(value * 1000)
        for code in codes
        for sector in ("fdi", "ddi")
        if (value := witness().get(column(key(f"{code} {sector}")))) is not None
    }


def test_a_sheet_in_the_wrong_unit_is_one_verdict_that_the_register_alone_shows() -> None:
    """Without any history: every R112 of the money of B1 has the one cause and the one repair of the sheet."""
    found = findings("R112", judged(received(in_thousands(*MONEY_OF_B1))))
    assert len(found) >= 4
    assert len({f.cause for f in found}) == 1
    assert all(f.sheet == "B1" and len(f.repairs) == 1 for f in found)
    assert found[0].repairs[0].cause == "thousand"
    assert "1,000 times too large): divide by 1,000" in found[0].repairs[0].text_en
    assert all(c.found == pytest.approx(1000 * (c.value or 0)) for c in found[0].repairs[0].cells)


def test_an_error_beside_a_sheet_in_the_wrong_unit_keeps_its_own_cause() -> None:
    wrong = {**in_thousands(*MONEY_OF_B1), "2.01 fdi": 312, "2.01 ddi": 119, "2.01 total": 341}
    validation = judged(received(wrong))
    (own,) = findings("R101", validation)
    assert own.repairs[0].cause == "digits_transposed"
    assert own.cause not in {f.cause for f in findings("R112", validation)}


# --- what people do to lists ----------------------------------------------------------------------------------------


def said(**changes: object) -> tuple[Finding, ...]:
    """All that is said of a submission with these lists, remarks left out."""
    findings = judged(received(**changes)).findings  # type: ignore[arg-type]
    return tuple(f for f in findings if f.severity != "info")


@pytest.mark.parametrize("tag", [{"event": "adjusted"}, {"event": "ended"}, {"sector": "ddi"}])
def test_a_line_listed_under_the_wrong_event_or_sector_is_one_cause(tag: dict[str, object]) -> None:
    """Two sums lack the line and two have it too many: one line settles all four."""
    found = said(projects=project_lines("2023-H1", tag))
    assert len([f for f in found if f.rule == "R112"]) >= 3
    assert len(causes(found)) == 1
    cause = "wrong_event" if "event" in tag else "wrong_sector"
    assert all(f.repairs[0].cause == cause for f in found if f.rule == "R112")
    assert all(len({r.cells for r in f.repairs}) == len(f.repairs) for f in found)


def test_a_line_written_twice_is_to_be_removed_and_is_one_cause() -> None:
    lines = project_lines()
    found = said(projects=[*lines, {**lines[0], "line": "7"}])
    assert {"R112", "R116"} <= {f.rule for f in found}
    assert len(causes(found)) == 1
    first = next(f for f in found if f.rule == "R112").repairs[0]
    assert (first.cause, first.text_en) == ("line_twice", "B9: remove line 7 (a line written twice)")


def test_two_amounts_of_a_zone_in_each_others_column_are_exchanged() -> None:
    found = said(zones=zone_lines({"leasable": 8.0, "leased": 16.0}))
    assert len(causes(found)) == 1
    assert found[0].repairs[0].cause == "columns_swapped"
    assert [(c.measure, c.value) for c in found[0].repairs[0].cells] == [("leasable", 16.0), ("leased", 8.0)]


def test_a_zone_to_be_added_is_described_by_its_areas_and_not_by_capital() -> None:
    repair = said(zones=zone_lines()[1:])[0].repairs[0]
    assert repair.text_vi.startswith("Biểu 8: thêm một khu “Đang hoạt động” (Diện tích (ha): 24;")
    assert "vốn" not in repair.text_vi and " ," not in repair.text_vi


def test_a_blank_amount_of_a_list_gets_the_figure_the_sums_leave() -> None:
    (blank,) = [f for f in said(projects=project_lines("2023-H1", {"capital_usd": None})) if f.rule == "F05"]
    assert [(c.code, c.measure, c.value) for c in blank.repairs[0].cells] == [("B9", "capital_usd", 8.0)]
    assert "trống → 8" in blank.repairs[0].text_vi
    assert "Vì vậy 1 phép kiểm tra" in blank.message_vi
    (blank,) = [f for f in said(zones=zone_lines({"area": None})) if f.rule == "F05"]
    assert [c.value for c in blank.repairs[0].cells] == [24.0]


def test_two_blank_amounts_of_one_sum_are_not_guessed() -> None:
    found = said(zones=zone_lines({"leasable": None}, {"leasable": None}))
    assert [f.repairs for f in found if f.rule == "F05"] == [(), ()]


def test_a_negative_amount_of_a_list_is_called_by_its_column() -> None:
    (negative,) = [f for f in said(projects=project_lines("2023-H1", {"capital_usd": -8.0})) if f.rule == "R105"]
    assert "(B9, Vốn (triệu USD)): -8 là số âm" in negative.message_vi
