"""Where the form's tables stand in grids: heading rows, columns and the rows below them, however the sheet is laid out.

One idea for every habit: a heading is a row (or up to three) whose words are those of the form's columns; everything
below it, down to the next heading, is its table. Sheets' names, order and positions decide nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from flows.ingest.files.grids import CellValue, Grid
from flows.ingest.tables.captions import UNIT_ABOVE, leave_other_figures, read_captions
from flows.ingest.tables.column_meanings import find_unit_column, list_pairs, resolve_columns
from flows.ingest.tables.headings import HeadingReader, is_numbering
from flows.ingest.tables.known_layouts import Layout, layout_from, words_of
from flows.ingest.tables.table import Table
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold

BAND = 4  # a heading has at most this many rows
_LINES_OF_HEADING = 16  # and as many lines with the empty ones between them
_LAYOUTS, _ANCHORS = 1_000, 2_000  # remembered
_TABLES = 200  # a form has nine tables, a sheet with more than this is something else


def find_tables(
    grids: tuple[Grid, ...], vocabulary: Vocabulary, reader: HeadingReader, period: str = ""
) -> list[Table]:
    """Every table of the form in the grids, in order; copies for reference are among them, marked.

    Args:
        period: the submission's; tells this year's `Thực hiện 6 tháng đầu năm 2023` from last year's. "" when unknown.
    """
    tables: list[Table] = []
    for index, grid in enumerate(grids):
        tables += _tables_of(index, grid, vocabulary, reader, period)
    for table in tables:
        if not table.sheet and "unit" not in table.fixed:
            find_unit_column(table, vocabulary)
    return tables


def with_continued(tables: list[Table], grids: tuple[Grid, ...], reader: HeadingReader) -> list[Table]:
    """The tables of a document, with those that go on after a page without a heading of their own.

    Such a one follows at once, is as wide, begins with a line that is no heading, and no title stands before it.
    """
    found = list(tables)
    with_tables = {table.grid_index for table in tables}
    last = {table.grid_index: table for table in tables}
    for index, grid in enumerate(grids):
        before = last.get(index - 1)
        if index in with_tables or before is None or not grid.rows or len(grid.rows[0]) != len(before.grid.rows[0]):
            continue
        if any(reader.names_a_sheet(fold(text)) for text in grid.before):
            continue
        if not any(_is_figure(column, grid.rows[0]) for column in before.figure_columns):
            continue
        going_on = replace(
            before,
            grid_index=index,
            grid=grid,
            heading_row=0,
            first_row=0,
            end_row=len(grid.rows),
            twice=[],
            above=[],
            headed=before.headed or before,
            layout=None,
        )
        last[index] = going_on
        found.append(going_on)
    return sorted(found, key=lambda table: table.grid_index)


def _is_figure(column: int, row: list[CellValue]) -> bool:
    cell = row[column] if column < len(row) else None
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and cell[:1].isdigit())


def _tables_of(index: int, grid: Grid, vocabulary: Vocabulary, reader: HeadingReader, period: str) -> list[Table]:
    """Tables of one grid. A table goes on until another begins under its columns, so tables may stand anywhere."""
    rows = grid.rows
    tables: list[Table] = []
    active: list[Table] = []
    words: Hashable = None
    new: Layout | None = None
    anchors = 0
    alone, reach = -1, 0  # the column of line numbers, and the width, of one table over the whole width
    for number, row in enumerate(rows):
        if alone >= 0 and alone < len(row) <= reach:
            # The usual case at a glance: a line of that table.
            cell = row[alone]
            if cell is not None and not isinstance(cell, str):
                continue
        if not any(row):
            continue
        for low, high in _free(row, number, active, vocabulary, reader) if active else [(0, len(row))]:
            if not _is_anchor(row, low, high, vocabulary, reader):
                continue
            floor = max((t.first_row for t in tables if t.first_column < high and low < t.end_column), default=0)
            top = number
            while top > floor and number - top < 2 and _is_group_row(rows[top - 1], row, low, high, reader):
                top -= 1
            anchors += 1
            if anchors == 1 and tuple(row) not in reader.list_headings:
                words = words_of(grid, top, vocabulary, reader)
                if known := reader.layouts.get((period, words)):
                    return [_known_table(known, index, grid, vocabulary, reader)]
            for first, last in _segments(rows, top, number, low, high, vocabulary, reader)[:_TABLES]:
                end = _heading_end(rows, top, number, first, last, vocabulary, reader)
                table = Table(index, grid, top, end, len(rows), first, last)
                if not resolve_columns(table, vocabulary, reader, period):
                    continue
                if table.sheet and len(reader.list_headings) < _ANCHORS:
                    reader.list_headings.add(tuple(row))
                new = layout_from(table) if words and anchors == 1 and not tables else None
                read_captions(table, floor, vocabulary, reader)
                leave_other_figures(table)
                table.probes = _probes(table)
                for other in active:
                    if other.first_column < last and first < other.end_column:
                        other.end_row = top
                active = [other for other in active if other.end_row == len(rows)]
                active.append(table)
                tables.append(table)
                alone, reach = -1, 0
                if len(active) == 1 and not table.first_column:
                    alone, reach = table.probes[0], table.end_column
            if len(tables) > _TABLES:
                return tables  # no form: what is missing is said
    if new is not None and anchors == len(tables) == 1:
        tables[0].layout = new
        _remember(new, (period, words), reader)
    return tables


def _known_table(known: Layout, index: int, grid: Grid, vocabulary: Vocabulary, reader: HeadingReader) -> Table:
    table = known.of(index, grid)
    read_captions(table, 0, vocabulary, reader)
    leave_other_figures(table)
    return table


def _remember(layout: Layout, key: tuple[str, Hashable], reader: HeadingReader) -> None:
    if len(reader.layouts) >= _LAYOUTS:
        reader.layouts.clear()
    reader.layouts[key] = layout


def _free(
    row: list[CellValue], number: int, active: list[Table], vocabulary: Vocabulary, reader: HeadingReader
) -> list[tuple[int, int]]:
    """The column ranges of a row that are not a data row of a table that goes on."""
    width = len(row)
    busy = [(t.first_column, t.end_column) for t in active if _goes_on(t, row, number, vocabulary, reader)]
    if not busy:
        return [(0, width)]
    busy.sort()
    free = []
    position = 0
    for first, end in busy:
        if first > position:
            free.append((position, first))
        position = max(position, end)
    if position < width:
        free.append((position, width))
    return free


def _probes(table: Table) -> tuple[int, ...]:
    """The columns of line numbers and labels: the number first, because it settles most rows at a glance."""
    if table.sheet:
        keys = ("line", *table.lists)
        return tuple(dict.fromkeys(table.lists[key] for key in keys if key in table.lists))[:3]
    return tuple(table.fixed[key] for key in ("line", "label", "code") if key in table.fixed)


def _goes_on(table: Table, row: list[CellValue], number: int, vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    """Whether a row under a table is one of its lines: its label or number cell holds no heading word."""
    if number < table.first_row:
        return True
    width = len(row)
    for column in table.probes:
        cell = row[column] if column < width else None
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str) or cell[-1:].isdigit() or len(cell) > 60:
            return True
        return not (reader.read(cell).known or list_pairs(cell, vocabulary))
    return False


def _is_anchor(row: list[CellValue], low: int, high: int, vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    """Whether cells carry the words of a heading: a label or code column beside another, or three list columns."""
    filled: tuple[CellValue, ...] = tuple(filter(None, row[low:high]))  # a 0 among words is no heading's either
    if len(filled) < 2 or not any(isinstance(cell, str) and reader.may_anchor(cell) for cell in filled):
        return False
    if filled in reader.anchors:
        return True
    found = _heads_a_table(filled, vocabulary, reader)
    if found and len(reader.anchors) < _ANCHORS:
        reader.anchors.add(filled)
    return found


def _heads_a_table(filled: Sequence[CellValue], vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    texts = len(filled)
    fixed: set[str] = set()
    others = 0
    lists: dict[str, set[str]] = {}
    for cell in filled:
        if not isinstance(cell, str):
            continue
        if len(cell) > 100:
            return False
        heading = reader.read(cell)
        if heading.fixed:
            fixed.add(heading.fixed)
        elif heading.sector or heading.measure or heading.value:
            others += 1
        for sheet, key in list_pairs(cell, vocabulary):
            lists.setdefault(sheet, set()).add(key)
    if ("label" in fixed or "code" in fixed) and len(fixed - {"ignore"}) + others >= 2:
        return True
    return any(len(keys - {"line"}) >= 3 and 2 * len(keys) >= texts for keys in lists.values())


def _heading_end(
    rows: list[list[CellValue]],
    top: int,
    anchor: int,
    first: int,
    last: int,
    vocabulary: Vocabulary,
    reader: HeadingReader,
) -> int:
    """The row after a heading's last one, with numbering rows below taken in."""
    key = (first, *rows[anchor][first:last])
    label_columns = reader.label_columns.get(key)
    if label_columns is None:
        label_columns = _label_columns(rows[anchor], first, last, vocabulary, reader)
        if len(reader.label_columns) < _ANCHORS:
            reader.label_columns[key] = label_columns
    end, taken = anchor + 1, anchor + 1 - top
    for number in range(end, min(end + _LINES_OF_HEADING, len(rows))):
        if taken >= BAND:
            break
        if not any(cell is not None and cell != "" for cell in rows[number][first:last]):
            continue  # the further lines of a cell of several lines in a text file
        if not _continues(rows, number, anchor, first, last, label_columns, reader):
            break
        end, taken = number + 1, taken + 1
    return end


