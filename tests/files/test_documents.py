"""docx: tables by grid column, running text in order, nothing that was deleted."""

from __future__ import annotations

from flows.ingest.files import open_workbook
from flows.ingest.grids import Workbook
from tests.support.workbooks import docx


def paragraph(text: str, run: str = "") -> str:
    return f"<w:p><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def read(body: str, styles: str = "") -> Workbook:
    return open_workbook(docx(body, styles))


def test_tables_are_numbered_and_spans_keep_columns_in_line() -> None:
    heads = table(
        row(
            cell("STT", '<w:vMerge w:val="restart"/>'),
            cell("Thực hiện", '<w:gridSpan w:val="2"/>'),
            cell("Mã", '<w:vMerge w:val="restart"/>'),
        ),
        row(cell("", "<w:vMerge/>"), cell("FDI"), cell("DDI"), cell("", "<w:vMerge/>")),
        row(cell("1"), cell("1.234,5"), cell("x"), cell("2.02")),
        row(cell("2"), cell("3"), properties='<w:trPr><w:gridBefore w:val="1"/></w:trPr>'),
    )
    workbook = read(table(row(cell("a"), cell("b"))) + heads)
    assert [grid.sheet for grid in workbook.grids] == ["table 1", "table 2"]
    second = workbook.grids[1]
    assert second.rows == [
        ["STT", "Thực hiện", None, "Mã"],
        [None, "FDI", "DDI", None],
        ["1", "1.234,5", "x", "2.02"],
        [None, "2", "3", None],
    ]
    assert set(second.merged) == {(0, 1, 0, 2), (0, 0, 1, 0), (0, 3, 1, 3)}


def test_running_text_stands_before_its_table() -> None:
    body = paragraph("Kỳ báo cáo") + table(row(cell("1"))) + paragraph("Biểu 2") + paragraph("") + table(row(cell("2")))
    workbook = read(body + paragraph("Ký tên"))
    assert workbook.paragraphs == ("Kỳ báo cáo", "Biểu 2", "Ký tên")
    assert [grid.before for grid in workbook.grids] == [("Kỳ báo cáo",), ("Biểu 2",)]


def test_breaks_separate() -> None:
    body = "<w:p><w:r><w:t>UBND</w:t><w:tab/><w:t>CỘNG HÒA</w:t><w:br/><w:t>Độc lập</w:t></w:r></w:p>"
    lines = table(f"<w:tr><w:tc>{paragraph('a')}{paragraph('b')}</w:tc></w:tr>")
    workbook = read(body + lines)
    assert workbook.paragraphs == ("UBND\tCỘNG HÒA\nĐộc lập",)
    assert workbook.grids[0].rows == [["a\nb"]]


def test_tracked_changes() -> None:
    changed = (
        "<w:tc><w:p><w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:ins><w:r><w:t>13</w:t></w:r></w:ins></w:p>"
        "</w:tc>"
    )
    gone = row(cell("99"), properties="<w:trPr><w:del/></w:trPr>")
    assert read(table(row(changed), gone)).grids[0].rows == [["13"]]


def test_nested_tables_are_grids_of_their_own() -> None:
    inner = table(row(cell("inner")))
    outer = table(f"<w:tr><w:tc>{paragraph('outer')}{inner}{paragraph('')}</w:tc>{cell('next')}</w:tr>")
    workbook = read(outer + table(row(cell("last"))))
    assert [(grid.sheet, grid.rows) for grid in workbook.grids] == [
        ("table 1", [["outer", "next"]]),
        ("table 2", [["inner"]]),
        ("table 3", [["last"]]),
    ]


def test_content_controls_links_and_fields() -> None:
    control = f"<w:sdt><w:sdtContent>{table(row(cell('in a control')))}</w:sdtContent></w:sdt>"
    field = "<w:p><w:hyperlink><w:r><w:t>số </w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    workbook = read(control + field)
    assert workbook.grids[0].rows == [["in a control"]]
    assert workbook.paragraphs == ("số ",)


def test_old_fonts_of_runs_and_styles() -> None:
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="base"><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="child"><w:basedOn w:val="base"/></w:style>'
    )
    own = paragraph("Tæng sè", '<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr>')
    styled = '<w:p><w:pPr><w:pStyle w:val="child"/></w:pPr><w:r><w:t>Tæng sè</w:t></w:r></w:p>'
    workbook = read(own + styled + paragraph("Tổng số"), styles)
    assert workbook.paragraphs == ("Tổng số",) * 3
