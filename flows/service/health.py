"""Whether the server and what it runs are well: schedules, last and next run, dead runs, what awaits approval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import flows.prefect_settings  # noqa: F401

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import PrefectHTTPStatusError

from flows.service.living_runs import is_dead
from flows.steps.health import LOOK, UNKNOWN, WELL, Check
from flows.texts.running import health as texts
from schemas.periods import VIETNAM
from schemas.text import Text

_ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]
_AT_WORK = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


def server_checks(address: str, deployments: dict[str, bool]) -> Iterator[Check]:
    """What a server that answers says; `deployments`: `flow/name` of each -> whether it has a schedule."""
    try:
        with SyncPrefectClient(address) as client:
            yield Check("server", WELL, texts.ANSWERS.fill(address=address))
            yield _schedules(client, deployments)
            yield _last_run(client)
            yield _next_run(client)
            yield _dead(client)
            yield _awaited(client)
    except (PrefectHTTPStatusError, OSError) as error:
        yield Check("server", UNKNOWN, texts.NOT_LET_IN.fill(address=address, why=str(error).splitlines()[0]))


def _schedules(client: SyncPrefectClient, deployments: dict[str, bool]) -> Check:
    there = {}
    for deployment in client.read_deployments():
        flow = client.read_flow(deployment.flow_id).name
        there[f"{flow}/{deployment.name}"] = deployment
    off = []
    for name, scheduled in deployments.items():
        found = there.get(name)
        if found is None or found.paused or (scheduled and not any(one.active for one in found.schedules)):
            off.append(name)
    if off:
        return Check("schedules", LOOK, texts.OFF.fill(names=", ".join(off)))
    return Check("schedules", WELL, texts.ON.fill(names=", ".join(deployments)))


def _runs(client: SyncPrefectClient, states: list[StateType], sort: FlowRunSort, limit: int = 50) -> list[FlowRun]:
    """Runs of the half-year flow."""
    return client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=["half-year"])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states))),
        sort=sort,
        limit=limit,
    )


def _last_run(client: SyncPrefectClient) -> Check:
    ended = _runs(client, _ENDED, FlowRunSort.END_TIME_DESC, 1)
    if not ended:
        return Check("last run", WELL, texts.NEVER)
    (run,) = ended
    well = run.state is not None and run.state.is_completed()
    return Check("last run", WELL if well else LOOK, _told(run, run.end_time))


def _next_run(client: SyncPrefectClient) -> Check:
    planned = _runs(client, [StateType.SCHEDULED], FlowRunSort.EXPECTED_START_TIME_ASC, 1)
    if not planned:
        return Check("next run", LOOK, texts.NO_NEXT)
    return Check("next run", WELL, texts.NEXT.fill(at=_minute(planned[0].expected_start_time)))


def _dead(client: SyncPrefectClient) -> Check:
    found = _runs(client, _AT_WORK, FlowRunSort.EXPECTED_START_TIME_ASC)
    dead = [run.name for run in found if is_dead(run.id, alone=False)]
    if dead:
        return Check("dead runs", LOOK, texts.DEAD.fill(names=", ".join(dead)))
    return Check("dead runs", WELL, texts.NONE_DEAD)


def _awaited(client: SyncPrefectClient) -> Check:
    names = [run.name for run in _runs(client, [StateType.PAUSED], FlowRunSort.EXPECTED_START_TIME_ASC)]
    if names:
        return Check("approval", LOOK, texts.AWAITED.fill(names=", ".join(names)))
    return Check("approval", WELL, texts.NONE_AWAITED)


def _told(run: FlowRun, at: datetime | None) -> Text:
    return texts.LAST.fill(name=run.name, state=run.state_name or "–", at=_minute(at))


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if moment else "–"
