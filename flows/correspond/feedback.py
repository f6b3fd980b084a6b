"""A board's own workbook, a copy, with the wrong cells filled and commented and a summary in front.

An xlsx keeps its layout; its macros are left out, and so is every formula that reaches outside the file. Other
formats (xls, ods, csv, docx, ...) become a workbook of the same shape: every cell at the address it had.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.correspond.feedback_entries import Entry, entries, indicator_words, place_words, repair_words, suggestions
from flows.correspond.same_bytes import save_without_moments
from flows.correspond.workbook_text import plain_text, set_text, sheet_title
from flows.ingest.files.grids import ErrorCell, Grid, UncalculatedCell, Workbook, column_letters
from flows.ingest.submission import Place
from flows.texts import documents as texts
from flows.validate.findings.finding import Finding
from schemas.form import Form
from schemas.rules import ERROR, INFO, QUERY, SEVERITIES

if TYPE_CHECKING:
    from openpyxl import Workbook as Book
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

AUTHOR = "Red River Zones"
_FILLS = {ERROR: "FFFF9999", QUERY: "FFFFD966", INFO: "FFBDD7EE"}
_PALE = {ERROR: "FFFDE4E4", QUERY: "FFFFF4D1", INFO: "FFE7F0F9"}
_SUMMARY_WIDTHS = (6, 15, 17, 32, 62, 44, 9)
_OTHERS_SHOWN = 25  # findings of one cause listed below their entry
_CELLS_TINTED = 12  # a check that read more cells than this tints none but the suspected one
_ROWS_LAID, _COLUMNS_LAID = 20_000, 256

# Formulas that reach outside the workbook, or could run something: replaced by the value they last had.
_REACHES_OUT = re.compile(
    r"\[|\||\b(?:HYPERLINK|WEBSERVICE|FILTERXML|DDE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|IMPORT\w+)\s*\(", re.IGNORECASE
)
_BOARDS_COMMENT = re.compile(
    re.escape(texts.FEEDBACK_COMMENT_BOARD.vi).replace(r"\{author\}", r"(?P<author>.*?)") + r"\n(?P<text>.*)", re.DOTALL
)


@dataclass(frozen=True)
class FeedbackHeader:
    """What the summary says of the submission. `state` is one of the states of design section 4."""

    board: str
    period: str
    file: str
    received_at: datetime | None
    state: str


def write_feedback(
    destination: Path,
    data: bytes,
    workbook: Workbook | None,
    findings: Iterable[Finding],
    header: FeedbackHeader,
    form: Form,
) -> tuple[Entry, ...]:
    """Write the marked copy of a submission as xlsx; returns the entries of its summary.

    data: the bytes received. workbook: the same as grids, None when it cannot be read (the copy is then the summary
    alone). findings: of this version; waived ones are counted and not marked.

    Raises:
        OSError: the file cannot be written.
    """
    import openpyxl

    every = tuple(findings)
    listed = entries(every, form)
    remarks: list[str] = []
    book: Book | None = None
    titles: dict[str | None, str] = {}
    if workbook is not None and workbook.format in ("xlsx", "xlsm"):
        book = _own_copy(data, remarks)
        if book is not None:
            titles = {sheet.title: sheet.title for sheet in book.worksheets}
    if book is None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        if workbook is not None:
            titles = _lay_out_again(book, workbook.grids)
            _running_text(book, workbook.paragraphs)
            remarks.append(texts.FEEDBACK_SAME_SHAPE.vi.format(format=workbook.format))
    _mark(book, titles, listed)
    waived = sum(bool(finding.waived_by) for finding in every)
    _summary(book, titles, listed, waived, header, form, remarks)
    _fit_pages(book)
    book.properties.creator = AUTHOR
    book.calculation.fullCalcOnLoad = True
    save_without_moments(book, destination)
    return listed


# --- the copy -------------------------------------------------------------------------------------------------


def _own_copy(data: bytes, remarks: list[str]) -> Book | None:
    """The board's own xlsx without macros, outside links and marks of an earlier round; None when it resists."""
    said: list[str] = []
    try:
        book = _copied(data, said)
    # A file that the reader managed may still be beyond openpyxl; then its cells are laid out again.
    except Exception:
        return None
    remarks += said
    return book


def _copied(data: bytes, remarks: list[str]) -> Book:
    import openpyxl
    from openpyxl.worksheet.worksheet import Worksheet

    book = openpyxl.load_workbook(BytesIO(data), keep_vba=False, keep_links=False, rich_text=True)
    for sheet in list(book.worksheets):
        if _is_own_summary(sheet):
            book.remove(sheet)
    outward = _outward_formulas(book)
    if outward:
        values = openpyxl.load_workbook(BytesIO(data), data_only=True, keep_links=False)
        for title, address in outward:
            cell, last = book[title][address], values[title][address].value
            cell.value = None
            if isinstance(last, str):
                set_text(cell, last)
            else:
                cell.value = last
        remarks.append(texts.FEEDBACK_FORMULAS_REPLACED.vi.format(number=len(outward)))
    names = _member_names(data)
    if any(name.startswith("xl/vbaProject") for name in names):
        remarks.append(texts.FEEDBACK_MACROS.vi)
    if any(name.startswith(("xl/media/", "xl/charts/", "xl/drawings/drawing")) for name in names):
        remarks.append(texts.FEEDBACK_PICTURES.vi)
    for name in [name for name, defined in book.defined_names.items() if "[" in (defined.attr_text or "")]:
        del book.defined_names[name]
    for sheet in book.worksheets:
        if isinstance(sheet, Worksheet):
            _forget_earlier_marks(sheet)
            for rule in list(sheet.data_validations.dataValidation):
                if _REACHES_OUT.search(f"{rule.formula1 or ''} {rule.formula2 or ''}"):
                    sheet.data_validations.dataValidation.remove(rule)
    return book


