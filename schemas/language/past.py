"""Shapes of rules against what was accepted before: the board's own earlier figures and those of the other boards.

Conditions over the wide frame with the columns of history (`columns.py`); null there where nothing is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

import polars as pl

from schemas.language.checks.check import FLOAT_SLACK, Balance, Check, Explanation, Row
from schemas.language.checks.expressions import clean, figure, plain
from schemas.language.columns import (
    PERIOD,
    SAME_BOARD_BEFORE,
    ListSum,
    Ratio,
    key_of,
    last_year_name,
    previous_name,
    same_sheet_name,
)
from schemas.periods import Period, parse_period
from schemas.rules import QUERY
from schemas.text import Text
from schemas.usual import threshold

RECOUNTED = 1  # what a recount moves honestly


@dataclass(frozen=True)
class Opening(Check):
    """own = the closing figure accepted in the period before; an opening of x is none. It settles acceptance."""

    own: str
    closing: str

    against: ClassVar[str] = "opening"

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own,)

    @property
    def x_matters(self) -> tuple[str, ...]:
        return (self.own,)

    @property
    def holds(self) -> pl.Expr:
        room = self.precision.half(self.own) + self.precision.half(self.closing)
        return (figure(self.own, (self.own,)) - pl.col(previous_name(self.closing))).abs() <= room + FLOAT_SLACK

    def known(self, accepted: float, room: float = 0.0) -> Balance:
        """The balance with the closing figure that was accepted."""
        return Balance(((self.own, 1.0),), room, frozenset({self.own}), -accepted)

    def explain(self, row: Row) -> Explanation:
        found, expected = row[self.own] or 0.0, row[previous_name(self.closing)]
        previous = _period(row).previous
        room = self.precision.half_of(self.own, row) + self.precision.half_of(self.closing, row)
        return Explanation(
            "x" if row[self.own] is None else found,
            clean(expected),
            clean(found - expected),
            room,
            {"previous": _text(previous), "closing_code": key_of(self.closing).code},
            covers=(f"{previous} {self.closing}={expected!r}",),
            balance=self.known(expected, room),  # so a repair can use it
            severity=QUERY if abs(found - expected) <= RECOUNTED else "",
        )


@dataclass(frozen=True)
class LastYear(Check):
    """own = what was accepted for the same period of last year, within the coarser of the two precisions."""

    own: str
    now: str  # the figure it repeats
    decimals: int

    against: ClassVar[str] = "history"

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own,)

    @property
    def applies(self) -> pl.Expr:
        return pl.col(self.own).is_not_null()

    @property
    def holds(self) -> pl.Expr:
        before = last_year_name(self.now)
        rooms = (_written_precision(name, self.decimals) for name in (self.own, before))
        return (pl.col(self.own) - pl.col(before)).abs() <= pl.max_horizontal(*rooms) + FLOAT_SLACK

    def explain(self, row: Row) -> Explanation:
        value, expected = row[self.own], row[last_year_name(self.now)]
        then = _period(row).same_last_year
        return Explanation(
            value,
            clean(expected),
            clean(value - expected),
            max(written_precision(figure, self.decimals) for figure in (value, expected)),
            {"period": _text(then)},
            covers=(f"{then} {self.now}={expected!r}",),
        )


def written_precision(value: float, decimals: int) -> float:
    """One unit of the last decimal a figure is known to: the form's, or coarser where it was written coarser."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    written = min(decimals, max(0, -int(exponent)))
    return 10.0**-written


def _written_precision(name: str, decimals: int) -> pl.Expr:
    """`written_precision` of a column."""
    coarser = pl.coalesce(
        pl.when(pl.col(name) == pl.col(name).round(places)).then(10.0**-places) for places in range(decimals)
    )
    return coarser.fill_null(10.0**-decimals) if decimals else pl.lit(1.0)


SECOND_HALF = "-H2"


