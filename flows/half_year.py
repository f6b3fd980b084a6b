"""The half-year flow: ingest, validate, transform, publish, as Prefect tasks.

Every task wraps one step of `flows/steps/running`, which `zones run --direct` calls without Prefect. What may run
elsewhere (ingest, judge) is handed paths, hashes, small strings and what was decided, and leaves what it makes in the
cache. What raw/ held and how it was judged stays in the flow's own process and is handed on there as it is.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypedDict, cast

import flows.prefect_settings  # noqa: F401

import polars as pl
from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.utilities.annotations import opaque
from pydantic import Field, WithJsonSchema

from flows.ingest.filing import telling
from flows.publish.markdown import escaped_rows
from flows.publish.pages import REPORT
from flows.publish.pruning import prune
from flows.publish.release import ASIDE, Release
from flows.publish.release_rows import MISSING, board_states, release_rows, standing_versions
from flows.service import approval
from flows.service.folders import raw_and_warehouse
from flows.service.living_runs import living
from flows.service.notifying import notify
from flows.service.retrying import DELAY_SECONDS, RETRIES, files_failed
from flows.service.runners import has_workers, task_runner
from flows.service.turns import turn
from flows.steps.approving import awaits_approval, decide_as_shown, proposed
from flows.steps.collector import collector_seldom
from flows.steps.judged import Judged
from flows.steps.running import collecting, judging, publishing, reading, tables
from flows.steps.running.collecting import Collected, WorkItem
from flows.steps.running.request import INGEST, PUBLISH, TRANSFORM, VALIDATE, RunRefused, RunRequest
from flows.steps.summary import proposal, summary
from flows.texts.running import forms
from flows.texts.running import summary as texts
from flows.validate.by_board import Share
from schemas.facts.calendar import last_due, load_calendar
from schemas.periods import VIETNAM, Period, parse_period
from schemas.text import Text

# Seconds: far beyond what a country's files take, so that only what stands still is ended.
READING_LIMIT, JUDGING_LIMIT = 1800, 3600

WITH_GAPS, REFUSED = "WithGaps", "Refused"
TURNED_AWAY = ("rejected", "unreadable")

_MOMENT = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$"


def _shown(description: Text, kind: str = "string", **more: Any) -> WithJsonSchema:
    """How a form shows a field: described in both languages, and never as a choice between a text and nothing."""
    return WithJsonSchema({"type": kind, "description": f"{description.vi} / {description.en}", **more})


PeriodText = Annotated[
    Annotated[str, Field(pattern=r"^\d{4}-H[12]$")] | None,
    _shown(forms.PERIOD, enum=[str(period) for period in load_calendar()]),
]
MomentText = Annotated[Annotated[str, Field(pattern=_MOMENT)] | None, _shown(forms.AS_OF, pattern=_MOMENT)]
Final = Annotated[bool, _shown(forms.FINAL, "boolean")]
Reason = Annotated[str, _shown(forms.REASON)]
AcceptLoss = Annotated[bool, _shown(forms.ACCEPT_LOSS, "boolean")]
ApprovedBy = Annotated[str, _shown(forms.APPROVED_BY)]


class Published(TypedDict):
    """What a run gives: the release, where it lies, whether anything had changed, and what was said on the way."""

    period: str
    release: int
    folder: str
    unchanged: bool
    said: list[tuple[str, str]]


def period_of(scheduled: datetime) -> Period:
    """The half-year a run scheduled for a moment is about: the one whose report was due last, by Vietnam's date."""
    return last_due(scheduled.astimezone(VIETNAM).date(), load_calendar())


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
def collect(request: RunRequest) -> Collected:
    """Take the inbox, write missing receipts, list what is to be read."""
    return collecting.collect(request)


@task(
    name=INGEST,
    task_run_name="ingest {item.submission}",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=READING_LIMIT,
)
def ingest(request: RunRequest, item: WorkItem) -> None:
    """Read one version into the cache.

    Raises:
        OSError: it could not be opened. A file that is none of the accepted formats is no error of the run.
    """
    why = reading.ingest_one(request, item)
    if why:
        get_run_logger().warning(why.en)
    else:
        get_run_logger().info("%s was read", item.submission)


