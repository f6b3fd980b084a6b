"""The first step: what came in is filed, and raw/ is taken as it then is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import randrange

from flows.ingest.cache import cache_folder
from flows.ingest.filing import IntakeError, telling, write_missing_receipts
from flows.ingest.inbox import take_inbox
from flows.raw_folder.patient_reading import FilesOnce
from flows.raw_folder.safe_writing import clear_partial_files, close_to_others
from flows.raw_folder.snapshot import Snapshot
from flows.steps.guard import known_before, last_release
from flows.steps.running.request import RunFailed, RunRequest
from flows.texts import raw
from schemas.text import Text

# So many files, other ones each time, are read again although the cache has them.
READ_AGAIN = 2
FILES = "files"  # the folder of copies below the work folder


@dataclass(frozen=True)
class WorkItem:
    """One file to be read; `cached` when it was read before and reading it again costs nothing."""

    submission: str
    path: str
    sha256: str
    cached: bool


@dataclass(frozen=True)
class Collected:
    """raw/ as the run found it, once what came in was filed; what is to be read of it, and what is to be told."""

    snapshot: Snapshot
    items: tuple[WorkItem, ...]
    said: tuple[Text, ...] = ()


def collect(request: RunRequest) -> Collected:
    """Take the inbox, give files without a receipt one, and take raw/ as it now is.

    raw/ is written to only where there is something to take. From here on nothing is read from it: of every file that
    was never read a copy lies in the work folder.

    Raises:
        RunFailed: there is no raw folder, or it cannot be written to and must be.
        DecisionError: something people wrote into raw/ cannot be followed.
        RawUnreadable: something in raw/ is there and cannot be read.
    """
    request.half_year  # noqa: B018 - a period that is none stops the run before anything is touched
    store, reference = request.store(), request.load_reference()
    if not store.root.is_dir():
        raise RunFailed(raw.RAW_MISSING.fill(folder=request.raw))
    folder, copies = cache_folder(request.warehouse_folder, reference), request.work_folder / FILES

    cached = {entry.stem for entry in folder.glob("*.json")}
    seen: list[str] = []  # of those the cache has
    again: dict[int, tuple[str, bytes]] = {}

    def keep(sha256: str, data: bytes) -> None:
        if request.verify or sha256 not in cached:
            _copy(copies, sha256, data)
            return
        place = len(seen) if len(seen) < READ_AGAIN else randrange(len(seen) + 1)
        seen.append(sha256)
        if place < READ_AGAIN:
            again[place] = sha256, data

    files = FilesOnce(keep)
    with suppress(OSError):  # a raw/ that may only be read keeps them
        clear_partial_files(store.root)
        close_to_others(store.root)
    try:
        said = take_inbox(store, reference)
        with telling(said):
            taken = store.as_of(request.moment, files)
        # A file that a release has and the receipts no longer have is a loss, and no new file.
        known = known_before(last_release(request.warehouse_folder))
        new = [version for version in taken.versions if (version.submission, version.sha256) not in known]
        if given := write_missing_receipts(store, new):
            said += given
            taken = store.as_of(request.moment, files)
    except IntakeError as error:
        raise RunFailed(error.text, error) from None
    for sha256, data in again.values():
        _copy(copies, sha256, data)
    # What came since is for the next run: when it came in is not written down yet.
    taken = replace(taken, versions=tuple(version for version in taken.versions if version.receipted))
    copied = {path.name for path in copies.glob("*")}
    items = {
        v.sha256: WorkItem(
            v.submission, str(copies / v.sha256 if v.sha256 in copied else v.path), v.sha256, v.sha256 in cached
        )
        for v in taken.versions
        if v.path is not None and v.problem is None
    }
    return Collected(taken, tuple(items.values()), (*said, *taken.remarks))


def _copy(copies: Path, sha256: str, data: bytes) -> None:
    with suppress(OSError):  # a disk that is full is told where the release is written
        copies.mkdir(parents=True, exist_ok=True)
        (copies / sha256).write_bytes(data)
