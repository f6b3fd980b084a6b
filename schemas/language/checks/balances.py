"""A whole and its parts: a sum that must be met, a bound that must not be passed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import polars as pl

from schemas.language.checks.check import FLOAT_SLACK, SLACK, Balance, Check, Explanation, Page, Row, Spelt, allowance
from schemas.language.checks.expressions import (
    WholeOf,
    all_conditions,
    any_given,
    clean,
    figure,
    plain,
    where_applies,
    within_room,
)
from schemas.language.columns import list_sum, x_name
from schemas.rules import QUERY

LARGE = 1000.0  # counts from here on may be written rounded
ROUNDED_TO = (10.0, 100.0, 1000.0)


@dataclass(frozen=True)
class Sum(Check):
    """own = sum of coefficient * part, within the allowance. x in a cell of `none` counts as no amount."""

    own: str
    parts: tuple[tuple[str, float], ...]
    none: frozenset[str] = frozenset()
    given: tuple[str, ...] = ()  # judged only where one of these holds something
    repeats: str = ""  # and not where it says the same as this column, which is judged by itself

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.parts)

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own, *self._names)

    @property
    def x_matters(self) -> tuple[str, ...]:
        return tuple(self.none)

    @property
    def applies(self) -> pl.Expr | None:
        there = any_given(self.given, self.none)
        if there is None or not self.repeats:
            return there
        return there & ~(pl.col(self.own) == pl.col(self.repeats)).fill_null(False)

    @property
    def holds(self) -> pl.Expr:
        total = sum((c * figure(name, self.none) for name, c in self.parts), pl.lit(0.0))
        return where_applies(self.applies, within_room(figure(self.own, self.none) - total, self._allowance))

    @property
    def _allowance(self) -> float | pl.Expr:
        return allowance(self.precision, self.operands)

    @cached_property
    def balance(self) -> Balance:
        terms = ((self.own, 1.0), *((name, -c) for name, c in self.parts))
        fixed = self._allowance
        return Balance(terms, fixed if isinstance(fixed, float) else self._allowed, self.none)

    def _allowed(self, row: Row) -> float:
        return round(sum(self.precision.half_of(name, row) for name in self.operands), 9)

    def explain(self, row: Row) -> Explanation:
        found = row[self.own] or 0.0
        expected = clean(sum(c * (row[name] or 0.0) for name, c in self.parts))
        rounding = abs(found - expected) <= self._rounded(row) + FLOAT_SLACK
        return Explanation(
            "x" if row[self.own] is None else found,
            expected,
            clean(found - expected),
            clean(self.balance.allowed(row)),
            {"parts": tuple((name, c, row[name]) for name, c in self.parts)},
            kind="rounding" if rounding else "",
            severity=QUERY if rounding else "",
            exact=not rounding,
        )

    def _rounded(self, row: Row) -> float:
        """What rounding may explain where each figure is as coarse as it looks by itself."""
        halves = [self.precision.half_of(name, row) for name in self.operands]
        noughts = [half for name in self.operands if list_sum(name) is None and (half := of_noughts(row[name] or 0.0))]
        # One count in ten ends with a nought; where two do, they may have been rounded, all alike.
        rounded = len(noughts) * min(noughts) if not any(halves) and len(noughts) > 1 else 0.0
        return rounded + sum(
            max(half, by_itself(name, row) if half else 0.0) for name, half in zip(self.operands, halves)
        )

    def spelt(self, page: Page) -> Spelt:
        total = "".join(f"{'-' if c < 0 else '+'}{page.number(name)}" for name, c in self.parts).lstrip("+")
        own = page.number(self.own)
        room = "+".join(half for name in self.operands if (half := page.half(name)) != "0") or "0"
        gap, rounded = f"ABS({own}-({total}))", page.rounded(self.operands)
        fails = [page.known(self.operands, self.none), f"{gap}>{room}+{SLACK}"]
        if self.given:
            fails.append(page.given(self.given))
        if self.repeats:
            same = f"{own}={page.number(self.repeats)}"
            fails.append(f"NOT(AND({page.known((self.own, self.repeats))},{same}))")
        places = {"found": (own, self.own), "expected": (total, self.own)}
        query = f"{gap}<={rounded}+{SLACK}" if rounded else ""
        return Spelt(all_conditions(fails), "sum", places, query, "sum_rounded")


@dataclass(frozen=True)
class Bound(Check):
    """sum of parts <= whole. Rounding keeps the order of two figures; a sum of rounded parts may pass its whole."""

    parts: tuple[str, ...]
    whole: str
    own: str  # the place spoken of: one of the parts, or the whole
    none: frozenset[str] = frozenset()
    open_ended: bool = False  # x in the whole is no limit
    given: tuple[str, ...] = ()

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own, *(name for name in (*self.parts, self.whole) if name != self.own))

    @property
    def x_matters(self) -> tuple[str, ...]:
        return (*self.none, self.whole) if self.open_ended else tuple(self.none)

    @property
    def applies(self) -> pl.Expr | None:
        return any_given(self.given, self.none)

    @property
    def _room(self) -> float | pl.Expr:
        """Of one part nothing where both are rounded alike, else half a unit of the coarser; of several all halves."""
        if len(self.parts) > 1:
            return allowance(self.precision, self.operands)
        part, whole = (self.precision.half(name) for name in (self.parts[0], self.whole))
        if isinstance(part, float) and isinstance(whole, float):
            return _coarser(part, whole)
        one, other = (half if isinstance(half, pl.Expr) else pl.lit(half) for half in (part, whole))
        return pl.when(one == other).then(0.0).otherwise(pl.max_horizontal(one, other))

    def _room_of(self, row: Row) -> float:
        halves = [self.precision.half_of(name, row) for name in (*self.parts, self.whole)]
        return _coarser(*halves) if len(self.parts) == 1 else sum(halves)

    @property
    def holds(self) -> pl.Expr:
        total = sum((figure(name, self.none) for name in self.parts), pl.lit(0.0))
        within = total <= figure(self.whole, self.none) + self._room + FLOAT_SLACK
        if self.open_ended:
            within = pl.when(pl.col(x_name(self.whole)) & total.is_not_null()).then(True).otherwise(within)
        return where_applies(self.applies, within)

    def explain(self, row: Row) -> Explanation:
        amount = clean(sum(row[name] or 0.0 for name in self.parts))
        limit = row[self.whole] or 0.0
        room = self._room_of(row)
        halves = [self.precision.half_of(name, row) for name in self.operands]
        looks = sum(max(half, by_itself(name, row) if half else 0.0) for name, half in zip(self.operands, halves))
        rounding = len(self.parts) > 1 and amount - limit <= looks + FLOAT_SLACK
        found, expected = (limit, f">= {plain(amount)}") if self.own == self.whole else (amount, f"<= {plain(limit)}")
        words = {
            "parts": tuple((name, 1.0, row[name]) for name in self.parts),
            "amount": amount,
            "limit": "x" if row[self.whole] is None else limit,
            "whole": WholeOf(self.whole),
        }
        weight = QUERY if rounding else ""
        return Explanation(
            found, expected, clean(amount - limit), clean(room), words, severity=weight, exact=not rounding
        )

    def spelt(self, page: Page) -> Spelt:
        total = "+".join(page.number(name) for name in self.parts)
        whole = page.number(self.whole)
        halves = [page.half(name) for name in self.operands]
        room = "".join(f"+{half}" for half in halves if half != "0")
        if len(self.parts) == 1:
            one, other = halves
            room = "" if one == other else f"+IF({one}={other},0,MAX({one},{other}))"
        fails = [page.known((*self.parts, self.whole), self.none), f"{total}-{whole}>{SLACK}{room}"]
        if self.given:
            fails.append(page.given(self.given))
        places = {"found": (total, self.own), "expected": (whole, self.whole)}
        rounded = page.rounded(self.operands) if len(self.parts) > 1 and set(halves) != {"0"} else ""
        query = f"{total}-{whole}<={rounded}+{SLACK}" if rounded else ""
        return Spelt(all_conditions(fails), "bound", places, query, "bound")


def by_itself(name: str, row: Row) -> float:
    """Half a unit of the last decimal a figure needs, of a whole one half of one; of a sum over a list of each line."""
    value, total = row[name], list_sum(name)
    if total is not None and total.halves in row:
        return float(row[total.halves] or 0.0)
    lines = (row[total.lines.name] or 0.0) if total else 1.0
    exponent = int(Decimal(repr(clean(value))).normalize().as_tuple().exponent) if value else 0
    return lines * 0.5 * 10.0 ** min(exponent, 0) if value else 0.0


def of_noughts(count: float) -> float:
    """Half of what a large count may have been rounded to: tens, hundreds or thousands; two digits are left."""
    units = [unit for unit in ROUNDED_TO if count >= max(LARGE, 10 * unit) and count % unit == 0]
    return 0.5 * max(units, default=0.0)


def _coarser(one: float, other: float) -> float:
    """What rounding may have done to the order of two figures: nothing where it is the same of both."""
    return 0.0 if one == other else max(one, other)
