"""The scores of emulation: order, ties, and what verification changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flows.report.figures import Reading
from flows.report.model import Address, Figure
from flows.report.ranking import NAMED, Named, first_of

EMULATION = "emulation_results"


@dataclass(frozen=True)
class Tie:
    """Boards with one score."""

    names: tuple[str, ...]
    figure: Figure


@dataclass(frozen=True)
class Lowered:
    """In how many boards verification took points away, and where most."""

    count: Figure
    most: Named


@dataclass(frozen=True)
class Scores:
    """`order` holds every ranked board with its place, best first."""

    verified: Figure
    expected: Figure
    leaders: tuple[Named, ...]
    followers: tuple[Named, ...]
    ties: tuple[Tie, ...]
    lowered: Lowered | None
    rows: tuple[dict[str, Any], ...]


def scores_of(reading: Reading) -> Scores | None:
    """The scores of the period; None where no board has one."""
    table = reading.frames[EMULATION].filter(period=str(reading.period))
    rows = [
        row for row in table.iter_rows(named=True) if row["board"] in reading.board_names and row["self"] is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (row["rank_verified"] or len(rows) + 1, row["board"]))
    ranked = [(row["rank_verified"], _named(reading, row, "verified")) for row in rows if row["rank_verified"]]
    leaders = first_of(ranked, 1)
    followers = tuple(one for one in first_of(ranked, NAMED) if one not in leaders)
    tied: dict[int, list[tuple[str, Figure]]] = defaultdict(list)
    for rank, named in ranked:
        tied[rank].append((named.name, named.figure))
    ties = [Tie(tuple(name for name, _ in group), group[0][1]) for group in tied.values() if len(group) > 1]
    first = rows[0]
    return Scores(
        _count(reading, first, "ranked_of"), _count(reading, first, "boards_expected"), leaders, followers,
        tuple(ties), _lowered(reading, rows), tuple(rows),
    )  # fmt: skip


def score(reading: Reading, row: dict[str, Any], column: str, *, bare: bool = False) -> Figure:
    """A score of a board; a difference is told without its sign where words say it."""
    address = Address(EMULATION, (("period", row["period"]), ("board", row["board"])), column)
    value = row[column]
    if value is None:
        return Figure("…", None, row["unit"], address)
    value = round(value, 9)
    text = reading.number(value, 1) if bare else reading.counted(value, 1, row["unit"])
    return Figure(text, value, row["unit"], address)


def _named(reading: Reading, row: dict[str, Any], column: str) -> Named:
    return Named(reading.board_names[row["board"]], score(reading, row, column))


def _count(reading: Reading, row: dict[str, Any], column: str) -> Figure:
    address = Address(EMULATION, (("period", row["period"]), ("board", row["board"])), column)
    return Figure(reading.number(row[column], 0), row[column], "board", address)


def _lowered(reading: Reading, rows: list[dict[str, Any]]) -> Lowered | None:
    down = [row for row in rows if row["difference"] is not None and round(row["difference"], 6) < 0]
    if not down:
        return None
    most = min(down, key=lambda row: (row["difference"], row["board"]))
    address = Address(EMULATION, (("period", most["period"]), ("of", "difference")), "count")
    figure = score(reading, most, "difference")
    unsigned = Figure(
        reading.counted(abs(figure.value or 0.0), 1, most["unit"]), figure.value, figure.unit, figure.address
    )
    count = Figure(reading.number(len(down), 0), len(down), "board", address)
    return Lowered(count, Named(reading.board_names[most["board"]], unsigned))
