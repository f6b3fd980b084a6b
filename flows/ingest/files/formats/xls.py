"""xls (BIFF5 and BIFF8): values by python-calamine; what it does not tell is read from the records themselves.

One walk over the records finds how far the cells lie apart (before calamine makes room for the area between them),
errors, number formats that show a figure otherwise, hidden rows and merged cells; text is read again with its fonts
only when one of them is an old font, struck through or raised.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from flows.ingest.files.formats.marks import GONE, LOWERED, RAISED, Run, cell_text, note_of, pieces, struck
from flows.ingest.files.formats.ole import CompoundFile
from flows.ingest.files.formats.spreadsheet import ShownOtherwise, put, sheets_of
from flows.ingest.files.grids import CellValue, ErrorCell, Grid, UncalculatedCell, UnreadableFile, Workbook
from flows.ingest.files.limits import SHEETS, require_area
from flows.ingest.submission import Note
from flows.ingest.words.letters import FontUse, encoding_of_font
from flows.ingest.words.number_formats import BUILT_IN, BUILT_IN_DATES, shows_date, speaks

_BOF, _EOF, _FILEPASS, _CODEPAGE, _BOUNDSHEET = 0x809, 0x0A, 0x2F, 0x42, 0x85
_FONT, _FORMAT, _XF, _DIMENSIONS = 0x31, 0x41E, 0xE0, 0x200
_ROW, _MERGED, _BOOL_OR_ERROR, _FORMULA = 0x208, 0xE5, 0x205, 0x06
_OF_BOOK = frozenset([_EOF, _FILEPASS, _CODEPAGE, _BOUNDSHEET, _FONT, _FORMAT, _XF])
_UNICODE = 1200
_NUMBER, _RK, _MANY_RK, _TEXT = 0x203, 0x27E, 0xBD, 0xFD
_CELLS = frozenset([_NUMBER, _RK, _MANY_RK, _BOOL_OR_ERROR, _FORMULA, _TEXT, 0x204, 0xD6])
_IN_RUNS = frozenset([_NUMBER, _RK, _MANY_RK, _TEXT, _ROW])
_NOTE, _OBJECT, _OBJECT_TEXT, _CONTINUED = 0x1C, 0x5D, 0x1B6, 0x3C
_BESIDE = frozenset([_MERGED, _DIMENSIONS, _BOF, _EOF, _NOTE, _OBJECT, _OBJECT_TEXT])
_NUMERIC = frozenset([_NUMBER, _RK, _MANY_RK, _FORMULA])
_RECORD_HEAD = struct.Struct("<HH")  # type and length
_CELL_HEAD = struct.Struct("<HHHH")  # record type and length, row and column
_EMPTY_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"  # the result of a formula that gives no text
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


@dataclass(slots=True)
class _Globals:
    """The workbook's own records."""

    old: bool = False  # BIFF5: text in the code page, one byte a letter
    code_page: int = 1252
    code_page_at: int = -1  # where the stream names it
    sheets: list[tuple[int, int]] = field(default_factory=list)  # (position, kind)
    fonts: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)  # of each font
    formats: dict[int, str] = field(default_factory=dict)
    # (font, number format) of each; a named style, which no cell has but through one of its own, has no format here.
    styles: list[tuple[int, int]] = field(default_factory=list)
    styles_at: list[int] = field(default_factory=list)  # where the stream names the number format of each

    def speaking_styles(self) -> dict[int, str]:
        """Style -> number format, where it shows figures otherwise than they stand."""
        codes = BUILT_IN | self.formats
        return {number: codes[shown] for number, (_, shown) in enumerate(self.styles) if speaks(codes.get(shown, ""))}


@dataclass(slots=True)
class _SheetRecords:
    """Where the records of one sheet stand that have more to say than their value."""

    cells: list[tuple[int, int, int]] = field(default_factory=list)  # (record type, position, length)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    noted: list[tuple[int, int, int]] = field(default_factory=list)  # row, column and object of comments
    said: dict[int, str] = field(default_factory=dict)  # the texts of objects
    object_met: int = -1

    def comments(self) -> dict[tuple[int, int], str]:
        """What is noted at cells, by place counted from 0."""
        return {(row, column): text for row, column, named in self.noted if (text := self.said.get(named))}


