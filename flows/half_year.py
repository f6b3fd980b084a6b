"""The half-year flow: ingest, validate, transform, publish, as Prefect tasks.

Every task wraps one step of `flows/steps/run.py`, which `zones run --direct` calls without Prefect. What may run
elsewhere (ingest) is handed paths, hashes and small strings. What raw/ held and how it was judged stays in the flow's
own process and is handed on there as it is: nothing is pickled, hashed or persisted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypedDict, cast

import flows.prefect_settings  # noqa: F401

import polars as pl
from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import opaque
from pydantic import Field

from flows.ingest.filing import telling
from flows.publish.release import Release, run_lock
from flows.publish.release_rows import MISSING, board_states, release_rows, standing_versions
from flows.raw_folder.safe_writing import Busy
from flows.service.living_runs import living
from flows.service.retrying import DELAY_SECONDS, RETRIES, files_failed
from flows.steps import run as steps
from flows.steps.judged import Judged
from flows.steps.run import RunFailed, RunRefused, RunRequest, WorkItem
from flows.texts import release as texts
from schemas.periods import VIETNAM, Period, last_ended, parse_period
from schemas.text import Text

# More tasks than this would cost more than the reading they do.
MOST_INGEST_TASKS = 24

# Seconds: far beyond what a country's files take, so that only what stands still is ended.
READING_LIMIT, JUDGING_LIMIT = 1800, 3600

WITH_GAPS, REFUSED = "WithGaps", "Refused"
TURNED_AWAY = ("rejected", "unreadable")

PeriodText = Annotated[
    str,
    Field(pattern=r"^\d{4}-H[12]$", title="Period", description="2023-H1; empty: the half-year that ended last."),
]
MomentText = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$",
        title="As of",
        description="2023-07-14: as it was known at the end of that day; empty: everything received.",
    ),
]


class Published(TypedDict):
    """What a run gives: the release, where it lies, whether anything had changed, and what was said on the way."""

    period: str
    release: int
    folder: str
    unchanged: bool
    said: list[tuple[str, str]]


def period_of(scheduled: datetime) -> Period:
    """The half-year a run scheduled for a moment is about: the one that ended last, by the date in Vietnam."""
    return last_ended(scheduled.astimezone(VIETNAM).date())


def _period(named: str | None) -> Period:
    return parse_period(named) if named else period_of(runtime.flow_run.scheduled_start_time)


def _run_name() -> str:
    return str(_period(runtime.flow_run.parameters.get("period")))


@task(
    name="collect",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=READING_LIMIT,
)
def collect(request: RunRequest) -> steps.Collected:
    """Take the inbox, write missing receipts, list what is to be read."""
    return steps.collect(request)


@task(
    name=steps.INGEST,
    task_run_name="ingest {label}",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=READING_LIMIT,
)
def ingest(request: RunRequest, items: tuple[WorkItem, ...], label: str) -> list[str]:
    """Read a batch of files into the cache; their hashes.

    Raises:
        OSError: a file could not be opened. A file that is none of the accepted formats is no error of the run.
    """
    read = [steps.ingest_one(request, item) for item in items]
    failed = [item.submission for item, sha in zip(items, read) if not sha]
    if failed:
        raise OSError(f"cannot be opened: {', '.join(failed)}")
    return read


@task(name=steps.VALIDATE, cache_policy=NO_CACHE, timeout_seconds=JUDGING_LIMIT)
def validate(request: RunRequest, collected: steps.Collected) -> Judged:
    return steps.judge_all(request, collected)


@task(name=steps.TRANSFORM, cache_policy=NO_CACHE, timeout_seconds=JUDGING_LIMIT)
def transform(request: RunRequest, judged: Judged) -> tuple[str, tuple[Text, ...]]:
    """The folder of the tables and what is to be told; a refusal is a state, as it is no fault of the program."""
    try:
        return steps.transform_all(request, judged)
    except RunRefused as refused:
        return cast(tuple[str, tuple[Text, ...]], _refused(request, refused))


@task(
    name=steps.PUBLISH,
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=JUDGING_LIMIT,
)
def publish(request: RunRequest, table_folder: str) -> Release:
    try:
        return steps.publish_all(request, table_folder)
    except RunRefused as refused:
        return cast(Release, _refused(request, refused))


# Parameters: the fields of the form in which a run is asked for.
@flow(
    name="half-year",
    flow_run_name=_run_name,
    task_runner=ThreadPoolTaskRunner(max_workers=4),  # type: ignore[arg-type]
    persist_result=False,
)
def half_year(
    period: PeriodText | None = None,
    as_of: MomentText | None = None,
    final: bool = False,
    raw: str = "raw",
    warehouse: str = "warehouse",
    reason: str = "",
    accept_loss: bool = False,
    approved_by: str = "",
) -> Published:
    """A half-year's submissions become a release.

    Without a period it is the half-year that ended last before the run's scheduled time. The run ends Completed; under
    the name WithGaps where a board is missing, rejected or unreadable. A release that may not be made ends it
    Failed, under the name Refused. Call it with `return_state=True`; the state's result is `Published`, or the error.

    Raises:
        RunFailed: the run cannot go on; the last release is untouched.
        RunRefused: the release may not be made: a final one was asked for, or something is lost or not received.
        DecisionError: a decision in raw/ cannot be followed.
    """
    request = RunRequest(
        raw, warehouse, str(_period(period)), as_of or "", final,
        reason=reason, accept_loss=accept_loss, approved_by=approved_by,
    )  # fmt: skip
    try:
        with living(runtime.flow_run.id), run_lock(request.warehouse_folder):
            return _run(request)
    except RunRefused as refused:
        return cast(Published, _refused(request, refused))
    except Busy:
        raise RunFailed(texts.BUSY.fill(folder=warehouse)) from None
    finally:
        steps.remove_work(request)


def _run(request: RunRequest) -> Published:
    log = get_run_logger()
    collected = collect(request)
    for text in collected.said:
        log.warning(text.en)
    with telling(collected.said):
        return _from_what_lies_there(request, collected)


def _from_what_lies_there(request: RunRequest, collected: steps.Collected) -> Published:
    log = get_run_logger()
    new = tuple(item for item in collected.items if not item.cached)
    batches = list(_batches(new))
    # A file that cannot be opened stops nobody: its task fails, and validation tells which board it concerns.
    reading = [ingest.submit(request, items, label) for label, items in batches]
    for one in reading:
        one.wait()
    judged = validate(request, cast(steps.Collected, opaque(collected)))
    tables, said = transform(request, cast(Judged, opaque(judged)), return_state=True).result()
    for text in said:
        log.warning(text.en)
    release = publish(request, tables, return_state=True).result()
    gaps = _gaps(release, request)
    for gap in gaps:
        log.warning("%s: %s", request.period, gap)
    _name_run(f"{request.period} release {release.number}" + (f", {len(gaps)} gaps" if gaps else ""))
    _show(release, request)
    log.info("release %s of %s lies in %s", release.number, request.period, release.folder)
    published = Published(
        period=request.period,
        release=release.number,
        folder=str(release.folder),
        unchanged=release.unchanged,
        said=[(text.vi, text.en) for text in (*collected.said, *said)],
    )
    if not gaps:
        return published
    return cast(Published, Completed(name=WITH_GAPS, message="; ".join(gaps), data=published))


def _gaps(release: Release, request: RunRequest) -> list[str]:
    """What the period lacks: boards that sent nothing, and of the others the last version where it was turned away."""
    period, submissions = request.half_year, pl.read_parquet(Path(release.folder) / "submissions.parquet")
    boards = board_states(submissions, period, request.load_reference())
    states = dict(submissions.select("submission", "state").iter_rows())
    missing = [f"{board.board} is missing" for board in boards if board.state == MISSING]
    turned_away = [
        f"{version} is {states[version]}"
        for version in standing_versions(submissions, period)
        if states[version] in TURNED_AWAY
    ]
    return missing + turned_away


def worth_saying(record: logging.LogRecord) -> bool:
    """Whether a line of a run's log is news.

    Two of Prefect's are not: the traceback of a refusal, which has its sentence, and the notice that a limit cannot
    interrupt a blocked thread: raw/ is read by `collect`, which is in none.
    """
    refusal = record.exc_info and isinstance(record.exc_info[1], RunRefused)
    return not refusal and "Timeouts in worker threads cannot interrupt" not in str(record.msg)


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(worth_saying)


def _refused(request: RunRequest, refused: RunRefused) -> State[Any]:
    """A state that raises the refusal for whoever calls, and is one sentence for whoever looks."""
    reasons = refused.obstacles or (refused.text,)
    more = f" And {len(reasons) - 1} more." if len(reasons) > 1 else ""
    message = f"{request.period} is not released. {reasons[0].en}{more}"
    return Failed(name=REFUSED, message=message, data=refused)


def _batches(items: Sequence[WorkItem]) -> Iterator[tuple[str, tuple[WorkItem, ...]]]:
    """One submission a task, or as many as keep the tasks few."""
    size = -(-len(items) // MOST_INGEST_TASKS) or 1
    for start in range(0, len(items), size):
        batch = tuple(items[start : start + size])
        more = f" and {len(batch) - 1} more" if len(batch) > 1 else ""
        yield f"{batch[0].submission}{more}", batch


def _name_run(name: str) -> None:
    identity = runtime.flow_run.id
    if identity:
        with get_client(sync_client=True) as client:
            client.update_flow_run(identity, name=name)


def _show(release: Release, request: RunRequest) -> None:
    """The states, findings and totals of the period as artifacts of the run."""
    period = request.half_year
    rows = release_rows(Path(release.folder), period, request.load_reference())
    for key, table in (("states", rows.states), ("findings", rows.findings), ("totals", rows.totals)):
        create_table_artifact(
            key=f"half-year-{key}",
            table=table,
            description=f"{key.capitalize()} of {period} in release {release.number}",
        )
