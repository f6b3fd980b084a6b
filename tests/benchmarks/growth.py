"""How time, memory and disk grow with the lines of the register, each size a process of its own; and the plots of it.

`python -m tests.benchmarks.growth 63 20 500000 1000000 2000000` measures that many boards, half-years and lines, prints
a line of JSON a size, and draws docs/growth.svg. Frames are those of `test_derived_scale`; seconds are those of the
processor, memory is the highest of the process, which also makes the frames.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
PLOTS = ROOT / "docs" / "growth.svg"
STEPS = ("tables", "derived", "csv", "duckdb")
_COLOURS = ("#0f4c5c", "#c8553d", "#588157", "#8a6d9b")
_WIDTH, _HEIGHT, _LEFT, _TOP = 230, 150, 46, 34


def measure(boards: int, halves: int, lines: int) -> dict[str, float]:
    """Seconds of each step, bytes of memory, and bytes of what was written."""
    from flows.derive.tables import derived_tables
    from flows.publish.exports.delimited import write_csv
    from flows.publish.exports.stamp import Stamp
    from flows.publish.parquet_files import write_tables
    from flows.transform.defined import as_defined
    from schemas.tables import warehouse_tables
    from tests.benchmarks.test_derived_scale import base_tables
    from tests.support.database import write_database

    frames, reference = base_tables(boards, halves, lines)
    tables = warehouse_tables(reference.form, reference.units)
    found: dict[str, float] = {"boards": boards, "halves": halves, "lines": lines}
    with TemporaryDirectory() as name:
        folder = Path(name)

        def spent(step: str, start: float) -> None:
            found[step] = round(time.process_time() - start, 2)
            found[f"{step}_memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            found[f"{step}_disk"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

        start = time.process_time()
        own = {one: tables[one] for one in frames}
        write_tables(as_defined(frames, tables), own, reference.units, folder / "tables")
        spent("tables", start)
        start = time.process_time()
        derived = derived_tables(frames, reference)
        write_tables(derived, {one: tables[one] for one in derived}, reference.units, folder / "derived")
        spent("derived", start)
        every, start = {**frames, **derived}, time.process_time()
        for one, frame in every.items():
            write_csv(frame, folder / f"{one}.csv")
        spent("csv", start)
        start, stamp = time.process_time(), Stamp(1, "2016-H1", "provisional", "", "a" * 64, "b" * 64)
        write_database(every, {one: tables[one] for one in every}, reference.units, stamp, folder / "a.duckdb")
        spent("duckdb", start)
    return found


def measured(boards: int, halves: int, sizes: Sequence[int]) -> list[dict[str, float]]:
    """`measure` of each size, each in a process of its own; a size that ends without an answer ends the list."""
    found = []
    for lines in sizes:
        words = [sys.executable, "-m", "tests.benchmarks.growth", "--one", *map(str, (boards, halves, lines))]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{lines} lines: ended with {done.returncode} {done.stderr[-300:]}", flush=True)
            break
        found.append(json.loads(done.stdout.splitlines()[-1]))
        print(json.dumps(found[-1]), flush=True)
    return found


def plots(rows: Sequence[dict[str, float]]) -> str:
    """Three plots over the lines of the register as SVG: seconds, GB of memory, GB on disk, a line a step.

    Memory and disk are those reached by the end of a step.
    """
    panels = (("seconds of the processor", "", 1.0), ("memory, GB", "_memory", 2**30), ("on disk, GB", "_disk", 2**30))
    height = _TOP + _HEIGHT + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * (_WIDTH + _LEFT + 20)} {height}" '
        'font-family="sans-serif" font-size="11">'
    ]
    for place, (title, suffix, unit) in enumerate(panels):
        parts += _panel(rows, title, suffix, unit, place * (_WIDTH + _LEFT + 20) + _LEFT)
    for place, (step, colour) in enumerate(zip(STEPS, _COLOURS, strict=True)):
        parts.append(f'<text x="{_LEFT + 90 * place}" y="{height - 8}" fill="{colour}">● {step}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _panel(rows: Sequence[dict[str, float]], title: str, suffix: str, unit: float, left: float) -> list[str]:
    widest = max(row["lines"] for row in rows)
    most = max(row[step + suffix] for row in rows for step in STEPS) / unit
    bottom = _TOP + _HEIGHT
    parts = [
        f'<text x="{left}" y="{_TOP - 14}" font-weight="bold">{title}</text>',
        f'<path d="M{left} {_TOP}V{bottom}H{left + _WIDTH}" fill="none" stroke="#888"/>',
        f'<text x="{left - 6}" y="{_TOP + 4}" text-anchor="end">{most:.3g}</text>',
        f'<text x="{left - 6}" y="{bottom}" text-anchor="end">0</text>',
        f'<text x="{left + _WIDTH}" y="{bottom + 16}" text-anchor="end">{widest / 1e6:g} million lines</text>',
    ]
    for step, colour in zip(STEPS, _COLOURS, strict=True):
        points = [
            (left + _WIDTH * row["lines"] / widest, bottom - _HEIGHT * row[step + suffix] / unit / most) for row in rows
        ]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in points]
    return parts


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        print(json.dumps(measure(*map(int, sys.argv[2:5]))))
    else:
        boards, halves, *sizes = map(int, sys.argv[1:])
        if rows := measured(boards, halves, sizes):
            PLOTS.write_text(plots(rows), encoding="utf-8", newline="\n")
            print(os.fspath(PLOTS.relative_to(ROOT)))
