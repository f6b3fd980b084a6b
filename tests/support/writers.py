"""Rendered pages to the bytes of a file of each format, for tests only."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape

from tests.support.mixtures import Cell, Habits, Page


def write(pages: list[Page], habits: Habits) -> bytes:
    """The file an office with these habits sends."""
    return {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "csv": _csv, "docx": _docx}[habits.format](pages, habits)


def _xlsx(pages: list[Page], habits: Habits) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    font_name = _font(habits)
    font = Font(name=font_name) if font_name else None
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for page in pages:
        sheet = book.create_sheet(page.name[:31])
        if page.hidden:
            sheet.sheet_state = "hidden"
        for r, row in enumerate(page.rows, start=1):
            for c, cell in enumerate(row, start=1):
                if cell is None or cell.value is None:
                    continue
                written = sheet.cell(r, c, encoded(cell.value, habits))
                if cell.percent:
                    written.number_format = "0.0%"
                if font is not None and isinstance(cell.value, str):
                    written.font = font
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xls(pages: list[Page], habits: Habits) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    plain, dated, percent = xlwt.XFStyle(), xlwt.XFStyle(), xlwt.XFStyle()
    dated.num_format_str, percent.num_format_str = "DD/MM/YYYY", "0.0%"
    plain.font.name = _font(habits) or "Arial"
    for page in pages:
        sheet = book.add_sheet(page.name[:31])
        if page.hidden:
            sheet.visibility = 1
        for r, row in enumerate(page.rows):
            for c, cell in enumerate(row):
                if cell is None or cell.value is None:
                    continue
                style = dated if isinstance(cell.value, date) else percent if cell.percent else plain
                sheet.write(r, c, encoded(cell.value, habits), style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"'
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def _ods(pages: list[Page], habits: Habits) -> bytes:
    body = []
    for page in pages:
        body.append(f'<table:table table:name="{escape(page.name)}">')
        for row in page.rows:
            body.append("<table:table-row>")
            body += [_ods_cell(cell) for cell in row] or ["<table:table-cell/>"]
            body.append("</table:table-row>")
        body.append("</table:table>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES}><office:body>'
        f"<office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zip([("mimetype", _ODS_TYPE), ("content.xml", content), ("META-INF/manifest.xml", manifest)])


def _ods_cell(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return "<table:table-cell/>"
    if isinstance(cell.value, float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell.value!r}">'
            f"<text:p>{cell.value!r}</text:p></table:table-cell>"
        )
    if isinstance(cell.value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{cell.value.isoformat()}">'
            f"<text:p>{cell.value.isoformat()}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell.value))}</text:p></table:table-cell>'


def _csv(pages: list[Page], habits: Habits) -> bytes:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=habits.delimiter, lineterminator="\r\n")
    for page in pages:
        for row in page.rows:
            writer.writerow(["" if cell is None or cell.value is None else str(cell.value) for cell in row])
    text = out.getvalue()
    if habits.encoding == "cp1258":
        return b"".join(_cp1258(c) for c in unicodedata.normalize("NFC", text))
    return text.encode(habits.encoding)


def _cp1258(char: str) -> bytes:
    """A letter in code page 1258, which has bases and tone marks but not every letter with its tone."""
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        pass
    decomposed = unicodedata.normalize("NFD", char)
    base, tone = decomposed[:-1], decomposed[-1]
    if len(decomposed) > 2 and decomposed[1] in "\u0323\u0301\u0300\u0309\u0303":  # the tone stands before the hat
        base, tone = decomposed[0] + decomposed[2], decomposed[1]
    try:
        return unicodedata.normalize("NFC", base).encode("cp1258") + tone.encode("cp1258")
    except UnicodeEncodeError:
        return b"?"


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(pages: list[Page], habits: Habits) -> bytes:
    """Each page's texts as paragraphs where a row has one cell above a table, its other rows as a table."""
    body = []
    for page in pages:
        rows = list(page.rows)
        start = next((i for i, row in enumerate(rows) if sum(c is not None for c in row) >= 3), len(rows))
        for row in rows[:start]:
            text = "\t".join(str(c.value) for c in row if c is not None)
            body.append(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>")
        table = [row for row in rows[start:] if row]
        if not table:
            continue
        width = max(len(row) for row in table)
        body.append("<w:tbl>")
        for row in table:
            cells = [*row, *[None] * (width - len(row))]
            inner = "".join(
                f"<w:tc><w:p><w:r><w:t>{escape('' if c is None else str(c.value))}</w:t></w:r></w:p></w:tc>"
                for c in cells
            )
            body.append(f"<w:tr>{inner}</w:tr>")
        body.append("</w:tbl>")
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>{"".join(body)}</w:body></w:document>'
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    return _zip([("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", document)])


def _zip(members: list[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _font(habits: Habits) -> str:
    return {"tcvn3": ".VnTime", "vni": "VNI-Times"}.get(habits.letters, "")


def encoded(value: object, habits: Habits) -> object:
    """A text in the encoding of an old font, where that is the habit; other values as they are."""
    if not isinstance(value, str) or habits.letters not in ("tcvn3", "vni"):
        return value
    table = old_letters(habits.letters)
    text = unicodedata.normalize("NFC", value)
    # The small-letter fonts have few capitals: people type the small letter or change the font.
    return "".join(table.get(c) or (c if c.isascii() else table.get(c.lower(), _PLAIN.get(c, "?"))) for c in text)


_PLAIN = {"×": "x", "–": "-", "\u202f": " ", "\xa0": " "}


@lru_cache
def old_letters(encoding: str) -> dict[str, str]:
    """Letter -> what stands for it in a file, inverted from the reader's decoding of every one- and two-sign text."""
    from flows.ingest.letters import decode

    table: dict[str, str] = {}
    singles = [chr(code) for code in range(0xA0, 0x100)]
    pairs = [a + b for a in "aAeEoOuUyYiIôơöđñÑÔÖ" for b in singles] if encoding == "vni" else []
    for sign in [*pairs, *singles]:  # a letter that has a pair is never its own sign
        letter = unicodedata.normalize("NFC", decode(sign, encoding))
        if len(letter) == 1 and not letter.isascii() and letter not in table:
            table[letter] = sign
    return table
