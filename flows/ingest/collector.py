"""Python's collector of reference cycles at rest while one file is read.

Reading makes thousands of small objects, all of which are kept, and no cycles: the collector would look through them
over and over and free nothing. It costs a twentieth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let the collector rest inside the block, unless it rests already; also after an error it runs again."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            # What was made is kept: it counts as old at once, and is not looked through as new.
            gc.freeze()
            gc.unfreeze()
        gc.enable()
