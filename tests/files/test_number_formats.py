"""Number formats that show a figure otherwise than it stands in the cell; the same contents in every spreadsheet."""

from __future__ import annotations

import io
from datetime import date
from xml.sax.saxutils import quoteattr

import pytest

from flows.ingest.files.grids import CellValue, ErrorCell, Grid, UncalculatedCell
from flows.ingest.files.opening import open_workbook
from flows.ingest.words.number_formats import Section, section_of, shows_date, speaks
from flows.ingest.words.unit_reading import shows_otherwise
from schemas.facts.units import load_units
from tests.support.biff12 import PLAIN, BinarySheet, Formula, Look, xlsb_of
from tests.support.workbooks import ods, xlsx
from tests.support.writers import CachedFormula, ods_number_style

UNITS = load_units()
NOTHING, ALTERS, PERCENT = Section(), Section(alters=True), Section(percent=True)


def words(text: str) -> Section:
    return Section(words=text)


@pytest.mark.parametrize(
    ("code", "plus", "minus"),
    [
        ("General", NOTHING, NOTHING),
        ("#,##0.00", NOTHING, NOTHING),
        ("0.00E+00", NOTHING, NOTHING),
        ("# ?/?", NOTHING, NOTHING),
        ("[$-42A]#,##0", NOTHING, NOTHING),
        ("#,##0;[Red]#,##0", NOTHING, NOTHING),
        ("0.00_);[Red]\\(0.00\\)", NOTHING, NOTHING),
        ('_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', NOTHING, NOTHING),
        ('_-* #,##0\\ _₫_-;\\-* #,##0\\ _₫_-;_-* "-"\\ _₫_-;_-@_-', NOTHING, NOTHING),
        ('0" (1)"', NOTHING, NOTHING),
        ('0"²"', NOTHING, NOTHING),
        ("0;-0;;@", NOTHING, NOTHING),
        ("#,##0.00,", ALTERS, ALTERS),
        ("0.0,,", ALTERS, ALTERS),
        ("#,", ALTERS, ALTERS),
        ("0%%", ALTERS, ALTERS),
        (";;;", ALTERS, ALTERS),
        ("0;0", NOTHING, ALTERS),
        ("-0", ALTERS, NOTHING),
        ('_(* #,##0_);_(* "-"_)', NOTHING, ALTERS),
        ("0.0%", PERCENT, PERCENT),
        ("0.0\\ %", PERCENT, PERCENT),
        ("0.0%;-0.0%", PERCENT, PERCENT),
        ('0"%"', words("%"), words("%")),
        ('0"000"', words("000"), words("000")),
        ('0.0" nghìn USD"', words("nghìn USD"), words("nghìn USD")),
        ('General" nghìn"', words("nghìn"), words("nghìn")),
        ("0.0\\ \\h\\a", words("ha"), words("ha")),
        ("[$USD] #,##0", words("USD"), words("USD")),
        ('#,##0\\ "₫"', words("₫"), words("₫")),
        ("$#,##0.00", words("$"), words("$")),
    ],
)
def test_what_a_format_does_to_a_figure(code: str, plus: Section, minus: Section) -> None:
    assert (section_of(code, 5.2), section_of(code, -5.2)) == (plus, minus)
    assert speaks(code) == ((plus, minus) != (NOTHING, NOTHING))


def test_the_section_is_the_one_the_figure_falls_into() -> None:
    code = '[>=1000000]0.0,," tr";[>=1000]0.0," ng";0'
    assert section_of(code, 5_200_000) == Section(words="tr", alters=True)
    assert section_of(code, 5200) == Section(words="ng", alters=True)
    assert section_of(code, 520) == NOTHING
    assert speaks(code) and speaks("[<1]0%;0") and section_of("[<1]0%;0", 0.5) == PERCENT
    assert section_of("[<40000]0;dd/mm/yyyy", 45_200) == ALTERS


def test_a_code_longer_than_any_program_writes_is_asked_about_and_not_judged() -> None:
    code = ";".join(f"[>{n}]0" for n in range(100_000))
    assert speaks(code) and section_of(code, 5.0) == ALTERS and not shows_date(code)


