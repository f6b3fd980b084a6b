"""Writing a release beside plain polars that writes the same tables without any check, and its exports beside that.

Both sides in one run, in turn, best of three, processor time. Frames are those of `test_derived_scale`, a tenth of
the national size; `ZONES_LONG=1` has 63 boards over 20 half-years (175,000 observations) and 2.0 million lines.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.derive.tables import derived_tables
from flows.publish.exports.delimited import write_csv
from flows.publish.exports.stamp import Stamp
from flows.publish.exports.workbook import write_workbook
from flows.publish.parquet_files import write_tables
from flows.transform.defined import as_defined
from flows.transform.wide_tables import wide_table
from schemas.reference import Reference
from schemas.tables import Table, warehouse_tables
from tests.benchmarks.test_derived_scale import BOARDS, HALVES, LINES, NATIONAL, base_tables, seconds
from tests.support.database import write_database

STAMP = Stamp(1, "2016-H1", "provisional", "", "a" * 64, "b" * 64)
# Asked for are 1.3 and 1.5 at national size. The first is held; the second is not reached, and is red there: 9.7 times
# a base that became two and a half times as fast (polars' own CSV is 1.6).
MOST_OF_POLARS = 1.3 if NATIONAL else 3.0
MOST_OF_BASE = 4.5 if NATIONAL else 10.0
MOST_MEMORY = 2 * 1024**3
ROWS_OF_A_WORKBOOK, SECONDS_OF_A_WORKBOOK = 200_000, 10.0


@dataclass(frozen=True)
class Made:
    """Frames by table, and the definitions of those there are."""

    frames: dict[str, pl.DataFrame]
    tables: dict[str, Table]
    reference: Reference


@pytest.fixture(scope="module")
def base() -> Made:
    frames, reference = base_tables(BOARDS, HALVES, LINES)
    definitions = warehouse_tables(reference.form, reference.units)
    return Made(frames, {name: table for name, table in definitions.items() if name in frames}, reference)


def checked(made: Made, folder: Path) -> None:
    """The wide tables made, all tables held against their definitions and written with their digests and metadata."""
    form, units = made.reference.form, made.reference.units
    frames, definitions = dict(made.frames), warehouse_tables(form, units)
    for sheet in form.by_sheet:
        name = form.sheet_by_name[sheet].table
        frames[name] = wide_table(frames["observations"], sheet, form, units)
    write_tables(as_defined(frames, definitions), made.tables, units, folder)


def plain(made: Made, folder: Path) -> None:
    """The same in plain polars: pivoted, sorted, written."""
    folder.mkdir(parents=True, exist_ok=True)
    frames, form = dict(made.frames), made.reference.form
    for sheet, lines in form.by_sheet.items():
        own = frames["observations"].filter(pl.col("code").is_in([line.code for line in lines]))
        column = pl.concat_str("key", "sector", "measure", separator="_").alias("column")
        wide = own.select("period", "board", "submission", column, "value")
        frames[form.sheet_by_name[sheet].table] = wide.pivot("column", index=["period", "board", "submission"])
    for name, frame in frames.items():
        frame.sort(made.tables[name].order).write_parquet(
            folder / f"{name}.parquet", compression="zstd", compression_level=3, row_group_size=8192
        )


def test_writing_and_checking_beside_plain_polars(base: Made, tmp_path: Path) -> None:
    mine, other = seconds(partial(checked, base, tmp_path / "a")), seconds(partial(plain, base, tmp_path / "b"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"\nours {mine:.2f} s, plain polars {other:.2f} s: {mine / other:.2f} times; {memory / 2**20:.0f} MB")
    assert mine <= MOST_OF_POLARS * other and memory < MOST_MEMORY


def test_derived_tables_csv_and_duckdb_beside_the_tables(base: Made, tmp_path: Path) -> None:
    units = base.reference.units
    definitions = warehouse_tables(base.reference.form, units)

    def more() -> None:
        derived = derived_tables(base.frames, base.reference)
        write_tables(derived, {name: definitions[name] for name in derived}, units, tmp_path / "derived")
        frames = {**base.frames, **derived}
        for name, frame in frames.items():
            write_csv(frame, tmp_path / f"{name}.csv")
        write_database(frames, {name: definitions[name] for name in frames}, units, STAMP, tmp_path / "a.duckdb")

    mine, other = seconds(more), seconds(partial(checked, base, tmp_path / "a"))
    print(f"\nderived, CSV and DuckDB {mine:.2f} s, tables {other:.2f} s: {mine / other:.2f} times")
    assert mine <= MOST_OF_BASE * other


def test_the_workbook_takes_ten_seconds_for_200_000_rows(base: Made, tmp_path: Path) -> None:
    rows = base.frames["observations"].head(ROWS_OF_A_WORKBOOK)
    tables = {"observations": base.tables["observations"]}
    write = partial(write_workbook, {"observations": rows}, tables, base.reference.units, STAMP, tmp_path / "a.xlsx")
    taken = seconds(write)
    print(f"\n{rows.height} rows of {rows.width} columns: {taken:.2f} s")
    assert taken <= SECONDS_OF_A_WORKBOOK * max(rows.height / ROWS_OF_A_WORKBOOK, 0.1)


def test_one_boards_history_reads_a_tenth_of_the_observations(base: Made, tmp_path: Path) -> None:
    """By the statistics of the row groups, as every reader of Parquet skips them."""
    name = "observations"
    write_tables({name: base.frames[name]}, {name: base.tables[name]}, base.reference.units, tmp_path)
    file = pq.ParquetFile(tmp_path / f"{name}.parquet").metadata
    groups = [file.row_group(place) for place in range(file.num_row_groups)]
    board = base.frames[name]["board"].unique().sort()[3]
    place = base.frames[name].columns.index("board")
    held = [g for g in groups if g.column(place).statistics.min <= board <= g.column(place).statistics.max]
    read = sum(group.total_byte_size for group in held) / sum(group.total_byte_size for group in groups)
    print(f"\none board of {BOARDS}: {len(held)} of {len(groups)} groups, {100 * read:.1f} % of the bytes")
    assert read <= 0.1 if NATIONAL else read < 0.5


@pytest.mark.parametrize("what", ["boards", "halves", "lines"])
def test_growth_is_linear(what: str, tmp_path: Path) -> None:
    small = {"boards": 15, "halves": 5, "lines": 50_000}
    taken = []
    for size in (small, small | {what: 4 * small[what]}):
        frames, reference = base_tables(size["boards"], size["halves"], size["lines"])
        definitions = warehouse_tables(reference.form, reference.units)
        made = Made(frames, {name: definitions[name] for name in frames}, reference)
        taken.append(seconds(partial(checked, made, tmp_path / f"{len(taken)}")))
    print(f"\n{what} times 4: {taken[0]:.2f} s, {taken[1]:.2f} s")
    assert taken[1] <= 4 * 1.33 * taken[0]
