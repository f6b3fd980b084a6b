"""xlsb: values by python-calamine; places, errors, fonts and percentages from the binary records (MS-XLSB)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from zipfile import ZipFile

from flows.ingest.formats.marks import note_of, struck
from flows.ingest.formats.spreadsheet import put, sheets_of, shows_percent
from flows.ingest.formats.xlsx import sheet_parts
from flows.ingest.grids import CellValue, ErrorCell, Grid, UnreadableFile, Workbook
from flows.ingest.letters import FontUse, decode_font, encoding_of_font
from flows.ingest.limits import UNPACKED_BYTES, checked_members, require_area, require_plain_xml, unpacked

_ROW, _BLANK, _ERROR, _FORMULA_ERROR, _LAST_CELL = 0x00, 0x01, 0x03, 0x0B, 0x0B
_NUMERIC = frozenset([0x02, 0x05, 0x09])
_FONT, _FORMAT, _XF, _BEGIN_CELL_XFS, _END_CELL_XFS = 43, 44, 47, 617, 618
_SHEET, _MERGED, _END_SHEET_DATA = 0x9C, 176, 0x92
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def read(data: bytes, archive: ZipFile) -> Workbook:
    """The grids of a binary workbook.

    Raises:
        UnreadableFile: broken, hostile, too large.
        Unusual: to be read in a confined process.
    """
    parts: dict[str, bytes] = {}
    budget = UNPACKED_BYTES
    for member in checked_members(archive):
        name = member.filename.lower().replace("\\", "/")
        if name.endswith((".bin", ".rels")) and not name.endswith("vbaproject.bin"):
            parts[name] = unpacked(data, member, budget)
            budget -= len(parts[name])
            if name.endswith(".rels"):
                require_plain_xml(parts[name])
    try:
        places = _places(parts)
        fonts, percent_styles, struck_styles = _styles(parts.get("xl/styles.bin", b""))
        for place in places.values():
            _require_usual_area(parts.get(place, b""))
    except (struct.error, IndexError):
        raise UnreadableFile("unreadable_broken") from None
    old_fonts = any(map(encoding_of_font, fonts))
    grids: list[Grid] = []
    notes: tuple[str, ...] = ()
    sheets = sheets_of(data)
    contents = [parts.get(places.get(sheet.name, ""), b"") for sheet in sheets]
    use = FontUse()
    if old_fonts:
        for sheet, content in zip(sheets, contents):
            _see(sheet.rows, content, fonts, use)
    for sheet, content in zip(sheets, contents):
        not_read: list[tuple[int, int]] = []
        percent: set[tuple[int, int]] = set()
        hidden_rows: set[int] = set()
        merged: list[tuple[int, int, int, int]] = []
        row = 0
        for kind, body in _records(content):
            if kind == _ROW:
                row = struct.unpack_from("<I", body)[0]
                if len(body) >= 12 and body[11] & 0x10:
                    hidden_rows.add(row)
            elif kind <= _LAST_CELL and len(body) >= 8:
                column, style = struct.unpack_from("<I", body)[0], int.from_bytes(body[4:7], "little")
                font = fonts[style] if old_fonts and style < len(fonts) else ""
                _overlay(sheet.rows, row, column, kind, body, font, use)
                if style in struck_styles and _holds_value(sheet.rows, row, column):
                    sheet.rows[row][column] = struck(sheet.rows[row][column])
                    not_read.append((row, column))
                if kind in _NUMERIC and style in percent_styles:
                    percent.add((row, column))
            elif kind == _MERGED and len(body) >= 16:
                first_row, last_row, first, last = struct.unpack_from("<IIII", body)
                merged.append((first_row, first, last_row, last))
        notes += note_of(sheet.name, not_read)
        grids.append(
            Grid(sheet.name, sheet.rows, sheet.hidden, tuple(merged), frozenset(percent), frozenset(hidden_rows))
        )
    return Workbook("xlsb", tuple(grids), notes=notes)


def _holds_value(rows: list[list[CellValue]], row: int, column: int) -> bool:
    return row < len(rows) and column < len(rows[row]) and rows[row][column] is not None


def _see(rows: list[list[CellValue]], content: bytes, fonts: list[str], use: FontUse) -> None:
    """Take every text of a sheet as evidence of how its font is used."""
    row = 0
    for kind, body in _records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
        elif kind <= _LAST_CELL and len(body) >= 8:
            column, style = struct.unpack_from("<I", body)[0], int.from_bytes(body[4:7], "little")
            if row < len(rows) and column < len(rows[row]) and style < len(fonts):
                value = rows[row][column]
                if isinstance(value, str):
                    use.see([(value, fonts[style])])


def _overlay(
    rows: list[list[CellValue]], row: int, column: int, kind: int, body: bytes, font: str, use: FontUse
) -> None:
    if kind in (_ERROR, _FORMULA_ERROR):
        put(rows, row, column, ErrorCell(_ERRORS.get(body[8] if len(body) > 8 else 0x2A, "#N/A")))
    elif font and row < len(rows) and column < len(rows[row]):
        value = rows[row][column]
        if isinstance(value, str):
            rows[row][column] = decode_font(value, font, use)


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


def _places(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name -> part name."""
    targets = sheet_parts("xl/workbook.bin", parts.get("xl/_rels/workbook.bin.rels", b""))
    places = {}
    for kind, body in _records(parts.get("xl/workbook.bin", b"")):
        if kind == _SHEET and struct.unpack_from("<I", body, 8)[0] != 0xFFFFFFFF:
            relation, at = _wide(body, 8)
            name, _ = _wide(body, at)
            places[name] = targets.get(relation, "")
    if not places or any(place not in parts for place in places.values()):
        raise UnreadableFile("unreadable_broken")
    return places


def _styles(content: bytes) -> tuple[list[str], frozenset[int], frozenset[int]]:
    """The font of every cell style, the styles shown as percentages and those struck through."""
    fonts: list[str] = []
    formats: dict[int, str] = {}
    style_fonts: list[str] = []
    percent: set[int] = set()
    struck_fonts: set[int] = set()
    struck_styles: set[int] = set()
    of_cells = False
    for kind, body in _records(content):
        if kind == _FONT and len(body) >= 25:
            if body[2] & 8:
                struck_fonts.add(len(fonts))
            fonts.append(_wide(body, 21)[0])
        elif kind == _FORMAT and len(body) >= 6:
            formats[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind in (_BEGIN_CELL_XFS, _END_CELL_XFS):
            of_cells = kind == _BEGIN_CELL_XFS
        elif kind == _XF and of_cells and len(body) >= 6:
            number_format, font = struct.unpack_from("<HH", body, 2)
            if number_format in (9, 10) or shows_percent(formats.get(number_format, "")):
                percent.add(len(style_fonts))
            if font in struck_fonts:
                struck_styles.add(len(style_fonts))
            style_fonts.append(fonts[font] if font < len(fonts) else "")
    return style_fonts, frozenset(percent), frozenset(struck_styles)


def _require_usual_area(content: bytes) -> None:
    row = rows = columns = 0
    for kind, body in _records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
        elif kind <= _LAST_CELL and kind != _BLANK and len(body) >= 8:
            rows, columns = max(rows, row + 1), max(columns, struct.unpack_from("<I", body)[0] + 1)
        elif kind == _END_SHEET_DATA:
            break
    require_area(rows, columns)
