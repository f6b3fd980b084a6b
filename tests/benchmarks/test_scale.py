"""A country's raw/: what a run with one new file costs beside writing its tables, what history and diff cost.

Not part of `make test`: `make bench` runs it with small numbers; ZONES_SCALE=10000,63,20 asks for others (versions,
boards, half-years). Each run is a process of its own; seconds are those of the processor, so that what else the machine
does matters little.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.publish.parquet_files import write_tables
from flows.raw_folder.decision_files import CORRECTION_COLUMNS, CORRECTIONS, append_decision
from schemas.periods import Period
from schemas.reference import Reference
from schemas.tables import warehouse_tables

from .made_raw import add_version, halves, make

ROOT = Path(__file__).resolve().parents[2]
VERSIONS, BOARDS, HALF_YEARS = map(int, os.environ.get("ZONES_SCALE", "400,34,6").split(","))
MOST_MEMORY = 2 * 2**30
# Of the seconds of writing the release in all forms; of few versions what is the same for any number weighs more.
MOST_OF_WRITING = 1.5 if VERSIONS >= 10_000 else 2.5
PAST = {"history", "bloc_history", "restatements", "lineage"}

RUN = """
import json, resource, sys
from pathlib import Path
from flows.publish import release
from flows.steps.running import direct as steps, reading
from flows.transform import tables
def used():
    now = resource.getrusage(resource.RUSAGE_SELF)
    return now.ru_utime + now.ru_stime
reading._same_as_remembered = lambda *_: None  # what the made files say was never read
spent = {}
of_run = ("judge_all", "tables_of", "leave_tables", "publish_all")
of_past = ("by_half_year", "lineage")
of_writing = ("_exported",)
asked = [*((steps, name) for name in of_run), *((release, name) for name in of_writing)]
for owner, name in [*asked, *((tables, name) for name in of_past)]:
    def timed(*given, real=getattr(owner, name), told="past" if owner is tables else name, **named):
        start = used()
        try:
            return real(*given, **named)
        finally:
            spent[told] = round(spent.get(told, 0) + used() - start, 2)
    setattr(owner, name, timed)
