"""A board's own workbook, a copy, with the wrong cells filled and commented and a summary in front.

An xlsx keeps its layout; its macros are left out, and so is every formula that reaches outside the file. Other
formats (xls, ods, csv, docx, ...) become a workbook of the same shape: every cell at the address it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.correspond.feedback.entries import Entry, entries
from flows.correspond.feedback.laid_out import lay_out_again, running_text
from flows.correspond.feedback.marks import AUTHOR, mark
from flows.correspond.feedback.own_copy import own_copy
from flows.correspond.feedback.summary import FeedbackHeader, fit_pages, write_summary
from flows.correspond.same_bytes import save_without_moments
from flows.ingest.files.grids import Workbook
from flows.texts import documents as texts
from flows.validate.findings.finding import Finding
from schemas.form import Form

if TYPE_CHECKING:
    from openpyxl import Workbook as Book


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
        book = own_copy(data, remarks)
        if book is not None:
            titles = {sheet.title: sheet.title for sheet in book.worksheets}
    if book is None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        if workbook is not None:
            titles = lay_out_again(book, workbook.grids)
            running_text(book, workbook.paragraphs)
            remarks.append(texts.FEEDBACK_SAME_SHAPE.vi.format(format=workbook.format))
    mark(book, titles, listed)
    waived = sum(bool(finding.waived_by) for finding in every)
    write_summary(book, titles, listed, waived, header, form, remarks)
    fit_pages(book)
    book.properties.creator = AUTHOR
    book.calculation.fullCalcOnLoad = True
    save_without_moments(book, destination)
    return listed
