"""Which figures are not usual, and by which slip: one row a question, of a figure, a pair or a whole sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from flows.validate.figures.precedents import Precedents
from flows.validate.usual.completion import against_plan_done, plans_confirmed, shares_done
from flows.validate.usual.deviations import DEVIATION_SCHEMA, deviations
from flows.validate.usual.named import named, with_noughts
from flows.validate.usual.pairs import exchanged
from flows.validate.usual.past import PLAN, movements, past_of
from flows.validate.usual.sheets import YEAR_TO_DATE, years_to_date
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.usual import COUNT, LEVEL, least_asked, threshold

UNUSUAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **DEVIATION_SCHEMA,
    "rate": pl.Float64,  # billion VND a million USD at the end of the period; null where it is not known
    "slip": pl.String,  # null: merely far off
    "undone": pl.Float64,  # the figure without the slip
    "odds": pl.Float64,  # log of how much likelier that is
    "keys": pl.List(pl.UInt16),  # every cell the question is about, the most suspected first
    "likely": pl.List(pl.Float64),  # their figures without the slip; empty without one
}
AT_ONCE = 4000  # submissions whose past is in memory at once
SHEET = "sheet "  # before the name of a slip of a whole sheet


@dataclass(frozen=True)
class Judged:
    """figures: DEVIATION_SCHEMA of all that are held against anything. unusual: UNUSUAL_SCHEMA of those asked about."""

    figures: pl.DataFrame
    unusual: pl.DataFrame


def judged_against_usual(held: Precedents, reference: Reference) -> Judged:
    """Every figure against what is usual of it."""
    rates, known = _rates(held, reference), (reference.form, reference.usual)
    moved = movements(held, *known)
    slices = list(held.subjects.iter_slices(AT_ONCE)) or [held.subjects]
    parts = [unusual_of(past_of(replace(held, subjects=some), *known, moved), rates) for some in slices]
    return Judged(*(pl.concat(frames) for frames in zip(*((part.figures, part.unusual) for part in parts))))


def unusual_of(past: pl.DataFrame, rates: pl.DataFrame) -> Judged:
    """The same of PAST_SCHEMA and the rates of its submissions (row, rate)."""
    figures = deviations(past)
    rated = figures.join(rates, on="row", how="left", maintain_order="left")
    shares = shares_done(rated)
    confirmed = plans_confirmed(shares)
    pairs, sheets = exchanged(rated.join(confirmed, on=["row", "key"], how="anti")), years_to_date(rated)
    found = named(with_noughts(rated))
    beyond = pl.col("score").abs() > pl.col("method").replace_strict(least_asked(), return_dtype=pl.Float64)
    within_range = (pl.col("count") >= threshold("range.least")) & pl.col("value").is_between("least", "largest")
    # A year to date may well lie within the range of half-years; nothing else does that is asked about.
    so_far = (pl.col("slip") == YEAR_TO_DATE).fill_null(False)
    asked = so_far | ((pl.col("slip").is_not_null() | beyond) & ~within_range.fill_null(False))
    chosen = [pl.col(name).cast(kind) for name, kind in UNUSUAL_SCHEMA.items()]
    single = (
        found.filter(asked.fill_null(False))
        .join(pl.concat([_nothing_to_pay(figures), confirmed]), on=["row", "key"], how="anti")
        .with_columns(keys=pl.concat_list("key"), likely=pl.concat_list("undone").list.drop_nulls())
    )
    # What a whole sheet or a pair explains is asked once; what a figure says by itself is not asked of its plan too.
    parts: list[pl.DataFrame] = []
    for more in (_of_sheets(rated, sheets), _of_pairs(rated, pairs), single, against_plan_done(shares, rated)):
        asked_already = pl.concat([pl.DataFrame(schema=UNUSUAL_SCHEMA), *parts])
        parts.append(_without(more.select(chosen), asked_already))
    return Judged(figures, pl.concat(parts).sort("row", "key"))


def _nothing_to_pay(figures: pl.DataFrame) -> pl.DataFrame:
    """row, key of amounts that are zero where a count of their family is zero too: no case, no fine."""
    zero = figures.filter(value=0.0)
    cases = zero.filter(method=COUNT).select("row", "family").unique()
    return zero.filter(method=LEVEL).join(cases, on=["row", "family"], how="semi").select("row", "key")


def _without(asked: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Questions about cells that others do not speak of already."""
    if asked.is_empty() or told.is_empty():
        return asked
    cells = told.select("row", told="keys").explode("told").unique()
    again = (
        asked.select("row", "key", "keys")
        .explode("keys")
        .join(cells, left_on=["row", "keys"], right_on=["row", "told"])
    )
    return asked.join(again, on=["row", "key"], how="anti")


def _rates(held: Precedents, reference: Reference) -> pl.DataFrame:
    """row, rate."""
    periods = held.subjects["period"].unique().to_list()
    known = [reference.exchange_rates.get(parse_period(period)) for period in periods]
    rates = pl.DataFrame(
        {"period": periods, "rate": [rate.billion_vnd_per_million_usd if rate else None for rate in known]},
        schema={"period": pl.String, "rate": pl.Float64},
    )
    return held.subjects.select("row", "period").join(rates, on="period", how="left").select("row", "rate")


def _of_pairs(rated: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a pair of exchanged figures, in the name of the first of its cells."""
    return _together(rated.join(pairs, on=["row", "key"]), "row", "line", "method")


def _of_sheets(rated: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """One row a sheet that gives the year to date, in the name of its first flow."""
    flows = rated.filter(pl.col("flow") & (pl.col("previous") > 0) & (pl.col("method") != PLAN))
    own = flows.join(sheets, on=["row", "sheet"]).with_columns(
        undone=pl.col("value") - pl.col("previous"), slip=pl.lit(f"{SHEET}{YEAR_TO_DATE}")
    )
    return _together(own, "row", "sheet")


def _together(cells: pl.DataFrame, *of: str) -> pl.DataFrame:
    """One row for all the cells that have these in common: the first of them, with the keys and figures of all."""
    ordered = cells.sort("row", "key")
    lists = ordered.group_by(of).agg(pl.col("key").alias("keys"), pl.col("undone").alias("likely"))
    return ordered.unique(of, keep="first", maintain_order=True).join(lists, on=of)
