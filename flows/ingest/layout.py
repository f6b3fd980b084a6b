"""Where the form's tables stand in grids: heading rows, columns and the rows below them, however the sheet is laid out.

One idea for every habit: a heading is a row (or up to three) whose words are those of the form's columns; everything
below it, down to the next heading, is its table. Sheets' names, order and positions decide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from flows.ingest.grids import CellValue, Grid, address
from flows.ingest.headings import UNKNOWN, Heading, HeadingReader, is_numbering, split_unit
from flows.ingest.submission import Place
from flows.ingest.unit_reading import StatedUnits, names_a_scale, unit_parts
from flows.ingest.vocabulary import Vocabulary
from schemas.folding import fold, normalise
from schemas.periods import parse_period

NOT_SAID = "?"  # the period of a file that names none
_BAND = 4  # a heading has at most this many rows
_LINES_OF_HEADING = 16  # and as many lines with the empty ones between them
_UNIT_ABOVE = re.compile(
    r"(?:(đơn vị tính|don vi tinh|đơn vị tiền(?: tệ)?|don vi tien(?: te)?|đvt|dvt)\s*(?:là\s*)?[:=]"
    r"|(?:đơn vị|don vi|\b[đd]v|units?)\s*(?:là\s*)?[:=]"
    r"|^\W*(?:đơn vị(?: tính)?|don vi(?: tinh)?|[đd]vt)\s)\s*\(?([^()\n]+)",
    re.IGNORECASE,
)
_TABLES = 200  # a form has nine tables, a sheet with more than this is something else
_ROWS = 5000  # rows in which a table with an unknown heading is looked for
_COVER = 40  # rows of a sheet without tables in which a unit for the whole file is looked for
_SHORT = 80  # letters of a caption that says which figures stand below it
_CAPTION = 8  # rows above a heading in which its title is looked for


@dataclass(slots=True)
class ColumnHeading:
    """One column of a table: its texts joined, what they say, and how far below the first heading row it ends."""

    column: int
    text: str
    offset: int
    heading: Heading


class Said(NamedTuple):
    """What a line above a table says: slugs of boards or one period in `names`; empty names are not understood."""

    names: tuple[str, ...]
    text: str
    place: Place


@dataclass(slots=True)
class Table:
    """One table found in a grid; rows and columns counted from 0.

    `sheet` is B8 or B9 for lists and "" for tables of indicators (their lines say which sheet they are of).
    `fixed` maps line, label, code, unit and sheet to columns; `values` maps (sector, measure), or ("", measure) for
    the single value column, to columns; `lists` maps list keys to columns. `unit_above` is a unit stated above the
    table and where. `reference_mark` is what says that this is only a copy for reference. `above` is every text above
    the heading, the nearest first; what those texts and others near the table say (`surroundings.py`) is `stated`
    (units of money and area), `owner` and `when` (whose it is and of which period, with the text and its place).
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
    above: list[tuple[str, Place]] = field(default_factory=list)
    stated: tuple[StatedUnits, ...] = ()
    owner: Said | None = None
    when: Said | None = None
    also: tuple[Said, ...] = ()  # every line above that names a period or, in a title, a year
    beside: tuple[int, ...] = ()  # columns that hold nothing of the form
    open_columns: frozenset[int] = frozenset()  # columns of which it is not known which to take
    unit_above: tuple[str, Place] | None = None
    title: Place | None = None
    other_figures: str = ""  # a caption by which the figures below are not those of the period (`Lũy kế`)
    reference_mark: str = ""
    probes: tuple[int, ...] = ()  # columns whose words tell a line of the table from a new heading
    headed: Table | None = None  # the table this one goes on with, where its heading stands

    def cell(self, row: int, column: int) -> CellValue:
        cells = self.grid.rows[row]
        return cells[column] if column < len(cells) else None

    def place(self, row: int, column: int) -> Place:
        return Place(self.grid.sheet, address(row, column))

    @property
    def figure_columns(self) -> tuple[int, ...]:
        """The columns that hold figures, or whatever a list has."""
        return (*self.values.values(), *self.lists.values())

    def torn(self, row: int) -> bool:
        """Whether a row of a text has more fields than its heading, because commas inside numbers split it as well."""
        fields = self.grid.fields
        return bool(fields) and fields[row] > max(fields[self.heading_row : self.first_row], default=0)

    def heading_place(self, entry: ColumnHeading) -> Place:
        if self.headed is not None:
            return self.headed.heading_place(entry)
        return self.place(self.heading_row + entry.offset, entry.column)


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
            _find_unit_column(table, vocabulary)
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
    alone, reach = -1, 0  # the column of line numbers, and the width, of one table over the whole width
    for number, row in enumerate(rows):
        if alone >= 0 and alone < len(row) <= reach:
            # The usual case at a glance: a line of that table.
            cell = row[alone]
            if cell is not None and not isinstance(cell, str):
                continue
        if not any(row):
            continue
        for low, high in _free(row, number, active, vocabulary, reader):
            if not _is_anchor(row, low, high, vocabulary, reader):
                continue
            floor = max((t.first_row for t in tables if t.first_column < high and low < t.end_column), default=0)
            top = number
            while top > floor and number - top < 2 and _is_group_row(rows[top - 1], row, low, high, reader):
                top -= 1
            for first, last in _segments(rows, top, number, low, high, vocabulary, reader)[:_TABLES]:
                end = _heading_end(rows, top, number, first, last, vocabulary, reader)
                table = Table(index, grid, top, end, len(rows), first, last)
                if not _resolve(table, vocabulary, reader, period):
                    continue
                _caption(table, floor, vocabulary, reader)
                _leave_other_figures(table)
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
    return tables


