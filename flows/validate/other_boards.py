"""Columns of the other boards beside the wide frame: the least, largest and median ratio they had accepted.

A submission is held against the boards other than its own; what its own board has in force does not count.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from flows.validate.cells import column
from flows.validate.precedents import Precedents
from schemas.form import ValueKey

LEAST_OTHERS = 3


class Ratio(NamedTuple):
    """What is divided by what."""

    part: ValueKey
    whole: ValueKey

    def of_others(self, what: str) -> str:
        """The column that holds the `least`, `most` or `median` of the other boards' ratios."""
        return f"{column(self.part)}/{column(self.whole)}@{what}"


def positive_quotient(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """above / below; null unless both are more than zero."""
    return pl.when((above > 0) & (below > 0)).then(above / below)


def with_other_boards(wide: pl.DataFrame, precedents: Precedents, ratios: list[Ratio]) -> pl.DataFrame:
    """`wide` (one row a subject, in order) with three columns a ratio; null where fewer than three others have one."""
    subjects = precedents.subjects.with_row_index("place")
    columns = [[ratio.of_others(what) for what in ("least", "most", "median")] for ratio in ratios]
    parts = [pl.DataFrame(schema={"place": pl.UInt32, **{name: pl.Float64 for names in columns for name in names}})]
    for (period,), mine in subjects.partition_by("period", as_dict=True).items():
        in_force = precedents.accepted.filter(pl.col("period") == period).sort("row")
        told = [mine["place"]]
        for ratio, names in zip(ratios, columns):
            above, below = (precedents.figures(key).gather(in_force["row"]) for key in ratio)
            theirs = in_force.select("board", positive_quotient(pl.lit(above), pl.lit(below)).alias("ratio"))
            told += [told_by.alias(name) for name, told_by in zip(names, _of_others(mine, theirs.drop_nulls("ratio")))]
        parts.append(pl.DataFrame(told))
    found = subjects.select("place").join(pl.concat(parts), on="place", how="left", maintain_order="left")
    return wide.with_columns(found.drop("place"))


def _of_others(subjects: pl.DataFrame, theirs: pl.DataFrame) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Least, largest and median of `theirs` (board, ratio) for each subject, the subject's own board left out."""
    ordered = theirs.sort("ratio").with_row_index("rank")
    rank, others = pl.col("rank"), pl.col("others")
    counted = subjects.select("board").join(ordered, on="board", how="left", maintain_order="left")
    counted = counted.select(rank.cast(pl.Int64), (ordered.height - rank.is_not_null().cast(pl.Int64)).alias("others"))

    def at(position: pl.Expr) -> pl.Series:
        """The ratio at a position among the others, in order of size."""
        own_passed = (position >= rank).fill_null(False).cast(pl.Int64)
        place = pl.when(others >= LEAST_OTHERS).then(position + own_passed)
        return ordered["ratio"].gather(counted.select(place.alias("place"))["place"])

    return at(others * 0), at(others - 1), (at((others - 1) // 2) + at(others // 2)) / 2