@task(
    name="judge",
    task_run_name="judge {share.name}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=JUDGING_LIMIT,
)
def judge(request: RunRequest, share: Share) -> None:
    """Judge some boards of a half-year on a worker; what does not come back is judged by `validate`."""
    judging.judge_one_share(request, share)


@task(name=VALIDATE, cache_policy=NO_CACHE, timeout_seconds=JUDGING_LIMIT)
def validate(request: RunRequest, collected: Collected) -> Judged:
    return judging.judge_all(request, collected)


@task(name=TRANSFORM, cache_policy=NO_CACHE, timeout_seconds=JUDGING_LIMIT)
def transform(request: RunRequest, judged: Judged) -> tuple[str, tuple[Text, ...]]:
    """The folder of the tables and what is to be told; a refusal is a state, as it is no fault of the program."""
    try:
        return tables.transform_all(request, judged)
    except RunRefused as refused:
        return cast(tuple[str, tuple[Text, ...]], _refused(request, refused))


@task(
    name=PUBLISH,
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=JUDGING_LIMIT,
)
def publish(request: RunRequest, table_folder: str) -> Release:
    try:
        return publishing.publish_all(request, table_folder)
    except RunRefused as refused:
        return cast(Release, _refused(request, refused))


@task(
    name="decide",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=JUDGING_LIMIT,
)
def decide(request: RunRequest, answer: approval.Approval) -> None:
    """Write the answer into raw/, where it is about the figures that were shown."""
    try:
        said = decide_as_shown(request, answer.decided, answer.approved_by, answer.note)
    except RunRefused as refused:
        return cast(None, _refused(request, refused))
    get_run_logger().info(said.en)
    return None


# Parameters: the fields of the form in which a run is asked for.
@flow(
    name="half-year",
    flow_run_name=_run_name,
    task_runner=task_runner(),
    persist_result=False,
)
def half_year(
    period: PeriodText = None,
    as_of: MomentText = None,
    final: Final = False,
    reason: Reason = "",
    accept_loss: AcceptLoss = False,
    approved_by: ApprovedBy = "",
) -> Published:
    """A half-year's submissions become a release.

    Without a period it is the half-year whose report was due last before the run's scheduled time. raw/ and warehouse/
    are those of `raw_and_warehouse`, and of the runs of one warehouse the later waits for its turn. The run ends
    Completed; under the name WithGaps where a board is missing, rejected or unreadable. A release that may not be made
    ends it Failed, under the name Refused. A final run of a deployment that lacks nothing but approval is suspended
    until somebody decides; any other is refused. Call it with `return_state=True`; the state's result is `Published`,
    or the error.

    Raises:
        RunFailed: the run cannot go on; the last release is untouched.
        RunRefused: the release may not be made: a final one was asked for, or something is lost or not received.
        DecisionError: a decision in raw/ cannot be followed.
    """
    request = RunRequest(
        *raw_and_warehouse(), str(_period(period)), as_of or "", final,
        reason=reason, accept_loss=accept_loss, approved_by=approved_by,
    )  # fmt: skip
    try:
        run = runtime.flow_run.id
        with living(run):
            asks = final and bool(runtime.deployment.id)
            if asks and approval.was_asked(run):
                decide(request, approval.ask(), return_state=True).result()
                asks = False
            with turn(run, request.warehouse_folder), collector_seldom():
                published = _run(request, asks)
            if published is not None:
                return published
            notify(f"{request.period}", texts.AWAITS.fill(period=request.period))
            approval.ask(_proposal(request))
            raise AssertionError("a run that asks is suspended")
    except RunRefused as refused:
        state = _refused(request, refused)
        notify(request.period, texts.NOT_RELEASED.fill(period=request.period, why=state.message))
        return cast(Published, state)
    except Exception as error:
        notify(request.period, texts.NOT_RELEASED.fill(period=request.period, why=error))
        raise
    finally:
        publishing.remove_work(request)


