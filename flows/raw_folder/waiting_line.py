"""The line of those who wait to work on a folder, in the order in which they were due; who dies leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from flows.raw_folder.safe_writing import Busy, exclusive

LINE = ".turns"
# Who looks whether another lives holds its place for a moment.
_LOOKED_AT_SECONDS = 5.0


@contextmanager
def standing_in_line(folder: Path, due: datetime, name: str) -> Iterator[Callable[[], str]]:
    """A place in the line of the folder, held by a lock the system lets go of; asks who stands before it, "": nobody.

    Raises:
        OSError: the folder cannot be written to.
    """
    place = folder / LINE / f"{due.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{name}"
    with exclusive(place, _LOOKED_AT_SECONDS):
        try:
            yield lambda: _before(place)
        finally:
            with suppress(OSError):  # looked at by another process just now
                place.unlink()


def _before(place: Path) -> str:
    for other in sorted(place.parent.iterdir()):
        if other.name >= place.name:
            break
        try:
            with exclusive(other):
                pass
        except Busy:
            return other.name.partition("-")[2]
        with suppress(OSError):
            other.unlink()
    return ""
