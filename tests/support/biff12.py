"""Binary workbooks (xlsb), written record by record as MS-XLSB describes them: no program at hand writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True)
class Look:
    """How a cell or a run is drawn; `vertical` 1 is raised, 2 lowered."""

    font: str = "Arial"
    struck: bool = False
    vertical: int = 0
    number_format: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula and the result stored with it: a number, a text, a truth value, or bytes for an error code."""

    result: float | str | bool | bytes


Runs = tuple[tuple[str, Look], ...]
PLAIN = Look()


@dataclass
class BinarySheet:
    """Cells (row, column, value, look) in any order; runs may stand in the cell or, `shared`, among the strings."""

    name: str
    cells: list[tuple[int, int, object, Look]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()  # row, column, text


def record(kind: int, body: bytes = b"") -> bytes:
    """One record: type in one or two bytes, length seven bits a byte."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(body)
    size = bytearray()
    while True:
        size.append(length & 0x7F | (0x80 if length > 0x7F else 0))
        length >>= 7
        if not length:
            return head + bytes(size) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


class _Styles:
    """The looks used, as fonts, formats and cell styles in the order they are asked for."""

    def __init__(self) -> None:
        self.fonts: list[tuple[str, bool, int]] = []
        self.formats: list[str] = []
        self.styles: list[tuple[int, int]] = []
        self.style(PLAIN)

    def font(self, look: Look) -> int:
        key = (look.font, look.struck, look.vertical)
        if key not in self.fonts:
            self.fonts.append(key)
        return self.fonts.index(key)

    def style(self, look: Look) -> int:
        number = {"": 0, "0%": 9, "0.00%": 10}.get(look.number_format, -1)
        if number < 0:
            if look.number_format not in self.formats:
                self.formats.append(look.number_format)
            number = 164 + self.formats.index(look.number_format)
        key = (number, self.font(look))
        if key not in self.styles:
            self.styles.append(key)
        return self.styles.index(key)

    def part(self) -> bytes:
        formats = b"".join(record(44, struct.pack("<H", 164 + n) + wide(code)) for n, code in enumerate(self.formats))
        formats = record(615, struct.pack("<I", len(self.formats))) + formats + record(616) if formats else b""
        fonts = b"".join(
            record(43, struct.pack("<HHHH13x", 200, 8 if struck else 0, 400, vertical) + wide(name))
            for name, struck, vertical in self.fonts
        )
        # The styles that have a name come first and are none of cells: only those after 617 count.
        named = record(626, struct.pack("<I", 1)) + record(47, struct.pack("<HHHHHHI", 0xFFFF, 10, 0, 0, 0, 0, 0))
        of_cells = b"".join(record(47, struct.pack("<HHHHHHI", 0, *style, 0, 0, 0, 0)) for style in self.styles)
        count = struct.pack("<I", len(self.styles))
        return formats + fonts + named + record(627) + record(617, count) + of_cells + record(618)


def xlsb_of(
    sheets: list[BinarySheet], *, shared: bool = True, calculate: bool = False, from_1904: bool = False
) -> bytes:
    """A binary workbook; `calculate` asks for all formulas to be calculated when it is opened."""
    styles, strings = _Styles(), list[bytes]()
    parts = {f"xl/worksheets/sheet{n}.bin": _sheet(sheet, styles, strings, shared) for n, sheet in enumerate(sheets, 1)}
    book = record(0x83) + record(0x99, struct.pack("<III", int(from_1904), 0, 0)) + record(0x8F)
    for n, sheet in enumerate(sheets, 1):
        book += record(0x9C, struct.pack("<II", int(sheet.hidden), n) + wide(f"rId{n}") + wide(sheet.name))
    book += record(0x90) + record(157, struct.pack("<IIIdIH", 0, 1, 100, 0.001, 1, int(calculate))) + record(0x84)
    related = "".join(
        f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.bin"/>' for n in range(1, len(sheets) + 1)
    )
    parts |= {
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_RELATIONS}">{related}</Relationships>'.encode(),
        "xl/styles.bin": styles.part(),
    }
    for n, sheet in enumerate(sheets, 1):
        if sheet.comments:
            parts[f"xl/comments{n}.bin"] = _comments(sheet)
            relation = f'<Relationship Id="rId1" Type="{_OFFICE}/comments" Target="../comments{n}.bin"/>'
            related = f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
            parts[f"xl/worksheets/_rels/sheet{n}.bin.rels"] = related.encode()
    if strings:
        listed = b"".join(record(19, item) for item in strings)
        parts["xl/sharedStrings.bin"] = record(159, struct.pack("<II", len(strings), len(strings))) + listed
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _comments(sheet: BinarySheet) -> bytes:
    listed = b"".join(
        record(635, struct.pack("<IIIII16x", 0, row, row, column, column))
        + record(637, b"\x00" + wide(text))
        + record(636)
        for row, column, text in sheet.comments
    )
    authors = record(630) + record(632, wide("ban")) + record(631)
    return record(628) + authors + record(633) + listed + record(634) + record(629)


def _sheet(sheet: BinarySheet, styles: _Styles, strings: list[bytes], shared: bool) -> bytes:
    cells = sorted(sheet.cells, key=lambda cell: cell[:2])
    last = max((row for row, *_ in cells), default=0), max((column for _, column, *_ in cells), default=0)
    out = record(0x81) + record(0x94, struct.pack("<IIII", 0, last[0], 0, last[1])) + record(0x91)
    row_now = -1
    for row, column, value, look in cells:
        if row != row_now:
            flags = 0x10 if row in sheet.hidden_rows else 0
            out += record(0x00, struct.pack("<IIHBBB", row, 0, 300, 0, flags, 0) + bytes(4))
            row_now = row
        place = struct.pack("<I", column) + styles.style(look).to_bytes(3, "little") + b"\x00"
        out += _cell(place, value, styles, strings, shared)
    out += record(0x92)
    for first_row, first, last_row, last_column in sheet.merged:
        out += record(176, struct.pack("<IIII", first_row, last_row, first, last_column))
    return out + record(0x82)


def _cell(place: bytes, value: object, styles: _Styles, strings: list[bytes], shared: bool) -> bytes:
    if isinstance(value, Formula):
        expression = struct.pack("<HI", 0, 3) + b"\x1e\x01\x00" + bytes(4)
        result = value.result
        if isinstance(result, bool):
            return record(10, place + bytes([result]) + expression)
        if isinstance(result, bytes):
            return record(11, place + result + expression)
        if isinstance(result, str):
            return record(8, place + wide(result) + expression)
        return record(9, place + struct.pack("<d", result) + expression)
    if isinstance(value, bool):
        return record(4, place + bytes([value]))
    if isinstance(value, bytes):
        return record(3, place + value)
    if isinstance(value, (str, tuple)):
        item = _string(value, styles)
        if not shared:
            return record(62, place + item) if isinstance(value, tuple) else record(6, place + wide(value))
        if item not in strings:
            strings.append(item)
        return record(7, place + struct.pack("<I", strings.index(item)))
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        value = float((day - _DAY_0).days)
    assert isinstance(value, (int, float))
    if float(value).is_integer() and abs(value) < 1 << 29:
        return record(2, place + struct.pack("<i", int(value) << 2 | 2))
    return record(5, place + struct.pack("<d", value))


def _string(value: str | tuple[tuple[str, Look], ...], styles: _Styles) -> bytes:
    if isinstance(value, str):
        return b"\x00" + wide(value)
    changes, at = b"", 0
    for text, look in value:
        changes += struct.pack("<HH", at, styles.font(look))
        at += len(text)
    return b"\x01" + wide("".join(text for text, _ in value)) + struct.pack("<I", len(value)) + changes
