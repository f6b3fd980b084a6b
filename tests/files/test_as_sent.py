"""Whole forms as programs and offices really write them: each reads as the plain one does, or says why not."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from html import escape

import pytest

from flows.ingest.files.formats.ole import CompoundFile
from flows.ingest.files.grids import Grid
from flows.ingest.files.opening import open_workbook
from flows.ingest.reader import read_submission
from flows.ingest.submission import ParsedSubmission
from tests.files.test_documents import cell, paragraph, row, table
from tests.support.biff12 import PLAIN, BinarySheet, xlsb_of
from tests.support.forms import PLAIN_FORM, REFERENCE, grids, plain_content, read
from tests.support.mixtures import Habits, Renderer
from tests.support.protected import with_password
from tests.support.workbooks import compound, docx, ods, xlsx, xlsx_parts, zipped
from tests.support.writers import write

Parts = dict[str, bytes]


def plain(kind: str) -> bytes:
    """The plain form in a format."""
    habits = Habits(format=kind)
    return write(Renderer(plain_content(), habits, PLAIN_FORM).pages(), habits)


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reads_plainly(data: bytes) -> ParsedSubmission:
    """What a file reads as, held against the plain form."""
    parsed, clean = read_submission(data, REFERENCE), read(grids())
    own = {(v.code, v.sector, v.measure): v.value for v in parsed.values if v.value is not None}
    meant = {(v.code, v.sector, v.measure): v.value for v in clean.values if v.value is not None}
    assert [p for p in parsed.problems if p.rule not in ("F12", "F14")] == []
    assert own == pytest.approx(meant) and len(parsed.lines) == len(clean.lines)
    assert (parsed.cover.board_slugs, parsed.cover.period) == (("ha-nam",), "2022-H2")
    return parsed


# Packages


def renamed(parts: Parts) -> Parts:
    """The main part under another name, as some programs call it."""
    moved = {name.replace("xl/workbook.xml", "xl/workbook2.xml"): content for name, content in parts.items()}
    moved["xl/_rels/workbook2.xml.rels"] = moved.pop("xl/_rels/workbook.xml.rels")
    return {name: content.replace(b"xl/workbook.xml", b"xl/workbook2.xml") for name, content in moved.items()}


def with_dimension(written: str) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        said = f'<dimension ref="{written}"/>'.encode()
        return {name: re.sub(rb'<dimension ref="[^"]*"/>', said, content) for name, content in parts.items()}

    return change


def with_macro_sheet(parts: Parts) -> Parts:
    book, relations = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    sheet = '<sheet name="Macro1" sheetId="99" state="veryHidden" r:id="rIdM"/></sheets>'
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    relation = f'<Relationship Id="rIdM" Type="{kind}" Target="macrosheets/sheet1.xml"/></Relationships>'
    book = re.sub(r"<(/?)(\w+:)?(sheets?|workbook)\b", r"<\1\3", book).replace("</sheets>", sheet)
    named = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    if "xmlns:r=" not in book[: book.index("<sheets")]:
        book = book.replace("<workbook ", f'<workbook xmlns:r="{named}" ', 1)
    own = (
        '<xm:macrosheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData><row r="1"><c r="A1"><f>HALT()</f>'
        "<v>1</v></c></row></sheetData></xm:macrosheet>"
    )
    return parts | {
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", relation).encode(),
        "xl/macrosheets/sheet1.xml": own.encode(),
    }


DIMENSIONS = ["1:20", "A:Z", "", "Z9:A1", "$A$1:$B$2", "abc", "A1", "A1:XFD1048576"]


@pytest.mark.parametrize("change", [renamed, with_macro_sheet, *map(with_dimension, DIMENSIONS)])
def test_packages_that_excel_opens(change: Callable[[Parts], Parts]) -> None:
    parts = parts_of(plain("xlsx"))
    changed = change(parts)
    assert changed != parts
    reads_plainly(zipped(changed))


@pytest.mark.parametrize("name", ["#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!"])
def test_error_names_of_newer_excel(name: str) -> None:
    row_of_error = f'<row r="1"><c r="A1"><v>3</v></c><c r="C1" t="e"><v>{name}</v></c></row>'
    (grid,) = open_workbook(xlsx(row_of_error)).grids
    assert grid.rows[0][0] == 3.0 and getattr(grid.rows[0][2], "text", None) == name


# Number formats whose index is a date's elsewhere

AS_DATE = '<cellXfs><xf numFmtId="0"/><xf numFmtId="{0}"/></cellXfs>'


@pytest.mark.parametrize("index", [27, 31, 36, 50, 58])
@pytest.mark.parametrize(("code", "value"), [("", date(2022, 1, 13)), ("0.0", 44574.0), ("dd/mm", date(2022, 1, 13))])
def test_formats_under_the_numbers_of_dates(index: int, code: str, value: object) -> None:
    declared = f'<numFmts count="1"><numFmt numFmtId="{index}" formatCode="{code}"/></numFmts>' if code else ""
    data = xlsx('<row r="1"><c r="A1" s="1"><v>44574</v></c></row>', styles=declared + AS_DATE.format(index))
    found = open_workbook(data).grids[0].rows[0][0]
    assert found == value and type(found) is type(value)


def _patched(data: bytes, kind: int, change: Callable[[bytearray], None]) -> bytes:
    """An xls with its records of one kind changed in place."""
    book = bytearray(data)
    compound_file = CompoundFile(data)
    stream, position = compound_file.stream("Workbook"), 0
    while position + 4 <= len(stream):
        found, length = struct.unpack_from("<HH", stream, position)
        if found == kind:
            body = bytearray(stream[position + 4 : position + 4 + length])
            change(body)
            for offset, byte in enumerate(body):
                at = compound_file.place("Workbook", position + 4 + offset)
                assert at is not None
                book[at] = byte
        position += 4 + length
    return bytes(book)


@pytest.mark.parametrize("page", [1252, 1258, 874, 932, 10000, 65001, 0])
def test_an_xls_is_read_whatever_code_page_it_names(page: int) -> None:
    def change(body: bytearray) -> None:
        body[:2] = struct.pack("<H", page)

    changed = _patched(plain("xls"), 0x42, change)
    assert changed != plain("xls")
    reads_plainly(changed)


@pytest.mark.parametrize("index", [27, 30, 36, 50, 58])
def test_number_formats_of_an_xls_under_the_numbers_of_dates(index: int) -> None:
    """A program of its own gave `0.0` such a number; every figure that is shown in it stays a figure."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write(0, 0, 44574.0, xlwt.easyxf(num_format_str="0.0##"))
    sheet.write(0, 1, "chữ")
    for line in range(300):
        sheet.write(1 + line, 0, float(line))
    out = io.BytesIO()
    book.save(out)
    plain_book = out.getvalue()
    numbers: list[int] = []

    def declared(body: bytearray) -> None:
        if body[5:11] == b"0.0##\0"[:5] or b"0.0##" in body:
            numbers.append(struct.unpack_from("<H", body)[0])
            body[:2] = struct.pack("<H", index)

    def used(body: bytearray) -> None:
        if struct.unpack_from("<H", body, 2)[0] in numbers:
            body[2:4] = struct.pack("<H", index)

    changed = _patched(_patched(plain_book, 0x41E, declared), 0xE0, used)
    assert changed != plain_book and numbers
    assert open_workbook(changed).grids[0].rows[0] == [44574.0, "chữ"]


