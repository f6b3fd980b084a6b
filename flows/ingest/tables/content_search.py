"""Tables whose heading says nothing, found by the labels or codes of the form's lines in one of their columns."""

from __future__ import annotations

from flows.ingest.files.grids import CellValue, Grid
from flows.ingest.tables.captions import leave_other_figures, read_captions
from flows.ingest.tables.column_meanings import find_unit_column, understand_columns
from flows.ingest.tables.headings import HeadingReader, is_numbering
from flows.ingest.tables.layout import BAND
from flows.ingest.tables.table import Table
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold

_ROWS = 5000  # rows in which a table with an unknown heading is looked for


def find_by_content(
    grids: tuple[Grid, ...], sheets: set[str], vocabulary: Vocabulary, reader: HeadingReader, period: str
) -> list[Table]:
    """Tables whose heading was not recognised, by a column that holds the labels (or codes) of missing sheets.

    Whatever stands above that column is its heading; value columns whose words we do not know stay unknown.
    """
    form = vocabulary.reference.form
    labels = {
        label for label, codes in vocabulary.labels.items() if any(form.by_code[c].sheet in sheets for c in codes)
    }
    codes = {line.code for sheet in sheets for line in form.by_sheet[sheet]}
    found = []
    for index, grid in enumerate(grids):
        rows = grid.rows[:_ROWS]
        width = max(map(len, rows), default=0)
        for column in range(min(width, 12)):
            matches = [
                number
                for number, row in enumerate(rows)
                if column < len(row)
                and isinstance(text := row[column], str)
                and (text.strip() in codes or (3 < len(text) < 160 and fold(text) in labels))
            ]
            if len(matches) < 3:
                continue
            first = top = matches[0]
            while top > 0 and first - top < BAND and _may_head(rows[top - 1]):
                top -= 1
            table = Table(index, grid, top, first, len(grid.rows), 0, width)
            understand_columns(table, vocabulary, reader, period)
            if table.sheet:
                continue
            role = "code" if str(rows[first][column]).strip() in codes else "label"
            table.fixed = {name: place for name, place in table.fixed.items() if place != column} | {role: column}
            table.unknown = [entry for entry in table.unknown if entry.column != column]
            if "unit" not in table.fixed:
                find_unit_column(table, vocabulary)
            read_captions(table, 0, vocabulary, reader)
            leave_other_figures(table)
            if not table.reference_mark:
                found.append(table)
            break
    return found


def _may_head(row: list[CellValue]) -> bool:
    texts = [cell for cell in row if cell is not None and cell != ""]
    return len(texts) >= 2 and all(isinstance(cell, str) or is_numbering(cell) for cell in texts)