def read(compound: CompoundFile, name: str, data: bytes) -> Workbook:
    """The grids of an xls workbook, from the stream `name` of its compound file.

    Raises:
        UnreadableFile: password, broken, too large.
        Unusual: a large one, inside `unusual_elsewhere`.
    """
    stream = compound.stream(name)
    book = _read_globals(stream)
    formats = book.speaking_styles()
    old_fonts = any(map(encoding_of_font, book.fonts))
    if len(book.sheets) > SHEETS:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
    # Records of figures matter one by one only where a style shows them otherwise; errors and formulas always do.
    wanted = _NUMERIC | {_BOOL_OR_ERROR} if formats else frozenset([_BOOL_OR_ERROR, _FORMULA])
    if any(position >= len(stream) for position, _ in book.sheets):
        raise UnreadableFile("unreadable_truncated")
    records = [_walk(stream, position, wanted) for position, kind in book.sheets if kind == 0]
    sheets = sheets_of(_as_calamine_reads(data, compound, name, book))
    if len(sheets) != len(records):
        raise UnreadableFile("unreadable_broken")
    never_calculated = _never_calculated(stream, records)
    marked = any(book.marks)
    texts = _texts_with_fonts(stream, book) if old_fonts or marked else None
    use = FontUse()
    for runs in (runs for found in texts or () for runs in found.values() if runs is not None):
        use.see((run.text, run.font) for run in runs)
    grids: list[Grid] = []
    notes: tuple[Note, ...] = ()
    for number, (sheet, found) in enumerate(zip(sheets, records)):
        rows = sheet.rows
        shown = _overlay(stream, rows, found, formats, never_calculated)
        if texts is not None:
            notes += note_of(sheet.name, _decode(rows, texts[number] if number < len(texts) else {}, use))
        elif book.old and book.code_page == 1258:
            _compose(rows)
        grids.append(
            Grid(
                sheet.name,
                rows,
                sheet.hidden,
                tuple(found.merged),
                frozenset(shown.percent),
                frozenset(found.hidden_rows),
                telling_formats=shown.formats,
                comments=found.comments(),
            )
        )
    return Workbook("xls", tuple(grids), notes=notes)


def _read_globals(stream: bytes) -> _Globals:
    """The records before the first sheet."""
    book = _Globals()
    unpack = _RECORD_HEAD.unpack_from
    position, end = 0, len(stream) - 4
    first = True
    while position <= end:
        kind, length = unpack(stream, position)
        following = position + 4 + length
        if following > end + 4:
            raise UnreadableFile("unreadable_truncated")
        if kind not in _OF_BOOK and not first:
            position = following
            continue
        body = stream[position + 4 : following]
        if first:
            if kind != _BOF or length < 4:
                raise UnreadableFile("unreadable_old_excel" if kind in (0x09, 0x209, 0x409) else "unreadable_broken")
            book.old = struct.unpack_from("<H", body)[0] < 0x600
            first = False
        elif kind == _EOF:
            break
        elif kind == _FILEPASS:
            raise UnreadableFile("unreadable_password")
        elif kind == _CODEPAGE and length >= 2:
            book.code_page, book.code_page_at = struct.unpack_from("<H", body)[0], position + 4
        elif kind == _BOUNDSHEET and length >= 6:
            book.sheets.append((struct.unpack_from("<I", body)[0], body[5]))
        elif kind == _FONT and length >= 16:
            book.fonts.append(_short_string(body, 14, book.old))
            book.marks.append(GONE if body[2] & 8 else {1: RAISED, 2: LOWERED}.get(body[8], ""))
        elif kind == _FORMAT and length >= 4:
            number = struct.unpack_from("<H", body)[0]
            book.formats[number] = _short_string(body, 2, book.old, wide_count=not book.old)
        elif kind == _XF and length >= 4:
            font, number_format = struct.unpack_from("<HH", body)
            named = length >= 6 and body[4] & 4
            book.styles.append((font, 0 if named else number_format))
            book.styles_at.append(position + 6)
        position = following
    return book


