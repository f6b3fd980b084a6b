"""Which raw/ and which warehouse a flow works on: those of its deployment; who asks for a run names no others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RAW, WAREHOUSE = "ZONES_RAW", "ZONES_WAREHOUSE"


def raw_and_warehouse() -> tuple[str, str]:
    """The folders of this process, by default raw/ and warehouse/ where it was started."""
    return os.environ.get(RAW) or "raw", os.environ.get(WAREHOUSE) or "warehouse"


@contextmanager
def working_on(raw: Path | str, warehouse: Path | str) -> Iterator[None]:
    """Flows called or started meanwhile work on these folders."""
    before = {name: os.environ.get(name) for name in (RAW, WAREHOUSE)}
    os.environ.update({RAW: str(Path(raw).resolve()), WAREHOUSE: str(Path(warehouse).resolve())})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
