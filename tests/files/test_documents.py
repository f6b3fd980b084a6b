"""docx: tables by grid column, running text in order, nothing that was deleted."""

from __future__ import annotations

from flows.ingest.files.grids import UncalculatedCell, Workbook
from flows.ingest.files.opening import open_workbook
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


def run(content: str) -> str:
    return f"<w:r>{content}</w:r>"


def text(written: str) -> str:
    return run(f"<w:t>{written}</w:t>")


def field(code: str, *result: str) -> str:
    """A field with its code, and what is shown of it when it was calculated."""
    begin, end = (run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "end"))
    shown = run('<w:fldChar w:fldCharType="separate"/>') + "".join(result) if result else ""
    return begin + code + shown + end


def code(written: str) -> str:
    return run(f"<w:instrText>{written}</w:instrText>")


def cells_of(*contents: str) -> list[object]:
    return list(read(table(row(*(f"<w:tc><w:p>{content}</w:p></w:tc>" for content in contents)))).grids[0].rows[0])


def test_fields_are_what_they_show() -> None:
    inner = field(code("MERGEFIELD so"), text("99"))
    assert cells_of(
        field(code("=SUM(ABOVE)"), text("14")),
        field(code("IF ") + inner + code(" = 99 14 15"), text("14")),
        '<w:fldSimple w:instr="=SUM(LEFT)"><w:r><w:t>14</w:t></w:r></w:fldSimple>',
        field(code("=SUM(ABOVE)")),
        '<w:fldSimple w:instr="=SUM(LEFT)"/>',
        field(code("PAGE")),
        text("1") + field(code("PAGE"), text("4")),
    ) == ["14", "14", "14", UncalculatedCell("=SUM(ABOVE)"), UncalculatedCell("=SUM(LEFT)"), None, "14"]


def test_a_field_without_an_end_swallows_its_paragraph_only() -> None:
    begin = run('<w:fldChar w:fldCharType="begin"/>')
    two = f"<w:tc><w:p>{begin}{code('PAGE')}</w:p><w:p>{text('14')}</w:p></w:tc>"
    assert read(table(row(two, cell("15")))).grids[0].rows == [["14", "15"]]


def test_a_prompt_to_fill_in_is_no_content() -> None:
    def control(properties: str, content: str) -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    whole = f"<w:tc>{control('<w:showingPlcHdr/>', paragraph('Nhập số'))}</w:tc>"
    filled = f"<w:tc>{control('<w:text/>', paragraph('14'))}</w:tc>"
    inside = f"<w:tc><w:p>{control('<w:showingPlcHdr/>', text('Nhập số'))}</w:p></w:tc>"
    assert read(table(row(whole, filled, inside, cell("x")))).grids[0].rows == [[None, "14", None, "x"]]


def test_nothing_is_glued_to_a_figure() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Ghi chú 2</w:t></w:r></w:p></w:txbxContent>"
    note = run('<w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/>')
    power = "<m:sSup><m:e><m:r><m:t>14</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    ruby = "<w:ruby><w:rt><w:r><w:t>2</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>14</w:t></w:r></w:rubyBase></w:ruby>"
    deleted = "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
    inserted = "<w:ins><w:r><w:t>4</w:t></w:r></w:ins>"
    formerly = run("<w:rPr><w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr><w:t>14</w:t>")
    raised = run('<w:rPr><w:position w:val="6"/></w:rPr><w:t>2</w:t>')
    bound = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    body = table(
        row(
            *(
                f"<w:tc><w:p>{content}</w:p></w:tc>"
                for content in (
                    text("14") + run(f"<w:pict>{box}</w:pict>"),
                    text("14") + note,
                    f"<m:oMath {bound}>{power}</m:oMath>",
                    f"<m:oMath {bound}>{half}</m:oMath>",
                    run(ruby),
                    text("1") + deleted + inserted,
                    formerly,
                    text("14") + raised,
                )
            )
        )
    )
    workbook = read(body)
    assert workbook.grids[0].rows == [["14", "14", "14²", "1/2", "14", "14", "14", "14²"]]
    assert workbook.paragraphs == ("Ghi chú 2",) and not workbook.notes


def test_signs_picked_from_a_font_of_symbols() -> None:
    def sign(code: str, font: str = "Symbol") -> str:
        return run(f'<w:sym w:font="{font}" w:char="{code}"/>')

    assert cells_of(sign("F02D") + text("5"), sign("F0B4"), sign("F031") + text("4"), sign("F0FC", "Wingdings")) == [
        "-5", "×", "14", "\ufffd",
    ]  # fmt: skip


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
