"""What a release says of one period, as the names a template speaks of: `{{ revenue.fdi }}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import polars as pl

from flows.report.comparisons import BLOC, GROWTH, PLANS, RATIOS, Change, Plan, Rates, change_of, plan_of
from flows.report.model import Address, Doubt, Figure
from flows.texts.numbers import number_text
from schemas.facts.boards import Board
from schemas.form import SECTORS, Indicator
from schemas.periods import VIETNAM, Period, parse_period
from schemas.reference import Reference
from schemas.text import Text

TOTALS, OBSERVED = "bloc_summary", "observations"
ACTUAL = "actual"
# Rows by a key, by what was asked for.
Read = dict[tuple[object, ...], dict[tuple[Any, ...], dict[str, Any]]]

_LAST_WITH_ZERO = 2
_TOTAL_KEY = ("period", "key", "sector")
_OBSERVED_KEY = ("period", "board", "key", "sector", "measure")


@dataclass(frozen=True, repr=False, eq=False)
class Reading:
    """The tables of a release read for one period, and the language they are spoken of in.

    frames: the tables by name. facts: what the manifest says. reference: with the form of the period. read: the rows
    that were asked for, which readings in other languages may share.
    """

    frames: Mapping[str, pl.DataFrame]
    facts: Mapping[str, object]
    period: Period
    language: str
    reference: Reference
    read: Read = field(default_factory=dict)

    def say(self, text: Text) -> str:
        return text.vi if self.language == "vi" else text.en

    def number(self, value: float, decimals: int) -> str:
        """With at most these decimals: 4.693,1 and not 4.693,10."""
        return self.say(number_text(value, most=decimals))

    def day(self, day: date) -> str:
        if self.language == "en":
            return f"{day.day} {day:%B} {day.year}"
        # January and February with a zero, other months without: Nghị định 30/2020/NĐ-CP, phụ lục I.
        return f"{day.day:02d}/{f'{day.month:02d}' if day.month <= _LAST_WITH_ZERO else day.month}/{day.year}"

    def moment(self) -> str:
        """The day the release speaks of."""
        return self.day(datetime.fromisoformat(str(self.facts["as_of"])).astimezone(VIETNAM).date())

    def named(self, period: Period) -> str:
        return self.say(Text(period.text_vi, period.text_en))

    def counted(self, value: float, decimals: int, unit: str) -> str:
        """`207 dự án`, `1 case`, `37.096,4 triệu USD`, `50,8%`."""
        known = self.reference.units.by_name[unit]
        said = self.say(Text(known.label_vi, known.label_en))
        if self.language == "en" and value == 1 and known.dimension == unit:
            said = said.removesuffix("s")
        return f"{self.number(value, decimals)}{'' if unit == 'percent' else ' '}{said}"

    @cached_property
    def boards(self) -> tuple[Board, ...]:
        return self.reference.boards.members(self.period)

    @cached_property
    def board_names(self) -> dict[str, str]:
        return {board.slug: board.name_vi for board in self.boards}

    @cached_property
    def lines(self) -> dict[str, Indicator]:
        return {line.key: line for line in self.reference.form.indicators}

    def label(self, key: str) -> str:
        return self.say(Text(self.lines[key].label_vi, self.lines[key].label_en))

    def sector(self, sector: str) -> str:
        return "" if sector == SECTORS[-1] else sector.upper()

    def rows(self, table: str, by: Iterable[str], **where: object) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Rows of a table by some of its columns."""
        names = tuple(by)
        asked = (table, names, *where.items())
        if asked not in self.read:
            found = self.frames[table].filter(**where) if where else self.frames[table]
            keys = found.select(names).iter_rows()
            self.read[asked] = dict(zip(keys, found.iter_rows(named=True), strict=True))
        return self.read[asked]

    @cached_property
    def totals(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        """Rows of `bloc_summary` by period, key and sector."""
        return self.rows(TOTALS, _TOTAL_KEY)

    @cached_property
    def observed(self) -> dict[tuple[str, str, str, str], dict[str, Any]]:
        """Rows of `observations` of the period by board, key, sector and measure."""
        return self.rows(OBSERVED, _OBSERVED_KEY[1:], period=str(self.period))

    @cached_property
    def growths(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        return self.rows(GROWTH, ("period", "board", "key", "sector", "boundary"), period=str(self.period), board=BLOC)

    @cached_property
    def plans(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        return self.rows(PLANS, ("period", "board", "key", "sector", "boundary"), period=str(self.period), board=BLOC)

    def ratios(self, period: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Rows of `ratios` of a period by board, ratio and sector."""
        return self.rows(RATIOS, ("board", "ratio", "sector"), period=period)

    @cached_property
    def current_totals(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Totals on the boundaries of the release's newest period, by period, key and sector."""
        return self.rows("bloc_summary_current_boundaries", _TOTAL_KEY)

    @cached_property
    def rates(self) -> Rates:
        return Rates(self)

    @cached_property
    def ground_changed(self) -> bool:
        """Whether a board of the period has another ground than a year before."""
        then = self.period.same_last_year
        grown = any(self.reference.boards.ancestors(one.slug, self.period, then) != (one.slug,) for one in self.boards)
        return grown or {one.slug for one in self.reference.boards.members(then)} != set(self.board_names)

    @cached_property
    def stands_on_current_ground(self) -> bool:
        """Whether today's boundaries, those of the newest period of the release, are the boundaries of the period."""
        newest = max(parse_period(text) for text in self.frames["periods"]["period"])
        return self.reference.boards.members(newest) == self.boards

    def total(self, key: str, sector: str, period: Period | None = None) -> Total | None:
        row = self.totals.get((str(period or self.period), key, sector))
        return Total(row, self.lines[key], self) if row is not None and key in self.lines else None

    def board_figure(self, board: str, key: str, sector: str, measure: str = ACTUAL, *, bare: bool = False) -> Figure:
        """A board's figure, "…" where it has none."""
        row = self.observed.get((board, key, sector, measure))
        address = Address(OBSERVED, tuple(zip(_OBSERVED_KEY, (str(self.period), board, key, sector, measure))))
        if row is None or row["value"] is None:
            return Figure("…", None, self.lines[key].units.get(sector, ""), address)
        decimals = self.lines[key].decimals
        text = self.number(row["value"], decimals) if bare else self.counted(row["value"], decimals, row["unit"])
        return Figure(text, row["value"], row["unit"], address, Doubt(open_queries=int(row["questioned"])))


@dataclass(frozen=True, repr=False)
class Total:
    """A total of the bloc; the `figure` is what a template puts out where it names it."""

    row: Mapping[str, Any]
    line: Indicator
    reading: Reading

    @property
    def address(self) -> Address:
        return Address(TOTALS, tuple((name, self.row[name]) for name in _TOTAL_KEY))

    @property
    def value(self) -> float | None:
        found = self.row["value"]
        return None if found is None else float(found)

    @property
    def is_zero(self) -> bool:
        return self.value == 0

    @property
    def is_one(self) -> bool:
        return self.value == 1

    @property
    def is_negative(self) -> bool:
        return self.value is not None and self.value < 0

    @property
    def is_whole(self) -> bool:
        """Whether no board is missing and none is asked about: else nothing is compared with it."""
        return bool(self.row["complete"]) and self.value is not None and not self.row["open_queries"]

    @cached_property
    def growth(self) -> Change | None:
        return change_of(self)

    @cached_property
    def plan(self) -> Plan | None:
        return plan_of(self)

    @property
    def doubt(self) -> Doubt:
        row = self.row
        return Doubt(row["status"] != "final", row["boards_reported"], row["boards_expected"], row["open_queries"])

    @property
    def figure(self) -> Figure:
        """`37.096,4 triệu USD`."""
        return self._of(self.value, "value", bare=False)

    @property
    def bare(self) -> Figure:
        """`37.096,4`, where the words around it say of what."""
        return self._of(self.value, "value", bare=True)

    def in_words(self, text: str) -> Figure:
        """A figure that is told in words: `không xảy ra vụ cháy nổ nào`."""
        return replace(self.figure, text=text)

    @property
    def unsigned(self) -> Figure:
        """Without its sign, where the words say whether it is a decrease."""
        return self._of(None if self.value is None else abs(self.value), "value", bare=False)

    def other(self, column: str) -> Figure | None:
        """What another column of the row says of the total, in the same unit; None where it says nothing."""
        return None if self.row[column] is None else self._of(self.row[column], column, bare=False)

    def _of(self, value: float | None, column: str, *, bare: bool) -> Figure:
        decimals, unit = self.line.decimals, self.row["unit"]
        address = Address(TOTALS, self.address.key, column)
        if value is None:
            return Figure("…", None, unit, address, self.doubt)
        text = self.reading.number(value, decimals) if bare else self.reading.counted(value, decimals, unit)
        return Figure(text, value, unit, address, self.doubt)


@dataclass(frozen=True)
class Absent:
    """Stands for a total that the period's form does not have: a sentence that names it is left out."""

    figure: None = None
    bare: None = None
    unsigned: None = None
    growth: None = None
    plan: None = None
    is_zero: bool = False
    is_one: bool = False
    is_negative: bool = False

    def in_words(self, text: str) -> None:
        return None


ABSENT = Absent()


@dataclass(frozen=True)
class Line:
    """An indicator with its totals by sector."""

    key: str
    fdi: Total | Absent
    ddi: Total | Absent
    total: Total | Absent


def lines_of(reading: Reading) -> dict[str, Line]:
    """Every indicator that any form ever had, by its key; those of the period's form have totals."""
    keys = dict.fromkeys(line.key for line in reading.reference.form.whole.indicator_lines)
    return {key: Line(key, *(reading.total(key, sector) or ABSENT for sector in SECTORS)) for key in keys}
