"""A rule applied to one place of the form: the condition, what it reads, and how a failure is explained.

A rule expands from the form into applications. Their conditions are polars expressions over the wide frame
(`cells.py`), true, false or null; null means that an operand is missing: unverifiable, never passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from flows.validate.figures.cells import column
from flows.validate.figures.tolerance import FLOAT_SLACK, balances_expr, sum_of_halves
from schemas.form import Form, ValueKey

Row = Mapping[str, Any]  # one row of the wide frame: figures or None, and whether cells hold x


@dataclass(frozen=True)
class Explanation:
    """Why an application failed on one row. `places` fill the text of its kind; numbers stay numbers."""

    found: float | str
    expected: float | str
    difference: float | None
    allowance: float | None
    places: Mapping[str, object] = field(default_factory=dict)
    suspect: str = ""  # the operand that looks wrong by itself; empty when the place the rule speaks about does
    kind: str = ""  # of the text, where one rule has several
    columns: tuple[str, ...] = ()  # the operands it is about, where not all are; the place spoken of first
    covers: tuple[str, ...] = ()  # what else a waiver covers: the figures of history it was held against
    balance: Balance | None = None  # where its constants are known only now


@dataclass(frozen=True)
class Balance:
    """sum of coefficient * cell = 0 within `allowance` (a number, or computed from the row).

    Cells are columns of the wide frame, list sums included.
    """

    terms: tuple[tuple[str, float], ...]
    allowance: float | Callable[[Row], float]
    none: frozenset[str] = frozenset()  # cells whose x counts as no amount here

    def figure(self, name: str, row: Row) -> float | None:
        """What a cell counts for in this balance; None where it is missing."""
        value = row[name]
        return 0.0 if value is None and name in self.none and row.get(f"{name}?x") else value

    def allowed(self, row: Row) -> float:
        return self.allowance(row) if callable(self.allowance) else self.allowance

    def imbalance(self, row: Row) -> float | None:
        total = 0.0
        for name, coefficient in self.terms:
            value = self.figure(name, row)
            if value is None:
                return None
            total += coefficient * value
        return total


@dataclass(frozen=True)
class Application:
    """One rule at one place. `operands` are columns of the wide frame, the place the rule speaks about first."""

    rule: str
    kind: str
    code: str
    sector: str
    measure: str
    operands: tuple[str, ...]
    holds: pl.Expr
    explain: Callable[[Row], Explanation]
    balance: Balance | None = None
    severity: str = ""  # the rule's own unless given
    applies: pl.Expr | None = None  # false: nothing to judge here (a total line that is not there), so not counted
    sheet: str = ""  # the sheet of the form it speaks of as a whole, reported at that sheet's title
    inequality: tuple[tuple[str, float], ...] = ()  # sum of coefficient * cell <= 0, for rules of that form

    @property
    def name(self) -> str:
        return f"{self.rule} {self.kind} {self.code} {self.sector} {self.measure}"


@dataclass(frozen=True)
class CellRule:
    """One condition on every cell of a kind: `holds` is over the column `value` of the dense cells."""

    rule: str
    kind: str
    keys: tuple[ValueKey, ...]
    holds: pl.Expr
    explain: Callable[[float], Explanation]


@dataclass(frozen=True)
class LineRule:
    """One condition on every line of a list sheet.

    `applies` and `holds` are over the frame of list lines (`_from` and `_to` are the first and last day an event of
    the period may bear). `keys` are the list columns whose cells the check reads, the most suspected first;
    `together` names the columns that make lines one case (all their cells are then read).
    """

    rule: str
    kind: str
    sheet: str
    keys: tuple[str, ...]
    applies: pl.Expr
    holds: pl.Expr
    explain: Callable[[Mapping[str, object]], Explanation]
    together: tuple[str, ...] = ()
    severity: str = ""


@dataclass(frozen=True)
class StandingRule:
    """One condition on every figure that has a history, or on every x that stands where figures stood before.

    `fails` is over the columns of `standings.UNUSUAL_SCHEMA` (of x: `standings.FORMER_SCHEMA`); `explain` takes one
    of their rows.
    """

    rule: str
    fails: pl.Expr
    explain: Callable[[Row], Explanation]
    of_x: bool = False


def place(key: ValueKey) -> tuple[str, str, str]:
    return key.code, key.sector, key.measure


def equality(
    rule: str,
    kind: str,
    reported: ValueKey,
    parts: Mapping[str, float],
    halves: float,
    counted: tuple[pl.Expr, Callable[[Row], float]] | None = None,
    none: Iterable[ValueKey] = (),
) -> Application:
    """reported = sum of coefficient * part, within `halves` (or within what `counted` computes from the row).

    `parts` maps columns to coefficients. The failure shows the reported figure against the sum of the parts.
    `none` are the cells whose x counts as no amount; any other x leaves the equality unverifiable.
    """
    own = column(reported)
    no_amount = frozenset(column(key) for key in none)

    def counts_as(name: str) -> pl.Expr:
        return figure_or_none(name) if name in no_amount else pl.col(name)

    total = sum((coefficient * counts_as(name) for name, coefficient in parts.items()), pl.lit(0.0))
    allowance, allowed = counted or (pl.lit(halves), halves)
    balance = Balance(((own, 1.0), *((name, -c) for name, c in parts.items())), allowed, no_amount)

    def explain(row: Row) -> Explanation:
        found = row[own] or 0.0
        shown: float | str = "x" if row[own] is None else found
        expected = clean(sum(c * (row[name] or 0.0) for name, c in parts.items()))
        return Explanation(
            shown,
            expected,
            clean(found - expected),
            clean(balance.allowed(row)),
            {"parts": tuple((name, c, row[name]) for name, c in parts.items())},
        )

    holds = balances_expr(counts_as(own) - total, allowance)
    return Application(rule, kind, *place(reported), (own, *parts), holds, explain, balance)


def at_most(
    rule: str, kind: str, reported: ValueKey, parts: tuple[str, ...], whole: str, allowance: float = 0.0
) -> Application:
    """sum of parts <= whole, within the allowance (0 where both are rounded alike: rounding keeps order).

    `reported` is the place the rule speaks about: one of the parts, or the whole.
    """
    own = column(reported)
    total = sum((pl.col(name) for name in parts), pl.lit(0.0))

    def explain(row: Row) -> Explanation:
        amount = clean(sum(row[name] or 0.0 for name in parts))
        limit = row[whole] or 0.0
        shown: float | str = "x" if row[whole] is None else limit
        found, expected = (limit, f">= {plain(amount)}") if own == whole else (amount, f"<= {plain(limit)}")
        places = {"parts": tuple((name, 1.0, row[name]) for name in parts), "amount": amount, "limit": shown}
        return Explanation(found, expected, clean(amount - limit), allowance, {**places, "whole": whole})

    operands = (own, *(name for name in (*parts, whole) if name != own))
    holds = total <= pl.col(whole) + allowance + FLOAT_SLACK
    bound = (*((name, 1.0) for name in parts), (whole, -1.0))
    return Application(rule, kind, *place(reported), operands, holds, explain, inequality=bound)


def figure_or_none(name: str) -> pl.Expr:
    """The figure of a cell, x counting as no amount; null where it is missing."""
    return pl.when(pl.col(f"{name}?x")).then(0.0).otherwise(pl.col(name))


def halves_of(form: Form, *keys: ValueKey) -> float:
    """The sum of the half units of these cells."""
    return sum_of_halves(form.half_unit(key) for key in keys)


def clean(number: float) -> float:
    """A computed figure without binary noise (six decimals are more than any declared)."""
    rounded = round(number, 6)
    return 0.0 if rounded == 0 else rounded


def plain(number: float | str | None) -> str:
    """A figure as machines write it: `17`, `508.9`, `-7.5`."""
    if number is None:
        return ""
    if isinstance(number, str):
        return number
    rounded = clean(number)
    if abs(number - rounded) > 1e-9 * max(1.0, abs(number)):
        return f"{number:.15g}"  # more decimals than a sum leaves behind: they were written
    number = rounded
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
