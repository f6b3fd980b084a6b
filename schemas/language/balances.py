"""What a rule says at one place of the form: condition, tolerance, failure told, repair term, spreadsheet formula.

A formula of `rules.csv` (`formulas.py`) becomes checks of these shapes. A condition is a polars expression over the
wide frame (`columns.py`): true, false, or null where an operand is missing (unverifiable, never passed). The formula
for a spreadsheet stands below the condition it repeats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Protocol

import polars as pl

from schemas.form import Form, ValueKey
from schemas.language.columns import key_of, list_sum, x_name
from schemas.rules import QUERY

Row = Mapping[str, Any]  # one row of the wide frame: figures or None, and whether cells hold x

# Binary fractions of decimal figures: sums of a hundred figures below 10^8 err by less than this, and the smallest
# half unit of the form (0.005) is far above it.
FLOAT_SLACK = 1e-6
_SLACK = "1E-6"  # the same, for a spreadsheet


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


@dataclass(frozen=True)
class Declared:
    """The precision the form declares: half a unit of a line's decimals, for a list sum one for each of its lines."""

    form: Form

    def half(self, name: str) -> float | pl.Expr:
        summed = list_sum(name)
        half = self._one(name)
        return half * pl.col(summed.lines.name) if summed and half else half

    def half_of(self, name: str, row: Row) -> float:
        summed = list_sum(name)
        return self._one(name) * (row[summed.lines.name] or 0.0) if summed and summed.amount else self._one(name)

    def _one(self, name: str) -> float:
        """Of one cell, of the form or of a list; a whole count has none."""
        return 0.5 * 10.0**-decimals if (decimals := decimals_of(self.form, name)) else 0.0


def decimals_of(form: Form, name: str) -> int:
    """The decimals declared for a column: of its line, of its list column, none for a number of lines."""
    summed = list_sum(name)
    sheet, _, key = (summed.sheet, "", summed.amount) if summed else key_of(name)
    if sheet in form.by_code:
        return form.by_code[sheet].decimals
    return next((item.decimals for item in form.list_sheets[sheet] if item.key == key), 0)


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

    def rounded(self, check: Sum) -> str:
        """What a sum may be off by where each figure is as coarse as it looks by itself; empty where it is exact."""

    def other_rates(self, check: Quotient) -> Sequence[str]:
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
        there = _given(self.given, self.none)
        if there is None or not self.repeats:
            return there
        return there & ~(pl.col(self.own) == pl.col(self.repeats)).fill_null(False)

    @property
    def holds(self) -> pl.Expr:
        total = sum((c * figure(name, self.none) for name, c in self.parts), pl.lit(0.0))
        return _where(self.applies, _within(figure(self.own, self.none) - total, self._allowance))

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
        """What rounding may explain where each figure is as coarse as it looks by itself, whole at the most.

        The sum over a list is as coarse as each of its lines.
        """
        allowed = 0.0
        for name in self.operands:
            half, value, total = self.precision.half_of(name, row), row[name], list_sum(name)
            lines = (row[total.lines.name] or 0.0) if total else 1.0
            allowed += max(half, lines * _own_half(clean(value))) if half and value else half
        return allowed

    def spelt(self, page: Page) -> Spelt:
        total = "".join(f"{'-' if c < 0 else '+'}{page.number(name)}" for name, c in self.parts).lstrip("+")
        own = page.number(self.own)
        room = "+".join(half for name in self.operands if (half := page.half(name)) != "0") or "0"
        gap, rounded = f"ABS({own}-({total}))", page.rounded(self)
        fails = [page.known(self.operands, self.none), f"{gap}>{room}+{_SLACK}"]
        if self.given:
            fails.append(page.given(self.given))
        if self.repeats:
            same = f"{own}={page.number(self.repeats)}"
            fails.append(f"NOT(AND({page.known((self.own, self.repeats))},{same}))")
        places = {"found": (own, self.own), "expected": (total, self.own)}
        query = f"{gap}<={rounded}+{_SLACK}" if rounded else ""
        return Spelt(_all(fails), "sum", places, query, "sum_rounded")


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
        return _given(self.given, self.none)

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
        return _where(self.applies, within)

    def explain(self, row: Row) -> Explanation:
        amount = clean(sum(row[name] or 0.0 for name in self.parts))
        limit = row[self.whole] or 0.0
        room = self._room_of(row)
        found, expected = (limit, f">= {plain(amount)}") if self.own == self.whole else (amount, f"<= {plain(limit)}")
        words = {
            "parts": tuple((name, 1.0, row[name]) for name in self.parts),
            "amount": amount,
            "limit": "x" if row[self.whole] is None else limit,
            "whole": WholeOf(self.whole),
        }
        return Explanation(found, expected, clean(amount - limit), clean(room), words)

    def spelt(self, page: Page) -> Spelt:
        total = "+".join(page.number(name) for name in self.parts)
        whole = page.number(self.whole)
        halves = [page.half(name) for name in self.operands]
        room = "".join(f"+{half}" for half in halves if half != "0")
        if len(self.parts) == 1:
            one, other = halves
            room = "" if one == other else f"+IF({one}={other},0,MAX({one},{other}))"
        fails = [page.known((*self.parts, self.whole), self.none), f"{total}-{whole}>{_SLACK}{room}"]
        if self.given:
            fails.append(page.given(self.given))
        return Spelt(_all(fails), "bound", {"found": (total, self.own), "expected": (whole, self.whole)})