def test_an_xls_with_the_password_every_excel_knows() -> None:
    reads_plainly(with_password(plain("xls"), "VelvetSweatshop"))
    with pytest.raises(Exception, match="unreadable_password"):
        open_workbook(with_password(plain("xls"), "another"))


# Markup named .xls


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)


def as_html(sheets: list[Grid]) -> bytes:
    def one(value: object) -> str:
        number = f' x:num="{value!r}"' if isinstance(value, float) else ""
        return f"<td{number}>{escape(_shown(value))}</td>"

    tables = [
        "<table>" + "".join("<tr>" + "".join(map(one, line)) + "</tr>" for line in grid.rows) + "</table>"
        for grid in sheets
    ]
    return f"<html><head><meta charset=utf-8></head><body>{''.join(tables)}</body></html>".encode()


def as_xml(sheets: list[Grid]) -> bytes:
    def one(value: object) -> str:
        kind = "Number" if isinstance(value, float) else "DateTime" if isinstance(value, date) else "String"
        text = f"{value:%Y-%m-%d}T00:00:00.000" if isinstance(value, date) else _shown(value)
        return f'<Cell><Data ss:Type="{kind}">{escape(text)}</Data></Cell>' if text else "<Cell/>"

    pages = [
        f'<Worksheet ss:Name="{grid.sheet}"><Table>'
        + "".join("<Row>" + "".join(map(one, line)) + "</Row>" for line in grid.rows)
        + "</Table></Worksheet>"
        for grid in sheets
    ]
    spaces = "urn:schemas-microsoft-com:office:spreadsheet"
    head = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    return f'{head}<Workbook xmlns="{spaces}" xmlns:ss="{spaces}">{"".join(pages)}</Workbook>'.encode()


