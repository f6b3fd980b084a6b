"""A sheet of a list: what is known of its lines, room for more, and what may be entered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.correspond.form_layout import FIRST_HEADING_ROW, ListLayout
from flows.correspond.template.drawing import Drawing
from flows.correspond.template.indicator_sheets import number_format
from flows.texts import documents as texts
from schemas.form import ListColumn
from schemas.language.line_rules import CAUGHT_UP

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


_WIDTHS = {"line": 6.0, "choice": 14.0, "number": 14.0, "year": 10.0, "date": 12.0}
_WIDE_TEXT, _NARROW_TEXT = 30.0, 14.0


def list_sheet(drawing: Drawing, table: ListLayout) -> None:
    """One list, its lines of last time filled in, with its check cells."""
    sheet = drawing.begin(table.sheet, table.width)
    for column in table.columns:
        letter = table.letter(column.key)
        sheet.column_dimensions[letter].width = _list_width(column)
        drawing.write(
            sheet, f"{letter}{FIRST_HEADING_ROW}", column.label_vi, bold=True, align=drawing.centre, fill="heading"
        )
    sheet.row_dimensions[FIRST_HEADING_ROW].height = 32
    zones = drawing.known.zones if table.has_total else ()
    for row in range(table.first_row, table.last_row + 1):
        number = row - table.first_row
        zone = zones[number] if number < len(zones) else {}
        # What is known of a line, or an empty list's first line, shows what each line must have.
        wanted = bool(zone) or (not zones and number == 0)
        for column in table.columns:
            value = number + 1 if zone and column.type == "line" else zone.get(column.key)
            word = column.choices.get(value, value) if isinstance(value, str) else value
            if isinstance(word, float) and column.type == "year":
                word = int(word)
            drawing.write(
                sheet, f"{table.letter(column.key)}{row}", word, align=_list_align(drawing, column), open_=True,
                fill="known" if value is not None else "input" if wanted and column.required else "",
                number_format=_list_format(column),
            )  # fmt: skip
    if table.total_row:
        for column in table.columns:
            words = texts.TOTAL_LINE.vi if table.letter(column.key) == "B" else None
            drawing.write(
                sheet, f"{table.letter(column.key)}{table.total_row}", words, bold=True,
                open_=column.type == "number", align=_list_align(drawing, column),
                fill="input" if column.type == "number" else "heading", number_format=_list_format(column),
            )  # fmt: skip
    _entry_rules(drawing, sheet, table)
    drawing.check_cells(sheet, table.check_column, drawing.checks.list_sheet(table), 1)
    end = table.total_row or table.last_row
    drawing.signatures(sheet, end + 2, table.width)
    sheet.freeze_panes = f"C{table.first_row}"
    last_letter = table.letter(table.columns[-1].key)
    drawing.page(sheet, f"{last_letter}{end + 4}", (FIRST_HEADING_ROW, FIRST_HEADING_ROW), landscape=True)
    drawing.protect(sheet)


def _entry_rules(drawing: Drawing, sheet: Worksheet, table: ListLayout) -> None:
    first_day = min(drawing.period.start, drawing.period.reporting_start)
    last_day = max(drawing.period.end, drawing.period.reporting_end)
    for column in table.columns:
        letter = table.letter(column.key)
        span = [f"{letter}{table.first_row}:{letter}{table.last_row}"]
        first = f"{letter}{table.first_row}"
        if column.type == "choice":
            words = ",".join(column.choices.values())
            drawing.entry_rule(sheet, span, "list", f'"{words}"', texts.ENTER_CHOICE.vi, column.label_vi)
        elif column.type == "date":
            prompt = texts.ENTER_DATE.vi.format(first=f"{first_day:%d/%m/%Y}", last=f"{last_day:%d/%m/%Y}")
            days = [f"DATE({day.year},{day.month},{day.day})" for day in (first_day - CAUGHT_UP, last_day)]
            drawing.entry_rule(sheet, span, "date", days[0], prompt, column.label_vi, last=days[1], operator="between")
        elif column.type == "year":
            drawing.entry_rule(
                sheet, span, "whole", "1900", texts.ENTER_YEAR.vi, column.label_vi,
                last=str(drawing.period.year), operator="between",
            )  # fmt: skip
        elif column.type == "number":
            unit = drawing.reference.units.by_name[column.unit].label_vi
            signed = "event" in {other.key for other in table.columns}  # an adjustment may be a decrease
            words_ = texts.ENTER_SIGNED if signed else texts.ENTER_AMOUNT
            numbers = f"ISNUMBER({first})" if signed else f"IF(ISNUMBER({first}),{first}>=0,FALSE)"
            formula = f'IF(ISTEXT({first}),LOWER({first})="x",{numbers})'
            drawing.entry_rule(sheet, span, "custom", formula, words_.vi.format(unit=unit), column.label_vi)


def _list_width(column: ListColumn) -> float:
    if column.type != "text":
        return 26.0 if column.type == "choice" and max(map(len, column.choices.values())) > 15 else _WIDTHS[column.type]
    return _NARROW_TEXT if column.key in {"certificate", "country"} else _WIDE_TEXT


def _list_format(column: ListColumn) -> str:
    formats = {"number": number_format(column.decimals), "date": "dd/mm/yyyy", "year": "0"}
    return formats.get(column.type, "@" if column.type == "text" else "General")


def _list_align(drawing: Drawing, column: ListColumn) -> Any:
    if column.type == "number":
        return drawing.right
    return drawing.left if column.type == "text" else drawing.centre