def _label_columns(
    row: list[CellValue], first: int, last: int, vocabulary: Vocabulary, reader: HeadingReader
) -> list[int]:
    """The columns of a heading whose cells below say that a line of the table begins."""
    columns = [i for i in range(first, min(last, len(row))) if isinstance(row[i], str) and row[i]]
    labels = [i for i in columns if reader.read(str(row[i])).fixed in ("label", "code")]
    named = (i for i in columns if any(key != "line" for _, key in list_pairs(str(row[i]), vocabulary)))
    return labels or list(islice(named, 2))


def _is_group_row(row: list[CellValue], anchor: list[CellValue], low: int, high: int, reader: HeadingReader) -> bool:
    """Whether a row above a heading groups its value columns; a caption stands over its labels and does not."""
    seen = False
    for column in range(low, min(high, len(row))):
        cell = row[column]
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str) or UNIT_ABOVE.search(cell):
            return False
        heading = reader.read(cell)
        if not heading.known or (heading.unit and not (heading.sector or heading.measure)):
            return False
        below = anchor[column] if column < len(anchor) else None
        if isinstance(below, str) and below != cell and reader.read(below).fixed:
            return False
        seen = True
    return seen


def _continues(
    rows: list[list[CellValue]],
    number: int,
    anchor: int,
    first: int,
    last: int,
    label_columns: list[int],
    reader: HeadingReader,
) -> bool:
    """Whether a row still belongs to the heading: its label cells are empty, repeat the heading, or are numbering."""
    row = rows[number]
    filled = [cell for cell in row[first:last] if cell is not None and cell != ""]
    if not filled:
        return False
    above = rows[anchor]
    labels = [row[column] for column in label_columns if column < len(row) and row[column] != above[column]]
    labels = [cell for cell in labels if cell is not None and cell != ""]
    if not all(map(is_numbering, labels)):
        return False
    if all(map(is_numbering, filled)):
        return True
    if labels:
        return False
    # Below a merged heading only words stand; a data line whose label was lost has figures.
    return all(isinstance(cell, str) for cell in filled) and any(
        reader.read(cell).known for cell in filled if isinstance(cell, str)
    )


