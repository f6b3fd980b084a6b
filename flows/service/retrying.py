"""When a task is worth trying again: where a disk or a network folder failed, never because of what came in."""

from __future__ import annotations

from typing import Any

RETRIES = 2
DELAY_SECONDS = 3


def files_failed(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed with an OSError, or with a sentence made of one (Prefect's `retry_condition_fn`)."""
    try:
        state.result()
    except Exception as error:
        return isinstance(error, OSError) or isinstance(error.__context__, OSError)
    return False
