"""What every check has: a condition, what it says where it fails, the balance it is, and its spreadsheet formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Protocol

import polars as pl

from schemas.form import ValueKey
from schemas.language.columns import x_name

Row = Mapping[str, Any]  # one row of the wide frame: figures or None, and whether cells hold x
# Binary fractions of decimal figures: sums of a hundred figures below 10^8 err by less than this, and the smallest
# half unit of the form (0.005) is far above it.
FLOAT_SLACK = 1e-6
SLACK = "1E-6"  # the same, for a spreadsheet


@dataclass(frozen=True)
class Explanation:
    """Why a check failed on one row. `words` fill the sentence of its kind; numbers stay numbers."""

    found: float | str
    expected: float | str
    difference: float | None
    allowance: float | None
    words: Mapping[str, object] = field(default_factory=dict)
    suspect: str = ""  # the operand that looks wrong by itself; empty when the place the rule speaks about does
    kind: str = ""  # of the sentence, where one rule has several
    columns: tuple[str, ...] = ()  # the operands it is about, where not all are; the place spoken of first
    covers: tuple[str, ...] = ()  # what else a waiver covers: the figures of history it was held against
    balance: Balance | None = None  # where its constant is known only now
    likely: float | None = None  # the figure the rule suggests by itself, where `expected` does not say it
    usual: float | None = None  # what others have, where it was held against them
    factor: float | None = None  # how many times too large it is, where it is off by a power of 1000
    currency: bool = False  # it is off by the exchange rate
    put_right: tuple[tuple[str, float], ...] = ()  # the figures the rule suggests by itself, and the slip they show
    slip: str = ""
    severity: str = ""  # where this failure weighs less than the rule
    exact: bool = True  # whether a cell can be said to be wrong; rounding alone may explain it where not
    together: str = ""  # failures of one word here have one cause


@dataclass(frozen=True)
class Balance:
    """sum of coefficient * column + `constant` = 0 within `allowance` (a number, or computed from the row)."""

    terms: tuple[tuple[str, float], ...]
    allowance: float | Callable[[Row], float]
    none: frozenset[str] = frozenset()  # cells whose x counts as no amount here
    constant: float = 0.0

    def figure(self, name: str, row: Row) -> float | None:
        """What a cell counts for in this balance; None where it is missing."""
        value = row[name]
        return 0.0 if value is None and name in self.none and row.get(x_name(name)) else value

    def allowed(self, row: Row) -> float:
        return self.allowance(row) if callable(self.allowance) else self.allowance

    def imbalance(self, row: Row) -> float | None:
        total = 0.0
        for name, coefficient in self.terms:
            value = self.figure(name, row)
            if value is None:
                return None
            total += coefficient * value
        return total + self.constant


class Precision(Protocol):
    """How far figures may be from the truth: half a unit of the last decimal each, whoever says which that is."""

    def half(self, name: str) -> float | pl.Expr:
        """Of one column."""

    def half_of(self, name: str, row: Row) -> float:
        """Of one column in one row."""


def allowance(precision: Precision, names: Iterable[str]) -> float | pl.Expr:
    """What a balance over these columns may be off by."""
    halves = [precision.half(name) for name in names]
    fixed = round(sum(half for half in halves if isinstance(half, float)), 9)
    counted = [half for half in halves if isinstance(half, pl.Expr)]
    return sum(counted, start=pl.lit(fixed)) if counted else fixed


class Page(Protocol):
    """A printed form, to write formulas for: every answer is a spreadsheet formula."""

    def number(self, name: str) -> str:
        """The figure of a column, 0 where there is none."""

    def known(self, names: Sequence[str], none: Iterable[str] = ()) -> str:
        """Whether all have a figure, x counting as none in those of `none`."""

    def holds_x(self, name: str) -> str: ...

    def given(self, names: Sequence[str]) -> str:
        """Whether any of them holds anything."""

    def half(self, name: str) -> str:
        """How far a figure may be from the truth."""

    def rounded(self, names: Sequence[str]) -> str:
        """What a sum may be off by where each figure is as coarse as it looks by itself; empty where it is exact."""

    def other_rates(self, part: str, whole: str, factor: float) -> Sequence[str]:
        """The quotient by other usual definitions."""


class Spelt(NamedTuple):
    """A check as spreadsheet formulas: whether it fails, and what fills the sentence `words` then."""

    fails: str
    words: str
    places: Mapping[str, tuple[str, str]]  # name -> formula and the column whose decimals it is shown with
    query: str = ""  # true where failing weighs less than the rule
    query_words: str = ""


@dataclass(frozen=True)
class Check:
    """One rule at one place. A shape adds what is held against what."""

    rule: str
    kind: str
    place: ValueKey  # what the rule speaks about
    severity: str  # the rule's own unless given
    precision: Precision

    against: ClassVar[str] = ""  # needs columns of history: `opening` settles acceptance, `history` judges it
    sheet: ClassVar[str] = ""  # a sheet it speaks of as a whole, reported at that sheet's title

    @property
    def name(self) -> str:
        return f"{self.rule} {self.kind} {self.code} {self.sector} {self.measure}"

    @property
    def code(self) -> str:
        return self.place.code

    @property
    def sector(self) -> str:
        return self.place.sector

    @property
    def measure(self) -> str:
        return self.place.measure

    @property
    def operands(self) -> tuple[str, ...]:
        """Columns it reads, the place the rule speaks about first."""
        raise NotImplementedError

    @property
    def several(self) -> tuple[str, ...]:
        """Columns `holds` reads several at a time: polars does not count them among the roots of an expression."""
        return ()

    @property
    def holds(self) -> pl.Expr:
        raise NotImplementedError

    @property
    def surely(self) -> pl.Expr | None:
        """A condition far cheaper than `holds`: where it is true, so is `holds`. None where there is none."""
        return None

    def explain(self, row: Row) -> Explanation:
        raise NotImplementedError

    def spelt(self, page: Page) -> Spelt | None:
        """The check for a printed form; None where it needs more than the form."""
        return None

    @property
    def applies(self) -> pl.Expr | None:
        """False: nothing to judge here (a total line that is not there), so not counted."""
        return None

    @property
    def balance(self) -> Balance | None:
        return None

    @property
    def x_matters(self) -> tuple[str, ...]:
        """The columns whose x it asks for."""
        return ()
