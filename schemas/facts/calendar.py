"""Due dates, cut-offs, reminders and conferences, from `calendar.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from schemas.periods import Period, last_ended, parse_period
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

    @property
    def run_on(self) -> date:
        """The day of the run that happens whatever has come: the one after the report is due."""
        return self.due + timedelta(days=1)


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


def last_due(day: date, calendar: Mapping[Period, CalendarEntry]) -> Period:
    """The half-year whose report was due last before `day`; the one that ended last where the calendar says nothing."""
    ended = last_ended(day)
    for period in (ended.next, ended, ended.previous):
        run_on = run_day(period, calendar)
        if run_on is not None and run_on <= day:
            return period
    return ended


def run_day(period: Period, calendar: Mapping[Period, CalendarEntry]) -> date | None:
    """The day of a half-year's run; after the calendar's last year that of then, None before its first."""
    known = [entry for entry in calendar.values() if entry.period.half == period.half and entry.period <= period]
    if not known:
        return None
    last = max(known, key=lambda entry: entry.period)
    return last.run_on.replace(year=last.run_on.year + period.year - last.period.year)
