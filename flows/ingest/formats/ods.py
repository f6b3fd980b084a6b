"""ods: one walk over content.xml gives values, fonts, percentages, repeats, merged cells and hidden rows.

Read here and not by calamine, which has no fonts or formats and takes counts of repetition at their word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import ZipFile

from flows.ingest.formats.marks import GONE, LOWERED, RAISED, Run, cell_text, note_of, shown_runs, struck
from flows.ingest.grids import CellValue, ErrorCell, Grid, UncalculatedCell, UnreadableFile, Workbook
from flows.ingest.letters import FontUse
from flows.ingest.limits import (
    SHEETS,
    checked_members,
    hostile,
    require_area,
    require_plain_xml,
    require_shallow_xml,
    unpacked,
)

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_CALC_EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CALC_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "Err:")
_MARKING = re.compile(rb'text-position="(?!0%)|text-line-through-(?:style|type)="(?!none")|text:display="none"')
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(slots=True)
class _Table:
    name: str
    hidden: bool
    rows: list[list[CellValue]] = field(default_factory=list)
    waiting_rows: int = 0  # empty rows that count only when one with values follows
    width: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    percent: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    not_read: list[tuple[int, int]] = field(default_factory=list)
    default_styles: list[tuple[int, str]] = field(default_factory=list)  # (columns, style) as declared


def read(data: bytes, archive: ZipFile) -> Workbook:
    """The grids of an OpenDocument spreadsheet.

    Raises:
        UnreadableFile: password, broken, hostile, too large, or another kind of OpenDocument.
        Unusual: to be read in a confined process.
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
    fonts = _Fonts()
    fonts.learn(styles)
    fonts.learn(content)
    use = FontUse()
    if fonts.old:
        _Reading(fonts, use).tables(content)  # every text is seen before one is decoded
        use.settled = True
    tables = _Reading(fonts, use).tables(content)
    notes = tuple(note for table in tables for note in note_of(table.name, table.not_read))
    return Workbook("ods", tuple(map(_grid, tables)), notes=notes)


class _Fonts:
    """Style name -> font and mark, inherited from parent styles."""

    def __init__(self) -> None:
        self.faces: dict[str, str] = {}
        self.styles: dict[str, tuple[str, str | None, str]] = {}  # style -> (face or font, mark, parent)
        self.old = self.marked = False

    @property
    def tell(self) -> bool:
        """Whether a font or a mark changes how some text is read."""
        return self.old or self.marked

    def learn(self, content: bytes) -> None:
        """Take the faces and styles a part declares; parsed only when one of them matters."""
        lowered = content.lower()
        old = any(name in lowered for name in (b'".vn', b"'.vn", b"vni-", b'".tmc', b'"vni'))
        marked = _MARKING.search(content) is not None
        if not (old or marked or self.tell):
            return
        self.old, self.marked = self.old or old, self.marked or marked
        from xml.etree.ElementTree import fromstring

        for element in fromstring(content).iter():
            if element.tag == _STYLE + "font-face":
                family = next((value for key, value in element.attrib.items() if key.endswith("font-family")), "")
                self.faces[element.get(_STYLE + "name", "")] = family.strip("'\"")
            elif element.tag in (_STYLE + "style", _STYLE + "default-style"):
                properties = element.find(_STYLE + "text-properties")
                font, mark = "", None
                if properties is not None:
                    mark = _mark_of(properties)
                    font = properties.get(_STYLE + "font-name", "") or properties.get(_FO + "font-family", "")
                name = element.get(_STYLE + "name", "")
                family = element.get(_STYLE + "family", "")
                parent = element.get(_STYLE + "parent-style-name", "")
                if not parent and element.tag == _STYLE + "style":
                    parent = f"default {family}"
                self.styles[name or f"default {family}"] = (font.strip("'\""), mark, parent)

    def of(self, style: str) -> tuple[str, str | None]:
        """The font of a style, '' when none is named, and its mark, None when nothing is said of it."""
        seen: set[str] = set()
        font, mark = "", None
        while style and style not in seen:
            seen.add(style)
            own, own_mark, parent = self.styles.get(style, ("", None, "default table-cell"))
            font = font or self.faces.get(own, own)
            mark = own_mark if mark is None else mark
            style = parent
        return font, mark


def _mark_of(properties: Element) -> str | None:
    """GONE, RAISED, LOWERED; '' where a style says that its text is none of these; None where it says nothing."""
    lines = [properties.get(f"{_STYLE}text-line-through-{name}") for name in ("style", "type")]
    if any(line not in (None, "none") for line in lines) or properties.get(_TEXT + "display") == "none":
        return GONE
    position = properties.get(_STYLE + "text-position", "").split()[:1]
    if position:
        if position[0] in ("super", "sub"):
            return RAISED if position[0] == "super" else LOWERED
        height = position[0].rstrip("%")
        if height.strip("0.-"):
            return LOWERED if height.startswith("-") else RAISED
    return "" if position or any(lines) else None


