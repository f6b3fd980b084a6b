"""ods: one walk over content.xml gives values, fonts, number formats, repeats, merged cells and hidden rows.

Read here and not by calamine, which has no fonts or formats and takes counts of repetition at their word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import ZipFile

from flows.ingest.files.formats.marks import GONE, Run, cell_text, note_of, shown_runs, struck
from flows.ingest.files.formats.ods_styles import CELL, TEXT, Styles
from flows.ingest.files.formats.spreadsheet import ShownOtherwise
from flows.ingest.files.formats.xlsx import CONDITIONS
from flows.ingest.files.grids import (
    ERROR_VALUES,
    CellValue,
    ErrorCell,
    Grid,
    UncalculatedCell,
    UnreadableFile,
    Workbook,
    column_letters,
    column_number,
)
from flows.ingest.files.limits import (
    COLUMNS,
    ROWS,
    SHEETS,
    checked_members,
    hostile,
    require_area,
    require_plain_xml,
    require_shallow_xml,
    unpacked,
)
from flows.ingest.words.letters import FontUse

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC_EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
# What stands in a paragraph and is no part of its text.
_BESIDE_TEXT = {_OFFICE + "annotation", *(_TEXT + name for name in ("note", "ruby-text", "hidden-text"))}
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_AREA = re.compile(r"\.\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::(?:'[^']*'|[^\s:'.]*)\.\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(slots=True)
class _Table:
    name: str
    hidden: bool
    rows: list[list[CellValue]] = field(default_factory=list)
    waiting_rows: int = 0  # empty rows that count only when one with values follows
    width: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    shown: ShownOtherwise = field(default_factory=ShownOtherwise)
    hidden_rows: set[int] = field(default_factory=set)
    not_read: list[tuple[int, int]] = field(default_factory=list)
    conditions: int = 0  # areas of conditional formats so far
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    default_styles: list[tuple[int, str]] = field(default_factory=list)  # (columns, style) as declared


def read(data: bytes, archive: ZipFile) -> Workbook:
    """The grids of an OpenDocument spreadsheet.

    Raises:
        UnreadableFile: password, broken, hostile, too large, or another kind of OpenDocument.
        Unusual: a large one, inside `unusual_elsewhere`.
    """
    parts: dict[str, bytes] = {}
    for member in checked_members(archive):
        if member.filename in ("content.xml", "styles.xml", "META-INF/manifest.xml", "mimetype"):
            if member.filename in parts:
                raise hostile("members")
            parts[member.filename] = unpacked(data, member)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise UnreadableFile("unreadable_password")
    content, styles = parts.get("content.xml", b""), parts.get("styles.xml", b"")
    for part in (content, styles):
        require_plain_xml(part)
        if part:
            require_shallow_xml(part)
    kind = parts.get("mimetype", b"").strip()
    if (kind and not kind.startswith(_SPREADSHEET)) or b":spreadsheet" not in content:
        raise UnreadableFile("unreadable_other_office")
    return _workbook(content, styles, "ods")


def read_flat(data: bytes) -> Workbook:
    """The grids of a spreadsheet that is one XML file (.fods).

    Raises:
        UnreadableFile: broken, hostile, too large.
    """
    require_plain_xml(data)
    require_shallow_xml(data)
    return _workbook(data, b"", "fods")


def _workbook(content: bytes, styles: bytes, kind: str) -> Workbook:
    looks = Styles()
    looks.learn(styles)
    looks.learn(content)
    use = FontUse()
    if looks.old:
        _Reading(looks, use).tables(content)  # every text is seen before one is decoded
        use.settled = True
    tables = _Reading(looks, use).tables(content)
    notes = tuple(note for table in tables for note in note_of(table.name, table.not_read))
    return Workbook(kind, tuple(map(_grid, tables)), notes=notes)


class _Reading:
    """One walk over content.xml, row by row; each row is dropped when it is read."""

    def __init__(self, styles: Styles, use: FontUse) -> None:
        self.styles = styles
        self.use = use
        self.style = ""  # of the cell the walk is at
        self.something_gone = False

    def tables(self, content: bytes) -> list[_Table]:
        hidden_styles = _hidden_table_styles(content)
        parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        tables: list[_Table] = []
        depth = 0
        try:
            for at in range(0, len(content), 1 << 16):
                parser.feed(content[at : at + (1 << 16)])
                for event, element in parser.read_events():  # type: ignore[misc]
                    depth = self._event(tables, depth, event, element, hidden_styles)  # type: ignore[arg-type]
        except ParseError:
            raise UnreadableFile("unreadable_broken") from None
        return tables

    def _event(self, tables: list[_Table], depth: int, event: str, element: Element, hidden_styles: set[str]) -> int:
        """Take one start or end; how deep in tables the walk now is (a table may lie inside a cell of another)."""
        if element.tag == _TABLE + "table":
            if event == "end":
                return depth - 1
            if depth == 0:
                if len(tables) >= SHEETS:
                    raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
                hidden = element.get(_TABLE + "style-name", "") in hidden_styles
                tables.append(_Table(element.get(_TABLE + "name", ""), hidden))
            return depth + 1
        if event == "end" and depth == 1 and tables:
            if element.tag == _CALC_EXTENSION + "conditional-format" and self.styles.speaking:
                self._conditional_format(tables[-1], element)
            if element.tag == _TABLE + "table-column":
                style = element.get(_TABLE + "default-cell-style-name", "")
                tables[-1].default_styles.append((_count(element, "number-columns-repeated"), style))
            elif element.tag == _TABLE + "table-row":
                self._row(tables[-1], element)
                element.clear()
        return depth

    def _conditional_format(self, table: _Table, element: Element) -> None:
        """The cells that a condition may show in a number format that speaks; the condition is not judged."""
        names = {one.get(_CALC_EXTENSION + "apply-style-name", "") for one in element}
        codes = [code for name in names if name and (code := self.styles.number_format(name))]
        areas = _AREA.findall(element.get(_CALC_EXTENSION + "target-range-address", "")) if codes else []
        if not areas or table.conditions > CONDITIONS:
            return
        table.conditions += len(areas)
        if table.conditions > CONDITIONS:  # as in an xlsx, each cell is then one of theirs
            areas = [("A", "1", column_letters(COLUMNS), str(ROWS))]
        for first_column, first_row, last_column, last_row in areas:
            first, last = column_number(first_column), column_number(last_column or first_column)
            for number in range(int(first_row) - 1, min(int(last_row or first_row), len(table.rows))):
                for column, value in enumerate(table.rows[number][first : last + 1], start=first):
                    table.shown.see_perhaps(number, column, value, codes[0])

    def _row(self, table: _Table, row: Element) -> None:
        repeated = _count(row, "number-rows-repeated")
        hidden = row.get(_TABLE + "visibility", "visible") != "visible"
        default_style = row.get(_TABLE + "default-cell-style-name", "")
        cells: list[CellValue] = []
        spoken: list[tuple[int, CellValue, str]] = []
        spans: list[tuple[int, int, int]] = []
        waiting = 0
        for cell in row:
            if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                continue
            columns = _count(cell, "number-columns-repeated")
            column = len(cells) + waiting
            self.something_gone = False
            value = None
            if cell.tag == _TABLE + "table-cell":
                if self.styles.matter:
                    self.style = cell.get(_TABLE + "style-name") or default_style or _default_style(table, column)
                value = self._value(cell)
            if self.styles.marked and value is not None and not isinstance(value, str):
                value = self._unless_struck(value)
            if self.something_gone:
                table.not_read.append((len(table.rows) + table.waiting_rows, column))
            if (comment := cell.find(_OFFICE + "annotation")) is not None:
                text = " ".join("".join(paragraph.itertext()) for paragraph in comment.iter(_TEXT + "p"))
                table.comments[len(table.rows) + table.waiting_rows, column] = text
            down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                spans.append((column, down, across))
            if value is None:
                waiting += columns
                continue
            require_area(1, column + columns)
            cells.extend([None] * waiting)
            waiting = 0
            cells.extend([value] * columns)
            if isinstance(value, float) and (code := self._number_format(cell)):
                spoken.extend((at, value, code) for at in range(column, column + columns))
        if not cells:
            if hidden:
                first = len(table.rows) + table.waiting_rows
                table.hidden_rows.update(range(first, first + min(repeated, 1000)))
            self._spans(table, len(table.rows) + table.waiting_rows, spans)
            table.waiting_rows += repeated
            return
        table.width = max(table.width, len(cells))
        require_area(len(table.rows) + table.waiting_rows + repeated, table.width)
        table.rows.extend([] for _ in range(table.waiting_rows))
        table.waiting_rows = 0
        self._spans(table, len(table.rows), spans)
        for _ in range(repeated):
            number = len(table.rows)
            table.rows.append(list(cells))
            for column, value, code in spoken:
                table.shown.see(number, column, value, code)
            if hidden:
                table.hidden_rows.add(number)

    def _spans(self, table: _Table, row: int, spans: list[tuple[int, int, int]]) -> None:
        table.merged.extend((row, column, row + down - 1, column + across - 1) for column, down, across in spans)

    def _number_format(self, cell: Element) -> str:
        """The number format of a figure where it speaks, "" where it does not; a kind of figure has one by itself."""
        code = self.styles.number_format(self.style)
        kind = cell.get(_OFFICE + "value-type")
        if kind == "percentage" and "%" not in (code or ""):
            return "0%"
        if kind == "currency" and code is None:
            return f"[${cell.get(_OFFICE + 'currency', '')}] 0"
        return code or ""

    def _value(self, cell: Element) -> CellValue:
        if cell.get(_CALC_EXTENSION + "value-type") == "error":
            return ErrorCell("".join(_paragraph_texts(cell)).strip() or "#N/A")
        kind = cell.get(_OFFICE + "value-type", "")
        formula = cell.get(_TABLE + "formula")
        if kind in ("float", "percentage", "currency"):
            written = cell.get(_OFFICE + "value")
            shown = "".join(_paragraph_texts(cell)).strip() if formula is not None else ""
            if shown.startswith(ERROR_VALUES):
                return ErrorCell(shown)
            if written in ("0", "1") and shown.isalpha():  # the answer of a formula is written as a number
                return written == "1"
            try:
                return float(written) if written is not None else _uncalculated(formula)
            except ValueError:
                raise UnreadableFile("unreadable_broken") from None
        if kind == "date":
            written = cell.get(_OFFICE + "date-value", "")
            try:
                moment = datetime.fromisoformat(written)
                return moment if moment.time() != time() else moment.date()
            except ValueError:
                return written or None
        if kind == "time":  # a time of day is no figure of the form: as text the reader can say so
            return "".join(_paragraph_texts(cell)).strip() or cell.get(_OFFICE + "time-value") or None
        if kind == "boolean":
            return cell.get(_OFFICE + "boolean-value", "").lower() == "true"
        text = self._text(cell)
        if not isinstance(text, str) or self.something_gone:
            return text or None
        if formula is not None:
            if text.startswith(ERROR_VALUES):
                return ErrorCell(text)
            if not kind and not text and cell.find(_TEXT + "p") is None:
                return _uncalculated(formula)
        return text if text.strip() else cell.get(_OFFICE + "string-value") or None

    def _unless_struck(self, value: CellValue) -> CellValue:
        if self.styles.look(CELL, self.style)[1] != GONE or isinstance(value, ErrorCell):
            return value
        self.something_gone = True
        return struck(value)

    def _text(self, cell: Element) -> CellValue:
        """The text of a cell, '' when it has none."""
        font, mark = self.styles.look(CELL, self.style) if self.styles.tell else ("", None)
        runs: list[Run] = []
        for paragraph in cell:
            if paragraph.tag in (_TEXT + "p", _TEXT + "h"):
                if runs:
                    runs.append(Run("\n", font))
                self._runs(paragraph, font, mark or "", runs)
        if not self.styles.tell:
            return "".join(run.text for run in runs)
        if not self.use.settled:
            self.use.see(shown_runs(runs))
        value, self.something_gone = cell_text(runs, self.use)
        return "" if value is None else value

    def _runs(self, element: Element, font: str, mark: str, runs: list[Run]) -> None:
        if element.text:
            runs.append(Run(element.text, font, mark))
        for child in element:
            if child.tag == _TEXT + "s":
                count = child.get(_TEXT + "c", "1")
                runs.append(Run(" " * min(int(count) if count.isdigit() else 1, 100), font, mark))
            elif child.tag in (_TEXT + "tab", _TEXT + "line-break"):
                runs.append(Run("\t" if child.tag.endswith("tab") else "\n", font))
            elif child.tag not in _BESIDE_TEXT and not child.tag.startswith(_DRAWING):
                own_font, own_mark = "", None
                if self.styles.tell and child.tag == _TEXT + "span":
                    own_font, own_mark = self.styles.look(TEXT, child.get(_TEXT + "style-name", ""))
                self._runs(child, own_font or font, mark if own_mark is None else own_mark, runs)
            if child.tail:
                runs.append(Run(child.tail, font, mark))


def _uncalculated(formula: str | None) -> CellValue:
    return UncalculatedCell(formula.removeprefix("of:")) if formula is not None else None


def _paragraph_texts(cell: Element) -> list[str]:
    return [text for child in cell if child.tag == _TEXT + "p" for text in child.itertext()]


def _default_style(table: _Table, column: int) -> str:
    for columns, style in table.default_styles:
        if column < columns:
            return style
        column -= columns
    return ""


def _count(element: Element, name: str) -> int:
    written = element.get(_TABLE + name)
    if written is None:
        return 1
    if not written.isdigit() or len(written) > 9:
        raise hostile("bomb")
    return max(1, int(written))


def _hidden_table_styles(content: bytes) -> set[str]:
    """Styles of sheets that are not shown."""
    if b'table:display="false"' not in content:
        return set()
    style = rb'<style:style style:name="([^"]*)" style:family="table"[^>]*>\s*'
    styles = re.findall(style + rb'<style:table-properties[^>]*table:display="false"', content)
    return {style.decode("utf-8", errors="replace") for style in styles}


def _grid(table: _Table) -> Grid:
    for row in table.rows:
        row.extend([None] * (table.width - len(row)))
    last = len(table.rows)
    return Grid(
        sheet=table.name,
        rows=table.rows,
        hidden=table.hidden,
        merged=tuple(span for span in table.merged if span[0] < last),
        percent=frozenset(table.shown.percent),
        hidden_rows=frozenset(row for row in table.hidden_rows if row < last),
        telling_formats=table.shown.formats,
        comments=table.comments,
    )
