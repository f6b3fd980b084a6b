"""warehouse/releases.csv: what was published when. The one thing in the warehouse that is not a function of raw/."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

import polars as pl

from flows.publish.parquet_files import rows_digest_of
from flows.raw_folder.safe_writing import replace_file

RELEASE_LIST = "releases.csv"
FIRST_VERSION = "1.0.0"

_FIGURE = ["period", "board", "code", "sector", "measure"]


@dataclass(frozen=True)
class ListedRelease:
    """One line: a switch to a release. tables: table -> digest of its rows, as JSON."""

    number: str
    version: str
    published_at: str
    period: str
    status: str
    inputs_sha256: str
    release_inputs_sha256: str
    reason: str
    tables: str

    def digest(self, table: str) -> str:
        return str(json.loads(self.tables or "{}").get(table, ""))


def listed_releases(warehouse: Path) -> list[ListedRelease]:
    """The lines in the order in which they were written; [] where nothing was published yet."""
    try:
        text = (warehouse / RELEASE_LIST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    names = [field.name for field in fields(ListedRelease)]
    return [ListedRelease(**{name: row.get(name) or "" for name in names}) for row in csv.DictReader(io.StringIO(text))]


def list_release(
    warehouse: Path, number: int, contents: Mapping[str, object], version: str, published_at: datetime
) -> None:
    """Add the line of a release that became current, unless it is the last one already.

    Raises:
        OSError: the warehouse cannot be written to.
    """
    before = listed_releases(warehouse)
    if before and before[-1].number == str(number):
        return
    of = {name: str(contents.get(name) or "") for name in ("period", "status", "inputs_sha256", "reason")}
    tables = contents.get("tables")
    digests = {name: facts["rows_sha256"] for name, facts in tables.items()} if isinstance(tables, dict) else {}
    line = ListedRelease(
        number=str(number),
        version=version,
        published_at=published_at.isoformat(timespec="seconds"),
        release_inputs_sha256=str(contents.get("release_inputs_sha256") or ""),
        tables=json.dumps(digests, separators=(",", ":")),
        **of,
    )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [field.name for field in fields(ListedRelease)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in (*before, line))
    replace_file(warehouse / RELEASE_LIST, out.getvalue().encode())


def next_version(warehouse: Path, before: Path | None, observed: pl.DataFrame, periods: pl.DataFrame) -> str:
    """The version of a release that follows the one in the folder `before` (None: it is the first).

    Major when a figure of a period that was final is another or gone, minor when figures were added or those of
    provisional periods changed, patch when no figure changed.

    Args:
        observed: `observations` of the new release. periods: `periods` of the old one.
    """
    listed = listed_releases(warehouse)
    if before is None or not listed:
        return FIRST_VERSION
    major, minor, patch = map(int, listed[-1].version.split("."))
    old = pl.read_parquet(before / "observations.parquet", columns=[*_FIGURE, "value"])
    both = old.with_columns(there=True).join(
        observed.select([*_FIGURE, "value"]).with_columns(here=True), on=_FIGURE, how="full", coalesce=True
    )
    changed = both.filter(
        pl.col("value").ne_missing(pl.col("value_right")) | pl.col("there").is_null() | pl.col("here").is_null()
    )
    final = periods.filter(status="final")["period"].implode()
    if changed.filter(pl.col("period").is_in(final), pl.col("there").is_not_null()).height:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if changed.height else f"{major}.{minor}.{patch + 1}"


def releases_of_file(path: Path, warehouse: Path) -> tuple[str, list[ListedRelease]]:
    """The table a Parquet file is, and the releases that publish the same rows, oldest first.

    Raises:
        ValueError: it is no Parquet file of this package.
        OSError: it cannot be read.
    """
    table, digest = rows_digest_of(path)
    return table, [one for one in listed_releases(warehouse) if one.digest(table) == digest]
