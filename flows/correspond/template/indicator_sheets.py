"""A sheet of indicators: its headings, a cell a figure, and what may be entered there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.correspond.form_layout import FIRST_HEADING_ROW, TableLayout
from flows.correspond.template.drawing import Drawing
from flows.texts import documents as texts
from schemas.form import Indicator, ValueColumn, ValueKey

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def indicator_sheet(drawing: Drawing, table: TableLayout) -> None:
    """One sheet of indicators, with its check cells."""
    sheet = drawing.begin(table.sheet, table.width)
    _heading(drawing, sheet, table)
    for letter, width in zip("ABCD", (6, 52, 8, 22)):
        sheet.column_dimensions[letter].width = width
    for number, line in enumerate(table.lines, start=1):
        row = table.rows[line.code]
        drawing.write(sheet, f"A{row}", number, align=drawing.centre)
        drawing.write(sheet, f"B{row}", line.label_vi)
        drawing.write(sheet, f"C{row}", line.code, align=drawing.centre, number_format="@")
        drawing.write(sheet, f"D{row}", _unit_words(drawing, line), align=drawing.centre)
        for column in table.columns:
            _value_cell(drawing, sheet, table, line, column)
    for column in table.columns:
        sheet.column_dimensions[table.letter(column)].width = 15
    _entry_rules(drawing, sheet, table)
    checks = drawing.checks.table(table)
    drawing.check_cells(sheet, table.check_column, checks, table.heading_rows)
    last = table.last_row + 4
    drawing.signatures(sheet, table.last_row + 2, table.width)
    sheet.freeze_panes = f"C{table.first_row}"
    last_letter = table.letter(table.columns[-1])
    heading = (FIRST_HEADING_ROW, table.first_row - 1)
    drawing.page(sheet, f"{last_letter}{last}", heading, landscape=table.width > 5)
    drawing.protect(sheet)


def _heading(drawing: Drawing, sheet: Worksheet, table: TableLayout) -> None:
    first = FIRST_HEADING_ROW
    fixed = (texts.LINE_NUMBER.vi, texts.INDICATOR.vi, texts.CODE.vi, texts.UNIT.vi)
    for letter, words in zip("ABCD", fixed):
        if table.heading_rows == 2:
            sheet.merge_cells(f"{letter}{first}:{letter}{first + 1}")
            drawing.write(sheet, f"{letter}{first + 1}", None, fill="heading")
        drawing.write(sheet, f"{letter}{first}", words, bold=True, align=drawing.centre, fill="heading")
    measures = list(dict.fromkeys(column.measure for column in table.columns))
    sectors = {column.sector for column in table.columns}
    for column in table.columns:
        if len(sectors) > 1:
            words = texts.SECTOR_HEADINGS[column.sector].vi
        elif len(measures) > 1:
            words = texts.MEASURE_HEADINGS[column.measure].vi
        else:
            words = texts.SINGLE_VALUE.vi
        address = f"{table.letter(column)}{first + table.heading_rows - 1}"
        drawing.write(sheet, address, words, bold=True, align=drawing.centre, fill="heading")
    if table.heading_rows == 2:
        for measure in measures:
            letters = [table.letter(column) for column in table.columns if column.measure == measure]
            for letter in letters:
                drawing.write(sheet, f"{letter}{first}", None, fill="heading")
            words = texts.MEASURE_HEADINGS[measure].vi
            drawing.write(sheet, f"{letters[0]}{first}", words, bold=True, align=drawing.centre, fill="heading")
            sheet.merge_cells(f"{letters[0]}{first}:{letters[-1]}{first}")


def _value_cell(drawing: Drawing, sheet: Worksheet, table: TableLayout, line: Indicator, column: ValueColumn) -> None:
    key = ValueKey(line.code, *column)
    address = f"{table.letter(column)}{table.rows[line.code]}"
    if key not in line.keys:
        drawing.write(sheet, address, "x", align=drawing.right, fill="closed")
        return
    form = number_format(line.decimals)
    if key in drawing.known.values:
        value = drawing.known.values[key]
        shown = "x" if value is None else _whole(value, line.decimals)
        drawing.write(sheet, address, shown, align=drawing.right, fill="known", number_format=form, open_=True)
    else:
        # Only what the board must fill in stands out.
        fill = "input" if line.must_be_filled(column) else ""
        drawing.write(sheet, address, None, align=drawing.right, fill=fill, number_format=form, open_=True)


def _entry_rules(drawing: Drawing, sheet: Worksheet, table: TableLayout) -> None:
    """Counts are whole, amounts are numbers, and `x` is always possible: one rule a line."""
    for line in table.lines:
        addresses = [table.cell(key) for key in line.keys]
        first = addresses[0]
        conditions = [f"ISNUMBER({first})"]
        if line.is_count:
            conditions.append(f"{first}=INT({first})")
        if not line.may_be_negative:
            conditions.append(f"{first}>=0")
        # IF and not AND: a spreadsheet computes every part of an AND, and INT of a text is an error.
        numbers = "TRUE"
        for condition in reversed(conditions):
            numbers = f"IF({condition},{numbers},FALSE)"
        words = texts.ENTER_SIGNED if line.may_be_negative else texts.ENTER_AMOUNT
        prompt = texts.ENTER_COUNT.vi if line.is_count else words.vi.format(unit=_unit_words(drawing, line))
        formula = f'IF(ISTEXT({first}),LOWER({first})="x",{numbers})'
        drawing.entry_rule(sheet, addresses, "custom", formula, prompt, f"{line.code} {line.label_vi}")


def _unit_words(drawing: Drawing, line: Indicator) -> str:
    units = drawing.reference.units.by_name
    return " / ".join(dict.fromkeys(units[unit].label_vi for unit in line.units.values()))


def _whole(value: float, decimals: int) -> float:
    return int(value) if decimals == 0 and value == int(value) else value


def number_format(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")
