"""The form: one indicator a line of `form.csv`, and the value columns each sheet has.

Everything that knows an indicator learns it here: reader, rules, template, tables, dictionary, report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from schemas.tabular import FOLDER, read_rows

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


@dataclass(frozen=True)
class Indicator:
    """One line of the form.

    `units` maps a sector to the form's unit; a sector that is absent has no figure (the cell holds x).
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
class Sheet:
    """One sheet of the form. `table` is the warehouse table its lines become."""

    sheet: str
    key: str
    title_vi: str
    title_en: str
    table: str


@dataclass(frozen=True)
class ListColumn:
    """One column of a list sheet (B8 zones, B9 projects)."""

    sheet: str
    key: str
    label_vi: str
    label_en: str
    type: str  # line, text, choice, number, year or date
    unit: str
    decimals: int
    required: bool
    choices: dict[str, str] = field(hash=False)  # key -> the word on the form


@dataclass(frozen=True)
class Form:
    """The whole form, in the order of the printed one."""

    indicators: tuple[Indicator, ...]
    sheets: tuple[Sheet, ...]
    list_columns: tuple[ListColumn, ...]
    version: str = "Mẫu TĐ-KCN v1"

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


def load_form(folder: Path = FOLDER) -> Form:
    """Read `form.csv`, `sheets.csv` and `list_columns.csv` of a folder.

    Raises:
        ValueError: a code or key stands twice, or a column set is unknown; names the line.
    """
    indicators = []
    seen: set[str] = set()
    for number, row in enumerate(read_rows(folder / "form.csv"), start=2):
        where = f"{folder / 'form.csv'} line {number}"
        for word in (row["code"], row["key"]):
            if word in seen:
                raise ValueError(f"{where}: {word} stands twice")
            seen.add(word)
        try:
            columns = tuple(c for name in row["columns"].split("+") for c in COLUMN_SETS[name])
        except KeyError as error:
            raise ValueError(f"{where}: unknown value columns {error}; known: {', '.join(COLUMN_SETS)}") from None
        units = {sector: row[f"unit_{sector}"] for sector in SECTORS if row[f"unit_{sector}"]}
        indicators.append(
            Indicator(
                sheet=row["sheet"],
                code=row["code"],
                key=row["key"],
                label_vi=row["label_vi"],
                label_en=row["label_en"],
                units=units,
                kind=row["kind"],
                sums_over_boards=row["sums_over_boards"] == "yes",
                decimals=int(row["decimals"]),
                required=row["required"] == "yes",
                columns=columns,
            )
        )
    sheets = tuple(
        Sheet(r["sheet"], r["key"], r["title_vi"], r["title_en"], r["table"]) for r in read_rows(folder / "sheets.csv")
    )
    lists = tuple(
        ListColumn(
            sheet=r["sheet"],
            key=r["key"],
            label_vi=r["label_vi"],
            label_en=r["label_en"],
            type=r["type"],
            unit=r["unit"],
            decimals=int(r["decimals"] or 0),
            required=r["required"] == "yes",
            choices=_choices(r["choices"]),
        )
        for r in read_rows(folder / "list_columns.csv")
    )
    return Form(tuple(indicators), sheets, lists)


def _choices(text: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in text.split(";") if item)
    return {key: word or key for key, _, word in pairs}