def test_formats_of_dates_are_no_formats_of_figures() -> None:
    for code in ("dd/mm/yyyy", "[h]:mm", "[$-F800]dddd", 'dd" tháng "mm', "d.m"):
        assert shows_date(code) and not speaks(code)
    for code in ('0" d"', "[Red]0", "0.0\\ \\h\\a", "General", ""):
        assert not shows_date(code)


@pytest.mark.parametrize(
    ("code", "unit", "asked"),
    [
        ('0.0" triệu USD"', "million_usd", False),
        ('0.0" nghìn USD"', "million_usd", True),
        ('0.0" EUR"', "million_usd", True),
        ('0" nghìn"', "million_usd", True),
        ('0"000"', "million_usd", True),
        ('0"%"', "percent", False),
        ('0"%"', "million_usd", True),
        ('0" dự án"', "project", False),
        ('0" người"', "project", True),
        ("0,", "project", True),
        ("0,", "", True),
        ('0" nghìn người"', "", True),
        ('"Năm "0', "", False),
    ],
)
def test_what_is_held_against_the_unit_of_a_figure(code: str, unit: str, asked: bool) -> None:
    assert shows_otherwise(code, 5.0, unit, "", UNITS) == asked


# the same figures in each spreadsheet

CODES = ["", "#,##0.0", '0.0" nghìn USD"', "#,##0.0,", "0.0,,", "0.0%", "0%", '0.0" triệu USD"', '0"%"']
FIGURES = (5.5, -5.5, 5200.0, 0.0)


def as_xlsx() -> bytes:
    listed = "".join(f'<numFmt numFmtId="{170 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(CODES))
    used = "".join(f'<xf numFmtId="{170 + n if code else 0}" fontId="0"/>' for n, code in enumerate(CODES))
    styles = f'<numFmts>{listed}</numFmts><fonts><font><name val="Arial"/></font></fonts><cellXfs>{used}</cellXfs>'
    rows = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(64 + c)}{r}" s="{r - 1}"><v>{figure}</v></c>' for c, figure in enumerate(FIGURES, 1))
        + "</row>"
        for r in range(1, len(CODES) + 1)
    )
    return xlsx(rows, styles=styles)


