"""Small files of every format, written part by part, so that a test says exactly what is in them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.support.biff12 import record, wide

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN_STYLES = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="0&quot; %&quot;"/>'
    '</numFmts><fonts><font><name val="Times New Roman"/></font><font><name val=".VnTime"/></font>'
    '<font><name val=".VnTimeH"/></font><font><name val="VNI-Times"/></font></fonts>'
    '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/>'
    '<xf numFmtId="0" fontId="3"/><xf numFmtId="10" fontId="0"/><xf numFmtId="164" fontId="0"/>'
    '<xf numFmtId="165" fontId="0"/></cellXfs>'
)
# Style numbers of PLAIN_STYLES.
TIMES, VNTIME, VNTIMEH, VNI_TIMES, PERCENT, ONE_DECIMAL_PERCENT, QUOTED_PERCENT = range(7)


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A zip of these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def text_cell(place: str, text: str, style: int = TIMES) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def xlsx_parts(
    *sheets: str,
    styles: str = PLAIN_STYLES,
    strings: str | None = None,
    book: str = "",
    after: str = "",
) -> dict[str, bytes | str]:
    """The parts of a workbook whose sheets have these rows as XML; `after` follows the rows of each sheet."""
    names = [f"Biểu {number}" for number in range(1, len(sheets) + 1)]
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1))
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}</Relationships>',
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{strings}</sst>"
    for number, rows in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"
        )
    return parts


def xlsx(*sheets: str, **more: str) -> bytes:
    """A workbook whose sheets have these rows as XML."""
    return zipped(xlsx_parts(*sheets, **more))


def docx(body: str, styles: str = "") -> bytes:
    """A document with this body as XML; `w:` is bound."""
    bound = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {bound}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {bound}>{styles}</w:styles>",
        }
    )


def ods(tables: str, styles: str = "", manifest: str = "", common: str = "") -> bytes:
    """A spreadsheet with these tables and styles as XML, `common` in styles.xml; the usual prefixes are bound."""
    bound = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible",
            "number": "datastyle", "draw": "drawing",
        }.items()
    )  # fmt: skip
    bound += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {bound}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {bound}><office:styles>{common}</office:styles>"
            "</office:document-styles>",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


def xlsb(cells: list[tuple[int, int, int, object]], fonts: tuple[str, ...] = ("Times New Roman", ".VnTime")) -> bytes:
    """A binary workbook of one sheet with cells (row, column, style, value); bytes stand for an error code.

    Style n has font n; one style more shows percentages.
    """
    formats = b"".join(record(47, struct.pack("<HHHHHHI", 0, 0, n, 0, 0, 0, 0)) for n in range(len(fonts)))
    formats += record(47, struct.pack("<HHHHHHI", 0, 10, 0, 0, 0, 0, 0))
    styles = b"".join(record(43, bytes(21) + wide(font)) for font in fonts)
    styles += record(617, struct.pack("<I", len(fonts) + 1)) + formats + record(618)
    last = max((row for row, *_ in cells), default=0), max((column for _, column, *_ in cells), default=0)
    sheet = record(0x81) + record(0x94, struct.pack("<IIII", 0, last[0], 0, last[1])) + record(0x91)
    row_now = -1
    for row, column, style, value in cells:
        if row != row_now:
            sheet += record(0x00, struct.pack("<I", row) + bytes(13))
            row_now = row
        place = struct.pack("<I", column) + style.to_bytes(3, "little") + b"\x00"
        if isinstance(value, bytes):
            sheet += record(0x03, place + value)
        elif isinstance(value, str):
            sheet += record(0x06, place + wide(value))
        else:
            sheet += record(0x05, place + struct.pack("<d", value))
    sheet += record(0x92) + record(0x82)
    book = record(0x83) + record(0x99, bytes(12)) + record(0x8F)
    book += record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("Biểu 1")) + record(0x90) + record(0x84)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/>'
        "</Relationships>",
        "xl/styles.bin": styles,
        "xl/worksheets/sheet1.bin": sheet,
    }
    return zipped(parts)


def _biff(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff5(labels: list[tuple[int, int, int, bytes]], fonts: tuple[str, ...], code_page: int) -> bytes:
    """An xls of Excel 5 with labels (row, column, font, bytes as typed); its text is one byte a letter."""
    book = _biff(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + _biff(0x42, struct.pack("<H", code_page))
    # Font 4 does not exist in this format, so that the fifth is number 5.
    names = [*fonts[:1] * 4, *fonts]
    for name in names:
        book += _biff(
            0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + bytes([len(name)]) + name.encode()
        )
    for number in [0] * 15 + list(range(5, 5 + len(fonts))):
        book += _biff(0xE0, struct.pack("<HHHHHHHH", number, 0, 1, 0, 0, 0, 0, 0))
    sheet = _biff(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for row, column, font, typed in labels:
        sheet += _biff(0x204, struct.pack("<HHHH", row, column, 15 + font, len(typed)) + typed)
    sheet += _biff(0x0A)
    name = b"B1"
    length = len(book) + 4 + 7 + len(name) + 4
    book += _biff(0x85, struct.pack("<IBBB", length, 0, 0, len(name)) + name) + _biff(0x0A)
    return compound({"Book": book + sheet})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE) with these streams, each in sectors of its own."""
    end, contents, fat = 0xFFFFFFFE, b"", [0xFFFFFFFD]
    entries = _entry("Root Entry", 5, end, 0, child=1 if streams else _NONE)
    directory_sectors = -(-128 * (len(streams) + 1) // 512)
    fat += [*range(2, 1 + directory_sectors), end]
    for number, (name, content) in enumerate(streams.items(), start=1):
        whole = content.ljust(max(4096, 512 * -(-len(content) // 512)), b"\0") if content else b""
        sectors = len(whole) // 512
        following = number + 1 if number < len(streams) else _NONE
        entries += _entry(name, 2, len(fat) if sectors else end, len(whole), following=following)
        fat += [*range(len(fat) + 1, len(fat) + sectors), end] if sectors else []
        contents += whole
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * 4 * 108
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    assert len(table) == 512, "one sector of the table holds 64 KB, enough for tests"
    return header + table + entries.ljust(512 * directory_sectors, b"\0") + contents


_NONE = 0xFFFFFFFF


def _entry(name: str, kind: int, start: int, length: int, *, following: int = _NONE, child: int = _NONE) -> bytes:
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 0)
    return entry + struct.pack("<III", _NONE, following, child) + bytes(36) + struct.pack("<IQ", start, length)
