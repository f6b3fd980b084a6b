"""The form as a workbook: drawn from `form.csv`, prefilled with what is known, hard to fill in wrong.

Totals are entered and not computed: a balance that is typed twice finds slips, a balance that is computed hides them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.correspond.form_layout import (
    FIRST_HEADING_ROW,
    FormLayout,
    ListLayout,
    TableLayout,
    lay_out,
)
from flows.correspond.prefill import Known
from flows.correspond.same_bytes import save_without_moments
from flows.correspond.template_checks import TemplateChecks
from flows.correspond.template_precision import SHEET
from flows.correspond.workbook_text import set_text
from flows.ingest.files.grids import column_letters
from flows.texts import documents as texts
from flows.texts.papers import administrative
from schemas.facts.boards import Board
from schemas.form import Form, Indicator, ListColumn, ValueColumn, ValueKey
from schemas.language.line_rules import CAUGHT_UP
from schemas.periods import Period
from schemas.reference import Reference

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

# Lines left free below what the board had last time, and at least, by the key of the list's sheet.
SPARE_LINES = {"zone_list": 15, "projects": 40}
LEAST_LINES = {"zone_list": 30, "projects": 60}
_OTHER_LISTS = 40
_WIDTHS = {"line": 6.0, "choice": 14.0, "number": 14.0, "year": 10.0, "date": 12.0}
_WIDE_TEXT, _NARROW_TEXT = 30.0, 14.0
_CHECK_WIDTH = 60.0


def list_room(form: Form, known: Known, lines_before: dict[str, int]) -> dict[str, int]:
    """Lines to leave in each list: what the board needed last time, and some."""
    room = {}
    for sheet in form.list_sheets:
        key = form.sheet_by_name[sheet].key
        had = max(lines_before.get(sheet, 0), len(known.zones) if key == "zone_list" else 0)
        room[sheet] = max(LEAST_LINES.get(key, _OTHER_LISTS), had + SPARE_LINES.get(key, _OTHER_LISTS))
    return room


def write_template(
    destination: Path,
    reference: Reference,
    board: Board,
    period: Period,
    known: Known | None = None,
    lines_before: dict[str, int] | None = None,
) -> FormLayout:
    """Write the form of a board and period as xlsx and return where its cells stand.

    known: figures already accepted; nothing by default. lines_before: list sheet -> how many lines the board had
    last time, which decides how much room its lists get.

    Raises:
        OSError: the file cannot be written.
    """
    import openpyxl

    known, reference = known or Known(), reference.in_force(period)
    form = reference.form
    layout = lay_out(form, list_room(form, known, lines_before or {}))
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    drawing = _Drawing(book, reference, board, period, known, layout)
    drawing.cover()
    for sheet in form.sheets:
        if sheet.sheet in layout.tables:
            drawing.table(layout.tables[sheet.sheet])
        elif sheet.sheet in layout.lists:
            drawing.list_sheet(layout.lists[sheet.sheet])
    drawing.check_summary()
    drawing.guide()
    drawing.precision()
    book.calculation.fullCalcOnLoad = True
    book.properties.title = f"{form.version} {board.board_name_vi} {period}"
    book.properties.creator = "Red River Zones"
    save_without_moments(book, destination)
    return layout


class _Drawing:
    """The workbook while it is drawn: styles made once, one method a kind of sheet."""

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

    # --- small strokes ----------------------------------------------------------------------------------------

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
        place = texts.PLACE_AND_DATE.vi.format(place=self.board.name_vi, year=self._signed_year)
        self.across(sheet, f"{first}{row}", f"{last}{row}", place, italic=True, open_=True)
        self.across(sheet, f"{first}{row + 1}", f"{last}{row + 1}", texts.HEAD_OF_BOARD.vi, bold=True)
        self.across(sheet, f"{first}{row + 2}", f"{last}{row + 2}", texts.SIGN_AND_SEAL.vi, italic=True)
        left = self.centre
        self.write(sheet, f"B{row + 1}", texts.PREPARED_BY.vi, bold=True, border=False, align=left)
        self.write(sheet, f"B{row + 2}", texts.SIGN_HERE.vi, italic=True, border=False, align=left)

    @property
    def _signed_year(self) -> int:
        entry = self.reference.calendar.get(self.period)
        return entry.due.year if entry else self.period.end.year

    # --- sheets -----------------------------------------------------------------------------------------------

    def cover(self) -> None:
        name = self.form.sheets[0].sheet
        sheet = self.book.create_sheet(name)
        for letter in "ABCDEF":
            sheet.column_dimensions[letter].width = 18
        province = f"{self.board.province_type} {self.board.name_vi}".upper()
        self.across(sheet, "A1", "C1", administrative.PEOPLES_COMMITTEE.vi.format(province=province), size=12)
        self.across(sheet, "D1", "F1", administrative.NATION, size=12, bold=True)
        self.across(sheet, "A2", "C2", self.board.board_name_vi.upper(), size=12, bold=True)
        self.across(sheet, "D2", "F2", administrative.MOTTO, size=12, bold=True)
        self.across(sheet, "A3", "C3", texts.REPORT_NUMBER.vi, size=12, open_=True)
        place = texts.PLACE_AND_DATE.vi.format(place=self.board.name_vi, year=self._signed_year)
        self.across(sheet, "D3", "F3", place, size=12, italic=True, open_=True)
        self.across(sheet, "A6", "F6", texts.FORM_TITLE.vi, size=14, bold=True)
        self.across(sheet, "A7", "F7", texts.BLOC.vi, size=12, bold=True)
        board = texts.REPORTING_BOARD.vi.format(board=self.board.board_name_vi)
        self.across(sheet, "A9", "F9", board, size=12)
        self.across(sheet, "A10", "F10", texts.REPORTING_PERIOD.vi.format(period=self.period.text_vi), size=12)
        self.across(sheet, "A11", "F11", self.form.version, size=12)
        self.across(sheet, "A12", "F12", texts.CONTACT.vi, size=12, open_=True)
        for row in (1, 2):
            sheet.row_dimensions[row].height = 34
        sheet.row_dimensions[6].height = 26
        self.protect(sheet)

    def table(self, table: TableLayout) -> None:
        sheet = self.begin(table.sheet, table.width)
        self._table_heading(sheet, table)
        for letter, width in zip("ABCD", (6, 52, 8, 22)):
            sheet.column_dimensions[letter].width = width
        for number, line in enumerate(table.lines, start=1):
            row = table.rows[line.code]
            self.write(sheet, f"A{row}", number, align=self.centre)
            self.write(sheet, f"B{row}", line.label_vi)
            self.write(sheet, f"C{row}", line.code, align=self.centre, number_format="@")
            self.write(sheet, f"D{row}", self._unit_words(line), align=self.centre)
            for column in table.columns:
                self._value_cell(sheet, table, line, column)
        for column in table.columns:
            sheet.column_dimensions[table.letter(column)].width = 15
        self._table_entry_rules(sheet, table)
        checks = self.checks.table(table)
        self._check_cells(sheet, table.check_column, checks, table.heading_rows)
        last = table.last_row + 4
        self.signatures(sheet, table.last_row + 2, table.width)
        sheet.freeze_panes = f"C{table.first_row}"
        last_letter = table.letter(table.columns[-1])
        heading = (FIRST_HEADING_ROW, table.first_row - 1)
        self.page(sheet, f"{last_letter}{last}", heading, landscape=table.width > 5)
        self.protect(sheet)

    def _unit_words(self, line: Indicator) -> str:
        units = self.reference.units.by_name
        return " / ".join(dict.fromkeys(units[unit].label_vi for unit in line.units.values()))

    def _table_heading(self, sheet: Worksheet, table: TableLayout) -> None:
        first = FIRST_HEADING_ROW
        fixed = (texts.LINE_NUMBER.vi, texts.INDICATOR.vi, texts.CODE.vi, texts.UNIT.vi)
        for letter, words in zip("ABCD", fixed):
            if table.heading_rows == 2:
                sheet.merge_cells(f"{letter}{first}:{letter}{first + 1}")
                self.write(sheet, f"{letter}{first + 1}", None, fill="heading")
            self.write(sheet, f"{letter}{first}", words, bold=True, align=self.centre, fill="heading")
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
            self.write(sheet, address, words, bold=True, align=self.centre, fill="heading")
        if table.heading_rows == 2:
            for measure in measures:
                letters = [table.letter(column) for column in table.columns if column.measure == measure]
                for letter in letters:
                    self.write(sheet, f"{letter}{first}", None, fill="heading")
                words = texts.MEASURE_HEADINGS[measure].vi
                self.write(sheet, f"{letters[0]}{first}", words, bold=True, align=self.centre, fill="heading")
                sheet.merge_cells(f"{letters[0]}{first}:{letters[-1]}{first}")

    def _value_cell(self, sheet: Worksheet, table: TableLayout, line: Indicator, column: ValueColumn) -> None:
        key = ValueKey(line.code, *column)
        address = f"{table.letter(column)}{table.rows[line.code]}"
        if key not in line.keys:
            self.write(sheet, address, "x", align=self.right, fill="closed")
            return
        number_format = _number_format(line.decimals)
        if key in self.known.values:
            value = self.known.values[key]
            shown = "x" if value is None else _whole(value, line.decimals)
            self.write(sheet, address, shown, align=self.right, fill="known", number_format=number_format, open_=True)
        else:
            # Only what the board must fill in stands out.
            fill = "input" if line.must_be_filled(column) else ""
            self.write(sheet, address, None, align=self.right, fill=fill, number_format=number_format, open_=True)

    def _table_entry_rules(self, sheet: Worksheet, table: TableLayout) -> None:
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
            prompt = texts.ENTER_COUNT.vi if line.is_count else words.vi.format(unit=self._unit_words(line))
            formula = f'IF(ISTEXT({first}),LOWER({first})="x",{numbers})'
            self._entry_rule(sheet, addresses, "custom", formula, prompt, f"{line.code} {line.label_vi}")

    # Parameters: the fields of a data validation.
    def _entry_rule(
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

    def _check_cells(self, sheet: Worksheet, letter: str, formulas: dict[int, str], heading_rows: int) -> None:
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

    def list_sheet(self, table: ListLayout) -> None:
        sheet = self.begin(table.sheet, table.width)
        for column in table.columns:
            letter = table.letter(column.key)
            sheet.column_dimensions[letter].width = _list_width(column)
            self.write(
                sheet, f"{letter}{FIRST_HEADING_ROW}", column.label_vi, bold=True, align=self.centre, fill="heading"
            )
        sheet.row_dimensions[FIRST_HEADING_ROW].height = 32
        zones = self.known.zones if table.has_total else ()
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
                self.write(
                    sheet, f"{table.letter(column.key)}{row}", word, align=_list_align(self, column), open_=True,
                    fill="known" if value is not None else "input" if wanted and column.required else "",
                    number_format=_list_format(column),
                )  # fmt: skip
        if table.total_row:
            for column in table.columns:
                words = texts.TOTAL_LINE.vi if table.letter(column.key) == "B" else None
                self.write(
                    sheet, f"{table.letter(column.key)}{table.total_row}", words, bold=True,
                    open_=column.type == "number", align=_list_align(self, column),
                    fill="input" if column.type == "number" else "heading", number_format=_list_format(column),
                )  # fmt: skip
        self._list_entry_rules(sheet, table)
        self._check_cells(sheet, table.check_column, self.checks.list_sheet(table), 1)
        end = table.total_row or table.last_row
        self.signatures(sheet, end + 2, table.width)
        sheet.freeze_panes = f"C{table.first_row}"
        last_letter = table.letter(table.columns[-1].key)
        self.page(sheet, f"{last_letter}{end + 4}", (FIRST_HEADING_ROW, FIRST_HEADING_ROW), landscape=True)
        self.protect(sheet)

    def _list_entry_rules(self, sheet: Worksheet, table: ListLayout) -> None:
        first_day = min(self.period.start, self.period.reporting_start)
        last_day = max(self.period.end, self.period.reporting_end)
        for column in table.columns:
            letter = table.letter(column.key)
            span = [f"{letter}{table.first_row}:{letter}{table.last_row}"]
            first = f"{letter}{table.first_row}"
            if column.type == "choice":
                words = ",".join(column.choices.values())
                self._entry_rule(sheet, span, "list", f'"{words}"', texts.ENTER_CHOICE.vi, column.label_vi)
            elif column.type == "date":
                prompt = texts.ENTER_DATE.vi.format(first=f"{first_day:%d/%m/%Y}", last=f"{last_day:%d/%m/%Y}")
                days = [f"DATE({day.year},{day.month},{day.day})" for day in (first_day - CAUGHT_UP, last_day)]
                self._entry_rule(
                    sheet, span, "date", days[0], prompt, column.label_vi, last=days[1], operator="between"
                )
            elif column.type == "year":
                self._entry_rule(
                    sheet, span, "whole", "1900", texts.ENTER_YEAR.vi, column.label_vi,
                    last=str(self.period.year), operator="between",
                )  # fmt: skip
            elif column.type == "number":
                unit = self.reference.units.by_name[column.unit].label_vi
                signed = "event" in {other.key for other in table.columns}  # an adjustment may be a decrease
                words_ = texts.ENTER_SIGNED if signed else texts.ENTER_AMOUNT
                numbers = f"ISNUMBER({first})" if signed else f"IF(ISNUMBER({first}),{first}>=0,FALSE)"
                formula = f'IF(ISTEXT({first}),LOWER({first})="x",{numbers})'
                self._entry_rule(sheet, span, "custom", formula, words_.vi.format(unit=unit), column.label_vi)

    def check_summary(self) -> None:
        """On the cover: how many lines of each sheet are wrong, to be explained, or not filled in."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        sheet = self.book[self.form.sheets[0].sheet]
        self.across(sheet, "A15", "F15", texts.CHECK_SUMMARY.vi, size=12, bold=True)
        headings = (
            texts.CHECK_SUMMARY_SHEET, texts.CHECK_SUMMARY_WRONG, texts.CHECK_SUMMARY_QUERY, texts.CHECK_SUMMARY_MISSING
        )  # fmt: skip
        for letter, words in zip("BCDE", headings):
            self.write(sheet, f"{letter}16", words.vi, bold=True, align=self.centre, fill="heading")
        sheet.row_dimensions[16].height = 34
        starts = [words.vi.strip().rstrip(":") for words in (texts.CHECK_WRONG, texts.CHECK_QUERY, texts.CHECK_MISSING)]
        for row, (name, cells) in enumerate(self.check_ranges.items(), start=17):
            self.write(sheet, f"B{row}", name, align=self.centre)
            sheet[f"B{row}"].hyperlink = Hyperlink(ref=f"B{row}", location=f"'{name}'!A1")
            for letter, start in zip("CDE", starts):
                self.write(sheet, f"{letter}{row}", None, align=self.centre)
                sheet[f"{letter}{row}"].value = f'=COUNTIF({cells},"{start}*")'
        last = 16 + len(self.check_ranges)
        self.page(sheet, f"F{last}", (1, 1), landscape=False)
        sheet.print_title_rows = None

    def guide(self) -> None:
        sheet = self.book.create_sheet(texts.GUIDE_SHEET.vi)
        sheet.column_dimensions["A"].width = 110
        self.write(sheet, "A1", texts.GUIDE_TITLE.vi, size=14, bold=True, align=self.centre, border=False)
        for row, line in enumerate(texts.GUIDE, start=3):
            self.write(sheet, f"A{row}", line.vi, size=12, border=False)
            sheet.row_dimensions[row].height = 36
        self.protect(sheet)
        self.page(sheet, f"A{sheet.max_row}", (1, 1), landscape=True)
        sheet.print_title_rows = None

    def precision(self) -> None:
        """The hidden sheet the check cells read: how precisely each column is written."""
        from openpyxl.worksheet.formula import ArrayFormula

        sheet = self.book.create_sheet(SHEET)
        sheet.column_dimensions["A"].width = 60
        self.write(sheet, "A1", texts.PRECISION_TITLE.vi, border=False)
        for row, helper in self.checks.precision.cells.items():
            self.write(sheet, f"A{row}", helper.name)
            self.write(sheet, f"B{row}", None)
            sheet[f"B{row}"].value = ArrayFormula(f"B{row}", "=" + helper.formula)
        sheet.sheet_state = "hidden"
        self.protect(sheet)
        self.page(sheet, f"B{sheet.max_row}", (1, 1), landscape=False)


def _number_format(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _whole(value: float, decimals: int) -> float:
    return int(value) if decimals == 0 and value == int(value) else value


def _list_width(column: ListColumn) -> float:
    if column.type != "text":
        return 26.0 if column.type == "choice" and max(map(len, column.choices.values())) > 15 else _WIDTHS[column.type]
    return _NARROW_TEXT if column.key in {"certificate", "country"} else _WIDE_TEXT


def _list_format(column: ListColumn) -> str:
    formats = {"number": _number_format(column.decimals), "date": "dd/mm/yyyy", "year": "0"}
    return formats.get(column.type, "@" if column.type == "text" else "General")


def _list_align(drawing: _Drawing, column: ListColumn) -> Any:
    if column.type == "number":
        return drawing.right
    return drawing.left if column.type == "text" else drawing.centre
