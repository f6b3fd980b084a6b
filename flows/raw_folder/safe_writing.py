"""Writing so that a crash leaves the old file or the new one, and a lock that a crash lets go of."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Held, in the folder raw/, by whoever adds a file or a line to it.
RAW_LOCK = ".lock"

_PARTIAL = ".partial-"

# How long whoever holds it is waited for, and how often that is looked at.
RAW_LOCK_SECONDS = 60.0
POLL_SECONDS = 0.05


# The files written last, for who is stopped to say them; a process that writes for long forgets the oldest.
written: deque[Path] = deque(maxlen=500)


class Busy(OSError):
    """Another process holds the lock; `path` is the lock file."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EBUSY, "another program is writing there", str(path))
        self.path = path


def sync_file(path: Path) -> None:
    """Make sure that what was written into a file is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make renames within a folder durable, where the system can."""
    if os.name == "nt":  # a directory cannot be opened there, and NTFS journals renames
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def close_to_others(folder: Path, *, group: bool = False) -> None:
    """Let nobody else on this machine look into a folder, its group neither with `group`.

    One that is marked as its group's (setgid) stays as it is, and so does somebody else's, or one on a disk that may
    only be read.
    """
    if os.name == "nt":
        return
    with suppress(OSError):
        mode = folder.stat().st_mode
        closed = mode & ~(stat.S_IRWXO | (stat.S_IRWXG if group else 0))
        if closed != mode and not mode & stat.S_ISGID:
            folder.chmod(stat.S_IMODE(closed))


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Give `path` these bytes in one step; what is there and no file (a device, a pipe) is written to and stays.

    Raises:
        OSError: the folder cannot be written to; the old file is untouched.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{_PARTIAL}{os.getpid()}-{path.name[:80]}")
    try:
        write_synced(temporary, data)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    written.append(path)
    sync_folder(path.parent)


@contextmanager
def exclusive(path: Path, seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock file `path`; the system lets go of it when the process ends, however it ends.

    Whoever holds it is waited for up to so many seconds.

    Raises:
        Busy: another process still holds it.
        OSError: the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(handle, path, seconds)
        yield
    finally:
        os.close(handle)


def clear_partial_files(root: Path) -> None:
    """Remove what writers that were killed left in raw/; nothing is touched where there is nothing.

    Raises:
        OSError: raw/ cannot be written to.
    """
    pattern = f"{_PARTIAL}*"
    if any(left for depth in ("", "*/", "*/*/") for left in root.glob(depth + pattern)):
        with writing(root):  # whoever writes holds the lock, so what lies there now is nobody's
            for depth in ("", "*/", "*/*/"):
                for left in root.glob(depth + pattern):
                    left.unlink(missing_ok=True)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the lock of raw/, alone; whoever holds it is waited for.

    Raises:
        Busy: another process has held it all the while.
        OSError: raw/ cannot be written to.
    """
    with exclusive(root / RAW_LOCK, RAW_LOCK_SECONDS):
        yield


@contextmanager
def shared(root: Path) -> Iterator[bool]:
    """Hold the lock of raw/ together with others who read; false where there is no lock, as nobody ever wrote there.

    Writes nothing, so it also works where raw/ may only be read.

    Raises:
        Busy: another process has held it alone all the while.
    """
    path = root / RAW_LOCK
    try:
        handle = os.open(path, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        yield False
        return
    try:
        _lock(handle, path, RAW_LOCK_SECONDS, together=True)
        yield True
    finally:
        os.close(handle)


def _lock(handle: int, path: Path, seconds: float, *, together: bool = False) -> None:
    end = time.monotonic() + seconds
    while not _try_lock(handle, together):
        if time.monotonic() >= end:
            raise Busy(path)
        time.sleep(POLL_SECONDS)


def _try_lock(handle: int, together: bool) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, (fcntl.LOCK_SH if together else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True
