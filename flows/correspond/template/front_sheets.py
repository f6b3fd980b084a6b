"""The sheets around the tables: the cover with its count of what is wrong, the guide, the hidden sheet of precision."""

from __future__ import annotations

from flows.correspond.template.drawing import Drawing
from flows.correspond.template.written_precision import SHEET
from flows.texts import documents as texts
from flows.texts.papers import administrative


def cover(drawing: Drawing) -> None:
    """The first sheet: who reports, for which half-year."""
    name = drawing.form.sheets[0].sheet
    sheet = drawing.book.create_sheet(name)
    for letter in "ABCDEF":
        sheet.column_dimensions[letter].width = 18
    province = f"{drawing.board.province_type} {drawing.board.name_vi}".upper()
    drawing.across(sheet, "A1", "C1", administrative.PEOPLES_COMMITTEE.vi.format(province=province), size=12)
    drawing.across(sheet, "D1", "F1", administrative.NATION, size=12, bold=True)
    drawing.across(sheet, "A2", "C2", drawing.board.board_name_vi.upper(), size=12, bold=True)
    drawing.across(sheet, "D2", "F2", administrative.MOTTO, size=12, bold=True)
    drawing.across(sheet, "A3", "C3", texts.REPORT_NUMBER.vi, size=12, open_=True)
    place = texts.PLACE_AND_DATE.vi.format(place=drawing.board.name_vi, year=drawing.signed_year)
    drawing.across(sheet, "D3", "F3", place, size=12, italic=True, open_=True)
    drawing.across(sheet, "A6", "F6", texts.FORM_TITLE.vi, size=14, bold=True)
    drawing.across(sheet, "A7", "F7", texts.BLOC.vi, size=12, bold=True)
    board = texts.REPORTING_BOARD.vi.format(board=drawing.board.board_name_vi)
    drawing.across(sheet, "A9", "F9", board, size=12)
    drawing.across(sheet, "A10", "F10", texts.REPORTING_PERIOD.vi.format(period=drawing.period.text_vi), size=12)
    drawing.across(sheet, "A11", "F11", drawing.form.version, size=12)
    drawing.across(sheet, "A12", "F12", texts.CONTACT.vi, size=12, open_=True)
    for row in (1, 2):
        sheet.row_dimensions[row].height = 34
    sheet.row_dimensions[6].height = 26
    drawing.protect(sheet)


def check_summary(drawing: Drawing) -> None:
    """On the cover: how many lines of each sheet are wrong, to be explained, or not filled in."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = drawing.book[drawing.form.sheets[0].sheet]
    drawing.across(sheet, "A15", "F15", texts.CHECK_SUMMARY.vi, size=12, bold=True)
    headings = (
        texts.CHECK_SUMMARY_SHEET, texts.CHECK_SUMMARY_WRONG, texts.CHECK_SUMMARY_QUERY, texts.CHECK_SUMMARY_MISSING
    )  # fmt: skip
    for letter, words in zip("BCDE", headings):
        drawing.write(sheet, f"{letter}16", words.vi, bold=True, align=drawing.centre, fill="heading")
    sheet.row_dimensions[16].height = 34
    starts = [words.vi.strip().rstrip(":") for words in (texts.CHECK_WRONG, texts.CHECK_QUERY, texts.CHECK_MISSING)]
    for row, (name, cells) in enumerate(drawing.check_ranges.items(), start=17):
        drawing.write(sheet, f"B{row}", name, align=drawing.centre)
        sheet[f"B{row}"].hyperlink = Hyperlink(ref=f"B{row}", location=f"'{name}'!A1")
        for letter, start in zip("CDE", starts):
            drawing.write(sheet, f"{letter}{row}", None, align=drawing.centre)
            sheet[f"{letter}{row}"].value = f'=COUNTIF({cells},"{start}*")'
    last = 16 + len(drawing.check_ranges)
    drawing.page(sheet, f"F{last}", (1, 1), landscape=False)
    sheet.print_title_rows = None


def guide(drawing: Drawing) -> None:
    """How to fill the form in."""
    sheet = drawing.book.create_sheet(texts.GUIDE_SHEET.vi)
    sheet.column_dimensions["A"].width = 110
    drawing.write(sheet, "A1", texts.GUIDE_TITLE.vi, size=14, bold=True, align=drawing.centre, border=False)
    for row, line in enumerate(texts.GUIDE, start=3):
        drawing.write(sheet, f"A{row}", line.vi, size=12, border=False)
        sheet.row_dimensions[row].height = 36
    drawing.protect(sheet)
    drawing.page(sheet, f"A{sheet.max_row}", (1, 1), landscape=True)
    sheet.print_title_rows = None


def precision_sheet(drawing: Drawing) -> None:
    """The hidden sheet the check cells read: how precisely each column is written."""
    from openpyxl.worksheet.formula import ArrayFormula

    sheet = drawing.book.create_sheet(SHEET)
    sheet.column_dimensions["A"].width = 60
    drawing.write(sheet, "A1", texts.PRECISION_TITLE.vi, border=False)
    for row, helper in drawing.checks.precision.cells.items():
        drawing.write(sheet, f"A{row}", helper.name)
        drawing.write(sheet, f"B{row}", None)
        sheet[f"B{row}"].value = ArrayFormula(f"B{row}", "=" + helper.formula)
    sheet.sheet_state = "hidden"
    drawing.protect(sheet)
    drawing.page(sheet, f"B{sheet.max_row}", (1, 1), landscape=False)
