"""Where the form's tables stand in grids: heading rows, columns and the rows below them, however the sheet is laid out.

One idea for every habit: a heading is a row (or up to three) whose words are those of the form's columns; everything
below it, down to the next heading, is its table. Sheets' names, order and positions decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.ingest.grids import CellValue, Grid, address
from flows.ingest.headings import UNKNOWN, Heading, HeadingReader, is_numbering, split_unit
from flows.ingest.submission import Place
from flows.ingest.unit_reading import unit_parts
from flows.ingest.vocabulary import Vocabulary
from schemas.folding import fold

_BAND = 4  # a heading has at most this many rows
_CAPTION = 8  # rows above a heading in which its title is looked for


@dataclass(slots=True)
class ColumnHeading:
    """One column of a table: its texts joined, what they say, and where the lowest of them stands."""

    column: int
    text: str
    row: int
    heading: Heading


@dataclass(slots=True)
class Table:
    """One table found in a grid; rows and columns counted from 0.

    `sheet` is B8 or B9 for lists and "" for tables of indicators (their lines say which sheet they are of).
    `fixed` maps line, label, code, unit and sheet to columns; `values` maps (sector, measure), or ("", measure) for
    the single value column, to columns; `lists` maps list keys to columns. `unit_above` is a unit stated above the
    table and where. `reference_mark` is what says that this is only a copy for reference.
    """

    grid_index: int
    grid: Grid
    heading_row: int
    first_row: int
    end_row: int
    first_column: int
    end_column: int
    sheet: str = ""
    fixed: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[str, str], int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    headings: dict[int, ColumnHeading] = field(default_factory=dict)
    unknown: list[ColumnHeading] = field(default_factory=list)
    twice: list[tuple[ColumnHeading, ColumnHeading]] = field(default_factory=list)
    unit_above: tuple[str, Place] | None = None
    title: Place | None = None
    reference_mark: str = ""

    def cell(self, row: int, column: int) -> CellValue:
        cells = self.grid.rows[row]
        return cells[column] if column < len(cells) else None

    def place(self, row: int, column: int) -> Place:
        return Place(self.grid.sheet, address(row, column))


def find_tables(grids: tuple[Grid, ...], vocabulary: Vocabulary, reader: HeadingReader, year: int = 0) -> list[Table]:
    """Every table of the form in the grids, in order; copies for reference are among them, marked.

    Args:
        year: the year of the submission; tells this year's `Thực hiện 2023` from last year's. 0 when unknown.
    """
    tables: list[Table] = []
    for index, grid in enumerate(grids):
        tables += _tables_of(index, grid, vocabulary, reader, year)
    return tables


def _tables_of(index: int, grid: Grid, vocabulary: Vocabulary, reader: HeadingReader, year: int) -> list[Table]:
    rows = grid.rows
    tables: list[Table] = []
    bands: list[tuple[int, int]] = []
    row_number = 0
    while row_number < len(rows):
        if not _is_anchor(rows[row_number], vocabulary, reader):
            row_number += 1
            continue
        top, end = _band(rows, row_number, vocabulary, reader, bands[-1][1] if bands else 0)
        bands.append((top, end))
        row_number = end
    for position, (top, end) in enumerate(bands):
        bottom = bands[position + 1][0] if position + 1 < len(bands) else len(rows)
        floor = bands[position - 1][1] if position else 0
        for first, last in _segments(rows, top, end, vocabulary, reader):
            table = Table(index, grid, top, end, bottom, first, last)
            if _resolve(table, vocabulary, reader, year):
                _caption(table, floor, vocabulary)
                tables.append(table)
    return tables


def _is_anchor(row: list[CellValue], vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    """Whether a row carries the words of a heading: a label or code column beside another, or three list columns."""
    texts = 0
    fixed: set[str] = set()
    others = 0
    lists: dict[str, set[str]] = {}
    for cell in row:
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str):
            return False
        texts += 1
        if len(cell) > 100:
            return False
        heading = reader.read(cell)
        if heading.fixed:
            fixed.add(heading.fixed)
        elif heading.sector or heading.measure or heading.value:
            others += 1
        for sheet, key in _list_pairs(cell, vocabulary):
            lists.setdefault(sheet, set()).add(key)
    if texts < 2:
        return False
    if ("label" in fixed or "code" in fixed) and len(fixed - {"ignore"}) + others >= 2:
        return True
    return any(len(keys - {"line"}) >= 3 and 2 * len(keys) >= texts for keys in lists.values())


def _list_pairs(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    pairs = vocabulary.list_columns.get(fold(text))
    if pairs:
        return pairs
    base, unit = split_unit(text)
    return vocabulary.list_columns.get(fold(base), ()) if unit else ()


def _band(
    rows: list[list[CellValue]], anchor: int, vocabulary: Vocabulary, reader: HeadingReader, floor: int
) -> tuple[int, int]:
    """First heading row and the row after the last, with group headings above and numbering rows below taken in."""
    top = anchor
    while top > floor and anchor - top < 2 and _is_group_row(rows[top - 1], reader):
        top -= 1
    label_columns = [
        i
        for i, cell in enumerate(rows[anchor])
        if isinstance(cell, str) and reader.read(cell).fixed in ("label", "code")
    ] or [
        i
        for i, cell in enumerate(rows[anchor])
        if isinstance(cell, str) and any(key != "line" for _, key in _list_pairs(cell, vocabulary))
    ][:2]
    end = anchor + 1
    while end < len(rows) and end - top < _BAND and _continues(rows, end, anchor, label_columns, reader):
        end += 1
    return top, end


def _is_group_row(row: list[CellValue], reader: HeadingReader) -> bool:
    seen = False
    for cell in row:
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str):
            return False
        heading = reader.read(cell)
        if not heading.known or (heading.unit and not (heading.sector or heading.measure)):
            return False
        seen = True
    return seen


def _continues(
    rows: list[list[CellValue]], number: int, anchor: int, label_columns: list[int], reader: HeadingReader
) -> bool:
    """Whether a row still belongs to the heading: its label cells are empty, repeat the heading, or are numbering."""
    row = rows[number]
    filled = [(i, cell) for i, cell in enumerate(row) if cell is not None and cell != ""]
    if not filled:
        return False
    above = rows[anchor]
    numbering = all(is_numbering(cell) for _, cell in filled)
    for column in label_columns:
        cell = row[column] if column < len(row) else None
        if cell is None or cell == "" or cell == above[column]:
            continue
        if not (numbering and is_numbering(cell)):
            return False
    if numbering:
        return True
    # Below a merged heading only words stand; a data line whose label was lost has figures.
    return all(isinstance(cell, str) for _, cell in filled) and any(
        reader.read(cell).known for _, cell in filled if isinstance(cell, str)
    )


def _segments(
    rows: list[list[CellValue]], top: int, end: int, vocabulary: Vocabulary, reader: HeadingReader
) -> list[tuple[int, int]]:
    """Column ranges of the tables that stand side by side under one band: a repeated fixed column begins the next."""
    width = max((len(row) for row in rows[top:end]), default=0)
    starts: list[int] = []
    seen: set[str] = set()
    for column in range(width):
        role = ""
        for row in rows[top:end]:
            cell = row[column] if column < len(row) else None
            if isinstance(cell, str) and cell:
                heading = reader.read(cell)
                role = heading.fixed or role
                if not role:
                    keys = {key for _, key in _list_pairs(cell, vocabulary)}
                    role = next(iter(keys)) if len(keys) == 1 else ""
        if role and role != "ignore":
            if not starts or (role in seen and not _repeated_merge(rows, top, end, column)):
                starts.append(column)
                seen = set()
            seen.add(role)
        elif not starts and any(column < len(row) and row[column] not in (None, "") for row in rows[top:end]):
            starts.append(column)
    if not starts:
        return []
    return [(a, b) for a, b in zip(starts, [*starts[1:], width], strict=True)]


def _repeated_merge(rows: list[list[CellValue]], top: int, end: int, column: int) -> bool:
    """A merged heading cell written out once for each column (docx) is one column group, not a new table."""
    return column > 0 and all(column < len(row) and row[column] == row[column - 1] for row in rows[top:end] if any(row))


def _resolve(table: Table, vocabulary: Vocabulary, reader: HeadingReader, year: int) -> bool:
    """Fill in what each column is; False when this is no table of the form after all."""
    columns = _column_texts(table, reader)
    list_sheet = _list_sheet(columns, vocabulary, reader)
    if list_sheet:
        table.sheet = list_sheet
        _resolve_list(table, columns, vocabulary, reader)
        return len(table.lists) >= 3
    for column, parts in columns:
        heading = _merge(parts, reader, year)
        text = " / ".join(text for text, _ in parts)
        entry = ColumnHeading(column, text, parts[-1][1], heading)
        table.headings[column] = entry
        if heading.fixed:
            if heading.fixed != "ignore" and table.fixed.setdefault(heading.fixed, column) != column:
                table.twice.append((table.headings[table.fixed[heading.fixed]], entry))
        elif not heading.known:
            table.unknown.append(entry)
        elif heading.sector or heading.measure or heading.value:
            key = (heading.sector, heading.measure) if heading.sector else ("", heading.measure or "actual")
            if heading.sector and not heading.measure:
                key = (heading.sector, "actual")
            if table.values.setdefault(key, column) != column:
                table.twice.append((table.headings[table.values[key]], entry))
    return bool(table.values) and ("label" in table.fixed or "code" in table.fixed)


def _column_texts(table: Table, reader: HeadingReader) -> list[tuple[int, list[tuple[str, int]]]]:
    """Each column's heading texts from top to bottom, group headings carried over the columns they span."""
    rows = table.grid.rows[table.heading_row : table.first_row]
    band: list[tuple[int, list[str]]] = []
    for offset, row in enumerate(rows):
        texts = [
            cell.strip() if isinstance(cell, str) else ""
            for cell in (row[c] if c < len(row) else None for c in range(table.first_column, table.end_column))
        ]
        filled = [cell for cell in row if cell is not None and cell != ""]
        if filled and not all(is_numbering(cell) for cell in filled):
            band.append((table.heading_row + offset, texts))
    columns: list[tuple[int, list[tuple[str, int]]]] = []
    carried: dict[int, str] = {}
    for index in range(table.end_column - table.first_column):
        parts: list[tuple[str, int]] = []
        below = [texts[index] for _, texts in band]
        for level, (row_number, texts) in enumerate(band):
            text = texts[index]
            if text:
                heading = reader.read(text)
                carried[level] = "" if heading.fixed else text
                for lower in range(level + 1, len(band)):
                    carried.pop(lower, None)
            elif level < len(band) - 1 and any(below[level + 1 :]) and not any(below[:level]):
                text = carried.get(level, "")
            if text and text not in (t for t, _ in parts):
                parts.append((text, row_number))
        if parts:
            columns.append((table.first_column + index, parts))
    return columns


