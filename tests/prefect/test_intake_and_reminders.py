"""Intake and reminders as deployments: what comes in is answered and run, who is silent is reminded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime

import docx
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun
from prefect.states import Scheduled

from flows.deployments import DEPLOYMENTS
from flows.reminders import reminded_on
from schemas.facts.calendar import load_calendar
from schemas.periods import VIETNAM

from .conftest import ROOT, Served, until
from .test_deployments import MANUAL, deployment_id, finished

BOARD = "hai-duong"


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (date(2022, 12, 14), []),
        (date(2022, 12, 15), ["2022-H2"]),
        (date(2022, 12, 20), ["2022-H2"]),
        (date(2022, 12, 24), ["2022-H2"]),
        (date(2022, 12, 25), []),
        (date(2023, 6, 20), ["2023-H1"]),
    ],
)
def test_boards_are_reminded_on_the_days_of_the_calendar(day: date, periods: list[str]) -> None:
    assert [str(entry.period) for entry in reminded_on(day, list(load_calendar().values()))] == periods


def test_the_schedules_come_from_the_calendar() -> None:
    crons = {deployment.name: deployment.crons for deployment in DEPLOYMENTS}
    assert crons["reminders"] == ("0 8 15,20,24 6 *", "0 8 15,20,24 12 *")
    assert crons["half-year-scheduled"] == ("0 8 26 6 *", "0 8 26 12 *")


@pytest.mark.xdist_group("server")
class TestServed:
    @pytest.fixture
    def client(self, served: Served) -> Iterator[SyncPrefectClient]:
        with SyncPrefectClient(served.api) as connected:
            yield connected

    def test_what_lies_in_the_inbox_is_filed_answered_and_run(self, client: SyncPrefectClient, fresh: Served) -> None:
        (source,) = list((ROOT / "raw" / "2022-H2" / BOARD).glob("*.xlsx"))[:1]
        (fresh.folder / "raw" / "inbox").mkdir()
        shutil.copy2(source, fresh.folder / "raw" / "inbox" / source.name)
        ours = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id(client, MANUAL.name)]))
        before = {run.id for run in client.read_flow_runs(deployment_filter=ours)}

        def started() -> list[FlowRun]:
            return [run for run in client.read_flow_runs(deployment_filter=ours) if run.id not in before]

        intake = deployment_id(client, "intake")
        done = finished(client, client.create_flow_run_from_deployment(intake))
        assert done.state
        assert done.state.is_completed(), done.state
        assert not list((fresh.folder / "raw" / "inbox").iterdir())
        assert (fresh.folder / "raw" / "2022-H2" / BOARD / source.name).read_bytes() == source.read_bytes()
        outbox = fresh.folder / "warehouse" / "outbox" / "2022-H2"
        assert {path.name for path in outbox.iterdir()} == {BOARD}
        assert {path.name for path in (outbox / BOARD).iterdir()} == {
            "ban-phan-hoi.xlsx",
            "cong-van.docx",
            "thu-gui.eml",
            "answer.json",
        }
        (run,) = until(lambda: started() or None, "the run of the half-year")
        assert run.parameters["period"] == "2022-H2"
        finished(client, run)
        again = finished(client, client.create_flow_run_from_deployment(intake))
        assert again.state
        assert again.state.is_completed()
        assert len(started()) == 1  # nothing new, nothing run

    def test_who_is_silent_is_reminded_and_nobody_else(self, client: SyncPrefectClient, fresh: Served) -> None:
        identity = deployment_id(client, "reminders")
        for day, letters in ((14, 0), (20, 9)):
            late = Scheduled(scheduled_time=datetime(2022, 12, day, 8, tzinfo=VIETNAM))
            run = client.create_flow_run_from_deployment(identity, state=late)
            done = finished(client, run)
            assert done.state
            assert done.state.is_completed(), done.state
            outbox = fresh.folder / "warehouse" / "outbox" / "2022-H2"
            assert len(list(outbox.glob("*/cong-van.docx"))) == letters
        assert not {"ha-nam", "nam-dinh"} & {path.name for path in outbox.iterdir()}
        words = "\n".join(p.text for p in docx.Document(str(outbox / BOARD / "cong-van.docx")).paragraphs)
        assert "20/12/2022" in words
        assert "25/12/2022" in words
