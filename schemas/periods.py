"""Half-years and years, and the dates they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

# Asia/Ho_Chi_Minh has kept UTC+7 without summer time since 1975, so no time-zone database is needed.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

FIRST_YEAR, LAST_YEAR = 1990, 2100
YEAR = r"(?:199\d|20\d\d|2100)"  # what is read as a year anywhere, so that words and periods agree
_WRITTEN = re.compile(r"(\d{4})(?:-H([12]))?")


@dataclass(frozen=True, order=True)
class Period:
    """A half-year (`half` 1 or 2) or a whole year (`half` 0)."""

    year: int
    half: int = 0

    def __str__(self) -> str:
        return f"{self.year}-H{self.half}" if self.half else str(self.year)

    @property
    def start(self) -> date:
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def end(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def previous(self) -> Period:
        """The half-year (or year) before this one."""
        if not self.half:
            return Period(self.year - 1)
        return Period(self.year - 1, 2) if self.half == 1 else Period(self.year, 1)

    @property
    def next(self) -> Period:
        if not self.half:
            return Period(self.year + 1)
        return Period(self.year + 1, 1) if self.half == 2 else Period(self.year, 2)

    @property
    def same_last_year(self) -> Period:
        return Period(self.year - 1, self.half)

    @property
    def year_period(self) -> Period:
        return Period(self.year)

    @property
    def reporting_start(self) -> date:
        """First day an event of this period may bear (administrative reporting rule: 15 December or 15 June)."""
        return date(self.year, 6, 15) if self.half == 2 else date(self.year - 1, 12, 15)

    @property
    def reporting_end(self) -> date:
        """Last day of the reporting cut-off: 14 June or 14 December."""
        return date(self.year, 6, 14) if self.half == 1 else date(self.year, 12, 14)

    @property
    def text_vi(self) -> str:
        if not self.half:
            return f"năm {self.year}"
        return f"6 tháng {'đầu' if self.half == 1 else 'cuối'} năm {self.year}"

    @property
    def text_en(self) -> str:
        if not self.half:
            return f"the year {self.year}"
        return f"the {'first' if self.half == 1 else 'second'} half of {self.year}"


@lru_cache(maxsize=256)
def parse_period(text: str) -> Period:
    """`2023-H1` or `2023`.

    Raises:
        ValueError: the text is not a period; the message says what one looks like.
    """
    match = _WRITTEN.fullmatch(text.strip().upper())
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise ValueError(f"not a period: {text!r} (a period is written 2023-H1, 2023-H2 or 2023)")
    return Period(int(match[1]), int(match[2] or 0))


def period_of(day: date) -> Period:
    """The half-year a day lies in."""
    return Period(day.year, 1 if day.month <= 6 else 2)


def last_ended(day: date) -> Period:
    """The half-year that ended last before `day`."""
    return Period(day.year - 1, 2) if day.month <= 6 else Period(day.year, 1)


def parse_moment(text: str) -> datetime:
    """A moment with its zone; a bare date means the end of that day in Asia/Ho_Chi_Minh.

    Raises:
        ValueError: neither an ISO date nor an ISO date and time.
    """
    text = text.strip()
    if len(text) <= 10:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=VIETNAM)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
