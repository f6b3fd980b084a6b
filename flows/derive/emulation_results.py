"""What the boards scored in the emulation: by themselves, verified, and in which order."""

from __future__ import annotations

import polars as pl

from flows.derive.reasons import MISSING, NOT_VERIFIED, first_of, judged
from flows.validate.figures.bloc_totals import members
from schemas.reference import Reference

_TOTAL = "score_total"  # role of form.csv
_BOARD = ["period", "board"]


def emulation_results(observed: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a period and member of the bloc that has scored itself: max, self, verified, difference, rank and tie of
    each.

    Rank 1 is the highest score; equal scores share a rank, and the next one is skipped (1, 2, 2, 4).

    Args:
        observed: `observations`.
    """
    codes = [line.code for line in reference.form.indicator_lines if line.role == _TOTAL]
    of_bloc = members(observed["period"].unique().to_list(), reference)
    asked = observed.filter(pl.col("code").is_in(codes)).join(of_bloc, on=_BOARD, how="semi")
    measures = ["max", "self", "verified"]
    wide = asked.pivot("measure", on_columns=measures, index=[*_BOARD, "unit"], values="value")
    questioned = asked.group_by(_BOARD).agg(pl.col("questioned").any())
    count = of_bloc.group_by("period").agg(pl.len().cast(pl.Int64).alias("boards_expected"))
    ranks = [
        pl.col(name).rank("min", descending=True).over("period").cast(pl.Int64).alias(f"rank_{name}")
        for name in measures[1:]
    ]
    ties = [
        pl.when(pl.col(name).is_not_null()).then(pl.len().over("period", name) > 1).alias(f"tied_{name}")
        for name in measures[1:]
    ]
    rows = wide.join(questioned, on=_BOARD).join(count, on="period").with_columns(
        (pl.col("verified") - pl.col("self")).round(9).alias("difference"),
        *ranks,
        *ties,
        pl.col("verified").count().over("period").cast(pl.Int64).alias("ranked_of"),
        (pl.len().over("period") >= pl.col("boards_expected")).alias("_all"),
    )  # fmt: skip
    enough = pl.col("ranked_of") >= pl.col("boards_expected")
    why_not = first_of(
        (MISSING, ~pl.col("_all") | pl.col("self").is_null()),
        (NOT_VERIFIED, ~enough),
    )
    return rows.with_columns(enough.alias("complete"), *judged(why_not))
