"""Whether what a run needs of this machine is well: packages, disk, permissions, clock, locks, calendar, releases."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from flows.publish.current import current_number, release_folder, release_numbers
from flows.publish.manifest import is_whole, read_manifest
from flows.publish.release_list import listed_releases
from flows.raw_folder.out_of_place import INBOX, entries
from flows.raw_folder.safe_writing import RAW_LOCK, Busy, exclusive
from flows.raw_folder.store import RawStore
from flows.texts.numbers import date_text, moment_text, number_text
from flows.texts.running import health as texts
from schemas.facts.calendar import last_due
from schemas.periods import VIETNAM
from schemas.reference import Reference
from schemas.text import Text

WELL, LOOK, UNKNOWN = "well", "look", "unknown"
LEAST_FREE_GB = 1.0
LIES_TOO_LONG = timedelta(hours=1)
_LOCKS = (".run.lock", ".publish.lock")


@dataclass(frozen=True)
class Check:
    """One thing looked at: its name in `NAMES`, how it is, and what was seen or is to be done."""

    name: str
    state: str
    text: Text


def machine_checks(raw: Path, warehouse: Path, reference: Reference, now: datetime) -> Iterator[Check]:
    """Everything that can be looked at without a server.

    Raises:
        OSError: raw/ or warehouse/ cannot be looked into.
    """
    yield _versions()
    yield from _disk((raw, warehouse))
    yield _permissions((raw, warehouse))
    yield _clock(raw, warehouse, reference, now)
    yield _locks(raw, warehouse)
    yield _calendar(reference, now)
    yield _releases(raw, warehouse, reference, now)
    yield _inbox(raw, now)


def _versions() -> Check:
    wrong = []
    for line in requires("redriver-zones") or ():
        asked = Requirement(line)
        if asked.marker is not None and not asked.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(asked.name)
        except PackageNotFoundError:
            wrong.append(f"{asked.name} –")
            continue
        if not asked.specifier.contains(found, prereleases=True):
            wrong.append(f"{asked.name} {found} ({asked.specifier})")
    if wrong:
        return Check("versions", LOOK, texts.NOT_AS_ASKED.fill(packages=", ".join(wrong)))
    known = {"python": sys.version.split()[0], "zones": version("redriver-zones"), "prefect": version("prefect")}
    return Check("versions", WELL, texts.VERSIONS.fill(**known))


def _disk(folders: Iterable[Path]) -> Iterator[Check]:
    for folder in folders:
        free = shutil.disk_usage(folder if folder.exists() else folder.resolve().parent).free / 1e9
        text = texts.DISK.fill(folder=folder, free=number_text(free, 1))
        yield Check("disk", WELL if free >= LEAST_FREE_GB else LOOK, text)


def open_to_all(folder: Path) -> bool:
    """Whether everybody on the machine may look into a folder that is not marked as its group's."""
    mode = folder.stat().st_mode
    return os.name != "nt" and bool(mode & stat.S_IRWXO) and not mode & stat.S_ISGID


def _permissions(folders: Iterable[Path]) -> Check:
    there = [folder for folder in folders if folder.exists()]
    if closed := [str(folder) for folder in there if not os.access(folder, os.W_OK)]:
        return Check("permissions", LOOK, texts.NOT_WRITABLE.fill(folders=", ".join(closed)))
    if bare := [str(folder) for folder in there if open_to_all(folder)]:
        return Check("permissions", LOOK, texts.OPEN_TO_ALL.fill(folders=", ".join(bare)))
    return Check("permissions", WELL, texts.PERMISSIONS)


def _clock(raw: Path, warehouse: Path, reference: Reference, now: datetime) -> Check:
    store = RawStore(raw, reference.boards)
    moments = [
        (receipt.received_at, f"raw/{period}/receipts.csv")
        for period in store.periods()
        for receipt in store.receipts(period).receipts
    ]
    moments += [(datetime.fromisoformat(one.published_at), "releases.csv") for one in listed_releases(warehouse)]
    newest, where = max(moments, default=(now, ""))
    if newest <= now:
        return Check("clock", WELL, texts.CLOCK)
    told = {"now": _minute(now), "newest": _minute(newest), "where": where}
    return Check("clock", LOOK, texts.CLOCK_BEHIND.fill(**told))


def _locks(raw: Path, warehouse: Path) -> Check:
    held = []
    for path in (raw / RAW_LOCK, *(warehouse / name for name in _LOCKS)):
        if path.exists() and os.access(path, os.W_OK):
            try:
                with exclusive(path):
                    pass
            except Busy:
                held.append(path.name)
    return Check("locks", WELL, texts.LOCK_HELD.fill(locks=", ".join(held)) if held else texts.LOCKS_FREE)


def _calendar(reference: Reference, now: datetime) -> Check:
    today = now.astimezone(VIETNAM).date()
    to_come = sorted(entry.due for entry in reference.calendar.values() if entry.due >= today)
    if not to_come:
        return Check("calendar", LOOK, texts.CALENDAR_ENDS.fill(last=max(reference.calendar)))
    period = next(period for period, entry in reference.calendar.items() if entry.due == to_come[0])
    return Check("calendar", WELL, texts.CALENDAR.fill(period=period, due=f"{to_come[0]:%d/%m/%Y}"))


def _releases(raw: Path, warehouse: Path, reference: Reference, now: datetime) -> Check:
    """Whether the newest release is whole, and whether the half-year due last has one where something came for it."""
    number = current_number(warehouse)
    if number is None:
        return Check("releases", LOOK, texts.NO_RELEASE)
    folder = release_folder(warehouse, number)
    manifest = read_manifest(folder)
    if manifest is None or not is_whole(folder, manifest):
        return Check("releases", LOOK, texts.DAMAGED.fill(folder=folder))
    due = last_due(now.astimezone(VIETNAM).date(), reference.calendar)
    about = {(read_manifest(release_folder(warehouse, n)) or {}).get("period") for n in release_numbers(warehouse)}
    about |= {one.period for one in listed_releases(warehouse)}
    if due in RawStore(raw, reference.boards).periods() and str(due) not in about:
        entry = reference.calendar.get(due)
        told = date_text(entry.due) if entry else "–"
        return Check("releases", LOOK, texts.NOT_RELEASED_SINCE.fill(period=due, due=told))
    listed = [one.published_at for one in listed_releases(warehouse) if one.number == str(number)]
    at = moment_text(listed[-1]) if listed else "–"
    return Check("releases", WELL, texts.RELEASED.fill(number=number, period=manifest.get("period"), at=at))


def _inbox(raw: Path, now: datetime) -> Check:
    old = [
        entry.name
        for entry in entries(raw / INBOX)
        if now - datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, VIETNAM) > LIES_TOO_LONG
    ]
    if old:
        return Check("inbox", LOOK, texts.LYING.fill(count=len(old), files=", ".join(sorted(old)[:5])))
    return Check("inbox", WELL, texts.INBOX_EMPTY)


def _minute(moment: datetime) -> Text:
    return moment_text(moment.astimezone(VIETNAM).isoformat())
