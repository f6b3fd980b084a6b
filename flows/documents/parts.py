"""The parts of a docx as Nghị định 30/2020/NĐ-CP, phụ lục I, lays them out, from the page to the signature.

Lengths in millimetres. Every paragraph has a style of `styles`, so that a template may have others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from flows.documents import styles
from flows.documents.issuer import Issuer
from flows.documents.styles import Style
from flows.documents.xml_text import composed
from flows.texts.papers import administrative as texts

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

WIDTH = 165.0  # of the text: A4 less both margins
_LETTERHEAD = (75.0, 98.0)
_MOTTO_EMS = 11.58  # width of the motto in Times New Roman Bold
_BODY_RULE = 26.0  # a third to half of a line of the issuing body
_CELL_MARGINS = 3.8  # left and right, as Word sets them
_MM_A_POINT = 25.4 / 72


def new_document(template: str | IO[bytes] | None = None) -> Document:
    """An empty document with the page and the styles; what a template says of both stays.

    Raises:
        docx.opc.exceptions.PackageNotFoundError, ValueError, KeyError: the template is no docx.
    """
    import docx

    document = docx.Document(template)
    if template is None:
        _page(document)
    styles.add_missing_styles(document)
    return document


def _page(document: Document) -> None:
    """A4; 20 above and below, 30 left, 15 right; pages numbered above the text from the second."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)


def paragraph(holder: Document | _Cell, text: str, style: Style) -> Any:
    """Add a paragraph; returns it."""
    made = holder.add_paragraph(style=style.name)
    if text:
        made.add_run(composed(text))
    return made


def fill_cell(cell: _Cell, lines: Iterable[tuple[str, Style]]) -> None:
    """Write paragraphs into a new cell, the first one in place of the empty one it is born with."""
    for number, (text, style) in enumerate(lines):
        made = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        made.style = style.name
        made.add_run(composed(text))


def columns(document: Document, widths: Sequence[float], rows: int = 1) -> Any:
    """A table without lines, of columns of these widths."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths):
        column.width = Mm(width)  # LibreOffice goes by the column, Word by its cells
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def grid(document: Document, widths: Sequence[float], heads: Sequence[str]) -> Any:
    """A table with lines and a heading that stands again on each page; rows are added by `grid_row`."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = columns(document, widths)
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads):
        fill_cell(cell, [(head, styles.CELL_HEAD)])
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    return table


def grid_row(table: Any, cells: Sequence[Iterable[tuple[str, Style]]]) -> Any:
    """A further row, which is not parted by the end of a page; returns it."""
    row = table.add_row()
    unbroken(row)
    for cell, column, lines in zip(row.cells, table.columns, cells):
        cell.width = column.width
        fill_cell(cell, lines)
    return row


def unbroken(row: Any) -> None:
    """Keep a row of a table on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def letterhead(document: Document, issuer: Issuer, number: str, day: date | None = None, about: str = "") -> None:
    """Names and number on the left, national name, motto, place and date on the right.

    number: `issuer.letter_number()` or `report_number()`. about: of a letter, which has it below its number.
    """
    left, right = columns(document, _LETTERHEAD).rows[0].cells
    above = [(issuer.above, styles.BODY_ABOVE)] if issuer.above else []
    fill_cell(left, [*above, *((name, styles.BODY) for name in issuer.names)])
    _rule(left, _LETTERHEAD[0], _BODY_RULE)
    paragraph(left, number, styles.NUMBER)
    if about:
        paragraph(left, about, styles.ABOUT_LETTER)
    fill_cell(right, [(texts.NATION, styles.NATION), (texts.MOTTO, styles.MOTTO)])
    motto = right.paragraphs[-1].style.font.size
    size = motto.pt if motto is not None else styles.MOTTO.size
    _rule(right, _LETTERHEAD[1], _MOTTO_EMS * size * _MM_A_POINT)
    paragraph(right, issuer.place_and_date(day), styles.PLACE_AND_DATE)


def _rule(cell: _Cell, width: float, length: float) -> None:
    """A solid line of that length below what the cell holds."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = cell.add_paragraph()
    border, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    made._p.get_or_add_pPr().append(border)
    form, side = made.paragraph_format, Mm((width - _CELL_MARGINS - length) / 2)
    form.left_indent = form.right_indent = side
    form.space_before, form.line_spacing = Pt(3), Pt(6)


def signature(document: Document, issuer: Issuer, copies: Iterable[str]) -> None:
    """Recipients on the left; capacity, room for the seal, and the signer's name on the right. It stays on one page."""
    table = columns(document, (80, 88))
    unbroken(table.rows[0])
    left, right = table.rows[0].cells
    fill_cell(left, [(texts.COPIES.vi, styles.COPIES), *((line, styles.COPY) for line in copies)])
    lines = [(line, styles.CAPACITY) for line in issuer.capacity]
    fill_cell(right, [*lines, *[("", styles.SIGNER)] * 4, (issuer.signer, styles.SIGNER)])