def _merge(parts: list[tuple[str, int]], reader: HeadingReader, year: int) -> Heading:
    """What the texts of one column say together."""
    if len(parts) > 1:
        whole = reader.read(" ".join(text for text, _ in parts))
        if whole.known and not whole.group:
            return _with_year(whole, year)
    fixed = sector = measure = unit = ""
    value = group = False
    unit_known = True
    for text, _ in parts:
        heading = _with_year(reader.read(text), year)
        if not heading.known:
            return UNKNOWN
        fixed = heading.fixed or fixed
        if (heading.sector and sector) or (heading.measure and measure):
            return UNKNOWN
        sector, measure = sector or heading.sector, measure or heading.measure
        value, group = value or heading.value, group or heading.group
        if heading.unit:
            unit, unit_known = heading.unit, heading.unit_known
    if not (fixed or sector or measure or value):
        return UNKNOWN
    return Heading(True, fixed, sector, measure, value, group, unit, unit_known)


def _with_year(heading: Heading, year: int) -> Heading:
    if not heading.year or not year or heading.year == year:
        return heading
    if heading.year == year - 1 and heading.measure in ("actual", "last_year"):
        return Heading(
            True, sector=heading.sector, measure="last_year", unit=heading.unit, unit_known=heading.unit_known
        )
    return UNKNOWN


