"""xlsb: values by python-calamine; what it does not tell is read from the binary records (MS-XLSB).

That is: places, errors, formulas never calculated, number formats that show a figure otherwise, hidden rows, merged
cells; text is read again with the fonts of its runs only when one of them is an old font, struck through or raised.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zipfile import ZipFile

from flows.ingest.files.formats.comments import noted_in
from flows.ingest.files.formats.marks import GONE, LOWERED, RAISED, Run, cell_text, note_of, pieces, struck
from flows.ingest.files.formats.packages import NO_WORKSHEETS, part_of, relations_of, targets
from flows.ingest.files.formats.spreadsheet import (
    FIRST_DAY,
    FIRST_DAY_1904,
    Sheet,
    ShownOtherwise,
    calamine_sheets,
    moment_of,
    put,
)
from flows.ingest.files.grids import CellValue, ErrorCell, Grid, UncalculatedCell, UnreadableFile, Workbook
from flows.ingest.files.limits import UNPACKED_BYTES, checked_members, require_area, require_plain_xml, unpacked
from flows.ingest.submission import Note
from flows.ingest.words.letters import FontUse, encoding_of_font
from flows.ingest.words.number_formats import BUILT_IN, BUILT_IN_DATES, shows_date, speaks

_USUAL_BOOK = "xl/workbook.bin"
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED, _RICH = 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x3E
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = 0x08, 0x09, 0x0A, 0x0B
_CELLS = frozenset([*range(_BLANK, _FORMULA_ERROR + 1), _RICH])
_SHORT_CELLS = range(0x0C, 0x13)  # cells right of the one before, as SheetJS writes them; as those of kind - 11
_FORMULAS = range(_FORMULA_TEXT, _FORMULA_ERROR + 1)
_STRING_ITEM, _CALCULATION = 19, 157
_FONT, _FORMAT, _XF, _BEGIN_CELL_XFS, _END_CELL_XFS = 43, 44, 47, 617, 618
_BOOK, _SHEET, _MERGED, _END_SHEET_DATA = 0x99, 0x9C, 176, 0x92
_COMMENT, _COMMENT_TEXT = 635, 637
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

_Changes = tuple[tuple[int, int], ...]  # (from which letter, font)


@dataclass(slots=True)
class _Styles:
    """What the styles of a workbook say."""

    fonts: list[tuple[str, str]] = field(default_factory=list)  # (name, mark)
    cell_fonts: list[int] = field(default_factory=list)  # of each cell style
    formats: dict[int, str] = field(default_factory=dict)  # cell style -> number format that speaks
    dates: set[int] = field(default_factory=set)  # cell styles that show dates or times
    first_day: datetime = FIRST_DAY

    def font(self, number: int) -> tuple[str, str]:
        return self.fonts[number] if number < len(self.fonts) else ("", "")

    def font_of_style(self, style: int) -> int:
        return self.cell_fonts[style] if style < len(self.cell_fonts) else len(self.fonts)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell record; its value begins at byte 8 of the body."""

    row: int
    column: int
    style: int
    kind: int
    body: bytes


@dataclass(slots=True)
class _SheetRecords:
    """The records of one sheet that have more to say than their value."""

    cells: list[_Cell] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    short: bool = False  # whether there are cells without a place of their own, which calamine passes over


def read(data: bytes, archive: ZipFile, book: str = "xl/workbook.bin") -> Workbook:
    """The grids of a binary workbook whose main part is `book`.

    Raises:
        UnreadableFile: broken, hostile, too large.
        Unusual: a large one, inside `unusual_elsewhere`.
    """
    parts: dict[str, bytes] = {}
    budget = UNPACKED_BYTES
    for member in checked_members(archive):
        name = member.filename.lower().replace("\\", "/")
        of_thread = name.startswith("xl/threadedcomments/") and name.endswith(".xml")
        if of_thread or (name.endswith((".bin", ".rels")) and not name.endswith("vbaproject.bin")):
            parts[name] = unpacked(data, member, budget)
            budget -= len(parts[name])
            if not name.endswith(".bin"):
                require_plain_xml(parts[name])
    try:
        return _read(data, parts, book)
    except (struct.error, IndexError):  # a record shorter than its kind
        raise UnreadableFile("unreadable_broken") from None


