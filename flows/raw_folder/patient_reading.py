"""Reading from a disk or a network folder that may falter: only "not found" means that a file is not there."""

from __future__ import annotations

import errno
import hashlib
import os
import queue
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flows.texts import raw
from flows.texts.system_errors import reason_of
from schemas.text import Text

# Seconds before the second and the third try, and after which a read that does not come back has failed.
TRIED_AGAIN_AFTER = (0.2, 1.0)
STALLED_AFTER = 60.0

NOT_THERE = (FileNotFoundError, NotADirectoryError)


class RawUnreadable(Exception):
    """Something in raw/ is there and cannot be read; `text` names it. Nothing is simply left out for that."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class FilesOnce:
    """Files of raw/, each opened and hashed once however often it is asked about.

    take: is given hash and bytes of every file when it is read, so that what was hashed is what is used later.
    """

    def __init__(self, take: Callable[[str, bytes], None] | None = None) -> None:
        self._take = take
        self._digests: dict[Path, str | None] = {}

    def digest(self, path: Path, board: str) -> str | None:
        """The SHA-256 of a file, None where there is none.

        Raises:
            RawUnreadable: it is there and cannot be read.
        """
        if path not in self._digests:
            try:
                data = read_patiently(path)
            except NOT_THERE:
                self._digests[path] = None
            except OSError as error:
                reason = reason_of(error)
                raise RawUnreadable(raw.FILE_OF_BOARD_UNREADABLE.fill(file=path, board=board, reason=reason)) from error
            else:
                digest = self._digests[path] = hashlib.sha256(data).hexdigest()
                if self._take:
                    self._take(digest, data)
        return self._digests[path]


def read_patiently(path: Path) -> bytes:
    """The bytes of a file, tried again where the disk falters.

    Raises:
        FileNotFoundError, NotADirectoryError: it is not there.
        OSError: it could not be read three times, it is no regular file, or a read did not come back (TimeoutError).
    """
    for seconds in (*TRIED_AGAIN_AFTER, None):
        try:
            return _within_time(path)
        except (*NOT_THERE, TimeoutError):
            raise
        except OSError:
            if seconds is None:
                raise
            time.sleep(seconds)
    raise AssertionError("the last try returns or raises")


def _read(path: Path) -> bytes:
    # A pipe or a device would be waited for without end; a link leads out of raw/.
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return path.read_bytes()


class _Helper:
    """A thread that reads one file after another; one that hangs is left behind."""

    def __init__(self) -> None:
        self.asked: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[bytes | OSError] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True, name="reads raw").start()

    def _work(self) -> None:
        while (path := self.asked.get()) is not None:
            try:
                self.answers.put(_read(path))
            except OSError as error:
                self.answers.put(error)


_own = threading.local()


def _within_time(path: Path) -> bytes:
    helper: _Helper | None = getattr(_own, "helper", None)
    if helper is None:
        helper = _own.helper = _Helper()
    helper.asked.put(path)
    try:
        answer = helper.answers.get(timeout=STALLED_AFTER)
    except queue.Empty:
        helper.asked.put(None)
        _own.helper = None
        reason = f"no answer within {STALLED_AFTER:.0f} s"
        raise TimeoutError(errno.ETIMEDOUT, reason, str(path)) from None
    if isinstance(answer, OSError):
        raise answer
    return answer