def _as_calamine_reads(data: bytes, compound: CompoundFile, name: str, book: _Globals) -> bytes:
    """The file with what calamine takes amiss put otherwise; what it means is the same.

    BIFF8 is Unicode whatever code page it names, and a number format that a file declares under an index that is
    usually a date's is what the file says it is.
    """
    changes: dict[int, int] = {}
    if not book.old and book.code_page != _UNICODE:
        changes[book.code_page_at] = _UNICODE
    declared = {number for number, code in book.formats.items() if number in BUILT_IN_DATES and not shows_date(code)}
    changes |= {at: 0 for (_, number), at in zip(book.styles, book.styles_at) if number in declared}
    changed = bytearray(data) if changes else data
    for position, value in changes.items():
        at = compound.place(name, position) if position >= 0 else None
        if at is not None:
            struct.pack_into("<H", changed, at, value)
    return bytes(changed)


def _short_string(body: bytes, at: int, old: bool, wide_count: bool = False) -> str:
    count = struct.unpack_from("<H", body, at)[0] if wide_count else body[at]
    at += 2 if wide_count else 1
    if old:
        return body[at : at + count].decode("latin-1")
    if at < len(body) and body[at] & 1:
        return body[at + 1 : at + 1 + 2 * count].decode("utf-16-le", errors="replace")
    return body[at + 1 : at + 1 + count].decode("latin-1")


def _run_of(*cells: tuple[int, int]) -> re.Pattern[bytes]:
    """Matches a run of records that say nothing but where they stand, and that near the first cell.

    That is: cells of these (record type, length) above row `_NEAR_ROWS` and left of column `_NEAR_COLUMNS`, and rows
    that are shown.
    """
    # After type and length come row and column, and several numbers in one record end with their last column. Dots one
    # by one take two thirds of the time of `.{6}`.
    near = [
        re.escape(struct.pack("<HH", kind, length))
        + rb".[\x00-\x03].\x00"
        + (b"." * (length - 5) + rb"\x00" if kind == _MANY_RK else b"." * (length - 4))
        for kind, length in cells
    ]
    shown_row = re.escape(struct.pack("<HH", _ROW, 16)) + b"." * 12 + rb"[\x00-\x1f\x40-\x5f\x80-\x9f\xc0-\xdf]..."
    return re.compile(b"(?:" + b"|".join([*near, shown_row]) + b")++", re.DOTALL)


_NEAR_ROWS, _NEAR_COLUMNS = 0x400, 0x100
# Settings of a sheet (calculation, margins, printing, grid lines, breaks, widths, windows), of the lengths they have.
_SETTINGS = re.compile(
    rb"(?:[\x0c-\x15\x19-\x1b\x22\x26-\x2b\x55\x5f\x63\x7d\x80-\x84\xa1\xdd]\x00(?:"
    + b"|".join(re.escape(struct.pack("<H", length)) + b"." * length for length in (2, 8, 5, 12, 34, 0))
    + rb")|\x25\x02\x04\x00....|\x3e\x02\x12\x00"
    + b"." * 18
    + b")++",
    re.DOTALL,
)
_TEXTS = _run_of((_TEXT, 10))
_TEXTS_AND_NUMBERS = _run_of(
    (_TEXT, 10), (_RK, 10), (_NUMBER, 14), *((_MANY_RK, 6 + 6 * numbers) for numbers in range(2, 12))
)


def _walk(stream: bytes, position: int, wanted: frozenset[int]) -> _SheetRecords:
    """One sheet's records from its BOF to its EOF; charts inside it are passed over.

    Raises:
        UnreadableFile: broken, too large.
    """
    idle = _TEXTS if _NUMBER in wanted else _TEXTS_AND_NUMBERS
    found, rows, columns = _walk_records(stream, position, wanted, idle)
    if rows > _NEAR_ROWS or columns > _NEAR_COLUMNS:  # where the near cells stand matters as well
        found, rows, columns = _walk_records(stream, position, wanted, None)
    require_area(rows, columns)
    return found


