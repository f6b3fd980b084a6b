"""Every table and column of the warehouse, defined once.

`tables.csv` has a line a table, `columns.csv` a line a column. A line of the table `*` says what a column of that
name is wherever a table says nothing else. Columns that come from the form stand in place of `<columns of the form>`:
the wide tables (`<figures>`) have one a figure of their sheet, the list tables (`<list>`) one a list column. The
pandera models, the metadata inside the Parquet files, datapackage.json and the dictionary are all made from these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from schemas.facts.units import Units
from schemas.form import Dated, Form, Indicator, ListColumn, ValueKey
from schemas.tabular import FOLDER, read_rows
from schemas.text import Text

STRING, INTEGER, NUMBER, BOOLEAN, DATE, MOMENT = "string", "integer", "number", "boolean", "date", "datetime"

VERDICT_AGREES = "agrees"
VERDICT_SLIP = "unit slip in the publication"
VERDICT_DIFFERS = "differs"
VERDICT_NOT_COMPARABLE = "not comparable"

# Raised with what readers must know: the first number when something they read is gone or means something else.
SCHEMA_VERSION = "2.0"

_OF_THE_FORM, _FIGURES, _LIST = "<columns of the form>", "<figures>", "<list>"
# Roles of list columns that get a column more, and what its name ends in.
CAPITAL, COUNTRY, EVENT, ZONE = "capital", "country", "event", "zone"
SIGNED, CANONICAL = "_signed", "_canonical"
_NO_WARNING = Text("", "")
_LIST_TYPES = {"line": STRING, "text": STRING, "choice": STRING, "number": NUMBER, "year": INTEGER, "date": DATE}


class FigureFacts(NamedTuple):
    """Which figure of the long tables a column of a wide one holds."""

    code: str
    sector: str
    measure: str
    kind: str  # flow, stock, ratio or score


@dataclass(frozen=True)
class Column:
    """One column: `unit` is a unit of units.csv (empty where there is none); `key` columns identify a row.

    `warning` says what readers must not do with it (empty where there is nothing to say).
    """

    name: str
    type: str
    description: Text
    unit: str = ""
    key: bool = False
    nullable: bool = False
    choices: tuple[str, ...] = ()
    warning: Text = _NO_WARNING
    references: tuple[str, str] | None = None  # table and column whose values these are
    figure: FigureFacts | None = None  # of a column of a wide table
    decimals: int | None = None  # as the form declares them
    effective_from: str = ""  # of a column of the form: the periods it has something of, empty: all
    effective_to: str = ""


@dataclass(frozen=True)
class Table:
    """One table; `sheet` is the form sheet it comes from, if any."""

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    sheet: str = ""
    warning: Text = _NO_WARNING
    shown_by_period: bool = False  # too long for people: the workbook and the pages hold one period of it

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    @property
    def order(self) -> tuple[str, ...]:
        """The key in the order in which rows are sorted: board first, so that a board's history lies together."""
        return tuple(sorted(self.key, key=lambda name: name != "board"))


@lru_cache
def terms(folder: Path = FOLDER) -> dict[tuple[str, str], Text]:
    """(kind, term) -> what a sector, measure, kind of figure or type is called, from `terms.csv`."""
    return {(row["kind"], row["term"]): Text(row["vi"], row["en"]) for row in read_rows(folder / "terms.csv")}


@dataclass(frozen=True)
class Figure:
    """A column of a wide table: one figure of a series of lines that share a key, in the newest one's unit.

    `column` is the series' key, then the sector where the series has sectors, then the measure unless it is `actual`,
    so that each column has one unit: `new_capital_fdi` is in million USD, `new_capital_ddi` in billion VND.
    """

    column: str
    key: ValueKey
    lines: tuple[Indicator, ...]  # those that have this figure, oldest first

    @property
    def unit(self) -> str:
        return self.lines[-1].units[self.key.sector]


def figures_of(form: Form, sheet: str) -> Iterator[Figure]:
    """The figures a sheet has or had, in the order of the form."""
    for series, lines in form.series.items():
        first, last = lines[0], lines[-1]
        sectors = any(column.sector != "total" for column in first.columns)  # as it began: a column keeps its name
        for column in dict.fromkeys(column for line in reversed(lines) for column in line.columns):
            having = tuple(line for line in lines if column in line.columns and column.sector in line.units)
            if last.sheet == sheet and having:
                parts = [series, column.sector if sectors or column.sector != "total" else "", column.measure]
                name = "_".join(part for part in parts if part not in ("", "actual"))
                yield Figure(name, ValueKey(last.code, *column), having)


def warehouse_tables(form: Form, units: Units, folder: Path = FOLDER) -> dict[str, Table]:
    """Every table of a release, in the order people are shown them.

    Raises:
        ValueError: a column has a unit that units.csv does not have, or no description.
    """
    columns = _column_rows(folder)
    tables: dict[str, Table] = {}
    for row in read_rows(folder / "tables.csv"):
        name, title = row["table"], Text(row["title_vi"], row["title_en"])
        description = Text(row["description_vi"], row["description_en"])
        warning = Text(row["warning_vi"], row["warning_en"])
        by_period = row["shown_by_period"] == "yes"
        if name not in (_FIGURES, _LIST):
            tables[name] = Table(name, title, description, tuple(columns[name].values()), "", warning, by_period)
            continue
        held = form.by_sheet if name == _FIGURES else form.list_sheets
        for sheet in form.sheets:
            if sheet.table and sheet.sheet in held:
                own = tuple(_filled(columns[name], sheet.sheet, form, units))
                said, warned = description.fill(sheet=sheet.sheet), warning.fill(sheet=sheet.sheet)
                tables[sheet.table] = Table(
                    sheet.table, Text(sheet.title_vi, sheet.title_en), said, own, sheet.sheet, warned, by_period
                )
    for table in tables.values():
        for column in table.columns:
            if column.unit and column.unit not in units.by_name:
                raise ValueError(f"table {table.name}, column {column.name}: unknown unit {column.unit}")
            if not (column.type and column.description.vi and column.description.en):
                raise ValueError(f"table {table.name}, column {column.name}: columns.csv says too little of it")
    return tables


