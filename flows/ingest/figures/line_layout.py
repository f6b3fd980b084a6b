"""How a line of the form lies in a table, known before any figure is read: the place, unit and reason of each figure.

Nothing here depends on a figure or on another line, only on the words of heading and line and on where they stand. So
what was laid out is remembered: offices fill in one form, and its lines are laid out alike in file after file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from flows.ingest.files.grids import column_letters
from flows.ingest.submission import Fact, Place
from flows.ingest.tables.headings import split_unit
from flows.ingest.tables.table import Table
from flows.ingest.words.unit_reading import SCALED, concerns, names_a_scale, unit_for, unit_parts
from flows.ingest.words.vocabulary import Vocabulary
from schemas.facts.units import Units
from schemas.form import Indicator, ValueColumn

Reason = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class CellUnit:
    """The unit of one cell: its key in units.csv, how it is written and where; `known` is false for F09."""

    name: str
    text: str = ""
    place: Place | None = None
    known: bool = True
    row: bool = False  # written beside the line, not over the column or the table
    conflict: bool = False  # beside the line and over the column, and not the same
    missing: bool = False  # not stated where the other lines state another than the form's
    stated: bool = False  # a text near the table names another than would be taken
    assumed: bool = False  # the form's own, because neither line, column nor table states one


class Figure(NamedTuple):
    """One cell of a line: what it holds, the form's unit ("" where the form has no figure there), and where it stands.

    `position` is its column, None where the table has no such column. `reason` is `why` without the unit.
    """

    column: ValueColumn
    expected: str
    position: int | None
    unit: CellUnit
    place: Place
    reason: Reason
    why: Reason


class _Heading(NamedTuple):
    """One value column of a table: what it holds, its column, and its heading's text, cell and unit."""

    key: tuple[str, str]
    column: int
    text: str
    cell: str
    unit: str
    unit_known: bool


@dataclass(frozen=True, eq=False, slots=True)
class TableLayout:
    """What the heading of a table says of all its lines; there is one for each different heading and place."""

    sheet: str | None
    label_column: int | None
    code_column: int | None
    above: tuple[str, Place] | None  # the unit stated above the table
    beside: tuple[str, Place] | None  # a scale without a unit over the column of units
    values: Mapping[tuple[str, str], int]
    headings: Mapping[int, _Heading]


def layout_of(table: Table) -> TableLayout:
    """The layout of a table of indicators."""
    headings = []
    for key, column in table.values.items():
        entry = table.headings[column]
        place = table.heading_place(entry)
        headings.append(_Heading(key, column, entry.text, place.cell, entry.heading.unit, entry.heading.unit_known))
    fixed = table.fixed
    return _layout(
        table.grid.sheet,
        fixed.get("label"),
        fixed.get("code"),
        table.unit_above,
        _scale_over_units(table),
        tuple(headings),
    )


def _scale_over_units(table: Table) -> tuple[str, Place] | None:
    entry = table.headings.get(table.fixed.get("unit", -1))
    if entry and (text := split_unit(entry.text)[1] or entry.text.partition(":")[2]) and names_a_scale(text):
        return text, table.heading_place(entry)
    return None


@lru_cache(maxsize=1024)
def _layout(
    sheet: str | None,
    label_column: int | None,
    code_column: int | None,
    above: tuple[str, Place] | None,
    beside: tuple[str, Place] | None,
    headings: tuple[_Heading, ...],
) -> TableLayout:
    values = {heading.key: heading.column for heading in headings}
    by_column = {heading.column: heading for heading in headings}
    return TableLayout(sheet, label_column, code_column, above, beside, values, by_column)


