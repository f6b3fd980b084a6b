"""Tables written as markup and named .xls by web systems: HTML, and SpreadsheetML of 2003."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError, fromstring

from flows.ingest.files.formats.spreadsheet import ShownOtherwise, put
from flows.ingest.files.grids import CellValue, ErrorCell, Grid, UnreadableFile, Workbook
from flows.ingest.files.limits import (
    SHEETS,
    TEXT_FILE_BYTES,
    require_area,
    require_filled,
    require_plain_xml,
    require_shallow_xml,
)
from flows.ingest.words.number_formats import speaks

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED_FORMATS = {"Percent": "0.00%", "Currency": '"$"#,##0.00', "Euro Currency": '"€"#,##0.00'}
_UNSEEN = ("script", "style", "title", "xml")
_LARGEST_SPAN = 1_000
_CELL = re.compile(r"<t[dh]", re.IGNORECASE)


def _limited(data: bytes | str) -> None:
    if len(data) > TEXT_FILE_BYTES:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0)


def read_html(text: str) -> Workbook:
    """The tables of a web page as `table 1` ..., and the text beside them.

    Raises:
        UnreadableFile: no table in it, too large.
    """
    _limited(text)
    require_filled(3 * len(_CELL.findall(text)))  # texts, as every cell of a page is
    page = _Page()
    page.feed(text)
    page.close()
    page.end_all()
    if not page.grids:
        raise UnreadableFile("unreadable_web_page")
    return Workbook("html", tuple(page.grids), tuple(page.paragraphs))


@dataclass(slots=True)
class _HtmlTable:
    rows: list[list[CellValue]] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)  # cells that one above or before reaches into
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    row: int = -1
    cell: dict[str, str | None] | None = None
    text: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """One walk over a page; a table inside a cell is a grid of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.paragraphs: list[str] = []
        self._open: list[_HtmlTable] = []
        self._unseen = 0
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._paragraph()
            if len(self.grids) + len(self._open) >= SHEETS:
                raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
            self._open.append(_HtmlTable())
        elif tag in ("tr", "td", "th") and self._open:
            self._end_cell()
            table = self._open[-1]
            if tag == "tr" or table.row < 0:
                table.row += 1
            if tag != "tr":
                table.cell = dict(attrs)
        elif tag in ("br", "p", "div", "li", "h1", "h2", "h3"):
            if self._open and self._open[-1].cell is not None:
                self._open[-1].text.append("\n" if tag == "br" else " ")
            else:
                self._paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th", "tr") and self._open:
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_table()
        elif tag in ("p", "div", "li", "h1", "h2", "h3") and not self._open:
            self._paragraph()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._open:
            if self._open[-1].cell is not None:
                self._open[-1].text.append(re.sub(r"[ \t\r\n]+", " ", data))
        else:
            self._text.append(data)

    def end_all(self) -> None:
        """What was never closed ends with the page."""
        while self._open:
            self._end_table()
        self._paragraph()

    def _paragraph(self) -> None:
        text = " ".join("".join(self._text).split())
        if text:
            self.paragraphs.append(text)
        self._text.clear()

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None:
            return
        attributes, table.cell = table.cell, None
        text = "".join(table.text).strip()
        table.text.clear()
        column = 0
        while (table.row, column) in table.taken:
            column += 1
        down, across = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        require_area(table.row + down, column + across)
        table.taken |= {(table.row + i, column + j) for i in range(down) for j in range(across)}
        put(table.rows, table.row, column, _number(attributes.get("x:num"), text))
        if down > 1 or across > 1:
            table.merged.append((table.row, column, table.row + down - 1, column + across - 1))

    def _end_table(self) -> None:
        self._end_cell()
        table = self._open.pop()
        if table.rows:
            name = f"table {len(self.grids) + 1}"
            self.grids.append(Grid(name, table.rows, merged=tuple(table.merged)))


def _span(written: str | None) -> int:
    return min(max(1, int(written)), _LARGEST_SPAN) if written and written.isdigit() else 1


def _number(stored: str | None, text: str) -> CellValue:
    """The number that Excel stores beside the text of a cell, else the text."""
    try:
        return float(stored) if stored else text or None
    except ValueError:
        return text or None


def read_spreadsheet_xml(data: bytes) -> Workbook:
    """The worksheets of a workbook in the XML of Excel 2003.

    Raises:
        UnreadableFile: broken, hostile, too large.
    """
    _limited(data)
    require_plain_xml(data)
    require_shallow_xml(data)
    try:
        root = fromstring(data)
    except ParseError:
        raise UnreadableFile("unreadable_broken") from None
    formats = {}
    for style in root.iter(f"{_SPREADSHEET}Style"):
        shown = style.find(f"{_SPREADSHEET}NumberFormat")
        code = shown.get(f"{_SPREADSHEET}Format", "") if shown is not None else ""
        if speaks(_NAMED_FORMATS.get(code, code)):
            formats[style.get(f"{_SPREADSHEET}ID", "")] = _NAMED_FORMATS.get(code, code)
    sheets = root.findall(f"{_SPREADSHEET}Worksheet")
    if not sheets:
        raise UnreadableFile("unreadable_web_page")
    return Workbook("xml", tuple(_xml_grid(sheet, formats) for sheet in sheets[:SHEETS]))


def _xml_grid(sheet: Element, formats: dict[str, str]) -> Grid:
    rows: list[list[CellValue]] = []
    merged: list[tuple[int, int, int, int]] = []
    shown = ShownOtherwise()
    comments: dict[tuple[int, int], str] = {}
    number = -1
    for row in sheet.iter(f"{_SPREADSHEET}Row"):
        number = _index(row, number + 1)
        column = -1
        for cell in row.findall(f"{_SPREADSHEET}Cell"):
            column = _index(cell, column + 1)
            value = _xml_value(cell.find(f"{_SPREADSHEET}Data"))
            if value is not None:
                put(rows, number, column, value)
                if code := formats.get(cell.get(f"{_SPREADSHEET}StyleID", "")):
                    shown.see(number, column, value, code)
            if (note := cell.find(f"{_SPREADSHEET}Comment")) is not None:
                comments[number, column] = " ".join("".join(note.itertext()).split())
            across, down = (_count(cell.get(f"{_SPREADSHEET}Merge{way}")) for way in ("Across", "Down"))
            if across or down:
                merged.append((number, column, number + down, column + across))
            column += across
    name = sheet.get(f"{_SPREADSHEET}Name", "")
    percent = frozenset(shown.percent)
    return Grid(name, rows, merged=tuple(merged), percent=percent, telling_formats=shown.formats, comments=comments)


def _index(element: Element, following: int) -> int:
    return _count(element.get(f"{_SPREADSHEET}Index"), following + 1) - 1


def _count(written: str | None, otherwise: int = 0) -> int:
    return int(written) if written and written.isdigit() and len(written) < 8 else otherwise


def _xml_value(data: Element | None) -> CellValue:
    if data is None:
        return None
    text, kind = "".join(data.itertext()), data.get(f"{_SPREADSHEET}Type", "String")
    if kind == "Error":
        return ErrorCell(text or "#N/A")
    if kind == "Boolean":
        return text == "1"
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            return moment if moment.time() != time() else moment.date()
    except ValueError:
        return text
    return text.strip() or None
