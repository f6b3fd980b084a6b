"""A chart as Word's own: drawn by Word from figures it holds, with a workbook in it that opens for editing.

The chart's XML is XlsxWriter's, which keeps the figures beside the references to the workbook: what shows a chart
without opening the workbook (Word does, LibreOffice too) has them.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.documents.xml_text import composed
from flows.report.charts.svg import category_names, written
from flows.report.model import Chart

if TYPE_CHECKING:
    from docx.document import Document

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_FONT = "Times New Roman"
_BLUE, _WHITE, _ORANGE = "#0072B2", "#FFFFFF", "#D55E00"
_GREY = "#333333"
_UNSEEN = {"visible": False}
_SHEET = "Chart"
_MANY = 6  # of more marks the figures are written smaller
_CREATED = datetime(2000, 1, 1)  # the same figures give the same bytes
WIDTH_MM, ROW_MM, LINES_MM = 160.0, 6.0, 50.0
_EMU_A_MM = 36000


def add_chart(document: Document, chart: Chart, language: str = "vi") -> Any:
    """Add a paragraph with the chart, its title and description being its alternative text; returns the paragraph."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    number = 1 + sum(part.partname.startswith("/word/charts/") for part in package.iter_parts())
    book = _workbook(chart, category_names(chart, language))
    relation = "rId1"
    held = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), _BOOK_TYPE, book, package)
    drawn = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, _chart_xml(book, relation), package)
    assert drawn.relate_to(held, f"{_RELATIONS}/package") == relation
    identity = document.part.relate_to(drawn, f"{_RELATIONS}/chart")
    paragraph = document.add_paragraph()
    paragraph.add_run()._r.append(parse_xml(_frame(chart, number, identity)))
    return paragraph


def _height(chart: Chart) -> float:
    return LINES_MM if chart.kind == "lines" else 12.0 + ROW_MM * len(chart.categories)


def _frame(chart: Chart, number: int, identity: str) -> str:
    from xml.sax.saxutils import quoteattr

    wide, high = round(WIDTH_MM * _EMU_A_MM), round(_height(chart) * _EMU_A_MM)
    words = f"title={quoteattr(composed(chart.title))} descr={quoteattr(composed(chart.description))}"
    return (
        f'<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{1000 + number}" name="Chart {number}" {words}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart xmlns:c="{_DRAWING}/chart" xmlns:r="{_RELATIONS}" r:id="{identity}"/>'
        f"</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _workbook(chart: Chart, names: tuple[str, ...]) -> bytes:
    """The workbook behind the chart: categories, the figures themselves, and a chart of them."""
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(_SHEET)
    sheet.write_row(0, 0, [composed(chart.table.heads[0]), *(composed(one.name) for one in chart.series)])
    for row, name in enumerate(names, start=1):
        sheet.write_string(row, 0, composed(name))
        for column, one in enumerate(chart.series, start=1):
            figure = one.figures[row - 1]
            if figure is not None and figure.value is not None:
                sheet.write_number(row, column, figure.value)
    drawn = book.add_chart({"type": "line" if chart.kind == "lines" else "bar"})
    last = len(names)
    for column in range(1, len(chart.series) + 1):
        drawn.add_series(_series(chart, column, last))
    font = {"name": _FONT, "size": 10}
    drawn.set_title({"none": True})
    drawn.set_legend({"none": True})
    categories = {"num_font": font, "line": {"color": _GREY}, "label_position": "low", "major_gridlines": _UNSEEN}
    values = _UNSEEN | {"major_gridlines": _UNSEEN} | _span(chart)
    if chart.kind == "lines":
        drawn.set_x_axis(categories)
        drawn.set_y_axis(values)
    else:  # a chart of bars lies on its side
        drawn.set_x_axis(values)
        drawn.set_y_axis(categories | {"reverse": True})
    drawn.show_blanks_as("gap")
    sheet.insert_chart("E2", drawn)
    book.close()
    return data.getvalue()


def _series(chart: Chart, column: int, last: int) -> dict[str, Any]:
    """One series: its references, how it is drawn, and the figures as they are written."""
    figures = chart.series[column - 1].figures
    doubtful = [bool(figure and figure.doubt.open_queries) for figure in figures]
    labels = [{"value": composed(written(figure))} if figure else {"delete": True} for figure in figures]
    hatched = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _ORANGE, "bg_color": _WHITE}}
    points = [hatched if unsure else None for unsure in doubtful] if chart.kind != "lines" else []
    series: dict[str, Any] = {
        "name": [_SHEET, 0, column],
        "categories": [_SHEET, 1, 0, last, 0],
        "values": [_SHEET, 1, column, last, column],
        "data_labels": {"value": True, "custom": labels, "font": {"name": _FONT, "size": 10 if last <= _MANY else 8}},
    }
    if chart.kind == "lines":
        series["line"] = {"color": _BLUE, "width": 2}
        series["marker"] = {"type": "circle", "size": 6, "fill": {"color": _BLUE}, "border": {"color": _BLUE}}
        series["data_labels"]["position"] = "above"
    else:
        series |= {"fill": {"color": _BLUE}, "border": {"color": _GREY}, "gap": 45}
        series["data_labels"]["position"] = "outside_end"
    return series | ({"points": points} if any(points) else {})


def _span(chart: Chart) -> dict[str, float]:
    """An axis from zero, with room for the figures above the highest."""
    values = [one.value or 0.0 for series in chart.series for one in series.figures if one is not None]
    if min(values, default=0.0) < 0:
        return {}
    return {"min": 0.0} | ({"max": 1.2 * max(values)} if any(values) else {})


def _chart_xml(book: bytes, relation: str) -> bytes:
    """The chart of the workbook, with the way back to it."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        xml = archive.read("xl/charts/chart1.xml").decode()
    xml = xml.replace("</c:val></c:ser>", '</c:val><c:smooth val="0"/></c:ser>') if "<c:lineChart>" in xml else xml
    outside = f'<c:externalData r:id="{relation}"><c:autoUpdate val="0"/></c:externalData>'
    head, _, tail = xml.rpartition("<c:printSettings>")
    return f"{head}{outside}<c:printSettings>{tail}".encode()
