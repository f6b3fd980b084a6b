"""The last step: a release is made of the tables, and `current` moved to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from flows.publish.release import Release, build_aside, publish
from flows.raw_folder.safe_writing import Busy
from flows.report.comparisons import InconsistentRelease
from flows.steps.running.request import RunFailed, RunRequest
from flows.steps.running.tables import FACTS
from flows.texts import release as texts
from flows.texts.system_errors import reason_of


def publish_all(request: RunRequest, table_folder: str, frames: Mapping[str, pl.DataFrame] | None = None) -> Release:
    """Make a release of the tables and switch to it; the work folder is then removed, and kept for another try before.

    Raises:
        RunFailed: the warehouse cannot be written to, another process is publishing, or two tables contradict each
            other; the last release stands.
    """
    facts = json.loads((request.work_folder / FACTS).read_text(encoding="utf-8"))
    folder = request.warehouse_folder
    try:
        reference, tables = request.load_reference(), Path(table_folder)
        if aside := request.aside:
            release = build_aside(tables, facts, aside, request.half_year, reference, frames, request.exports)
        else:
            release = publish(tables, facts, folder, request.half_year, reference, frames, request.exports)
    except Busy:
        raise RunFailed(texts.BUSY.fill(folder=folder)) from None
    except InconsistentRelease as error:
        raise RunFailed(error.text) from None
    except OSError as error:
        place = request.aside or folder
        raise RunFailed(texts.NOT_WRITABLE.fill(folder=place, reason=reason_of(error))) from None
    remove_work(request)
    return release


def remove_work(request: RunRequest) -> None:
    """Remove the run's work folder, and the folder of work folders when it was the last."""
    shutil.rmtree(request.work_folder, ignore_errors=True)
    with suppress(OSError):
        request.work_folder.parent.rmdir()
