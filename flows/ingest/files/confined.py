"""Reading one unusual file in a process of its own, with little memory and time.

A parser may panic, abort, loop or fill the memory on a broken file; here only that process ends. Where the system knows
no such limits (Windows) the time limit alone holds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.ingest.files.grids import CellValue, ErrorCell, Grid, StruckCell, UncalculatedCell, UnreadableFile, Workbook

MEMORY_BYTES = 420_000_000
SECONDS = 4
_ROOT = str(Path(__file__).resolve().parents[3])


def open_confined(data: bytes) -> Workbook:
    """What `open_workbook` gives, read in a process of its own.

    Raises:
        UnreadableFile: as `open_workbook`; unreadable_hostile when the process had to be stopped or ended badly.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH")]))}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "flows.ingest.files.confined"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile("unreadable_hostile", what="effort") from None
    if ended.returncode != 0 or not ended.stdout:
        raise UnreadableFile("unreadable_hostile", what="effort")
    answer = json.loads(ended.stdout)
    if "reason" in answer:
        raise UnreadableFile(answer["reason"], **answer["details"])
    return _workbook(answer)


def _from_cell(value: object) -> object:
    if isinstance(value, StruckCell):
        return {"struck": value.text}
    if isinstance(value, ErrorCell):
        return {"error": value.text}
    if isinstance(value, UncalculatedCell):
        return {"formula": value.formula}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _to_cell(value: Any) -> CellValue:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    ((kind, text),) = value.items()
    if kind == "error":
        return ErrorCell(text)
    if kind == "struck":
        return StruckCell(text)
    if kind == "formula":
        return UncalculatedCell(text)
    return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)


def _document(workbook: Workbook) -> dict[str, Any]:
    return {
        "format": workbook.format,
        "paragraphs": workbook.paragraphs,
        "notes": workbook.notes,
        "grids": [
            {
                "sheet": grid.sheet,
                "rows": [[_from_cell(value) for value in row] for row in grid.rows],
                "hidden": grid.hidden,
                "merged": grid.merged,
                "percent": sorted(grid.percent),
                "hidden_rows": sorted(grid.hidden_rows),
                "member": grid.member,
                "before": grid.before,
                "fields": grid.fields,
                "telling_formats": [[row, column, code] for (row, column), code in grid.telling_formats.items()],
            }
            for grid in workbook.grids
        ],
    }


def _workbook(document: dict[str, Any]) -> Workbook:
    grids = tuple(
        Grid(
            sheet=grid["sheet"],
            rows=[[_to_cell(value) for value in row] for row in grid["rows"]],
            hidden=grid["hidden"],
            merged=tuple((first, left, last, right) for first, left, last, right in grid["merged"]),
            percent=frozenset((row, column) for row, column in grid["percent"]),
            hidden_rows=frozenset(grid["hidden_rows"]),
            member=grid["member"],
            before=tuple(grid["before"]),
            fields=tuple(grid["fields"]),
            telling_formats={(row, column): code for row, column, code in grid["telling_formats"]},
        )
        for grid in document["grids"]
    )
    return Workbook(document["format"], grids, tuple(document["paragraphs"]), tuple(document["notes"]))


def _limit_process() -> None:
    try:
        import resource
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for kind, limit in limits:
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):  # a system that does not keep this one
            continue


def _main() -> None:
    _limit_process()
    from flows.ingest.files.kinds import open_here
    from flows.ingest.files.limits import confine

    confine()
    answer: dict[str, Any]
    try:
        answer = _document(open_here(sys.stdin.buffer.read()))
    except UnreadableFile as problem:
        answer = {"reason": problem.reason, "details": {key: str(value) for key, value in problem.details.items()}}
    except MemoryError:
        answer = {"reason": "unreadable_hostile", "details": {"what": "effort"}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
