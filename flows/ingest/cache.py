"""What was read once is not read again: parsed submissions by the hash of their bytes and of everything that reads.

The cache may be deleted at any time, as a whole or in part. An entry that is damaged is read again from its file.
Imports no polars, so that a process that only reads files starts quickly.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import astuple, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from flows.ingest.files.grids import UnreadableFile
from flows.ingest.submission import (
    READER_VERSION,
    Cover,
    ListCell,
    ListLine,
    ParsedSubmission,
    Place,
    Problem,
    ReadValue,
)
from schemas.reference import Reference, load_reference

Unreadable = tuple[str, dict[str, str]]
Outcome = ParsedSubmission | Unreadable

# A process of its own costs about as much as reading this many files.
WORTH_A_PROCESS = 120

_DATE = "date:"


@lru_cache(maxsize=1)
def reader_digest() -> str:
    """A digest of the code that reads: an entry of other code is never taken."""
    digest = hashlib.sha256(READER_VERSION.encode())
    stages = Path(__file__).parent, Path(__file__).parents[2] / "schemas"
    for folder in stages:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def cache_folder(warehouse: Path, reference: Reference) -> Path:
    """Where the entries of this reader and this reference data lie."""
    return warehouse / "cache" / f"{READER_VERSION}-{reader_digest()[:12]}-{reference.digest[:12]}"


def read_version(
    path: Path, sha256: str, reference: Reference, folder: Path | None = None, *, keep: bool = False
) -> Outcome:
    """What a file says: from the cache when it is there, else from the file.

    Only with `keep` is anything written. A file that is none of the accepted formats gives the reason and its
    details in place of a parsed submission.

    Raises:
        OSError: the file cannot be opened.
        ValueError: its bytes are not those of `sha256`.
    """
    if folder is not None and (cached := load_entry(folder, sha256)) is not None:
        return cached
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{path} is no longer the file that was received")
    outcome = read_bytes(data, reference)
    if folder is not None and keep:
        store_entry(folder, sha256, outcome)
    return outcome


def read_bytes(data: bytes, reference: Reference) -> Outcome:
    """What bytes say, or why they cannot be read."""
    from flows.ingest.reader import read_submission

    try:
        return read_submission(data, reference)
    except UnreadableFile as error:
        return error.reason, {name: str(value) for name, value in error.details.items()}


def load_entry(folder: Path, sha256: str) -> Outcome | None:
    """The cached outcome; None when there is none or it is damaged."""
    try:
        text = (folder / f"{sha256}.json").read_bytes()
        seal, _, body = text.partition(b"\n")
        if seal.decode() != hashlib.sha256(body).hexdigest():
            return None
        return _decode(json.loads(body))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def is_cached(folder: Path, sha256: str) -> bool:
    return (folder / f"{sha256}.json").is_file()


def store_entry(folder: Path, sha256: str, outcome: Outcome) -> None:
    """Write an entry, sealed with the hash of its body. A disk that is full costs only the next reading's time."""
    body = json.dumps(_encode(outcome), ensure_ascii=False, separators=(",", ":")).encode()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        # Entries are sealed, so unlike receipts they need no wait for the disk.
        temporary = folder / f".partial-{os.getpid()}-{sha256}"
        temporary.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        temporary.replace(folder / f"{sha256}.json")


def read_all(
    files: Mapping[str, Path],
    reference: Reference,
    folder: Path | None,
    *,
    keep: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Outcome | OSError | ValueError]:
    """Every file by its hash; the error in place of an outcome where a file could not be opened.

    Many files that were never read are read by as many processes as there are processors. `progress` is told how
    many of how many are done.
    """
    missing = [sha for sha in files if folder is None or not is_cached(folder, sha)]
    found: dict[str, Outcome | OSError | ValueError] = {}
    done = 0

    def told(sha: str, outcome: Outcome | OSError | ValueError) -> None:
        nonlocal done
        found[sha] = outcome
        done += 1
        if progress:
            progress(done, len(files))

    if len(missing) > WORTH_A_PROCESS and (os.cpu_count() or 1) > 1:
        for sha, outcome in _read_in_processes({sha: files[sha] for sha in missing}, reference, folder, keep):
            told(sha, outcome)
    for sha, path in files.items():
        if sha not in found:
            told(sha, _read_or_error(path, sha, reference, folder, keep))
    return found


