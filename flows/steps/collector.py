"""Python's collector of reference cycles, seldom at work.

Frames and findings are objects by the hundred thousand that all stay: looking for cycles among them every 700 of them,
as Python does, takes a twentieth of a command's time and a sixth of a run's.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000


@contextmanager
def collector_seldom() -> Iterator[None]:
    """Let it work seldom inside the block."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
