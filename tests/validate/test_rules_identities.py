"""Identities that need no statistics, one section a rule: pass, fail, unverifiable."""

from __future__ import annotations

import pytest

from flows.ingest.frames import Received
from tests.support.received import Figure, findings, judged, outcome, project_lines, received, zone_lines

BEFORE, NOW = "2023-H1", "2023-H2"


def of_rule(rule: str, *versions: Received, submission: str | None = None) -> list[str]:
    """The kinds of finding of the newest version, by what their sentences say first."""
    validation = judged(*versions)
    return [f.severity for f in findings(rule, validation, submission or versions[-1].submission)]


# --- R117: enterprises <= valid projects ------------------------------------------------------------------------------


def test_r117_passes() -> None:
    version = received({"2.01 fdi": 8, "1.10 fdi": 8})
    assert outcome("R117", judged(version)) == (2, 0, 0)


def test_r117_asks_about_more_enterprises_than_projects() -> None:
    assert of_rule("R117", received({"2.01 fdi": 9, "2.01 total": 17})) == ["query"]


def test_r117_cannot_be_verified_without_projects() -> None:
    assert outcome("R117", judged(received({"1.10 fdi": None}))) == (1, 0, 1)


# --- R118: leased <= for lease <= area of a zone ----------------------------------------------------------------------


def test_r118_passes() -> None:
    assert outcome("R118", judged(received({}))) == (6, 0, 0)


@pytest.mark.parametrize("change", [{"leased": 16.1}, {"leasable": 24.2}])
def test_r118_fails_and_names_the_zone(change: dict[str, object]) -> None:
    (finding,) = findings("R118", judged(received({}, zones=zone_lines(change))))
    assert finding.severity == "error" and finding.sheet == "B8" and "KCN 1" in finding.message_vi


def test_r118_cannot_be_verified_with_a_blank() -> None:
    assert outcome("R118", judged(received({}, zones=zone_lines({"leased": None})))) == (5, 0, 1)


# --- R119: a project's zone stands in the list and holds its land ---------------------------------------------------


def test_r119_passes_whatever_the_case_and_accents() -> None:
    assert outcome("R119", judged(received({}, projects=project_lines(BEFORE, {"zone": "kcn 1"})))) == (12, 0, 0)


@pytest.mark.parametrize(("change", "cell"), [({"zone": "KCN 9"}, "F6"), ({"land": 24.5}, "L6")])
def test_r119_fails(change: dict[str, object], cell: str) -> None:
    (finding,) = findings("R119", judged(received({}, projects=project_lines(BEFORE, change))))
    assert (finding.severity, finding.cell) == ("error", cell)


def test_r119_cannot_be_verified_without_a_zone_list() -> None:
    passed, failed, unverifiable = outcome("R119", judged(received({}, without=["B8"])))
    assert (passed, failed) == (0, 0) and unverifiable == 6


# --- R120: no two lines alike but for the certificate -----------------------------------------------------------------


def test_r120_passes() -> None:
    assert outcome("R120", judged(received({}))) == (6, 0, 0)


def test_r120_asks_about_a_line_twice_and_the_count_names_both_lines() -> None:
    lines = project_lines(BEFORE)
    validation = judged(received({}, projects=[*lines, {**lines[0], "certificate": "9", "line": "7"}]))
    (alike,) = findings("R120", validation)
    (count,) = [f for f in findings("R112", validation) if f.code == "1.01"]
    assert alike.severity == "query" and {c.cell for c in alike.cells} == {"B6", "B12"}
    assert {"B6", "B12"} <= {c.cell for c in count.cells if c.sheet == "B9"}


def test_r120_cannot_be_verified_of_a_line_without_a_name() -> None:
    assert outcome("R120", judged(received({}, projects=project_lines(BEFORE, {"project": None})))) == (5, 0, 1)


# --- R121, R109: what rounding and other definitions explain ---------------------------------------------------------

COARSE: dict[str, Figure] = {
    "1.02 fdi": 1000.0, "1.04 fdi": 501.0, "1.05 fdi": 1502.0, "1.07 fdi": 8.0, "1.08 fdi": 12.0, "1.11 fdi": 9000.0
}  # fmt: skip


def test_r121_says_once_a_sheet_what_rounding_explains() -> None:
    """FDI money of B1 in whole millions: 1000 + 501 = 1502 within rounding, and the register within it."""
    lines = project_lines(BEFORE, {"capital_usd": 1000.4}, {"capital_usd": 501.3})
    validation = judged(received(COARSE, projects=lines))
    (said,) = findings("R121", validation)
    assert (said.severity, said.sheet, said.cell) == ("info", "B1", "A2")
    assert "làm tròn" in said.message_vi
    assert [f.rule for f in validation.findings if f.rule in ("R102", "R112")] == []


def test_r121_says_nothing_where_all_holds_or_nothing_is_rounded() -> None:
    assert findings("R121", judged(received({}))) == []
    wrong = judged(received({"1.05 fdi": 17.5}))
    assert findings("R121", wrong) == [] and findings("R102", wrong)


