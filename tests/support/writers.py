"""Rendered pages to the bytes of a file of each format, for tests only."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
from datetime import date
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from tests.support.biff12 import BinarySheet, Formula, Look, xlsb_of
from tests.support.mixtures import OLD_LETTERS, Cell, Habits, Page


def write(pages: list[Page], habits: Habits) -> bytes:
    """The file an office with these habits sends."""
    writers = {"xlsx": _xlsx, "xlsm": _xlsm, "xls": _xls, "xlsb": _xlsb, "ods": _ods, "csv": _csv, "docx": _docx}
    if not habits.several_files:
        return writers[habits.format](pages, habits)
    # One file a page in a csv, else two files: the cover with some tables, and the others.
    parts = (
        [[page] for page in pages] if habits.format == "csv" else [pages[: len(pages) // 2], pages[len(pages) // 2 :]]
    )
    files = [(f"{part[0].name}.{habits.format}", writers[habits.format](part, habits)) for part in parts if part]
    return _zip([("báo cáo/", ""), *files, ("công văn.pdf", b"%PDF-1.4\n%%EOF")])


def _xlsx(pages: list[Page], habits: Habits) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    formulas: list[dict[str, tuple[str, object]]] = []
    for page in pages:
        sheet = book.create_sheet(page.name[:31])
        formulas.append({})
        if page.hidden:
            sheet.sheet_state = "hidden"
        for r, c, cell in _cells(page):
            font = _font(habits, cell)
            if cell.struck or cell.raised:
                runs = CellRichText()
                for text, what in _runs(cell, habits):
                    look = InlineFont(strike=what == "struck", vertAlign="superscript" if what == "raised" else None)
                    runs.append(TextBlock(look, text) if what else text)
                sheet.cell(r + 1, c + 1).value = runs
                continue
            written = sheet.cell(r + 1, c + 1, encoded(cell.value, habits, cell))
            written.number_format = _code(cell) or written.number_format
            if font and isinstance(cell.value, str):
                written.font = Font(name=font)
            if cell.formula:
                formulas[-1][written.coordinate] = cell.formula, cell.value
    out = io.BytesIO()
    book.save(out)
    return _with_formulas(out.getvalue(), formulas) if any(formulas) else out.getvalue()


def _with_formulas(data: bytes, formulas: list[dict[str, tuple[str, object]]]) -> bytes:
    """Put formulas before the stored results of cells: the library writes the one or the other."""
    members: list[tuple[str, bytes | str]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content: bytes | str = archive.read(name)
            number = re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", name)
            if number:
                content = archive.read(name).decode()
                for place, (kind, value) in formulas[int(number[1]) - 1].items():
                    result = f"<v>{value!r}</v>" if kind == "cached" else ""
                    content = re.sub(
                        rf'(<c r="{place}"(?: s="[0-9]+")?) t="n"><v>[^<]*</v>', rf"\1><f>SUM(1,2)</f>{result}", content
                    )
            members.append((name, content))
    return _zip(members)


def _xlsm(pages: list[Page], habits: Habits) -> bytes:
    """The same with macros: a part no reader may open."""
    members: list[tuple[str, bytes | str]] = []
    with zipfile.ZipFile(io.BytesIO(_xlsx(pages, habits))) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
            members.append((name, content))
    return _zip([*members, ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"no project at all " * 40)])


def _xls(pages: list[Page], habits: Habits) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    styles: dict[tuple[str, str], Any] = {}

    def style_of(font: str, code: str) -> Any:
        if (font, code) not in styles:
            style = styles[font, code] = xlwt.XFStyle()
            style.font.name, style.num_format_str = font or "Arial", code or "General"
        return styles[font, code]

    for page in pages:
        sheet = book.add_sheet(page.name[:31])
        if page.hidden:
            sheet.visibility = 1
        for r, c, cell in _cells(page):
            font = _font(habits, cell)
            if cell.struck or cell.raised:
                drawn = {"": "", "struck": ", struck_out on", "raised": ", escapement superscript"}
                runs = [
                    (text, xlwt.easyfont(f"name {font or 'Arial'}{drawn[what]}")) for text, what in _runs(cell, habits)
                ]
                sheet.write_rich_text(r, c, runs)
                continue
            style = style_of(font, _DAY if isinstance(cell.value, date) else _code(cell))
            if cell.formula == "never":
                sheet.write(r, c, xlwt.Formula("1+2"), style)
            elif cell.formula:
                sheet.row(r).insert_cell(c, CachedFormula(r, c, book.add_style(style), cell.value))
            else:
                sheet.write(r, c, encoded(cell.value, habits, cell), style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class CachedFormula:
    """A formula cell of an xls with its result, which the library has no way to write."""

    def __init__(self, row: int, column: int, style: int, value: object) -> None:
        self.rowx, self.colx, self.xf_idx, self.value = row, column, style, value

    def get_biff_data(self) -> bytes:
        expression = b"\x1e\x01\x00"
        text = self.value if isinstance(self.value, str) else None
        if isinstance(self.value, (bool, bytes)):  # a truth value, or the code of an error
            kind, code = (1, int(self.value)) if isinstance(self.value, bool) else (2, self.value[0])
            result = bytes([kind, 0, code, 0, 0, 0]) + b"\xff\xff"
        else:
            result = bytes(6) + b"\xff\xff" if text is not None else struct.pack("<d", self.value)
        body = struct.pack("<HHH", self.rowx, self.colx, self.xf_idx) + result + struct.pack("<HI", 0, 0)
        body += struct.pack("<H", len(expression)) + expression
        record = struct.pack("<HH", 0x06, len(body)) + body
        if text is not None:
            body = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
            record += struct.pack("<HH", 0x207, len(body)) + body
        return record


def _xlsb(pages: list[Page], habits: Habits) -> bytes:
    sheets = []
    never = any(cell.formula == "never" for page in pages for *_, cell in _cells(page))
    for page in pages:
        sheet = BinarySheet(page.name, hidden=page.hidden)
        for r, c, cell in _cells(page):
            font = _font(habits, cell) or "Arial"
            look = Look(font, number_format="dd/mm/yyyy" if isinstance(cell.value, date) else _code(cell))
            value: object = encoded(cell.value, habits, cell)
            if cell.struck or cell.raised:
                value = tuple(
                    (text, Look(font, what == "struck", int(what == "raised"))) for text, what in _runs(cell, habits)
                )
            elif cell.formula:
                assert isinstance(cell.value, (float, str))
                value = Formula(0.0 if cell.formula == "never" else cell.value)
            sheet.cells.append((r, c, value, look))
        sheets.append(sheet)
    return xlsb_of(sheets, shared=habits.seed % 2 == 0, calculate=never)


_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def _ods(pages: list[Page], habits: Habits) -> bytes:
    body = []
    styles: dict[tuple[str, str], str] = {}
    for page in pages:
        body.append(f'<table:table table:name="{escape(page.name)}">')
        for row in page.rows:
            body.append("<table:table-row>")
            body += [_ods_cell(cell, habits, styles) for cell in row] or ["<table:table-cell/>"]
            body.append("</table:table-row>")
        body.append("</table:table>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES} office:version="1.2">'
        f"<office:font-face-decls>{_ods_faces(styles)}</office:font-face-decls>"
        f"<office:automatic-styles>{_ods_styles(styles)}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zip([("mimetype", _ODS_TYPE), ("content.xml", content), ("META-INF/manifest.xml", manifest)])


def _ods_faces(styles: dict[tuple[str, str], str]) -> str:
    """The fonts used, each under a name of its own, as programs declare them."""
    fonts = dict.fromkeys(font for font, _ in styles if font)
    return "".join(f'<style:font-face style:name="{_ods_face(font)}" svg:font-family="\'{font}\'"/>' for font in fonts)


def _ods_face(font: str) -> str:
    return font.strip(".") + "1"


def _ods_styles(styles: dict[tuple[str, str], str]) -> str:
    """Number styles, the cell styles that have them or a font, and the two of marked text."""
    written = []
    for (font, code), name in styles.items():
        if code == _DAY:
            parts = "<number:text>/</number:text>".join(
                f'<number:{part} number:style="long"/>' for part in ("day", "month", "year")
            )
            written.append(f'<number:date-style style:name="N{name}">{parts}</number:date-style>')
        elif code:
            written.append(ods_number_style(f"N{name}", code))
        data = f' style:data-style-name="N{name}"' if code else ""
        inside = f'<style:text-properties style:font-name="{_ods_face(font)}"/>' if font else ""
        written.append(f'<style:style style:name="{name}" style:family="table-cell"{data}>{inside}</style:style>')
    for name, properties in (
        ("struck", 'style:text-line-through-style="solid"'),
        ("raised", 'style:text-position="super 58%"'),
    ):
        written.append(
            f'<style:style style:name="{name}" style:family="text"><style:text-properties {properties}/></style:style>'
        )
    return "".join(written)


def ods_number_style(name: str, code: str) -> str:
    """A code of Excel's with digits, thousands, % and one text after the figure, as a number style."""
    digits, _, text = code.partition('"')
    decimals = digits.rstrip("%,").partition(".")[2]
    factor = 1000 ** (len(digits) - len(digits.rstrip(",")))
    kind = "percentage-style" if digits.endswith("%") else "number-style"
    text = "%" if digits.endswith("%") else text.rstrip('"')
    return (
        f'<number:{kind} style:name="{name}"><number:number number:decimal-places="{len(decimals)}" '
        f'number:min-integer-digits="1" number:grouping="true" number:display-factor="{factor}"/>'
        f"<number:text>{escape(text)}</number:text></number:{kind}>"
    )