def as_xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("B1")
    for row, code in enumerate(CODES):
        style = xlwt.XFStyle()
        style.num_format_str = code or "General"
        for column, figure in enumerate(FIGURES):
            sheet.write(row, column, figure, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xlsb() -> bytes:
    cells: list[tuple[int, int, object, Look]] = [
        (row, column, figure, Look(number_format=code))
        for row, code in enumerate(CODES)
        for column, figure in enumerate(FIGURES)
    ]
    return xlsb_of([BinarySheet("B1", cells)])


def as_ods() -> bytes:
    """The code in the cell's own style, in its parent's in another part, in the row's and in the column's by turns."""
    own, common, rows = "", "", ""
    for row, code in enumerate(CODES):
        number = ods_number_style(f"N{row}", code) if code else ""
        styled = f'style:data-style-name="N{row}"' if code else ""
        kind = "percentage" if code.endswith("%") and row % 2 else "float"
        if row % 2:
            own += number + f'<style:style style:name="ce{row}" style:family="table-cell" {styled}/>'
        else:
            common += number + f'<style:style style:name="base{row}" style:family="table-cell" {styled}/>'
            own += f'<style:style style:name="ce{row}" style:family="table-cell" '
            own += f'style:parent-style-name="base{row}"/>'
        on_row, on_cell = (f' table:default-cell-style-name="ce{row}"', "") if row % 3 == 0 else ("", f"ce{row}")
        named = f' table:style-name="{on_cell}"' if on_cell else ""
        cells = "".join(
            f'<table:table-cell{named} office:value-type="{kind}" office:value="{figure}"/>' for figure in FIGURES
        )
        rows += f"<table:table-row{on_row}>{cells}</table:table-row>"
    return ods(f'<table:table table:name="B1">{rows}</table:table>', own, common=common)


@pytest.mark.parametrize("data", [as_xlsx(), as_xls(), as_xlsb(), as_ods()], ids=["xlsx", "xls", "xlsb", "ods"])
def test_every_spreadsheet_tells_the_same(data: bytes) -> None:
    grid = open_workbook(data).grids[0]
    assert grid.rows == [list(FIGURES)] * len(CODES)
    percent = {(row, column) for row in (5, 6) for column in range(4)}
    assert grid.percent == percent
    telling = {(row, column): CODES[row] for row in (2, 3, 4, 7, 8) for column, figure in enumerate(FIGURES) if figure}
    assert set(grid.telling_formats) == set(telling)
    for (row, column), code in grid.telling_formats.items():  # the same code, but for the grouping an ods writes
        assert section_of(code, FIGURES[column]) == section_of(CODES[row], FIGURES[column]), (row, code)


def first_ods(cells: str, styles: str = "", columns: str = "") -> Grid:
    row = f"<table:table-row>{cells}</table:table-row>"
    return open_workbook(ods(f'<table:table table:name="B1">{columns}{row}</table:table>', styles)).grids[0]


FIGURE = '<number:number number:decimal-places="1" number:min-integer-digits="1" number:grouping="true"/>'
CELL = '<table:table-cell {} office:value-type="float" office:value="{}"/>'


def test_sections_and_conditions_of_an_ods() -> None:
    styles = (
        f'<number:number-style style:name="P0">{FIGURE}<number:text> tr</number:text></number:number-style>'
        f'<number:number-style style:name="N1">{FIGURE}<style:map style:condition="value()&gt;=1000" '
        'style:apply-style-name="P0"/></number:number-style>'
        f'<number:number-style style:name="P1">{FIGURE}</number:number-style>'
        f'<number:number-style style:name="N2"><number:text>-</number:text>{FIGURE}<style:map '
        'style:condition="value()&gt;=0" style:apply-style-name="P1"/></number:number-style>'
        '<number:number-style style:name="E0"><number:text/></number:number-style>'
        '<number:text-style style:name="N3"><number:text/><style:map style:condition="value()&gt;0" '
        'style:apply-style-name="E0"/><style:map style:condition="value()&lt;0" style:apply-style-name="E0"/>'
        '<style:map style:condition="value()=0" style:apply-style-name="E0"/></number:text-style>'
    ) + "".join(
        f'<style:style style:name="ce{n}" style:family="table-cell" style:data-style-name="N{n}"/>' for n in (1, 2, 3)
    )
    cells = "".join(
        CELL.format(f'table:style-name="ce{style}"', figure)
        for style, figure in ((1, 5200), (1, 52), (2, 5.5), (2, -5.5), (3, 5.5))
    )
    grid = first_ods(cells, styles)
    assert grid.telling_formats == {(0, 0): '[>=1000]#,##0.0" tr";#,##0.0', (0, 4): ";;"}


def test_currencies_and_columns_of_an_ods() -> None:
    styles = (
        '<number:currency-style style:name="N1"><number:currency-symbol>USD</number:currency-symbol>'
        f"<number:text> </number:text>{FIGURE}</number:currency-style>"
        f'<number:currency-style style:name="N2"><number:currency-symbol/>{FIGURE}</number:currency-style>'
    ) + "".join(
        f'<style:style style:name="ce{n}" style:family="table-cell" style:data-style-name="N{n}"/>' for n in (1, 2)
    )
    columns = (
        '<table:table-column table:default-cell-style-name="ce1"/>'
        '<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="ce2"/>'
        '<table:table-column table:default-cell-style-name="Default"/>'
    )
    currency = '<table:table-cell office:value-type="currency" office:currency="VND" office:value="5"/>'
    grid = first_ods(CELL.format("", 5) * 2 + CELL.format('table:style-name="ce1"', 5) + currency, styles, columns)
    assert {place: section_of(code, 5).words for place, code in grid.telling_formats.items()} == {
        (0, 0): "USD", (0, 1): "¤", (0, 2): "USD", (0, 3): "VND",
    }  # fmt: skip


def test_formats_that_a_condition_sets_are_told() -> None:
    styles = (
        '<fonts><font><name val="Arial"/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/></cellXfs><dxfs>'
        '<dxf><font><b/></font></dxf><dxf><numFmt numFmtId="170" formatCode="0.0,"/></dxf>'
        '<dxf><numFmt numFmtId="171" formatCode="0.00"/></dxf><dxf><numFmt numFmtId="172" formatCode="0%"/></dxf>'
        "</dxfs>"
    )
    cells = "".join(f'<c r="{letter}1"><v>5200</v></c>' for letter in "ABCDEF") + '<c r="G1"><v>0</v></c>'

    def rule(areas: str, look: int) -> str:
        return (
            f'<conditionalFormatting sqref="{areas}"><cfRule type="cellIs" dxfId="{look}" priority="1" '
            'operator="greaterThan"><formula>1000</formula></cfRule></conditionalFormatting>'
        )

    after = rule("A1:A9", 0) + rule("B1 D1:D2 G1", 1) + rule("C1", 2) + rule("E1", 3)
    grid = open_workbook(xlsx(f'<row r="1">{cells}</row>', styles=styles, after=after)).grids[0]
    assert grid.telling_formats == {(0, 1): "0.0,", (0, 3): "0.0,", (0, 4): "0%"} and not grid.percent
    assert shows_otherwise("0%", 0.5, "percent", "", UNITS)  # whether it is one is not known
    many = " ".join(f"H{n}" for n in range(1, 400))
    grid = open_workbook(xlsx(f'<row r="1">{cells}</row>', styles=styles, after=rule(many, 1))).grids[0]
    assert set(grid.telling_formats) == {(0, column) for column in range(6)}


def test_formats_that_a_condition_sets_in_an_ods() -> None:
    common = (
        ods_number_style("N1", "#,##0.0,")
        + '<style:style style:name="big_5f_1" style:display-name="big_1" style:family="table-cell" '
        'style:data-style-name="N1"/>'
    )
    conditions = (
        "<calcext:conditional-formats><calcext:conditional-format "
        "calcext:target-range-address=\"'Biểu 1'.B1:'Biểu 1'.D1 'Biểu 1'.F1\"><calcext:condition "
        'calcext:apply-style-name="big_1" calcext:value="&gt;1000"/></calcext:conditional-format>'
        "</calcext:conditional-formats>"
    )
    row = f"<table:table-row>{CELL.format('', 5200) * 6}</table:table-row>"
    (grid,) = open_workbook(
        ods(f'<table:table table:name="Biểu 1">{row}{conditions}</table:table>', common=common)
    ).grids
    assert grid.telling_formats == {(0, column): "#,##0.0," for column in (1, 2, 3, 5)}


# what a cell may hold, in each spreadsheet

DAY = date(2023, 10, 1)
HELD: list[CellValue] = [True, "12", DAY, "06:00:00", ErrorCell("#DIV/0!"), 7.0, "12,5", True, DAY]


def held_in_xlsx() -> tuple[bytes, bytes]:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="d.m"/></numFmts><fonts><font><name val="Arial"/></font></fonts>'
        '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="0" quotePrefix="1"/>'
        '<xf numFmtId="170" fontId="0"/><xf numFmtId="20" fontId="0"/></cellXfs>'
    )
    row = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" s="1" t="inlineStr"><is><t>12</t></is></c>'
        '<c r="C1" s="2"><v>45200</v></c><c r="D1" s="3"><v>0.25</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="F1"><f>3+4</f><v>7</v></c><c r="G1" t="str"><f>"12"&amp;",5"</f><v>12,5</v></c>'
        '<c r="H1" t="b"><f>1=1</f><v>1</v></c><c r="I1" s="2"><f>C1</f><v>45200</v></c>'
    )
    never = '<c r="A1"><f>1+2</f></c><c r="B1"><f>1+2</f><v></v></c>'
    return xlsx(f'<row r="1">{row}</row>', styles=styles), xlsx(f'<row r="1">{never}</row>')


