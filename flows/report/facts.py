"""Everything a template may name: the indicators, the period, the boards, who stands out, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from flows.report.comparisons import Plan
from flows.report.emulation import scores_of
from flows.report.figures import Absent, Line, Reading, Total, lines_of
from flows.report.model import Address, Figure
from flows.report.published import published_of
from flows.report.ranking import Named, ends_of, first_of, outstanding, ranks, rate_of
from flows.texts import report as texts
from schemas.form import SECTORS
from schemas.periods import parse_period
from schemas.rules import INFO

ACCEPTED = ("accepted", "accepted_with_queries", "nil")
# How much of a year's plan is behind: less than the part of the year that is over, by this much of the plan (percent).
_BEHIND = 5.0
_PERIODS = "periods"
_SCORE = "score"


@dataclass(frozen=True)
class Several:
    """Some of something: how many there are, and of each board what."""

    count: Figure
    boards: tuple[Named, ...]


@dataclass(frozen=True)
class Planned:
    """An indicator with a plan: its name in a sentence, and what was achieved."""

    name: str
    plan: Plan

    @property
    def title(self) -> str:
        return f"{self.name[0].upper()}{self.name[1:]}"

    @property
    def figure(self) -> Figure:
        return self.plan.share


def names_of(reading: Reading) -> dict[str, Any]:
    """The names a template is filled with."""
    lines = lines_of(reading)
    period = reading.period
    own = reading.frames[_PERIODS].filter(period=str(period)).row(0, named=True)
    return {
        **lines,
        "period": {"text": reading.named(period), "next": reading.named(period.next)},
        "year": str(period.year),
        "next_year": str(period.next.year),
        "closes_year": period.half == 2,
        "first": parse_period(min(reading.frames[_PERIODS]["period"])) == period,
        "as_of": reading.moment(),
        "provisional": own["status"] != "final",
        "due": reading.day(own["due"]) if own["due"] else "",
        "boards": boards_of(reading, own),
        "rate": rate_of(reading),
        "rates": reading.rates,
        "scores": scores_of(reading),
        "criteria": criteria(reading),
        "published": published_of(reading),
        "planned": planned(reading, lines),
        "unplanned": unplanned(reading, lines),
        "behind": behind(reading, lines),
        "late": late(reading),
        "questions": questions(reading),
        "ranking": Ranking(reading),
        "listed": lambda names: listed(reading, names),
    }


@dataclass(frozen=True, repr=False)
class Ranking:
    """What a template asks of the boards: `ranking.outstanding(total_capital)`."""

    reading: Reading

    def outstanding(self, line: Line) -> tuple[Named, ...]:
        return outstanding(self.reading, line)

    def ends(self, line: Line, sector: str = SECTORS[-1]) -> Any:
        return ends_of(self.reading, line.key, sector) if line.key in self.reading.lines else None

    def most(self, line: Line, upto: int = 1) -> tuple[Named, ...]:
        """The boards with the highest count, where it is none of nothing."""
        found = {
            board.name_vi: self.reading.board_figure(board.slug, line.key, SECTORS[-1]) for board in self.reading.boards
        }
        known = {name: figure.value for name, figure in found.items() if figure.value}
        order = ranks(known)
        return first_of(((order[name], Named(name, found[name])) for name in known), upto)


def listed(reading: Reading, names: Iterable[str]) -> str:
    """`Hà Nam, Hà Nội và Nam Định`."""
    several = list(names)
    if len(several) < 2:
        return "".join(several)
    return reading.say(texts.LAST_OF_SEVERAL).format(others=", ".join(several[:-1]), last=several[-1])


def boards_of(reading: Reading, own: Mapping[str, Any]) -> dict[str, Any]:
    """How many boards are in, and by name those that are not, that sent a nil return, that were merged."""
    received = reading.frames["submissions"].filter(period=str(reading.period)).sort("received_at", "receipt_line")
    states: dict[str, str] = {}
    for row in received.iter_rows(named=True):
        if row["in_force"] or row["nil"]:  # a nil return has no figures in force
            states[row["board"]] = row["state"]
    versions = set(received["board"])
    out = [board for board in reading.boards if states.get(board.slug) not in ACCEPTED]
    nil = [board.name_vi for board in reading.boards if states.get(board.slug) == "nil"]
    merged = [
        b.name_vi for b in reading.boards if reading.reference.boards.predecessors(b.slug, reading.period) != (b.slug,)
    ]
    return {
        "reported": _of_period(reading, own, "boards_reported"),
        "expected": _of_period(reading, own, "boards_expected"),
        "missing": [board.name_vi for board in out],
        "rejected": [board.name_vi for board in out if board.slug in versions],
        "absent": [board.name_vi for board in out if board.slug not in versions],
        "nil": nil,
        "several_nil": len(nil) > 1,
        "merged": merged if reading.ground_changed else [],
    }


def _of_period(reading: Reading, own: Mapping[str, Any], column: str) -> Figure:
    address = Address(_PERIODS, (("period", str(reading.period)),), column)
    return Figure(reading.number(own[column], 0), own[column], "board", address)


def planned(reading: Reading, lines: Mapping[str, Line]) -> list[Planned]:
    """Every figure that is known against its plan, in the order of the form."""
    every = _by_sector(reading, lines)
    return [Planned(_within(reading, key, sector), total.plan) for key, sector, total in every if total.plan]


def unplanned(reading: Reading, lines: Mapping[str, Line]) -> list[str]:
    """The names of those that have a plan and cannot be held against it: boards are missing, or a query is open."""
    there = {(key, sector) for (_, _, key, sector, _), row in reading.plans.items() if row["plan"] is not None}
    every = _by_sector(reading, lines)
    return [_within(reading, key, sector) for key, sector, total in every if (key, sector) in there and not total.plan]


def _by_sector(reading: Reading, lines: Mapping[str, Line]) -> list[tuple[str, str, Total | Absent]]:
    totals = [(key, (lines[key].fdi, lines[key].ddi, lines[key].total)) for key in reading.lines]
    return [(key, sector, total) for key, three in totals for sector, total in zip(SECTORS, three)]


def _within(reading: Reading, key: str, sector: str) -> str:
    """`tổng doanh thu FDI`, as it stands within a sentence."""
    label = reading.label(key)
    return f"{label[0].lower()}{label[1:]} {reading.sector(sector)}".strip()


def criteria(reading: Reading) -> list[str]:
    """What boards are scored by, without the total of the scores, in the order of the form."""
    scored = [line for line in reading.lines.values() if line.kind == _SCORE and not line.role]
    return [_within(reading, line.key, SECTORS[-1]) for line in scored if line.required]


def behind(reading: Reading, lines: Mapping[str, Line]) -> list[Planned]:
    """Those of which less of the plan was achieved than of the year is over."""
    over = 50.0 * reading.period.half
    return [one for one in planned(reading, lines) if one.plan.value < over - _BEHIND]


def late(reading: Reading) -> Several | None:
    """The boards whose first version came after the due date, nil returns too."""
    received = reading.frames["submissions"].filter(period=str(reading.period))
    first = received.sort("board", "received_at", "receipt_line").unique("board", keep="first", maintain_order=True)
    rows = [
        row
        for row in first.filter(pl.col("days_late") > 0).iter_rows(named=True)
        if row["board"] in reading.board_names
    ]
    if not rows:
        return None
    boards = []
    for row in rows:
        days = texts.DAYS if row["days_late"] != 1 else texts.DAY
        address = Address(
            "submissions", tuple((name, row[name]) for name in ("period", "board", "submission")), "days_late"
        )
        text = reading.say(days).format(number=row["days_late"])
        boards.append(Named(reading.board_names[row["board"]], Figure(text, row["days_late"], "day", address)))
    return Several(_count_of(reading, "submissions", "late", len(boards)), tuple(boards))


def questions(reading: Reading) -> Several | None:
    """Open queries about the figures in force, one a cause, by board."""
    open_ = reading.frames["findings"].filter(
        pl.col("in_force"), pl.col("waived_by").fill_null("") == "", pl.col("severity") != INFO,
        pl.col("submission").fill_null("") != "",
        period=str(reading.period),
    )  # fmt: skip
    causes = open_.with_columns(
        pl.when(pl.col("cause").fill_null("") == "").then(pl.format("#{}", "finding")).otherwise("cause").alias("cause")
    )
    counts = causes.group_by("board").agg(pl.col("cause").n_unique().alias("count")).sort("board")
    rows = [row for row in counts.iter_rows(named=True) if row["board"] in reading.board_names]
    if not rows:
        return None
    named = []
    for row in rows:
        text = reading.say(texts.QUERIES_COUNTED if row["count"] != 1 else texts.QUERY_COUNTED)
        figure = _count_of(reading, "findings", row["board"], row["count"], text)
        named.append(Named(reading.board_names[row["board"]], figure))
    return Several(_count_of(reading, "findings", "all", sum(row["count"] for row in rows)), tuple(named))


def _count_of(reading: Reading, table: str, of: str, count: int, text: str = "{number}") -> Figure:
    """A count of rows of a table; its address says which rows."""
    address = Address(table, (("period", str(reading.period)), ("of", of)), "count")
    return Figure(text.format(number=reading.number(count, 0)), count, "", address)
