"""Where each board stands in the bloc: its share of the total, its rank, and whether it shares that."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.reasons import MISSING, NEGATIVE, NOT_APPLICABLE, NOTHING_TO_DIVIDE_BY, first_of, judged
from flows.validate.figures.bloc_totals import members
from schemas.reference import Reference

_LINE = ["period", "code", "sector"]


def positions(tables: Mapping[str, pl.DataFrame], reference: Reference) -> pl.DataFrame:
    """One row a period, member of the bloc, figure (flow, stock or ratio) and sector: value, share, rank, tied,
    ranked_of, boards_expected.

    Rank 1 is the largest figure; equal ones share a rank, and the next one is skipped (1, 2, 2, 4). A ratio has a rank
    and no share. While a board is missing there is no share, and the rank is among those there are.

    Args:
        tables: `observations` and `bloc_summary`.
    """
    observed = tables["observations"].filter(pl.col("measure") == "actual")
    periods = observed["period"].unique().to_list()
    kinds = pl.DataFrame(
        [
            (text, line.code, line.kind == "ratio")
            for text in periods
            for line in reference.form.in_force(text).indicators
        ],
        schema={"period": pl.String, "code": pl.String, "_ratio": pl.Boolean},
        orient="row",
    )
    of_bloc = members(periods, reference)
    totals = tables["bloc_summary"].select(*_LINE, pl.col("value").alias("_total"))
    rows = (
        observed.join(of_bloc, on=["period", "board"], how="semi")
        .join(kinds, on=["period", "code"])
        .join(of_bloc.group_by("period").agg(pl.len().cast(pl.Int64).alias("_members")), on="period")
        .join(totals, on=_LINE, how="left")
    )
    value = pl.col("value")
    rank = value.rank("min", descending=True).over(_LINE)
    rows = rows.with_columns(
        rank.cast(pl.Int64).alias("rank"),
        (pl.len().over([*_LINE, "value"]) > 1).alias("tied"),
        value.count().over(_LINE).cast(pl.Int64).alias("ranked_of"),
        (pl.col("_members") - (~pl.col("expected")).sum().over(_LINE)).cast(pl.Int64).alias("boards_expected"),
        (value < 0).any().over(_LINE).alias("_negative"),
    )
    why_not = first_of(
        (NOT_APPLICABLE, ~pl.col("expected")),
        (MISSING, value.is_null() | (pl.col("ranked_of") < pl.col("boards_expected"))),
        (NEGATIVE, ~pl.col("_ratio") & pl.col("_negative")),
        (NOTHING_TO_DIVIDE_BY, ~pl.col("_ratio") & ~(pl.col("_total") > 0)),
    )
    return rows.with_columns(
        pl.when(value.is_not_null()).then("tied").alias("tied"),
        (pl.col("ranked_of") >= pl.col("boards_expected")).alias("complete"),
        *judged(why_not),
    ).with_columns(pl.when(pl.col("comparable") & ~pl.col("_ratio")).then(value / pl.col("_total")).alias("share"))
