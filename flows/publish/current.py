"""Which release is the current one, and switching to another in one step.

`current` is a symbolic link that is replaced by a rename, so a reader sees the old release or the new one. Where a
system allows no such link, a small file that is replaced in one step says which release it is, and `current` is a
directory junction for readers that do not know this package.
"""

from __future__ import annotations

import os
import re
import shutil
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
        if not _junction(link, release_folder(warehouse, number)):
            _folder_of_links(link, release_folder(warehouse, number), temporary)
        return
    sync_folder(warehouse)
    with suppress(FileNotFoundError):
        (warehouse / POINTER).unlink()


def _junction(link: Path, target: Path) -> bool:
    """Point a directory junction at a release; false where the system has none."""
    if os.name != "nt":
        return False
    import _winapi

    with suppress(OSError):
        link.rmdir()  # removes the junction and not what it points to
    try:
        _winapi.CreateJunction(str(target), str(link))  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def _folder_of_links(link: Path, target: Path, temporary: Path) -> None:
    """Where a folder knows no links to folders: `current` as a folder of its own that has the release's files.

    Swapped by two renames; who reads between them finds none, which `current.txt` tells from nothing published.
    """
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(target, temporary, copy_function=_linked_or_copied)
    old = temporary.with_name(f"{temporary.name}-old")
    with suppress(FileNotFoundError):
        link.rename(old)
    temporary.rename(link)
    shutil.rmtree(old, ignore_errors=True)


def _linked_or_copied(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
