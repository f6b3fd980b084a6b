"""The intake flow: what lies in raw/inbox/ is filed, checked at once and answered, and starts the half-year's run."""

from __future__ import annotations

from pathlib import Path

import flows.prefect_settings  # noqa: F401

from prefect import flow, get_run_logger, runtime, task
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound

from flows.ingest.filing import write_missing_receipts
from flows.ingest.inbox import take_inbox
from flows.raw_folder.receipts import Receipt
from flows.raw_folder.store import RawStore
from flows.service.folders import raw_and_warehouse
from flows.service.living_runs import living
from flows.service.retrying import DELAY_SECONDS, RETRIES, files_failed
from flows.steps.judged import judge_raw
from flows.steps.outbox import answer
from schemas.periods import Period, parse_period
from schemas.reference import load_reference

LIMIT = 1800
ACCEPTABLE = {"accepted", "accepted_with_queries", "nil"}
HALF_YEAR_RUN = "half-year/half-year-manual"


@task(
    name="file-inbox",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=LIMIT,
)
def file_inbox(raw: str) -> list[str]:
    """File what lies in the inbox, then give receipts to files without one; what became of each, in English."""
    reference = load_reference()
    store = RawStore(Path(raw), reference.boards)
    return [text.en for text in (*take_inbox(store, reference), *write_missing_receipts(store, store.as_of().versions))]


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
    reference = load_reference()
    judged = judge_raw(Path(raw), Path(warehouse), reference, period)
    return answer(judged, period, board, Path(warehouse), reference)


@flow(name="intake")
def intake() -> list[str]:
    """File what lies in raw/inbox/, answer each board, and run the half-years of which something acceptable is new.

    Returns what became of each file.

    Raises:
        IntakeError: raw/ cannot be written to.
        DecisionError: a decision in raw/ cannot be followed.
    """
    raw, warehouse = raw_and_warehouse()
    log, store = get_run_logger(), RawStore(Path(raw), load_reference().boards)
    with living(runtime.flow_run.id):
        before = _receipts(store)
        said: list[str] = file_inbox(raw)
        for line in said:
            log.info(line)
        new = {(parse_period(receipt.period), receipt.board) for receipt in _receipts(store) - before}
        to_run: set[Period] = set()
        for period, board in sorted(new):
            state = answer_board(raw, warehouse, period, board)
            log.info("%s of %s is %s", board, period, state)
            if state in ACCEPTABLE:
                to_run.add(period)
        for period in sorted(to_run):
            _start(period)
    return said


def _receipts(store: RawStore) -> set[Receipt]:
    return {receipt for period in store.periods() for receipt in store.receipts(period).receipts}


def _start(period: Period) -> None:
    """Start the run of a half-year and do not wait for it; where nobody serves it, it is only told."""
    try:
        run_deployment(HALF_YEAR_RUN, parameters={"period": str(period)}, timeout=0, as_subflow=False)
    except ObjectNotFound:
        get_run_logger().warning("nobody serves %s: run zones run %s", HALF_YEAR_RUN, period)
