"""Old releases removed, one by one: what is asked for stays, the current one, and the last final one of each period."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from flows.publish.current import RELEASES, current_number, release_folder, release_numbers
from flows.publish.manifest import read_manifest
from flows.raw_folder.safe_writing import exclusive


def prune(warehouse: Path, newest: int, kept: Collection[int] = ()) -> tuple[int, ...]:
    """Remove all releases but the `newest` ones, those in `kept`, the current one and the last final one of each
    period.

    A release goes in one step: its folder is renamed first, and what a killed process leaves of it the next run clears.
    Its line in releases.csv stays. Files that another release shares stay there.

    Raises:
        Busy: another process is publishing into this warehouse.
        OSError: the warehouse cannot be written to.
    """
    with exclusive(warehouse / ".publish.lock"):
        numbers = release_numbers(warehouse)
        final = {_final_period(release_folder(warehouse, number)): number for number in numbers}
        stay = {*kept, *numbers[len(numbers) - newest if newest < len(numbers) else 0 :]}
        stay |= {number for period, number in final.items() if period}
        stay.add(current_number(warehouse) or 0)
        removed = tuple(number for number in numbers if number not in stay)
        for number in removed:
            gone = warehouse / RELEASES / f".{number}.partial"
            release_folder(warehouse, number).rename(gone)
            shutil.rmtree(gone)
        return removed


def _final_period(folder: Path) -> str:
    """The period a release is about where it is final."""
    found = read_manifest(folder) or {}
    return str(found.get("period", "–")) if found.get("status") == "final" else ""