def _read(data: bytes, parts: dict[str, bytes], book: str) -> Workbook:
    known = targets(book, parts.get(relations_of(book), b""))
    strings = part_of("sharedStrings", known, parts)
    places = _places(parts, book, known)
    styles = _styles(part_of("styles", known, parts))
    if _counts_from_1904(parts.get(book, b"")):
        styles.first_day = FIRST_DAY_1904
    found = {name: _sheet_records(parts[place]) for name, (place, _) in places.items()}
    sheets = _sheets(data, book, places, found, strings)
    records = [found.get(sheet.name, _SheetRecords()) for sheet in sheets]
    texts = _Texts(styles, strings)
    for sheet, one in zip(sheets, records):
        for cell in one.cells if texts.old_fonts else ():
            texts.see(sheet.rows, cell)
    never_calculated = _never_calculated(parts.get(book, b""), records)
    noted = any("comment" in name for name in parts)
    grids: list[Grid] = []
    notes: tuple[Note, ...] = ()
    for sheet, one in zip(sheets, records):
        shown, not_read = _overlay(sheet, one, styles, texts, never_calculated)
        notes += note_of(sheet.name, not_read)
        grids.append(
            Grid(
                sheet.name,
                sheet.rows,
                sheet.hidden,
                tuple(one.merged),
                frozenset(shown.percent),
                frozenset(one.hidden_rows),
                telling_formats=shown.formats,
                comments=noted_in(places[sheet.name][0], parts, _comments) if noted and sheet.name in places else {},
            )
        )
    return Workbook("xlsb", tuple(grids), notes=notes)


def _overlay(
    sheet: Sheet, found: _SheetRecords, styles: _Styles, texts: _Texts, never_calculated: bool
) -> tuple[ShownOtherwise, list[tuple[int, int]]]:
    """Put right in `sheet` what the values do not tell; the cells shown otherwise, those with text not read."""
    shown, not_read = ShownOtherwise(), []
    rows = sheet.rows
    for cell in found.cells:
        row, column = cell.row, cell.column
        if cell.kind in (_ERROR, _FORMULA_ERROR):
            put(rows, row, column, ErrorCell(_ERRORS.get(cell.body[8] if len(cell.body) > 8 else 0x2A, "#N/A")))
            continue
        if never_calculated and cell.kind in _FORMULAS:
            put(rows, row, column, UncalculatedCell("="))
            continue
        if cell.kind == _RICH:
            put(rows, row, column, _rich(cell.body, 8)[0] or None)
        value = _value(rows, cell)
        if value is None:
            continue
        if isinstance(value, str):
            if texts.tell:
                rows[row][column], something_gone = texts.read(value, cell)
                if something_gone:
                    not_read.append((row, column))
        elif styles.font(styles.font_of_style(cell.style))[1] == GONE:
            rows[row][column] = struck(value)
            not_read.append((row, column))
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and cell.style in styles.dates:
            rows[row][column] = moment_of(value, styles.first_day)
        elif cell.style in styles.formats:
            shown.see(row, column, value, styles.formats[cell.style])
    return shown, not_read


def _value(rows: list[list[CellValue]], cell: _Cell) -> CellValue:
    return rows[cell.row][cell.column] if cell.row < len(rows) and cell.column < len(rows[cell.row]) else None


