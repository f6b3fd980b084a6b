"""Which runs are alive: each holds a lock in Prefect's home, which the system lets go of however its process ends.

A run that was killed together with its runner stays "Running" in Prefect for ever, and keeps the slot of its
deployment. What `zones serve` finds in that state at its start is marked Crashed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import flows.prefect_settings  # noqa: F401

from flows.raw_folder.safe_writing import Busy, exclusive

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

# Who looks whether a run is alive holds its lock for a moment.
LOOKED_AT_SECONDS = 5.0
MADE_UP = "made-up"
WHY = "The process of this run ended without a word: by a power cut, or kill -9."


def _lock_of(run: UUID | str) -> Path:
    from prefect.settings import get_current_settings

    return Path(get_current_settings().home) / "zones-runs" / f"{run}.lock"


@contextmanager
def living(run: UUID | str | None) -> Iterator[None]:
    """Held by a run's process from its first step to its last; nothing for what is no run of a server."""
    if run is None:
        yield
        return
    path = _lock_of(run)
    try:
        with exclusive(path, LOOKED_AT_SECONDS):
            yield
    finally:
        with suppress(OSError):  # looked at by another process just now
            path.unlink(missing_ok=True)


def is_dead(run: UUID | str, *, alone: bool) -> bool:
    """Whether no process holds the run any more.

    alone: only this machine and this home run anything on the server, so that a run without a lock is dead as well;
    otherwise it may be at work on another machine.
    """
    path = _lock_of(run)
    if not path.exists():
        return alone
    try:
        with exclusive(path):
            pass
    except Busy:
        return False
    path.unlink(missing_ok=True)
    return True


def mark_dead_runs(client: SyncPrefectClient, flow_names: set[str], *, alone: bool) -> list[FlowRun]:
    """Mark Crashed what says it is at work and is not, and return it; what a schedule had started is started once more.

    Before the runner takes anything up: nothing that is then Pending or Running is its own.
    """
    from prefect.client.schemas.filters import (
        FlowFilter,
        FlowFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed, Scheduled

    at_work = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    found = client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=sorted(flow_names))),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=at_work))),
    )
    dead = [run for run in found if run.deployment_id and is_dead(run.id, alone=alone)]
    for run in dead:
        client.set_flow_run_state(run.id, Crashed(message=WHY), force=True)
        # Once: a run that kills its machine is not to do so at every start.
        if run.auto_scheduled and MADE_UP not in run.tags and run.deployment_id:
            client.create_flow_run_from_deployment(
                run.deployment_id,
                parameters=run.parameters,
                state=Scheduled(scheduled_time=run.expected_start_time),
                tags=[*run.tags, MADE_UP],
                idempotency_key=f"after-{run.id}",
            )
    return dead