def as_flat(sheets: list[Grid]) -> bytes:
    content = parts_of(plain("ods"))["content.xml"].decode()
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet" '
    return (
        content.replace("<office:document-content ", f"<office:document {kind}")
        .replace("</office:document-content>", "</office:document>")
        .encode()
    )


@pytest.mark.parametrize(("written", "kind"), [(as_html, "html"), (as_xml, "xml"), (as_flat, "fods")])
def test_markup_of_web_systems(written: Callable[[list[Grid]], bytes], kind: str) -> None:
    assert reads_plainly(written(list(grids().values()))).format == kind


# Word


def document(change: Callable[[str], str], more: Parts | None = None) -> bytes:
    parts = parts_of(plain("docx"))
    body = parts["word/document.xml"].decode()
    changed = change(body)
    assert changed != body
    return zipped(parts | {"word/document.xml": changed.encode()} | (more or {}))


def cover_of(body: str) -> str:
    """The paragraphs before the first table."""
    return body[body.index("<w:body>") + 8 : body.index("<w:tbl>")]


LETTERHEAD = row(
    cell("UBND TỈNH HÀ NAM\nBAN QUẢN LÝ CÁC KCN"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
)  # fmt: skip
COVERS = {
    "two columns": table(
        LETTERHEAD,
        row(cell("Đơn vị báo cáo"), cell("Ban Quản lý các KCN tỉnh Hà Nam")),
        row(cell("Kỳ báo cáo"), cell("6 tháng cuối năm 2022")),
    ),
    "colons apart": table(
        row(cell("Đơn vị báo cáo"), cell(":"), cell("Ban Quản lý các KCN tỉnh Hà Nam")),
        row(cell("Kỳ báo cáo"), cell(":"), cell("6 tháng cuối năm 2022")),
    ),
    "lines of one cell": table(
        LETTERHEAD,
        row(
            f"<w:tc>{paragraph('Đơn vị báo cáo: Ban Quản lý các KCN tỉnh Hà Nam')}"
            f"{paragraph('Kỳ báo cáo: 6 tháng cuối năm 2022')}</w:tc>",
            cell("Hà Nam, ngày 20 tháng 12 năm 2022"),
        ),
    ),
    "letterhead of two lines": table(
        row(cell("UBND TỈNH HÀ NAM"), cell("CỘNG HÒA")),
        row(cell("BAN QUẢN LÝ CÁC KCN"), cell("Độc lập - Tự do - Hạnh phúc")),
        row(cell("Báo cáo 6 tháng cuối năm 2022")),
    ),
    "letterhead and title": table(LETTERHEAD, row(cell("BÁO CÁO 6 THÁNG CUỐI NĂM 2022", '<w:gridSpan w:val="2"/>'))),
}


@pytest.mark.parametrize("cover", COVERS.values(), ids=COVERS)
def test_covers_in_layout_tables(cover: str) -> None:
    def change(body: str) -> str:
        first = cover_of(body)
        title = first[first.rindex("<w:p>") :]
        return body.replace(first, f"{cover}<w:p/>{title}", 1)

    reads_plainly(document(change))


def test_a_cover_in_a_page_header() -> None:
    said = "Đơn vị báo cáo: Ban Quản lý các KCN tỉnh Hà Nam", "Kỳ báo cáo: 6 tháng cuối năm 2022"
    bound = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    header = f"<w:hdr {bound}>{table(row(*map(cell, said)))}</w:hdr>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    relations = f'<Relationships><Relationship Id="rId9" Type="{kind}" Target="header1.xml"/></Relationships>'
    more = {"word/header1.xml": header.encode(), "word/_rels/document.xml.rels": relations.encode()}

    def change(body: str) -> str:
        first = cover_of(body)
        return body.replace(first, first[first.rindex("<w:p>") :], 1)

    reads_plainly(document(change, more))


def test_a_cover_in_the_page_header_of_a_workbook() -> None:
    parts = parts_of(plain("xlsx"))
    said = (
        "&amp;L&amp;&quot;Times,Bold&quot;&amp;12Ban Quản lý các KCN tỉnh Hà Nam&amp;RKỳ báo cáo: 6 tháng cuối năm 2022"
    )
    for name, content in parts.items():
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            header = f"<headerFooter><oddHeader>{said}</oddHeader></headerFooter></worksheet>"
            parts[name] = content.replace(b"</worksheet>", header.encode())
        for words in ("Đơn vị báo cáo", "Kỳ báo cáo", "Ban Quản lý", "BAN QUẢN LÝ"):
            parts[name] = parts[name].replace(f"<t>{words}".encode(), b"<t>-")
    reads_plainly(zipped(parts))


def _choice(text: str) -> tuple[str, str]:
    control = (
        '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="Khác" w:value="0"/></w:dropDownList></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{chosen}<w:listEntry w:val="Khác"/>'
        f'<w:listEntry w:val="{text}"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return control, field


@pytest.mark.parametrize("kind", ["control", "field", "field by default", "cell in a control"])
def test_drop_down_fields(kind: str) -> None:
    def change(body: str) -> str:
        whole = re.search(r"<w:tc><w:p><w:r><w:rPr></w:rPr><w:t[^>]*>Cấp mới</w:t></w:r></w:p></w:tc>", body)
        assert whole is not None
        control, field = _choice("Cấp mới")
        chosen = '<w:result w:val="1"/>' if kind == "field" else '<w:default w:val="1"/>'
        inside = control if kind == "control" else field.format(chosen=chosen)
        one = f"<w:tc><w:p>{inside}</w:p></w:tc>"
        if kind == "cell in a control":
            one = f"<w:sdt><w:sdtContent>{whole[0]}</w:sdtContent></w:sdt>"
        return body.replace(whole[0], one, 1)

    reads_plainly(document(change))


DELETED = {
    "cells": row(cell("999", '<w:cellDel w:id="1"/>'), cell("1"), cell("2")),
    "a row": row(cell("9"), cell("9"), properties='<w:trPr><w:del w:id="1"/></w:trPr>') + row(cell("1"), cell("2")),
    "text": row(cell("1"), f"<w:tc><w:p><w:del>{paragraph('9')[5:-6]}</w:del><w:r><w:t>2</w:t></w:r></w:p></w:tc>"),
    "inserted": row(cell("1"), cell("2", '<w:cellIns w:id="1"/>')),
    "moved away": row(cell("1"), f"<w:tc><w:p><w:moveFrom>{paragraph('9')[5:-6]}</w:moveFrom></w:p></w:tc>", cell("2")),
}


@pytest.mark.parametrize("lines", DELETED.values(), ids=DELETED)
def test_tracked_changes_are_as_accepted(lines: str) -> None:
    (grid,) = open_workbook(docx(table(lines))).grids
    assert [value for value in grid.rows[0] if value is not None] == ["1", "2"] and len(grid.rows) == 1


def native(content: bytes) -> bytes:
    """What the packager of Windows stores of a file pasted as an icon."""
    body = b"\x02\x00bao cao.xlsx\0C:\\bao cao.xlsx\0" + b"\0\0\x03\0" + struct.pack("<I", 4) + b"tmp\0"
    body += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


EMBEDDED = {
    "a package": ("Microsoft_Excel_Sheet.xlsx", lambda: plain("xlsx")),
    "an object with a package": ("oleObject1.bin", lambda: compound({"Package": plain("xlsx")})),
    "an object that is a workbook": ("oleObject1.bin", lambda: plain("xls")),
    "an object with a file": ("oleObject1.bin", lambda: compound({"\x01Ole10Native": native(plain("xlsx"))})),
}


@pytest.mark.parametrize(("name", "made"), EMBEDDED.values(), ids=EMBEDDED)
def test_workbooks_embedded_in_a_document(name: str, made: Callable[[], bytes]) -> None:
    letter = parts_of(docx(paragraph("Kính gửi: Ban Chỉ đạo. Biểu số liệu kèm dưới đây.")))
    reads_plainly(zipped(letter | {f"word/embeddings/{name}": made()}))


@pytest.mark.parametrize("name", ["word/embeddings/oleObject1.bin", "word/media/image1.png"])
def test_a_document_of_pictures_says_so_in_one_sentence(name: str) -> None:
    letter = parts_of(docx(paragraph("Biểu số liệu dưới đây.")))
    with pytest.raises(Exception, match="unreadable_pictured"):
        read_submission(zipped(letter | {name: b"\x89PNG\r\n\x1a\n"}), REFERENCE)


# Formatted blank cells


@pytest.mark.parametrize("place", ["ANZ5", "XFD1048576", "A1048576", "B20000"])
def test_a_formatted_blank_cell_anywhere_is_nothing(place: str) -> None:
    number = re.sub(r"\D", "", place)
    blank = f'<row r="{number}"><c r="{place}" s="1"/></row>'
    data = zipped(xlsx_parts('<row r="1"><c r="A1"><v>3</v></c></row>' + blank))
    assert open_workbook(data).grids[0].rows[0][0] == 3.0


# Comments


def noted_in_xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "chữ")
    out = io.BytesIO()
    book.save(out)
    end = struct.pack("<HH", 0x0A, 0)
    stream = CompoundFile(out.getvalue()).stream("Workbook")
    stream = stream[: stream.rindex(end)]
    text = "số đúng là 15"

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    noted = record(0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x19, 7) + bytes(18))
    noted += record(0x1B6, struct.pack("<HHHHHHHHH", 0, 0, 0, 0, 0, len(text), 16, 0, 0))
    noted += record(0x3C, b"\1" + text.encode("utf-16-le")) + record(0x3C, bytes(16))
    noted += record(0x1C, struct.pack("<HHHH", 2, 3, 0, 7) + b"\1\0\0b")
    return compound({"Workbook": stream + noted + end})


