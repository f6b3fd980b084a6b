"""Writing so that a crash leaves the old file or the new one, and a lock that a crash lets go of."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Held, in the folder raw/, by whoever adds a file or a line to it.
RAW_LOCK = ".lock"

POLL_SECONDS = 0.2


class Busy(OSError):
    """Another process holds the lock; `path` is the lock file."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EBUSY, "another program is writing there", str(path))
        self.path = path


def sync_folder(folder: Path) -> None:
    """Make renames within a folder durable, where the system can."""
    if os.name == "nt":  # a directory cannot be opened there, and NTFS journals renames
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Give `path` these bytes in one step.

    Raises:
        OSError: the folder cannot be written to; the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".partial-{os.getpid()}-{path.name[:80]}")
    try:
        write_synced(temporary, data)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


@contextmanager
def exclusive_in_turn(path: Path, seconds: float, waiting: Callable[[], None]) -> Iterator[None]:
    """As `exclusive`, waiting up to so many seconds for whoever holds the lock; `waiting` is called once if it must.

    Raises:
        Busy: another process still holds it.
        OSError: the folder cannot be written to.
    """
    end = time.monotonic() + seconds
    told = False
    while True:
        lock = exclusive(path)
        try:
            lock.__enter__()
            break
        except Busy:
            if time.monotonic() >= end:
                raise
            if not told:
                told = True
                waiting()
            else:
                time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; the system lets go of it when the process ends, however it ends.

    Raises:
        Busy: another process holds it.
        OSError: the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if os.name == "nt":
            import msvcrt

            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            except OSError:
                raise Busy(path) from None
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Busy(path) from None
        yield
    finally:
        os.close(handle)