MIXED = ({"leased": 12.0}, {"leased": 6.0}, {"leased": 6.0})  # operating 75 %, in all 50 %, mean 50 %


@pytest.mark.parametrize(("rate", "severity"), [(75.0, "query"), (75.3, "error"), (61.0, "error")])
def test_r109_asks_about_the_rate_of_the_zones_in_operation(rate: float, severity: str) -> None:
    (finding,) = findings("R109", judged(received({"3.09": rate}, zones=zone_lines(*MIXED))))
    assert finding.severity == severity
    assert ("các khu đang hoạt động" in finding.message_vi) == (severity == "query")


# --- R207: plans and maxima as last time ------------------------------------------------------------------------------


@pytest.mark.parametrize(("figures", "asked"), [({}, 0), ({"2.03 fdi plan": 18.0}, 1), ({"7.01 max": 90.0}, 1)])
def test_r207_holds_plan_and_maximum_to_last_time(figures: dict[str, Figure], asked: int) -> None:
    assert of_rule("R207", received({}, period=BEFORE), received(figures, period=NOW)) == ["query"] * asked


def test_r207_lets_the_plan_of_a_new_year_be_another() -> None:
    before, now = received({}, period=NOW), received({"2.03 fdi plan": 18.0}, period="2024-H1")
    assert of_rule("R207", before, now) == []


def test_r207_cannot_be_verified_in_the_first_half_year() -> None:
    assert outcome("R207", judged(received({}, period=NOW)))[:2] == (0, 0)


# --- R208: no amount to the last digit another one --------------------------------------------------------------------

LARGE = {"2.03 fdi": 41234.7, "2.03 fdi plan": 82469.1, "2.03 fdi last_year": 40111.3}


@pytest.mark.parametrize(
    ("figures", "asked"),
    [
        (LARGE, 0),
        ({**LARGE, "2.03 fdi": 82469.1}, 1),  # the plan entered as done
        ({**LARGE, "2.03 fdi": 40111.3}, 1),  # last year's column
        ({"2.03 fdi": 16.0}, 0),  # so few digits are alike by chance
    ],
)
def test_r208_asks_about_a_copied_amount(figures: dict[str, Figure], asked: int) -> None:
    assert of_rule("R208", received(figures)) == ["query"] * asked


@pytest.mark.parametrize(("code", "figure", "asked"), [("4.03", 140.8, 1), ("2.02 fdi", 140.8, 0)])
def test_r208_needs_fewer_digits_where_figures_swing_more(code: str, figure: float, asked: int) -> None:
    """Fines swing by a factor of ten: four digits are not alike by chance. Revenue moves by a tenth."""
    # The rest of the sheet is another: a sheet that repeats is asked about as a whole (R205).
    before, now = (
        received({code: figure}, period=BEFORE),
        received({code: figure, "4.01": 9, "2.01 fdi": 7}, period=NOW),
    )
    assert of_rule("R208", before, now) == ["query"] * asked


@pytest.mark.parametrize(("workers", "asked"), [(91_345, 1), (91_000, 0), (445, 0)])
def test_r208_asks_about_workers_left_from_last_period(workers: float, asked: int) -> None:
    same: dict[str, Figure] = {"2.07 fdi": workers, "2.07 total": workers + 8}
    before, now = received(same, period=BEFORE), received({**same, "2.01 fdi": 7}, period=NOW)
    assert of_rule("R208", before, now) == ["query"] * asked


CAPITAL = {"1.02 fdi": 1204.37, "1.08 fdi": 1204.37}
TRADE: dict[str, Figure] = {"2.04 fdi": 41234.7, "2.05 fdi": 41234.7}


@pytest.mark.parametrize(
    ("figures", "asked"),
    [
        (CAPITAL, 1),  # what was registered entered as realised
        ({**CAPITAL, "1.08 fdi": 1204.31}, 0),
        ({"1.02 fdi": 1200.0, "1.08 fdi": 1200.0}, 0),  # so few digits are alike by chance
        (TRADE, 1),
        ({**TRADE, "2.05 fdi": 41234.8}, 0),
    ],
)
def test_r208_asks_about_a_line_that_holds_the_figure_of_another(figures: dict[str, Figure], asked: int) -> None:
    found = findings("R208", judged(received(figures)))
    assert [(finding.severity, len(finding.cells)) for finding in found] == [("query", 2)] * asked
    assert all("giống hệt số của chỉ tiêu" in finding.message_vi for finding in found)


def test_r208_cannot_be_verified_against_nothing() -> None:
    assert outcome("R208", judged(received({"4.03": 140.8})))[2] > 0


# --- R209: certificates across half-years -----------------------------------------------------------------------------

ANOTHER = {"certificate": "3223100001"}  # newly issued in the half-year before
ENDED = {"certificate": "3223100003"}  # ended there


def test_r209_passes() -> None:
    now = received({}, period=NOW)
    assert outcome("R209", judged(received({}, period=BEFORE), now), now.submission) == (6, 0, 0)


