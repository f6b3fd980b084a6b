"""The deployments: what they run, when, and that a real server does it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import flows.prefect_settings

import pytest
from cronsim import CronSim
from prefect import Task
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    DeploymentFilter,
    DeploymentFilterId,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ParameterTypeError, PrefectHTTPStatusError
from prefect.states import Failed, Scheduled

import flows.half_year
import flows.intake
import flows.reminders
from flows.deployments import DEPLOYMENTS, TIME_ZONE, to_serve
from flows.half_year import REFUSED, WITH_GAPS, half_year, period_of, worth_saying
from flows.intake import intake
from flows.reminders import reminders
from flows.service.catching_up import AT
from flows.service.retrying import files_failed
from flows.steps.running.collecting import WorkItem
from flows.steps.running.reading import ingest_one
from flows.steps.running.request import RunFailed, RunRefused, RunRequest
from schemas.facts.calendar import load_calendar
from schemas.periods import VIETNAM
from schemas.text import Text

from .conftest import Served, until

VIETNAM_ZONE = ZoneInfo(TIME_ZONE)
SCHEDULED = next(d for d in DEPLOYMENTS if d.name == "half-year-scheduled")
FLOW_OF = {d.name: d.flow.replace("_", "-") for d in DEPLOYMENTS}
MANUAL = next(d for d in DEPLOYMENTS if d.name == "half-year-manual")


def next_run(after: datetime) -> datetime:
    return min(next(CronSim(cron, after)) for cron in SCHEDULED.crons)


@pytest.mark.parametrize(
    ("scheduled", "period"),
    [
        (datetime(2023, 12, 26, 8, tzinfo=VIETNAM), "2023-H2"),
        (datetime(2024, 6, 26, 8, tzinfo=VIETNAM), "2024-H1"),
        (datetime(2024, 7, 10, 1, tzinfo=UTC), "2024-H1"),
        (datetime(2024, 6, 25, 16, 59, tzinfo=UTC), "2023-H2"),
        (datetime(2024, 6, 25, 17, tzinfo=UTC), "2024-H1"),  # midnight in Hà Nội
        (datetime(2031, 12, 26, 8, tzinfo=VIETNAM), "2031-H2"),  # past the last year of the calendar
        (datetime(2019, 3, 1, tzinfo=VIETNAM), "2018-H2"),  # before its first
    ],
)
def test_the_period_comes_from_the_scheduled_time(scheduled: datetime, period: str) -> None:
    assert str(period_of(scheduled)) == period


def test_whatever_the_date_the_next_run_is_within_what_the_server_looks_ahead() -> None:
    look_ahead = timedelta(days=int(flows.prefect_settings.LOOK_AHEAD.removeprefix("P").removesuffix("D")))
    day = datetime(2027, 1, 1, tzinfo=VIETNAM_ZONE)
    waits = []
    for _ in range(4 * 366):
        waits.append(next_run(day) - day)
        day += timedelta(days=1)
    assert max(waits) < look_ahead
    assert max(waits) > timedelta(days=100)  # what Prefect looks ahead by itself would not do


def test_the_schedule_is_the_day_after_the_calendar_s_due_dates_at_eight() -> None:
    assert [f"{next_run(datetime(2027, month, 1, tzinfo=VIETNAM_ZONE)):%d/%m/%Y %H:%M%z}" for month in (1, 7)] == [
        "26/06/2027 08:00+0700",
        "26/12/2027 08:00+0700",
    ]
    of_calendar = [datetime.combine(entry.run_on, AT) for entry in load_calendar().values()]
    assert [next_run(moment - timedelta(minutes=1)) for moment in of_calendar] == of_calendar
    assert [str(period_of(moment)) for moment in of_calendar] == [str(period) for period in load_calendar()]


def test_every_task_has_a_time_limit() -> None:
    modules = (flows.half_year, flows.intake, flows.reminders)
    tasks = [value for module in modules for value in vars(module).values() if isinstance(value, Task)]
    assert len(tasks) == 10
    assert all(task.timeout_seconds for task in tasks)


def test_only_what_a_disk_did_is_tried_again(tmp_path: Path) -> None:
    tasks = [value for value in vars(flows.half_year).values() if isinstance(value, Task)]
    again = {task.name for task in tasks if task.retries}
    assert again == {"collect", "ingest", "judge", "publish", "decide"}
    assert all((task.retry_condition_fn is files_failed) == (task.name in again) for task in tasks)
    request, item = (
        RunRequest(str(tmp_path), str(tmp_path), "2022-H2"),
        WorkItem("a", str(tmp_path / "gone"), "", False),
    )
    for call in (lambda: ingest_one(request, item), lambda: said_in_a_sentence(OSError(5, "Input/output error"))):
        with pytest.raises((OSError, RunFailed)) as failed:
            call()
        assert files_failed(None, None, Failed(data=failed.value))
    for error in (ValueError("no period"), RunRefused(Text("a", "a")), RunFailed(Text("a", "a")), KeyError("code")):
        assert not files_failed(None, None, Failed(data=error))


def said_in_a_sentence(error: OSError) -> None:
    """As the steps of a run say what a disk did."""
    try:
        raise error
    except OSError:
        raise RunFailed(Text("a", "a")) from None


def test_parameters_of_every_deployment_and_schedule_fit_the_flow(tmp_path: Path) -> None:
    flows_served = {"half-year": half_year, "intake": intake, "reminders": reminders}
    for served in to_serve(tmp_path / "raw", tmp_path / "warehouse"):
        assert served.flow_name
        served_flow = flows_served[served.flow_name]
        served_flow.validate_parameters(dict(served.parameters or {}))
        for schedule in served.schedules or []:
            served_flow.validate_parameters({**(served.parameters or {}), **(schedule.parameters or {})})
        assert set(served.parameters or {}) <= set(served_flow.parameters.properties)


@pytest.mark.parametrize(
    "parameters",
    [{"period": "2024-Q1"}, {"period": "2024"}, {"as_of": "yesterday"}, {"final": "perhaps"}, {"periode": "2024-H1"}],
)
def test_what_the_flow_cannot_take_is_refused(parameters: dict[str, object]) -> None:
    with pytest.raises((ParameterTypeError, TypeError)):
        half_year.validate_parameters(parameters)
        half_year(**parameters)


@pytest.fixture
def client(served: Served) -> Iterator[SyncPrefectClient]:
    with SyncPrefectClient(served.api) as connected:
        yield connected


def deployment_id(client: SyncPrefectClient, name: str) -> object:
    def ask() -> object | None:
        try:
            return client.read_deployment_by_name(f"{FLOW_OF.get(name, name)}/{name}").id
        except Exception:
            return None

    return until(ask, f"deployment {name} is registered")


def finished(client: SyncPrefectClient, run: FlowRun) -> FlowRun:
    def ask() -> FlowRun | None:
        now = client.read_flow_run(run.id)
        return now if now.state and now.state.is_final() else None

    return until(ask, f"run {run.name} ends")


def test_the_log_of_a_run_leaves_out_what_is_no_news_and_nothing_else() -> None:
    def record(message: str, error: Exception | None = None) -> logging.LogRecord:
        return logging.LogRecord("n", logging.ERROR, "p", 1, message, (), (type(error), error, None) if error else None)

    notice = "Timeout of 1.0 seconds configured. Timeouts in worker threads cannot interrupt blocking operations"
    assert not worth_saying(record(notice))
    assert not worth_saying(record("ended", RunRefused(Text("không", "no"))))
    assert worth_saying(record("ended", OSError("disk")))
    assert worth_saying(record("hai-duong is missing"))


@pytest.mark.xdist_group("server")
class TestRealServer:
    def test_it_schedules_the_next_run(self, client: SyncPrefectClient) -> None:
        identity = deployment_id(client, SCHEDULED.name)
        ours = DeploymentFilter(id=DeploymentFilterId(any_=[identity]))

        def planned() -> list[FlowRun] | None:
            return [run for run in client.read_flow_runs(deployment_filter=ours) if run.auto_scheduled] or None

        runs = until(planned, "a scheduled run")
        expected = next_run(datetime.now(VIETNAM_ZONE))
        first = min(run.expected_start_time for run in runs if run.expected_start_time)
        assert first == expected
        assert all(run.parameters.get("period") is None for run in runs)

    def test_it_looks_200_days_ahead_and_counts_nobody(self, client: SyncPrefectClient) -> None:
        settings = client._client.get("/admin/settings").json()
        scheduler = settings["server"]["services"]["scheduler"]
        assert scheduler["max_scheduled_time"] in (200 * 86400, "P200D", f"{200 * 86400}.0", 200 * 86400.0)
        assert settings["server"]["analytics_enabled"] is False

    def test_a_manual_run_completes_with_tasks_artifacts_and_a_telling_name(
        self, client: SyncPrefectClient, served: Served
    ) -> None:
        identity = deployment_id(client, MANUAL.name)
        shutil.rmtree(served.folder / "warehouse" / "cache", ignore_errors=True)  # whatever ran before
        run = client.create_flow_run_from_deployment(identity, parameters={"period": "2022-H2"})
        done = finished(client, run)
        assert done.state and done.state.is_completed(), done.state
        assert done.name.startswith("2022-H2 release ")
        # Two of eleven boards sent something: such a run does not look as if all were well.
        assert done.state.name == WITH_GAPS
        assert done.name.endswith(", 9 missing")
        assert done.state.message
        assert "hai-duong is missing" in done.state.message
        assert "ha-nam" not in done.state.message
        log = (served.folder / "serve.log").read_text(encoding="utf-8")
        assert "Timeouts in worker threads" not in log
        tasks = client.read_task_runs(task_run_filter=TaskRunFilter(flow_run_id=TaskRunFilterFlowRunId(any_=[run.id])))
        names = {task.name for task in tasks}
        received = (served.folder / "raw" / "2022-H2").glob("*/*.*")
        assert {f"ingest 2022-H2/{path.parent.name}/{path.name}" for path in received} <= names
        assert {"validate", "transform", "publish"} <= {name.rsplit("-", 1)[0] for name in names}
        artifacts = client._client.post(
            "/artifacts/filter",
            json={
                "artifacts": ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id])).model_dump(mode="json")
            },
        ).json()
        shown = ("summary", "report", "states", "findings", "totals")
        assert {a["key"] for a in artifacts} == {f"half-year-{name}" for name in shown}
        assert (served.folder / "warehouse" / "current" / "bloc_summary.parquet").is_file()

    def test_a_run_made_up_for_later_is_about_the_half_year_it_was_scheduled_for(
        self, client: SyncPrefectClient
    ) -> None:
        identity = deployment_id(client, SCHEDULED.name)
        late = datetime(2022, 6, 26, 8, tzinfo=VIETNAM_ZONE)
        run = client.create_flow_run_from_deployment(identity, state=Scheduled(scheduled_time=late))
        done = finished(client, run)
        assert done.state and done.state.is_failed()
        # A half-year nobody sent anything for.
        assert done.name == "2022-H1" and "Nothing was received for 2022-H1" in str(done.state.message)

    def test_a_refused_final_is_failed_by_the_name_of_refused_and_in_one_sentence(
        self, client: SyncPrefectClient
    ) -> None:
        identity = deployment_id(client, MANUAL.name)
        run = client.create_flow_run_from_deployment(identity, parameters={"period": "2022-H2", "final": True})
        done = finished(client, run)
        assert done.state
        assert (done.state.is_failed(), done.state.name) == (True, REFUSED)
        assert done.state.message
        assert done.state.message.startswith("2022-H2 is not released. ")
        assert "\n" not in done.state.message

        def logged() -> list[str] | None:
            asked = {"logs": {"flow_run_id": {"any_": [str(run.id)]}}}
            lines = [line["message"] for line in client._client.post("/logs/filter", json=asked).json()]
            return lines if any("Finished in state Refused(" in line for line in lines) else None

        assert not [line for line in until(logged, "the log of the run") if "Traceback" in line]

    def test_the_server_refuses_what_the_form_does_not_allow(self, client: SyncPrefectClient) -> None:
        identity = deployment_id(client, MANUAL.name)
        with pytest.raises(PrefectHTTPStatusError, match="period"):
            client.create_flow_run_from_deployment(identity, parameters={"period": "2024-Q1"})