class _Texts:
    """The texts of a workbook with the fonts of their runs."""

    def __init__(self, styles: _Styles, strings: bytes) -> None:
        self.styles = styles
        self.old_fonts = any(encoding_of_font(name) for name, _ in styles.fonts)
        self.tell = self.old_fonts or any(mark for _, mark in styles.fonts)
        self.use = FontUse()
        items = _records(strings) if self.tell else ()
        self._changes = [_rich(body, 0)[1] for kind, body in items if kind == _STRING_ITEM]

    def see(self, rows: list[list[CellValue]], cell: _Cell) -> None:
        """Take a cell, if it holds a text, as evidence of how its fonts are used."""
        value = _rich(cell.body, 8)[0] if cell.kind == _RICH else _value(rows, cell)
        if isinstance(value, str):
            self.use.see((run.text, run.font) for run in self._runs(value, cell))

    def read(self, text: str, cell: _Cell) -> tuple[CellValue, bool]:
        """The text as its fonts draw it, and whether something of it was not read."""
        return cell_text(self._runs(text, cell), self.use)

    def _runs(self, text: str, cell: _Cell) -> list[Run]:
        changes: _Changes = ()
        if cell.kind == _SHARED:
            number = struct.unpack_from("<I", cell.body, 8)[0]
            changes = self._changes[number] if number < len(self._changes) else ()
        elif cell.kind == _RICH:
            changes = _rich(cell.body, 8)[1]
        own = self.styles.font_of_style(cell.style)
        return [Run(piece, *self.styles.font(font)) for piece, font in pieces(text, own, changes)]


def _never_calculated(book: bytes, records: list[_SheetRecords]) -> bool:
    """Whether the file asks to be calculated when it is opened and no formula holds anything yet."""
    asks = any(
        kind == _CALCULATION and len(body) >= 26 and struct.unpack_from("<H", body, 24)[0] & 1
        for kind, body in _records(book)
    )
    results = [cell for found in records for cell in found.cells if cell.kind in _FORMULAS] if asks else []
    return bool(results) and not any(map(_holds_result, results))


def _holds_result(cell: _Cell) -> bool:
    if cell.kind == _FORMULA_NUMBER:
        return cell.body[8:16] != bytes(8)
    return cell.kind != _FORMULA_TEXT or cell.body[8:12] != bytes(4)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every record as (type, body); types and lengths are written seven bits a byte."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < end and shift < 28:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        body = content[at : at + length]
        if len(body) < length:
            raise UnreadableFile("unreadable_truncated")
        yield kind, body
        at += length


def _wide(body: bytes, at: int) -> tuple[str, int]:
    count = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * count
    if end > len(body):
        raise UnreadableFile("unreadable_broken")
    return body[at + 4 : end].decode("utf-16-le", errors="replace"), end


def _places(parts: dict[str, bytes], book: str, known: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, bool]]:
    """Worksheet -> part name and whether it is hidden."""
    places = {}
    for kind, body in _records(parts.get(book, b"")):
        if kind == _SHEET and struct.unpack_from("<I", body, 8)[0] != 0xFFFFFFFF:
            relation, at = _wide(body, 8)
            name, _ = _wide(body, at)
            sort, part = known.get(relation, ("worksheet", ""))
            if sort not in NO_WORKSHEETS:
                places[name] = (part, struct.unpack_from("<I", body)[0] != 0)
    if not places or any(part not in parts for part, _ in places.values()):
        raise UnreadableFile("unreadable_broken")
    return places


def _sheets(
    data: bytes, book: str, places: dict[str, tuple[str, bool]], found: dict[str, _SheetRecords], strings: bytes
) -> list[Sheet]:
    """The worksheets by calamine, or from their records where it does not read them all."""
    if book == _USUAL_BOOK and not any(one.short for one in found.values()):
        usual = calamine_sheets(data)
        if usual is not None:
            return usual
    shared = [_rich(body, 0)[0] for kind, body in _records(strings) if kind == _STRING_ITEM]
    sheets = []
    for name, (_, hidden) in places.items():
        rows: list[list[CellValue]] = []
        for cell in found[name].cells:
            value = _own_value(cell, shared)
            if value is not None and value != "":
                put(rows, cell.row, cell.column, value)
        sheets.append(Sheet(name, rows, hidden))
    return sheets


