"""Every table and column of the warehouse, defined once.

`tables.csv` has a line a table, `columns.csv` a line a column. A line of the table `*` says what a column of that
name is wherever a table says nothing else. Columns that come from the form stand in place of `<columns of the form>`:
the wide tables (`<figures>`) have one a figure of their sheet, the list tables (`<list>`) one a list column. The
pandera models, the metadata inside the Parquet files, datapackage.json and the dictionary are all made from these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.form import Form, ListColumn, ValueKey
from schemas.tabular import FOLDER, read_rows
from schemas.text import Text
from schemas.units import Units

STRING, INTEGER, NUMBER, BOOLEAN, DATE, MOMENT = "string", "integer", "number", "boolean", "date", "datetime"

VERDICT_AGREES = "agrees"
VERDICT_SLIP = "unit slip in the publication"
VERDICT_DIFFERS = "differs"
VERDICT_NOT_COMPARABLE = "not comparable"  # followed by why

_OF_THE_FORM, _FIGURES, _LIST = "<columns of the form>", "<figures>", "<list>"
_NO_WARNING = Text("", "")
_LIST_TYPES = {"line": STRING, "text": STRING, "choice": STRING, "number": NUMBER, "year": INTEGER, "date": DATE}


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


@dataclass(frozen=True)
class Table:
    """One table; `sheet` is the form sheet it comes from, if any."""

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    sheet: str = ""
    warning: Text = _NO_WARNING

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


def wide_column(key: ValueKey, form: Form) -> str:
    """The name of a figure's column in its sheet's wide table.

    The indicator's key, then the sector where the sheet has sectors, then the measure unless it is `actual`, so that
    each column has one unit: `new_capital_fdi` is in million USD, `new_capital_ddi` in billion VND.
    """
    indicator = form.by_code[key.code]
    parts = [indicator.key]
    if any(column.sector != "total" for column in form.columns_of[indicator.sheet]):
        parts.append(key.sector)
    if key.measure != "actual":
        parts.append(key.measure)
    return "_".join(parts)


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
        if name not in (_FIGURES, _LIST):
            tables[name] = Table(name, title, description, tuple(columns[name].values()), "", warning)
            continue
        held = form.by_sheet if name == _FIGURES else form.list_sheets
        for sheet in form.sheets:
            if sheet.table and sheet.sheet in held:
                own = tuple(_filled(columns[name], sheet.sheet, form))
                said, warned = description.fill(sheet=sheet.sheet), warning.fill(sheet=sheet.sheet)
                tables[sheet.table] = Table(
                    sheet.table, Text(sheet.title_vi, sheet.title_en), said, own, sheet.sheet, warned
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
    """Table -> column -> what `columns.csv` says, facts that it leaves out taken from the table `*`."""
    found: dict[str, dict[str, Column]] = {}
    for row in read_rows(folder / "columns.csv"):
        shared = found.get("*", {}).get(row["column"])
        own, warned = Text(row["vi"], row["en"]), Text(row["warning_vi"], row["warning_en"])
        found.setdefault(row["table"], {})[row["column"]] = Column(
            row["column"],
            row["type"] or (shared.type if shared else ""),
            own if own.vi or not shared else shared.description,
            row["unit"],
            row["key"] == "yes",
            row["nullable"] == "yes",
            tuple(row["choices"].split(";")) if row["choices"] else (),
            warned if warned.vi or not shared else shared.warning,
        )
    return found


def _filled(columns: Mapping[str, Column], sheet: str, form: Form) -> Iterator[Column]:
    for name, column in columns.items():
        if name != _OF_THE_FORM:
            yield column
        elif sheet in form.list_sheets:
            yield from map(_list_column, form.list_sheets[sheet])
        else:
            yield from (_figure(key, form) for line in form.by_sheet[sheet] for key in line.keys)


def _figure(key: ValueKey, form: Form) -> Column:
    indicator, words = form.by_code[key.code], terms()
    sector, measure, kind = words["sector", key.sector], words["measure", key.measure], words["kind", indicator.kind]
    description = Text(
        f"{indicator.code} {indicator.label_vi} – {sector.vi}, {measure.vi} ({kind.vi})",
        f"{indicator.code} {indicator.label_en}: {sector.en}, {measure.en} ({kind.en})",
    )
    return Column(wide_column(key, form), NUMBER, description, unit=indicator.units[key.sector], nullable=True)


def _list_column(column: ListColumn) -> Column:
    words_vi = "; ".join(f"{key}: {word}" for key, word in column.choices.items())
    words_en = "; ".join(column.choices)
    description = Text(
        column.label_vi + (f" ({words_vi})" if words_vi else ""),
        column.label_en + (f" ({words_en})" if words_en else ""),
    )
    return Column(column.key, _LIST_TYPES[column.type], description, unit=column.unit, nullable=True)