def _segments(
    rows: list[list[CellValue]],
    top: int,
    anchor: int,
    low: int,
    high: int,
    vocabulary: Vocabulary,
    reader: HeadingReader,
) -> list[tuple[int, int]]:
    """Column ranges of the tables that stand side by side: a repeated fixed column begins the next one.

    So does a fixed column after an empty one where the columns before it are a table already.
    """
    anchors = rows[anchor]
    # Where every column has a heading in one row, what stands below decides nothing.
    key = (low, *anchors[low:high]) if top == anchor and all(anchors[low:high]) else ()
    if known := reader.segments.get(key):
        return known
    segments: list[tuple[int, int]] = []
    seen: set[str] = set()
    start = last = -1
    filled_in_heading = _filled_columns(rows[top : anchor + 1])
    below = [row for row in rows[anchor + 1 : anchor + _LINES_OF_HEADING] if any(row[low:high])][:2]
    filled_below = _filled_columns(below)
    for column in range(low, high):
        cell = anchors[column] if column < len(anchors) else None
        role = _role(cell, vocabulary, reader) if isinstance(cell, str) and cell else ""
        if column not in filled_in_heading:
            # Under a merged heading the next row goes on; after an empty column it is another table's.
            if start < 0 or column != last + 1 or column not in filled_below:
                continue
        elif start < 0:
            if segments and not role:
                continue
            start = column
        elif column != last + 1 and (not seen or (seen == {"value"} and role not in ("", "value"))):
            start, seen = column, set()  # a group heading of another table alone before the empty column
        elif not role and column != last + 1 and _is_table(seen):
            segments.append((start, last + 1))  # beyond an empty column: another table's title
            start, seen = -1, set()
            continue
        elif (role in _FIXED and column != last + 1 and _is_table(seen)) or (
            role != "value" and role in seen and cell != anchors[column - 1]
        ):
            segments.append((start, last + 1))
            start, seen = column, set()
        if role:
            seen.add(role)
        last = column
    if start >= 0:
        segments.append((start, last + 1))
    if key and len(reader.segments) < _ANCHORS:
        reader.segments[key] = segments
    return segments


def _filled_columns(rows: list[list[CellValue]]) -> set[int]:
    return {column for row in rows for column, cell in enumerate(row) if cell is not None and cell != ""}


_FIXED = ("line", "label", "code", "unit", "sheet")


@lru_cache(maxsize=16384)
def _role(text: str, vocabulary: Vocabulary, reader: HeadingReader) -> str:
    """What a column is by one text of its heading: a fixed column, a list column, a value column, or nothing known."""
    heading = reader.read(text)
    if heading.fixed:
        return "" if heading.fixed == "ignore" else heading.fixed
    keys = {key for _, key in list_pairs(text, vocabulary)}
    if len(keys) == 1:
        return next(iter(keys))
    return "value" if heading.sector or heading.measure or heading.value else ""


def _is_table(seen: set[str]) -> bool:
    return ("value" in seen and bool(seen & {"label", "code"})) or len(seen - {*_FIXED, "value"}) >= 3