def _list_sheet(columns: list[tuple[int, list[tuple[str, int]]]], vocabulary: Vocabulary, reader: HeadingReader) -> str:
    found: dict[str, set[str]] = {}
    fixed = 0
    for _, parts in columns:
        heading = reader.read(parts[0][0])
        fixed += heading.fixed in ("label", "code") or bool(heading.sector and heading.measure)
        for text in (" ".join(text for text, _ in parts), parts[0][0]):
            for sheet, key in _list_pairs(text, vocabulary):
                found.setdefault(sheet, set()).add(key)
    best = max(found, key=lambda sheet: len(found[sheet]), default="")
    return best if best and len(found[best] - {"line"}) >= 3 and len(found[best]) > 2 * fixed else ""


def _resolve_list(
    table: Table, columns: list[tuple[int, list[tuple[str, int]]]], vocabulary: Vocabulary, reader: HeadingReader
) -> None:
    """Columns of a list by their words; where words alone fit several, the unit in the heading decides."""
    form_columns = {c.key: c for c in vocabulary.reference.form.list_sheets[table.sheet]}
    undecided: list[tuple[ColumnHeading, list[str]]] = []
    for column, parts in columns:
        text = " ".join(text for text, _ in parts)
        base, unit = split_unit(text)
        if not unit and len(parts) > 1 and unit_parts(parts[-1][0], vocabulary.units):
            base, unit = " ".join(t for t, _ in parts[:-1]), parts[-1][0]
        keys: list[str] = []
        for candidate in (text, base):
            keys = [k for s, k in vocabulary.list_columns.get(fold(candidate), ()) if s == table.sheet]
            if keys:
                break
        whole = fold(text)
        exact = next((k for k in keys if fold(form_columns[k].label_vi) == whole), "")
        parts_of_unit = unit_parts(unit, vocabulary.units) if unit else ()
        entry = ColumnHeading(
            column, text, parts[-1][1], Heading(bool(keys), unit=unit, unit_known=bool(parts_of_unit))
        )
        table.headings[column] = entry
        if exact:
            keys = [exact]
        elif parts_of_unit and len(keys) > 1:
            dimensions = {u.dimension for _, named in parts_of_unit for u in named}
            keys = [
                k
                for k in keys
                if form_columns[k].unit and vocabulary.units.by_name[form_columns[k].unit].dimension in dimensions
            ]
        if len(keys) == 1:
            if table.lists.setdefault(keys[0], column) != column:
                table.twice.append((table.headings[table.lists[keys[0]]], entry))
        elif keys:
            undecided.append((entry, keys))
        else:
            table.unknown.append(entry)
    for entry, keys in undecided:
        left = [key for key in keys if key not in table.lists]
        if len(left) == 1:
            table.lists[left[0]] = entry.column
        else:
            table.unknown.append(entry)


