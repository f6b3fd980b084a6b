"""The figures, units and states of a period as an approval covers them."""

from __future__ import annotations

import polars as pl

from flows.raw_folder.approved_figures import BLOC, FIGURE_SCHEMA
from flows.validate.state_names import NIL


def figures_of(observed: pl.DataFrame, totals: pl.DataFrame, versions: pl.DataFrame, period: str) -> pl.DataFrame:
    """FIGURE_SCHEMA of one period, by board and code: from tables just made or from those of a release.

    observed: `observations`, with `state` or `cell_state` where it is known. totals: `bloc_summary`. versions: period,
    board, state and whether the version is in force (`accepted` or `in_force`), as they were received.
    """
    known = next((name for name in ("cell_state", "state") if name in observed.columns), None)
    of_boards = observed.filter(period=period).with_columns((pl.col(known) if known else pl.lit("")).alias("state"))
    of_bloc = totals.filter(period=period).with_columns(
        pl.lit(BLOC).alias("board"),
        pl.lit("actual").alias("measure"),
        pl.format("{}/{}", "boards_reported", "boards_expected").alias("state"),
    )
    force = pl.col("accepted" if "accepted" in versions.columns else "in_force") | (pl.col("state") == NIL)
    states = (
        versions.filter(period=period)
        .with_columns(force.alias("force"))
        .group_by("board", maintain_order=True)
        .agg(pl.col("state").sort_by("force", maintain_order=True).last())
        .with_columns(
            pl.lit("").alias("code"),
            pl.lit("").alias("sector"),
            pl.lit("state").alias("measure"),
            pl.lit(None, dtype=pl.Float64).alias("value"),
            pl.lit("").alias("unit"),
        )
    )
    parts = [part.select(list(FIGURE_SCHEMA)).cast(pl.Schema(FIGURE_SCHEMA)) for part in (of_boards, of_bloc, states)]
    return pl.concat(parts).sort("board", "code", "sector", "measure")
