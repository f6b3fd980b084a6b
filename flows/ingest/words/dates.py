"""Days as people and programs write them, day before month; what cannot be one reading is none."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from flows.ingest.words.numerals import plain_text
from schemas.facts.words import either, either_folded, either_typed, target_of
from schemas.folding import fold_words
from schemas.periods import FIRST_YEAR, LAST_YEAR

_MONTHS = target_of("month")
_CLOCK = (
    r"(?:[T\s,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*"
    rf"(?i:{either('date', 'clock')})?\s*(?:Z|[+-]\d{{2}}:?\d{{2}})?)?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})" + _CLOCK)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})" + _CLOCK)
_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_IN_WORDS = re.compile(
    rf"(?:{either_folded('date', 'day')} )?(\d{{1,2}}) {either_folded('date', 'month')} ?(\d{{1,2}}) "
    rf"(?:{either_folded('date', 'year')} )?(\d{{4}}|\d{{2}})"
)
# As it stands before the names of who signs, as written.
DAY_IN_WORDS = (
    rf"{either('date', 'day')} \d{{1,2}} {either('date', 'month')} \d{{1,2}} {either('date', 'year')} \d{{4}}"
)
_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9}) ?(\d{4}|\d{2})")
_MONTH_BEFORE = re.compile(r"([a-z]{3,9}) ?(\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_WORDS_BEFORE = re.compile(rf"^{either_typed('date', 'before')}\s*:?\s*", re.IGNORECASE)
_FIRST_SERIAL = date(1899, 12, 30)


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """The day a text names, None where it names none: `28/01/2023`, `13-Jan-24`, `2024-01-13T08:30`, `ngày 13/1/2024`.

    A year of two digits is of this century. Of figures alone the day comes first.
    """
    plain = _WORDS_BEFORE.sub("", plain_text(text))
    if match := _DAY_FIRST.fullmatch(plain):
        return _day(match[3], match[2], match[1])
    if match := _YEAR_FIRST.fullmatch(plain) or _TOGETHER.fullmatch(plain):
        return _day(match[1], match[2], match[3])
    words = fold_words(plain)
    if match := _IN_WORDS.fullmatch(words):
        return _day(match[3], match[2], match[1])
    if (match := _NAMED_MONTH.fullmatch(words)) and match[2] in _MONTHS:
        return _day(match[3], _MONTHS[match[2]], match[1])
    if (match := _MONTH_BEFORE.fullmatch(words)) and match[1] in _MONTHS:
        return _day(match[3], _MONTHS[match[1]], match[2])
    return None


def without_days(text: str) -> str:
    """Folded words without the days named in words: of `Hà Nam, ngày 18 tháng 12 năm 2022` is left `ha nam`."""
    return _IN_WORDS.sub("", fold_words(plain_text(text))).strip()


def figures_of_date(text: str) -> tuple[int, int] | None:
    """The first and the second figure of a date in figures that does not begin with its year; None for others."""
    match = _DAY_FIRST.fullmatch(_WORDS_BEFORE.sub("", plain_text(text)))
    return (int(match[1]), int(match[2])) if match else None


def read_month_first(text: str) -> date | None:
    """The day that a date in figures names to who puts the month first; None for others."""
    match = _DAY_FIRST.fullmatch(_WORDS_BEFORE.sub("", plain_text(text)))
    return _day(match[3], match[1], match[2]) if match else None


def day_of_serial(number: float) -> date | None:
    """The day a spreadsheet's number of days stands for, None where it is no likely one."""
    if not 0 < number < 100_000 or number != int(number):
        return None
    day = _FIRST_SERIAL + timedelta(days=int(number))
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def with_month_first(day: date) -> date | None:
    """The day whose month and day are the other way round; None where there is none, or it is the same."""
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
