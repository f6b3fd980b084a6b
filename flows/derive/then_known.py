"""The figures of each period as they stood on the day of its conference, when they were first made public."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.validate.figures.bloc_totals import exact_sum, members
from schemas.reference import Reference

_KEY = ["period", "board", "code", "sector", "measure"]
_LINE = ["period", "code", "sector"]


def tables_then(tables: Mapping[str, pl.DataFrame], reference: Reference) -> dict[str, pl.DataFrame]:
    """`observations` (measure actual) and `bloc_summary` with the figures as they stood at the end of the day of their
    period's conference; what came later, or where there is no such day, as it was first known.

    Args:
        tables: `observations`, `bloc_summary`, `history` and `periods`.
    """
    days = tables["periods"].select("period", "conference")
    stood = (
        tables["history"]
        .filter(pl.col("measure") == "actual")
        .filter(pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("known_from")))
        .join(days, on="period")
    )
    then = stood.filter(pl.col("known_from") <= pl.col("conference")).filter(
        pl.col("known_to").is_null() | (pl.col("conference") < pl.col("known_to"))
    )
    later = stood.join(then.select(_KEY), on=_KEY, how="anti").sort("known_from").unique(_KEY, keep="first")
    known = pl.concat([then, later]).select(*_KEY, pl.col("value").alias("_then"))
    observed = tables["observations"].filter(pl.col("measure") == "actual").join(known, on=_KEY, how="left")
    observed = observed.with_columns(pl.col("_then").alias("value")).drop("_then")
    sums = (
        observed.join(members(days["period"].to_list(), reference), on=["period", "board"], how="semi")
        .group_by(_LINE)
        .agg(exact_sum("value").alias("value"), pl.col("value").count().cast(pl.Int64).alias("boards_reported"))
    )
    own = tables["bloc_summary"].drop("value", "boards_reported", "complete")
    totals = own.join(sums, on=_LINE, how="left").with_columns(
        (pl.col("boards_reported").fill_null(0) >= pl.col("boards_expected")).alias("complete")
    )
    return {"observations": observed, "bloc_summary": totals}