@dataclass(frozen=True)
class SameAsBefore(Check):
    """own = what was accepted in the period before: a maximum, or the plan of a year in its second half."""

    own: str

    against: ClassVar[str] = "history"

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own,)

    @property
    def applies(self) -> pl.Expr:
        of_a_year = key_of(self.own).measure == "plan"
        return pl.col(PERIOD).str.ends_with(SECOND_HALF) if of_a_year else pl.col(self.own).is_not_null()

    @property
    def holds(self) -> pl.Expr:
        room = 2 * self.precision.half(self.own) + FLOAT_SLACK
        same = (pl.col(self.own) - pl.col(previous_name(self.own))).abs() <= room
        # A board that merged in between has another plan than its parts had.
        return pl.when(self.applies & pl.col(SAME_BOARD_BEFORE)).then(same)

    def explain(self, row: Row) -> Explanation:
        value, expected = row[self.own], row[previous_name(self.own)]
        then = _period(row).previous
        return Explanation(
            value,
            clean(expected),
            clean(value - expected),
            None,
            {"period": _text(then)},
            covers=(f"{then} {self.own}={expected!r}",),
        )


_AT_PEAK = 1 / math.sqrt(2 * math.pi)  # of the normal density
_ALIKE = 10.0  # where another amount of its column repeats too, so much likelier is it that this one was copied


def _fewer(figure: pl.Expr, steps: pl.Expr | float, decimals: int) -> pl.Expr:
    """Whether a figure, in units of the last digit it needs, is less than so many of them."""
    units = figure.abs() * 10.0**decimals
    # The least power of ten that brings it below: it is few where its last digits are noughts that far.
    power = ((units / steps).log10().floor() + 1).clip(0)
    shortened = units / pl.lit(10.0).pow(power)
    return (shortened - shortened.round()).abs() < 1e-6


def _repeats_whole(names: tuple[str, ...]) -> pl.Expr:
    """Whether all figures of a sheet are the last period's."""
    return pl.all_horizontal(pl.col(names).eq_missing(pl.col(list(map(previous_name, names)))))


@dataclass(frozen=True)
class NotRepeated(Check):
    """own is not another figure to the last of its digits: its plan's, last year's, last period's, another line's.

    Two honest figures whose logs differ by a normal deviation of sqrt(2) swings are alike to the last digit with a
    chance of 1 / (sqrt(2 pi) sqrt(2) swing n), n the figure in units of its last digit. What is likelier than
    `repeat.chance` (thresholds.csv) is not asked about.
    """

    own: str
    other: str  # a column of the form, or of history
    swing: float  # usual of the line, on the natural log scale
    decimals: int
    sheet_names: tuple[str, ...] = ()  # where the whole sheet repeats, that is said of the sheet
    sisters: tuple[str, ...] = ()  # the other amounts of its column

    against: ClassVar[str] = "history"

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own,) if self.other == previous_name(self.own) else (self.own, self.other)

    @property
    def several(self) -> tuple[str, ...]:
        beside = (*self.sisters, *self.sheet_names)
        return (*beside, *map(previous_name, beside))

    @property
    def holds(self) -> pl.Expr:
        own = pl.col(self.own)
        at_most = _AT_PEAK / (math.sqrt(2) * self.swing * threshold("repeat.chance"))
        steps: pl.Expr | float = at_most
        if self.sisters:
            others, before = pl.col(self.sisters), pl.col(list(map(previous_name, self.sisters)))
            alike = pl.any_horizontal((others != 0) & (others == before))
            steps = pl.when(alike).then(at_most / _ALIKE).otherwise(at_most)
        short = _fewer(own, steps, self.decimals)
        repeated = short | (own == 0) | (own != pl.col(self.other))
        return repeated | _repeats_whole(self.sheet_names) if self.sheet_names else repeated

    @property
    def surely(self) -> pl.Expr:
        return pl.col(self.own) != pl.col(self.other)

    def explain(self, row: Row) -> Explanation:
        words = {"period": _text(_period(row).previous), "other": key_of(self.other.partition("@")[0]).code}
        return Explanation(row[self.own], "", None, None, words)


