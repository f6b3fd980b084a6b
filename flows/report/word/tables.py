"""Tables of the report in Word, made as XML: an annex has thousands of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flows.documents import parts, styles
from flows.documents.styles import Style
from flows.report.model import Piece, Table
from flows.report.word.marks import Marks, element

if TYPE_CHECKING:
    from docx.document import Document

_TWIPS_A_MM = 56.7
Filler = Callable[[Any, Sequence[Piece]], None]


def write_table(document: Document, table: Table, marks: Marks, *, titled: bool = True) -> None:
    """A table beside a chart: its title where the chart does not say it, rows with their figures marked, notes."""
    if titled:
        parts.paragraph(document, table.title, styles.CAPTION)
    rows = [[(piece,) for piece in row] for row in table.rows]
    grid(document, table.heads, rows, table.numeric, column_widths(table.numeric, parts.WIDTH), marks.write)
    for note in table.notes:
        parts.paragraph(document, str(note), styles.SOURCE)


def column_widths(numeric: Sequence[bool], width: float, first: float = 0.34) -> list[float]:
    """The first column of words wide, the others alike."""
    if len(numeric) < 2:
        return [width]
    wide = next((number for number, figures in enumerate(numeric) if not figures), 0)
    share = max(first, 1 / len(numeric))
    other = width * (1 - share) / (len(numeric) - 1)
    return [width * share if number == wide else other for number in range(len(numeric))]


# Parameters: a table's contents, its measures, and how its cells are filled.
def grid(
    document: Document,
    heads: Sequence[str],
    rows: Sequence[Sequence[Sequence[Piece]]],
    numeric: Sequence[bool],
    widths: Sequence[float],
    fill: Filler,
    cell_styles: tuple[Style, Style, Style] = (styles.CELL_HEAD, styles.CELL, styles.CELL_NUMBER),
) -> None:
    """A table with lines whose heading row stands again on each page and whose rows stay whole."""
    from docx.text.paragraph import Paragraph

    head_style, text_style, number_style = (document.styles[style.name].style_id for style in cell_styles)
    made = parts.columns(document, widths, rows=0)
    made.style = "Table Grid"

    def add(cells: Sequence[Sequence[Piece]], style_ids: Sequence[str], heading: bool) -> None:
        row, layout = element("w:tr"), element("w:trPr")
        layout.append(element("w:cantSplit"))
        if heading:
            layout.append(element("w:tblHeader"))
        row.append(layout)
        for pieces, width, style_id in zip(cells, widths, style_ids):
            cell, measures, paragraph = element("w:tc"), element("w:tcPr"), element("w:p")
            measures.append(element("w:tcW", w=str(round(width * _TWIPS_A_MM)), type="dxa"))
            properties = element("w:pPr")
            properties.append(element("w:pStyle", val=style_id))
            paragraph.append(properties)
            fill(Paragraph(paragraph, made), pieces)
            cell.append(measures)
            cell.append(paragraph)
            row.append(cell)
        made._tbl.append(row)

    add([(head,) for head in heads], [head_style] * len(heads), heading=True)
    style_ids = [number_style if figures else text_style for figures in numeric]
    for cells in rows:
        add(cells, style_ids, heading=False)
