"""The deployments: one list, from which everything that is served is made."""

from __future__ import annotations

from collections.abc import Iterable
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
    made up for later is still about the half-year it was scheduled for. `one_at_a_time`: a run waits for the one
    before; those of a half-year wait for their turn by themselves, whichever deployment they are of.
    """

    name: str
    description: str
    flow: str = "half_year"
    crons: tuple[str, ...] = ()
    every: timedelta | None = None
    one_at_a_time: bool = False
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)


def crons(days: Iterable[date]) -> tuple[str, ...]:
    """08:00 on these days of every year, one line a month; the flow looks at the year."""
    months: dict[int, set[int]] = {}
    for day in days:
        months.setdefault(day.month, set()).add(day.day)
    return tuple(f"0 8 {','.join(map(str, sorted(of_month)))} {month} *" for month, of_month in sorted(months.items()))


CALENDAR = load_calendar().values()


DEPLOYMENTS: tuple[Deployment, ...] = (
    Deployment(
        name="half-year-scheduled",
        description="08:00 on the day after the report is due (schemas/calendar.csv), whatever has come.",
        crons=crons(entry.run_on for entry in CALENDAR),
        parameters={"final": False},
    ),
    Deployment(
        name="half-year-manual",
        description="Any half-year, as of any date; final asks for the bloc's approval in raw/.",
        parameters={"final": False},
    ),
    Deployment(
        name="intake",
        description="Files what lies in raw/inbox/, answers each board, and runs the half-year it changes.",
        flow="intake",
        every=timedelta(minutes=15),
        one_at_a_time=True,
    ),
    Deployment(
        name="reminders",
        description="A letter to each board that has sent nothing, on the days schemas/calendar.csv names.",
        flow="reminders",
        one_at_a_time=True,
        crons=crons(entry.due - timedelta(days=before) for entry in CALENDAR for before in entry.reminder_days),
    ),
)
FLOWS = {deployment.flow.replace("_", "-") for deployment in DEPLOYMENTS}


def to_serve(raw: Path, warehouse: Path) -> list[RunnerDeployment]:
    """The deployments as Prefect serves them, over the given folders, which the process that serves them works on."""
    import flows.prefect_settings  # noqa: F401

    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.half_year import half_year
    from flows.intake import intake
    from flows.reminders import reminders
    from flows.service.turns import tag_of

    made: dict[str, Flow[..., Any]] = {"half_year": half_year, "intake": intake, "reminders": reminders}
    return [
        RunnerDeployment.from_flow(
            made[deployment.flow],
            name=deployment.name,
            description=f"{deployment.description}\n\nraw: `{raw.resolve()}`\n\nwarehouse: `{warehouse.resolve()}`",
            tags=[tag_of(warehouse)],
            schedules=[
                *(Cron(cron, timezone=TIME_ZONE) for cron in deployment.crons),
                *([Interval(deployment.every, timezone=TIME_ZONE)] if deployment.every else []),
            ],
            parameters=deployment.parameters,
            enforce_parameter_schema=True,
            concurrency_limit=1 if deployment.one_at_a_time else None,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for deployment in DEPLOYMENTS
    ]