def _own_half(value: float) -> float:
    """Half a unit of the last decimal a figure needs, of a whole one half of one."""
    exponent = int(Decimal(repr(value)).normalize().as_tuple().exponent)
    return 0.5 * 10.0 ** min(exponent, 0)


def _coarser(one: float, other: float) -> float:
    """What rounding may have done to the order of two figures: nothing where it is the same of both."""
    return 0.0 if one == other else max(one, other)


class WholeOf(str):
    """The column of a whole, where a sentence names it."""


class AsWritten(float):
    """A figure shown with every decimal it has: 14.0000001 is not to read 14."""


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


@dataclass(frozen=True)
class Zeros(Check):
    """Whether one figure is zero says whether another is: both ways, or one; the one that is zero is suspected."""

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
        return pl.when(_known(self.operands)).then(first_alone & second_alone)

    def explain(self, row: Row) -> Explanation:
        number, amount = row[self.first] or 0.0, row[self.second] or 0.0
        codes = {"count_code": key_of(self.first).code, "money_code": key_of(self.second).code}
        zero = self.first if number == 0 else self.second
        return Explanation(0.0, "!= 0", None, 0.0, {"count": number, "money": amount, **codes}, suspect=zero)

    def spelt(self, page: Page) -> Spelt:
        one, other = f"{page.number(self.first)}=0", f"{page.number(self.second)}=0"
        ways = [] if self.which.first_alone else [f"AND({one},NOT({other}))"]
        ways += [] if self.which.second_alone else [f"AND({other},NOT({one}))"]
        fails = _all([page.known(self.operands), f"OR({','.join(ways)})"])
        return Spelt(fails, self.which.words, {})


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
        return pl.when(_known(self.operands)).then((pl.col(self.second) != 0) | (pl.col(self.first) == 0))

    def explain(self, row: Row) -> Explanation:
        found = row[self.first] or 0.0
        return Explanation(found, 0.0, clean(found), 0.0, {"whole": WholeOf(self.second)})

    def spelt(self, page: Page) -> Spelt:
        first, second = page.number(self.first), page.number(self.second)
        fails = _all([page.known(self.operands), f"{second}=0", f"{first}<>0"])
        return Spelt(fails, "none_without", {"found": (first, self.first)})


