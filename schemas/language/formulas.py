"""The formulas of `rules.csv`: read, and expanded over a form into checks (`checks`, `past.py`).

A formula names lines by code, or cells of every line by sector or measure. Of several lines it holds for FDI and for
DDI where all have them, else for the total; of scores for the self score and the verified one; `for fdi` says
another. x counts as no amount in FDI and DDI beside a total, in scores, beside a list, and in a whole where
`, x is none` ends the formula; anywhere else nothing can be said. A line the form does not have takes its formulas with
it. Several stand in one field, parted by `;`, each with the key of its own sentence before a colon and its own
severity in brackets where it has one:

    4.02 <= 4.01                        a part and its whole; 3.03 + 3.05 <= 3.01
    1.05 = 1.02 + 1.04                  a sum; fdi + ddi = total in every line that has the three
    3.04 = sum(B8.area where status=operating)    over the lines of a list; count(B8), total(B8.area): its total line
    1.01 zero with 1.02                 both or neither; `zero where`, `zero only where`: one way
    4.07 = 0 when 4.06 = 0              nothing of the one without the other
    3.09 = 100 * 3.08 / 3.07            a quotient, x where it has none
    2.06 / 2.02 in 0.2..60 %            a share
    1.09 = previous 1.10; last_year = accepted; sheet <> previous; 3.03, 3.04 >= previous    what was accepted before
    max = previous max; plan = previous plan      as last time; of the plan of a year in its second half
    actual <> plan; flows <> previous             no amount of five digits and more is another one to the last
    2.02 / 2.01 within 10 of others; 2.09 within 3 of others where new; sheet <> others    against the other boards
    cells >= 0; counts whole            of every cell; a line of the form may be negative where it says so
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from schemas.form import Form, ValueKey
from schemas.language.checks.balances import Bound, Sum
from schemas.language.checks.check import Check, Precision
from schemas.language.checks.quotients import Quotient, Share
from schemas.language.checks.single import CellRule, NotNegative, WholeNumber
from schemas.language.checks.zeros import ZEROS, NoneWithout, Zeros
from schemas.language.columns import ListSum, Ratio, column, previous_name
from schemas.language.past import (
    LEAST_ALIKE,
    CopiedSheet,
    LastYear,
    NotLess,
    NotRepeated,
    Opening,
    RatioOfOthers,
    RatioOfRegister,
    SameAsBefore,
    SheetOfAnother,
)
from schemas.usual import swing_of

_CODE = r"\d+\.\d+"
_CELL = rf"(?:{_CODE}|fdi|ddi|total|self|verified|max)"
_OF_LIST = r"(?:count|sum|total)\([^)]*\)"
_TERM = rf"(?:{_OF_LIST}|{_CELL})"
_TERMS = rf"{_TERM}(?: [+-] {_TERM})*"
_CLAUSE = r"(?:(\w+): )?(.*?)(?: for (\w+(?:, \w+)*))?(?:(, x is none))?(?: \((error|query|info)\))?"
_NUMBER = r"\d+(?:\.\d+)?"
_CONTEXTS = {
    "fdi": ("fdi", "actual"),
    "ddi": ("ddi", "actual"),
    "total": ("total", "actual"),
    "self": ("total", "self"),
    "verified": ("total", "verified"),
    "max": ("total", "max"),
}
Context = tuple[str, str]  # sector and measure
_REPEATED = {"actual": ("flow", "stock", "ratio", "score"), "flows": ("flow",)}
_SIGN = {"+": 1.0, "-": -1.0}


class Formula(NamedTuple):
    """One formula: the shape it has, its parts as written, and what it says besides."""

    shape: str
    parts: tuple[str, ...]
    kind: str
    severity: str
    contexts: tuple[str, ...]
    x_is_none: bool  # x in a whole counts as no amount
    text: str


_SHAPES: tuple[tuple[str, str], ...] = (
    ("cells", r"cells >= 0"),
    ("counts", r"counts whole"),
    ("opening", rf"({_CODE}) = previous ({_CODE})"),
    ("last_year", r"last_year = accepted"),
    ("copied", r"sheet <> previous"),
    ("of_another", r"sheet <> others"),
    ("same", r"(plan|max) = previous \1"),
    ("not_repeated", rf"(actual|flows|{_CODE}(?:, {_CODE})*) <> (plan|last_year|previous|{_CODE})"),
    ("not_less", rf"({_CODE}(?:, {_CODE})*) >= previous"),
    (
        "others",
        rf"({_CODE})(?: / ({_CODE}))? within ({_NUMBER}) of others"
        rf"(?: and above 1/({_NUMBER}) of their middle)?( where new)?",
    ),
    ("of_register", rf"({_CODE}) / ({_CODE}) within ({_NUMBER}) of ({_OF_LIST}) a line where alone"),
    ("zeros", rf"({_CODE}) ({'|'.join(ZEROS)}) ({_CODE})"),
    ("none_without", rf"({_CODE}) = 0 when ({_CODE}) = 0"),
    ("share", rf"({_CODE}) / ({_CODE}) in ({_NUMBER})\.\.({_NUMBER}) %"),
    ("quotient", rf"({_CODE}) = ({_NUMBER}) \* ({_CODE}) / ({_CODE})"),
    ("bound", rf"({_TERMS}) <= ({_TERM})"),
    ("sum", rf"({_TERMS}) = ({_TERMS})"),
)
# The sentence of a formula that names none.
_KINDS = {
    "sum": "sum",
    "bound": "part_above_whole",
    "none_without": "none_without",
    "quotient": "quotient",
    "share": "share",
    "opening": "opening",
    "last_year": "last_year",
    "copied": "copied_sheet",
    "of_another": "sheet_of_another",
    "same": "changed_since",
    "not_less": "shrunk",
    "others": "ratio_outside",
    "of_register": "ratio_unlike",
    "cells": "negative",
    "counts": "not_whole",
}


@lru_cache(maxsize=256)
def parse_formulas(text: str) -> tuple[Formula, ...]:
    """Every formula of a field.

    Raises:
        ValueError: one has no shape known here.
    """
    return tuple(_parse(part.strip()) for part in text.split(";") if part.strip())


def _parse(text: str) -> Formula:
    found = re.fullmatch(_CLAUSE, text)
    kind, body, contexts, none, severity = found.groups() if found else ("", text, "", "", "")
    for shape, pattern in _SHAPES:
        if match := re.fullmatch(pattern, body):
            asked = tuple(contexts.split(", ")) if contexts else ()
            if set(asked) <= set(_CONTEXTS):
                own = kind or _KINDS.get(shape) or match[2].replace(" ", "_")
                return Formula(shape, match.groups(), own, severity or "", asked, bool(none), text)
    raise ValueError(f"“{text}” is no formula of a rule; schemas/language/formulas.py shows what one may say")


@dataclass(frozen=True)
class _Expanding:
    """One formula over one form."""

    rule: str
    formula: Formula
    form: Form
    precision: Precision

    def key(self, code: str, context: Context) -> ValueKey:
        return ValueKey(code, *context)

    def has(self, *keys: ValueKey) -> bool:
        """Whether the form has all these cells."""
        return all(key.code in self.form.by_code and key in self.form.by_code[key.code].keys for key in keys)

    def contexts(self, codes: Iterable[str]) -> list[Context]:
        """Where a formula over these lines holds: cells that all of them have."""
        lines = [self.form.by_code.get(code) for code in codes]
        if any(line is None for line in lines):
            return []
        asked = [_CONTEXTS[name] for name in self.formula.contexts or ("fdi", "ddi", "self", "verified")]
        found = [c for c in asked if all(ValueKey(line.code, *c) in line.keys for line in lines if line)]
        total = _CONTEXTS["total"]
        if not found and not self.formula.contexts and all(ValueKey(x.code, *total) in x.keys for x in lines if x):
            found = [total]
        return found

    def about(self, place: ValueKey, kind: str = "") -> tuple[str, str, ValueKey, str, Precision]:
        """What every check begins with."""
        return self.rule, kind or self.formula.kind, place, self.formula.severity, self.precision

    def places(self, codes: Iterable[str]) -> Iterator[tuple[ValueKey, ...]]:
        """The cells of these lines, context by context."""
        codes = tuple(codes)
        for context in self.contexts(codes):
            yield tuple(self.key(code, context) for code in codes)

    # --- sums and bounds --------------------------------------------------------------------------------------

    def sums(self) -> Iterator[Check]:
        left, right = (_terms(part) for part in self.formula.parts)
        reported, parts = (left, right) if len(left) == 1 else (right, left)
        own = reported[0][0]
        if own in _CONTEXTS:
            yield from self._of_lines(own, parts)
        elif own.startswith("total("):
            yield from self._total_line(own, parts[0][0])
        elif any("(" in term for term, _ in parts):
            for context in self.contexts([own]):
                place = self.key(own, context)
                source = self._list_sum(parts[0][0], place)
                if source is not None:
                    name = column(place)
                    yield Sum(*self.about(place), name, ((source.name, 1.0),), frozenset({name}))
        else:
            for place, *others in self.places([own, *(code for code, _ in parts)]):
                names = tuple((column(key), sign) for key, (_, sign) in zip(others, parts, strict=True))
                none, given = self._of_scores(place, [name for name, _ in names])
                yield Sum(*self.about(place), column(place), names, none, given)

    def _of_lines(self, own: str, parts: Sequence[tuple[str, float]]) -> Iterator[Check]:
        """Within every line that has these cells; x in a part counts as no amount."""
        for line in self.form.indicators:
            place = self.key(line.code, _CONTEXTS[own])
            keys = [self.key(line.code, _CONTEXTS[name]) for name, _ in parts]
            if self.has(place, *keys):
                names = tuple((column(key), sign) for key, (_, sign) in zip(keys, parts, strict=True))
                yield Sum(*self.about(place), column(place), names, frozenset(name for name, _ in names))

    def _of_scores(self, place: ValueKey, names: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
        """Points: x is none; those verified are judged where any is given."""
        if self.form.by_code[place.code].kind != "score":
            return frozenset(), ()
        return frozenset(names), self._verified() if place.measure == "verified" else ()

    def _verified(self) -> tuple[str, ...]:
        return tuple(column(key) for line in self.form.indicators for key in line.keys if key.measure == "verified")

    def _total_line(self, own: str, part: str) -> Iterator[Check]:
        """A list's own total line; it is not judged a second time where it says what a line of the form says."""
        stated, source = self._list_sum(own, None), self._list_sum(part, None)
        if stated is None or source is None:
            return
        total = ValueKey(stated.sheet, "total", stated.amount)
        amounts = [item for item in self.form.list_sheets[stated.sheet] if item.type == "number"]
        given = tuple(column(total._replace(measure=item.key)) for item in amounts)
        # The sector is empty: a place of the list, not of the form.
        yield Sum(*self.about(total._replace(sector="")), column(total), ((source.name, 1.0),), given=given)

    def _list_sum(self, term: str, place: ValueKey | None) -> ListSum | None:
        """The sum a term names; the lines of a sector where the list parts them, the capital in the figure's unit."""
        found = re.fullmatch(r"(count|sum|total)\((\w+)(?:\.(\w+))?(?: where (\w+)=(\w+))?\)", term)
        sheet = found[2] if found else ""
        items = {item.key: item for item in self.form.list_sheets.get(sheet, ())}
        if not found or not items:
            return None
        amount, where = found[3] or "", ((found[4], found[5]),) if found[4] else ()
        if place is not None and place.sector in getattr(items.get("sector"), "choices", ()):
            where = (("sector", place.sector), *where)
        if amount and amount not in items and place is not None:
            unit = self.form.by_code[place.code].units[place.sector]
            amount = next((i.key for i in items.values() if i.role == amount and i.unit == unit), amount)
        choices = all(key in items and choice in items[key].choices for key, choice in where)
        return ListSum(sheet, amount, where) if choices and (not amount or amount in items) else None

    def bounds(self) -> Iterator[Check]:
        parts, whole = _terms(self.formula.parts[0]), self.formula.parts[1]
        if whole in _CONTEXTS:
            for line in self.form.indicators:
                part, limit = (self.key(line.code, _CONTEXTS[name]) for name in (parts[0][0], whole))
                if self.has(part, limit):
                    none, given = self._of_scores(part, [column(part)])
                    name = column(part)
                    bound = Bound(*self.about(part), (name,), column(limit), name, none)
                    yield replace(bound, open_ended=True, given=given)
            return
        for place, *others in self.places([whole, *(code for code, _ in parts)]):
            names = tuple(column(key) for key in others)
            # One part is spoken of itself, several in the name of their whole.
            about = place if len(others) > 1 else others[0]
            kind = "sum_above_whole" if len(others) > 1 and self.formula.kind == _KINDS["bound"] else ""
            none = frozenset({column(place)} if self.formula.x_is_none else ())
            yield Bound(*self.about(about, kind), names, column(place), column(about), none)

    # --- the other shapes ---------------------------------------------------------------------------------------

    def zeros(self) -> Iterator[Check]:
        first, which, second = self.formula.parts
        for one, other in self.places([first, second]):
            yield Zeros(*self.about(one), column(one), column(other), ZEROS[which])

    def none_without(self) -> Iterator[Check]:
        for one, other in self.places(self.formula.parts):
            yield NoneWithout(*self.about(one), column(one), column(other))

    def shares(self) -> Iterator[Check]:
        part, whole, least, most = self.formula.parts
        for one, other in self.places([part, whole]):
            yield Share(*self.about(one), column(one), column(other), float(least), float(most))

    def quotients(self) -> Iterator[Check]:
        own, factor, part, whole = self.formula.parts
        for keys in self.places([own, part, whole]):
            rate, one, other = (column(key) for key in keys)
            decimals = self.form.by_code[own].decimals
            yield Quotient(*self.about(keys[0]), rate, one, other, float(factor), decimals)

    def openings(self) -> Iterator[Check]:
        for opening, closing in self.places(self.formula.parts):
            yield Opening(*self.about(opening), column(opening), column(closing))

    def last_years(self) -> Iterator[Check]:
        for line in self.form.indicators:
            for key in line.keys:
                now = key._replace(measure="actual")
                if key.measure == "last_year" and self.has(now):
                    yield LastYear(*self.about(key), column(key), column(now), line.decimals)

    def copied(self) -> Iterator[Check]:
        for sheet, lines in self.form.by_sheet.items():
            names = tuple(column(key) for line in lines for key in line.keys)
            yield CopiedSheet(*self.about(ValueKey(sheet, "", "")), names)

    def of_another(self) -> Iterator[Check]:
        for sheet, lines in self.form.by_sheet.items():
            names = tuple(column(key) for line in lines for key in line.keys if key.measure == "actual")
            if len(names) >= LEAST_ALIKE:
                yield SheetOfAnother(*self.about(ValueKey(sheet, "", "")), names)

    def same(self) -> Iterator[Check]:
        for line in self.form.indicators:
            for key in line.keys:
                if key.measure == self.formula.parts[0]:
                    yield SameAsBefore(*self.about(key), column(key))

    def not_repeated(self) -> Iterator[Check]:
        own, other = self.formula.parts
        named = own.split(", ") if own not in ("actual", "flows") else []
        for line in self.form.indicators:
            sheet = tuple(column(key) for one in self.form.by_sheet[line.sheet] for key in one.keys)
            for key in line.keys:
                # A count of few digits is the same by chance, and a stock stays as it was: only those that are named.
                asked = line.code in named or (not named and not line.is_count and line.kind in _REPEATED[own])
                of_parts = bool(named) and key.sector == "total" and len(line.units) > 1
                if key.measure != "actual" or not asked or of_parts:
                    continue
                name = column(key)
                twin = key._replace(code=other) if other in self.form.by_code else key._replace(measure=other)
                swing = swing_of(line, key.sector)
                if other == "previous":
                    again, sisters = previous_name(name), () if named else self._sisters(key)
                    yield NotRepeated(*self.about(key), name, again, swing, line.decimals, sheet, sisters)
                elif self.has(twin):
                    yield NotRepeated(*self.about(key), name, column(twin), swing, line.decimals)

    def _sisters(self, key: ValueKey) -> tuple[str, ...]:
        """The other amounts done that stand in a cell's column."""
        sheet = self.form.by_sheet[self.form.by_code[key.code].sheet]
        keys = [key._replace(code=line.code) for line in sheet if not line.is_count and line.kind == "flow"]
        return tuple(column(other) for other in keys if other != key and self.has(other))

    def not_less(self) -> Iterator[Check]:
        keys = [keys[0] for code in self.formula.parts[0].split(", ") for keys in self.places([code])]
        if keys:
            yield NotLess(*self.about(keys[0]), tuple(column(key) for key in keys))

    def others(self) -> Iterator[Check]:
        *codes, times, middle, new = self.formula.parts
        for keys in self.places([code for code in codes if code]):
            bounds = float(times), float(middle) if middle else None
            yield RatioOfOthers(*self.about(keys[0]), Ratio(*keys), *bounds, bool(new))

    def of_register(self) -> Iterator[Check]:
        part, whole, times, term = self.formula.parts
        for keys in self.places([part, whole]):
            lines = self._list_sum(term, keys[0])
            if lines is not None:
                yield RatioOfRegister(*self.about(keys[0]), Ratio(*keys), lines, float(times))

    def cells(self) -> Iterator[CellRule]:
        free = {line.code for line in self.form.indicators if line.may_be_negative}
        keys = tuple(key for key in self.form.keys() if key.code not in free)  # noqa: SIM118
        yield NotNegative(self.rule, self.formula.kind, keys)

    def counts(self) -> Iterator[CellRule]:
        keys = tuple(key for line in self.form.indicators if line.is_count for key in line.keys)
        yield WholeNumber(self.rule, self.formula.kind, keys)


