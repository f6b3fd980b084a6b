"""The intake flow: what lies in raw/inbox/ is filed, checked at once and answered, and starts the half-year's run."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import flows.prefect_settings  # noqa: F401

from prefect import flow, get_run_logger, runtime, task
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

from flows.service.catching_up import make_up_for_the_due_run
from flows.service.folders import raw_and_warehouse
from flows.service.living_runs import living
from flows.service.notifying import notify
from flows.service.retrying import DELAY_SECONDS, RETRIES, files_failed
from flows.steps import taking_in
from flows.steps.taking_in import ACCEPTABLE, TakenIn
from flows.texts.running import summary as texts
from schemas.periods import Period
from schemas.reference import load_reference

LIMIT = 1800
HALF_YEAR_RUN = "half-year/half-year-manual"


@task(
    name="file-inbox",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=LIMIT,
)
def file_inbox(raw: str, warehouse: str) -> TakenIn:
    """File what lies in the inbox, give receipts to files without one, and say whom to answer."""
    return taking_in.take_in(Path(raw), Path(warehouse), load_reference())


@task(
    name="answer",
    task_run_name="answer {board} {period}",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=LIMIT,
)
def answer_board(raw: str, warehouse: str, period: Period, board: str) -> str:
    """Judge a board's last version and write the marked copy and the letter; its state."""
    return taking_in.answer_board(Path(raw), Path(warehouse), period, board, load_reference())


@flow(name="intake")
def intake() -> list[str]:
    """File what lies in raw/inbox/, answer each board, and run the half-years of which something acceptable is new.

    Returns what became of each file.

    Raises:
        IntakeError: raw/ cannot be written to.
        DecisionError: a decision in raw/ cannot be followed.
    """
    raw, warehouse = raw_and_warehouse()
    log = get_run_logger()
    with living(runtime.flow_run.id):
        taken = file_inbox(raw, warehouse)
        for text in taken.said:
            log.info(text.en)
        acceptable: dict[Period, list[str]] = {}
        for period, board, sha256 in taken.new:
            state = answer_board(raw, warehouse, period, board)
            log.info("%s of %s is %s", board, period, state)
            if state in ACCEPTABLE:
                acceptable.setdefault(period, []).append(f"{board} {sha256}")
        for period, versions in sorted(acceptable.items()):
            _start(period, versions)
        _alert_when_nothing_ran(Path(raw))
    return [text.en for text in taken.said]


def _start(period: Period, versions: list[str]) -> None:
    """Start the run of a half-year for these versions, once, and do not wait; where that cannot be, it is told."""
    of_these = hashlib.sha256("\n".join(versions).encode()).hexdigest()
    parameters, key = {"period": str(period)}, f"{period} {of_these}"
    try:
        run_deployment(HALF_YEAR_RUN, parameters=parameters, timeout=0, as_subflow=False, idempotency_key=key)
    except (ObjectNotFound, PrefectHTTPStatusError) as error:
        get_run_logger().warning("%s does not run (%s): zones run %s", HALF_YEAR_RUN, error, period)


def _alert_when_nothing_ran(raw: Path) -> None:
    """Make up for a due run that there was none of, and tell somebody."""
    with get_client(sync_client=True) as client:
        try:
            run = make_up_for_the_due_run(client, raw, datetime.now(UTC))
        except ObjectNotFound:
            return
    if run:
        get_run_logger().warning("there was no run after the due date; %s is started now", run.name)
        notify(run.name, texts.NOTHING_RAN)
