"""Zones over time: one identity through the names, lists and boards a zone stood under.

Zones whose canonical name stays are the same. Where one name ends in a list and another begins, four things are held
against each other (`same_zone.py`), which make it a renaming, a merger, or a question to the board.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.boundaries.ground import Ground
from flows.derive.reasons import MISSING, NOT_FROM_THE_START, first_of, judged
from flows.derive.registers.same_zone import ROUNDING, Sameness, same_zones
from flows.transform.canonical import zone_key
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.tables import CANONICAL, ZONE

NEW, FIRST_SEEN, RENAMED, MERGED, GROWN, SHRUNK = "new", "first_seen", "renamed", "merged", "grown", "shrunk"
STATUS, MOVED, RETURNED, UNCHANGED, GONE, MERGED_INTO = (
    "status", "moved", "returned", "unchanged", "gone", "merged_into",
)  # fmt: skip
_FACTS = {
    "kind": pl.String, "status": pl.String, "area": pl.Float64, "leasable": pl.Float64, "leased": pl.Float64,
    "investor": pl.String, "established": pl.Int64,
}  # fmt: skip


def zone_history(tables: Mapping[str, pl.DataFrame], ground: Ground, sheet: str, reference: Reference) -> pl.DataFrame:
    """One row a zone and half-year in which its board sent a list, to the first list it is gone from: zone_id, name,
    what the list says of it, changes since the list before, and the zones it may be the same as.

    Args:
        tables: `findings`, `periods` and that of the list of zones. sheet: that of the list.
    """
    form = reference.form.whole
    key = next(column.key for column in form.list_sheets[sheet] if column.role == ZONE)
    lines = tables[form.sheet_by_name[sheet].table]
    unit = next((column.unit for column in form.list_sheets[sheet] if column.key == "area"), "")
    periods = tables["periods"]["period"].to_list()
    seen = _seen(lines, key, ground)
    rows = _with_absent(seen, lines, periods, reference)
    rows = _dated(rows, lines, periods, reference)
    return _told(rows, same_zones(rows), unit)


def _seen(lines: pl.DataFrame, key: str, ground: Ground) -> pl.DataFrame:
    """The lines, each with the board of today whose ground it is on (`family`) and what its name makes it (`track`)."""
    own = [
        (pl.col(name) if name in lines.columns else pl.lit(None)).cast(type_).alias(name)
        for name, type_ in _FACTS.items()
    ]
    named = lines.select(
        "period", "board", "number", "questioned", *own,
        pl.col(key).alias("name_written"), pl.col(key + CANONICAL).alias("name"),
    ).filter(pl.col("name").is_not_null())  # fmt: skip
    keys = {name: zone_key(name) for name in named["name"].unique()}
    placed = named.join(ground.families, on=["period", "board"], how="left").with_columns(
        pl.col("family").fill_null(pl.col("board")),
        pl.col("name").replace_strict(keys, return_dtype=pl.String).alias("_key"),
    )
    # Two zones of one name in one list stay two.
    again = pl.int_range(1, pl.len() + 1).over("family", "period", "_key", order_by=["board", "number"])
    suffix = pl.when(again > 1).then("-" + again.cast(pl.String)).otherwise(pl.lit(""))
    placed = placed.with_columns((pl.col("_key") + suffix).alias("_key"))
    first_board = pl.col("board").sort_by("period").first().over("family", "_key")
    return placed.with_columns((first_board + "/" + pl.col("_key")).alias("track")).drop("_key")


def _with_absent(seen: pl.DataFrame, lines: pl.DataFrame, periods: list[str], reference: Reference) -> pl.DataFrame:
    """The rows of each track, and one for the first list it is gone from (`present` false), in order of time."""
    first = seen.group_by("track", "family").agg(pl.col("period").min().alias("_first"))
    grid = first.join(pl.DataFrame({"period": periods}), how="cross").filter(pl.col("period") >= pl.col("_first"))
    full = grid.join(seen.drop("family"), on=["track", "period"], how="left").sort("track", "period")
    full = full.with_columns(
        pl.col("name_written").is_not_null().alias("present"),
        pl.col("board").forward_fill().over("track").alias("_last"),
        pl.when(pl.col("board").is_not_null()).then("period").forward_fill().over("track").alias("_seen"),
    )
    absent = full.filter(~pl.col("present")).select("_last", "_seen", "period").unique()
    holders = [(last, then, now, _holder(last, then, now, reference)) for last, then, now in absent.iter_rows()]
    names = dict.fromkeys(("_last", "_seen", "period", "_holder"), pl.String)
    listed = lines.select("period", pl.col("board").alias("_holder")).unique().with_columns(_listed=True)
    gone = pl.DataFrame(holders, schema=names, orient="row").join(listed, on=["period", "_holder"])
    full = full.join(gone, on=["_last", "_seen", "period"], how="left").filter(
        pl.col("present") | pl.col("_listed").fill_null(False)
    )
    full = full.sort("track", "period").with_columns(pl.col("present").shift(1).over("track").alias("_before"))
    return full.filter(pl.col("present") | pl.col("_before")).with_columns(
        pl.coalesce("board", "_holder").alias("board"),
        (pl.col("present") & ~pl.col("_before")).fill_null(False).alias("returned"),
        pl.col("questioned").fill_null(False),
    ).drop("^_.*$")  # fmt: skip


def _holder(board: str, then: str, now: str, reference: Reference) -> str | None:
    """The board of a later period whose ground holds that of a board of an earlier one."""
    period, earlier = parse_period(now), parse_period(then)
    of_now = sorted(row.slug for row in reference.boards.rows if row.valid_in(period))
    return next((slug for slug in of_now if board in reference.boards.ancestors(slug, period, earlier)), None)


def _dated(rows: pl.DataFrame, lines: pl.DataFrame, periods: list[str], reference: Reference) -> pl.DataFrame:
    """With what stood in the list before (`was_...`), and for a first row whether there was one (`began`)."""
    listed = set(lines.select("period", "board").unique().iter_rows())
    boards = reference.boards

    def known(board: str, now: str) -> bool:
        before = (then for then in periods if then < now)
        ground = ((then, boards.ancestors(board, parse_period(now), parse_period(then))) for then in before)
        return any(all((then, one) in listed for one in parts) for then, parts in ground)

    began = [(text, board, known(board, text)) for text, board in listed]
    names = {"period": pl.String, "board": pl.String, "_known": pl.Boolean}
    dated = rows.join(pl.DataFrame(began, schema=names, orient="row"), on=["period", "board"], how="left")
    was = ("period", "board", "name", "status", "area", "leasable", "investor", "established")
    dated = dated.sort("track", "period").with_columns(
        *(pl.col(name).shift(1).over("track").alias(f"was_{name}") for name in was),
        (pl.col("period") == pl.col("period").first().over("track")).alias("first"),
    )
    return dated.with_columns((pl.col("first") & pl.col("_known").fill_null(False)).alias("began")).drop("_known")


def _told(rows: pl.DataFrame, same: Sameness, unit: str) -> pl.DataFrame:
    """The rows as they are published: one identity a zone, what changed, what is asked."""
    rows = rows.join(same.renamed, on="track", how="left").join(same.merged, on=["track", "period"], how="left")
    rows = rows.join(same.asked, on=["track", "period"], how="left")
    renamed = pl.col("first") & pl.col("root").is_not_null()
    gained = pl.col("area") - pl.coalesce(pl.when(renamed).then("root_area"), "was_area")
    merged, present = pl.col("merged_from").is_not_null(), pl.col("present")
    words = [
        (RENAMED, renamed),
        (MERGED, merged),
        (NEW, pl.col("began") & ~renamed & ~merged),
        (FIRST_SEEN, pl.col("first") & ~pl.col("began")),
        (RETURNED, pl.col("returned")),
        (GROWN, present & (gained > ROUNDING)),
        (SHRUNK, present & (gained < -ROUNDING)),
        (STATUS, present & (pl.col("status") != pl.coalesce(pl.when(renamed).then("root_status"), "was_status"))),
        (MOVED, present & (pl.col("board") != pl.coalesce(pl.when(renamed).then("root_board"), "was_board"))),
        (MERGED_INTO, ~present & pl.col("into").is_not_null()),
        (GONE, ~present & pl.col("into").is_null()),
    ]
    said = pl.concat_str(
        *(pl.when(holds.fill_null(False)).then(pl.lit(word)) for word, holds in words),
        separator=";",
        ignore_nulls=True,
    )
    left = ~present & pl.col("track").is_in(same.renamed["root_track"].implode())  # goes on under its new name
    why_not = first_of(
        (NOT_FROM_THE_START, pl.col("first") & ~pl.col("began")), (MISSING, present & pl.col("area").is_null())
    )
    identity = pl.coalesce("root", "track")
    return rows.filter(~left).with_columns(
        identity.alias("zone_id"),
        pl.when(said == "").then(pl.lit(UNCHANGED)).otherwise(said).alias("changes"),
        pl.coalesce("merged_from", pl.when(renamed).then("root_name")).alias("previous_names"),
        pl.when(present).then("name").otherwise("was_name").alias("name"),
        pl.lit(unit).alias("unit"),
        pl.col("asked").is_not_null().alias("doubtful"),
        (~present | pl.all_horizontal(pl.col("status", "area").is_not_null())).alias("complete"),
        *judged(why_not),
    )  # fmt: skip