def _run(request: RunRequest, asks: bool) -> Published | None:
    """None where `asks` and only approval is in the way: what is to be approved is then built, and not published."""
    log = get_run_logger()
    collected = collect(request)
    for text in collected.said:
        log.warning(text.en)
    with telling(collected.said):
        return _from_what_lies_there(request, collected, asks)


def _from_what_lies_there(request: RunRequest, collected: Collected, asks: bool) -> Published | None:
    log = get_run_logger()
    # A file that cannot be opened stops nobody: its task fails, and validation tells which board it concerns.
    reading = [ingest.submit(request, item) for item in collected.items if not item.cached]
    for one in reading:
        one.wait()
    if has_workers() and not request.verify:
        judging.judge_all(request, collected, spread=partial(_judge_on_workers, request))
    judged = validate(request, cast(Collected, opaque(collected)))
    if asks and awaits_approval(request, judged):
        request = proposed(request)
    tables, said = transform(request, cast(Judged, opaque(judged)), return_state=True).result()
    del judged
    for text in said:
        log.warning(text.en)
    release = publish(request, tables, return_state=True).result()
    if release.number == ASIDE and asks:
        return None
    gaps = _gaps(release, request)
    for state, gap in gaps:
        log.warning("%s: %s is %s", request.period, gap, state)
    counts = Counter(state for state, _ in gaps)
    named = [f"{request.period} release {release.number}", *(f"{count} {state}" for state, count in counts.items())]
    _name_run(", ".join(named))
    _show(release, request)
    if keep := os.environ.get("ZONES_KEEP_RELEASES"):
        prune(request.warehouse_folder, int(keep))
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
    message = "; ".join(f"{gap} is {state}" for state, gap in gaps)
    notify(request.period, texts.WITH_GAPS.fill(period=request.period, number=release.number, gaps=message))
    return cast(Published, Completed(name=WITH_GAPS, message=message, data=published))


def _judge_on_workers(request: RunRequest, shares: Sequence[Share]) -> None:
    for one in [judge.submit(request, share) for share in shares]:
        one.wait()


def _gaps(release: Release, request: RunRequest) -> list[tuple[str, str]]:
    """What the period lacks, as state and board or version: boards that sent nothing, last versions turned away."""
    period, submissions = request.half_year, pl.read_parquet(Path(release.folder) / "submissions.parquet")
    boards = board_states(submissions, period, request.load_reference())
    states = dict(submissions.select("submission", "state").iter_rows())
    missing = [(MISSING, board.board) for board in boards if board.state == MISSING]
    turned_away = [
        (states[version], version)
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


def _name_run(name: str) -> None:
    identity = runtime.flow_run.id
    if identity:
        with get_client(sync_client=True) as client:
            client.update_flow_run(identity, name=name)


def _show(release: Release, request: RunRequest) -> None:
    """The summary of the period, its report, and its states, findings and totals as artifacts of the run."""
    period, reference = request.half_year, request.load_reference()
    create_markdown_artifact(
        key="half-year-summary",
        markdown=summary(Path(release.folder), period, request.warehouse_folder, reference),
        description=f"{period} in release {release.number}",
    )
    create_link_artifact(
        key="half-year-report",
        link=(Path(release.folder) / REPORT).resolve().as_uri(),
        link_text=f"{period}: {REPORT}",
        description=f"The report of {period} in release {release.number}, and beside it the quality of its figures",
    )
    rows = release_rows(Path(release.folder), period, reference)
    for key, table in (("states", rows.states), ("findings", rows.findings), ("totals", rows.totals)):
        create_table_artifact(
            key=f"half-year-{key}",
            table=escaped_rows(table),
            description=f"{key.capitalize()} of {period} in release {release.number}",
        )


def _proposal(request: RunRequest) -> str:
    """What is shown above the form, also as an artifact of the run."""
    folder = Path(proposed(request).output)
    shown = proposal(folder, request.half_year, request.warehouse_folder, request.load_reference())
    create_markdown_artifact(key="half-year-approval", markdown=shown, description=f"{request.period}: to be approved")
    _name_run(f"{request.period} awaits approval")
    return shown
