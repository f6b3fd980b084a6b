"""A decision made outside the form of a suspended run, taken to that run: `zones approve` and the desk do so."""

from __future__ import annotations

from pathlib import Path

from flows.raw_folder.decision_files import APPROVED
from flows.steps.approving import PROPOSED
from flows.texts.running import summary as texts
from schemas.periods import Period
from schemas.text import Text

# Where `zones serve` has its server when nothing else is said.
USUAL_API = "http://127.0.0.1:4200/api"


def answer_waiting_runs(warehouse: Path, period: Period, decision: str, approved_by: str, note: str) -> list[Text]:
    """Let runs that wait for this decision go on with it, as if their forms had been filled in; what is to be told.

    Nothing where no run has left anything to be approved. Where no server answers, or will not let the run go on, the
    decision stands in raw/ all the same, and the next run of the half-year follows it.
    """
    if not (warehouse / PROPOSED / str(period)).is_dir():
        return []
    from flows.service.serving import answers, configured_api

    address = configured_api() or USUAL_API
    if not answers(address):
        return [texts.NOBODY_TO_ANSWER.fill(period=period, address=address)]
    said = {"decision": "approve" if decision == APPROVED else "refuse", "approved_by": approved_by, "note": note}
    return _resumed(address, warehouse, period, said)


def _resumed(address: str, warehouse: Path, period: Period, said: dict[str, str]) -> list[Text]:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
        FlowRunFilterTags,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.responses import SetStateStatus
    from prefect.exceptions import PrefectHTTPStatusError

    from flows.service.turns import tag_of

    told = []
    try:
        with SyncPrefectClient(address) as client:
            paused = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED]))
            tags = FlowRunFilterTags(all_=[tag_of(warehouse)])
            for run in client.read_flow_runs(flow_run_filter=FlowRunFilter(state=paused, tags=tags)):
                if run.name.split()[0] == str(period):
                    result = client.resume_flow_run(run.id, run_input=said)
                    goes_on = result.status == SetStateStatus.ACCEPT
                    told.append((texts.GOES_ON if goes_on else texts.DOES_NOT_GO_ON).fill(run=run.name, period=period))
    except (PrefectHTTPStatusError, OSError):
        told.append(texts.NOBODY_TO_ANSWER.fill(period=period, address=address))
    return told
