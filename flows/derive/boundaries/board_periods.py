"""The boards by period: joined on board and period, no figure is doubled."""

from __future__ import annotations

import polars as pl

from flows.derive.boundaries.ground import Ground
from schemas.periods import parse_period
from schemas.reference import Reference

_NAMES = ("name_vi", "board_name_vi", "province_type", "gso_code", "iso_3166_2", "member", "valid_from", "valid_to")


def board_periods(periods: list[str], ground: Ground, reference: Reference) -> pl.DataFrame:
    """One row a board and half-year in which it existed: its names, what it came from, whose ground it is now."""
    rows = [
        {
            "board": board.slug,
            "period": text,
            **{name: getattr(board, name) for name in _NAMES},
            "predecessors": ";".join(board.predecessors) or None,
        }
        for text in periods
        for board in reference.boards.rows
        if board.valid_in(parse_period(text))
    ]
    dates = {"valid_from": pl.Date, "valid_to": pl.Date, "predecessors": pl.String}
    now = ground.parts.select("period", pl.col("board").alias("board_now"), pl.col("part").alias("board"))
    now = now.group_by("period", "board").agg(pl.col("board_now").sort().str.join(";"))
    return pl.DataFrame(rows, schema_overrides=dates).join(now, on=["period", "board"], how="left")
