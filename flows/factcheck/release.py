"""The figures of one release, looked up as texts name them: by period, scope, indicator, sector and measure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import polars as pl

from flows.factcheck.text.grammar import Grammar
from schemas.form import Indicator
from schemas.periods import Period
from schemas.reference import Reference

BLOC = "bloc"
ACTUAL, PLAN, LAST_YEAR = "actual", "plan", "last_year"
ACHIEVED = "achieved"
Key = tuple[str, str, str, str, str]  # period, scope, key of the indicator, sector, measure


@dataclass(frozen=True)
class Origin:
    """Where a board's figure stands in what was received."""

    submission: str
    sheet: str
    cell: str


@dataclass(frozen=True, eq=False)
class Release:
    """Figures of the boards (`observations`) and of the bloc (`bloc_summary`) of one release.

    `late` is (period, board) where the first version came after the due date. `also` holds what else a figure of the
    bloc may be: its total on today's boundaries, its likely value while it is asked about, and how much of a plan was
    reached (measure `achieved`, in per cent).
    """

    values: dict[Key, float]
    places: dict[Key, Origin]
    late: frozenset[tuple[str, str]]
    reference: Reference
    grammar: Grammar
    incomplete: frozenset[Key] = frozenset()
    name: str = ""
    also: dict[Key, tuple[float, ...]] = field(default_factory=dict)
    _memory: dict[Key, float | None] = field(default_factory=dict)

    @cached_property
    def lines(self) -> dict[str, Indicator]:
        return {line.key: line for line in self.reference.form.indicators}

    @cached_property
    def periods(self) -> frozenset[str]:
        return frozenset(key[0] for key in self.values)

    def boards(self, period: Period) -> tuple[str, ...]:
        half = period if period.half else Period(period.year, 2)
        return tuple(board.slug for board in self.reference.boards.members(half))

    def figure(self, key: str, sector: str, scope: str, period: Period, measure: str = ACTUAL) -> float | None:
        """A figure in the form's unit; of a year the sum of its halves (flows) or its end (stocks); None: unknown.

        A key that is no line of the form (`surplus`) is what phrases.csv says of it.
        """
        asked = (str(period), scope, key, sector, measure)
        if asked not in self._memory:
            self._memory[asked] = self._find(key, sector, scope, period, measure)
        return self._memory[asked]

    def _find(self, key: str, sector: str, scope: str, period: Period, measure: str) -> float | None:
        line = self.lines.get(key)
        if line is None or (line.kind == "ratio" and scope == BLOC):
            return self._related(key, sector, scope, period, measure)
        if not period.half and measure != PLAN:
            if line.kind != "flow":
                return self.figure(key, sector, scope, Period(period.year, 2), measure)
            halves = [self.figure(key, sector, scope, Period(period.year, half), measure) for half in (1, 2)]
            return _added(halves)
        if not period.half:
            found = self.figure(key, sector, scope, Period(period.year, 1), measure)
            return found if found is not None else self.figure(key, sector, scope, Period(period.year, 2), measure)
        known = self.values.get((str(period), scope, key, sector, measure))
        if known is None and sector == "total" and measure != ACTUAL and len(set(line.units.values())) == 1:
            return _added([self.figure(key, part, scope, period, measure) for part in ("fdi", "ddi")])
        if known is None and scope == BLOC and measure != ACTUAL:
            return _added([self.figure(key, sector, board, period, measure) for board in self.boards(period)])
        return known

    def unit(self, key: str, sector: str) -> str:
        """The form's unit of a figure; of what is no line of the form that of what it is made of; "" when unknown."""
        line = self.lines.get(key)
        if line is not None:
            return line.unit(sector) or next(iter(line.units.values()))
        for kind in ("minus", "sum_of"):
            for pattern in self.grammar.relations.get((kind, key), ()):
                return self.unit(pattern.replace("-", "+").split("+")[0], sector)
        return ""

    def _related(self, key: str, sector: str, scope: str, period: Period, measure: str) -> float | None:
        for kind in ("minus", "sum_of", "of"):
            for pattern in self.grammar.relations.get((kind, key), ()):
                sign = {"minus": "-", "sum_of": "+", "of": "/"}[kind]
                if sign not in pattern:
                    continue
                one, other = (self.figure(part, sector, scope, period, measure) for part in pattern.split(sign))
                if one is None or other is None:
                    return None
                if sign == "/":
                    return 100 * one / other if other else None
                return _added([one, -other if sign == "-" else other])
        return None

    def is_incomplete(self, key: str, sector: str, scope: str, period: Period) -> bool:
        """Whether boards are missing from a total, which then says nothing of the bloc."""
        halves = [period] if period.half else [Period(period.year, half) for half in (1, 2)]
        return any((str(half), scope, key, sector, ACTUAL) in self.incomplete for half in halves)

    def last_year(self, key: str, sector: str, scope: str, period: Period) -> float | None:
        """The figure of the same period a year before on the same ground.

        Where a merger lies between, that is what the boards wrote as last year's; else the release's own figure.
        """
        before = period.same_last_year
        members = self.boards(period)
        if scope != BLOC and scope not in members:
            return None
        whose = members if scope == BLOC else (scope,)
        half = period if period.half else Period(period.year, 2)
        old = before if before.half else Period(before.year, 2)
        moved = any(self.reference.boards.ancestors(board, half, old) != (board,) for board in whose)
        if not moved and (scope != BLOC or set(self.boards(before)) == set(members)):
            return self.figure(key, sector, scope, before)
        return self.figure(key, sector, scope, period, LAST_YEAR)

    def ranking(self, key: str, sector: str, period: Period) -> list[tuple[str, float]]:
        """The boards with their figures, highest first; [] where one of them is unknown."""
        found = [(board, self.figure(key, sector, board, period)) for board in self.boards(period)]
        known = [(board, value) for board, value in found if value is not None]
        return sorted(known, key=lambda pair: -pair[1]) if len(known) == len(found) else []

    def place(self, key: str, sector: str, scope: str, period: Period) -> Origin | None:
        half = period if period.half else Period(period.year, 2)
        return self.places.get((str(half), scope, key, sector, ACTUAL))


