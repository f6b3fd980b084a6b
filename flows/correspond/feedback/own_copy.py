"""The board's own xlsx as a copy that can do no harm: no macros, nothing that reaches outside the file."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flows.correspond.feedback.marks import forget_earlier_marks
from flows.correspond.workbook_text import set_text
from flows.texts import documents as texts

if TYPE_CHECKING:
    from openpyxl import Workbook as Book

# Formulas that reach outside the workbook, or could run something: replaced by the value they last had.
_REACHES_OUT = re.compile(
    r"\[|\||\b(?:HYPERLINK|WEBSERVICE|FILTERXML|DDE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|IMPORT\w+)\s*\(", re.IGNORECASE
)


def own_copy(data: bytes, remarks: list[str]) -> Book | None:
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
            forget_earlier_marks(sheet)
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