def noted_in_ods() -> bytes:
    note = "<office:annotation><text:p>số đúng</text:p><text:p>là 15</text:p></office:annotation>"
    empty = "<table:table-row><table:table-cell/></table:table-row>" * 2
    row_of_note = f'<table:table-cell table:number-columns-repeated="3"/><table:table-cell>{note}</table:table-cell>'
    return ods(f'<table:table table:name="a">{empty}<table:table-row>{row_of_note}</table:table-row></table:table>')


def noted_in_docx() -> bytes:
    bound = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    said = f'<w:comments {bound}><w:comment w:id="4">{paragraph("số đúng là 15")}</w:comment></w:comments>'
    noted = '<w:tc><w:p><w:r><w:commentReference w:id="4"/></w:r></w:p></w:tc>'
    lines = [row(*[cell("a")] * 4)] * 2 + [row(*[cell("b")] * 3, noted)]
    return zipped(parts_of(docx(table(*lines))) | {"word/comments.xml": said.encode()})


def within(content: str) -> bytes:
    """A document whose cell D3 has this beside its own text, and with a comment on the text before the table."""
    bound = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = f'<w:footnotes {bound}><w:footnote w:id="2">{paragraph("số đúng là 15")}</w:footnote></w:footnotes>'
    said = f'<w:comments {bound}><w:comment w:id="4">{paragraph("nói về 20")}</w:comment></w:comments>'
    before = '<w:p><w:r><w:t>chữ</w:t></w:r><w:r><w:commentReference w:id="4"/></w:r></w:p>'
    lines = [row(*[cell("a")] * 4)] * 2 + [row(*[cell("b")] * 3, f"<w:tc>{content}</w:tc>")]
    made = parts_of(docx(before + table(*lines)))
    return zipped(made | {"word/footnotes.xml": notes.encode(), "word/comments.xml": said.encode()})


