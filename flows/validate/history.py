"""What a board had accepted before: the values that later periods are held against."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from flows.ingest.decisions import BlocContext
from schemas.boards import Boards
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
    values: dict[str, dict[ValueKey, float]]  # submission -> numbers of the form
    outside: dict[tuple[str, str, str, str], float]  # predecessor, period, code, sector
    versions: dict[tuple[str, str], str] = field(default_factory=dict)  # period, board -> submission in force
    periods: set[Period] = field(default_factory=set)  # with anything known

    @staticmethod
    def empty(boards: Boards, form: Form, values: dict[str, dict[ValueKey, float]], context: BlocContext) -> Accepted:
        rows = context.outside.select("predecessor", "period", "code", "sector", "value").iter_rows()
        outside = {(who, when, code, sector): value for who, when, code, sector, value in rows if value is not None}
        return Accepted(boards, form, values, outside, periods={parse_period(when) for _, when, _, _ in outside})

    def accept(self, period: str, board: str, submission: str) -> None:
        self.versions[period, board] = submission
        self.periods.add(parse_period(period))

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
            return self.values.get(submission, {}).get(key)
        if key.measure == "actual":
            return self.outside.get((board, period, key.code, key.sector))
        return None

    def earlier(self, board: str, period: Period) -> dict[ValueKey, list[float]]:
        """Every value the board (or its predecessors together) had accepted before `period`, oldest first."""
        found: dict[ValueKey, list[float]] = {}
        for then in self.periods_before(period):
            ancestors = self.boards.ancestors(board, period, then)
            versions = [self.versions.get((str(then), ancestor)) for ancestor in ancestors]
            if len(versions) == 1 and versions[0] is not None:
                for key, value in self.values.get(versions[0], {}).items():
                    found.setdefault(key, []).append(value)
                continue
            for key in self.form.keys():  # noqa: SIM118
                one = self.value(board, period, then, key)
                if one is not None:
                    found.setdefault(key, []).append(one)
        return found

    def periods_of(self, board: str, period: Period) -> list[Period]:
        """Earlier half-years in which the board (or all its predecessors) had something accepted, oldest first."""
        return [
            then
            for then in self.periods_before(period)
            if all((str(then), one) in self.versions for one in self.boards.ancestors(board, period, then))
        ]

    def periods_before(self, period: Period) -> list[Period]:
        """Earlier half-years with anything accepted, oldest first."""
        return sorted(p for p in self.periods if p < period and p.half)


def numbers(values: pl.DataFrame) -> dict[str, dict[ValueKey, float]]:
    """submission -> its numbers by form cell."""
    found: dict[str, dict[ValueKey, float]] = {}
    rows = values.select("submission", "code", "sector", "measure", "value").drop_nulls("value").iter_rows()
    for submission, code, sector, measure, value in rows:
        found.setdefault(submission, {}).setdefault(ValueKey(code, sector, measure), value)
    return found
