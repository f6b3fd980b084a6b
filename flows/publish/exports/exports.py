"""All exports of a release, in the folder of its tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import polars as pl

from flows.publish.exports.database import DATABASE, database
from flows.publish.exports.delimited import write_csv
from flows.publish.exports.pages import pages
from flows.publish.exports.sdmx import TOTALS, write_sdmx
from flows.publish.exports.stamp import Stamp
from flows.publish.exports.workbook import write_workbook
from flows.publish.manifest import file_facts
from flows.publish.parquet_files import rows_of
from schemas.facts.units import Units
from schemas.tables import Table

WORKBOOK = "tables.xlsx"
CSV, PAGES, SDMX = "csv", "pages", "sdmx"


def write_exports(
    frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], units: Units, stamp: Stamp, folder: Path
) -> None:
    """Write warehouse.duckdb, tables.xlsx, csv/, pages/ and sdmx/ into a release folder.

    Raises:
        OSError: something cannot be written.
    """
    for name in (CSV, PAGES, SDMX):
        (folder / name).mkdir()
    rows = sum(rows_of(folder / f"{name}.parquet") for name in tables)
    # DuckDB and polars work outside of Python's lock; both have the same table, so that one is held and not two.
    with ThreadPoolExecutor(1) as beside, database(tables, units, stamp, folder / DATABASE, rows) as put:
        for name in tables:
            frame = frames[name]
            in_database = beside.submit(put, name, frame)
            write_csv(frame, folder / CSV / f"{name}.csv")
            in_database.result()
            del frame
    write_csv(pl.DataFrame([asdict(stamp)]), folder / CSV / "release.csv")
    for name, text in pages(frames, tables, units, stamp):
        (folder / PAGES / name).write_text(text, encoding="utf-8", newline="\n")
    write_sdmx(frames[TOTALS], tables[TOTALS], stamp, folder / SDMX / f"{TOTALS}.csv")
    write_workbook(frames, tables, units, stamp, folder / WORKBOOK)


def export_facts(folder: Path, contents: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """What a manifest says of each export, by its path in the release folder: hash and size.

    Of warehouse.duckdb, whose bytes are never the same twice, the digest of the rows in it.
    """
    tables = contents["tables"]
    assert isinstance(tables, dict)
    rows = json.dumps({name: facts["rows_sha256"] for name, facts in tables.items()}).encode()
    facts: dict[str, dict[str, object]] = {DATABASE: {"rows_sha256": hashlib.sha256(rows).hexdigest()}}
    for path in export_paths(folder):
        if path.name != DATABASE:
            facts[path.relative_to(folder).as_posix()] = file_facts(path)
    return facts


def export_paths(folder: Path) -> Iterator[Path]:
    """The files of the exports there are in a release folder."""
    yield from (folder / name for name in (DATABASE, WORKBOOK) if (folder / name).is_file())
    for name in (CSV, PAGES, SDMX):
        yield from sorted((folder / name).glob("*.*"))