def noted_in_footnote() -> bytes:
    return within('<w:p><w:r><w:t>3</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')


def noted_in_table() -> bytes:
    return within(f"{table(row(cell('số đúng là 15')))}<w:p/>")


def noted_in_box() -> bytes:
    return within(f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('số đúng là 15')}</w:txbxContent></w:pict></w:r></w:p>")


def noted_in_xlsb() -> bytes:
    return xlsb_of([BinarySheet("a", [(0, 0, "chữ", PLAIN)], comments=((2, 3, "số đúng là 15"),))])


def noted_in_xml() -> bytes:
    """As Excel 2003 writes it, with the look of the letters."""
    spaces = "urn:schemas-microsoft-com:office:spreadsheet"
    note = '<Comment ss:Author="ban"><ss:Data ><B>số đúng</B> <Font>là 15</Font></ss:Data></Comment>'
    line = f'<Row ss:Index="3"><Cell ss:Index="4">{note}</Cell></Row>'
    sheet = f'<Worksheet ss:Name="a"><Table>{line}</Table></Worksheet>'
    return f'<?xml version="1.0"?><Workbook xmlns="{spaces}" xmlns:ss="{spaces}">{sheet}</Workbook>'.encode()


def noted_in_thread() -> bytes:
    """As Excel 365 writes it: a thread, and a comment for older programs which speaks of the program first."""
    kinds = (
        ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments", "comments1"),
        (
            "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
            "threadedComments/threadedComment1",
        ),
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{kind}" Target="../{part}.xml"/>' for n, (kind, part) in enumerate(kinds)
    )
    old = "[Threaded comment] Your version of Excel ... linkid=870924 Comment: số đúng là 15"
    threads = '<threadedComment ref="D3" dT="2024-06-20T01:02:03.00" id="{1}"><text>số đúng</text></threadedComment>'
    threads += '<threadedComment ref="D3" parentId="{1}" id="{2}"><text>là 15</text></threadedComment>'
    return zipped(
        xlsx_parts('<row r="1"><c r="A1"><v>3</v></c></row>')
        | {
            "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{related}</Relationships>".encode(),
            "xl/comments1.xml": f'<comments><comment ref="D3"><text><t>{old}</t></text></comment></comments>'.encode(),
            "xl/threadedComments/threadedComment1.xml": f"<ThreadedComments>{threads}</ThreadedComments>".encode(),
        }
    )


def test_a_thread_of_comments_is_what_people_wrote() -> None:
    assert open_workbook(noted_in_thread()).grids[0].comments == {(2, 3): "số đúng; là 15"}


@pytest.mark.parametrize(
    "made",
    [
        noted_in_xls,
        noted_in_ods,
        noted_in_docx,
        noted_in_xlsb,
        noted_in_xml,
        noted_in_footnote,
        noted_in_table,
        noted_in_box,
    ],
)
def test_what_is_noted_at_a_cell_has_its_place(made: Callable[[], bytes]) -> None:
    assert open_workbook(made()).grids[0].comments == {(2, 3): "số đúng là 15"}