# Parameters: what is known of a line and a cell; an object for each would be made for every cell of every file.
@lru_cache(maxsize=4096)
def figures_of(
    layout: TableLayout,
    row: int,
    code: str,
    written: str,
    label: str,
    units: tuple[str, ...],
    unit_column: int | None,
    unit_row: int,
    vocabulary: Vocabulary,
) -> tuple[Figure, ...]:
    """Every figure of the line `code` in a row (from 0), in the order of the form.

    Args:
        written: the code as written, where the line was known by it; otherwise `label` is the label as written.
        units: the texts beside the line and in its label that may be units; `unit_column` and `unit_row` are where.
    """
    digits = str(row + 1)
    label_column, code_column = layout.label_column, layout.code_column
    anchor = label_column if label_column is not None else code_column or 0
    if written:
        line_reason: Reason = (Fact("code", written, column_letters(code_column or 0) + digits),)
    else:
        line_reason = (Fact("label", label, column_letters(label_column or 0) + digits),)
    beside = Place(layout.sheet, f"{column_letters(unit_column)}{unit_row + 1}") if unit_column is not None else None
    indicator = vocabulary.reference.form.by_code[code]
    figures = []
    for column in indicator.columns:
        expected = indicator.units.get(column.sector, "")
        position = column_of(layout.values, indicator, column)
        place = Place(layout.sheet, column_letters(anchor if position is None else position) + digits)
        if position is None or not expected:
            figures.append(Figure(column, expected, position, CellUnit(expected), place, line_reason, line_reason))
            continue
        heading = layout.headings[position]
        reason = (*line_reason, Fact("column", heading.text, heading.cell))
        unit = placed(_unit_of(layout, heading, units, column.sector, expected, vocabulary.units), beside)
        figures.append(Figure(column, expected, position, unit, place, reason, with_unit(reason, unit)))
    return tuple(figures)


def placed(unit: CellUnit, beside: Place | None) -> CellUnit:
    """A unit with its place, when that is beside the line."""
    return replace(unit, place=beside) if unit.row and beside is not None else unit


def with_unit(reason: Reason, unit: CellUnit) -> Reason:
    """The reason a cell was taken from its place, with the unit it was read in where one is written."""
    return reason if unit.place is None else (*reason, Fact("unit", unit.text, unit.place.cell))


def column_of(values: Mapping[tuple[str, str], int], indicator: Indicator, column: ValueColumn) -> int | None:
    """The table's column for one value column of a line.

    A single value stands under `Giá trị` or, where there is none, under `Tổng số`; a total beside FDI and DDI only
    ever stands under `Tổng số`.
    """
    sector, measure = column
    if sector != "total":
        return values.get((sector, measure))
    by_sector = any(other.sector != "total" for other in indicator.columns)
    if by_sector:
        return values.get(("total", measure))
    single = values.get(("", measure))
    return single if single is not None else values.get(("total", measure))


def _unit_of(
    layout: TableLayout, heading: _Heading, written: tuple[str, ...], sector: str, expected: str, units: Units
) -> CellUnit:
    """The unit of a cell: beside the line, else over the column, else above the table, else the form's.

    Of one beside the line `place` is left open.
    """
    over, over_place = heading.unit, Place(layout.sheet, heading.cell)
    above, above_place = layout.above or ("", None)
    over_name = unit_for(over, sector, expected, units) if over else None
    above_name = unit_for(above, sector, expected, units) if above else None
    if units.by_name[expected].dimension in SCALED and (scale := _scale_over(layout, heading)):
        return CellUnit("", *scale, False, stated=True)  # `Giá trị (nghìn)`: thousands of what
    if any(c.isalnum() or c in "%‰$" for text in written for c in text):
        names = [unit_for(part, sector, expected, units) for part in written]
        others = [n for n in (over_name, above_name) if n]
        if names[0] and any(other != names[0] for other in [*names[1:], *others]):
            told = [*written, over if over_name else "", above if above_name else ""]
            return CellUnit("", "; ".join(dict.fromkeys(filter(None, told))), None, False, True, True)
        return CellUnit(names[0] or "", written[0], None, names[0] is not None, True)
    if over:
        if over_name and above_name and over_name != above_name:
            return CellUnit("", f"{over}; {above}", over_place, False, False, True)
        if over_name:
            return CellUnit(over_name, over, over_place)
        if not heading.unit_known or concerns(over, expected, units):
            return CellUnit("", over, over_place, False)
    if above_name:
        return CellUnit(above_name, above, above_place)
    if above and (not unit_parts(above, units) or concerns(above, expected, units)):
        return CellUnit("", above, above_place, False)
    return CellUnit(expected, assumed=not above and not over)


def _scale_over(layout: TableLayout, heading: _Heading) -> tuple[str, Place] | None:
    """A scale without a unit over a column, above the table or over its column of units, and where."""
    if heading.unit and names_a_scale(heading.unit):
        return heading.unit, Place(layout.sheet, heading.cell)
    if layout.above and names_a_scale(layout.above[0]):
        return layout.above
    return layout.beside
