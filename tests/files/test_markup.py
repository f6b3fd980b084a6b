"""Tables that web systems export as markup named .xls are read as the spreadsheets they show."""

from __future__ import annotations

from datetime import date

import pytest

from flows.ingest.files.grids import ErrorCell, UnreadableFile
from flows.ingest.files.opening import open_workbook

HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><style>td{}</style></head>
<body><p>Kỳ báo cáo: 6 tháng đầu năm 2024</p><table><tr><th rowspan=2>Mã số<th colspan=2>Thực hiện</tr>
<tr><td>FDI<td>DDI</tr><tr><td>1.01</td><td x:num="1234.5">1.234,5</td><td>7&nbsp;</td></tr></table></body></html>"""
BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>
<Worksheet ss:Name="B1"><Table><Row ss:Index="2"><Cell ss:Index="2" ss:MergeAcross="1"><Data ss:Type="String">kỳ</Data>
</Cell><Cell><Data ss:Type="Number">12.5</Data></Cell></Row><Row><Cell ss:StyleID="p"><Data ss:Type="Number">0.5</Data>
</Cell><Cell><Data ss:Type="DateTime">2024-01-13T00:00:00.000</Data></Cell><Cell><Data ss:Type="Error">#REF!</Data>
</Cell></Row></Table></Worksheet></Workbook>"""
FLAT = """<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="B1"><table:table-row><table:table-cell office:value-type="float" office:value="3.5"/>
<table:table-cell office:value-type="string"><text:p>ha</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document>"""


def test_html() -> None:
    book = open_workbook(HTML.encode())
    (grid,) = book.grids
    assert grid.rows == [["Mã số", "Thực hiện", None], [None, "FDI", "DDI"], ["1.01", 1234.5, "7"]]
    assert grid.merged == ((0, 0, 1, 0), (0, 1, 0, 2)) and book.paragraphs == ("Kỳ báo cáo: 6 tháng đầu năm 2024",)


@pytest.mark.parametrize("written", [HTML, BOOK, FLAT], ids=["html", "xml 2003", "fods"])
def test_in_two_bytes_a_letter(written: str) -> None:
    assert open_workbook(written.encode("utf-16")).grids == open_workbook(written.encode()).grids


def test_spreadsheet_xml_of_2003() -> None:
    (grid,) = open_workbook(BOOK.encode()).grids
    assert grid.sheet == "B1" and grid.rows[1] == [None, "kỳ", None, 12.5]
    assert grid.rows[2][:3] == [0.5, date(2024, 1, 13), ErrorCell("#REF!")]
    assert grid.percent == {(2, 0)} and grid.merged == ((1, 1, 1, 2),)


def test_flat_opendocument() -> None:
    (grid,) = open_workbook(FLAT.encode()).grids
    assert grid.rows == [[3.5, "ha"]]


@pytest.mark.parametrize("text", ["<html><body>không có bảng</body></html>", "<?xml version='1.0'?><a/>"])
def test_a_page_without_a_table_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match="unreadable_web_page"):
        open_workbook(text.encode())