folder, period = Path(sys.argv[1]), sys.argv[2]
request = steps.RunRequest(str(folder / "raw"), str(folder / sys.argv[3]), period, reference=str(folder / "reference"))
start = used()
steps.run_direct(request)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": round(used() - start, 2), "memory": memory, **spent}))
"""

WRITE = """
import json, resource, sys
from pathlib import Path
import polars as pl
from flows.publish.parquet_files import write_tables
from schemas.reference import load_reference
from schemas.tables import warehouse_tables
reference = load_reference(Path(sys.argv[2]))
tables = warehouse_tables(reference.form, reference.units)
frames = {name: pl.read_parquet(Path(sys.argv[1]) / f"{name}.parquet") for name in tables}
before = resource.getrusage(resource.RUSAGE_SELF)
write_tables(frames, tables, reference.units, Path(sys.argv[3]))
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}))
"""

DIFF = """
import json, resource, sys
from pathlib import Path
from flows.publish.changes.differences import differences
from schemas.reference import load_reference
from schemas.tables import warehouse_tables
reference = load_reference()
found = differences(Path(sys.argv[1]), Path(sys.argv[2]), warehouse_tables(reference.form, reference.units))
now = resource.getrusage(resource.RUSAGE_SELF)
changes = sum(one.changes.height for one in found)
print(json.dumps({"changes": changes, "seconds": now.ru_utime + now.ru_stime, "memory": now.ru_maxrss * 1024}))
"""


def told(program: str, *arguments: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def correct(folder: Path, count: int) -> None:
    """Corrections of so many figures, of many boards and all half-years, one a day."""
    observed = pl.read_parquet(folder / "warehouse" / "current" / "observations.parquet")
    figures = observed.filter(measure="actual", cell_state="number").sample(count, seed=1).to_dicts()
    for number, row in enumerate(figures):
        day = date(2025, 1, 1) + timedelta(days=number)
        said = (row["value"], row["value"] + 1)
        fields = [row[name] for name in CORRECTION_COLUMNS[:4]]
        line = [*fields, *(f"{value:g}" for value in said), "gõ nhầm", "A", str(day)]
        path = folder / "raw" / row["period"] / CORRECTIONS
        append_decision(path, CORRECTION_COLUMNS, dict(zip(CORRECTION_COLUMNS, line, strict=True)))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reference, Period]:
    folder = tmp_path_factory.mktemp("country")
    return folder, make(folder, BOARDS, HALF_YEARS, VERSIONS), halves(HALF_YEARS)[-1]


def test_a_run_in_which_one_file_is_new(country: tuple[Path, Reference, Period]) -> None:
    folder, reference, period = country
    first = told(RUN, folder, period, "warehouse")
    add_version(folder, reference, "tinh-03", period, 50, 20)
    one = told(RUN, folder, period, "warehouse")
    current = (folder / "warehouse" / "current").resolve()
    written = told(WRITE, current, folder / "reference", folder / "written")
    whole = written["seconds"] + one["_exported"]
    size = sum(path.stat().st_size for path in current.rglob("*") if path.is_file())
    kept = sum(path.stat().st_size for path in (folder / "warehouse" / "cache").rglob("*") if path.is_file())
    print(
        f"\n{VERSIONS} versions, {BOARDS} boards, {HALF_YEARS} half-years; release {size / 2**20:.0f} MB, cache"
        f" {kept / 2**20:.0f} MB\n  everything judged: {first}\n  one new file: {one}\n  its tables written:"
        f" {written['seconds']:.2f} s, with its exports {whole:.2f} s; ratio {one['seconds'] / written['seconds']:.1f},"
        f" with exports {one['seconds'] / whole:.2f}; of everything judged {one['seconds'] / first['seconds']:.2f}"
    )
    assert one["seconds"] <= MOST_OF_WRITING * whole
    assert one["judge_all"] < first["judge_all"] / 2
    assert first["memory"] < MOST_MEMORY
    assert one["memory"] < MOST_MEMORY


def test_history_costs_at_most_as_much_again(country: tuple[Path, Reference, Period]) -> None:
    """In bytes and in the time it takes to make and write them, the tables of the past beside those of today.

    With sixty corrections, made on days of their own.
    """
    folder, reference, period = country
    correct(folder, 60)
    run = told(RUN, folder, period, "warehouse")
    today = run["judge_all"] + run["tables_of"] - run["past"] + run["leave_tables"]
    print(f"\nmaking the past: {run['past']:.2f} s; judging, making and writing today: {today:.2f} s")
    assert run["past"] <= today
    current = (folder / "warehouse" / "current").resolve()
    tables = warehouse_tables(reference.form, reference.units)
    spent, sizes = {True: 0.0, False: 0.0}, {True: 0, False: 0}
    for name, table in tables.items():
        path = current / f"{name}.parquet"
        frame, start = pl.read_parquet(path), time.process_time()
        write_tables({name: frame}, {name: table}, reference.units, folder / "again")
        spent[name in PAST] += time.process_time() - start
        sizes[name in PAST] += path.stat().st_size
    print(
        f"\ntables of the past: {sizes[True] / 2**20:.1f} MB, {spent[True]:.2f} s to write; the others:"
        f" {sizes[False] / 2**20:.1f} MB, {spent[False]:.2f} s"
    )
    assert sizes[True] <= sizes[False]


@pytest.mark.parametrize("memory", [MOST_MEMORY // 4])
def test_diff_is_linear_and_light(tmp_path: Path, memory: int) -> None:
    measured = []
    for changes in (50_000, 200_000):
        for name, value in (("old", 1.0), ("new", 2.0)):
            (tmp_path / f"{name}{changes}").mkdir()
            figures = pl.DataFrame({"number": range(changes)}).select(
                pl.lit("2023-H1").alias("period"),
                pl.format("ban-{}", pl.col("number") % 63).alias("board"),
                pl.format("{}", pl.col("number")).alias("code"),
                *(pl.lit(text).alias(column) for column, text in (("sector", "fdi"), ("measure", "actual"))),
                (pl.col("number") + pl.lit(value)).alias("value"),
                *(pl.lit("a").alias(column) for column in ("unit", "status", "submission", "raw_text")),
            )
            figures.write_parquet(tmp_path / f"{name}{changes}" / "observations.parquet")
        measured.append(told(DIFF, tmp_path / f"old{changes}", tmp_path / f"new{changes}"))
        last = measured[-1]
        print(f"\n{last['changes']} changes: {last['seconds']:.2f} s, {last['memory'] / 2**20:.0f} MB")
    assert measured[1]["memory"] < memory
    assert measured[1]["seconds"] < 4 * 1.5 * measured[0]["seconds"]