def _read_or_error(
    path: Path, sha256: str, reference: Reference, folder: Path | None, keep: bool
) -> Outcome | OSError | ValueError:
    try:
        return read_version(path, sha256, reference, folder, keep=keep)
    except (OSError, ValueError) as error:
        return error


def _read_in_processes(
    files: Mapping[str, Path], reference: Reference, folder: Path | None, keep: bool
) -> Iterable[tuple[str, Outcome | OSError | ValueError]]:
    """Read in processes of their own; what they leave undone is simply not among the results."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Never forked: the threads of polars do not survive that.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        tasks = [
            (str(path), sha, str(reference.folder), str(folder) if folder else "", keep) for sha, path in files.items()
        ]
        try:
            yield from pool.map(_read_in_process, tasks, chunksize=4)
        except (BrokenProcessPool, OSError):
            return


def _read_in_process(task: tuple[str, str, str, str, bool]) -> tuple[str, Outcome | OSError | ValueError]:
    path, sha256, reference_folder, folder, keep = task
    reference = load_reference(Path(reference_folder))
    return sha256, _read_or_error(Path(path), sha256, reference, Path(folder) if folder else None, keep)


def _names(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]


def _encode(outcome: Outcome) -> dict[str, object]:
    if not isinstance(outcome, ParsedSubmission):
        return {"unreadable": list(outcome)}
    parsed = outcome
    lines = [
        [
            line.form_sheet,
            line.number,
            line.sheet,
            line.row,
            line.total,
            {key: [c.state, _plain(c.value), c.cell, c.raw_text] for key, c in line.cells.items()},
        ]
        for line in parsed.lines
    ]
    return {
        "sha256": parsed.sha256,
        "format": parsed.format,
        "cover": astuple(parsed.cover),
        "values": [list(value) for value in parsed.values],
        "lines": lines,
        "problems": [[getattr(p, name) for name in _names(Problem)] for p in parsed.problems],
        "sheets_found": parsed.sheets_found,
        "number_style": parsed.number_style,
        "notes": parsed.notes,
    }


def _plain(value: str | float | date | None) -> str | float | None:
    if isinstance(value, date):
        return _DATE + value.isoformat()
    # A text that only looks like a stored date keeps its own first sign apart from it.
    return "\0" + value if isinstance(value, str) else value


def _unplain(value: str | float | None) -> str | float | date | None:
    if not isinstance(value, str):
        return value
    return value[1:] if value[0] == "\0" else date.fromisoformat(value.removeprefix(_DATE))


def _place(pair: list[str | None] | None) -> Place | None:
    return Place(*pair) if pair is not None else None  # type: ignore[arg-type]


def _decode(entry: dict) -> Outcome:  # type: ignore[type-arg]
    if "unreadable" in entry:
        reason, details = entry["unreadable"]
        return str(reason), dict(details)
    cover = dict(zip(_names(Cover), entry["cover"], strict=True))
    for name, value in cover.items():
        if name.endswith("_place"):
            cover[name] = _place(value)
        elif isinstance(value, list):
            cover[name] = tuple(value)
    at = ReadValue._fields.index("place")
    values = []
    for row in entry["values"]:
        if len(row) != len(ReadValue._fields):
            raise ValueError("an entry of another reader")
        row[at] = Place(*row[at])
        values.append(ReadValue(*row))
    problem_names = _names(Problem)
    problems = []
    for row in entry["problems"]:
        problem = dict(zip(problem_names, row, strict=True))
        problem["cells"] = tuple(Place(*cell) for cell in problem["cells"])
        problems.append(Problem(**problem))
    return ParsedSubmission(
        sha256=entry["sha256"],
        format=entry["format"],
        cover=Cover(**cover),
        values=tuple(values),
        lines=tuple(
            ListLine(
                form_sheet,
                number,
                sheet,
                row,
                total,
                {key: ListCell(state, _unplain(value), cell, raw) for key, (state, value, cell, raw) in cells.items()},
            )
            for form_sheet, number, sheet, row, total, cells in entry["lines"]
        ),
        problems=tuple(problems),
        sheets_found={sheet: Place(*place) for sheet, place in entry["sheets_found"].items()},
        number_style=entry["number_style"],
        notes=tuple(entry["notes"]),
    )
