"""Level 0 as judging adds to it: cover, period, blanks, problems of reading. One section a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.ingest.submission import Cover, Place, Problem
from flows.texts.reading import MESSAGES
from schemas.rules import ERROR
from tests.support.received import findings, judged, outcome, project_lines, received, state, zone_lines


def cover(board: str = "Ban Quản lý Hà Nội", slugs: tuple[str, ...] = ("ha-noi",), period: str = "2023-H1") -> Cover:
    return Cover(board, slugs, Place("Bia", "A9"), period and f"kỳ {period}", period, Place("Bia", "A10"))


# --- F01: the file opens --------------------------------------------------------------------------------------------


def test_f01_passes() -> None:
    assert outcome("F01", judged(received())) == (1, 0, 0)


def test_f01_fails_and_nothing_else_is_said() -> None:
    broken = replace(received(), parsed=None, unreadable=("unreadable_empty", {}))
    validation = judged(broken)
    assert [f.rule for f in validation.findings] == ["F01"]
    assert state(validation, broken.submission) == "unreadable"
    assert outcome("F02", validation) == (0, 0, 1)  # unverifiable: nothing could be read


# --- F02 and F06 to F10, F12: what reading found --------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(kind for kind in MESSAGES if not kind.startswith("unreadable")))
def test_problems_of_reading_are_said_in_its_own_words(kind: str) -> None:
    version = received(problems=[Problem("F06", kind, (Place("B4", "E8"),), code="4.03", found="1.031")])
    validation = judged(version)
    (finding,) = findings("F06", validation)
    assert (finding.severity, finding.sheet, finding.cell, finding.code) == (ERROR, "B4", "E8", "4.03")
    assert finding.message_vi != finding.message_en and "{" not in finding.message_vi + finding.message_en
    assert state(validation, version.submission) == "rejected"


@pytest.mark.parametrize("rule", ["F02", "F06", "F07", "F08", "F09", "F10"])
def test_problems_of_reading_are_counted_by_their_rule(rule: str) -> None:
    problem = Problem(rule, "not yet worded", (Place("B4", "E8"),), found="1.031")
    validation = judged(received(problems=[problem, problem]))
    assert outcome(rule, validation) == (0, 2, 0)
    assert "1.031" in findings(rule, validation)[0].message_en
    assert outcome(rule, judged(received())) == (1, 0, 0)


def test_f12_informs_and_does_not_reject() -> None:
    version = received(problems=[Problem("F12", "unit_converted", (Place("B2", "D9"),), code="2.03")])
    validation = judged(version)
    assert [f.severity for f in validation.findings] == ["info"]
    assert state(validation, version.submission) == "accepted"


# --- F03: the board on the cover ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("board", "slugs"),
    [("Ban Quản lý Hà Nội", ("ha-noi",)), ("Phú Thọ (Hà Nội)", ("phu-tho-cu", "ha-noi"))],
)
def test_f03_passes(board: str, slugs: tuple[str, ...]) -> None:
    assert findings("F03", judged(received(cover=cover(board, slugs)))) == []


@pytest.mark.parametrize(
    ("board", "slugs", "says"),
    [
        ("Ban Quản lý Bắc Giang", ("bac-giang",), "không phải thành viên"),
        ("Ban Quản lý nào đó", (), "không phải thành viên"),
        ("", (), "chưa ghi đơn vị báo cáo"),
        ("Ban Quản lý Hà Nam", ("ha-nam",), "nhận là của"),
        ("Hà Nội, Hà Nam", ("ha-noi", "ha-nam"), "nhiều đơn vị"),
    ],
)
def test_f03_fails(board: str, slugs: tuple[str, ...], says: str) -> None:
    (finding,) = findings("F03", judged(received(cover=cover(board, slugs))))
    assert says in finding.message_vi
    assert (finding.sheet, finding.cell, finding.code) == ("Bia", "A9", "Bia")


def test_f03_depends_on_the_period_because_boards_merged() -> None:
    merged = cover("Ban Quản lý Phú Thọ", ("phu-tho",), "2025-H2")
    assert findings("F03", judged(received(board="phu-tho", period="2025-H2", cover=merged))) == []
    gone = cover("Ban Quản lý Vĩnh Phúc", ("vinh-phuc",), "2025-H2")
    assert len(findings("F03", judged(received(board="vinh-phuc", period="2025-H2", cover=gone)))) == 1


# --- F04: the period on the cover -----------------------------------------------------------------------------------


def test_f04_passes() -> None:
    assert findings("F04", judged(received(cover=cover()))) == []


@pytest.mark.parametrize("period", ["2022-H1", "2023-H2", "2023", ""])
def test_f04_fails(period: str) -> None:
    (finding,) = findings("F04", judged(received(cover=cover(period=period))))
    assert finding.cell == "A10"
    assert "6 tháng đầu năm 2023" in finding.message_vi


# --- F05: required cells are filled ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["1.08 fdi", "2.03 ddi plan", "4.03", "7.03 verified", "7.08 self"])
def test_f05_passes_where_blank_is_allowed(cell: str) -> None:
    assert findings("F05", judged(received({cell: None}))) == []


@pytest.mark.parametrize("cell", ["1.06 fdi", "2.02 ddi plan", "2.04 fdi last_year", "4.05", "7.03 max", "7.10 self"])
def test_f05_fails(cell: str) -> None:
    (finding,) = findings("F05", judged(received({cell: None})))
    assert finding.code == cell.split()[0] and finding.cell


def test_f05_x_and_zero_are_not_blank() -> None:
    assert findings("F05", judged(received({"4.05": 0, "4.08": "x"}))) == []


def test_f05_a_blank_says_what_waits_for_it_and_what_it_probably_is() -> None:
    validation = judged(received({"1.06 fdi": None}))
    assert [f.rule for f in validation.findings] == ["F05"]  # not ten errors
    (finding,) = validation.findings
    assert "4 phép kiểm tra khác chưa thực hiện được" in finding.message_vi  # R101, R103, R104 and R112
    assert finding.repairs[0].cells[0].value == 1.0


def test_f05_cells_of_the_numbered_lines_of_lists() -> None:
    validation = judged(
        received(zones=zone_lines({"investor": None}), projects=project_lines("2023-H1", {"land": None}))
    )
    assert [(f.code, f.cell) for f in findings("F05", validation)] == [("B8", "H6"), ("B9", "L6")]


@pytest.mark.parametrize(("asked", "lines"), [("Nhà đầu tư", 0), ("Quốc gia", 6)])
def test_f05_a_column_whose_heading_is_asked_about_is_not_asked_for_line_by_line(asked: str, lines: int) -> None:
    version = received(projects=project_lines("2023-H1", *[{"investor": None}] * 6))
    assert version.parsed is not None
    heading = Problem("F02", "column_unknown", (Place("B9", "D5"),), "B9", found="Nhà đầu tu", expected=f"{asked}; Khu")
    validation = judged(replace(version, parsed=replace(version.parsed, problems=(heading,))))
    assert [f.rule for f in validation.findings if f.rule in ("F02", "F05")] == ["F02", *["F05"] * lines]


def test_f05_a_line_that_is_not_there_is_one_finding() -> None:
    version = received()
    assert version.parsed is not None
    kept = tuple(value for value in version.parsed.values if value.code != "5.01")
    validation = judged(replace(version, parsed=replace(version.parsed, values=kept)))
    assert [(f.code, f.cell) for f in findings("F05", validation)] == [("5.01", "A2")]


def test_f05_a_sheet_that_is_not_there_is_not_said_again() -> None:
    assert findings("F05", judged(received(without=["B5"]))) == []
