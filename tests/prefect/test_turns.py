"""Runs of one warehouse wait for their turn, whichever deployment they are of; a due run that was missed is made up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.states import Cancelling

from flows.raw_folder.safe_writing import exclusive
from flows.service.catching_up import make_up_for_the_due_run
from flows.service.folders import raw_and_warehouse, working_on
from flows.service.living_runs import MADE_UP
from flows.service.turns import AWAITING_TURN
from schemas.periods import VIETNAM

from .conftest import ROOT, Served, until
from .test_deployments import MANUAL, SCHEDULED, deployment_id, finished


@pytest.fixture
def client(served: Served) -> Iterator[SyncPrefectClient]:
    with SyncPrefectClient(served.api) as connected:
        yield connected


def test_a_flow_works_on_the_folders_of_its_process(tmp_path: Path) -> None:
    assert raw_and_warehouse() == ("raw", "warehouse")
    with working_on(tmp_path / "r", tmp_path / "w"):
        assert raw_and_warehouse() == (str(tmp_path / "r"), str(tmp_path / "w"))
    assert raw_and_warehouse() == ("raw", "warehouse")


@pytest.mark.xdist_group("server")
class TestTurns:
    def test_the_later_waits_in_order_and_says_so(self, client: SyncPrefectClient, fresh: Served) -> None:
        manual, scheduled = (deployment_id(client, deployment.name) for deployment in (MANUAL, SCHEDULED))
        with exclusive(fresh.folder / "warehouse" / ".run.lock"):
            runs = [
                client.create_flow_run_from_deployment(identity, parameters={"period": "2022-H2"})
                for identity in (manual, scheduled, manual)
            ]

            def all_wait() -> list[FlowRun] | None:
                now = [client.read_flow_run(run.id) for run in runs]
                return now if all(run.state_name == AWAITING_TURN for run in now) else None

            waiting = until(all_wait, "all of them wait")
            assert all(run.state and run.state.is_running() for run in waiting)
            assert waiting[0].state and "another process" in str(waiting[0].state.message)
            assert all("after " in str(run.state and run.state.message) for run in waiting[1:])
        ended = [finished(client, run) for run in runs]
        assert [run.state and run.state.type.value for run in ended] == ["COMPLETED"] * 3
        ends = [run.end_time for run in ended if run.end_time]
        assert ends == sorted(ends)
        assert [run.name.split(",")[0] for run in ended] == ["2022-H2 release 1"] * 3

    def test_who_is_cancelled_or_killed_holds_up_nobody(self, client: SyncPrefectClient, fresh: Served) -> None:
        """The first is cancelled while it waits, so that the second's turn comes, which is whole."""
        manual = deployment_id(client, MANUAL.name)
        with exclusive(fresh.folder / "warehouse" / ".run.lock"):
            first, second = (
                client.create_flow_run_from_deployment(manual, parameters={"period": "2022-H2"}) for _ in range(2)
            )

            def both_wait() -> bool | None:
                names = [client.read_flow_run(run.id).state_name for run in (first, second)]
                return True if names == [AWAITING_TURN] * 2 else None

            until(both_wait, "both of them wait")
            client.set_flow_run_state(first.id, Cancelling())
            assert finished(client, first).state_name == "Cancelled"
        done = finished(client, second)
        assert done.state and done.state.is_completed(), done.state
        assert not list((fresh.folder / "warehouse").glob("**/*partial*"))

    def test_nobody_who_asks_for_a_run_can_name_a_folder(self, client: SyncPrefectClient) -> None:
        for name in (MANUAL.name, SCHEDULED.name, "intake", "reminders"):
            deployment = client.read_deployment(deployment_id(client, name))
            assert deployment.parameter_openapi_schema
            assert not {"raw", "warehouse"} & set(deployment.parameter_openapi_schema["properties"])
            assert not {"raw", "warehouse"} & set(deployment.parameters)

    def test_a_run_that_was_missed_is_made_up_once(
        self, client: SyncPrefectClient, served: Served, tmp_path: Path
    ) -> None:
        raw = tmp_path / "raw"
        shutil.copytree(ROOT / "raw" / "2021-H2", raw / "2021-H2")
        due = datetime(2021, 12, 26, 8, tzinfo=VIETNAM)

        def made_up() -> list[FlowRun]:
            ours = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id(client, SCHEDULED.name)]))
            tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[MADE_UP]))
            found = client.read_flow_runs(deployment_filter=ours, flow_run_filter=tagged)
            return [run for run in found if run.next_scheduled_start_time == due or run.expected_start_time == due]

        assert make_up_for_the_due_run(client, raw, due + timedelta(minutes=59)) is None
        assert make_up_for_the_due_run(client, tmp_path / "nothing", due + timedelta(days=2)) is None
        assert not made_up()
        late = due + timedelta(days=9)
        run = make_up_for_the_due_run(client, raw, late)
        assert run and [one.id for one in made_up()] == [run.id]
        make_up_for_the_due_run(client, raw, late)
        assert [one.id for one in made_up()] == [run.id]
        # About its own half-year, of which this server has nothing.
        assert finished(client, run).name.startswith("2021-H2")
        make_up_for_the_due_run(client, raw, late)
        assert [one.id for one in made_up()] == [run.id]