@lru_cache
def _column_rows(folder: Path) -> dict[str, dict[str, Column]]:
    """Table -> column -> what `columns.csv` says, facts that it leaves out taken from the table `*`.

    `references` names `table.column`; `-` says that a column is no reference here, whatever it is elsewhere.
    """
    found: dict[str, dict[str, Column]] = {}
    for row in read_rows(folder / "columns.csv"):
        shared = found.get("*", {}).get(row["column"])
        own, warned = Text(row["vi"], row["en"]), Text(row["warning_vi"], row["warning_en"])
        other = tuple(row["references"].split("."))
        found.setdefault(row["table"], {})[row["column"]] = Column(
            row["column"],
            row["type"] or (shared.type if shared else ""),
            own if own.vi or not shared else shared.description,
            row["unit"] or (shared.unit if shared else ""),
            row["key"] == "yes",
            row["nullable"] == "yes",
            tuple(row["choices"].split(";")) if row["choices"] else shared.choices if shared else (),
            warned if warned.vi or not shared else shared.warning,
            (other[0], other[1]) if len(other) == 2 else None if other[0] or not shared else shared.references,
        )
    return found


def _filled(columns: Mapping[str, Column], sheet: str, form: Form, units: Units) -> Iterator[Column]:
    for name, column in columns.items():
        if name != _OF_THE_FORM:
            yield column
        elif sheet in form.list_sheets:
            own = [_list_column(column) for column in form.list_sheets[sheet]]
            yield from own
            yield from (made for column in form.list_sheets[sheet] if (made := _made_of(column)))
        else:
            yield from (_figure(figure, units) for figure in figures_of(form, sheet))


def _figure(figure: Figure, units: Units) -> Column:
    line, words = figure.lines[-1], terms()
    sector, measure, kind = (
        words["sector", figure.key.sector],
        words["measure", figure.key.measure],
        words["kind", line.kind],
    )
    description = Text(
        f"{line.code} {line.label_vi} – {sector.vi}, {measure.vi} ({kind.vi})",
        f"{line.code} {line.label_en}: {sector.en}, {measure.en} ({kind.en})",
    )
    for unit in dict.fromkeys(other.units[figure.key.sector] for other in figure.lines):
        if unit != figure.unit and unit in units.by_name:
            name, said = units.by_name[unit], words["dated", "converted"]
            told = said.vi.format(unit=name.label_vi), said.en.format(unit=name.label_en)
            description = Text(f"{description.vi}; {told[0]}", f"{description.en}; {told[1]}")
    when = Dated(effective_from=figure.lines[0].effective_from, effective_to=line.effective_to)
    facts = FigureFacts(line.code, figure.key.sector, figure.key.measure, line.kind)
    made = Column(figure.column, NUMBER, description, unit=figure.unit, nullable=True, warning=_warned(facts, line))
    return _dated(replace(made, figure=facts, decimals=line.decimals), when)


def _warned(figure: FigureFacts, line: Indicator) -> Text:
    """What not to do with a figure: what `terms.csv` says of its kind, its measure, and of a total over sectors."""
    words = terms()
    told = [words.get(("warning", term), _NO_WARNING) for term in (figure.kind, figure.measure)]
    if figure.sector == "total" and len(line.units) > 1:
        told.append(words["warning", "total"])
    told = [text for text in told if text.en]
    return Text("; ".join(text.vi for text in told), "; ".join(text.en for text in told))


def _dated(column: Column, line: Dated) -> Column:
    """A column that has figures of some periods only; the others are null."""
    if not line.boundaries:
        return column
    description = Text(f"{column.description.vi}; {line.when.vi}", f"{column.description.en}; {line.when.en}")
    return replace(column, description=description, effective_from=line.effective_from, effective_to=line.effective_to)


def _named(text: Text, column: ListColumn) -> Text:
    return Text(text.vi.format(label=column.label_vi), text.en.format(label=column.label_en))


def _made_of(column: ListColumn) -> Column | None:
    """The column that is made of a list column, where its role asks for one."""
    if column.role == CAPITAL:
        return Column(
            column.key + SIGNED, NUMBER, _named(terms()["made", "signed"], column), column.unit, nullable=True
        )
    if column.role in (COUNTRY, ZONE):
        return Column(column.key + CANONICAL, STRING, terms()["made", column.role], nullable=True)
    return None


def _list_column(column: ListColumn) -> Column:
    words_vi = "; ".join(f"{key}: {word}" for key, word in column.choices.items())
    words_en = "; ".join(column.choices)
    description = Text(
        column.label_vi + (f" ({words_vi})" if words_vi else ""),
        column.label_en + (f" ({words_en})" if words_en else ""),
    )
    made = Column(column.key, _LIST_TYPES[column.type], description, unit=column.unit, nullable=True)
    warning = terms()["warning", column.role] if column.role == CAPITAL else _NO_WARNING
    decimals = column.decimals if made.type == NUMBER else None
    return _dated(replace(made, decimals=decimals, warning=warning), column)