def _added(parts: list[float | None]) -> float | None:
    known = [Decimal(repr(part)) for part in parts if part is not None]
    return float(sum(known)) if known and len(known) == len(parts) else None


def load_release(folder: Path, reference: Reference, grammar: Grammar) -> Release:
    """Read what texts are held against from the Parquet tables of a release folder."""
    observed = pl.read_parquet(
        folder / "observations.parquet",
        columns=["period", "board", "key", "sector", "measure", "value", "submission", "sheet", "cell"],
    ).filter(pl.col("measure").is_in([ACTUAL, PLAN, LAST_YEAR]) & pl.col("value").is_not_null())
    values: dict[Key, float] = {}
    places: dict[Key, Origin] = {}
    for period, board, key, sector, measure, value, submission, sheet, cell in observed.iter_rows():
        values[period, board, key, sector, measure] = value
        places[period, board, key, sector, measure] = Origin(submission, sheet or "", cell or "")
    summed = pl.read_parquet(
        folder / "bloc_summary.parquet",
        columns=["period", "key", "sector", "value", "boards_reported", "boards_expected"],
    ).filter(pl.col("value").is_not_null())
    incomplete = set()
    for period, key, sector, value, reported, expected in summed.iter_rows():
        values[period, BLOC, key, sector, ACTUAL] = value
        if reported < expected:
            incomplete.add((period, BLOC, key, sector, ACTUAL))
    names = ["period", "board", "days_late", "received_at", "receipt_line"]
    received = pl.read_parquet(folder / "submissions.parquet", columns=names).sort("received_at", "receipt_line")
    late = received.unique(["period", "board"], keep="first", maintain_order=True).filter(pl.col("days_late") > 0)
    return Release(
        values, places, frozenset(late.select("period", "board").iter_rows()), reference, grammar,
        frozenset(incomplete), folder.name, _also(folder),
    )  # fmt: skip


def _also(folder: Path) -> dict[Key, tuple[float, ...]]:
    """What the derived tables say of the bloc, on either boundary; nothing of a release that has none."""
    found: dict[Key, set[float]] = defaultdict(set)
    current, plans = folder / "bloc_summary_current_boundaries.parquet", folder / "plan_achievement.parquet"
    if not current.is_file() or not plans.is_file():
        return {}
    likely = pl.read_parquet(folder / "bloc_summary.parquet", columns=["period", "key", "sector", "likely_value"])
    for period, key, sector, value in likely.drop_nulls().iter_rows():
        found[period, BLOC, key, sector, ACTUAL].add(value)
    totals = pl.read_parquet(current, columns=["period", "key", "sector", "value", "plan"])
    for period, key, sector, value, plan in totals.iter_rows():
        for measure, known in ((ACTUAL, value), (PLAN, plan)):
            if known is not None:
                found[period, BLOC, key, sector, measure].add(known)
    columns = ["period", "key", "sector", "value", "plan", "achievement"]
    achieved = pl.read_parquet(plans, columns=["board", *columns]).filter(board=BLOC).select(columns)
    for period, key, sector, value, plan, reached in achieved.iter_rows():
        year = period[:4]
        if reached is None:
            continue
        found[period, BLOC, key, sector, ACHIEVED].add(100 * reached)
        found[year, BLOC, key, sector, ACHIEVED].add(100 * reached)
        found[year, BLOC, key, sector, PLAN].add(plan)
        if period.endswith("2"):
            found[year, BLOC, key, sector, ACTUAL].add(value)
    return {key: tuple(sorted(values)) for key, values in found.items()}