def _member_names(data: bytes) -> list[str]:
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as archive:
        return archive.namelist()


def _is_own_summary(sheet: Any) -> bool:
    return bool(sheet.title.startswith(texts.FEEDBACK_SHEET.vi) and sheet["A1"].value == texts.FEEDBACK_TITLE.vi)


def _outward_formulas(book: Book) -> list[tuple[str, str]]:
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and _REACHES_OUT.search(str(getattr(cell.value, "text", cell.value))):
                    found.append((sheet.title, cell.coordinate))
    return found


def _forget_earlier_marks(sheet: Worksheet) -> None:
    """Take our fills and comments off again; a comment of the board that ours had taken in stands alone again."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    own = {*_FILLS.values(), *_PALE.values()}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                theirs = _BOARDS_COMMENT.search(cell.comment.text)
                cell.comment = Comment(theirs["text"], theirs["author"]) if theirs else None
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in own:
                cell.fill = PatternFill()


def _lay_out_again(book: Book, grids: Iterable[Grid]) -> dict[str | None, str]:
    """A sheet a grid, every cell at its address. Returns the grid's own name -> title of its sheet."""
    titles: dict[str | None, str] = {}
    taken: set[str] = {texts.FEEDBACK_SHEET.vi.casefold()}
    for grid in grids:
        wanted = grid.sheet or (Path(grid.member).stem if grid.member else texts.FEEDBACK_ONLY_SHEET.vi)
        title = sheet_title(wanted, taken)
        titles.setdefault(grid.sheet, title)
        _lay_out_grid(book.create_sheet(title), grid)
    return titles


def _running_text(book: Book, paragraphs: tuple[str, ...]) -> None:
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


# --- marks ----------------------------------------------------------------------------------------------------


def _cell(book: Book, titles: dict[str | None, str], place: Place) -> Cell | None:
    """The cell of a place, the first of its merged range; None when the copy has no such cell."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.utils.exceptions import CellCoordinatesException

    title = titles.get(place.sheet)
    if title is None or not place.cell:
        return None
    sheet = book[title]
    try:
        cell = sheet[place.cell]
    except (ValueError, CellCoordinatesException):
        return None
    if isinstance(cell, MergedCell):
        within = next(span for span in sheet.merged_cells.ranges if place.cell in span)
        cell = sheet.cell(within.min_row, within.min_col)
    return cell if not isinstance(cell, tuple) else None


def _mark(book: Book, titles: dict[str | None, str], listed: tuple[Entry, ...]) -> None:
    """Fill every suspected cell and say in a comment what is wrong; tint what it was compared with."""
    said: dict[tuple[str, str], list[tuple[Entry, Finding]]] = {}
    tinted: dict[tuple[str, str], str] = {}
    for entry in listed:
        for finding in entry.findings:
            places = finding.cells or (Place(finding.sheet, finding.cell),)
            for number, place in enumerate(places):
                cell = _cell(book, titles, place)
                if cell is None:
                    continue
                where = (titles[place.sheet], cell.coordinate)
                if number == 0:
                    said.setdefault(where, []).append((entry, finding))
                elif len(places) <= _CELLS_TINTED:
                    severities = (tinted.get(where, INFO), finding.severity)
                    tinted[where] = min(severities, key=SEVERITIES.index)
    for (title, address), severity in tinted.items():
        if (title, address) not in said:
            _fill(book[title][address], _PALE[severity])
    for (title, address), found in said.items():
        sheet = book[title]
        severity = min((finding.severity for _, finding in found), key=SEVERITIES.index)
        _fill(sheet[address], _FILLS[severity])
        _comment(sheet[address], found)
        # What is wrong must be seen, also where the board hid it.
        sheet.sheet_state = "visible"
        sheet.row_dimensions[sheet[address].row].hidden = False


def _fill(cell: Any, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def _comment(cell: Any, found: list[tuple[Entry, Finding]]) -> None:
    from openpyxl.comments import Comment

    blocks = []
    for entry, finding in dict.fromkeys(found):
        lines = [
            texts.FEEDBACK_COMMENT_HEAD.vi.format(
                number=entry.number, severity=texts.SEVERITY_WORDS[finding.severity].vi, rule=finding.rule
            ),
            finding.message_vi,
        ]
        lines += suggestions(finding, 3)
        blocks.append("\n".join(lines))
    text = plain_text("\n\n".join(blocks))
    if cell.comment is not None:
        heading = texts.FEEDBACK_COMMENT_BOARD.vi.format(author=plain_text(cell.comment.author or ""))
        text = f"{text}\n\n{heading}\n{plain_text(cell.comment.text)}"
    lines_shown = sum(1 + len(line) // 58 for line in text.splitlines())
    comment = Comment(text, AUTHOR)
    comment.width, comment.height = 400, min(560, 30 + 18 * lines_shown)
    cell.comment = comment


# --- the summary ----------------------------------------------------------------------------------------------


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
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=(_FILLS if main else _PALE)[severity])
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
    target = _cell(book, titles, place)
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


def _fit_pages(book: Book) -> None:
    """Sheets of which nobody said how they are printed become as wide as a page, on A4 across."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for sheet in book.worksheets:
        fitted = sheet.sheet_properties.pageSetUpPr
        if (fitted is not None and fitted.fitToPage) or sheet.page_setup.scale not in (None, 100):
            continue
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _summary(
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
