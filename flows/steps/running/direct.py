"""The whole run in this process, one step after the other; `flows/half_year.py` wraps each as a Prefect task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from flows.ingest.filing import telling
from flows.ingest.outcomes import Outcome
from flows.publish.release import Release, run_in_turn
from flows.raw_folder.safe_writing import Busy
from flows.steps.collector import collector_seldom
from flows.steps.running.collecting import Collected, collect
from flows.steps.running.judging import judge_all
from flows.steps.running.publishing import publish_all, remove_work
from flows.steps.running.reading import ingest_all
from flows.steps.running.request import INGEST, PUBLISH, TRANSFORM, VALIDATE, Progress, RunFailed, RunRequest
from flows.steps.running.tables import leave_tables, tables_of
from flows.texts import raw
from flows.texts import release as texts
from flows.texts.system_errors import reason_of
from schemas.text import Text


@dataclass(frozen=True)
class RunResult:
    """A release and what was said on the way: what intake did, and what in raw/ is not as it should be."""

    release: Release
    said: tuple[Text, ...] = field(default=())


def run_direct(request: RunRequest, progress: Progress | None = None) -> RunResult:
    """The whole run in this process. `progress` is told the stage, and how many of how many files are read.

    Raises:
        RunFailed: the run cannot go on; the last release is untouched.
        FinalRefused: a final release was asked for and may not be made.
        DecisionError: a decision in raw/ cannot be followed.
    """
    tell = progress or (lambda stage, done, total: None)
    request.half_year  # noqa: B018 - see `collect`
    if not Path(request.raw).is_dir():
        raise RunFailed(raw.RAW_MISSING.fill(folder=request.raw))
    folder = request.warehouse_folder
    try:
        with run_in_turn(folder, request.wait), collector_seldom():
            try:
                collected = collect(request)
                with telling(collected.said):
                    tell(INGEST, 0, len(collected.items))
                    outcomes = ingest_all(request, collected.items, progress)
                    tell(VALIDATE, 0, 1)
                    # What was judged is let go of before anything is published.
                    table_folder, frames, said = _judged_and_left(request, collected, outcomes, tell)
                    tell(PUBLISH, 0, 1)
                    release = publish_all(request, table_folder, frames)
            finally:
                remove_work(request)
    except Busy as error:
        raise RunFailed(texts.BUSY.fill(folder=folder), error) from None
    except OSError as error:
        raise RunFailed(texts.NOT_WRITABLE.fill(folder=folder, reason=reason_of(error)), error) from None
    tell(PUBLISH, 1, 1)
    return RunResult(release, (*collected.said, *said))


def _judged_and_left(
    request: RunRequest, collected: Collected, outcomes: Mapping[str, Outcome], tell: Progress
) -> tuple[str, Mapping[str, pl.DataFrame], tuple[Text, ...]]:
    """The folder of the tables, those that are at hand, and what is to be told."""
    judged = judge_all(request, collected, outcomes)
    tell(TRANSFORM, 0, 1)
    made = tables_of(request, judged)
    del judged
    return leave_tables(request, made), made.frames.held, made.said