def _walk_records(
    stream: bytes, position: int, wanted: frozenset[int], idle: re.Pattern[bytes] | None
) -> tuple[_SheetRecords, int, int]:
    """The records with more to say than their value, and how many rows and columns the cells reach.

    Runs of `idle` records are passed over at once: their cells do not count in the rows and columns.
    """
    found = _SheetRecords()
    unpack, cells, beside, many, of_row = _CELL_HEAD.unpack_from, _CELLS, _BESIDE, _MANY_RK, _ROW
    settings = _SETTINGS.match
    end = len(stream) - 8
    last_row = last_column = -1
    depth = 0
    while position <= end:
        kind, length, row, column = unpack(stream, position)
        if idle is not None and kind in _IN_RUNS and (run := idle.match(stream, position)):
            position = run.end()
            continue
        if kind in cells:
            if depth == 1:
                if row > last_row:
                    last_row = row
                if kind == many and length >= 6:
                    column = struct.unpack_from("<H", stream, min(position + length + 2, end + 6))[0]
                if column > last_column:
                    last_column = column
                if kind in wanted:
                    found.cells.append((kind, position + 4, length))
        elif kind == of_row:
            if depth == 1 and length >= 14 and position + 18 <= end + 8 and stream[position + 16] & 0x20:
                found.hidden_rows.add(row)
        elif kind in beside:
            if kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if depth <= 0:
                    break
            elif depth == 1:
                _beside(stream, position + 4, kind, length, found)
        elif run := settings(stream, position):
            position = run.end()
            continue
        position += 4 + length
    return found, last_row + 1, last_column + 1