def held_in_xls() -> tuple[bytes, bytes]:
    import xlwt

    book, fresh = xlwt.Workbook(), xlwt.Workbook()
    sheet = book.add_sheet("B1")
    day, hour = xlwt.XFStyle(), xlwt.XFStyle()
    day.num_format_str, hour.num_format_str = "d.m", "h:mm"
    plain = book.add_style(xlwt.XFStyle())
    sheet.write(0, 0, True)
    sheet.write(0, 1, "12")
    sheet.write(0, 2, 45200, day)
    sheet.write(0, 3, 0.25, hour)
    for column, result, style in ((4, b"\x07", plain), (5, 7.0, plain), (6, "12,5", plain), (7, True, plain)):
        sheet.row(0).insert_cell(column, CachedFormula(0, column, style, result))
    sheet.row(0).insert_cell(8, CachedFormula(0, 8, book.add_style(day), 45200.0))
    fresh.add_sheet("B1").write(0, 0, xlwt.Formula("1+2"))
    fresh.get_sheet(0).write(0, 1, xlwt.Formula("1+2"))
    files = []
    for one in (book, fresh):
        out = io.BytesIO()
        one.save(out)
        files.append(out.getvalue())
    return files[0], files[1]


def held_in_xlsb() -> tuple[bytes, bytes]:
    day = Look(number_format="d.m")
    values = [(True, PLAIN), ("12", PLAIN), (45200, day), (0.25, Look(number_format="h:mm"))]
    values += [(Formula(b"\x07"), PLAIN), (Formula(7.0), PLAIN), (Formula("12,5"), PLAIN), (Formula(True), PLAIN)]
    values += [(Formula(45200.0), day)]
    cells: list[tuple[int, int, object, Look]] = [
        (0, column, value, look) for column, (value, look) in enumerate(values)
    ]
    never: list[tuple[int, int, object, Look]] = [(0, 0, Formula(0.0), PLAIN), (0, 1, Formula(""), PLAIN)]
    return xlsb_of([BinarySheet("B1", cells)]), xlsb_of([BinarySheet("B1", never)], calculate=True)


