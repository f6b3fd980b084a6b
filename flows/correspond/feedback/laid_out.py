"""A file of another format as a workbook of the same shape: every cell at the address it had."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.correspond.workbook_text import set_text, sheet_title
from flows.ingest.files.grids import ErrorCell, Grid, UncalculatedCell, column_letters
from flows.texts import documents as texts

if TYPE_CHECKING:
    from openpyxl import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS_LAID, _COLUMNS_LAID = 20_000, 256


def lay_out_again(book: Book, grids: Iterable[Grid]) -> dict[str | None, str]:
    """A sheet a grid, every cell at its address. Returns the grid's own name -> title of its sheet."""
    titles: dict[str | None, str] = {}
    taken: set[str] = {texts.FEEDBACK_SHEET.vi.casefold()}
    for grid in grids:
        wanted = grid.sheet or (Path(grid.member).stem if grid.member else texts.FEEDBACK_ONLY_SHEET.vi)
        title = sheet_title(wanted, taken)
        titles.setdefault(grid.sheet, title)
        _lay_out_grid(book.create_sheet(title), grid)
    return titles


def running_text(book: Book, paragraphs: tuple[str, ...]) -> None:
    """What a docx says outside its tables (board, period, units), on a sheet of its own, a paragraph a line."""
    if not any(paragraphs):
        return
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    sheet = book.create_sheet(sheet_title(texts.FEEDBACK_TEXT_SHEET.vi, taken))
    sheet.column_dimensions["A"].width = 110
    for row, text in enumerate(filter(None, paragraphs[:_ROWS_LAID]), start=1):
        set_text(sheet.cell(row, 1), text)


def _lay_out_grid(sheet: Worksheet, grid: Grid) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.worksheet.properties import PageSetupProperties

    font, bold = Font(name="Times New Roman", size=11), Font(name="Times New Roman", size=11, bold=True)
    side = Side(style="thin", color="FFBFBFBF")
    border = Border(left=side, right=side, top=side, bottom=side)
    widths: dict[int, int] = {}
    seen_numbers = False
    for row_number, row in enumerate(grid.rows[:_ROWS_LAID]):
        cells = [(column, value) for column, value in enumerate(row[:_COLUMNS_LAID]) if value is not None]
        tabular = len(cells) > 3
        # A heading holds words only; numbers may well be text (a docx has nothing else).
        numbers = sum(not isinstance(value, str) or value.strip()[:1].isdigit() for _, value in cells)
        for column, value in cells:
            cell = sheet.cell(row_number + 1, column + 1)
            _write_value(cell, value, percent=(row_number, column) in grid.percent)
            cell.font = bold if tabular and not numbers and not seen_numbers else font
            if tabular:
                cell.border = border
                cell.alignment = Alignment(vertical="center", wrap_text=True)
                longest = max((len(line) for line in str(value).splitlines()), default=0)
                widths[column] = max(widths.get(column, 0), min(longest, 46))
        seen_numbers = seen_numbers or (tabular and numbers > 0)
    for column, width in widths.items():
        sheet.column_dimensions[column_letters(column)].width = max(8, width + 3)
    for first_row, first, last_row, last in grid.merged:
        if last_row < _ROWS_LAID and last < _COLUMNS_LAID and (first_row, first) != (last_row, last):
            sheet.merge_cells(
                start_row=first_row + 1, start_column=first + 1, end_row=last_row + 1, end_column=last + 1
            )
    for row_number in grid.hidden_rows:
        sheet.row_dimensions[row_number + 1].hidden = True
    if grid.hidden:
        sheet.sheet_state = "hidden"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_value(cell: Any, value: object, percent: bool) -> None:
    if isinstance(value, str):
        set_text(cell, value)
    elif isinstance(value, ErrorCell):
        set_text(cell, value.text)
    elif isinstance(value, UncalculatedCell):
        set_text(cell, value.formula)
    elif isinstance(value, datetime | date):
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        cell.number_format = "dd/mm/yyyy"
    else:
        cell.value = value
        if percent:
            cell.number_format = "0.0%"
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10_000:
            cell.number_format = "#,##0.##" if value != int(value) else "#,##0"
