"""The deployments: one list, from which everything that is served is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.facts.calendar import load_calendar

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.deployments.runner import RunnerDeployment

TIME_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class Deployment:
    """One deployment of a flow of this folder, `flow`: its module and the name in it.

    `crons` are in Asia/Ho_Chi_Minh; without one, and without `every`, it runs only when somebody asks. `parameters` are
    what its runs are called with; a scheduled run names no period and takes it from its scheduled time, so that a run
    made up for later is still about the half-year it was scheduled for.
    """

    name: str
    description: str
    flow: str = "half_year"
    crons: tuple[str, ...] = ()
    every: timedelta | None = None
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)


def reminder_crons() -> tuple[str, ...]:
    """08:00 on every day of a year on which the calendar may remind, one line a month; the flow looks at the year."""
    days: dict[int, set[int]] = {}
    for entry in load_calendar().values():
        for before in entry.reminder_days:
            day: date = entry.due - timedelta(days=before)
            days.setdefault(day.month, set()).add(day.day)
    return tuple(f"0 8 {','.join(map(str, sorted(of_month)))} {month} *" for month, of_month in sorted(days.items()))


DEPLOYMENTS: tuple[Deployment, ...] = (
    Deployment(
        name="half-year-scheduled",
        description="10 January and 10 July at 08:00: the half-year that ended last, from what has been received.",
        crons=("0 8 10 1,7 *",),
        parameters={"final": False},
    ),
    Deployment(
        name="half-year-manual",
        description="Any half-year, as of any date; final asks for the bloc's approval in raw/.",
        parameters={"period": None, "as_of": None, "final": False},
    ),
    Deployment(
        name="intake",
        description="Files what lies in raw/inbox/, answers each board, and runs the half-year it changes.",
        flow="intake",
        every=timedelta(minutes=15),
    ),
    Deployment(
        name="reminders",
        description="A letter to each board that has sent nothing, on the days schemas/calendar.csv names.",
        flow="reminders",
        crons=reminder_crons(),
    ),
)
FLOWS = {deployment.flow.replace("_", "-") for deployment in DEPLOYMENTS}


def to_serve(raw: Path, warehouse: Path) -> list[RunnerDeployment]:
    """The deployments as Prefect serves them, over the given folders."""
    import flows.prefect_settings  # noqa: F401

    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.half_year import half_year
    from flows.intake import intake
    from flows.reminders import reminders

    made: dict[str, Flow[..., Any]] = {"half_year": half_year, "intake": intake, "reminders": reminders}
    folders = {"raw": str(raw.resolve()), "warehouse": str(warehouse.resolve())}
    return [
        RunnerDeployment.from_flow(
            made[deployment.flow],
            name=deployment.name,
            description=deployment.description,
            schedules=[
                *(Cron(cron, timezone=TIME_ZONE) for cron in deployment.crons),
                *([Interval(deployment.every, timezone=TIME_ZONE)] if deployment.every else []),
            ],
            parameters={**deployment.parameters, **folders},
            enforce_parameter_schema=True,
            # Two runs at a time would only wait for each other at the warehouse.
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for deployment in DEPLOYMENTS
    ]