@pytest.mark.parametrize("changes", [(ANOTHER,), ({}, ENDED), ({}, {}, ENDED)])
def test_r209_asks_about_a_certificate_new_again_or_alive_after_its_end(changes: tuple[dict[str, object], ...]) -> None:
    versions = received({}, period=BEFORE), received({}, period=NOW, projects=project_lines(NOW, *changes))
    (finding,) = findings("R209", judged(*versions), versions[1].submission)
    assert finding.severity == "query" and finding.sheet == "B9" and finding.cell.startswith("B")
    assert "6 tháng đầu năm 2023" in finding.message_vi


def test_r209_knows_the_registers_of_the_boards_that_merged() -> None:
    before = received({}, board="hai-duong", period="2025-H1")
    again = project_lines("2025-H2", {"certificate": "3225100001"})
    now = received({}, board="hai-phong", period="2025-H2", projects=again)
    assert len(findings("R209", judged(before, now), now.submission)) == 1


def test_r209_cannot_be_verified_in_the_first_half_year() -> None:
    assert outcome("R209", judged(received({}))) == (0, 0, 6)


# --- R210: the zone list as last time ---------------------------------------------------------------------------------


def test_r210_passes_with_a_new_zone_and_a_small_change() -> None:
    lines = [*zone_lines({"area": 26.0}), {**zone_lines()[2], "name": "KCN 4", "area": 60.0, "line": "4"}]
    assert of_rule("R210", received({}, period=BEFORE), received({}, period=NOW, zones=lines)) == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (zone_lines({"area": 240.0}), "diện tích 240"),
        (zone_lines({"name": "KCN Hoa Sen"}), "“KCN 1” cùng diện tích"),
        (zone_lines()[:2], "không còn khu đã có kỳ trước: KCN 3"),
    ],
)
def test_r210_asks_about_a_zone_remeasured_renamed_or_gone(lines: list[dict[str, object]], says: str) -> None:
    versions = received({}, period=BEFORE), received({}, period=NOW, zones=lines)
    (finding,) = findings("R210", judged(*versions), versions[1].submission)
    assert finding.severity == "query" and finding.sheet == "B8" and says in finding.message_vi


def test_two_areas_in_each_others_place_are_one_exchange() -> None:
    before = received({"3.02": 84.0, "3.06": 36.0}, period=BEFORE, zones=zone_lines({}, {"area": 36.0}))
    now = received(
        {"3.02": 84.0, "3.04": 36.0}, period=NOW, zones=zone_lines({"area": 36.0}, {"area": 24.0})
    )  # fmt: skip
    found = findings("R210", judged(before, now), now.submission)
    assert len(found) == 2 and len({f.cause for f in found}) == 1
    assert {(c.cell, c.value) for f in found for c in f.repairs[0].cells} == {("E6", 24.0), ("E7", 36.0)}
    assert "đổi chỗ hai dòng" in found[0].message_vi or "đổi chỗ hai dòng" in found[1].message_vi


def test_r210_cannot_be_verified_in_the_first_half_year() -> None:
    passed, failed, unverifiable = outcome("R210", judged(received({})))
    assert (passed, failed) == (0, 0) and unverifiable == 3


# --- R211: capital of a project in the wrong unit ---------------------------------------------------------------------

PERIODS = ("2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2", "2024-H1")


@pytest.mark.parametrize(("capital", "asked"), [(8.0, 0), (900.0, 0), (8000.0, 1)])
def test_r211_asks_about_capital_a_thousand_times_too_large(capital: float, asked: int) -> None:
    versions = [received({}, period=period) for period in PERIODS]
    lines = project_lines("2024-H2", {"capital_usd": capital})
    now = received({"1.02 fdi": capital, "1.05 fdi": capital + 8}, period="2024-H2", projects=lines)
    found = findings("R211", judged(*versions, now), now.submission)
    assert [(f.severity, f.cell, f.expected) for f in found] == [("query", "J6", "8")] * asked


def test_r211_says_nothing_from_a_few_lines() -> None:
    now = received({}, period=NOW, projects=project_lines(NOW, {"capital_usd": 8000.0}))
    assert outcome("R211", judged(received({}, period=BEFORE), now), now.submission) == (0, 0, 6)


# --- R303: another board's sheet --------------------------------------------------------------------------------------

OWN = {"4.01": 12, "4.02": 6}


@pytest.mark.parametrize(("figures", "asked"), [({}, 0), (OWN, 1)])
def test_r303_asks_about_a_sheet_of_another_board(figures: dict[str, Figure], asked: int) -> None:
    versions = received(OWN, board="hung-yen"), received(figures)
    found = [f for f in findings("R303", judged(*versions), versions[1].submission) if f.code == "B4"]
    assert [f.severity for f in found] == ["query"] * asked


def test_r303_passes_without_other_boards() -> None:
    passed, failed, _ = outcome("R303", judged(received({})))
    assert passed > 0 and failed == 0
