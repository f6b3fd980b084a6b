"""Where the tasks that read and judge run: threads of this process, or the workers of a Dask cluster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from prefect.task_runners import ThreadPoolTaskRunner

if TYPE_CHECKING:
    from prefect.task_runners import TaskRunner

ASKED = "ZONES_TASK_RUNNER"
THREADS = 4
_DASK = "dask"


def has_workers() -> bool:
    """Whether there are processes beside the flow's own, which judging can be spread over."""
    return os.environ.get(ASKED, "").partition(":")[0] == _DASK


def task_runner(asked: str | None = None) -> TaskRunner[Any]:
    """What ZONES_TASK_RUNNER asks for: nothing or `threads`; `dask`, a cluster of this machine for the time of the
    run, on loopback; `dask:<address>`, one that is there.

    Raises:
        ValueError: it asks for something else, or for Dask where that is not installed.
    """
    asked = os.environ.get(ASKED, "") if asked is None else asked
    kind, _, address = asked.partition(":")
    if kind in ("", "threads"):
        return ThreadPoolTaskRunner(max_workers=THREADS)
    if kind != _DASK:
        raise ValueError(f"{ASKED}={asked}: expected threads, dask or dask:<address>")
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise ValueError(f"{ASKED}={asked}: install redriver-zones[dask]") from None
    if address:
        runner: TaskRunner[Any] = DaskTaskRunner(address=address)
        return runner
    own = {"n_workers": os.cpu_count() or 1, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    local: TaskRunner[Any] = DaskTaskRunner(cluster_kwargs=own)
    return local
