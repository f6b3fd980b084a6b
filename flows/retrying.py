"""When a task is worth trying again: where a disk or a network folder failed, never because of what came in."""

from __future__ import annotations

from typing import Any

RETRIES = 2
DELAY_SECONDS = 3


def files_failed(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed with an OSError (Prefect's `retry_condition_fn`)."""
    try:
        state.result()
    except OSError:
        return True
    except Exception:
        return False
    return False
