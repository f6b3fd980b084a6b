"""xlsx, xlsb, xls and ods: fonts, percentages, errors, formulas, hidden rows, merged cells, each where it is used."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from flows.ingest.files.formats.spreadsheet import sheets_of
from flows.ingest.files.grids import ErrorCell, Grid, UncalculatedCell
from flows.ingest.files.opening import open_workbook
from tests.support.workbooks import (
    ONE_DECIMAL_PERCENT,
    PERCENT,
    QUOTED_PERCENT,
    VNI_TIMES,
    VNTIME,
    VNTIMEH,
    biff5,
    ods,
    text_cell,
    xlsb,
    xlsx,
)

RAW = Path(__file__).parents[2] / "raw"


def first(data: bytes) -> Grid:
    return open_workbook(data).grids[0]


def test_cells_of_each_font_in_one_sheet() -> None:
    cells = [
        text_cell("A1", "Tổng số"),
        text_cell("B1", "Tæng sè", VNTIME),
        text_cell("C1", "tæng sè", VNTIMEH),
        text_cell("D1", "Toång soá", VNI_TIMES),
        text_cell("E1", "x", VNTIME),
    ]
    grid = first(xlsx(f'<row r="1">{"".join(cells)}</row>'))
    assert grid.rows == [["Tổng số", "Tổng số", "TỔNG SỐ", "Tổng số", "x"]]


def test_runs_of_fonts_in_one_cell() -> None:
    runs = (
        '<si><r><t>Tæng </t></r><r><rPr><rFont val="VNI-Times"/></rPr><t>soá </t></r>'
        '<r><rPr><rFont val="Arial"/></rPr><t>đã có</t></r></si>'
    )
    data = xlsx(f'<row r="1"><c r="A1" s="{VNTIME}" t="s"><v>0</v></c></row>', strings=runs)
    assert first(data).rows == [["Tổng số đã có"]]


def test_old_font_only_in_a_run() -> None:
    inline = '<is><r><rPr><rFont val=".VnTime"/></rPr><t>Tæng</t></r><r><t xml:space="preserve"> số</t></r></is>'
    styles = '<fonts><font><name val="Arial"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/></cellXfs>'
    assert first(xlsx(f'<row r="1"><c r="A1" t="inlineStr">{inline}</c></row>', styles=styles)).rows == [["Tổng số"]]


def test_percentages_are_marked_and_values_kept() -> None:
    cells = "".join(
        f'<c r="{place}" s="{style}"><v>0.611</v></c>'
        for place, style in (("A1", 0), ("B1", PERCENT), ("C1", ONE_DECIMAL_PERCENT), ("D1", QUOTED_PERCENT))
    )
    grid = first(xlsx(f'<row r="1">{cells}{text_cell("E1", "61 %", PERCENT)}</row>'))
    assert grid.rows == [[0.611, 0.611, 0.611, 0.611, "61 %"]]
    assert grid.percent == {(0, 1), (0, 2)}


def test_errors_and_formulas() -> None:
    row = (
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1"><f>A1+1</f><v></v></c><c r="D1"><f>A1+1</f></c><c r="E1"><f>3+4</f><v>7</v></c>'
        '<c r="F1" t="str"><f>IF(1,"")</f><v></v></c></row>'
    )
    grid = first(xlsx(row))
    assert grid.rows[0][:5] == [
        ErrorCell("#REF!"), ErrorCell("#DIV/0!"), UncalculatedCell("=A1+1"), UncalculatedCell("=A1+1"), 7.0,
    ]  # fmt: skip
    assert grid.rows[0][5:] in ([], [None])


def test_error_beyond_the_last_value_has_its_place() -> None:
    grid = first(xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>'))
    assert grid.rows == [[1.0, None, None], [None] * 3, [None, None, ErrorCell("#N/A")]]


@pytest.mark.parametrize(("book", "uncalculated"), [("", False), ('<calcPr fullCalcOnLoad="1"/>', True)])
def test_zero_results_of_a_program_that_never_calculated(book: str, uncalculated: bool) -> None:
    row = '<row r="1"><c r="A1"><f>B1+1</f><v>0</v></c><c r="B1"><v>5</v></c></row>'
    expected = UncalculatedCell("=B1+1") if uncalculated else 0.0
    assert first(xlsx(row, book=book)).rows == [[expected, 5.0]]
    if uncalculated:  # one true result, and the zero beside it is believed
        row = row.replace("</row>", '<c r="C1"><f>B1*2</f><v>10</v></c></row>')
        assert first(xlsx(row, book=book)).rows == [[0.0, 5.0, 10.0]]


def test_hidden_rows_and_merged_cells() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="B2"><v>2</v></c></row>'
        '<row hidden="true" r="3"><c r="C3"><v>3</v></c></row>'
    )
    grid = first(xlsx(rows, after='<mergeCells count="1"><mergeCell ref="B1:D2"/></mergeCells>'))
    assert grid.hidden_rows == {1, 2}
    assert grid.merged == ((0, 1, 1, 3),)


def test_cells_without_places_and_with_a_prefix() -> None:
    data = xlsx('<row><c><v>1</v></c><c><v>2</v></c></row><row><c t="e"><v>#REF!</v></c></row>')
    assert first(data).rows == [[1.0, 2.0], [ErrorCell("#REF!"), None]]


def test_empty_area_before_the_first_value_is_kept() -> None:
    grid = first(xlsx('<row r="3"><c r="B3"><v>1</v></c></row>'))
    assert grid.rows == [[None, None], [None, None], [None, 1.0]]


def test_xlsb() -> None:
    workbook = open_workbook(
        xlsb([(0, 0, 0, "Tổng số"), (0, 1, 1, "Tæng sè"), (1, 1, 2, 0.611), (2, 0, 0, b"\x17"), (2, 1, 0, 5.0)])
    )
    grid = workbook.grids[0]
    assert workbook.format == "xlsb" and grid.sheet == "Biểu 1"
    assert grid.rows == [["Tổng số", "Tổng số"], [None, 0.611], [ErrorCell("#REF!"), 5.0]]
    assert grid.percent == {(1, 1)}


def xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 1")
    for column, (text, font) in enumerate(
        [("Tổng số", "Arial"), ("Tæng sè", ".VnTime"), ("tæng sè", ".VnTimeH"), ("Toång soá", "VNI-Times")]
    ):
        style = xlwt.XFStyle()
        style.font.name = font
        sheet.write(0, column, text, style)
    percent = xlwt.XFStyle()
    percent.num_format_str = "0.0%"
    sheet.write(1, 0, 0.611, percent)
    sheet.write(1, 1, 0.611)
    sheet.write(1, 2, 12, percent)
    sheet.write(1, 3, 13, percent)
    old, new = xlwt.easyfont("name .VnTime"), xlwt.easyfont("name Arial")
    sheet.write_rich_text(2, 0, [("Tæng ", old), ("số", new)])
    sheet.write_merge(3, 3, 0, 2, "x")
    sheet.row(1).hidden = True
    sheet.write(4, 0, xlwt.Formula("1/0"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xls() -> None:
    workbook = open_workbook(xls())
    grid = workbook.grids[0]
    assert workbook.format == "xls"
    assert grid.rows[0] == ["Tổng số", "Tổng số", "TỔNG SỐ", "Tổng số"]
    assert grid.rows[1] == [0.611, 0.611, 12, 13]
    assert grid.percent == {(1, 0), (1, 2), (1, 3)}
    assert grid.rows[2][0] == "Tổng số"
    assert grid.merged == ((3, 0, 3, 2),)
    assert grid.hidden_rows == {1}
    assert isinstance(grid.rows[4][0], UncalculatedCell)  # the writer stores no result


@pytest.mark.parametrize("fonts", [("Arial",), ("Arial", ".VnTime", "VNI-Times")])
def test_xls_of_excel_5_in_the_vietnamese_code_page(fonts: tuple[str, ...]) -> None:
    # In the code page a tone is a character of its own after its letter.
    composed = "Cô\u0323ng ho\u0300a xa\u0303 hô\u0323i".encode("cp1258")
    typed = [composed, "Tæng sè".encode("latin-1"), "Toång soá".encode("latin-1")]
    labels = [(0, n, n, text) for n, text in enumerate(typed[: len(fonts)])]
    grid = first(biff5(labels, fonts, 1258))
    assert grid.rows == [["Cộng hòa xã hội", "Tổng số", "Tổng số"][: len(fonts)]]


def test_ods() -> None:
    styles = (
        '<style:style style:name="old" style:family="table-cell"><style:text-properties style:font-name=".VnTime"/>'
        '</style:style><style:style style:name="hid" style:family="table"><style:table-properties '
        'table:display="false"/></style:style>'
    )
    tables = (
        '<table:table table:name="Biểu 1"><table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        "</table:table-row><table:table-row>"
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3"/>'
        '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>'
        '<table:table-cell table:style-name="old" office:value-type="string"><text:p>Tæng sè</text:p>'
        "</table:table-cell>"
        '<table:table-cell office:value-type="date" office:date-value="2023-06-20"/>'
        '<table:table-cell table:formula="of:=[.A1]+1"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="">'
        "<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:visibility="collapse"><table:table-cell table:number-columns-spanned="2" '
        'office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p>'
        "<office:annotation><text:p>note</text:p></office:annotation></table:table-cell>"
        "<table:covered-table-cell/></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="ẩn" table:style-name="hid"><table:table-row><table:table-cell '
        'office:value-type="boolean" office:boolean-value="true"/></table:table-row></table:table>'
    )
    shown, hidden = open_workbook(ods(tables, styles)).grids
    assert shown.rows[:2] == [[None] * 7, [None] * 7]
    assert shown.rows[2] == [
        3.0, 3.0, 0.5, "Tổng số", date(2023, 6, 20), UncalculatedCell("=[.A1]+1"), ErrorCell("#DIV/0!"),
    ]  # fmt: skip
    assert shown.rows[3][0] == "a  b\nc" and len(shown.rows) == 4
    assert shown.percent == {(2, 2)} and shown.hidden_rows == {3} and shown.merged == ((3, 0, 3, 1),)
    assert hidden.hidden and hidden.rows == [[True]] and not shown.hidden


@pytest.mark.parametrize("path", sorted(RAW.glob("2023-H1/*/*.ods")) + sorted(RAW.glob("2022-H2/*/*.xlsx"))[:3])
def test_values_are_those_of_calamine(path: Path) -> None:
    data = path.read_bytes()
    for grid, sheet in zip(open_workbook(data).grids, sheets_of(data), strict=True):
        assert grid.sheet == sheet.name
        assert [row[: len(other)] for row, other in zip(grid.rows, sheet.rows, strict=True)] == sheet.rows


def test_a_real_percent_cell_among_the_habits() -> None:
    (path,) = (RAW / "2023-H1" / "ninh-binh").glob("*.xlsx")
    assert {(grid.sheet, cell) for grid in open_workbook(path.read_bytes()).grids for cell in grid.percent} == {
        ("B3", (13, 4))
    }


def test_plain_workbooks_need_no_slow_library() -> None:
    import subprocess
    import sys

    (path,) = (RAW / "2022-H2" / "ha-noi").glob("*.xlsx")
    code = (
        "import sys; from pathlib import Path; from flows.ingest.files.opening import open_workbook;"
        f"open_workbook(Path({str(path)!r}).read_bytes());"
        "print(sorted({'openpyxl', 'lxml', 'xlrd', 'docx', 'viparse', 'subprocess'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=RAW.parent, check=True)
    assert ended.stdout.strip() == "[]"


def test_short_texts_of_an_old_font_follow_the_file() -> None:
    def workbook(*texts: str) -> list[object]:
        cells = "".join(text_cell(f"{chr(65 + n)}1", text, VNTIME) for n, text in enumerate(texts))
        return list(first(xlsx(f'<row r="1">{cells}</row>')).rows[0])

    assert workbook("Tæng sè", "Tr.®", "®ång") == ["Tổng số", "Tr.đ", "đồng"]
    assert workbook("Tên khu", "Tổng số", "Địa chỉ") == ["Tên khu", "Tổng số", "Địa chỉ"]


def test_what_the_parser_writes_when_it_panics_is_not_shown() -> None:
    import os
    import subprocess
    import sys

    # A parser that panics writes to file number 2, past everything Python could catch.
    code = (
        "import os, sys, flows.ingest.files.formats.spreadsheet as spreadsheet;"
        "from flows.ingest.files.grids import UnreadableFile;"
        "loud = lambda data: (os.write(2, data), [][0 if data == b'panic' else slice(0)])[1];"
        "spreadsheet.CalamineWorkbook = type('Loud', (), {'from_filelike': lambda file: loud(file.read())});\n"
        "for data in (b'panic',):\n"
        "    try: spreadsheet.sheets_of(data)\n"
        "    except UnreadableFile as problem: print(problem.reason)\n"
        "os.write(2, b'afterwards')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=RAW.parent, check=True, env=dict(os.environ)
    )
    assert (ended.stdout.strip(), ended.stderr) == ("unreadable_broken", "afterwards")
