"""Due dates, cut-offs, reminders and conferences, from `calendar.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.periods import Period, parse_period
from schemas.tabular import FOLDER, read_rows


@dataclass(frozen=True)
class CalendarEntry:
    """The dates of one half-year."""

    period: Period
    cut_off_from: date
    cut_off_to: date
    due: date
    reminder_days: tuple[int, ...]
    conference: date


def load_calendar(folder: Path = FOLDER) -> dict[Period, CalendarEntry]:
    entries = (
        CalendarEntry(
            period=parse_period(r["period"]),
            cut_off_from=date.fromisoformat(r["cut_off_from"]),
            cut_off_to=date.fromisoformat(r["cut_off_to"]),
            due=date.fromisoformat(r["due"]),
            reminder_days=tuple(int(day) for day in r["reminder_days"].split(";") if day),
            conference=date.fromisoformat(r["conference"]),
        )
        for r in read_rows(folder / "calendar.csv")
    )
    return {entry.period: entry for entry in entries}
