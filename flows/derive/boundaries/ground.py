"""Whose ground is whose: the boards whose figures of a period make up those of the boards of the newest one."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.raw_folder.approved_figures import BLOC
from schemas.periods import Period, parse_period
from schemas.reference import Reference

REPORTED, CURRENT = "reported", "current"


@dataclass(frozen=True)
class Ground:
    """parts: period, board, part, parts_expected, split: the boards (`part`) on whose ground of a period a member of
    the newest period stands; split: the part's ground went to several boards.

    families: period, board, family: the board of today each board's ground belongs to (the first, where it was split).
    same: boundary, period, board (also `bloc`), ground: two periods whose number is the same may be compared.
    """

    parts: pl.DataFrame
    families: pl.DataFrame
    same: pl.DataFrame


def ground_of(periods: list[str], reference: Reference) -> Ground:
    """The ground of every board and of the bloc in these half-years; today's boards are those of the newest."""
    boards, newest = reference.boards, parse_period(max(periods))
    parts = [
        (text, board.slug, part)
        for text in periods
        for board in boards.members(newest)
        for part in boards.ancestors(board.slug, newest, parse_period(text))
    ]
    names = dict.fromkeys(("period", "board", "part"), pl.String)
    frame = pl.DataFrame(parts, schema=names, orient="row").with_columns(
        pl.len().over("period", "board").cast(pl.Int64).alias("parts_expected"),
        (pl.len().over("period", "part") > 1).alias("split"),
    )
    own = [(text, slug, *ground) for text in periods for slug, ground in _reported(parse_period(text), reference)]
    schema = {"period": pl.String, "board": pl.String, "_ground": pl.String}
    reported = pl.DataFrame(own, schema=schema, orient="row").select(
        pl.lit(REPORTED).alias("boundary"),
        "period",
        "board",
        pl.col("_ground").rank("dense").cast(pl.Int64).alias("ground"),
    )
    now = frame.select(pl.lit(CURRENT).alias("boundary"), "period", "board").unique()
    bloc = now.select("boundary", "period", pl.lit(BLOC).alias("board")).unique()
    today = pl.concat([now, bloc]).with_columns(pl.lit(0, pl.Int64).alias("ground"))
    families = frame.group_by("period", pl.col("part").alias("board")).agg(pl.col("board").min().alias("family"))
    return Ground(frame, families, pl.concat([reported, today]))


def _reported(period: Period, reference: Reference) -> list[tuple[str, tuple[str]]]:
    """Each board of a period and what tells its ground from that of its namesakes; the bloc is its members."""
    boards = [board for board in reference.boards.rows if board.valid_in(period)]
    named = {board.slug: f"{board.slug} {board.valid_from}" for board in boards}
    bloc = ";".join(sorted(named[board.slug] for board in boards if board.member))
    return [*((slug, (name,)) for slug, name in named.items()), (BLOC, (bloc,))]


def year_before(period: pl.Expr) -> pl.Expr:
    """`2024-H1` of `2025-H1`, `2024` of `2025`."""
    return (period.str.head(4).cast(pl.Int64) - 1).cast(pl.String) + period.str.slice(4)
