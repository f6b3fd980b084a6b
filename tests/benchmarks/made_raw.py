"""raw/ of a country, made: files of one line each, and in the cache what reading them would have given.

Reading is measured elsewhere; this is for what comes after it. Boards are those of `boards.csv`, and where more are
asked for further ones like them.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from flows.ingest.cache import cache_folder, store_entry
from flows.ingest.submission import Cover, ListLine, ParsedSubmission, Place
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference, load_reference
from schemas.tabular import FOLDER
from tests.support.received import Figure, project_lines, received

YEARS = 4


def country(folder: Path, boards: int) -> Reference:
    """Reference data with this many boards, none of which merge."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder)
    with (folder / "boards.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    like = next(row for row in rows if row["slug"] == "ha-noi")
    made = [{**like, "slug": f"tinh-{n:02}", "name_vi": f"Tỉnh {n:02}"} for n in range(1, boards + 1)]
    for row in made:
        row |= {name: f"{name} {row['name_vi']}" for name in row if name.startswith("board_name")}
        row |= dict.fromkeys(("valid_to", "predecessors", "gso_code", "iso_3166_2"), "") | {"valid_from": "2016-01-01"}
    with (folder / "boards.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(made)
    return load_reference(folder)


def halves(count: int) -> list[Period]:
    found = [Period(2016, 1)]
    while len(found) < count:
        found.append(found[-1].next)
    return found


def add_version(folder: Path, reference: Reference, board: str, period: Period, day: int, lines: int) -> None:
    """One file more of a board and half-year, as if it had been read."""
    raw, warehouse = folder / "raw", folder / "warehouse"
    cover = Cover(board, (board,), Place("Bia", "A9"), period.text_vi, str(period), Place("Bia", "A10"))
    later = str(Period(period.year + YEARS, period.half))  # stocks that grow from half-year to half-year
    figures: dict[str, Figure] = {"1.03 ddi": 1.0 + lines, "1.03 total": 2.0 + lines}
    one = received(figures, board=board, period=later, cover=cover, projects=project_lines(str(period)))
    assert one.parsed is not None
    draw = Random(f"{board} {period} {day}")
    values = tuple(v._replace(raw_text=f"{v.value:g}") if v.value is not None else v for v in one.parsed.values)
    data = f"{board} {period} {day}".encode()
    sha = hashlib.sha256(data).hexdigest()
    parsed = replace(one.parsed, sha256=sha, values=values, lines=tuple(_lines(one.parsed, lines, draw)))
    own = raw / str(period) / board
    own.mkdir(parents=True, exist_ok=True)
    (own / f"v{day}.xlsx").write_bytes(data)
    receipts = raw / str(period) / "receipts.csv"
    if not receipts.exists():
        receipts.write_text("board,file,sha256,received_at,received_from,note\n", encoding="utf-8")
    with receipts.open("a", encoding="utf-8") as handle:
        moment = datetime.combine(period.end + timedelta(days=day), time(8), VIETNAM)
        handle.write(f"{board},v{day}.xlsx,{sha},{moment.isoformat()},,\n")
    store_entry(cache_folder(warehouse, reference), sha, parsed)


def _lines(parsed: ParsedSubmission, more: int, draw: Random) -> Iterator[ListLine]:
    """The lines there are, and further adjustments of no amount, so that what they sum to stays."""
    yield from parsed.lines
    *_, adjusted, last = parsed.lines
    for number in range(last.number + 1, last.number + 1 + more):
        cells = dict(adjusted.cells)
        for key, value in (("certificate", f"{draw.randrange(10**10):010}"), ("project", f"Dự án {number}")):
            cells[key] = cells[key]._replace(value=value, raw_text=value)
        cells["capital_vnd"] = cells["capital_vnd"]._replace(value=0.0, raw_text="0")
        yield adjusted._replace(number=number, row=adjusted.row + number, cells=cells)


def make(folder: Path, boards: int, half_years: int, versions: int, lines: int = 20) -> Reference:
    """raw/, warehouse/cache and reference/ below a folder: `versions` files over these boards and half-years."""
    reference = country(folder / "reference", boards)
    slugs = sorted({row.slug for row in reference.boards.rows})
    places = [(slug, period) for period in halves(half_years) for slug in slugs]
    for number in range(versions):
        slug, period = places[number % len(places)]
        day = number // len(places) + 1
        add_version(folder, reference, slug, period, day, lines)
    return reference
