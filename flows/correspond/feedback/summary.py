"""The sheet in front of a marked copy: what was found, where, and what to do, one line an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows.correspond.feedback.entries import Entry, indicator_words, place_words, repair_words
from flows.correspond.feedback.marks import FILLS, PALE, cell_at
from flows.correspond.workbook_text import set_text, sheet_title
from flows.ingest.files.grids import column_letters
from flows.ingest.submission import Place
from flows.texts import documents as texts
from flows.validate.findings.finding import Finding
from schemas.form import Form
from schemas.rules import ERROR, INFO, QUERY, SEVERITIES

if TYPE_CHECKING:
    from openpyxl import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

_SUMMARY_WIDTHS = (6, 15, 17, 32, 62, 44, 9)
_OTHERS_SHOWN = 25  # findings of one cause listed below their entry


@dataclass(frozen=True)
class FeedbackHeader:
    """What the summary says of the submission. `state` is one of the states of design section 4."""

    board: str
    period: str
    file: str
    received_at: datetime | None
    state: str


def _entry_words(entry: Entry, finding: Finding, form: Form) -> tuple[str, ...]:
    """The columns of one line of the summary: an entry's main finding, or another of the same cause."""
    if finding is entry.main:
        number, kind, shown = str(entry.number), texts.SEVERITY_WORDS[entry.severity].vi, repair_words(finding)[:3]
    else:
        own = set(repair_words(entry.main))
        number, kind = "", texts.FEEDBACK_SAME_CAUSE.vi
        shown = tuple(words for words in repair_words(finding)[:2] if words not in own)
    repairs = "\n".join(f"• {words}" for words in shown)
    place, what = place_words(finding, form).vi, indicator_words(finding, form).vi
    return number, kind, place, what, finding.message_vi, repairs, finding.rule


def _entry_line(sheet: Worksheet, row: int, words: tuple[str, ...], severity: str, main: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="FF7F7F7F")
    border = Border(left=side, right=side, top=side, bottom=side)
    wrapped = Alignment(vertical="top", wrap_text=True)
    centred = Alignment(horizontal="center", vertical="top", wrap_text=True)
    for column, text in enumerate(words, start=1):
        cell = sheet.cell(row, column)
        set_text(cell, text)
        cell.font = Font(name="Times New Roman", size=11, bold=main and column in (1, 2), italic=not main)
        cell.border, cell.alignment = border, centred if column in (1, 2, 3, 7) else wrapped
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=(FILLS if main else PALE)[severity])
    needed = max(
        sum(1 + len(part) // int(width * 1.05) for part in text.split("\n"))
        for text, width in zip(words, _SUMMARY_WIDTHS)
    )
    sheet.row_dimensions[row].height = max(16, 15 * needed)


def _link(sheet: Worksheet, row: int, book: Book, titles: dict[str | None, str], finding: Finding) -> None:
    """Make the place in a line of the summary lead to its cell, where it has one."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    place = (finding.cells or (Place(finding.sheet, finding.cell),))[0]
    target = cell_at(book, titles, place)
    if target is not None:
        link = sheet.cell(row, 3)
        escaped = titles[place.sheet].replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{escaped}'!{target.coordinate}")
        link.font = Font(name="Times New Roman", size=11, color="FF0563C1", underline="single")


def _set_up_page(book: Book, sheet: Worksheet, heading_row: int) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"A{heading_row + 1}"
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    for other_sheet in book.worksheets:
        other_sheet.sheet_view.tabSelected = False
    book.active = 0
    sheet.sheet_view.tabSelected = True


def fit_pages(book: Book) -> None:
    """Sheets of which nobody said how they are printed become as wide as a page, on A4 across."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for sheet in book.worksheets:
        fitted = sheet.sheet_properties.pageSetUpPr
        if (fitted is not None and fitted.fitToPage) or sheet.page_setup.scale not in (None, 100):
            continue
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write_summary(
    book: Book, titles: dict[str | None, str], listed: tuple[Entry, ...], waived: int, header: FeedbackHeader,
    form: Form, remarks: list[str],
) -> None:  # fmt: skip
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    title = sheet_title(texts.FEEDBACK_SHEET.vi, {sheet.title.casefold() for sheet in book.worksheets})
    sheet = book.create_sheet(title, 0)
    for number, width in enumerate(_SUMMARY_WIDTHS):
        sheet.column_dimensions[column_letters(number)].width = width
    last = column_letters(len(_SUMMARY_WIDTHS) - 1)
    side = Side(style="thin", color="FF7F7F7F")
    border = Border(left=side, right=side, top=side, bottom=side)

    def line(
        row: int, text: str, *, size: int = 12, bold: bool = False, centre: bool = False, height: float = 0
    ) -> None:
        sheet.merge_cells(f"A{row}:{last}{row}")
        set_text(sheet[f"A{row}"], text)
        sheet[f"A{row}"].font = Font(name="Times New Roman", size=size, bold=bold)
        horizontal = "center" if centre else "left"
        sheet[f"A{row}"].alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        if height:
            sheet.row_dimensions[row].height = height

    counts = {severity: sum(entry.severity == severity for entry in listed) for severity in SEVERITIES}
    line(1, texts.FEEDBACK_TITLE.vi, size=14, bold=True, centre=True, height=26)
    line(2, f"{header.board} – {header.period}", bold=True, centre=True)
    received = f"{header.received_at:%d/%m/%Y %H:%M}" if header.received_at else "–"
    line(3, texts.FEEDBACK_FILE.vi.format(file=header.file, received=received))
    state = texts.STATE_WORDS[header.state].vi if header.state in texts.STATE_WORDS else header.state
    line(4, texts.FEEDBACK_STATE.vi.format(state=state), bold=True)
    line(5, texts.FEEDBACK_COUNTS.vi.format(errors=counts[ERROR], queries=counts[QUERY], infos=counts[INFO]))
    row = 6
    guide = texts.FEEDBACK_GUIDE.vi if listed else texts.FEEDBACK_NOTHING.vi
    for text in (guide, *([texts.FEEDBACK_WAIVED.vi.format(number=waived)] if waived else []), *remarks):
        line(row, text, height=32 if len(text) > 130 else 0)
        row += 1
    row += 1
    heading_row = row
    for column, words in enumerate(texts.FEEDBACK_HEADINGS, start=1):
        cell = sheet.cell(row, column, words.vi)
        cell.font = Font(name="Times New Roman", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
        cell.border, cell.alignment = border, Alignment(horizontal="center", vertical="center", wrap_text=True)

    for entry in listed:
        row += 1
        _entry_line(sheet, row, _entry_words(entry, entry.main, form), entry.severity, True)
        _link(sheet, row, book, titles, entry.main)
        for other in entry.others[:_OTHERS_SHOWN]:
            row += 1
            _entry_line(sheet, row, _entry_words(entry, other, form), other.severity, False)
            _link(sheet, row, book, titles, other)
        rest = len(entry.others) - _OTHERS_SHOWN
        if rest > 0:
            row += 1
            line(row, texts.FEEDBACK_REST.vi.format(number=rest), size=11)
    _set_up_page(book, sheet, heading_row)
