"""The intake flow: what lies in raw/inbox/ is filed, and every file gets its receipt."""

from __future__ import annotations

from pathlib import Path

import flows.prefect_settings  # noqa: F401

from prefect import flow, get_run_logger, task

from flows.ingest.filing import write_missing_receipts
from flows.ingest.inbox import take_inbox
from flows.raw_folder.store import RawStore
from flows.service.retrying import DELAY_SECONDS, RETRIES, files_failed
from schemas.reference import load_reference


@task(name="file-inbox", retries=RETRIES, retry_delay_seconds=DELAY_SECONDS, retry_condition_fn=files_failed)
def file_inbox(raw: str) -> list[str]:
    """File what lies in the inbox, then give receipts to files without one; what became of each, in English."""
    reference = load_reference()
    store = RawStore(Path(raw), reference.boards)
    return [text.en for text in (*take_inbox(store, reference), *write_missing_receipts(store, store.as_of().versions))]


@flow(name="intake")
def intake(raw: str = "raw") -> list[str]:
    """File what lies in raw/inbox/ and say what became of each file.

    Raises:
        IntakeError: raw/ cannot be written to.
    """
    said: list[str] = file_inbox(raw)
    for line in said:
        get_run_logger().info(line)
    return said
