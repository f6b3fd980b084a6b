"""Everything the reader remembers from file to file, to be looked at and forgotten by tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from flows.ingest import reader
from flows.ingest.words import vocabulary

_KEPT = ("load_reference", "reader_digest")  # read from disk, not from files of offices


def memories() -> Iterator[Any]:
    """Every function of reading whose answers are remembered."""
    seen = set()
    for name, module in list(sys.modules.items()):
        if name.startswith(("flows.ingest", "schemas")):
            for found in vars(module).values():
                if hasattr(found, "cache_clear") and found.__name__ not in _KEPT and id(found) not in seen:
                    seen.add(id(found))
                    yield found


def forget() -> None:
    """Make the reader as it is in a new process."""
    for function in memories():
        function.cache_clear()
    reader._READERS.clear()
    vocabulary._KNOWN.clear()