class _Reading:
    """One walk over content.xml, row by row; each row is dropped when it is read."""

    def __init__(self, fonts: _Fonts, use: FontUse) -> None:
        self.fonts = fonts
        self.use = use

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
            if element.tag == _TABLE + "table-column":
                style = element.get(_TABLE + "default-cell-style-name", "")
                tables[-1].default_styles.append((_count(element, "number-columns-repeated"), style))
            elif element.tag == _TABLE + "table-row":
                self._row(tables[-1], element)
                element.clear()
        return depth

    def _row(self, table: _Table, row: Element) -> None:
        repeated = _count(row, "number-rows-repeated")
        hidden = row.get(_TABLE + "visibility", "visible") != "visible"
        cells: list[CellValue] = []
        percent: set[int] = set()
        spans: list[tuple[int, int, int]] = []
        waiting = 0
        for cell in row:
            if cell.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                continue
            columns = _count(cell, "number-columns-repeated")
            column = len(cells) + waiting
            self.something_gone = False
            value = self._value(cell, table, column) if cell.tag == _TABLE + "table-cell" else None
            if self.fonts.marked and value is not None and not isinstance(value, str):
                value = self._unless_struck(value, cell, table, column)
            if self.something_gone:
                table.not_read.append((len(table.rows) + table.waiting_rows, column))
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
            if cell.get(_OFFICE + "value-type") == "percentage":
                percent.update(range(column, column + columns))
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
            table.percent.update((number, column) for column in percent)
            if hidden:
                table.hidden_rows.add(number)

    def _spans(self, table: _Table, row: int, spans: list[tuple[int, int, int]]) -> None:
        table.merged.extend((row, column, row + down - 1, column + across - 1) for column, down, across in spans)

    def _value(self, cell: Element, table: _Table, column: int) -> CellValue:
        if cell.get(_CALC_EXTENSION + "value-type") == "error":
            return ErrorCell("".join(_paragraph_texts(cell)).strip() or "#N/A")
        kind = cell.get(_OFFICE + "value-type", "")
        formula = cell.get(_TABLE + "formula")
        if kind in ("float", "percentage", "currency"):
            written = cell.get(_OFFICE + "value")
            shown = "".join(_paragraph_texts(cell)).strip() if formula is not None else ""
            if shown.startswith(_CALC_ERRORS):
                return ErrorCell(shown)
            try:
                return float(written) if written is not None else _uncalculated(formula)
            except ValueError:
                raise UnreadableFile("unreadable_broken") from None
        if kind == "date":
            written = cell.get(_OFFICE + "date-value", "")
            try:
                return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
            except ValueError:
                return written or None
        if kind == "boolean":
            return cell.get(_OFFICE + "boolean-value", "").lower() == "true"
        text = self._text(cell, table, column)
        if not isinstance(text, str) or self.something_gone:
            return text or None
        if formula is not None:
            if text.startswith(_CALC_ERRORS):
                return ErrorCell(text)
            if not kind and not text:
                return _uncalculated(formula)
        return text if text.strip() else cell.get(_OFFICE + "string-value") or None

    def _look(self, cell: Element, table: _Table, column: int) -> tuple[str, str | None]:
        return self.fonts.of(cell.get(_TABLE + "style-name") or _default_style(table, column))

    def _unless_struck(self, value: CellValue, cell: Element, table: _Table, column: int) -> CellValue:
        if self._look(cell, table, column)[1] != GONE or isinstance(value, ErrorCell):
            return value
        self.something_gone = True
        return struck(value)

    def _text(self, cell: Element, table: _Table, column: int) -> CellValue:
        """The text of a cell, '' when it has none."""
        font, mark = self._look(cell, table, column) if self.fonts.tell else ("", None)
        runs: list[Run] = []
        for paragraph in cell:
            if paragraph.tag in (_TEXT + "p", _TEXT + "h"):
                if runs:
                    runs.append(Run("\n", font))
                self._runs(paragraph, font, mark or "", runs)
        if not self.fonts.tell:
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
            elif child.tag not in (_OFFICE + "annotation", _TEXT + "note"):
                own_font, own_mark = "", None
                if self.fonts.tell and child.tag == _TEXT + "span":
                    own_font, own_mark = self.fonts.of(child.get(_TEXT + "style-name", ""))
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
    written = element.get(_TABLE + name, "1")
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
        percent=frozenset(table.percent),
        hidden_rows=frozenset(row for row in table.hidden_rows if row < last),
    )
