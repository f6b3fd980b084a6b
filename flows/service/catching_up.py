"""The run after the due date happens once, also where the machine was off, or its database new, on the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import flows.prefect_settings  # noqa: F401

from flows.raw_folder.store import RawStore
from flows.service.living_runs import MADE_UP
from schemas.facts.calendar import last_due, run_day
from schemas.periods import VIETNAM
from schemas.reference import load_reference

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

AT = time(8, tzinfo=VIETNAM)
# As long the scheduler itself is waited for.
GRACE = timedelta(hours=1)
# What runs by the calendar, as Prefect names it.
SCHEDULED = "half-year/half-year-scheduled"


def make_up_for_the_due_run(client: SyncPrefectClient, raw: Path, now: datetime) -> FlowRun | None:
    """Start the run of the half-year that was due last, where there was none since and something was received for it.

    At most once a half-year and database.
    """
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
    )
    from prefect.states import Scheduled

    reference = load_reference()
    period = last_due(now.astimezone(VIETNAM).date(), reference.calendar)
    day = run_day(period, reference.calendar)
    if day is None or period not in RawStore(raw, reference.boards).periods():
        return None
    moment = datetime.combine(day, AT)
    if moment + GRACE > now:
        return None
    identity = client.read_deployment_by_name(SCHEDULED).id
    between = FlowRunFilterExpectedStartTime(after_=moment, before_=now)  # type: ignore[arg-type]
    since = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[identity])),
        flow_run_filter=FlowRunFilter(expected_start_time=between),
    )
    if since:
        return None
    return client.create_flow_run_from_deployment(
        identity, state=Scheduled(scheduled_time=moment), tags=[MADE_UP], idempotency_key=f"due-{period}"
    )