_EXPANDED: dict[str, Callable[[_Expanding], Iterator[Check | CellRule]]] = {
    "sum": _Expanding.sums,
    "bound": _Expanding.bounds,
    "zeros": _Expanding.zeros,
    "none_without": _Expanding.none_without,
    "share": _Expanding.shares,
    "quotient": _Expanding.quotients,
    "opening": _Expanding.openings,
    "last_year": _Expanding.last_years,
    "copied": _Expanding.copied,
    "of_another": _Expanding.of_another,
    "same": _Expanding.same,
    "not_repeated": _Expanding.not_repeated,
    "not_less": _Expanding.not_less,
    "others": _Expanding.others,
    "of_register": _Expanding.of_register,
    "cells": _Expanding.cells,
    "counts": _Expanding.counts,
}


def expand(rule: str, text: str, form: Form, precision: Precision) -> Iterator[Check | CellRule]:
    """The checks of one rule's formulas over a form."""
    found = [
        check
        for formula in parse_formulas(text)
        for check in _EXPANDED[formula.shape](_Expanding(rule, formula, form, precision))
    ]
    # A total line that repeats a figure of the form is judged with that figure.
    own = {check.parts: check.own for check in found if isinstance(check, Sum) and check.code in form.by_code}
    for check in found:
        if isinstance(check, Sum) and check.code in form.list_sheets:
            yield replace(check, repeats=own.get(check.parts, ""))
        else:
            yield check


def _terms(text: str) -> list[tuple[str, float]]:
    """`1.09 + 1.01 - 1.06` as terms with their signs."""
    first, *rest = re.split(r" ([+-]) ", text)
    return [(first, 1.0), *((term, _SIGN[sign]) for sign, term in zip(rest[::2], rest[1::2], strict=True))]