@dataclass(frozen=True)
class CopiedSheet(Check):
    """Not every number of a sheet equals the last period's; sheets of zeros only are exempt."""

    names: tuple[str, ...]

    against: ClassVar[str] = "history"

    @property
    def sheet(self) -> str:  # type: ignore[override]
        return self.code

    @property
    def operands(self) -> tuple[str, ...]:
        return self.names

    @property
    def several(self) -> tuple[str, ...]:
        return (*self.names, *map(previous_name, self.names))

    @property
    def holds(self) -> pl.Expr:
        same = _repeats_whole(self.names)
        least, largest = pl.min_horizontal(self.names), pl.max_horizontal(self.names)
        zeros = (least == 0) & (largest == 0)
        return pl.when(largest.is_not_null() & pl.col(SAME_BOARD_BEFORE)).then(zeros | ~same)

    @property
    def surely(self) -> pl.Expr:
        differs = pl.any_horizontal(pl.col(name) != pl.col(previous_name(name)) for name in self.names)
        return differs & pl.col(SAME_BOARD_BEFORE)

    def explain(self, row: Row) -> Explanation:
        mine = tuple(name for name in self.names if row[name] is not None)
        words = {"count": str(len(mine)), "sheet": self.code, "period": _text(_period(row).previous)}
        return Explanation(str(len(mine)), "", None, None, words, columns=mine)


LEAST_ALIKE = 4  # figures that are not zero: fewer are the same in two boards by chance


@dataclass(frozen=True)
class SheetOfAnother(Check):
    """Not every number of a sheet is that of another board's sheet of the period."""

    names: tuple[str, ...]

    against: ClassVar[str] = "history"

    @property
    def sheet(self) -> str:  # type: ignore[override]
        return self.code

    @property
    def operands(self) -> tuple[str, ...]:
        return self.names

    @property
    def holds(self) -> pl.Expr:
        some = pl.sum_horizontal((pl.col(name) != 0).cast(pl.Int32) for name in self.names)
        other = pl.col(same_sheet_name(self.code))
        return pl.when(some > 0).then(other.is_null() | (some < LEAST_ALIKE))

    def explain(self, row: Row) -> Explanation:
        mine = tuple(name for name in self.names if row[name] is not None)
        words = {"count": str(len(mine)), "sheet": self.code, "board": row[same_sheet_name(self.code)]}
        return Explanation(str(len(mine)), "", None, None, words, columns=mine)


@dataclass(frozen=True)
class NotLess(Check):
    """None of these is less than in the period before; one failure, about the first that is."""

    names: tuple[str, ...]

    against: ClassVar[str] = "history"

    @property
    def operands(self) -> tuple[str, ...]:
        return self.names

    @property
    def holds(self) -> pl.Expr:
        # One that shrank is enough to fail; all must be known to pass.
        return pl.all_horizontal(
            pl.col(name) >= pl.col(previous_name(name)) - (self._room(name) + FLOAT_SLACK) for name in self.names
        )

    def _room(self, name: str) -> float | pl.Expr:
        """What rounding may take from a figure: half a unit of each, of a whole one half of one."""
        half = self.precision.half(name)
        if isinstance(half, float) and not half:
            return 0.0
        both = (pl.col(name), pl.col(previous_name(name)))
        halves = [pl.max_horizontal(half, pl.when(one == one.round()).then(0.5)) for one in both]
        return halves[0] + halves[1]

    def _room_of(self, name: str, row: Row) -> float:
        half = self.precision.half_of(name, row)
        whole = (row[one] == round(row[one]) for one in (name, previous_name(name)))
        return sum(max(half, 0.5 if is_whole else 0.0) for is_whole in whole) if half else 0.0

    def explain(self, row: Row) -> Explanation:
        shrunk = []
        for name in self.names:
            now, then = row[name], row[previous_name(name)]
            if None not in (now, then) and now < then - (self._room_of(name, row) + FLOAT_SLACK):
                shrunk.append((name, now, then))
        previous = _period(row).previous
        _, now, then = shrunk[0]
        return Explanation(
            now,
            clean(then),
            clean(now - then),
            None,
            {"period": _text(previous)},
            columns=tuple(name for name, _, _ in shrunk),
            covers=tuple(f"{previous} {name}={before!r}" for name, _, before in shrunk),
        )


