"""The second step: every file that was never read is read into the cache."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from flows.ingest.cache import cache_folder, is_cached, load_entry, read_all, read_bytes, read_version
from flows.ingest.outcomes import Outcome, ReadingStopped, encode, to_keep
from flows.ingest.submission import ParsedSubmission
from flows.steps.running.collecting import FILES, WorkItem
from flows.steps.running.request import INGEST, Progress, RunFailed, RunRequest
from flows.texts import release as texts
from flows.texts.files import unreadable_text
from schemas.text import Text


def ingest_one(request: RunRequest, item: WorkItem) -> Text | None:
    """Read one file into the cache of parsed submissions; says why where it is none of the accepted formats.

    That stops nobody: it is found again when all are validated.

    Raises:
        OSError: it cannot be opened.
        RunFailed: reading it came to no end, or its bytes are not those received.
    """
    reference = request.load_reference()
    folder = cache_folder(request.warehouse_folder, reference)
    try:
        found = read_version(Path(item.path), item.sha256, reference, folder, keep=True)
    except ReadingStopped as error:
        raise RunFailed(error.text) from None
    except ValueError as error:
        raise RunFailed(texts.SUBMISSION_NOT_READ.fill(submission=item.submission, reason=error)) from None
    if isinstance(found, ParsedSubmission):
        return None
    reason, details = found
    return unreadable_text(reason, item.submission, details)


def ingest_all(
    request: RunRequest, items: tuple[WorkItem, ...], progress: Progress | None = None
) -> Mapping[str, Outcome]:
    """Read every file that was never read, on all processors where they are many.

    Gives what could not be kept in the cache, by its hash; the rest is in none's memory.

    Raises:
        RunFailed: a file cannot be read, or reading it came to no end; its board is not simply left out.
    """
    reference = request.load_reference()
    told = (lambda done, total: progress(INGEST, done, total)) if progress else None
    files = {item.sha256: Path(item.path) for item in items if not item.cached}
    names = {item.sha256: item.submission for item in items}
    folder = cache_folder(request.warehouse_folder, reference)
    outcomes: dict[str, Outcome] = {}
    try:
        answers = read_all(files, reference, folder, keep=True, progress=told)
    except ReadingStopped as error:
        raise RunFailed(error.text) from None
    for sha, found in answers.items():
        if isinstance(found, OSError | ValueError):
            raise RunFailed(texts.SUBMISSION_NOT_READ.fill(submission=names[sha], reason=found)) from found
        if not is_cached(folder, sha):
            outcomes[sha] = found
    _same_as_remembered(request, items)
    return outcomes


def _same_as_remembered(request: RunRequest, items: tuple[WorkItem, ...]) -> None:
    """Read files again that the cache has: those of which `collect` left a copy.

    Raises:
        RunFailed: a file says something else; the cache is removed.
    """
    reference, copies = request.load_reference(), request.work_folder / FILES
    folder = cache_folder(request.warehouse_folder, reference)
    for item in items:
        if not item.cached or Path(item.path).parent != copies:
            continue
        remembered = load_entry(folder, item.sha256)
        if remembered and encode(to_keep(read_bytes(Path(item.path).read_bytes(), reference))) != encode(remembered):
            shutil.rmtree(folder, ignore_errors=True)
            raise RunFailed(texts.CACHE_DIFFERS.fill(submission=item.submission))