def _beside(stream: bytes, at: int, kind: int, length: int, found: _SheetRecords) -> None:
    body = stream[at : at + length]
    if kind == _MERGED and len(body) >= 2:
        for first_row, last_row, first, last in struct.iter_unpack("<HHHH", body[2 : 2 + (len(body) - 2) // 8 * 8]):
            found.merged.append((first_row, first, last_row, last))
    elif kind == _DIMENSIONS and len(body) == 14:
        first_row, rows, first, columns = struct.unpack_from("<IIHH", body)
        if rows > 65_536 or columns > 256 or first_row > rows or (first > columns > 0):
            raise UnreadableFile("unreadable_broken")
        require_area(rows, columns)
    elif kind == _NOTE and len(body) >= 8:
        row, column, _, named = struct.unpack_from("<HHHH", body)
        found.noted.append((row, column, named))
    elif kind == _OBJECT and len(body) >= 8:
        found.object_met = struct.unpack_from("<H", body, 6)[0]
    elif kind == _OBJECT_TEXT and len(body) >= 12:
        found.said[found.object_met] = _object_text(stream, at + length, struct.unpack_from("<H", body, 10)[0])


def _object_text(stream: bytes, at: int, letters: int) -> str:
    """The text of an object, in the record that continues it at `at`."""
    if at + 5 > len(stream):
        return ""
    kind, length, wide = struct.unpack_from("<HHB", stream, at)
    if kind != _CONTINUED or not length:
        return ""
    text = stream[at + 5 : at + 4 + length]
    return text[: 2 * letters].decode("utf-16-le", errors="replace") if wide & 1 else text[:letters].decode("latin-1")


def _never_calculated(stream: bytes, records: list[_SheetRecords]) -> bool:
    """Whether every formula holds nothing yet: no spreadsheet program has seen the file.

    Programs that write xls store an empty text, or 0 with the wish to be calculated on opening.
    """
    formulas = [at for found in records for kind, at, length in found.cells if kind == _FORMULA and length >= 20]
    return bool(formulas) and all(
        stream[at + 6 : at + 14] == _EMPTY_TEXT or (stream[at + 6 : at + 14] == bytes(8) and stream[at + 14] & 3)
        for at in formulas
    )


def _overlay(
    stream: bytes,
    rows: list[list[CellValue]],
    found: _SheetRecords,
    formats: dict[int, str],
    never_calculated: bool,
) -> ShownOtherwise:
    """Put errors and uncalculated formulas into `rows`; the cells whose figure is shown otherwise."""
    shown = ShownOtherwise()
    for kind, at, length in found.cells:
        if at + length > len(stream) or length < 8:
            continue
        row, column, style = struct.unpack_from("<HHH", stream, at)
        if kind == _BOOL_OR_ERROR:
            if stream[at + 7] == 1:
                put(rows, row, column, ErrorCell(_ERRORS.get(stream[at + 6], "#N/A")))
            continue
        if kind == _FORMULA:
            result = stream[at + 6 : at + 14]
            if never_calculated:
                put(rows, row, column, UncalculatedCell("="))
                continue
            if result[6:8] == b"\xff\xff":
                if result[0] == 2:
                    put(rows, row, column, ErrorCell(_ERRORS.get(result[2], "#N/A")))
                continue
        if kind == _MANY_RK:
            for offset in range(4, length - 5, 6):
                style = struct.unpack_from("<H", stream, at + offset)[0]
                if style in formats:
                    place = row, column + (offset - 4) // 6
                    shown.see(*place, _value(rows, *place), formats[style])
        elif style in formats:
            shown.see(row, column, _value(rows, row, column), formats[style])
    return shown


def _value(rows: list[list[CellValue]], row: int, column: int) -> CellValue:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _compose(rows: list[list[CellValue]]) -> None:
    """Code page 1258 writes tones as characters of their own."""
    for row in rows:
        for column, value in enumerate(row):
            if isinstance(value, str) and not value.isascii():
                row[column] = unicodedata.normalize("NFC", value)


_Texts = dict[tuple[int, int], list[Run] | None]  # None: no text, but struck through as a whole


def _decode(rows: list[list[CellValue]], texts: _Texts, use: FontUse) -> list[tuple[int, int]]:
    """Put the texts into `rows`, as their fonts draw them; the cells of which something was not read."""
    not_read = []
    for (row, column), runs in texts.items():
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if runs is None:
                rows[row][column] = struck(value)
                not_read.append((row, column))
            elif isinstance(value, str):
                rows[row][column], something_gone = cell_text(runs, use)
                if something_gone:
                    not_read.append((row, column))
    return not_read


def _texts_with_fonts(stream: bytes, book: _Globals) -> list[_Texts]:
    """The text cells of every worksheet as runs, and the cells with another value that are struck through."""
    import io

    import xlrd

    try:
        workbook = xlrd.open_workbook(
            file_contents=stream,
            formatting_info=True,
            ragged_rows=True,
            logfile=io.StringIO(),
            # Bytes of BIFF5 are kept as they are: the font decides what they mean.
            encoding_override="latin-1" if book.old else None,
        )
    except Exception:  # the library raises whatever a broken record makes it trip over
        raise UnreadableFile("unreadable_broken") from None
    fonts = [(font.name, _mark_of(font)) for font in workbook.font_list]
    marked = any(mark for _, mark in fonts)
    found = []
    for sheet in workbook.sheets():
        texts: _Texts = {}
        runs_of = sheet.rich_text_runlist_map
        for row in range(sheet.nrows):
            kinds = sheet.row_types(row)
            for column, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_TEXT:
                    text = sheet.cell_value(row, column)
                    changes = runs_of.get((row, column)) or ()
                    if text.isascii() and not changes and not marked and not any(map(str.islower, text)):
                        continue  # no letter that a font could draw otherwise
                    own = workbook.xf_list[sheet.cell_xf_index(row, column)].font_index
                    texts[row, column] = [
                        _in_code_page(Run(piece, *(fonts[font] if font < len(fonts) else ())), book)
                        for piece, font in pieces(text, own, changes)
                    ]
                elif marked and kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN):
                    own = workbook.xf_list[sheet.cell_xf_index(row, column)].font_index
                    if own < len(fonts) and fonts[own][1] == GONE:
                        texts[row, column] = None
        found.append(texts)
    return found


def _mark_of(font: Any) -> str:
    return GONE if font.struck_out else {1: RAISED, 2: LOWERED}.get(font.escapement, "")


def _in_code_page(run: Run, book: _Globals) -> Run:
    """In BIFF5 text in fonts that are no old ones is in the code page of the file."""
    if not book.old or run.text.isascii() or encoding_of_font(run.font):
        return run
    code_page = f"cp{book.code_page}" if book.code_page in (1252, 1258) else "cp1252"
    text = run.text.encode("latin-1").decode(code_page, errors="replace")
    return run._replace(text=unicodedata.normalize("NFC", text))
