"""The ratios of `ratios.csv`: one a line, a numerator over a denominator, both sums that add over boards.

    2.06                                           a line of the form, in the ratio's sector; 3.08|total: in another
    5.02 + 5.03                                    a sum
    2.09 * 2.07                                    a product, so that an average is weighted before it is added
    sum(B8.leased where status=operating)          over the lines of a list; count(B9 where event=new and sector=fdi)

`indicator` names the line of the form that is this ratio, where there is one: on other boundaries it is made of its
parts. The unit says what the quotient is in: `percent`, or `million_usd/project` for million USD a project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from schemas.facts.units import Units
from schemas.form import Dated, Form, ValueKey
from schemas.language.columns import ListSum
from schemas.tabular import FOLDER, read_rows

_OF_LIST = re.compile(r"(sum|count)\((\w+)(?:\.(\w+))?(?: where ([^)]+))?\)")
_OF_FORM = re.compile(r"(\d+\.\d+)(?:\|(\w+))?")

Term = ValueKey | ListSum
Product = tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class RatioLine(Dated):
    """One line of ratios.csv. Numerator and denominator are sums of products of terms."""

    ratio: str
    indicator: str
    sector: str
    numerator: tuple[Product, ...]
    denominator: tuple[Product, ...]
    unit: str
    label_vi: str
    label_en: str
    formula: str  # as written

    @property
    def terms(self) -> Iterator[Term]:
        for product in (*self.numerator, *self.denominator):
            yield from product

    def of_form(self, form: Form) -> bool:
        """Whether this edition of the form has everything the ratio speaks of."""
        return all(_unit(term, form) is not None for term in self.terms)

    def scale(self, form: Form, units: Units) -> float:
        """What the bare quotient is multiplied by to be in `unit`.

        Raises:
            ValueError: the terms added together are of different units, or units.csv does not have the ratio's.
        """
        upper, lower = (
            {_size(product, form, units) for product in products} for products in (self.numerator, self.denominator)
        )
        own = [units.by_name[name].factor for name in self.unit.split("/") if name in units.by_name]
        if len(upper) != 1 or len(lower) != 1 or len(own) != self.unit.count("/") + 1:
            raise ValueError(f"ratios.csv, {self.ratio} {self.sector}: units that do not go together")
        unit = own[0] / own[1] if len(own) == 2 else own[0]
        return float(upper.pop() / lower.pop() / unit)


def _unit(term: Term, form: Form) -> str | None:
    """The unit of a term; empty for a number of lines, None where the form has no such figure."""
    if isinstance(term, ValueKey):
        line = form.by_code.get(term.code)
        return line.unit(term.sector) if line else None
    columns = {column.key: column for column in form.list_sheets.get(term.sheet, ())}
    if not columns or any(choice not in columns[key].choices for key, choice in term.where if key in columns):
        return None
    if any(key not in columns for key, _ in term.where) or (term.amount and term.amount not in columns):
        return None
    return columns[term.amount].unit if term.amount else ""


def _size(product: Product, form: Form, units: Units) -> Decimal:
    size = Decimal(1)
    for term in product:
        unit = _unit(term, form)
        size *= units.by_name[unit].factor if unit else 1
    return size


def _products(text: str, sector: str, where: str) -> tuple[Product, ...]:
    return tuple(
        tuple(_term(term.strip(), sector, where) for term in product.split("*")) for product in text.split(" + ")
    )


def _term(text: str, sector: str, where: str) -> Term:
    if found := _OF_FORM.fullmatch(text):
        return ValueKey(found[1], found[2] or sector, "actual")
    if found := _OF_LIST.fullmatch(text):
        pairs = (part.partition("=") for part in (found[4] or "").split(" and ") if part)
        return ListSum(found[2], found[3] or "", tuple((key.strip(), choice.strip()) for key, _, choice in pairs))
    raise ValueError(f"{where}: {text!r} is neither a line of the form nor a sum over a list")


@lru_cache(maxsize=8)
def load_ratios(folder: Path = FOLDER) -> tuple[RatioLine, ...]:
    """Every line of ratios.csv.

    Raises:
        ValueError: a line cannot be read; the message names it.
    """
    found = []
    for number, row in enumerate(read_rows(folder / "ratios.csv"), start=2):
        written = (row["numerator"], row["denominator"])
        upper, lower = (_products(text, row["sector"], f"ratios.csv line {number}") for text in written)
        found.append(
            RatioLine(
                **{name: row[name] for name in ("ratio", "indicator", "sector", "unit", "label_vi", "label_en")},
                formula=" / ".join(f"({text})" if " " in text and "(" not in text else text for text in written),
                numerator=upper,
                denominator=lower,
                effective_from=row["effective_from"],
                effective_to=row["effective_to"],
            )
        )
    return tuple(found)
