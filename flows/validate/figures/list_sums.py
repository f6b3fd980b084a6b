"""What the lists add up to: the sums over their lines that rules read, and what their own total lines state.

A sum is null when a cell it needs is missing, and x counts as no amount. A list whose sheet was not found has null
sums; an empty list sums to zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from flows.ingest.submission import NOT_APPLICABLE
from schemas.language.columns import ListSum, column, key_of


def amount(key: str) -> pl.Expr:
    """A number of a list line, x counting as no amount; null where it is missing."""
    return pl.when(pl.col(f"{key}_state") == NOT_APPLICABLE).then(0.0).otherwise(pl.col(key))


def _sum(total: ListSum) -> pl.Expr:
    """The sum over lines, null when one of them (or the mark that says whether it belongs) is missing."""
    values = amount(total.amount) if total.amount else pl.col("number").cast(pl.Float64) * 0 + 1
    if not total.where:
        return pl.when(values.is_null().any()).then(None).otherwise(values.sum())
    among = pl.all_horizontal(pl.col(key) == choice for key, choice in total.where)
    chosen = pl.when(among).then(values).otherwise(0.0)
    missing = (among.is_null() | (among & values.is_null())).any()
    return pl.when(missing).then(None).otherwise(chosen.sum())


def list_sums(
    lines: Mapping[str, pl.DataFrame],
    submissions: pl.Series,
    found: Mapping[str, set[str]],
    sums: Iterable[ListSum],
    total_lines: Iterable[str],
) -> pl.DataFrame:
    """One row a submission, in the order given, with the columns of these sums and total lines.

    lines: form sheet -> line_schema frame. found: form sheet -> submissions in which the sheet was found.
    """
    result = pl.DataFrame({"submission": submissions})
    sums, stated = tuple(sums), [key_of(name) for name in total_lines]
    for sheet in dict.fromkeys((*(total.sheet for total in sums), *(key.code for key in stated))):
        if sheet in lines:
            numbered, totals = lines[sheet].filter(~pl.col("total")), lines[sheet].filter("total")
            mine = {total.name: _sum(total) for total in sums if total.sheet == sheet}
            result = _joined(result, numbered, mine, found.get(sheet, ()))
            said = {column(key): pl.col(key.measure).first() for key in stated if key.code == sheet}
            result = _joined(result, totals, said, ())
    return result


def _joined(
    result: pl.DataFrame, lines: pl.DataFrame, columns: dict[str, pl.Expr], empty_is_zero: Iterable[str]
) -> pl.DataFrame:
    if not columns:
        return result
    sums = lines.group_by("submission").agg(
        *(expression.cast(pl.Float64).alias(name) for name, expression in columns.items()), pl.lit(True).alias("_some")
    )
    joined = result.join(sums, on="submission", how="left", maintain_order="left")
    empty = pl.col("_some").is_null() & pl.col("submission").is_in(list(empty_is_zero))
    filled = (pl.when(empty).then(0.0).otherwise(pl.col(name)).alias(name) for name in columns)
    return joined.with_columns(*filled).drop("_some")
