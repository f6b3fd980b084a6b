"""How far a figure may be from the truth by the decimals the form declares."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from schemas.form import Form
from schemas.language.checks.check import Row
from schemas.language.columns import key_of, list_sum


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
