"""Figures put off in worlds: what is counted as found, and the tables of the page."""

from __future__ import annotations

from dataclasses import replace

from flows.backtest.detection_page import off_section
from flows.backtest.off_figures import OF_UNITS, PLANNED, Off, _findings, _put_off, _Stage, groups
from flows.backtest.planting import numbers_of, replace_values, value_of
from flows.backtest.worlds.merging import merged
from flows.backtest.worlds.world import make_world
from schemas.form import ValueKey
from schemas.periods import parse_period
from schemas.reference import Reference


def test_a_result_a_thousand_times_off_is_found_in_the_first_half_year(reference: Reference) -> None:
    sent = make_world(reference, ("hai-phong", "bac-ninh"), [parse_period("2021-H1")], 7, messy=True)
    from random import Random

    nothing = {one.submission: set[tuple[str | None, ...]]() for one in sent}
    found = list(_put_off("thousandfold", 0, Random(1), _Stage((), sent, {}, "0", nothing), reference))
    assert [one.group for one in found] == [PLANNED, "results"]
    assert found[0].found and found[0].where.startswith("2021-H1/hai-phong")


def test_what_predecessors_sent_adds_up_to_what_their_board_sends(reference: Reference) -> None:
    parts = make_world(reference, ("hai-phong", "hai-duong"), [parse_period("2021-H1")], 7, messy=True)
    both = merged(parts, "hai-phong", reference.form)
    assert both.parsed is not None and both.parsed.cover.board_slugs == ("hai-phong",)

    def of(code: str, *, mean: bool = False) -> bool:
        figures = [[v.value for v in one.parsed.values if v.code == code] for one in (*parts, both) if one.parsed]
        pairs = zip(*figures, strict=True)
        return all(abs((a + b) / (2 if mean else 1) - c) < 0.06 for a, b, c in pairs if None not in (a, b, c))  # type: ignore[operator]

    assert of("2.02") and of("3.01") and of("2.09", mean=True)
    assert len(both.parsed.lines) == sum(len(one.parsed.lines) for one in parts if one.parsed)


def test_the_page_has_a_line_a_slip_and_kind_of_line() -> None:
    off = [
        Off(slip, at, PLANNED, "flow", False, True, "x", at == "7")
        for slip in OF_UNITS
        for at in ("0", "5", "7", "merged")
    ]
    text = "\n".join(off_section(off, range(1, 3)))
    assert "| x1000 | lines with a plan and last year | 0 % (1) | – | – | 50 % (2) | 0 % (1) |" in text
    assert "| all figures no list proves | 100 % (1) | 100 % (1) | – |" in text


def test_one_sector_of_the_year_to_date_is_not_told_of_the_whole_sheet(reference: Reference) -> None:
    """Else the repair would change the other sector's figures, which are right."""
    periods = [parse_period(name) for name in ("2021-H1", "2021-H2", "2022-H1", "2022-H2")]
    sent = make_world(reference, ("hai-phong",), periods, 7, messy=True)
    *before, last = sent
    now, then = (numbers_of(one.parsed) for one in (last, before[-1]) if one.parsed)
    flows = [key for key in now if key.code in groups(reference.form) and key.measure == "actual"]
    planned = [key for key in flows if key.sector == "fdi" and groups(reference.form)[key.code] == PLANNED]
    assert last.parsed is not None
    so_far: dict[ValueKey, float | None] = {key: value_of(now[key]) + value_of(then[key]) for key in planned}
    changed = replace(last, parsed=replace_values(last.parsed, so_far))
    asked = _findings(before, [changed], reference)[last.submission]
    repaired = {place for one in asked for repair in one.repairs[:1] for place in repair.cells}
    assert any(one.rule == "R203" for one in asked)
    assert {cell.sector for cell in repaired if cell.code in {key.code for key in planned}} <= {"fdi", "total"}