def _caption(table: Table, floor: int, vocabulary: Vocabulary) -> None:
    """Title, unit above the table and mark of a copy, from the rows above the heading and the sheet's name."""
    name = fold(table.grid.sheet or "")
    table.reference_mark = next((table.grid.sheet or "" for mark in vocabulary.reference_marks if mark in name), "")
    for row in range(table.heading_row - 1, max(floor - 1, table.heading_row - 1 - _CAPTION), -1):
        cells = table.grid.rows[row]
        own = range(table.first_column, min(table.end_column, len(cells)))
        texts = [(c, cells[c]) for c in own if isinstance(cells[c], str) and cells[c]]
        if any(isinstance(cells[c], (int, float)) for c in own):
            return  # figures of the table above
        for column, text in texts:
            assert isinstance(text, str)
            folded = fold(text) if len(text) < 200 else ""
            if not folded:
                continue
            if folded in vocabulary.signatures:
                return
            words, colon, rest = text.partition(":")
            if colon and not table.unit_above and vocabulary.cover.get(fold(words)) == "unit":
                table.unit_above = (rest.strip(" ()."), table.place(row, column))
            elif not table.unit_above and folded.startswith(("donvitinh", "dvt")):
                table.unit_above = (split_unit(text)[1] or text.split(None, 3)[-1], table.place(row, column))
            if not table.reference_mark:
                table.reference_mark = next((text for mark in vocabulary.reference_marks if mark in folded), "")
            if table.title is None and _names_a_sheet(folded, vocabulary):
                table.title = table.place(row, column)


def _names_a_sheet(folded: str, vocabulary: Vocabulary) -> bool:
    if folded in vocabulary.sheets:
        return True
    return any(len(word) >= 4 and folded.startswith(word) for word in vocabulary.sheets) or any(
        len(word) > 12 and word in folded for word in vocabulary.sheets
    )
