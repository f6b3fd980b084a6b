"""Rules about one cell, one line of a list, one figure beside its past."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from schemas.form import ValueKey
from schemas.language.checks.check import Explanation, Row, Spelt
from schemas.language.checks.expressions import AsWritten, clean


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