@dataclass(frozen=True)
class RatioOfOthers(Check):
    """A ratio within `times` the largest and one `times`-th of the smallest of the other boards; zeros left out.

    middle: and not below one so-many-th of their median. new: asked only where the board had no such figure in the
    period before; where it had, that says more.
    """

    ratio: Ratio
    times: float
    middle: float | None = None
    new: bool = False

    against: ClassVar[str] = "history"

    @property
    def operands(self) -> tuple[str, ...]:
        return self.ratio.columns

    @property
    def holds(self) -> pl.Expr:
        own = positive_quotient(*(pl.col(name) for name in self.operands))
        least, most, median = (pl.col(self.ratio.of_others(what)) for what in ("least", "most", "median"))
        within = (own >= least / self.times) & (own <= most * self.times)
        if self.middle is not None:
            within &= own >= median / self.middle
        return within if self.applies is None else pl.when(self.applies).then(within)

    @property
    def applies(self) -> pl.Expr | None:
        return pl.col(previous_name(self.operands[0])).is_null() if self.new else None

    def explain(self, row: Row) -> Explanation:
        least, most, median = (row[self.ratio.of_others(what)] for what in ("least", "most", "median"))
        low, high = least / self.times, most * self.times
        if self.middle is not None:
            low = max(low, median / self.middle)
        return _ratio_told(row, self.ratio, low, high, median)


LINES = 3  # of a list that make a mean


@dataclass(frozen=True)
class RatioOfRegister(Check):
    """A ratio within `times` the mean of some lines of a list, where neither the board's past nor others say more.

    Of fewer than three lines the mean is the less sure: so much more may the ratio be, and how much less says nothing,
    as one of them may be the largest in years.
    """

    ratio: Ratio
    lines: ListSum
    times: float

    against: ClassVar[str] = "history"

    @property
    def operands(self) -> tuple[str, ...]:
        return self.ratio.columns

    @property
    def holds(self) -> pl.Expr:
        own = positive_quotient(*map(pl.col, self.operands))
        count = pl.col(self.lines.lines.name)
        mean, times = positive_quotient(pl.col(self.lines.name), count), self.times * LINES / count.clip(1, LINES)
        return pl.when(self.applies).then((own <= mean * times) & ((count < LINES) | (own >= mean / times)))

    @property
    def applies(self) -> pl.Expr:
        nothing = pl.col(previous_name(self.operands[0])).is_null() & pl.col(self.ratio.of_others("median")).is_null()
        return nothing & (pl.col(self.lines.lines.name) > 0).fill_null(False)

    def explain(self, row: Row) -> Explanation:
        count = row[self.lines.lines.name]
        mean, times = row[self.lines.name] / count, self.times * LINES / min(count, LINES)
        least = 0.0 if count < LINES else mean / times
        told = _ratio_told(row, self.ratio, least, mean * times, mean)
        return replace(told, words={**told.words, "usual": _short(mean)})


def _ratio_told(row: Row, ratio: Ratio, low: float, high: float, usual: float) -> Explanation:
    part, *whole = ratio.columns
    found = _short(row[part] / row[whole[0]] if whole else row[part])
    words = {"ratio": ratio, "low": _short(low), "high": _short(high)}
    return Explanation(found, f"{plain(_short(low))}..{plain(_short(high))}", None, None, words, usual=usual)


def positive_quotient(above: pl.Expr, below: pl.Expr | None = None) -> pl.Expr:
    """above / below, or above by itself; null unless both are more than zero."""
    if below is None:
        return pl.when(above > 0).then(above)
    return pl.when((above > 0) & (below > 0)).then(above / below)


def _short(ratio: float) -> float:
    """Four significant digits: a bound of ten times needs no more."""
    return float(f"{ratio:.4g}")


def _period(row: Row) -> Period:
    return parse_period(row[PERIOD])


def _text(period: Period) -> Text:
    return Text(period.text_vi, period.text_en)
