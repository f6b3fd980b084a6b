"""A final run of a deployment is suspended until somebody decides, and holds nothing meanwhile."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Suspended

from flows.half_year import REFUSED
from flows.publish.manifest import read_manifest
from flows.raw_folder.decision_files import APPROVED
from flows.raw_folder.safe_writing import exclusive
from flows.service.answering import answer_waiting_runs
from flows.service.approval import KEY, LIMIT_DAYS
from flows.steps.approving import decide_as_shown, proposed
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRefused, RunRequest
from schemas.periods import parse_period

from .conftest import ROOT, Served, until, zones
from .test_deployments import MANUAL, deployment_id, finished

PERIOD = "2022-H2"


@pytest.fixture
def client(served: Served) -> Iterator[SyncPrefectClient]:
    with SyncPrefectClient(served.api) as connected:
        yield connected


def decisions(raw: Path) -> list[tuple[str, str, str]]:
    path = raw / PERIOD / "approvals.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return [(line["decision"], line["approved_by"], line["note"]) for line in csv.DictReader(handle)]


@pytest.mark.xdist_group("server")
class TestSuspended:
    @pytest.fixture
    def waiting(self, client: SyncPrefectClient, fresh: Served) -> FlowRun:
        shutil.rmtree(fresh.folder / "raw")
        shutil.copytree(ROOT / "raw" / PERIOD, fresh.folder / "raw" / PERIOD)
        parameters = {"period": PERIOD, "final": True}
        run = client.create_flow_run_from_deployment(deployment_id(client, MANUAL.name), parameters=parameters)

        def paused() -> FlowRun | None:
            now = client.read_flow_run(run.id)
            assert now.state and not now.state.is_final(), now.state
            return now if now.state.is_paused() else None

        return until(paused, "the run is suspended")

    def test_an_approval_in_the_form_publishes_and_stands_in_raw(
        self, client: SyncPrefectClient, fresh: Served, waiting: FlowRun
    ) -> None:
        assert waiting.state and waiting.state.state_details.pause_timeout
        limit = waiting.state.state_details.pause_timeout - waiting.state.timestamp
        assert timedelta(days=LIMIT_DAYS - 1) < limit < timedelta(days=LIMIT_DAYS + 1)
        with exclusive(fresh.folder / "warehouse" / ".run.lock"):  # nobody holds it
            assert not (fresh.folder / "warehouse" / "current").exists()
        assert (fresh.folder / "warehouse" / "proposed" / PERIOD / "report" / "index.html").is_file()
        keys = waiting.state.state_details.run_input_keyset
        assert keys

        def written(part: str) -> Any:  # after the run is suspended
            try:
                return client._client.get(f"/flow_runs/{waiting.id}/input/{keys[part]}").json()
            except PrefectHTTPStatusError:
                return None

        form = until(lambda: written("schema"), "the form")
        assert {"decision", "approved_by", "note"} <= set(form["properties"])
        told = str(until(lambda: written("description"), "what is shown"))
        assert "report/index.html" in told and "ha-nam" not in decisions(fresh.folder / "raw")

        unsigned = client.resume_flow_run(waiting.id, run_input={"decision": "approve", "approved_by": " "})
        assert "REJECT" in str(unsigned.status)
        answer = {"decision": "approve", "approved_by": "Nguyễn Văn A", "note": "họp 12/1"}
        client.resume_flow_run(waiting.id, run_input=answer)
        done = finished(client, waiting)
        assert done.state and done.state.is_completed(), done.state
        assert decisions(fresh.folder / "raw") == [("approved", "Nguyễn Văn A", "họp 12/1")]
        manifest = read_manifest((fresh.folder / "warehouse" / "current").resolve())
        assert manifest and manifest["status"] == "final"
        assert not (fresh.folder / "warehouse" / "proposed" / PERIOD).exists()
        # What is approved is not asked about again.
        parameters = {"period": PERIOD, "final": True}
        again = client.create_flow_run_from_deployment(deployment_id(client, MANUAL.name), parameters=parameters)
        assert (finished(client, again).state or done.state).is_completed()

    def test_a_refusal_in_the_shell_ends_the_run_and_publishes_nothing(
        self, client: SyncPrefectClient, fresh: Served, waiting: FlowRun
    ) -> None:
        """As `zones approve` in another terminal, which finds the run that waits and takes the decision to it."""
        folders = ["--raw", fresh.folder / "raw", "--warehouse", fresh.folder / "warehouse"]
        command = zones("approve", PERIOD, "--refuse", "--approved-by", "B", "--note", "chờ", "--lang", "en", *folders)
        said = subprocess.run(command, cwd=ROOT, env=fresh.environment, capture_output=True, text=True, check=True)
        assert f"“{PERIOD} awaits approval” that waited for this decision goes on" in said.stdout
        done = finished(client, waiting)
        assert done.state
        assert (done.state.name, done.state.is_failed()) == (REFUSED, True)
        assert "refused by B" in str(done.state.message)
        assert decisions(fresh.folder / "raw") == [("refused", "B", "chờ")]
        assert not (fresh.folder / "warehouse" / "current").exists()

    def test_nobody_s_answer_ends_it_at_its_limit(self, client: SyncPrefectClient, waiting: FlowRun) -> None:
        over = Suspended(timeout_seconds=1, pause_key=KEY)
        client.set_flow_run_state(waiting.id, over, force=True)
        done = finished(client, waiting)
        assert done.state and done.state.is_failed()


def test_where_nobody_waits_nothing_is_said_and_without_a_server_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = parse_period(PERIOD)
    assert answer_waiting_runs(tmp_path, asked, APPROVED, "A", "") == []
    (tmp_path / "proposed" / PERIOD).mkdir(parents=True)
    monkeypatch.setattr("flows.service.serving.answers", lambda _: False)
    (said,) = answer_waiting_runs(tmp_path, asked, APPROVED, "A", "")
    assert "does not answer" in said.en and "next run of 2022-H2" in said.en


class TestAsShown:
    @pytest.fixture
    def request_(self, tmp_path: Path) -> RunRequest:
        shutil.copytree(ROOT / "raw" / PERIOD, tmp_path / "raw" / PERIOD)
        request = RunRequest(str(tmp_path / "raw"), str(tmp_path / "warehouse"), PERIOD, final=True, exports=False)
        run_direct(proposed(request))
        return request

    def test_only_what_was_shown_is_decided_on(self, request_: RunRequest) -> None:
        receipts = Path(request_.raw) / PERIOD / "receipts.csv"
        before = receipts.read_text(encoding="utf-8")
        first = before.splitlines()[1]
        (first_board, first_file) = first.split(",")[:2]
        kept = [line for line in before.splitlines() if line != first]
        receipts.write_text("\n".join([*kept, ""]), encoding="utf-8")
        gone = Path(request_.raw) / PERIOD / first_board / first_file
        gone.rename(gone.parent.parent.parent.parent / gone.name)
        with pytest.raises(RunRefused, match="raw/ has changed"):
            decide_as_shown(request_, APPROVED, "A", "")
        assert not decisions(Path(request_.raw))
        (gone.parent.parent.parent.parent / gone.name).rename(gone)
        receipts.write_text(before, encoding="utf-8")
        assert "approval" in decide_as_shown(request_, APPROVED, "A", "").en
        assert decisions(Path(request_.raw)) == [("approved", "A", "")]