@dataclass(frozen=True)
class Quotient(Check):
    """own = factor * part / whole: their intervals meet; own is x where the whole is 0 or x."""

    own: str
    part: str
    whole: str
    factor: float
    decimals: int

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own, self.part, self.whole)

    @property
    def x_matters(self) -> tuple[str, ...]:
        return (self.own, self.whole)

    @property
    def holds(self) -> pl.Expr:
        own, part, whole = (pl.col(name) for name in self.operands)
        half_own, half_part, half_whole = (self.precision.half(name) for name in self.operands)
        low = pl.max_horizontal(part - half_part, pl.lit(0.0)) * self.factor / (whole + half_whole)
        # A whole that may be zero within its interval sets no upper limit.
        high = (part + half_part) * self.factor / (whole - half_whole)
        high = pl.when(whole > half_whole).then(high).otherwise(float("inf"))
        meets = (own - half_own <= high + FLOAT_SLACK) & (low <= own + half_own + FLOAT_SLACK)
        x, stated = pl.col(x_name(self.own)), own.is_not_null()
        return (
            pl.when((whole == 0) | pl.col(x_name(self.whole)))
            .then(pl.when(x).then(True).when(stated).then(False))
            .when(part.is_not_null() & whole.is_not_null())
            .then(pl.when(x).then(False).when(stated).then(meets))
        )

    def explain(self, row: Row) -> Explanation:
        part, whole, found = row[self.part] or 0.0, row[self.whole] or 0.0, row[self.own]
        words = {
            "part": part,
            "whole": "x" if row[self.whole] is None else whole,
            "part_code": key_of(self.part).code,
            "whole_code": key_of(self.whole).code,
        }
        if whole == 0:
            return Explanation(found if found is not None else "", "x", None, 0.0, words)
        exact = part / whole * self.factor
        expected = clean(round(exact, self.decimals))
        if found is None:
            return Explanation("x", expected, None, 0.0, words)
        half_own, half_part, half_whole = (self.precision.half_of(name, row) for name in self.operands)
        low = max(part - half_part, 0.0) * self.factor / (whole + half_whole)
        high = (part + half_part) * self.factor / (whole - half_whole) if whole > half_whole else exact  # none
        room = round(half_own + max(high - exact, exact - low), 3)
        return Explanation(found, expected, clean(found - expected), room, words)

    def spelt(self, page: Page) -> Spelt:
        own, part, whole = (page.number(name) for name in self.operands)
        half_own, half_part, half_whole = (page.half(name) for name in self.operands)
        zero = f"OR(AND({page.known((self.whole,))},{whole}=0),{page.holds_x(self.whole)})"
        low = f"MAX({part}-{half_part},0)*{self.factor:g}/({whole}+{half_whole})"
        # Multiplied out, because the whole less its half may be zero.
        above = f"({own}-{half_own}-{_SLACK})*({whole}-{half_whole})>({part}+{half_part})*{self.factor:g}"
        apart = f"OR({own}+{half_own}+{_SLACK}<{low},AND({whole}>{half_whole},{above}))"
        stated, both = page.known((self.own,)), page.known((self.part, self.whole))
        otherwise = f"AND({both},OR({page.holds_x(self.own)},AND({stated},{apart})))"
        middle = f"{part}*{self.factor:g}/MAX({whole},{_SLACK})"
        places = {"found": (own, self.own), "expected": (middle, self.own)}
        near = f"{0.5 * 10.0**-self.decimals:g}+{_SLACK}+IF({own}=INT({own}),0.5,0)"
        rates = [f"ABS({rate}-{own})<={near}" for rate in page.other_rates(self)]
        query = f"AND({stated},OR({','.join(rates)}))" if rates else ""
        return Spelt(f"IF({zero},{stated},{otherwise})", "quotient", places, query, "quotient_otherwise")


@dataclass(frozen=True)
class Share(Check):
    """part / whole lies between two percentages; nothing to say where both are zero."""

    part: str
    whole: str
    least: float
    most: float

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.part, self.whole)

    @property
    def holds(self) -> pl.Expr:
        part, whole = pl.col(self.part), pl.col(self.whole)
        share = part / whole * 100
        within = (whole != 0) & (share >= self.least - 1e-9) & (share <= self.most + 1e-9)
        return pl.when(_known(self.operands) & ((whole != 0) | (part != 0))).then(within)

    def explain(self, row: Row) -> Explanation:
        part, whole = row[self.part] or 0.0, row[self.whole] or 0.0
        percent: float | str = clean(round(part / whole * 100, 2)) if whole else "∞"
        words = {
            "part": part,
            "whole_figure": whole,
            "least": self.least,
            "most": self.most,
            "part_code": key_of(self.part).code,
            "whole": WholeOf(self.whole),
            "whole_code": key_of(self.whole).code,
        }
        return Explanation(percent, f"{self.least}..{self.most}", None, None, words)

    def spelt(self, page: Page) -> Spelt:
        part, whole = page.number(self.part), page.number(self.whole)
        share = f"{part}*100/{whole}"
        outside = f"IF({whole}=0,{part}<>0,OR({share}<{self.least:g}-1E-9,{share}>{self.most:g}+1E-9))"
        fails = _all([page.known(self.operands), outside])
        return Spelt(fails, "share", {"found": (part, self.part), "expected": (whole, self.whole)})