def _free(
    row: list[CellValue], number: int, active: list[Table], vocabulary: Vocabulary, reader: HeadingReader
) -> list[tuple[int, int]]:
    """The column ranges of a row that are not a data row of a table that goes on."""
    width = len(row)
    if not active:
        return [(0, width)]
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
        return not (reader.read(cell).known or _list_pairs(cell, vocabulary))
    return False


def _is_anchor(row: list[CellValue], low: int, high: int, vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    """Whether cells carry the words of a heading: a label or code column beside another, or three list columns."""
    texts = 0
    fixed: set[str] = set()
    others = 0
    lists: dict[str, set[str]] = {}
    for cell in filter(None, row[low:high]):
        if isinstance(cell, str) and reader.may_anchor(cell):
            break
    else:
        return False
    for cell in row[low:high]:
        if cell is None or cell == "":
            continue
        texts += 1
        if not isinstance(cell, str):
            continue
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


@lru_cache(maxsize=16384)
def _list_pairs(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    pairs = vocabulary.list_columns.get(fold(text))
    if pairs:
        return pairs
    base, unit = split_unit(text)
    return vocabulary.list_columns.get(fold(base), ()) if unit else ()


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
    row = rows[anchor]
    columns = [i for i in range(first, min(last, len(row))) if isinstance(row[i], str) and row[i]]
    label_columns = [i for i in columns if reader.read(str(row[i])).fixed in ("label", "code")]
    if not label_columns:
        named = [i for i in columns if any(key != "line" for _, key in _list_pairs(str(row[i]), vocabulary))]
        label_columns = named[:2]
    end, taken = anchor + 1, anchor + 1 - top
    for number in range(end, min(end + _LINES_OF_HEADING, len(rows))):
        if taken >= _BAND:
            break
        if not any(cell is not None and cell != "" for cell in rows[number][first:last]):
            continue  # the further lines of a cell of several lines in a text file
        if not _continues(rows, number, anchor, first, last, label_columns, reader):
            break
        end, taken = number + 1, taken + 1
    return end


def _is_group_row(row: list[CellValue], anchor: list[CellValue], low: int, high: int, reader: HeadingReader) -> bool:
    """Whether a row above a heading groups its value columns; a caption stands over its labels and does not."""
    seen = False
    for column in range(low, min(high, len(row))):
        cell = row[column]
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str) or _UNIT_ABOVE.search(cell):
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
    segments: list[tuple[int, int]] = []
    seen: set[str] = set()
    start = last = -1
    anchors = rows[anchor]
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
    keys = {key for _, key in _list_pairs(text, vocabulary)}
    if len(keys) == 1:
        return next(iter(keys))
    return "value" if heading.sector or heading.measure or heading.value else ""


def _is_table(seen: set[str]) -> bool:
    return ("value" in seen and bool(seen & {"label", "code"})) or len(seen - {*_FIXED, "value"}) >= 3


def _resolve(table: Table, vocabulary: Vocabulary, reader: HeadingReader, period: str) -> bool:
    """Fill in what each column is; False when this is no table of the form after all.

    The same heading is understood once, however many sheets and files have it.
    """
    band = table.grid.rows[table.heading_row : table.first_row]
    key = (period, table.first_column, *(tuple(row[table.first_column : table.end_column]) for row in band))
    known = reader.tables.get(key)
    if known is None:
        understood = _understand(table, vocabulary, reader, period)
        known = (
            understood,
            table.sheet,
            dict(table.fixed),
            dict(table.values),
            dict(table.lists),
            dict(table.headings),
        )
        if len(reader.tables) < 2000 and not table.twice and not table.unknown:
            reader.tables[key] = known
        return understood
    table.sheet, fixed, values, lists, headings = known[1:]
    table.fixed, table.values, table.lists, table.headings = dict(fixed), dict(values), dict(lists), dict(headings)
    return bool(known[0])


def _understand(table: Table, vocabulary: Vocabulary, reader: HeadingReader, period: str) -> bool:
    columns = _column_texts(table, reader)
    list_sheet = _list_sheet(columns, vocabulary, reader)
    if list_sheet:
        table.sheet = list_sheet
        _resolve_list(table, columns, vocabulary, reader)
        return len(table.lists) >= 3
    for column, parts in columns:
        heading = _merge(parts, reader, period)
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
        filled = [cell for cell in row[table.first_column : table.end_column] if cell is not None and cell != ""]
        if filled and not all(is_numbering(cell) for cell in filled):
            band.append((offset, texts))
    columns: list[tuple[int, list[tuple[str, int]]]] = []
    carried: dict[int, str] = {}
    for index in range(table.end_column - table.first_column):
        parts: list[tuple[str, int]] = []
        below = [texts[index] for _, texts in band]
        for level, (offset, texts) in enumerate(band):
            text = texts[index]
            if text:
                heading = reader.read(text)
                carried[level] = "" if heading.fixed else text
                for lower in range(level + 1, len(band)):
                    carried.pop(lower, None)
            elif level < len(band) - 1 and any(below[level + 1 :]) and not any(below[:level]):
                text = carried.get(level, "")
            if text and text not in (t for t, _ in parts):
                parts.append((text, offset))
        if parts:
            columns.append((table.first_column + index, parts))
    return columns


def _merge(parts: list[tuple[str, int]], reader: HeadingReader, period: str) -> Heading:
    """What the texts of one column say together."""
    if len(parts) > 1:
        whole = reader.read(" ".join(text for text, _ in parts))
        if whole.fixed or whole.sector or whole.measure or whole.value:
            return _of_period(whole, period)
    fixed = sector = measure = unit = ""
    value = group = False
    unit_known = True
    when = ""
    for text, _ in parts:
        heading = _of_period(reader.read(text), period)
        if not heading.known:
            return UNKNOWN
        fixed = heading.fixed or fixed
        if (heading.sector and sector) or (heading.measure and measure):
            return UNKNOWN
        sector, measure = sector or heading.sector, measure or heading.measure
        value, group = value or heading.value, group or heading.group
        when = heading.when or when
        if heading.unit:
            unit, unit_known = heading.unit, heading.unit_known
    if not (fixed or sector or measure or value):
        return UNKNOWN
    return Heading(True, fixed, sector, measure, value, group, unit, unit_known, when)


def _of_period(heading: Heading, period: str) -> Heading:
    """A heading with a date, held against the submission's period: this period's, last year's, or not the form's.

    A year alone tells a plan or the same period of last year; of a half-year's figures it says nothing.
    """
    if not heading.when or not period:
        return heading
    if period == NOT_SAID:
        return UNKNOWN  # whether this is the period's figure or another's nobody says
    this = parse_period(period)
    if heading.when in ("H1", "H2"):  # without a year: of the plan of a half-year the form says nothing
        fits = heading.when == f"H{this.half}" and heading.measure != "plan"
        return replace(heading, when="") if fits else UNKNOWN
    when = parse_period(heading.when)
    plain = replace(heading, when="", value=False)
    if when == this and heading.measure in ("", "actual"):
        return replace(plain, measure="actual" if heading.measure or heading.sector else "", value=heading.value)
    if when == this.same_last_year and heading.measure in ("", "actual", "last_year"):
        return replace(plain, measure="last_year")
    if not when.half and heading.measure == "plan" and when.year == this.year:
        return plain
    if not when.half and heading.measure == "last_year" and when.year == this.year - 1:
        return plain
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


def _caption(table: Table, floor: int, vocabulary: Vocabulary, reader: HeadingReader) -> None:
    """Title, unit above the table and mark of a copy, from the rows above the heading and the sheet's name."""
    name = fold(table.grid.sheet or "")
    table.reference_mark = next((table.grid.sheet or "" for mark in vocabulary.reference_marks if mark in name), "")
    for text in reversed(table.grid.before[-_CAPTION:]):
        if not _read_caption(table, text, Place(table.grid.sheet, "A1"), vocabulary, reader, title=False):
            break
    for row in range(table.heading_row - 1, max(floor - 1, table.heading_row - 1 - _CAPTION), -1):
        cells = table.grid.rows[row]
        texts: list[tuple[int, str]] = []
        for c, cell in enumerate(cells[table.first_column : table.end_column], table.first_column):
            if cell is None:
                continue
            if not isinstance(cell, str):
                return  # figures of the table above
            if cell:
                if cell[0].isdigit() and not any(map(str.isalpha, cell)):
                    return
                texts.append((c, cell))
        if len(texts) > 4:
            return
        for column, text in texts:
            if not _read_caption(table, text, table.place(row, column), vocabulary, reader):
                return


def _read_caption(
    table: Table, text: str, place: Place, vocabulary: Vocabulary, reader: HeadingReader, *, title: bool = True
) -> bool:
    """Take what one text above a table says of it; False where the table before it is reached."""
    said = _caption_said(text, vocabulary)
    if not said.folded:
        return True
    if said.signature:
        return False
    table.above.append((text, place))
    if not table.unit_above and said.unit is not None:
        table.unit_above = (said.unit, place)
    if not table.reference_mark and said.copy:
        table.reference_mark = text
    if not table.other_figures and said.other_figures:
        table.other_figures = text
    if title and table.title is None and reader.names_a_sheet(said.folded):
        table.title = place
    return True


def _leave_other_figures(table: Table) -> None:
    """Under `Lũy kế` or `Kế hoạch năm` a column that says nothing else is not known to be the period's."""
    if not table.other_figures or table.sheet:
        return
    for key, column in list(table.values.items()):
        entry = table.headings[column]
        if key[1] == "actual" and not entry.heading.measure:
            del table.values[key]
            table.unknown.append(replace(entry, text=f"{table.other_figures} / {entry.text}"))


@dataclass(frozen=True, slots=True)
class _Caption:
    """What one text above a table says of it: the unit it states, as written, whether it marks a copy or other figures.

    `folded` is "" for a text too long to be a caption; `signature` marks what ends the table before.
    """

    folded: str
    signature: bool = False
    unit: str | None = None
    copy: bool = False
    other_figures: bool = False


@lru_cache(maxsize=16384)
def _caption_said(text: str, vocabulary: Vocabulary) -> _Caption:
    folded = fold(text) if len(text) < 200 else ""
    if not folded:
        return _Caption("")
    copy = any(mark in folded for mark in vocabulary.reference_marks)
    others = len(text) < _SHORT and folded.startswith(vocabulary.other_figures)
    return _Caption(folded, folded in vocabulary.signatures, _unit_in_caption(text, vocabulary), copy, others)


def _unit_in_caption(text: str, vocabulary: Vocabulary) -> str | None:
    if match := _UNIT_ABOVE.search(normalise(text)):
        unit = match.group(2).strip(" .")
        stated = match.group(1) or unit_parts(unit, vocabulary.units) or names_a_scale(unit)
        return unit if stated else None
    bare = text.strip(" ().:")
    return bare if len(text) < 40 and _is_bare_unit(bare, vocabulary) else None


def _is_bare_unit(text: str, vocabulary: Vocabulary) -> bool:
    """A caption that is nothing but a unit of money or area, or a scale: `(triệu USD, tỷ đồng)`, `(nghìn)`."""
    if names_a_scale(text):
        return True
    parts = unit_parts(text, vocabulary.units)
    return bool(parts) and all(unit.dimension in ("usd", "vnd", "area") for _, named in parts for unit in named[:1])


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
            while top > 0 and first - top < _BAND and _may_head(rows[top - 1]):
                top -= 1
            table = Table(index, grid, top, first, len(grid.rows), 0, width)
            _understand(table, vocabulary, reader, period)
            if table.sheet:
                continue
            role = "code" if str(rows[first][column]).strip() in codes else "label"
            table.fixed = {name: place for name, place in table.fixed.items() if place != column} | {role: column}
            table.unknown = [entry for entry in table.unknown if entry.column != column]
            if "unit" not in table.fixed:
                _find_unit_column(table, vocabulary)
            _caption(table, 0, vocabulary, reader)
            _leave_other_figures(table)
            if not table.reference_mark:
                found.append(table)
            break
    return found


def _may_head(row: list[CellValue]) -> bool:
    texts = [cell for cell in row if cell is not None and cell != ""]
    return len(texts) >= 2 and all(isinstance(cell, str) or is_numbering(cell) for cell in texts)


def unit_on_cover(grids: tuple[Grid, ...], with_tables: set[int], vocabulary: Vocabulary) -> tuple[str, Place] | None:
    """A unit of money stated for the whole file on a sheet without tables, and where."""
    for index, grid in enumerate(grids):
        if index in with_tables:
            continue
        for number, row in enumerate(grid.rows[:_COVER]):
            for column, cell in enumerate(row):
                if not isinstance(cell, str) or len(cell) > 120 or not (":" in cell or "=" in cell):
                    continue
                match = _UNIT_ABOVE.search(normalise(cell))
                unit = match.group(2).strip(" .") if match else ""
                if _is_bare_unit(unit, vocabulary):
                    return unit, Place(grid.sheet, address(number, column))
    return None


def _find_unit_column(table: Table, vocabulary: Vocabulary) -> None:
    """Where no heading says so, a column of units is known by its cells: most of them are units the form uses."""
    taken = {*table.fixed.values(), *table.values.values()}
    for column in range(table.first_column, table.end_column):
        if column in taken:
            continue
        texts = [
            cell for row in range(table.first_row, table.end_row) if isinstance(cell := table.cell(row, column), str)
        ]
        written = [text for text in texts if text.strip() and any(c.isalpha() or c == "%" for c in text)]
        units = sum(1 for text in written if len(text) < 60 and unit_parts(text.strip(), vocabulary.units))
        if units >= 2 and 2 * units >= len(written):
            table.fixed["unit"] = column
            table.unknown = [entry for entry in table.unknown if entry.column != column]
            return