def _own_value(cell: _Cell, shared: list[str]) -> CellValue:
    """The value of a cell record; errors are put in by the overlay."""
    body, kind = cell.body, cell.kind
    if kind == _RK:
        return _rk(struct.unpack_from("<I", body, 8)[0])
    if kind in (_REAL, _FORMULA_NUMBER):
        return float(struct.unpack_from("<d", body, 8)[0])
    if kind in (_BOOL, _FORMULA_BOOL):
        return body[8] != 0
    if kind in (_TEXT, _FORMULA_TEXT):
        return _wide(body, 8)[0]
    if kind == _SHARED:
        number = struct.unpack_from("<I", body, 8)[0]
        return shared[number] if number < len(shared) else None
    return None


def _rk(number: int) -> float:
    """A number packed into 30 bits (MS-XLSB 2.5.122)."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0]
    return value / 100 if number & 1 else value


def _rich(body: bytes, at: int) -> tuple[str, _Changes]:
    """A text that may have runs: the text and where its font changes."""
    text, end = _wide(body, at + 1)
    if not body[at] & 1:
        return text, ()
    count = min(struct.unpack_from("<I", body, end)[0], (len(body) - end - 4) // 4)
    return text, tuple(struct.iter_unpack("<HH", body[end + 4 : end + 4 + 4 * count]))


def _comments(content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    place = 0, 0
    for kind, body in _records(content):
        if kind == _COMMENT and len(body) >= 20:
            row, _, column, _ = struct.unpack_from("<IIII", body, 4)
            place = row, column
        elif kind == _COMMENT_TEXT:
            yield place, _rich(body, 0)[0]


def _counts_from_1904(book: bytes) -> bool:
    return any(kind == _BOOK and bool(body[:1]) and bool(body[0] & 1) for kind, body in _records(book))


def _styles(content: bytes) -> _Styles:
    styles = _Styles()
    codes = dict(BUILT_IN)
    of_cells = False
    for kind, body in _records(content):
        if kind == _FONT and len(body) >= 25:
            mark = GONE if body[2] & 8 else {1: RAISED, 2: LOWERED}.get(body[6], "")
            styles.fonts.append((_wide(body, 21)[0], mark))
        elif kind == _FORMAT and len(body) >= 6:
            codes[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            of_cells = kind == _BEGIN_CELL_XFS
        elif kind == _XF and of_cells and len(body) >= 6:
            number_format, font = struct.unpack_from("<HH", body, 2)
            code = codes.get(number_format, "")
            if speaks(code):
                styles.formats[len(styles.cell_fonts)] = code
            elif shows_date(code) or (not code and number_format in BUILT_IN_DATES):
                styles.dates.add(len(styles.cell_fonts))
            styles.cell_fonts.append(font)
    return styles


def _sheet_records(content: bytes) -> _SheetRecords:
    """One walk over a sheet, before calamine makes room for the area between its cells.

    Raises:
        UnreadableFile: broken, too large.
        Unusual: a large sheet, inside `unusual_elsewhere`.
    """
    found = _SheetRecords()
    row = rows = columns = 0
    column = -1
    inside = True
    for kind, body in _records(content):
        if kind == _ROW and inside:
            row, column = struct.unpack_from("<I", body)[0], -1
            if len(body) >= 12 and body[11] & 0x10:
                found.hidden_rows.add(row)
        elif (kind in _CELLS or kind in _SHORT_CELLS) and inside:
            if kind in _SHORT_CELLS:
                kind, body, found.short = kind - 11, struct.pack("<I", column + 1) + body, True
            if len(body) < 8:
                continue
            column = struct.unpack_from("<I", body)[0]
            if kind != _BLANK:
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                found.cells.append(_Cell(row, column, int.from_bytes(body[4:7], "little"), kind, body))
        elif kind == _END_SHEET_DATA:
            inside = False
        elif kind == _MERGED and len(body) >= 16:
            first_row, last_row, first, last = struct.unpack_from("<IIII", body)
            found.merged.append((first_row, first, last_row, last))
    require_area(rows, columns)
    return found
