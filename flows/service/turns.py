"""Each warehouse is worked on by one run at a time, in the order in which the runs were due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import flows.prefect_settings  # noqa: F401

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Running

from flows.publish.release import run_lock
from flows.raw_folder.safe_writing import Busy
from flows.raw_folder.waiting_line import standing_in_line
from flows.service.living_runs import is_dead

AWAITING_TURN = "AwaitingTurn"
LOOK_SECONDS = 1.0
# A process that has not begun by then does not begin.
START_LIMIT = timedelta(minutes=2)


def tag_of(warehouse: Path | str) -> str:
    """By which runs of one warehouse are told from those of another on the same server."""
    return f"warehouse {Path(warehouse).resolve()}"


@contextmanager
def turn(run: UUID | str, warehouse: Path) -> Iterator[None]:
    """Hold the warehouse alone, once every run that was due before has ended.

    Until then the run's state is Running by the name of AwaitingTurn, with the name of the run it waits for.

    Raises:
        OSError: the warehouse cannot be written to.
    """
    identity = UUID(str(run))
    with ExitStack() as held:
        with get_client(sync_client=True) as client:
            own = client.read_flow_run(identity)
            # Those of the shell stand in the same line, and a run that has not begun yet only here.
            in_line = held.enter_context(standing_in_line(warehouse, *_due(own)))
            waits = False
            while True:
                before = _before(client, own, warehouse)
                if not before and not in_line():
                    try:
                        held.enter_context(run_lock(warehouse))
                        break
                    except Busy:
                        pass
                if not waits:
                    of = f"after {before[0].name}" if before else "when another process has ended"
                    message = f"Its turn comes {of}, in {warehouse}."
                    client.set_flow_run_state(identity, Running(name=AWAITING_TURN, message=message), force=True)
                    waits = True
                time.sleep(LOOK_SECONDS)
            if waits:
                client.set_flow_run_state(identity, Running(), force=True)
        yield


def _before(client: SyncPrefectClient, own: FlowRun, warehouse: Path) -> list[FlowRun]:
    """The runs of the same warehouse that were due before this one and are neither ended nor dead, first come first."""
    at_work = [StateType.RUNNING, StateType.PENDING]
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            id=FlowRunFilterId(not_any_=[own.id]),
            tags=FlowRunFilterTags(all_=[tag_of(warehouse)]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=at_work)),
        )
    )
    earlier = [run for run in found if run.flow_id == own.flow_id and _due(run) < _due(own) and _lives(run)]
    return sorted(earlier, key=_due)


def _due(run: FlowRun) -> tuple[datetime, str]:
    assert run.expected_start_time
    return run.expected_start_time, str(run.id)


def _lives(run: FlowRun) -> bool:
    assert run.state
    if run.state.type == StateType.PENDING:
        return datetime.now(UTC) - run.state.timestamp < START_LIMIT
    return not is_dead(run.id, alone=False)
