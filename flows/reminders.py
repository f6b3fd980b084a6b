"""The reminders flow: on the days `calendar.csv` names, a letter to every board that has sent nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import flows.prefect_settings  # noqa: F401

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact

from flows.raw_folder.office import office_on, read_office
from flows.raw_folder.store import RawStore
from flows.service.folders import raw_and_warehouse
from flows.service.living_runs import living
from flows.service.notifying import notify
from flows.service.retrying import DELAY_SECONDS, RETRIES, files_failed
from flows.steps.papers.outbox import remind
from flows.texts.running import summary as texts
from schemas.facts.calendar import CalendarEntry
from schemas.periods import VIETNAM, parse_period
from schemas.reference import load_reference

LIMIT = 1800


def reminded_on(day: date, entries: list[CalendarEntry]) -> list[CalendarEntry]:
    """The half-years whose boards are reminded on a day: so many days before the report is due."""
    return [entry for entry in entries if (entry.due - day).days in entry.reminder_days]


@task(
    name="remind",
    retries=RETRIES,
    retry_delay_seconds=DELAY_SECONDS,
    retry_condition_fn=files_failed,
    timeout_seconds=LIMIT,
)
def remind_boards(raw: str, warehouse: str, period: str, day: date) -> list[str]:
    """Write to every board without a receipt of the period; the boards written to, by name."""
    reference, asked = load_reference(), parse_period(period)
    store = RawStore(Path(raw), reference.boards)
    sent = {receipt.board for receipt in store.receipts(asked).receipts}
    silent = [board for board in reference.boards.members(asked) if board.slug not in sent]
    offices, _ = read_office(store.root, reference.boards.slugs)
    remind(silent, asked, day, office_on(offices, day), Path(warehouse), reference)
    return [board.board_name_vi for board in silent]


@flow(name="reminders")
def reminders() -> list[str]:
    """Remind whoever has sent nothing, where the run's day is one of the calendar's; the boards written to.

    A run made up for later is about the day it was scheduled for.

    Raises:
        OSError: the outbox cannot be written to.
    """
    raw, warehouse = raw_and_warehouse()
    day = runtime.flow_run.scheduled_start_time.astimezone(VIETNAM).date()
    written: list[str] = []
    with living(runtime.flow_run.id):
        for entry in reminded_on(day, list(load_reference().calendar.values())):
            boards = remind_boards(raw, warehouse, str(entry.period), day)
            written += boards
            lines = [f"- {board}" for board in boards] or [texts.ALL_HAVE_SENT.vi]
            title = texts.REMINDERS.vi.format(period=entry.period, due=f"{entry.due:%d/%m/%Y}")
            create_markdown_artifact(
                key=f"reminders-{entry.period}".lower(), markdown="\n".join([f"# {title}", "", *lines])
            )
            get_run_logger().info("%s: %s boards were reminded", entry.period, len(boards))
            if boards:
                places = {"boards": ", ".join(boards), "folder": Path(warehouse) / "outbox" / str(entry.period)}
                notify(
                    str(entry.period), texts.REMINDED.fill(period=entry.period, due=f"{entry.due:%d/%m/%Y}", **places)
                )
    return written
