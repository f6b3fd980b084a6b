"""The question a final run asks before it publishes, as a form in the server's page, and its answer."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

import flows.prefect_settings  # noqa: F401

from prefect.client.orchestration import get_client
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from flows.raw_folder.decision_files import APPROVED, REFUSED
from flows.texts.running import summary as texts

KEY = "approval"
# A run that nobody answers ends by itself, after so many days.
LIMIT_DAYS = 14


class Approval(RunInput):
    """What is decided on the figures shown."""

    decision: Annotated[Literal["approve", "refuse"], Field(description=f"{texts.DECISION.vi} / {texts.DECISION.en}")]
    approved_by: Annotated[str, Field(pattern=r"\S", description=f"{texts.DECIDED_BY.vi} / {texts.DECIDED_BY.en}")]
    note: Annotated[str, Field(description=f"{texts.NOTE.vi} / {texts.NOTE.en}")] = ""

    @property
    def decided(self) -> str:
        """As approvals.csv says it."""
        return APPROVED if self.decision == "approve" else REFUSED


def was_asked(run: UUID | str) -> bool:
    """Whether the run has been suspended for its approval before, so that this is its second start."""
    with get_client(sync_client=True) as client:
        return KEY in (client.read_flow_run(UUID(str(run))).empirical_policy.pause_keys or ())


def ask(shown: str = "") -> Approval:
    """End this process with the run suspended, above the form what is `shown`; the answer where there is one already.

    The server ends the run when nobody has answered within the limit (`ZONES_APPROVAL_DAYS`).
    """
    limit = timedelta(days=float(os.environ.get("ZONES_APPROVAL_DAYS") or LIMIT_DAYS))
    form = Approval.with_initial_data(description=shown)
    return suspend_flow_run(wait_for_input=form, timeout=int(limit.total_seconds()), key=KEY)
