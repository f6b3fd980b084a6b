"""`raw/inbox/`: what lies there is filed by what it says of itself, and only once it is whole."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from flows.ingest.cache import read_bytes
from flows.ingest.filing import LARGEST_FILE, receive, telling
from flows.ingest.outcomes import ReadingStopped
from flows.ingest.recognition import recognise
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.out_of_place import INBOX, entries, hidden
from flows.raw_folder.patient_reading import read_patiently
from flows.raw_folder.store import RawStore
from flows.texts import raw
from flows.texts.system_errors import reason_of
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.text import Text

# Who copies a file pauses for less than this; ZONES_INBOX_QUIET sets another number of seconds.
QUIET_SECONDS = float(os.environ.get("ZONES_INBOX_QUIET", "5"))

# What is not whole after so many seconds is left for the next run.
WAITS_SECONDS = 30.0

_LOOKS_EVERY = 0.25
_ZIP, _ZIP_END, _ZIP_END_SIZE, _LONGEST_COMMENT = b"PK\x03\x04", b"PK\x05\x06", 22, 65_535
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_FREE = 0xFFFFFFFF


def take_inbox(store: RawStore, reference: Reference) -> list[Text]:
    """File what lies in raw/inbox/ by what the files say of themselves; says what became of each.

    A file is taken once it has been quiet for QUIET_SECONDS, nobody has it open for writing as far as the system
    tells, and its end is there. Others are waited for up to WAITS_SECONDS and then stay. A file whose board or period
    cannot be told stays where it is.

    Raises:
        IntakeError: raw/ cannot be written to.
    """
    said = [raw.HIDDEN_FILE.fill(file=f"{INBOX}/{name}") for name in hidden(store.root / INBOX)]
    waiting = []
    for entry in entries(store.root / INBOX):
        shown = f"{INBOX}/{entry.name}"
        if not entry.is_file(follow_symlinks=False):
            said.append(raw.NOT_A_FILE.fill(file=shown))
        elif entry.stat().st_size > LARGEST_FILE:
            size = f"{entry.stat().st_size / 2**20:.0f}"
            said.append(raw.FILE_TOO_LARGE.fill(file=shown, found=size, expected=LARGEST_FILE // 2**20))
        else:
            waiting.append(Path(entry.path))
    with telling(said):
        for path, data in _once_whole(waiting):
            said.append(data if isinstance(data, Text) else _filed(store, path, data, reference))
    return said


def _filed(store: RawStore, path: Path, data: bytes, reference: Reference) -> Text:
    shown = f"raw/{INBOX}/{path.name}"
    try:
        board, period = whose(data, path.name, reference)
    except ReadingStopped:
        return ReadingStopped(shown).text
    if not board or period is None:
        return raw.INBOX_NOT_RECOGNISED.fill(file=shown)
    return receive(store, data, path.name, board, period, source=path).text


def _once_whole(paths: list[Path]) -> Iterator[tuple[Path, bytes | Text]]:
    """Each file with its bytes as soon as it is whole, or with what is to be said of it."""
    end = time.monotonic() + WAITS_SECONDS
    seen: dict[Path, tuple[tuple[int, int], float]] = {}
    waiting = list(paths)
    while waiting:
        last_look = time.monotonic() >= end
        for path in list(waiting):
            try:
                data = _whole(path, seen)
            except FileNotFoundError:
                waiting.remove(path)
            except OSError as error:
                waiting.remove(path)
                yield path, raw.FILE_NOT_READ.fill(file=f"{INBOX}/{path.name}", reason=reason_of(error))
            else:
                if data is not None:
                    waiting.remove(path)
                    yield path, data
                elif last_look or _quiet_for(path, seen) >= WAITS_SECONDS:
                    waiting.remove(path)
                    yield path, raw.INBOX_GROWING.fill(file=f"{INBOX}/{path.name}")
        if waiting:
            time.sleep(_LOOKS_EVERY)


def _whole(path: Path, seen: dict[Path, tuple[tuple[int, int], float]]) -> bytes | None:
    """The bytes of a file that is whole, None while it is not."""
    if _quiet_for(path, seen) < QUIET_SECONDS or _is_written_to(path):
        return None
    before = path.stat()
    data = read_patiently(path)
    after = path.stat()
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(
        data
    ) == after.st_size
    return data if unchanged and has_its_end(data) else None


def _quiet_for(path: Path, seen: dict[Path, tuple[tuple[int, int], float]]) -> float:
    """For how many seconds a file has not changed: as watched here, or by its own times where that is longer."""
    found = path.stat()
    state, now = (found.st_size, found.st_mtime_ns), time.monotonic()
    if path not in seen or seen[path][0] != state:
        seen[path] = state, now
    # The time of the last change of any kind cannot be set back by who copies; Windows has none.
    changed = found.st_mtime if os.name == "nt" else max(found.st_mtime, found.st_ctime)
    return max(now - seen[path][1], time.time() - changed)


def _is_written_to(path: Path) -> bool:
    """Whether somebody has the file open for writing, where the system tells: a lease for reading is then refused."""
    try:
        import fcntl
    except ImportError:  # Windows refuses to rename such a file
        return False
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # a file system without leases
        return False
    finally:
        os.close(handle)
    return False


def has_its_end(data: bytes) -> bool:
    """Whether a file that says how long it is has its end; others are taken as they are."""
    if data.startswith(_ZIP):
        at = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_END_SIZE - _LONGEST_COMMENT))
        if at < 0 or at + _ZIP_END_SIZE > len(data):
            return False
        (comment,) = struct.unpack_from("<H", data, at + 20)
        return bool(at + _ZIP_END_SIZE + comment <= len(data))
    if data.startswith(_OLE):
        with suppress(struct.error):
            size: int = 1 << struct.unpack_from("<H", data, 30)[0]
            return _last_sector_used(data) < -(-len(data) // size)  # the last one need not be full
        return False
    return True


def _last_sector_used(data: bytes) -> int:
    """The number of the last sector a compound file uses, by its table of sectors; the header counts as one."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    (tables,) = struct.unpack_from("<I", data, 44)
    last = 0
    for index, sector in enumerate(struct.unpack_from(f"<{min(tables, 109)}I", data, 76)):
        entries_of = struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        used = [number for number, entry in enumerate(entries_of) if entry != _OLE_FREE]
        if used:
            last = index * (size // 4) + used[-1] + 1
    return last


def whose(data: bytes, name: str, reference: Reference) -> tuple[str, Period | None]:
    """Board slug and half-year of a file by its name and cover; "" and None where they do not tell or disagree."""
    outcome = read_bytes(data, reference)
    cover = outcome.cover if isinstance(outcome, ParsedSubmission) else None
    found = recognise(reference, cover=cover, path=name)
    board = "" if any(problem.rule == "F03" for problem in found.problems) else found.board
    if not found.period or any(problem.rule == "F04" for problem in found.problems):
        return board, None
    period = parse_period(found.period)
    # A file of a whole year is the report of its second half.
    return board, period if period.half else Period(period.year, 2)