def _ods_cell(cell: Cell | None, habits: Habits, styles: dict[tuple[str, str], str]) -> str:
    if cell is None or cell.value is None:
        return "<table:table-cell/>"
    look = (_font(habits, cell) if isinstance(cell.value, str) else "", _code(cell))
    if isinstance(cell.value, date):
        look = ("", _DAY)
    style = f' table:style-name="{styles.setdefault(look, f"ce{len(styles)}")}"' if any(look) else ""
    if isinstance(cell.value, float):
        if cell.formula == "never":
            return f'<table:table-cell{style} table:formula="of:=SUM(1;2)"/>'
        formula = ' table:formula="of:=SUM(1;2)"' if cell.formula else ""
        kind = "percentage" if cell.percent else "float"
        return (
            f'<table:table-cell{style}{formula} office:value-type="{kind}" office:value="{cell.value!r}">'
            f"<text:p>{cell.value!r}</text:p></table:table-cell>"
        )
    if isinstance(cell.value, date):
        return (
            f'<table:table-cell{style} office:value-type="date" office:date-value="{cell.value.isoformat()}">'
            f"<text:p>{cell.value.isoformat()}</text:p></table:table-cell>"
        )
    text = "".join(
        f'<text:span text:style-name="{what}">{_ods_text(piece)}</text:span>' if what else _ods_text(piece)
        for piece, what in _runs(cell, habits)
    )
    return f'<table:table-cell{style} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _ods_text(text: str) -> str:
    # A space at an edge is written as an element, as others beside it are.
    return re.sub(r"^ | $", "<text:s/>", escape(text))


