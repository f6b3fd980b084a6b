"""The expressions that conditions are made of, and figures as sentences show them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import polars as pl

from schemas.language.checks.check import FLOAT_SLACK
from schemas.language.columns import x_name


class WholeOf(str):
    """The column of a whole, where a sentence names it."""


class AsWritten(float):
    """A figure shown with every decimal it has: 14.0000001 is not to read 14."""


def figure(name: str, none: Iterable[str] = ()) -> pl.Expr:
    """The figure of a column; where it is one of `none` x counts as no amount; null where it is missing."""
    return pl.when(pl.col(x_name(name))).then(0.0).otherwise(pl.col(name)) if name in none else pl.col(name)


def all_known(names: Iterable[str]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_not_null() for name in names)


def any_given(names: Sequence[str], none: frozenset[str]) -> pl.Expr | None:
    return pl.any_horizontal(figure(name, none).is_not_null() for name in names) if names else None


def where_applies(applies: pl.Expr | None, holds: pl.Expr) -> pl.Expr:
    return holds if applies is None else pl.when(applies).then(holds)


def within_room(imbalance: pl.Expr, room: float | pl.Expr) -> pl.Expr:
    return imbalance.abs() <= room + FLOAT_SLACK


def all_conditions(conditions: Sequence[str]) -> str:
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
