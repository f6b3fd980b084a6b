"""What every sheet of the form is drawn with: cells, merged texts, entry rules, check cells, the printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.correspond.form_layout import FIRST_HEADING_ROW, FormLayout
from flows.correspond.prefill import Known
from flows.correspond.template.check_cells import TemplateChecks
from flows.correspond.workbook_text import set_text
from flows.ingest.files.grids import column_letters
from flows.texts import documents as texts
from schemas.facts.boards import Board
from schemas.periods import Period
from schemas.reference import Reference

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.worksheet import Worksheet


_CHECK_WIDTH = 60.0


class Drawing:
    """The workbook while it is drawn, and its styles, made once."""

    def __init__(
        self, book: Workbook, reference: Reference, board: Board, period: Period, known: Known, layout: FormLayout
    ) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        self.book, self.reference, self.form = book, reference, reference.form
        self.board, self.period, self.known, self.layout = board, period, known, layout
        self.checks = TemplateChecks.of(self.form, layout, reference.rules, period)
        side = Side(style="thin", color="FF7F7F7F")
        self.border = Border(left=side, right=side, top=side, bottom=side)
        self.fonts = {
            (size, bold, italic): Font(name="Times New Roman", size=size, bold=bold, italic=italic)
            for size in (11, 12, 14)
            for bold in (False, True)
            for italic in (False, True)
        }
        self.centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.left = Alignment(horizontal="left", vertical="center", wrap_text=True)
        self.right = Alignment(horizontal="right", vertical="center")
        self.fills: dict[str, PatternFill] = {
            name: PatternFill("solid", fgColor=colour)
            for name, colour in {
                "heading": "FFDDEBF7", "input": "FFFFFBE6", "known": "FFE2F0D9", "closed": "FFEDEDED",
            }.items()
        }  # fmt: skip
        self.unlocked = Protection(locked=False)
        self.check_ranges: dict[str, str] = {}

    # Parameters: one a property of a cell.
    def write(
        self, sheet: Worksheet, address: str, value: str | float | None, *, size: int = 11, bold: bool = False,
        italic: bool = False, align: Any = None, fill: str = "", border: bool = True, number_format: str = "",
        open_: bool = False,
    ) -> None:  # fmt: skip
        cell = sheet[address]
        if isinstance(value, str):
            set_text(cell, value)
        elif value is not None:
            cell.value = value
        cell.font = self.fonts[size, bold, italic]
        cell.alignment = align or self.left
        if fill:
            cell.fill = self.fills[fill]
        if border:
            cell.border = self.border
        if number_format:
            cell.number_format = number_format
        if open_:
            cell.protection = self.unlocked

    def across(self, sheet: Worksheet, first: str, last: str, text: str, **style: Any) -> None:
        """One text over merged cells of a row."""
        sheet.merge_cells(f"{first}:{last}")
        self.write(sheet, first, text, border=False, align=style.pop("align", self.centre), **style)

    def begin(self, name: str, width: int) -> Worksheet:
        sheet: Worksheet = self.book.create_sheet(name)
        last = column_letters(width - 1)
        about = self.form.sheet_by_name[name]
        title = texts.SHEET_TITLE.vi.format(number=name.lstrip("B"), title=about.title_vi)
        self.across(sheet, "A1", f"{last}1", self.board.board_name_vi, size=12, bold=True)
        self.across(sheet, "A2", f"{last}2", title, size=14, bold=True)
        period = texts.REPORTING_PERIOD.vi.format(period=self.period.text_vi)
        self.across(sheet, "A3", f"{last}3", period, size=12, italic=True)
        sheet.row_dimensions[2].height = 24
        return sheet

    def protect(self, sheet: Worksheet) -> None:
        """Keys and formulas are locked against slips, not against people: there is no password."""
        sheet.protection.sheet = True
        for allowed in ("formatColumns", "formatRows", "formatCells", "insertRows", "deleteRows", "sort", "autoFilter"):
            setattr(sheet.protection, allowed, False)  # False: not forbidden

    def page(self, sheet: Worksheet, last_cell: str, heading_rows: tuple[int, int], landscape: bool) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_area = f"A1:{last_cell}"
        sheet.print_title_rows = f"{heading_rows[0]}:{heading_rows[1]}"
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top = sheet.page_margins.bottom = 0.6
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.bottom, sheet.page_margins.footer = 0.9, 0.45
        footer: Any = sheet.oddFooter
        footer.left.text = f"{self.form.version} - {self.board.name_vi} - {self.period}"
        footer.right.text = "&P/&N"

    def signatures(self, sheet: Worksheet, row: int, width: int) -> None:
        first = column_letters(max(2, width - 3))
        last = column_letters(width - 1)
        place = texts.PLACE_AND_DATE.vi.format(place=self.board.name_vi, year=self.signed_year)
        self.across(sheet, f"{first}{row}", f"{last}{row}", place, italic=True, open_=True)
        self.across(sheet, f"{first}{row + 1}", f"{last}{row + 1}", texts.HEAD_OF_BOARD.vi, bold=True)
        self.across(sheet, f"{first}{row + 2}", f"{last}{row + 2}", texts.SIGN_AND_SEAL.vi, italic=True)
        left = self.centre
        self.write(sheet, f"B{row + 1}", texts.PREPARED_BY.vi, bold=True, border=False, align=left)
        self.write(sheet, f"B{row + 2}", texts.SIGN_HERE.vi, italic=True, border=False, align=left)

    @property
    def signed_year(self) -> int:
        entry = self.reference.calendar.get(self.period)
        return entry.due.year if entry else self.period.end.year

    # Parameters: the fields of a data validation.
    def entry_rule(
        self, sheet: Worksheet, addresses: list[str], kind: str, formula: str, prompt: str, title: str,
        last: str | None = None, operator: str | None = None,
    ) -> None:  # fmt: skip
        from openpyxl.worksheet.datavalidation import DataValidation

        kinds: Any = {"type": kind, "operator": operator}
        rule = DataValidation(
            **kinds, formula1=formula, formula2=last, allow_blank=True, showErrorMessage=True,
            showInputMessage=True, errorStyle="stop", error=prompt, errorTitle=texts.WRONG_ENTRY.vi,
            prompt=prompt, promptTitle=title[:32],
        )  # fmt: skip
        for address in addresses:
            rule.add(address)
        sheet.add_data_validation(rule)

    def check_cells(self, sheet: Worksheet, letter: str, formulas: dict[int, str], heading_rows: int) -> None:
        from openpyxl.formatting.rule import FormulaRule
        from openpyxl.styles import Font, PatternFill
        from openpyxl.utils import column_index_from_string

        rule: Any = FormulaRule
        sheet.column_dimensions[letter].width = _CHECK_WIDTH
        sheet.column_dimensions[column_letters(column_index_from_string(letter) - 2)].width = 3
        heading_row = FIRST_HEADING_ROW + heading_rows - 1
        self.write(sheet, f"{letter}{heading_row}", texts.CHECKS.vi, bold=True, align=self.centre, fill="heading")
        for row, formula in formulas.items():
            cell = sheet[f"{letter}{row}"]
            cell.value = formula
            cell.font, cell.alignment, cell.border = self.fonts[11, False, False], self.left, self.border
        rows = list(formulas)
        span = f"{letter}{rows[0]}:{letter}{rows[-1]}"
        first = f"{letter}{rows[0]}"
        self.check_ranges[sheet.title] = f"'{sheet.title}'!${letter}${rows[0]}:${letter}${rows[-1]}"
        for words, fill, colour in (
            (texts.CHECK_WRONG.vi, "FFF8CBAD", "FFC00000"),
            (texts.CHECK_QUERY.vi, "FFFFE699", "FF7F6000"),
            (texts.CHECK_MISSING.vi, "FFEDEDED", "FF7F7F7F"),
            (texts.CHECK_RIGHT.vi, "FFE2F0D9", "FF375623"),
        ):
            start = words.strip().rstrip(":")
            sheet.conditional_formatting.add(
                span,
                rule(
                    formula=[f'LEFT({first},{len(start)})="{start}"'],
                    fill=PatternFill("solid", bgColor=fill),
                    font=Font(color=colour),
                    stopIfTrue=True,
                ),
            )
