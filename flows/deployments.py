"""The deployments of the half-year flow: one list, from which everything that is served is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

TIME_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class HalfYearDeployment:
    """One deployment. `cron` is in Asia/Ho_Chi_Minh; without one the deployment runs only when somebody asks.

    `parameters` are what its runs are called with; a scheduled run names no period and takes it from its scheduled
    time, so that a run made up for later is still about the half-year it was scheduled for.
    """

    name: str
    description: str
    cron: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)


DEPLOYMENTS: tuple[HalfYearDeployment, ...] = (
    HalfYearDeployment(
        name="half-year-scheduled",
        description="10 January and 10 July at 08:00: the half-year that ended last, from what has been received.",
        cron="0 8 10 1,7 *",
        parameters={"final": False},
    ),
    HalfYearDeployment(
        name="half-year-manual",
        description="Any half-year, as of any date; final asks for the bloc's approval in raw/.",
        parameters={"period": None, "as_of": None, "final": False},
    ),
)

FLOWS = {"half-year", "intake"}


def to_serve(raw: Path, warehouse: Path) -> list[RunnerDeployment]:
    """The deployments as Prefect serves them, over the given folders."""
    import flows.prefect_settings  # noqa: F401

    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.half_year import half_year

    folders = {"raw": str(raw.resolve()), "warehouse": str(warehouse.resolve())}
    return [
        RunnerDeployment.from_flow(
            half_year,
            name=deployment.name,
            description=deployment.description,
            schedule=Cron(deployment.cron, timezone=TIME_ZONE) if deployment.cron else None,
            parameters={**deployment.parameters, **folders},
            enforce_parameter_schema=True,
            # Two runs at a time would only wait for each other at the warehouse.
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for deployment in DEPLOYMENTS
    ]
