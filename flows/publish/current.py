"""Which release is the current one, and switching to another in one step.

`current` is a symbolic link that is replaced by a rename, so a reader sees the old release or the new one. Where a
system allows no such link, a small file that is replaced in one step says which release it is, and `current` is a
directory junction for readers that do not know this package.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from flows.raw_folder.safe_writing import replace_file, sync_folder

RELEASES = "releases"
CURRENT = "current"
POINTER = "current.txt"
MANIFEST = "manifest.json"

_NUMBER = re.compile(r"[1-9]\d*")


def release_numbers(warehouse: Path) -> tuple[int, ...]:
    """The numbers of all finished releases, smallest first."""
    try:
        names = [entry.name for entry in os.scandir(warehouse / RELEASES) if entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    numbers = (int(name) for name in names if _NUMBER.fullmatch(name))
    return tuple(sorted(n for n in numbers if (release_folder(warehouse, n) / MANIFEST).is_file()))


def release_folder(warehouse: Path, number: int) -> Path:
    return warehouse / RELEASES / str(number)


def current_number(warehouse: Path) -> int | None:
    """The number of the current release, None when nothing was published yet."""
    link = warehouse / CURRENT
    with suppress(OSError):
        name = link.readlink().name
        pointer = warehouse / POINTER
        if pointer.is_file():  # a system without links: the junction may be a step behind
            name = pointer.read_text(encoding="utf-8").strip()
        return _finished(warehouse, name)
    with suppress(OSError):
        return _finished(warehouse, (warehouse / POINTER).read_text(encoding="utf-8").strip())
    return None


def _finished(warehouse: Path, name: str) -> int | None:
    if not _NUMBER.fullmatch(name) or not (release_folder(warehouse, int(name)) / MANIFEST).is_file():
        return None
    return int(name)


def switch_to(warehouse: Path, number: int) -> None:
    """Make a finished release the current one, in one step.

    Raises:
        OSError: the warehouse cannot be written to; the old release stays current.
    """
    link = warehouse / CURRENT
    temporary = warehouse / f".{CURRENT}-{os.getpid()}"
    with suppress(FileNotFoundError):
        temporary.unlink()
    try:
        temporary.symlink_to(Path(RELEASES, str(number)), target_is_directory=True)
        temporary.replace(link)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        replace_file(warehouse / POINTER, f"{number}\n".encode())
        _junction(link, release_folder(warehouse, number))
        return
    sync_folder(warehouse)
    with suppress(FileNotFoundError):
        (warehouse / POINTER).unlink()


def _junction(link: Path, target: Path) -> None:
    """Point a directory junction at a release; without junctions the pointer file alone says it."""
    if os.name != "nt":
        return
    import _winapi

    with suppress(OSError):
        link.rmdir()  # removes the junction and not what it points to
    with suppress(OSError):
        _winapi.CreateJunction(str(target), str(link))  # type: ignore[attr-defined,unused-ignore]
