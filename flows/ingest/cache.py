"""What was read once is not read again: parsed submissions by the hash of their bytes and of everything that reads.

The cache may be deleted at any time, as a whole or in part. An entry that is damaged is read again from its file.
Imports no polars, so that a process that only reads files starts quickly.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.limits import Unusual, unusual_elsewhere
from flows.ingest.outcomes import FAULT, Outcome, ReadingStopped, decode, encode, to_keep
from flows.ingest.submission import READER_VERSION
from schemas.reference import Reference, load_reference
from schemas.tabular import FOLDER

# A process of its own costs about as much as reading this many files.
WORTH_A_PROCESS = 120


@lru_cache(maxsize=1)
def reader_digest() -> str:
    """A digest of the code that reads and of the words it knows: an entry of other code is never taken."""
    digest = hashlib.sha256(READER_VERSION.encode() + (FOLDER / "words.csv").read_bytes())
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
        ReadingStopped: reading came to no end.
        ValueError: its bytes are not those of `sha256`.
    """
    if folder is not None and (cached := load_entry(folder, sha256)) is not None:
        return cached
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{path} is no longer the file that was received")
    try:
        outcome = read_bytes(data, reference)
    except ReadingStopped:
        raise ReadingStopped(path.name) from None
    if folder is not None and keep:
        store_entry(folder, sha256, outcome)
    return outcome


def read_bytes(data: bytes, reference: Reference) -> Outcome:
    """What bytes say, or why they cannot be read; a large file is read in a process of its own.

    Raises:
        ReadingStopped: that process came to no end.
    """
    try:
        with unusual_elsewhere():
            return read_here(data, reference)
    except Unusual:
        from flows.ingest.confined import read_confined

        return read_confined(data, reference.folder)


def read_here(data: bytes, reference: Reference) -> Outcome:
    """What bytes say, or why they cannot be read."""
    from flows.ingest.reader import read_submission

    try:
        return read_submission(data, reference)
    except UnreadableFile as error:
        return error.reason, {name: str(value) for name, value in error.details.items()}
    except (Unusual, MemoryError):
        raise
    except Exception as error:  # a fault of this program is the trouble of one file and stops no other
        return FAULT, {"fault": f"{type(error).__name__}: {error}"[:200]}


def load_entry(folder: Path, sha256: str) -> Outcome | None:
    """The cached outcome; None when there is none or it is damaged."""
    try:
        text = (folder / f"{sha256}.json").read_bytes()
        seal, _, body = text.partition(b"\n")
        if seal.decode() != hashlib.sha256(body).hexdigest():
            return None
        return decode(body)
    except (OSError, ValueError):
        return None


def is_cached(folder: Path, sha256: str) -> bool:
    return (folder / f"{sha256}.json").is_file()


def store_entry(folder: Path, sha256: str, outcome: Outcome) -> None:
    """Write an entry, sealed with the hash of its body. A disk that is full costs only the next reading's time."""
    body = encode(to_keep(outcome))
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

    Raises:
        ReadingStopped: reading one came to no end.
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