def _csv(pages: list[Page], habits: Habits) -> bytes:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=habits.delimiter, lineterminator="\r\n")
    for page in pages:
        for row in page.rows:
            writer.writerow(
                ["" if cell is None or cell.value is None else encoded(str(cell.value), habits, cell) for cell in row]
            )
    text = out.getvalue()
    if habits.letters in OLD_LETTERS:
        return text.encode("latin-1")
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
            tab = "<w:r><w:tab/></w:r>"
            body.append(f"<w:p>{tab.join(_docx_runs(cell, habits) for cell in row if cell is not None)}</w:p>")
        table = [row for row in rows[start:] if row]
        if not table:
            continue
        width = max(len(row) for row in table)
        body.append("<w:tbl>")
        for row in table:
            cells = [*row, *[None] * (width - len(row))]
            inner = "".join(f"<w:tc><w:p>{_docx_runs(cell, habits)}</w:p></w:tc>" for cell in cells)
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


def _docx_runs(cell: Cell | None, habits: Habits) -> str:
    if cell is None or cell.value is None:
        return ""
    font = _font(habits, cell)
    drawn = {"": "", "struck": "<w:strike/>", "raised": '<w:vertAlign w:val="superscript"/>'}
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return "".join(
        f'<w:r><w:rPr>{fonts}{drawn[what]}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text, what in _runs(cell, habits)
    )


def _zip(members: list[tuple[str, Any]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


_DAY = "DD/MM/YYYY"


def _cells(page: Page) -> list[tuple[int, int, Cell]]:
    """The cells of a page that hold something, with row and column from 0."""
    return [
        (r, c, cell)
        for r, row in enumerate(page.rows)
        for c, cell in enumerate(row)
        if cell is not None and cell.value is not None
    ]


def _code(cell: Cell) -> str:
    return "0.0%" if cell.percent else cell.number_format


def _runs(cell: Cell, habits: Habits) -> list[tuple[str, str]]:
    """The text of a cell in pieces, each with what is done to it: struck, raised or ""."""
    runs = [(cell.struck, "struck"), (str(encoded(str(cell.value), habits, cell)), ""), (cell.raised, "raised")]
    return [(text, what) for text, what in runs if text]


def _font(habits: Habits, cell: Cell) -> str:
    """The font of a text cell, "" for one of Unicode."""
    letters = cell.letters or habits.letters
    return {"tcvn3": ".VnTimeH" if cell.capitals else ".VnTime", "vni": "VNI-Times"}.get(letters, "")


def encoded(value: object, habits: Habits, cell: Cell) -> object:
    """A text in the encoding of an old font, where that is the habit; other values as they are."""
    letters = cell.letters or habits.letters
    if not isinstance(value, str) or letters not in OLD_LETTERS:
        return value
    table = old_letters(letters)
    text = unicodedata.normalize("NFC", value)
    if cell.capitals:  # small letters, drawn as capitals
        text = text.lower()
    # The small-letter fonts have few capitals: people type the small letter or change the font.
    return "".join(table.get(c) or (c if c.isascii() else table.get(c.lower(), _PLAIN.get(c, "?"))) for c in text)


_PLAIN = {"×": "x", "–": "-", "\u202f": " ", "\xa0": " "}


@lru_cache
def old_letters(encoding: str) -> dict[str, str]:
    """Letter -> what stands for it in a file, inverted from the reader's decoding of every one- and two-sign text."""
    from flows.ingest.words.letters import decode

    table: dict[str, str] = {}
    singles = [chr(code) for code in range(0xA0, 0x100)]
    pairs = [a + b for a in "aAeEoOuUyYiIôơöđñÑÔÖ" for b in singles] if encoding == "vni" else []
    for sign in [*pairs, *singles]:  # a letter that has a pair is never its own sign
        letter = unicodedata.normalize("NFC", decode(sign, encoding))
        if len(letter) == 1 and not letter.isascii() and letter not in table:
            table[letter] = sign
    return table
