"""Where and when a figure is said to be: its scope and period, from its sentence and from what the text is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flows.factcheck.release import BLOC
from flows.factcheck.text.grammar import Mark, words
from flows.factcheck.text.reading import Reading
from flows.factcheck.text.tokens import DATE, NUMBER, SIGN, WORD
from schemas.periods import Period, last_ended

PROVINCE, COUNTRY, OTHER, ZONES = "province", "country", "other", "zones"
_FEW = 6  # boards that are not the whole bloc
_LEAD_BLOCKS, _MOST_SCOPES, _MOST_PERIODS = 6, 3, 7
_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
_AFTER_COMMA = {",", ";", "("}


@dataclass(frozen=True)
class Setting:
    """What a text is about where it says nothing else."""

    scope: str
    period: str  # "" when the text names none


@dataclass(frozen=True, slots=True)
class Said:
    """A scope or period that holds from a token on. `base` marks what a figure is compared with."""

    token: int
    last: int
    value: str
    base: bool = False
    figure_only: bool = False  # said after a figure, of that figure alone


def scopes_of(reading: Reading) -> list[str]:
    """The scopes the text may be about: what its lead speaks of first, then the boards of its first lines, the bloc."""
    found = {_lead_scope(reading): None}
    for first, (slug, _) in sorted(reading.boards.items()):
        if reading.tokens[first].block < _LEAD_BLOCKS:
            found.setdefault(slug)
    return [*list(found)[:_MOST_SCOPES], *([BLOC] if BLOC not in list(found)[:_MOST_SCOPES] else [])]


def settings_of(reading: Reading) -> list[Setting]:
    """What the text may be about, the most likely first: the scope of its lead, and every period that it names."""
    scope = _lead_scope(reading)
    periods: dict[str, None] = {}
    day = dateline(reading)
    ended = last_ended(day) if day else None
    named = [p for p in (_named_period(reading, mark, ended) for mark in reading.of("period")) if p]
    title = [p for mark, p in _with_period(reading, ended) if reading.tokens[mark.first].block < 2]
    halves = {str(p) for p in named}
    for period in [*title, *([str(ended)] if ended and str(ended) in halves else []), *map(str, named)]:
        periods.setdefault(period, None)
    if ended:
        periods.setdefault(str(ended), None)
    for year in _years(reading)[:2]:
        for period in (str(Period(year)), str(Period(year, 1)), str(Period(year, 2))):
            periods.setdefault(period, None)
    return [Setting(scope, period) for period in list(periods)[:_MOST_PERIODS]] or [Setting(scope, "")]


def _years(reading: Reading) -> list[int]:
    """The years the text writes, those written most first."""
    written = [t.word for i, t in enumerate(reading.tokens) if reading.taken.get(i) == "used" and len(t.word) == 4]
    written += [str(t.date[0]) for t in reading.tokens if t.kind == DATE and t.date[0]]
    counted = Counter(word for word in written if re.fullmatch(r"20[0-4]\d", word))
    return [int(word) for word, _ in counted.most_common()]


def _with_period(reading: Reading, ended: Period | None) -> Iterator[tuple[Mark, str]]:
    for mark in reading.of("period"):
        period = _named_period(reading, mark, ended)
        if period:
            yield mark, period


def _named_period(reading: Reading, mark: Mark, ended: Period | None) -> str:
    """The period a mark names by itself, with the year of the dateline where it writes none."""
    year = _year_of(reading, mark)
    if mark.target in ("last", "before", "now", "M", "end", "{date}"):
        return ""
    if not year:
        if ended is None:
            return ""
        year = ended.year
    return _period_text(mark.target, year)


def _period_text(target: str, year: int) -> str:
    if target == "Y":
        return str(year)
    if target in ("H1", "H2"):
        return f"{year}-{target}"
    return f"{year}{target}"


def _year_of(reading: Reading, mark: Mark) -> int:
    """The year written in or after a mark; 0 when there is none."""
    tokens = reading.tokens
    for index in range(mark.first, mark.last):
        if tokens[index].kind == NUMBER and re.fullmatch(r"(?:19|20)\d\d", tokens[index].word):
            return int(tokens[index].word)
        if tokens[index].kind == DATE and tokens[index].date[0]:
            return tokens[index].date[0]
    for index in range(mark.last, min(mark.last + 2, len(tokens))):
        if tokens[index].kind == NUMBER and re.fullmatch(r"(?:19|20)\d\d", tokens[index].word):
            return int(tokens[index].word)
        if tokens[index].word not in words("year"):
            break
    return 0


def dateline(reading: Reading) -> date | None:
    """The first full date of the text, in figures or as `July 15, 2024`."""
    for token in reading.tokens:
        if token.kind == DATE and all(token.date) and token.block < 8:
            try:
                return date(*token.date)
            except ValueError:
                continue
    found = re.search(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}}), ?(20\d\d)", reading.plain.text[:1500], re.IGNORECASE)
    if found:
        try:
            return date(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
        except ValueError:
            return None
    return None


def _lead_scope(reading: Reading) -> str:
    """The bloc or the one board that the title, or the first lines that name any, speak of."""
    blocks: dict[int, set[str]] = {}
    for mark in reading.of("scope"):
        if mark.target == BLOC:
            blocks.setdefault(reading.tokens[mark.first].block, set()).add(BLOC)
    compared = {mark.last for mark in reading.of("comparing")}
    for first, (slug, _) in reading.boards.items():
        if first not in compared:
            blocks.setdefault(reading.tokens[first].block, set()).add(slug)
    for block in sorted(blocks)[:_LEAD_BLOCKS]:
        if BLOC in blocks[block]:
            return BLOC
        if len(blocks[block]) == 1:
            (slug,) = blocks[block]
            return slug
    return BLOC


def said_scopes(reading: Reading) -> list[Said]:
    """Every scope the text says, in order."""
    provinces = {mark.last for mark in reading.of("scope") if mark.target == PROVINCE}
    ranks = reading.of("rank")
    said = [
        Said(
            mark.first, mark.last, mark.target,
            figure_only=mark.first > 0 and reading.tokens[mark.first - 1].word in words("by"),
        )
        for mark in reading.of("scope")
    ]  # fmt: skip
    few = {f.first: f.value for f in reading.figures}
    for mark in reading.of("count_of_units"):
        if mark.figures and few.get(mark.figures[0], 99) <= _FEW:
            said.append(Said(mark.first, mark.last, OTHER))
    for first, (slug, last) in reading.boards.items():
        of_a_province = first in provinces or (first - 1 in provinces)
        base = any(m.last == first for m in reading.of("comparing")) or _times_before(reading, first)
        if _merged(reading, first):
            continue
        if not of_a_province and not any(m.first <= first < m.last for m in ranks):
            said.append(Said(first, last, slug, base=base and not _opens(reading, last)))
    return sorted(said, key=lambda s: s.token)


def _merged(reading: Reading, token: int) -> bool:
    """Whether a name only says what an area is made of: `(gồm cả địa bàn Thái Bình trước đây)`."""
    at = token - 1
    while at > 0 and reading.tokens[at].kind == WORD:
        at -= 1
    return at >= 0 and reading.tokens[at].raw == "(" and reading.tokens[at + 1].word in words("merged")


def _times_before(reading: Reading, token: int) -> bool:
    return any(f.last == token and f.unit == "times" for f in reading.figures)


def _opens(reading: Reading, token: int) -> bool:
    return token < len(reading.tokens) and reading.tokens[token].raw == "("


def said_periods(reading: Reading, setting: Setting) -> list[Said]:
    """Every period the text says, in order, years filled in from what the text is about."""
    comparing = {mark.last for mark in reading.of("comparing")}
    ends = {figure.last for figure in reading.figures}
    found: list[Said] = []
    for mark in reading.of("period"):
        # Another paragraph speaks of what the text is about again.
        near = (s for s in reversed(found) if reading.tokens[s.token].block == reading.tokens[mark.first].block)
        current = next((s.value for s in near if not s.base and not s.figure_only), setting.period)
        value = _meant(reading, mark, setting.period, current)
        if not value or (found and mark.first < found[-1].last):
            continue  # nothing, or the year of the period just said
        tokens = reading.tokens
        before = tokens[mark.first - 1] if mark.first else None
        compared = mark.first in comparing or mark.first - 1 in comparing or mark.target == "before"
        if mark.target == "last" and before is not None and not compared:
            compared = before.kind == WORD and before.word not in words("next_clause")
        if mark.target == "last" and mark.first in ends:
            # `down from 269 a year earlier` gives last year's; `up 7% a year earlier` is counted from it.
            figure = next(f for f in reading.figures if f.last == mark.first)
            compared = tokens[figure.first - 1].word not in words("from") if figure.first else True
        last = _past_year(reading, mark.last)
        of_figure = (
            before is not None and before.word in words("of") and (mark.first - 1 in ends or mark.first - 2 in ends)
        ) or (mark.target == "last" and mark.first in ends and not compared)
        found.append(Said(mark.first, last, value, compared, of_figure))
    return found


def _past_year(reading: Reading, index: int) -> int:
    tokens = reading.tokens
    while index < len(tokens) and (
        tokens[index].word in words("past_year")
        or (tokens[index].kind == NUMBER and reading.taken.get(index) == "used")
    ):
        index += 1
    return index


def _meant(reading: Reading, mark: Mark, default: str, current: str) -> str:
    year = _year_of(reading, mark)
    base = _half(current or default)
    if mark.target == "now":
        return default
    if mark.target == "last":
        if base is None:
            match = re.match(r"(\d{4})(\D.*)", current or default)
            return f"{year or int(match[1]) - 1}{match[2]}" if match else ""
        return str(Period(year or base.year - 1, base.half))
    if mark.target == "before":
        return str(base.previous) if base else ""
    if mark.target == "{date}":
        return _of_date(reading, mark, default)
    if not year and not default:
        return ""
    year = year or int(default[:4])
    if mark.target == "end":
        return str(year) if default == str(year) else f"{year}-H2"
    if mark.target == "M":
        if mark.first and reading.tokens[mark.first - 1].kind == NUMBER and reading.tokens[mark.first].word in _MONTHS:
            return ""  # the day of a dateline
        month = next((int(reading.tokens[i].word) for i in mark.numbers if len(reading.tokens[i].word) < 3), 0)
        if reading.tokens[mark.first].word in _MONTHS:
            month = _MONTHS.index(reading.tokens[mark.first].word) + 1
        return f"{year}M{month or 'x'}" if month not in (6, 12) or _year_of(reading, mark) else default
    text = _period_text(mark.target, year)
    if mark.target == "Y" and not _year_of(reading, mark) and default[4:] == "-H2":
        return default  # `đến cuối năm` in a text about the second half
    return text


def _of_date(reading: Reading, mark: Mark, default: str) -> str:
    """The half-year a date closes; a month that closes none is in no warehouse; "" for a day within a period."""
    day = next(t.date for t in reading.tokens[mark.first : mark.last] if t.kind == DATE)
    year = day[0] or (int(default[:4]) if default else 0)
    if not year:
        return ""
    if (day[1], day[2]) in ((6, 30), (6, 0)):
        return f"{year}-H1"
    if (day[1], day[2]) in ((12, 31), (12, 0)):
        return str(year) if default == str(year) else f"{year}-H2"
    return f"{year}M{day[1]}" if not day[2] else ""


def _half(text: str) -> Period | None:
    match = re.fullmatch(r"(\d{4})(?:-H([12]))?", text)
    return Period(int(match[1]), int(match[2] or 0)) if match else None


def known_period(text: str) -> Period | None:
    """A half-year or year; None for nine months, a quarter, a month: those are in no warehouse."""
    return _half(text)


def nearest(said: Sequence[Said], figure_first: int, begin: int) -> Said | None:
    """The last thing said in the sentence before a figure that is not what it is compared with."""
    for one in reversed(said):
        if begin <= one.token < figure_first and not one.base and not one.figure_only:
            return one
    return None


def in_brackets_after(reading: Reading, said: Sequence[Said], figure_first: int) -> Said | None:
    """What is said right before a bracket that opens with a figure: `cuối 2024 (23,9%)`."""
    tokens = reading.tokens
    at = figure_first - 1
    while at > 0 and tokens[at].raw not in ("(",) and tokens[at].kind == WORD and figure_first - at < 4:
        at -= 1
    if at < 1 or tokens[at].raw != "(":
        return None
    return next((one for one in said if one.last == at), None)


def after_figure(reading: Reading, said: Sequence[Said], last: int, limit: int) -> Said | None:
    """What is said of a figure after it: `177 dự án do Sở ... cấp`, `15.480,2 triệu USD của 6 tháng đầu năm 2023`."""
    for one in said:
        if last <= one.token < limit and one.figure_only:
            between = reading.tokens[last : one.token]
            if not any(t.kind == SIGN and t.raw in _AFTER_COMMA for t in between):
                return one
    return None
