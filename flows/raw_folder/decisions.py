"""What people decided about submissions, and what the bloc knows from elsewhere: the other half of `raw/`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

import polars as pl

from schemas.periods import VIETNAM, Period, parse_moment, parse_period
from schemas.text import Text

PUBLISHED_SCHEMA: dict[str, type[pl.DataType]] = {
    "period": pl.String,
    "code": pl.String,
    "sector": pl.String,
    "value_as_written": pl.String,
    "unit_as_written": pl.String,
    "source": pl.String,
    "note": pl.String,
}

OUTSIDE_SCHEMA: dict[str, type[pl.DataType]] = {
    "predecessor": pl.String,
    "merged_into": pl.String,
    "period": pl.String,
    "code": pl.String,
    "sector": pl.String,
    "value": pl.Float64,
}


@dataclass(frozen=True)
class Correction:
    """A value to be taken instead of the one in force; `expect` is what the board had written there.

    `expect` and `value` are as written in corrections.csv: a plain number (`1234.5`) in the form's unit or `x`;
    `expect` is empty where the board left the cell blank. `line` is the line of the file, the heading being line 1.
    `ended_at`, where there is one, is the moment from which it no longer holds. Of a list, `code` is its sheet,
    `list_line` the number of the line in it and `field` the key of the column; sector and measure are empty.
    """

    period: str
    board: str
    code: str
    sector: str
    measure: str
    expect: str
    value: str
    reason: str
    approved_by: str
    date: str
    line: int
    ended_at: str = ""
    list_line: str = ""
    field: str = ""


@dataclass(frozen=True)
class Waiver:
    """A finding explained and accepted; void when a value it covers changed (`fingerprint`) or after `expires`.

    `ended_at`, where there is one, is the moment from which it no longer holds; `forced` says that an error was waived.
    """

    period: str
    rule: str
    board: str
    code: str
    sector: str
    fingerprint: str
    reason: str
    approved_by: str
    date: str
    expires: str
    line: int
    ended_at: str = ""
    forced: str = ""


@dataclass(frozen=True)
class Approval:
    """The bloc's decision on a release of a period: what went into it (`release_inputs_sha256`) and who approved."""

    period: str
    release_inputs_sha256: str
    decision: str  # approved or refused
    approved_by: str
    at: str
    note: str
    line: int


@dataclass(frozen=True)
class Decisions:
    """All corrections and waivers made by a moment, in the order of their periods and lines."""

    corrections: tuple[Correction, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def in_force(self, moment: datetime) -> Decisions:
        """Those nobody has ended by the moment."""
        return Decisions(
            tuple(c for c in self.corrections if not _ended(c, moment)),
            tuple(w for w in self.waivers if not _ended(w, moment)),
        )

    def about(self, boards: Collection[str]) -> Decisions:
        """Those about these boards."""
        return Decisions(
            tuple(c for c in self.corrections if c.board in boards), tuple(w for w in self.waivers if w.board in boards)
        )

    def until(self, period: Period) -> Decisions:
        """Those about this period and about those that ended before it or with it."""
        return Decisions(
            tuple(c for c in self.corrections if parse_period(c.period).end <= period.end),
            tuple(w for w in self.waivers if parse_period(w.period).end <= period.end),
        )


def _ended(decision: Correction | Waiver, moment: datetime) -> bool:
    return bool(decision.ended_at) and parse_moment(decision.ended_at) <= moment


def no_published() -> pl.DataFrame:
    return pl.DataFrame(schema=PUBLISHED_SCHEMA)


def no_outside() -> pl.DataFrame:
    return pl.DataFrame(schema=OUTSIDE_SCHEMA)


@dataclass(frozen=True)
class BlocContext:
    """What is known beside the submissions.

    moment: the as-of moment, else the latest one recorded in raw/.
    published: PUBLISHED_SCHEMA, in file order.
    outside: OUTSIDE_SCHEMA; empty when the file is absent. outside_since: of each of its rows, the day it was known.
    """

    moment: datetime
    published: pl.DataFrame
    outside: pl.DataFrame
    outside_since: tuple[date, ...] = ()

    def as_of(self, moment: datetime) -> BlocContext:
        """What of it was known at an earlier moment of predecessors outside the bloc."""
        day = moment.astimezone(VIETNAM).date()
        kept = [since <= day for since in self.outside_since] or [True] * self.outside.height
        since = tuple(since for since in self.outside_since if since <= day)
        return BlocContext(moment, self.published, self.outside.filter(pl.Series(kept, dtype=pl.Boolean)), since)


class DecisionError(Exception):
    """Something people wrote into raw/ cannot be followed: a line cannot be read, or an expectation is gone.

    `text` says which file and line, what was found, what is expected and what to do.
    """

    def __init__(self, text: Text, path: PurePath | None = None, line: int | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.path = path
        self.line = line
