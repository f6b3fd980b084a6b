"""Figures that are zero together, and figures that are not given without another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from schemas.language.checks.check import Check, Explanation, Page, Row, Spelt
from schemas.language.checks.expressions import WholeOf, all_conditions, all_known, clean
from schemas.language.columns import key_of
from schemas.rules import QUERY


class ZeroKind(NamedTuple):
    """Which of two figures may be zero without the other. `words` is the sentence of a template."""

    first_alone: bool
    second_alone: bool
    words: str


ZEROS = {
    "zero with": ZeroKind(False, False, "zero_with"),
    "zero only where": ZeroKind(False, True, "zero_only_where"),
    "zero where": ZeroKind(True, False, "zero_where"),
}


HALF_OF_ONE = 0.5


@dataclass(frozen=True)
class Zeros(Check):
    """Whether one figure is zero says whether another is: both ways, or one; the one that is zero is suspected.

    In a column written in whole ones zero may be what less than a half was rounded to: that is a query.
    """

    first: str
    second: str
    which: ZeroKind

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.first, self.second)

    @property
    def holds(self) -> pl.Expr:
        one, other = pl.col(self.first) == 0, pl.col(self.second) == 0
        first_alone = pl.lit(self.which.first_alone) | ~one | other
        second_alone = pl.lit(self.which.second_alone) | ~other | one
        return pl.when(all_known(self.operands)).then(first_alone & second_alone)

    def explain(self, row: Row) -> Explanation:
        number, amount = row[self.first] or 0.0, row[self.second] or 0.0
        codes = {"count_code": key_of(self.first).code, "money_code": key_of(self.second).code}
        zero = self.first if number == 0 else self.second
        words = {"count": number, "money": amount, **codes}
        small = self.precision.half_of(zero, row) >= HALF_OF_ONE
        return Explanation(0.0, "!= 0", None, 0.0, words, suspect=zero, severity=QUERY if small else "")

    def spelt(self, page: Page) -> Spelt:
        one, other = f"{page.number(self.first)}=0", f"{page.number(self.second)}=0"
        ways = [] if self.which.first_alone else [f"AND({one},NOT({other}))"]
        ways += [] if self.which.second_alone else [f"AND({other},NOT({one}))"]
        fails = all_conditions([page.known(self.operands), f"OR({','.join(ways)})"])
        halves = [
            (zero, half) for zero, name in ((one, self.first), (other, self.second)) if (half := page.half(name)) != "0"
        ]
        small = [f"AND({zero},{half}>={HALF_OF_ONE})" for zero, half in halves]
        return Spelt(fails, self.which.words, {}, f"OR({','.join(small)})" if small else "", self.which.words)


@dataclass(frozen=True)
class NoneWithout(Check):
    """first = 0 when second = 0: there is nothing of the one without the other."""

    first: str
    second: str

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.first, self.second)

    @property
    def holds(self) -> pl.Expr:
        return pl.when(all_known(self.operands)).then((pl.col(self.second) != 0) | (pl.col(self.first) == 0))

    def explain(self, row: Row) -> Explanation:
        found = row[self.first] or 0.0
        return Explanation(found, 0.0, clean(found), 0.0, {"whole": WholeOf(self.second)})

    def spelt(self, page: Page) -> Spelt:
        first, second = page.number(self.first), page.number(self.second)
        fails = all_conditions([page.known(self.operands), f"{second}=0", f"{first}<>0"])
        return Spelt(fails, "none_without", {"found": (first, self.first)})
