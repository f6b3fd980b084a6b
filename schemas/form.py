"""The form: one indicator a line of `form.csv`, the value columns each sheet has, and from when to when each holds.

Everything that knows an indicator learns it here: reader, rules, template, tables, dictionary, report. Who speaks of a
submission asks `Form.in_force` of its period; who speaks of all periods together (tables, dictionary) asks the whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from schemas.facts.units import Units
from schemas.periods import Period, parse_period
from schemas.text import Text

SECTORS = ("fdi", "ddi", "total")
MEASURES = ("actual", "plan", "last_year", "max", "self", "verified")


class ValueKey(NamedTuple):
    """One cell of the form: an indicator's code, a sector and a measure."""

    code: str
    sector: str
    measure: str


class ValueColumn(NamedTuple):
    """One value column of a sheet: which sector and measure its cells hold."""

    sector: str
    measure: str


# What the word in the `columns` field of form.csv stands for, in the order of the printed form.
COLUMN_SETS: dict[str, tuple[ValueColumn, ...]] = {
    "sector": (ValueColumn("fdi", "actual"), ValueColumn("ddi", "actual"), ValueColumn("total", "actual")),
    "plan": (ValueColumn("fdi", "plan"), ValueColumn("ddi", "plan")),
    "last_year": (ValueColumn("fdi", "last_year"), ValueColumn("ddi", "last_year")),
    "value": (ValueColumn("total", "actual"),),
    "score": (ValueColumn("total", "max"), ValueColumn("total", "self"), ValueColumn("total", "verified")),
}


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Something of the form, in force from one half-year to another (`2024-H1`), both included; empty: always."""

    effective_from: str = ""
    effective_to: str = ""

    def in_force(self, period: str) -> bool:
        return self.effective_from <= period and (not self.effective_to or period <= self.effective_to)

    @property
    def boundaries(self) -> tuple[str, ...]:
        """The half-years from which it is in force, and no longer in force."""
        ended = (str(parse_period(self.effective_to).next),) if self.effective_to else ()
        return (self.effective_from, *ended) if self.effective_from else ended

    @property
    def when(self) -> Text:
        """`áp dụng từ 6 tháng đầu năm 2024`; empty for what is always in force."""
        first, last = (parse_period(text) if text else None for text in (self.effective_from, self.effective_to))
        vi = ["áp dụng", *([f"từ {first.text_vi}"] if first else []), *([f"đến hết {last.text_vi}"] if last else [])]
        en = ["in force", *([f"from {first.text_en}"] if first else []), *([f"to {last.text_en}"] if last else [])]
        return Text(" ".join(vi), " ".join(en)) if first or last else Text("", "")


@dataclass(frozen=True)
class Indicator(Dated):
    """One line of the form.

    `units` maps a sector to the form's unit; a sector that is absent has no figure (the cell holds x). A code may have
    several lines, one after the other; those that share their `key` are one series of figures.
    """

    sheet: str
    code: str
    key: str
    label_vi: str
    label_en: str
    units: dict[str, str] = field(hash=False)
    kind: str  # flow, stock, ratio or score
    sums_over_boards: bool
    decimals: int
    required: bool
    columns: tuple[ValueColumn, ...]
    role: str = ""
    may_be_negative: bool = False

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.code,)

    @property
    def label(self) -> Text:
        return Text(self.label_vi, self.label_en)

    @property
    def is_count(self) -> bool:
        """Whole numbers only: no declared decimals."""
        return self.decimals == 0

    @property
    def half_unit(self) -> float:
        """Half a unit of the last declared decimal, 0 for counts: how far an honest figure may be from the truth."""
        return 0.0 if self.decimals == 0 else 0.5 * 10.0**-self.decimals

    def unit(self, sector: str) -> str | None:
        return self.units.get(sector)

    @cached_property
    def keys(self) -> tuple[ValueKey, ...]:
        """Every form cell of this line that holds a figure (cells that always hold x are left out)."""
        return tuple(ValueKey(self.code, *column) for column in self.columns if column.sector in self.units)

    def must_be_filled(self, column: ValueColumn) -> bool:
        """F05: FDI, DDI, total, plan, last-year, maximum and self score of a required line; never verified scores."""
        return self.required and column.measure != "verified"


@dataclass(frozen=True)
class Sheet(Dated):
    """One sheet of the form. `table` is the warehouse table its lines become."""

    sheet: str
    key: str
    title_vi: str
    title_en: str
    table: str

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.sheet,)


@dataclass(frozen=True)
class Choice(Dated):
    """One word a choice column may hold: the key it is stored by, and the word on the form."""

    key: str
    word: str

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.key,)


@dataclass(frozen=True)
class ListColumn(Dated):
    """One column of a list sheet (B8 zones, B9 projects)."""

    sheet: str
    key: str
    label_vi: str
    label_en: str
    type: str  # line, text, choice, number, year or date
    unit: str
    decimals: int
    required: bool
    choice_lines: tuple[Choice, ...] = ()
    role: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        return (self.sheet, self.key)

    @cached_property
    def choices(self) -> dict[str, str]:
        """key -> the word on the form."""
        return {choice.key: choice.word for choice in newest(self.choice_lines)}


_DatedLine = TypeVar("_DatedLine", Indicator, Sheet, ListColumn, Choice)


def newest(lines: Iterable[_DatedLine]) -> tuple[_DatedLine, ...]:
    """The newest of the lines that stand for one thing, where the first of them stood."""
    found: dict[tuple[str, ...], _DatedLine] = {}
    for line in lines:
        if line.identity not in found or found[line.identity].effective_from <= line.effective_from:
            found[line.identity] = line
    return tuple(found.values())


@dataclass(frozen=True, eq=False)  # told apart by identity: a period's form is made once
class Form:
    """The form, in the order of the printed one: of one period (`in_force`), or the whole with everything it ever had.

    The `..._lines` hold what the CSV files say, a thing more than once where it changed. `indicators`, `sheets` and
    `list_columns` hold each thing once: as it is in the period or, of the whole, its newest line.
    """

    indicator_lines: tuple[Indicator, ...]
    sheet_lines: tuple[Sheet, ...]
    column_lines: tuple[ListColumn, ...]
    version: str = "Mẫu TĐ-KCN v1"
    since: str = ""  # the half-year this edition begins with; empty: from the beginning, or the whole
    edition_of: Form | None = None  # the whole; None for the whole itself

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        order = {sheet.sheet: number for number, sheet in enumerate(newest(self.sheet_lines))}
        return tuple(sorted(newest(self.indicator_lines), key=lambda line: order.get(line.sheet, len(order))))

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return newest(self.sheet_lines)

    @cached_property
    def list_columns(self) -> tuple[ListColumn, ...]:
        return newest(self.column_lines)

    @cached_property
    def series(self) -> dict[str, tuple[Indicator, ...]]:
        """key -> the lines of one series of figures, oldest first; in the order of the form."""
        found: dict[str, list[Indicator]] = {}
        place = {line.code: number for number, line in enumerate(self.indicators)}
        for line in sorted(self.indicator_lines, key=lambda line: (place[line.code], line.effective_from)):
            found.setdefault(line.key, []).append(line)
        return {key: tuple(lines) for key, lines in found.items()}

    @property
    def whole(self) -> Form:
        return self.edition_of or self

    def in_force(self, period: Period | str) -> Form:
        """The form of a half-year (of a year: that of its end); the same object for all periods of one edition."""
        if not self.whole.boundaries:
            return self.whole
        at = half_of(period)
        since = self.whole.boundaries[: bisect_right(self.whole.boundaries, at)]
        return self.whole._editions[since[-1] if since else ""]

    @property
    def newest(self) -> Form:
        """The form as it is in the last period anything is said of."""
        return self.in_force(self.whole.boundaries[-1]) if self.whole.boundaries else self.whole

    @cached_property
    def boundaries(self) -> tuple[str, ...]:
        """The half-years from which anything is otherwise than before, oldest first."""
        dated: list[Dated] = [*self.indicator_lines, *self.sheet_lines, *self.column_lines]
        dated += [choice for column in self.column_lines for choice in column.choice_lines]
        return tuple(sorted({boundary for one in dated for boundary in one.boundaries}))

    @cached_property
    def _editions(self) -> dict[str, Form]:
        return {since: self._edition(since) for since in ("", *self.boundaries)}

    def _edition(self, since: str) -> Form:
        # The first edition is that of the half-year before the first boundary.
        at = since or str(parse_period(self.boundaries[0]).previous)
        sheets = tuple(sheet for sheet in self.sheet_lines if sheet.in_force(at))
        # Lines of a sheet that is in force at no time hold nothing back: a test's form may have no sheets.csv line.
        gone = {sheet.sheet for sheet in self.sheet_lines} - {sheet.sheet for sheet in sheets}
        columns = (
            replace(column, choice_lines=tuple(choice for choice in column.choice_lines if choice.in_force(at)))
            for column in self.column_lines
            if column.in_force(at) and column.sheet not in gone
        )
        # In the order of the whole: a line that was said again keeps its place.
        place = {line.identity: number for number, line in enumerate(self.indicators)}
        lines = (line for line in self.indicator_lines if line.in_force(at) and line.sheet not in gone)
        ordered = tuple(sorted(lines, key=lambda line: place[line.identity]))
        return Form(ordered, sheets, tuple(columns), self.version, since, self)

    @cached_property
    def not_in_force(self) -> dict[str, Indicator]:
        """Lines of other periods only, by code: the one that ended last, else the one that comes first."""
        at = self.since or (str(parse_period(self.whole.boundaries[0]).previous) if self.whole.boundaries else "")
        found: dict[str, Indicator] = {}
        for line in sorted(self.whole.indicator_lines, key=lambda line: line.effective_from, reverse=True):
            known = found.get(line.code)
            if line.code not in self.by_code and (known is None or known.effective_from > at):
                found[line.code] = line
        return found

    def conversion(self, other: Form, code: str, sector: str, units: Units) -> Decimal | None:
        """What a figure of another edition is multiplied by to be in this one's unit, exactly.

        None where the two have no such figure in common: no line, no unit, or a line with another key.
        """
        here, there = self.by_code.get(code), other.by_code.get(code)
        if here is None or there is None or here.key != there.key:
            return None
        to, written = here.unit(sector), there.unit(sector)
        return units.ratio(written, to) if to and written else None

    def of_role(self, role: str) -> tuple[Indicator, ...]:
        """The lines code must know whatever their code is, by the word in the column `role` of form.csv."""
        return tuple(line for line in self.indicators if line.role == role)

    def codes(self, role: str) -> tuple[str, ...]:
        return tuple(line.code for line in self.of_role(role))

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def by_sheet(self) -> dict[str, tuple[Indicator, ...]]:
        names = dict.fromkeys(indicator.sheet for indicator in self.indicators)
        return {name: tuple(i for i in self.indicators if i.sheet == name) for name in names}

    @cached_property
    def columns_of(self) -> dict[str, tuple[ValueColumn, ...]]:
        """The value columns of each indicator sheet, in form order."""
        return {
            name: tuple(dict.fromkeys(column for line in lines for column in line.columns))
            for name, lines in self.by_sheet.items()
        }

    @cached_property
    def list_sheets(self) -> dict[str, tuple[ListColumn, ...]]:
        names = dict.fromkeys(column.sheet for column in self.list_columns)
        return {name: tuple(c for c in self.list_columns if c.sheet == name) for name in names}

    @cached_property
    def sheet_by_name(self) -> dict[str, Sheet]:
        return {sheet.sheet: sheet for sheet in self.sheets}

    @cached_property
    def sheet_by_key(self) -> dict[str, str]:
        """The name of each sheet by its key, `zone_list`."""
        return {sheet.key: sheet.sheet for sheet in self.sheets}

    def keys(self) -> Iterator[ValueKey]:
        """Every form cell that holds a figure."""
        for indicator in self.indicators:
            yield from indicator.keys

    @cached_property
    def position(self) -> dict[ValueKey, int]:
        """Where each form cell comes in the order of the printed form."""
        return {key: index for index, key in enumerate(self.keys())}

    def half_unit(self, key: ValueKey) -> float:
        return self.by_code[key.code].half_unit


def half_of(period: Period | str) -> str:
    """The half-year a period's form is that of: a year's is that of its end."""
    text = str(period)
    return text if "-" in text else f"{text}-H2"
