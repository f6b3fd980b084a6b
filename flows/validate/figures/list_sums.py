"""What the list sheets add up to: the zone list (B8) by status and the project register (B9) by sector and event.

Columns are named `B8|operating|area` and `B9|fdi|new|capital`; a sum is null when a cell it needs is missing, and
x counts as no amount. A list whose sheet was not found has null sums; an empty list sums to zero.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.ingest.submission import NOT_APPLICABLE

ZONE_STATUSES = ("operating", "under_construction")
ZONE_AMOUNTS = ("area", "leasable", "leased")
EVENTS = ("new", "adjusted", "ended")
CAPITAL_COLUMN = {"fdi": "capital_usd", "ddi": "capital_vnd"}


def amount(key: str) -> pl.Expr:
    """A number of a list line, x counting as no amount; null where it is missing."""
    return pl.when(pl.col(f"{key}_state") == NOT_APPLICABLE).then(0.0).otherwise(pl.col(key))


def _sum(values: pl.Expr, among: pl.Expr | None = None) -> pl.Expr:
    """The sum over lines, null when one of them (or the mark that says whether it belongs) is missing."""
    if among is None:
        return pl.when(values.is_null().any()).then(None).otherwise(values.sum())
    chosen = pl.when(among).then(values).otherwise(0.0)
    missing = (among.is_null() | (among & values.is_null())).any()
    return pl.when(missing).then(None).otherwise(chosen.sum())


def zone_sum_columns() -> dict[str, pl.Expr]:
    """Column name -> what it is over the numbered lines of one B8."""
    lines = pl.col("number").cast(pl.Float64) * 0 + 1
    columns: dict[str, pl.Expr] = {"B8|all|count": _sum(lines)}
    for key in ZONE_AMOUNTS:
        columns[f"B8|all|{key}"] = _sum(amount(key))
    for status in ZONE_STATUSES:
        among = pl.col("status") == status
        columns[f"B8|{status}|count"] = _sum(lines, among)
        columns[f"B8|{status}|area"] = _sum(amount("area"), among)
    return columns


def zone_total_columns() -> dict[str, pl.Expr]:
    """Column name -> the amount B8's own total line states."""
    return {f"B8|total|{key}": pl.col(key).first() for key in ZONE_AMOUNTS}


def register_sum_columns() -> dict[str, pl.Expr]:
    """Column name -> what it is over the numbered lines of one B9."""
    lines = pl.col("number").cast(pl.Float64) * 0 + 1
    columns: dict[str, pl.Expr] = {}
    for sector, capital in CAPITAL_COLUMN.items():
        for event in EVENTS:
            among = (pl.col("sector") == sector) & (pl.col("event") == event)
            columns[f"B9|{sector}|{event}|count"] = _sum(lines, among)
            columns[f"B9|{sector}|{event}|capital"] = _sum(amount(capital), among)
    return columns


def list_sums(lines: dict[str, pl.DataFrame], submissions: pl.Series, found: dict[str, set[str]]) -> pl.DataFrame:
    """One row a submission, in the order given.

    lines: form sheet -> line_schema frame. found: form sheet -> submissions in which the sheet was found.
    """
    result = pl.DataFrame({"submission": submissions})
    if "B8" in lines:
        zones = lines["B8"]
        result = _joined(result, zones.filter(~pl.col("total")), zone_sum_columns(), found["B8"])
        result = _joined(result, zones.filter("total"), zone_total_columns(), ())
    if "B9" in lines:
        result = _joined(result, lines["B9"].filter(~pl.col("total")), register_sum_columns(), found["B9"])
    return result


def _joined(
    result: pl.DataFrame, lines: pl.DataFrame, columns: dict[str, pl.Expr], empty_is_zero: Iterable[str]
) -> pl.DataFrame:
    sums = lines.group_by("submission").agg(
        *(expression.cast(pl.Float64).alias(name) for name, expression in columns.items()), pl.lit(True).alias("_some")
    )
    joined = result.join(sums, on="submission", how="left", maintain_order="left")
    empty = pl.col("_some").is_null() & pl.col("submission").is_in(list(empty_is_zero))
    filled = (pl.when(empty).then(0.0).otherwise(pl.col(name)).alias(name) for name in columns)
    return joined.with_columns(*filled).drop("_some")
