"""Change a total: every sentence, table and chart that uses it changes, or nothing is written.

All 430 totals of what is shipped in a campaign (`make campaigns`), some of them in the normal tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import polars as pl
import pytest

from flows.derive.tables import derived_tables
from flows.report.comparisons import InconsistentRelease
from flows.report.model import Address, Figure, Report
from tests.report.conftest import Shipped, report_of
from tests.support.campaigns import cases

pytestmark = pytest.mark.campaign
Key = tuple[str, str, str]
_OF_A_TOTAL = ("period", "key", "sector")


def totals_of(shipped: Shipped) -> list[Key]:
    return sorted(shipped.frames["bloc_summary"].select(*_OF_A_TOTAL).rows())


def drawn(shipped: Shipped, usual: int) -> list[Key]:
    """Some totals, spread over periods and indicators; all in a campaign."""
    every = totals_of(shipped)
    assert len(every) == 430
    number = cases(usual, len(every))
    return every[:: max(1, len(every) // number)][:number]


def where(key: Key, **more: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == value for name, value in {**dict(zip(_OF_A_TOTAL, key)), **more}.items())


def address_of(key: Key) -> Address:
    return Address("bloc_summary", tuple(zip(_OF_A_TOTAL, key)))


def behind(report: Report) -> dict[Address, set[Address]]:
    """Of each figure's address everything it was computed from, itself too."""
    found: dict[Address, set[Address]] = {}

    def reach(address: Address) -> set[Address]:
        if address not in found:
            found[address] = {address}
            for one in report.sources[address].inputs:
                found[address] |= reach(one)
        return found[address]

    for address in report.sources:
        reach(address)
    return found


def test_a_total_changed_by_itself_is_refused(shipped: Shipped) -> None:
    before = report_of(shipped)
    used, was = {address for reached in behind(before).values() for address in reached}, texts(before)
    for key in drawn(shipped, 12):
        summary = shipped.frames["bloc_summary"].with_columns(
            pl.when(where(key)).then(pl.col("value") * 2 + 7).otherwise("value").alias("value")
        )
        changed = replace(shipped, frames={**shipped.frames, "bloc_summary": summary})
        if address_of(key) in used:
            with pytest.raises(InconsistentRelease, match=key[1]):
                report_of(changed)
        else:
            assert texts(report_of(changed)) == was


def texts(report: Report) -> dict[Address, set[str]]:
    found: dict[Address, set[str]] = defaultdict(set)
    for figure in report.figures():
        found[figure.address].add(figure.text)
    return found


_DERIVED = {
    "observations_current_boundaries", "bloc_summary_current_boundaries", "board_periods", "figures_by_year", "growth",
    "plan_achievement", "positions", "ratios", "money_one_currency", "emulation_results", "register_totals",
    "zone_history", "project_history",
}  # fmt: skip


def with_a_total_changed(shipped: Shipped, key: Key) -> tuple[Shipped, Address]:
    """One board's figure raised by the whole total and 7, in every table it stands in; the derived tables made anew."""
    lineage = shipped.frames["lineage"]
    code = shipped.frames["bloc_summary"].filter(where(key))["code"][0]
    own = (pl.col("period") == key[0]) & (pl.col("code") == code) & (pl.col("sector") == key[2])
    part = lineage.filter(own, board="bloc", kind="part").sort("input").row(0, named=True)
    total = shipped.frames["bloc_summary"].filter(where(key))["value"][0]
    by = abs(total) + 7.0

    def raised(frame: pl.DataFrame, rows: pl.Expr) -> pl.DataFrame:
        return frame.with_columns(pl.when(rows).then(pl.col("value") + by).otherwise("value").alias("value"))

    figure = own & (pl.col("board") == part["input_board"]) & (pl.col("measure") == "actual")
    frames: dict[str, pl.DataFrame] = {name: frame for name, frame in shipped.frames.items() if name not in _DERIVED}
    frames["bloc_summary"] = raised(frames["bloc_summary"], where(key))
    frames["observations"] = raised(frames["observations"], figure)
    in_total = own & (pl.col("board") == "bloc") & (pl.col("input_board") == part["input_board"])
    frames["lineage"] = raised(lineage, in_total & (pl.col("kind") == "part"))
    frames |= derived_tables(frames, shipped.reference)
    board = dict(
        zip(("period", "board", "key", "sector", "measure"), (key[0], part["input_board"], *key[1:], "actual"))
    )
    return replace(shipped, frames=frames), Address("observations", tuple(board.items()))


def test_whatever_uses_a_total_changes_with_it_and_nothing_else_does(shipped: Shipped) -> None:
    before = report_of(shipped)
    reached, was = behind(before), texts(before)
    # Last year's online dossiers: behind the points a rate rose by.
    for key in [*drawn(shipped, 8), ("2022-H1", "dossiers_online", "total")]:
        changed, cell = with_a_total_changed(shipped, key)
        now = texts(report_of(changed))
        mine = {address_of(key), cell}
        stale = [address for address in was if reached[address] & mine and now.get(address) == was[address]]
        assert [str(one) for one in stale if not hidden(one, before, changed)] == [], key
        others = [address for address in was if not reached[address] & mine]
        # Who is first may change, and so where a figure stands; what it is does not.
        touched = [address for address in others if now.get(address, was[address]) - was[address]]
        assert [str(one) for one in touched if one.table not in _OF_ORDER] == [], key


# What another board's figure moves too: who is first, what is shown of whom.
_OF_ORDER = ("emulation_results", "money_one_currency", "reconciliation")


def hidden(address: Address, report: Report, changed: Shipped) -> bool:
    """Whether a figure could not change as it is written: a ratio of both of whose parts the same figure is, or a
    percentage that its decimals do not show moving."""
    figure = next(one for one in report.figures() if one.address == address)
    if figure.value is None or figure.unit not in ("percent", "percentage_point", "million_vnd"):
        return False
    moved = value_in(changed.frames, address)
    return moved is not None and abs(moved - figure.value) < 0.1


def value_in(frames: Mapping[str, pl.DataFrame], address: Address) -> float | None:
    column = address.column.partition(" ")[0]
    rows = frames[address.table].filter(pl.all_horizontal(pl.col(name) == value for name, value in address.key))
    value = rows[column][0] if rows.height and column in rows.columns else None
    if value is None:
        return None
    return 100 * value if column.startswith(("change", "achievement")) else float(value)


def test_a_figure_equals_the_value_at_its_address(shipped: Shipped) -> None:
    """Of every plain address; counts of rows and differences of two columns have none of their own."""
    checked = 0
    for figure in report_of(shipped).figures():
        if _plain(figure):
            assert value_in(shipped.frames, figure.address) == pytest.approx(figure.value), figure
            checked += 1
    assert checked > 1000


def _plain(figure: Figure) -> bool:
    return (
        figure.value is not None
        and " - " not in figure.address.column
        and figure.address.column != "count"
        and figure.address.table not in ("reconciliation", "")
    )
