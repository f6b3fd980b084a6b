"""Projects over time: what the register says of a certificate, event after event, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.boundaries.ground import Ground
from flows.derive.reasons import MISSING, NOT_FROM_THE_START, UNIT_UNCLEAR, first_of, judged
from flows.derive.registers.register_totals import signed_land, with_capital
from schemas.language.line_rules import ENDED, NEW
from schemas.reference import Reference
from schemas.tables import CANONICAL, COUNTRY, EVENT, ZONE

VALID = "valid"
FIRST, RENAMED, OTHER_INVESTOR, OTHER_ZONE, AGAIN = "first", "renamed", "other_investor", "other_zone", "again"
_CHANGES = (FIRST, RENAMED, OTHER_INVESTOR, OTHER_ZONE, AGAIN)
_SIGNS = [
    " ",
    "\u00a0",
    "-",
    "–",
    ".",
    ",",
    "/",
    "'",
    '"',
    "“",
    "”",
    "(",
    ")",
]  # do not tell two certificates or names apart
_ONE = ["family", "_project", "_investor"]
_IDENTIFIER = "identifier"  # role of list_columns.csv


def project_history(
    tables: Mapping[str, pl.DataFrame], ground: Ground, sheet: str, reference: Reference
) -> pl.DataFrame:
    """One row a project and half-year in which its certificate is in the register: what it is called, its events, and
    value: its registered capital at the end of the half-year, all events so far together.

    A certificate is one project within the ground of a board of today, however it is spelt. Where its licence is not in
    the register value is null and value_of_parts has what the events known come to. Two projects are asked about
    (`doubtful`) where one certificate changes project and investor at once or goes on after its end, and where another
    certificate of the ground has the same project and investor.

    Args:
        tables: `findings` and that of the register. sheet: that of the register.
    """
    events = _in_order(_named(tables, ground, sheet, reference))
    rows = events.group_by("_row", maintain_order=True).agg(
        pl.col(
            "project_id",
            "period",
            "board",
            "certificate",
            "project",
            "investor",
            "country",
            "zone",
            "sector",
            "unit",
            "state",
        ).last(),
        pl.col("event").drop_nulls().alias("events"),
        pl.col("date").last().alias("last_event_on"),
        pl.col("first_licensed").drop_nulls().last(),
        pl.col("value_of_parts", "land", "_licensed", "_open").last(),
        pl.col("_ids").first(),
        pl.col(*_CHANGES, "questioned").any(),
    )
    return _told(rows)


def _named(tables: Mapping[str, pl.DataFrame], ground: Ground, sheet: str, reference: Reference) -> pl.DataFrame:
    """The lines with project_id, and `_ids`: all that have the same project and investor, where there are several."""
    form = reference.form.whole
    columns = form.list_sheets[sheet]
    role = {column.role: column.key for column in columns if column.role}
    asked = tables[form.sheet_by_name[sheet].table]
    named = with_capital(asked, columns, reference).select(
        *("period", "board", "number", "project", "investor", "sector", "date", "value", "unit", "questioned"),
        pl.col(role[_IDENTIFIER]).alias("certificate"),
        pl.col(role[EVENT]).alias("event"),
        pl.col(role[COUNTRY] + CANONICAL).alias("country"),
        pl.col(role[ZONE] + CANONICAL).alias("zone"),
        signed_land(asked, pl.col(role[EVENT])).alias("land"),
    )
    named = named.filter(pl.col("certificate").is_not_null())
    # Of a name its case is nothing; of a certificate signs and spaces are nothing either.
    certificate = pl.col("certificate").str.to_lowercase().str.replace_many(dict.fromkeys(_SIGNS, ""))
    placed = named.join(ground.families, on=["period", "board"], how="left", maintain_order="left").with_columns(
        pl.coalesce("family", "board").alias("family"),
        certificate.alias("_certificate"),
        pl.col("project", "investor").str.to_lowercase().name.prefix("_"),
    )
    first_board = pl.col("board").sort_by("period").first().over("family", "_certificate")
    placed = placed.with_columns((first_board + "/" + pl.col("_certificate")).alias("project_id"))
    return placed.join(_twins(placed), on=_ONE, how="left", maintain_order="left")


def _twins(placed: pl.DataFrame) -> pl.DataFrame:
    """family, _project, _investor, _ids: the certificates of one project, where there are several."""
    numbers = placed.select(pl.struct(_ONE).hash().alias("_one"), pl.col("project_id").hash().alias("_id"))
    several = numbers.unique().filter(pl.col("_one").is_duplicated())["_one"].unique()
    asked = placed.filter(numbers["_one"].is_in(several.implode())).drop_nulls(_ONE)
    ids = asked.group_by(_ONE).agg(pl.col("project_id").unique().sort().alias("_ids"))
    return ids.filter(pl.col("_ids").list.len() > 1)


def _in_order(placed: pl.DataFrame) -> pl.DataFrame:
    """The events of each project in their order, each with what it changed and what all so far come to."""
    periods = pl.Enum(placed["period"].unique().sort())
    numbers = placed.with_columns(  # sorting and grouping by numbers takes a quarter of the time
        pl.col("project_id").cast(pl.Categorical).to_physical().alias("_run"),
        pl.col("period").cast(periods).alias("_when"),
    )
    events = numbers.sort("_run", "_when", "date", nulls_last=True, maintain_order=True)
    events = events.with_columns(pl.struct("_run", "_when").rle_id().alias("_row"))
    again = pl.col("_run") == pl.col("_run").shift(1)

    def was(name: str) -> pl.Expr:
        return pl.when(again).then(pl.col(name).shift(1))

    new = pl.col("event") == NEW
    after_its_end = (was("event") == ENDED) | (new & was("event").is_not_null())
    so_far = {
        "_licensed": new.cast(pl.Int64).cum_max() > 0,
        "_open": pl.col("value").is_null().cum_sum(),
        "value_of_parts": pl.col("value").cast(pl.Decimal(38, 9)).cum_sum().cast(pl.Float64),
        "land": pl.col("land").cast(pl.Decimal(38, 9)).cum_sum().cast(pl.Float64),
        "first_licensed": pl.when(new).then("date").forward_fill(),
    }
    return events.with_columns(
        (pl.col("_row") == pl.col("_row").first().over("_run")).alias(FIRST),
        (pl.col("_project") != was("_project")).alias(RENAMED),
        (pl.col("_investor") != was("_investor")).alias(OTHER_INVESTOR),
        (pl.col("zone") != was("zone")).alias(OTHER_ZONE),
        after_its_end.alias(AGAIN),
        *(made.over("_run").alias(name) for name, made in so_far.items()),
        pl.when(pl.col("event") == ENDED).then(pl.lit(ENDED)).otherwise(pl.lit(VALID)).alias("state"),
    ).with_columns(pl.col(_CHANGES).fill_null(False))


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    said = [pl.when(pl.col(name)).then(pl.lit(name)) for name in _CHANGES]
    changes = pl.concat_str(*said, separator=";", ignore_nulls=True)
    why_not = first_of(
        (UNIT_UNCLEAR, pl.col("unit").is_null()),
        (MISSING, pl.col("_open") > 0),
        (NOT_FROM_THE_START, ~pl.col("_licensed")),
    )
    another = pl.col(RENAMED) & pl.col(OTHER_INVESTOR)
    return rows.with_columns(
        pl.when(changes != "").then(changes).alias("changes"),
        pl.when(pl.col("events").list.len() > 0).then(pl.col("events").list.join(";")).alias("events"),
        pl.col("_ids").list.set_difference(pl.concat_list("project_id")).list.sort().list.join(";").alias("asked"),
        (pl.col("_ids").is_not_null() | pl.col(AGAIN) | another).alias("doubtful"),
        pl.when(pl.col("_open") == 0).then("value_of_parts").alias("value_of_parts"),
        (pl.col("_open") == 0).alias("complete"),
        *judged(why_not),
    ).with_columns(pl.when("comparable").then("value_of_parts").alias("value"))
