"""How precisely figures are written: from the figures of a whole column, not from each by itself.

An office that writes a column in whole millions writes every figure of it so. A column is therefore as coarse as the
finest of its figures, four at least; with fewer the declared decimals stand. A column is one of a sheet, unit and
sector: lines that have the same units stand together, as exports and imports do. Counts are exact. Of a list each
column by itself; a quotient is as coarse as it is written by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from schemas.form import Form
from schemas.language.checks.check import Row
from schemas.language.columns import ListSum, column, key_of, list_sum
from schemas.usual import threshold

LEAST_FIGURES = 4
_NEAR = 1e-7  # binary noise of a decimal figure, in units of its last decimal
_HALF = "half a unit of"


def decimals_needed(value: pl.Expr, declared: int) -> pl.Expr:
    """How many of the declared decimals a figure needs; null where there is none or it is zero."""
    needed = pl.lit(declared, dtype=pl.Int8)
    for decimals in reversed(range(declared)):
        scaled = value * 10.0**decimals
        whole = (scaled - scaled.round()).abs() <= _NEAR * 10.0**decimals
        needed = pl.when(whole).then(pl.lit(decimals, dtype=pl.Int8)).otherwise(needed)
    return pl.when(value != 0).then(needed)


def half_of(decimals: pl.Expr) -> pl.Expr:
    """Half a unit of the last of these decimals."""
    return 0.5 * pl.lit(10.0).pow(-decimals.cast(pl.Float64))


@dataclass(frozen=True)
class Column:
    """One column as offices write it. half: the column of the wide frame that holds half a unit of it."""

    half: str
    declared: int
    sheet: str
    names: tuple[str, ...] = ()  # columns of the wide frame; of a list none
    key: str = ""  # of a list its column
    by_itself: bool = False

    @property
    def coarser(self) -> pl.Expr:
        """Whether it is written coarser than declared (over a frame `with_halves`)."""
        return pl.col(self.half) > 0.6 * 10.0**-self.declared


@dataclass(frozen=True)
class Written:
    """The precision of each column as it is written (`language.balances.Precision`), over a frame `with_halves`."""

    form: Form

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the form that declare decimals."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for line in self.form.indicators:
            if line.is_count:
                continue
            units = sorted(f"{sector} {unit}" for sector, unit in line.units.items())
            alone = line.code if line.kind == "ratio" else ""
            for key in line.keys:
                place = (line.sheet, str(line.decimals), key.sector, alone, ", ".join(units))
                groups.setdefault(place, []).append(column(key))
        found = [
            Column(f"{_HALF} {' '.join(place)}", int(place[1]), place[0], tuple(names), by_itself=bool(place[3]))
            for place, names in groups.items()
        ]
        lists = [
            Column(f"{_HALF} {sheet} {item.key}", item.decimals, sheet, key=item.key)
            for sheet, items in self.form.list_sheets.items()
            for item in items
            if item.type == "number" and item.decimals
        ]
        return (*found, *lists)

    def coarser_in(self, wide: pl.DataFrame) -> list[Column]:
        """The columns that some submission of a frame `with_halves` writes coarser than declared."""
        if wide.is_empty():
            return []
        most = wide.select(own.coarser.any().alias(own.half) for own in self.columns).row(0, named=True)
        return [own for own in self.columns if most[own.half]]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {name: own for own in self.columns for name in own.names or (f"{own.sheet}!{own.key}",)}

    def column_of(self, name: str) -> Column | None:
        """The column a figure, a sum over a list or a list's total line stands in; none of a count."""
        summed = list_sum(name)
        if summed:
            return self._by_name.get(f"{summed.sheet}!{summed.amount}")
        own = key_of(name)
        return self._by_name.get(name) or self._by_name.get(f"{own.code}!{own.measure}")

    def half(self, name: str) -> float | pl.Expr:
        own, summed = self.column_of(name), list_sum(name)
        if own is None:
            return 0.0
        return pl.col(own.half) * pl.col(summed.lines.name) if summed else pl.col(own.half)

    def half_of(self, name: str, row: Row) -> float:
        own, summed = self.column_of(name), list_sum(name)
        if own is None:
            return 0.0
        return float(row[own.half] or 0.0) * ((row[summed.lines.name] or 0.0) if summed else 1.0)

    def with_halves(
        self, wide: pl.DataFrame, lines: Mapping[str, pl.DataFrame], sums: Iterable[ListSum] = ()
    ) -> pl.DataFrame:
        """The wide frame with a column of halves a column of the form, and one a sum over a list (`ListSum.halves`).

        lines: the lines of each list.
        """
        of_form = [self._half_of_form(own).alias(own.half) for own in self.columns if own.names]
        frame = wide.with_columns(of_form)
        for sheet, found in lines.items():
            mine = [own for own in self.columns if own.sheet == sheet and own.key in found.columns]
            if mine:
                needed = [decimals_needed(pl.col(own.key), own.declared).alias(own.half) for own in mine]
                numbered = found.filter(~pl.col("total")).select("submission", *needed).group_by("submission")
                least = [pl.col(own.half).count().alias(f"{own.half} count") for own in mine]
                known = numbered.agg(*(pl.col(own.half).max() for own in mine), *least)
                halves = known.select("submission", *(_if_enough(own.half) for own in mine))
                frame = frame.join(halves, on="submission", how="left", maintain_order="left")
                own = [one for one in sums if one.sheet == sheet and one.amount]
                if own:
                    summed = found.filter(~pl.col("total")).group_by("submission").agg(map(self._of_lines, own))
                    frame = frame.join(summed, on="submission", how="left", maintain_order="left")
        missing = [own for own in self.columns if own.half not in frame.columns]
        fixed = [pl.lit(None, dtype=pl.Float64).alias(own.half) for own in missing]
        declared = [pl.col(own.half).fill_null(0.5 * 10.0**-own.declared) for own in self.columns]
        return frame.with_columns(fixed).with_columns(declared)

    def _of_lines(self, total: ListSum) -> pl.Expr:
        """Half a unit of the last decimal each line of a sum needs by itself, of all of them together.

        Nothing where fewer than one line of the list in four needs less than declared: so many end with a nought by
        chance.
        """
        own = self._by_name.get(f"{total.sheet}!{total.amount}")
        declared = own.declared if own else 0
        needed = decimals_needed(pl.col(total.amount), declared)
        among = [pl.col(key) == choice for key, choice in total.where]
        chosen = needed.filter(pl.all_horizontal(among)) if among else needed
        often = (needed < declared).sum() >= threshold("written.lines_rounded") * needed.count()
        return pl.when(often).then(half_of(chosen).sum()).otherwise(0.0).alias(total.halves)

    def _half_of_form(self, own: Column) -> pl.Expr:
        needed = decimals_needed(pl.col(own.names), own.declared)  # of all of them
        if own.by_itself:
            # A rate in whole percent may have been rounded from one with the declared decimals.
            twice = pl.when(needed < own.declared).then(0.5 * 10.0**-own.declared).otherwise(0.0)
            return half_of(needed) + twice
        known = pl.sum_horizontal(pl.col(own.names) != 0)
        return pl.when(known >= LEAST_FIGURES).then(half_of(pl.max_horizontal(needed)))


def _if_enough(half: str) -> pl.Expr:
    return pl.when(pl.col(f"{half} count") >= LEAST_FIGURES).then(half_of(pl.col(half))).alias(half)
