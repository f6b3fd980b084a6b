"""Whether a zone that ended in a list and one that began in it are one.

Four things tell a zone beside its name: investor, year of establishment, area, land for lease. Of two zones three that
agree make them one, two are a question. Zones that ended were merged into another where it gained their area and their
land for lease together; where only the area agrees, that is a question too. What fits several ways is a question.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import polars as pl

from schemas.folding import fold

ROUNDING = 0.1  # areas are written to a tenth of a hectare
_CERTAIN, _ASKED = 3, 2
_MOST_MERGED, _MOST_ENDED = 3, 24  # more together are no merger but another list


@dataclass(frozen=True)
class Sameness:
    """renamed: track, root (the identity it goes on under), root_track (the name just before), root_name, root_area,
    root_status, root_board. merged: track, period, merged_from (names), into (a track; of zones that ended). asked:
    track, period, asked (tracks it may be the same as)."""

    renamed: pl.DataFrame
    merged: pl.DataFrame
    asked: pl.DataFrame


def same_zones(rows: pl.DataFrame) -> Sameness:
    """What the zones that ended and those that began have in common.

    Args:
        rows: track, family, period, present, began, name, area, leasable, investor, established, and what stood in the
            list before under `was_`; in order of track and period.
    """
    folded = {name: fold(name) for name in rows["investor"].drop_nulls().unique()}
    who = pl.col("investor", "was_investor").replace_strict(folded, default=None, return_dtype=pl.String)
    rows = rows.with_columns(who)
    ended = rows.filter(~pl.col("present")).select(
        "family", "period", pl.col("track").alias("old"), pl.col("^was_.*$")
    )  # fmt: skip
    began = rows.filter("began").select(
        "family", "period", "track", "name", "area", "leasable", "investor", "established"
    )
    pairs = ended.join(began, on=["family", "period"]).with_columns(_agreeing().alias("_agree"))
    sure = _only_once(pairs.filter(pl.col("_agree") >= _CERTAIN))
    renamed = _chained(sure)
    left = ended.join(sure, on="old", how="anti")
    others = rows.filter(~(pl.col("began") & pl.col("track").is_in(sure["track"].implode())))
    merged, unsure = _mergers(left, others)
    doubts = (
        pairs.filter(pl.col("_agree") >= _ASKED).join(sure, on="old", how="anti").join(sure, on="track", how="anti")
    )
    doubts = pl.concat([doubts.select("old", "track", "period"), unsure])
    gone = merged.filter(pl.col("into").is_not_null()).select("track")
    doubts = doubts.join(gone, left_on="old", right_on="track", how="anti")
    both = pl.concat([doubts, doubts.select(old="track", track="old", period="period")])
    roots = dict(renamed.select("track", "root").iter_rows())
    both = both.with_columns(pl.col("old").replace(roots))
    merged = merged.with_columns(pl.col("into").replace(roots))
    asked = both.group_by("track", "period").agg(pl.col("old").unique().sort().str.join(";").alias("asked"))
    return Sameness(renamed, merged, asked)


def _agreeing() -> pl.Expr:
    """How many of the four things agree; what is not given agrees with nothing."""
    same = [pl.col(name) == pl.col(f"was_{name}") for name in ("investor", "established")]
    same += [(pl.col(name) - pl.col(f"was_{name}")).abs() <= ROUNDING for name in ("area", "leasable")]
    return pl.sum_horizontal(one.fill_null(False).cast(pl.Int64) for one in same)


def _only_once(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs neither of whose zones has another partner."""
    return pairs.filter((pl.len().over("old") == 1) & (pl.len().over("track") == 1))


def _chained(sure: pl.DataFrame) -> pl.DataFrame:
    """Each new name with the first one its zone had: a zone may be renamed more than once."""
    before = dict(sure.select("track", "old").iter_rows())

    def root(track: str) -> str:
        while track in before:
            track = before[track]
        return track

    roots = pl.Series("root", [root(track) for track in sure["track"]], dtype=pl.String)
    return sure.select(
        "track",
        pl.col("old").alias("root_track"),
        *(pl.col(f"was_{name}").alias(f"root_{name}") for name in ("name", "area", "status", "board")),
    ).with_columns(roots)


def _mergers(ended: pl.DataFrame, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What was merged into what: `merged` of Sameness; and the pairs (old, track, period) that are a question."""
    gained = rows.filter("present").with_columns(
        (pl.col("area") - pl.col("was_area").fill_null(0.0)).alias("_area"),
        (pl.col("leasable") - pl.col("was_leasable").fill_null(0.0)).alias("_leasable"),
        pl.col("was_area").is_null().alias("_new"),
    )
    gained = gained.filter((pl.col("_area") > ROUNDING) & (pl.col("began") | ~pl.col("_new")))
    found: list[tuple[str, str, tuple[str, ...], tuple[str, ...], bool]] = []
    for (family, period), old in ended.group_by(["family", "period"], maintain_order=True):
        candidates = gained.filter(family=family, period=period)
        zones = list(old.select("old", "was_name", "was_area", "was_leasable").iter_rows())
        for track, area, leasable, new in candidates.select("track", "_area", "_leasable", "_new").iter_rows():
            for count in range(2 if new else 1, min(len(zones), _MOST_MERGED) + 1):
                for some in combinations(zones[:_MOST_ENDED], count):
                    if _sums(area, [zone[2] for zone in some]):
                        certain = _sums(leasable, [zone[3] for zone in some])
                        names = tuple(zone[1] for zone in some)
                        found.append((str(period), track, tuple(zone[0] for zone in some), names, certain))
    merged: list[tuple[str, str, str | None, str | None]] = []
    unsure: list[tuple[str, str, str]] = []
    for period, track, olds, names, certain in found:
        others = [one for one in found if one[0] == period and (one[1] == track or set(one[2]) & set(olds))]
        if certain and len(others) == 1:
            merged.append((track, period, ";".join(names), None))
            merged += [(old, period, None, track) for old in olds]
        else:
            unsure += [(old, track, period) for old in olds]
    text = dict.fromkeys(("track", "period", "merged_from", "into"), pl.String)
    pairs = dict.fromkeys(("old", "track", "period"), pl.String)
    return pl.DataFrame(merged, schema=text, orient="row"), pl.DataFrame(unsure, schema=pairs, orient="row")


def _sums(whole: float | None, parts: list[float | None]) -> bool:
    """Whether the parts come to the whole, each written to a tenth."""
    known = [part for part in parts if part is not None]
    return whole is not None and len(known) == len(parts) and abs(sum(known) - whole) <= ROUNDING * (len(known) + 1) / 2