# --- every cell of a kind, every line of a list -------------------------------------------------------------------


@dataclass(frozen=True)
class CellRule:
    """One condition on every cell of a kind, over the column `value`."""

    rule: str
    kind: str
    keys: tuple[ValueKey, ...]

    def holds(self, value: pl.Expr) -> pl.Expr:
        raise NotImplementedError

    def explain(self, value: float) -> Explanation:
        raise NotImplementedError

    def spelt(self, cells: Sequence[str]) -> Spelt:
        """The rule for these cells of a printed line."""
        raise NotImplementedError


class NotNegative(CellRule):
    """No value below zero."""

    def holds(self, value: pl.Expr) -> pl.Expr:
        return value >= 0

    def explain(self, value: float) -> Explanation:
        return Explanation(value, ">= 0", clean(value), 0.0)

    def spelt(self, cells: Sequence[str]) -> Spelt:
        return Spelt(f"MIN({','.join(cells)})<0", "negative", {})


class WholeNumber(CellRule):
    """A count is a whole number, exactly: a written figure is a decimal, not the result of a calculation."""

    def holds(self, value: pl.Expr) -> pl.Expr:
        return value == value.round()

    def explain(self, value: float) -> Explanation:
        nearest = float(round(value))
        difference = float(f"{value - nearest:.3g}")
        return Explanation(value, "whole", difference, 0.0, {"found": AsWritten(value)}, likely=nearest)

    def spelt(self, cells: Sequence[str]) -> Spelt:
        return Spelt(f"OR({','.join(f'N({cell})<>ROUND(N({cell}),0)' for cell in cells)})", "whole", {})


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
    against: str = ""  # `history`: needs the columns of what was accepted before


@dataclass(frozen=True)
class FigureRule:
    """One condition on every figure that has a history, or on every x that stands where figures stood before.

    `fails` is over the columns of `swings.UNUSUAL_SCHEMA` (of x: `FORMER_SCHEMA`); `explain` takes one of their rows.
    """

    rule: str
    fails: pl.Expr
    explain: Callable[[Row], Explanation]
    of_x: bool = False


# --- what the shapes share ----------------------------------------------------------------------------------------


def figure(name: str, none: Iterable[str] = ()) -> pl.Expr:
    """The figure of a column; where it is one of `none` x counts as no amount; null where it is missing."""
    return pl.when(pl.col(x_name(name))).then(0.0).otherwise(pl.col(name)) if name in none else pl.col(name)


def _known(names: Iterable[str]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_not_null() for name in names)


def _given(names: Sequence[str], none: frozenset[str]) -> pl.Expr | None:
    return pl.any_horizontal(figure(name, none).is_not_null() for name in names) if names else None


def _where(applies: pl.Expr | None, holds: pl.Expr) -> pl.Expr:
    return holds if applies is None else pl.when(applies).then(holds)


def _within(imbalance: pl.Expr, room: float | pl.Expr) -> pl.Expr:
    return imbalance.abs() <= room + FLOAT_SLACK


def _all(conditions: Sequence[str]) -> str:
    return f"AND({','.join(conditions)})"


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
    if not math.isfinite(number):  # sums of figures that somebody typed without end
        return "∞" if number > 0 else "-∞"
    rounded = clean(number)
    if abs(number - rounded) > 1e-9 * max(1.0, abs(number)):
        return f"{number:.15g}"  # more decimals than a sum leaves behind: they were written
    number = rounded
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)
