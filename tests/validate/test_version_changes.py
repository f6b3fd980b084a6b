"""R212: what a version changed against the one before it, and who asked for it."""

from __future__ import annotations

from dataclasses import replace

from flows.ingest.submission import UNREADABLE
from flows.validate.validation import Validation
from tests.support.received import Figure, findings, judged, outcome, project_lines, received, state, zone_lines

WRONG: dict[str, Figure] = {"1.01 fdi": 9}  # the total, the closing and the register say one


def changed(validation: Validation) -> list[tuple[str, str, str, bool | None]]:
    """Code, measure (of a list its column), what names the line, and whether it was asked for."""
    return validation.changes.select("code", "measure", "line", "asked").rows()


def test_r212_says_what_was_changed_as_asked() -> None:
    versions = received(WRONG), received({}, day=2)
    validation = judged(*versions)
    (said,) = findings("R212", validation)
    assert (said.submission, said.severity) == (versions[1].submission, "info")
    assert "E6" in said.message_vi and "Đề nghị" not in said.message_vi
    assert said.cause == "R212 changed_as_asked"  # an entry of its own
    assert changed(validation) == [("1.01", "actual", "", True)]
    assert state(validation, versions[1].submission) == "accepted"
    assert outcome("R212", validation) == (1, 0, 0)


def test_r212_asks_about_a_change_nobody_asked_for() -> None:
    versions = received(WRONG), received({"2.05 ddi": 9.0, "2.05 total": 17.0}, day=2)
    validation = judged(*versions)
    (asked,) = [f for f in findings("R212", validation) if f.severity == "query"]
    assert [(cell.sheet, cell.cell) for cell in asked.cells] == [("B2", "F10"), ("B2", "G10")]
    assert "8" in asked.message_vi and "9" in asked.message_vi
    assert state(validation, versions[1].submission) == "accepted_with_queries"
    assert outcome("R212", validation) == (0, 1, 0)


def test_r212_what_follows_from_a_change_asked_for_was_asked_for() -> None:
    """The opening was asked about; the closing and both totals move with it."""
    before = received({}, period="2022-H2")
    moved = {f"{code} {sector}": value for code in ("1.09", "1.10") for sector, value in (("fdi", 10), ("total", 18))}
    validation = judged(before, received(moved), received({}, day=2))
    assert {code for code, *_ in changed(validation)} == {"1.09", "1.10"}
    assert all(asked for *_, asked in changed(validation))


def test_r212_of_lists_by_line_and_column() -> None:
    lines = project_lines()
    again = [{**lines[0], "investor": "Công ty khác"}, *lines[1:5], {**lines[5], "certificate": "7"}]
    validation = judged(received({}), received({}, day=2, projects=again, zones=zone_lines({"established": 2001.0})))
    ended, new = str(lines[5]["certificate"]), str(lines[0]["certificate"])
    assert set(changed(validation)) == {
        ("B8", "established", "KCN 1", False),
        ("B9", "", "7", False),
        ("B9", "", ended, False),
        ("B9", "investor", new, False),
    }
    (asked,) = findings("R212", validation)
    assert "thêm dòng “7”" in asked.message_vi and f"bỏ dòng “{ended}”" in asked.message_vi


def test_r212_is_judged_against_the_last_version_that_could_be_read() -> None:
    versions = received({}), received({}, day=2, nil=True), received({"2.03 fdi": 8.5}, day=3)
    validation = judged(*versions)
    assert validation.changes["before"].to_list() == [versions[0].submission]


def test_r212_of_a_file_only_checked_is_for_information() -> None:
    versions = received({}), received({"2.03 fdi": 8.5}, day=2)
    validation = judged(*versions, only=frozenset({versions[1].submission}))
    assert [f.severity for f in findings("R212", validation)] == ["info"]


def test_r212_says_nothing_of_a_first_version_or_the_same_figures() -> None:
    assert outcome("R212", judged(received({}))) == (0, 0, 0)
    assert judged(received({}), received({}, day=2)).changes.is_empty()


def test_r212_says_of_a_figure_that_it_could_not_be_read() -> None:
    """Its unit is another now, or unknown: `9 → 9` would say that nothing changed."""
    after = received({}, day=2)
    assert after.parsed is not None
    values = tuple(
        value._replace(state=UNREADABLE, value=None) if value[:3] == ("2.05", "ddi", "actual") else value
        for value in after.parsed.values
    )
    validation = judged(received({}), replace(after, parsed=replace(after.parsed, values=values)))
    (said,) = findings("R212", validation)
    assert "8 → 8.0 (chưa đọc được)" in said.message_vi and "8.0 (could not be read)" in said.message_en
