"""What a board had accepted before: the values that later periods are held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from flows.validate.figures.cells import FormCells
from schemas.facts.boards import Boards
from schemas.form import Form, ValueKey
from schemas.periods import Period, parse_period


@dataclass
class Accepted:
    """The versions in force so far, and their values.

    After a merger a board's earlier value is the sum of its predecessors'; where one of them is not known (a board
    from outside the bloc without `outside_predecessors.csv`) the sum is not known either.
    """

    boards: Boards
    form: Form
    cells: FormCells  # of every submission at hand
    outside: dict[tuple[str, str, str, str], float]  # predecessor, period, code, sector
    versions: dict[tuple[str, str], str] = field(default_factory=dict)  # period, board -> submission in force
    periods: set[Period] = field(default_factory=set)  # with anything known
    _earlier: dict[tuple[str, Period], dict[ValueKey, list[float]]] = field(default_factory=dict)  # what was asked for

    @staticmethod
    def empty(boards: Boards, form: Form, cells: FormCells, figures: pl.DataFrame) -> Accepted:
        """Nothing accepted; figures: OUTSIDE_SCHEMA, in the form's units."""
        rows = figures.select("predecessor", "period", "code", "sector", "value").iter_rows()
        outside = {(who, when, code, sector): value for who, when, code, sector, value in rows if value is not None}
        return Accepted(boards, form, cells, outside, periods={parse_period(when) for _, when, _, _ in outside})

    def accept(self, period: str, board: str, submission: str) -> None:
        self.versions[period, board] = submission
        self.periods.add(parse_period(period))

    def with_only(self, versions: Iterable[tuple[str, Period, str]]) -> Accepted:
        """The same with these in force: submission, period and board, of a board and period the last one."""
        known = {parse_period(when) for _, when, _, _ in self.outside}
        copy = replace(self, versions={}, periods=known, _earlier={})
        for submission, period, board in versions:
            copy.accept(str(period), board, submission)
        return copy

    def value(self, board: str, now: Period, then: Period, key: ValueKey) -> float | None:
        """What the board of `now` had in period `then`: its own accepted value, or the sum of its predecessors'."""
        ancestors = self.boards.ancestors(board, now, then)
        if len(ancestors) == 1:
            return self._one(ancestors[0], str(then), key)
        line = self.form.by_code.get(key.code)
        if line is None or not line.sums_over_boards:
            return None  # ratios and scores of predecessors do not add up
        total = 0.0
        for ancestor in ancestors:
            found = self._one(ancestor, str(then), key)
            if found is None:
                return None
            total += found
        return total

    def _one(self, board: str, period: str, key: ValueKey) -> float | None:
        submission = self.versions.get((period, board))
        if submission is not None:
            return self.cells.figure(submission, key)
        if key.measure == "actual":
            return self.outside.get((board, period, key.code, key.sector))
        return None

    def single(self, board: str, now: Period, then: Period) -> str | None:
        """The one submission in force that holds what the board of `now` had in `then`; None where none does alone."""
        ancestors = self.boards.ancestors(board, now, then)
        return self.versions.get((str(then), ancestors[0])) if len(ancestors) == 1 else None

    def known(self, board: str, now: Period, then: Period) -> dict[ValueKey, float]:
        """Everything the board of `now` (or its predecessors together) had accepted in `then`."""
        submission = self.single(board, now, then)
        if submission is not None:
            return self.cells.figures(submission)
        values = ((key, self.value(board, now, then, key)) for key in self.form.keys())  # noqa: SIM118
        return {key: value for key, value in values if value is not None}

    def earlier(self, board: str, period: Period) -> dict[ValueKey, list[float]]:
        """Every value the board (or its predecessors together) had accepted before `period`, oldest first."""
        if (board, period) not in self._earlier:
            found: dict[ValueKey, list[float]] = {}
            for then in self.periods_before(period):
                for key, value in self.known(board, period, then).items():
                    found.setdefault(key, []).append(value)
            self._earlier[board, period] = found
        return self._earlier[board, period]

    def periods_before(self, period: Period) -> list[Period]:
        """Earlier half-years with anything accepted, oldest first."""
        return sorted(p for p in self.periods if p < period and p.half)