def held_in_ods() -> tuple[bytes, bytes]:
    def cell(kind: str, value: str = "", text: str = "", formula: str = "") -> str:
        named = {"float": "value", "boolean": "boolean-value", "date": "date-value", "time": "time-value"}.get(kind, "")
        stored = f' office:{named}="{value}"' if named else ""
        said = f' table:formula="of:{formula}"' if formula else ""
        return f'<table:table-cell{said} office:value-type="{kind}"{stored}><text:p>{text}</text:p></table:table-cell>'

    row = (
        cell("boolean", "true", "TRUE") + cell("string", text="12") + cell("date", "2023-10-01", "1.10")
        + cell("time", "PT06H00M00S", "06:00:00") + cell("string", text="#DIV/0!", formula="=1/0")
        + cell("float", "7", "7", "=3+4") + cell("string", text="12,5", formula="=A1")
        + cell("float", "1", "TRUE", "=1=1") + cell("date", "2023-10-01", "1.10", "=C1")
    )  # fmt: skip
    never = '<table:table-cell table:formula="of:=1+2"/>' * 2
    table = '<table:table table:name="B1"><table:table-row>{}</table:table-row></table:table>'
    return ods(table.format(row)), ods(table.format(never))


@pytest.mark.parametrize("held", [held_in_xlsx, held_in_xls, held_in_xlsb, held_in_ods])
def test_what_a_cell_holds_is_the_same_in_every_spreadsheet(held: object) -> None:
    full, never = held()  # type: ignore[operator]
    assert open_workbook(full).grids[0].rows == [HELD]
    (row,) = open_workbook(never).grids[0].rows
    assert len(row) == 2 and all(isinstance(value, UncalculatedCell) for value in row)


def test_a_formula_that_gives_an_empty_text_is_a_blank_in_an_ods() -> None:
    empty = '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell>'
    assert first_ods(empty + CELL.format("", 5)).rows == [[None, 5.0]]


def test_days_of_a_binary_workbook_that_counts_from_1904() -> None:
    cells: list[tuple[int, int, object, Look]] = [(0, 0, 43738, Look(number_format="dd/mm/yyyy"))]
    sheet = BinarySheet("B1", cells)
    assert open_workbook(xlsb_of([sheet], from_1904=True)).grids[0].rows == [[DAY]]
    assert open_workbook(xlsb_of([sheet])).grids[0].rows == [[date(2019, 9, 30)]]
