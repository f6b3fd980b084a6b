"""The third step: all versions are judged, but for what was judged in the last run and rests on nothing new."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from flows.ingest.cache import cache_folder, load_entry, read_version
from flows.ingest.outcomes import Outcome, ReadingStopped
from flows.raw_folder.snapshot import Version
from flows.steps.judged import Judged, judge_kept
from flows.steps.running.collecting import Collected
from flows.steps.running.request import RunFailed, RunRequest
from flows.texts import release as texts
from flows.transform.over_time.by_half_year import tables_of_versions
from flows.validate.by_board import Share, Spread, judge_share
from flows.validate.kept import Kept

# Below the cache of what was read: a judgement of another reader or other reference data is never taken.
JUDGED = "judged"


def judge_all(
    request: RunRequest,
    collected: Collected,
    outcomes: Mapping[str, Outcome] | None = None,
    spread: Spread | None = None,
) -> Judged:
    """Judge all versions; `outcomes` are what they say, else it is what ingest left in the cache.

    What was judged in the last run and depends on nothing that is new is not judged again. `spread` has shares of what
    is to be judged judged elsewhere, by `judge_one_share`.

    Raises:
        RunFailed: a file cannot be read.
        DecisionError: a decision in raw/ cannot be followed.
    """
    reference, said = request.load_reference(), outcomes or {}
    folder = cache_folder(request.warehouse_folder, reference)
    paths = {item.sha256: Path(item.path) for item in collected.items}

    def read(version: Version) -> Outcome | None:
        if version.path is None or version.problem is not None:
            return None
        try:
            sha = version.sha256
            return said.get(sha) or read_version(paths[sha], sha, reference, folder, keep=True)
        except ReadingStopped as error:
            raise RunFailed(error.text) from None
        except (OSError, ValueError) as error:
            text = texts.SUBMISSION_NOT_READ.fill(submission=version.submission, reason=error)
            raise RunFailed(text) from error

    if request.verify:
        shutil.rmtree(folder / JUDGED, ignore_errors=True)
    return judge_kept(collected.snapshot, read, reference, Kept(folder / JUDGED), spread)


def judge_one_share(request: RunRequest, share: Share) -> None:
    """Judge some boards of a half-year, which were read, into the folder of what is kept.

    Raises:
        LookupError: something was not read, or what the share is to be held against is not there.
        DecisionError: a decision in raw/ cannot be followed.
    """
    reference = request.load_reference()
    folder = cache_folder(request.warehouse_folder, reference)

    def read(version: Version) -> Outcome | None:
        if version.path is None or version.problem is not None:
            return None
        if found := load_entry(folder, version.sha256):
            return found
        raise LookupError(version.submission)

    judge_share(share, read, reference, Kept(folder / JUDGED), tables_of_versions(reference))
