"""Struck-through, hidden and raised text, in every format that has it: never glued into a figure."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from flows.ingest.files.formats.marks import GONE, LOWERED, RAISED, Run, cell_text
from flows.ingest.files.grids import CellValue, ErrorCell, StruckCell, Workbook
from flows.ingest.files.opening import open_workbook
from flows.ingest.words.letters import FontUse
from flows.ingest.words.numerals import NUMBER, WORDS, read_numeral
from tests.support.biff12 import PLAIN, BinarySheet, Look, record, xlsb_of
from tests.support.workbooks import docx, ods, text_cell, xlsx, zipped


def cells(workbook: Workbook) -> list[CellValue]:
    return [value for row in workbook.grids[0].rows for value in row]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([Run("5224,06"), Run("2", "", RAISED)], "5224,06²"),
        ([Run("14 "), Run("(1)", "", RAISED)], "14 ⁽¹⁾"),
        ([Run("14"), Run("1", "", RAISED), Run(",", "", RAISED), Run("2", "", RAISED)], "14¹²"),
        ([Run("14"), Run("a", "", RAISED)], "14 (a)"),
        ([Run("14"), Run("2", "", LOWERED)], "14²"),
        ([Run("14"), Run("*", "", RAISED)], "14*"),
        ([Run("km"), Run("2", "", RAISED)], "km2"),
        ([Run("1", ".VnTime", RAISED), Run("Tæng", ".VnTime")], "¹Tổng"),
        ([Run("CO"), Run("2", "", LOWERED)], "CO2"),
        ([Run("14", "", RAISED)], "14"),
        ([Run("1", "", GONE), Run("14")], "14"),
    ],
)
def test_marks_in_plain_text(runs: list[Run], text: str) -> None:
    value, something_gone = cell_text(runs, FontUse())
    assert value == text and something_gone == any(run.mark == GONE for run in runs)


def test_figures_with_marks_are_read_without_them() -> None:
    for runs in ([Run("14"), Run("2", "", RAISED)], [Run("14"), Run("(b)", "", RAISED)]):
        value, _ = cell_text(runs, FontUse())
        numeral = read_numeral(str(value))
        assert numeral.kind == NUMBER and [int(reading.value) for reading in numeral.readings] == [14]
    # Raised hundredths are neither a footnote nor plain digits.
    value, _ = cell_text([Run("5224"), Run("06", "", RAISED)], FontUse())
    assert read_numeral(str(value)).kind == WORDS


@pytest.mark.parametrize(
    ("text", "value"), [("14", StruckCell("14")), ("x", StruckCell("x")), ("-", StruckCell("-")), ("Tổng số", None)]
)
def test_struck_as_a_whole(text: str, value: CellValue) -> None:
    assert cell_text([Run(text, "", GONE)], FontUse()) == (value, True)
    assert value is None or isinstance(value, ErrorCell)  # whoever shows errors shows it as well


STYLES = (
    '<fonts><font><name val="Arial"/></font><font><strike/><name val="Arial"/></font>'
    '<font><strike val="0"/><name val="Arial"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="0" fontId="1"/><xf numFmtId="0" fontId="2"/></cellXfs>'
)
STRUCK, RAISED_2 = "<r><rPr><strike/></rPr><t>1</t></r>", '<r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>'


def test_xlsx_runs_shared_and_in_the_cell() -> None:
    shared = f"<si>{STRUCK}<r><t>14</t></r></si><si><r><t>5224,06</t></r>{RAISED_2}</si><si><t>x</t></si>"
    row = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABC"))
    row += f'<c r="D1" t="inlineStr"><is><r><t>km</t></r>{RAISED_2}</is></c>'
    workbook = open_workbook(xlsx(f'<row r="1">{row}</row>', strings=shared, styles=STYLES))
    assert cells(workbook) == ["14", "5224,06²", "x", "km2"]
    assert workbook.notes == (("struck_text", ("Biểu 1!A1",)),)


def test_xlsx_cells_struck_as_a_whole() -> None:
    row = '<c r="A1" s="1"><v>14</v></c><c r="B1" s="2"><v>15</v></c><c r="C1"><v>16</v></c>'
    row += text_cell("D1", "17,5", 1) + text_cell("E1", "Tổng số", 1) + '<c r="F1" s="1" t="e"><v>#N/A</v></c>'
    workbook = open_workbook(xlsx(f'<row r="1">{row}</row>', styles=STYLES))
    assert cells(workbook) == [StruckCell("14"), 15.0, 16.0, StruckCell("17,5"), None, ErrorCell("#N/A")]
    assert workbook.notes == (("struck_text", ("Biểu 1!A1, D1, E1",)),)


def test_xls() -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("B1")
    plain, gone = xlwt.easyfont("name Arial"), xlwt.easyfont("name Arial, struck_out on")
    raised = xlwt.easyfont("name Arial, escapement superscript")
    sheet.write_rich_text(0, 0, [("5224,06", plain), ("2", raised)])
    sheet.write_rich_text(0, 1, [("1", gone), ("14", plain)])
    style = xlwt.XFStyle()
    style.font = gone
    sheet.write(0, 2, 14, style)
    sheet.write(0, 3, 15)
    sheet.write(0, 4, "Tổng số", style)
    out = io.BytesIO()
    book.save(out)
    workbook = open_workbook(out.getvalue())
    assert cells(workbook) == ["5224,06²", "14", StruckCell("14"), 15, None]
    assert workbook.notes == (("struck_text", ("B1!B1, C1, E1",)),)


@pytest.mark.parametrize("shared", [True, False])
def test_xlsb(shared: bool) -> None:
    gone, raised, old = Look(struck=True), Look(vertical=1), Look(".VnTime")
    sheet = BinarySheet(
        "B1",
        [
            (0, 0, (("5224,06", PLAIN), ("2", raised)), PLAIN),
            (0, 1, (("1", gone), ("14", PLAIN)), PLAIN),
            (0, 2, 14.0, gone),
            (0, 3, 15.0, PLAIN),
            (0, 4, "Tæng sè", old),
            (0, 5, (("Tæng ", old), ("số", PLAIN), ("1", raised)), old),
            (0, 6, "Tổng số", gone),
            (0, 7, (("km", PLAIN), ("2", raised)), PLAIN),
            (0, 8, "17,5", gone),
        ],
    )
    workbook = open_workbook(xlsb_of([sheet], shared=shared))
    texts = ["Tổng số", "Tổng số1", None, "km2", StruckCell("17,5")]
    assert cells(workbook) == ["5224,06²", "14", StruckCell("14"), 15, *texts]
    assert workbook.notes == (("struck_text", ("B1!B1, C1, G1, I1",)),)


def test_cells_without_a_place_in_an_xlsb_stand_right_of_the_one_before() -> None:
    data = xlsb_of([BinarySheet("B1", [(0, 0, 14.0, PLAIN)])])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.bin"
    texts = record(17, bytes(4) + struct.pack("<I", 2) + "kỳ".encode("utf-16-le"))
    short = record(16, bytes(4) + struct.pack("<d", 2.5)) + texts + record(12, bytes(4)) + record(13, bytes(8))
    parts[sheet] = parts[sheet].replace(record(0x92), short + record(0x92))
    assert open_workbook(zipped(parts)).grids[0].rows == [[14.0, 2.5, "kỳ", None, 0.0]]


def test_what_stands_beside_the_text_of_an_ods_cell() -> None:
    beside = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>sơ bộ'
        "</text:p></text:note-body></text:note>",
        "<office:annotation><text:p>99</text:p></office:annotation>",
        "<text:ruby><text:ruby-base></text:ruby-base><text:ruby-text>9</text:ruby-text></text:ruby>",
        '<text:hidden-text text:is-hidden="true" text:string-value="9">9</text:hidden-text>',
        "<draw:frame><draw:text-box><text:p>7</text:p></draw:text-box></draw:frame>",
    )
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>14{what}</text:p></table:table-cell>' for what in beside
    )
    row += (
        '<table:table-cell office:value-type="float" office:value="14"><office:annotation><text:p>9</text:p>'
        "</office:annotation><text:p>14</text:p></table:table-cell>"
    )
    workbook = open_workbook(
        ods(f'<table:table table:name="B1"><table:table-row>{row}</table:table-row></table:table>')
    )
    assert cells(workbook) == ["14"] * 5 + [14.0]


def test_ods() -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}"><style:text-properties {what}/></style:style>'
        for name, family, what in (
            ("up", "text", 'style:text-position="super 58%"'),
            ("gone", "text", 'style:text-line-through-style="solid"'),
            ("hidden", "text", 'text:display="none"'),
            ("cell", "table-cell", 'style:text-line-through-type="single"'),
        )
    )
    texts = (
        '5224,06<text:span text:style-name="up">2</text:span>',
        '<text:span text:style-name="gone">1</text:span>14',
        '<text:span text:style-name="hidden">9</text:span>14',
    )
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    row += '<table:table-cell table:style-name="cell" office:value-type="float" office:value="14"/>'
    row += '<table:table-cell office:value-type="float" office:value="15"/>'
    workbook = open_workbook(
        ods(f'<table:table table:name="B1"><table:table-row>{row}</table:table-row></table:table>', styles)
    )
    assert cells(workbook) == ["5224,06²", "14", "14", StruckCell("14"), 15.0]
    assert workbook.notes == (("struck_text", ("B1!B1, C1, D1",)),)


def test_docx() -> None:
    def run(text: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    contents = (
        run("14") + run("2", '<w:vertAlign w:val="superscript"/>'),
        run("1", "<w:strike/>") + run("14"),
        run("9", "<w:vanish/>") + run("14"),
        run("14") + run("3", '<w:rStyle w:val="Mark"/>'),
        run("1", '<w:strike w:val="0"/>') + run("4"),
        run("14", "<w:dstrike/>"),
        run("km") + run("2", '<w:vertAlign w:val="superscript"/>'),
    )
    row = "".join(f"<w:tc><w:p>{content}</w:p></w:tc>" for content in contents)
    styles = '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    workbook = open_workbook(docx(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>", styles))
    assert cells(workbook) == ["14²", "14", "14", "14³", "14", StruckCell("14"), "km2"]
    assert workbook.notes == (("struck_text", ("table 1!B1, C1, F1",)),)


def test_formats_that_tell_a_unit_or_thousands() -> None:
    formats = {
        '#,##0.00" nghìn USD"': True, "#,##0.00,": True, "0.0,,": True, "[$USD] #,##0": True,
        "#,##0.0": False, "#,##0.00;[Red](#,##0.00)": False, '_(* #,##0_);_(* "-"_)': False, "dd/mm/yyyy": False,
        'dd" tháng "mm': False, "@": False,
    }  # fmt: skip
    from xml.sax.saxutils import quoteattr

    listed = "".join(f'<numFmt numFmtId="{170 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats))
    used = "".join(f'<xf numFmtId="{170 + n}" fontId="0"/>' for n in range(len(formats)))
    styles = f'<numFmts>{listed}</numFmts><fonts><font><name val="Arial"/></font></fonts><cellXfs>{used}</cellXfs>'
    row = "".join(f'<c r="{chr(65 + n)}1" s="{n}"><v>5</v></c>' for n in range(len(formats)))
    grid = open_workbook(xlsx(f'<row r="1">{row}</row>', styles=styles)).grids[0]
    assert grid.telling_formats == {(0, n): code for n, (code, tells) in enumerate(formats.items()) if tells}
