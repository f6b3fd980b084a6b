"""What an approval of a half-year would make official, beside the release in force: figure by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from flows.publish.changes.differences import FIGURES, differences
from flows.publish.current import current_number, release_folder
from flows.publish.manifest import MADE_BY
from flows.publish.parquet_files import write_tables
from flows.steps.judged import Judged
from flows.steps.running.request import RunRequest
from flows.steps.running.tables import Made, tables_of
from schemas.made_by import made_by
from schemas.periods import Period
from schemas.reference import Reference
from schemas.tables import warehouse_tables

TOTALS = "bloc_summary"
# What is compared, and what causes are found in.
_COMPARED = (FIGURES, TOTALS, "submissions", "restatements", "waivers", "corrections")
_DOUBTS = {FIGURES: ("cell_state", "questioned"), TOTALS: ("open_queries", "waived_errors", "boards_reported")}
_KEYS = {FIGURES: ("board", "code", "sector", "measure"), TOTALS: ("code", "sector")}


@dataclass(frozen=True)
class ToApprove:
    """All tables as they would be published, and how they differ from release `number` (None: there is none).

    totals, figures: of the half-year, the rows of `bloc_summary` and `observations` that differ in value or doubt, the
    largest effect first: their columns as they would be, with `value was`, `cause`, and `gone` where the release alone
    has them.
    """

    made: Made
    number: int | None
    totals: pl.DataFrame
    figures: pl.DataFrame


def to_approve(judged: Judged, period: Period, raw: Path, warehouse: Path, reference: Reference) -> ToApprove:
    """Writes nothing that stays.

    Args:
        judged: raw/ up to the period, as it would be approved.
    """
    with TemporaryDirectory() as scratch:
        aside = RunRequest(str(raw), str(warehouse), str(period), output=scratch)
        made = tables_of(aside, judged)
        number = current_number(warehouse)
        older = release_folder(warehouse, number) if number else None
        changes = _changes(older, made, Path(scratch), reference) if older else {}
        totals, figures = (_beside(name, made.frames, older, changes.get(name), period) for name in (TOTALS, FIGURES))
    return ToApprove(made, number, totals, figures)


def _changes(older: Path, made: Made, scratch: Path, reference: Reference) -> Mapping[str, pl.DataFrame]:
    """Table -> what `zones diff` says of it, for the causes."""
    tables = warehouse_tables(reference.form, reference.units)
    compared = {name: tables[name] for name in _COMPARED}
    write_tables({name: made.frames[name] for name in _COMPARED}, compared, reference.units, scratch)
    (scratch / MADE_BY).write_bytes(made_by(reference.folder).to_json())
    return {one.table: one.changes for one in differences(older, scratch, compared)}


def _beside(
    name: str, frames: Mapping[str, pl.DataFrame], older: Path | None, changes: pl.DataFrame | None, period: Period
) -> pl.DataFrame:
    key, now = _KEYS[name], frames[name].filter(period=str(period))
    compared = ["value", *_DOUBTS[name]]
    was = pl.read_parquet(older / f"{name}.parquet").filter(period=str(period)) if older else now.clear()
    held = [column for column in compared if column in was.columns]  # an older release may know less
    joined = now.with_columns(here=True).join(
        was.select(*key, *held, there=True), on=key, how="full", coalesce=True, suffix=" was"
    )
    here, there = (pl.col(side).is_not_null() for side in ("here", "there"))
    differs = pl.any_horizontal(pl.col(column).ne_missing(pl.col(f"{column} was")) for column in held)
    unknown = [pl.lit(None).alias(f"{column} was") for column in compared if column not in held]
    changed = joined.filter(~(here & there) | differs).with_columns(*unknown, gone=~here)
    return _with_causes(changed, changes, key, period)


def _with_causes(rows: pl.DataFrame, changes: pl.DataFrame | None, key: Sequence[str], period: Period) -> pl.DataFrame:
    if changes is None:
        return rows.with_columns(cause=pl.lit(None, pl.String))
    own = (
        changes.filter(period=str(period))
        .group_by(*key)
        .agg(pl.col("cause").drop_nulls().first(), pl.col("effect").max())
    )
    return rows.join(own, on=key, how="left").sort(
        "effect", *key, descending=[True, *[False] * len(key)], nulls_last=True
    )
