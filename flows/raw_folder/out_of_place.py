"""What lies in `raw/` where nothing is read from it: told, and otherwise left alone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from flows.raw_folder import decision_files
from flows.raw_folder.office import OFFICE, REPORT_TEMPLATE
from flows.raw_folder.patient_reading import NOT_THERE
from flows.raw_folder.receipts import NAME
from flows.texts import raw
from schemas.text import Text

INBOX = "inbox"

_README = "README.md"
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".directory", ".gitkeep", ".gitignore"})
_OF_RAW = frozenset({decision_files.OUTSIDE, decision_files.LOSSES, OFFICE, REPORT_TEMPLATE, _README})
_OF_A_PERIOD = frozenset({NAME, decision_files.CORRECTIONS, decision_files.WAIVERS, decision_files.APPROVALS, _README})


def is_overlooked(name: str) -> bool:
    """Files that an operating system or an office suite leaves behind: hidden ones, `~$` locks, thumbnails."""
    return name.startswith((".", "~$")) or name.casefold() in _OF_THE_SYSTEM


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder and is not overlooked, by name; [] where there is no such folder.

    Raises:
        OSError: the folder is there and cannot be listed.
    """
    try:
        found = [entry for entry in os.scandir(folder) if not is_overlooked(entry.name)]
    except NOT_THERE:
        return []
    return sorted(found, key=lambda entry: entry.name)


def hidden(folder: Path) -> list[str]:
    """The hidden files in a folder that no system or office suite leaves there, by name; [] where it is not there."""
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except NOT_THERE:
        return []
    left = (name for name in names if name.startswith(".") and not name.startswith(("._", ".~lock.")))
    return sorted(name for name in left if name.casefold() not in _OF_THE_SYSTEM)


def folders(folder: Path) -> list[str]:
    return [entry.name for entry in entries(folder) if entry.is_dir(follow_symlinks=False)]


def beside_the_periods(root: Path, periods: Collection[str], published: Collection[str]) -> Iterator[Text]:
    """Folders and files of raw/ itself, and of raw/published, that nothing is read from."""
    known = {INBOX, decision_files.PUBLISHED, *periods}
    for entry in entries(root):
        if entry.is_dir() and entry.name not in known:
            yield raw.UNKNOWN_FOLDER.fill(folder=entry.name)
        elif entry.is_file() and entry.name not in _OF_RAW:
            yield raw.STRAY_FILE.fill(file=entry.name)
    figures = {_README, *(f"{period}.csv" for period in published)}
    for entry in entries(root / decision_files.PUBLISHED):
        if entry.name not in figures:
            yield raw.UNKNOWN_PUBLISHED.fill(file=f"{decision_files.PUBLISHED}/{entry.name}")


def in_a_period(root: Path, period: str, boards: Collection[str]) -> Iterator[Text]:
    """Folders of no board, files beside the boards' folders, and what is no file within them."""
    for entry in entries(root / period):
        shown = f"{period}/{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            if entry.name not in _OF_A_PERIOD:
                yield raw.STRAY_FILE.fill(file=shown)
        elif entry.name in boards:
            for inner in entries(Path(entry.path)):
                if not inner.is_file(follow_symlinks=False):
                    ending = "/" if inner.is_dir() else ""
                    yield raw.STRAY_FILE.fill(file=f"{shown}/{inner.name}{ending}")
        elif entry.name != decision_files.APPROVED_FIGURES:
            yield raw.UNKNOWN_BOARD_FOLDER.fill(folder=shown)
