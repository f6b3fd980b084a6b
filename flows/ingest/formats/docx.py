"""docx: every table becomes a grid, running text becomes paragraphs; deleted text is not read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import ZipFile

from flows.ingest.grids import CellValue, Grid, UnreadableFile, Workbook
from flows.ingest.letters import decode_runs
from flows.ingest.limits import (
    checked_members,
    require_area,
    require_plain_xml,
    require_shallow_xml,
    unpacked,
)

_SKIPPED = {"del", "moveFrom", "delText", "instrText", "pPr", "tblPr", "trPr", "sectPr", "Fallback"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}


def read(data: bytes, archive: ZipFile) -> Workbook:
    """Tables as `table 1`, `table 2` ... in the order they begin, numbered through nested ones.

    A cell that spans columns stands at its first grid column; the rest of a span, across or down, is blank.

    Raises:
        UnreadableFile: broken, hostile, too large.
    """
    document = b""
    styles = b""
    for member in checked_members(archive):
        if member.filename.lower() in ("word/document.xml", "word/styles.xml"):
            content = unpacked(data, member)
            require_plain_xml(content)
            require_shallow_xml(content)
            if member.filename.lower().endswith("document.xml"):
                document = content
            else:
                styles = content
    try:
        body = fromstring(document)
    except ParseError:
        raise UnreadableFile("unreadable_broken") from None
    return _Reading(_style_fonts(styles)).workbook(body)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _tag(child) == name), None)


def _font_of(properties: Element | None) -> str:
    fonts = _child(properties, "rFonts") if properties is not None else None
    return (_attribute(fonts, "ascii") or _attribute(fonts, "hAnsi")) if fonts is not None else ""


def _style_fonts(styles: bytes) -> dict[str, str]:
    """Style name -> font, inherited along basedOn; '' holds the document's default."""
    if not styles:
        return {}
    try:
        root = fromstring(styles)
    except ParseError:
        return {}
    fonts: dict[str, str] = {}
    bases: dict[str, str] = {}
    for element in root.iter():
        tag = _tag(element)
        if tag == "rPrDefault":
            fonts[""] = _font_of(_child(element, "rPr"))
        elif tag == "style":
            name = _attribute(element, "styleId")
            fonts[name] = _font_of(_child(element, "rPr"))
            base = _child(element, "basedOn")
            bases[name] = _attribute(base, "val") if base is not None else ""
            if _attribute(element, "type") == "paragraph" and _attribute(element, "default") in ("1", "true"):
                bases["default paragraph"] = name
    resolved: dict[str, str] = {}
    for name in [*fonts, "default paragraph"]:
        seen: set[str] = set()
        step = name
        while not fonts.get(step, "") and step and step not in seen:
            seen.add(step)
            step = bases.get(step, "")
        resolved[name] = fonts.get(step, "")
    return resolved


class _Reading:
    """One walk through a document body."""

    def __init__(self, style_fonts: dict[str, str]) -> None:
        self.style_fonts = style_fonts
        self.grids: list[Grid | None] = []
        self.paragraphs: list[str] = []
        self.after_last_table = 0

    def workbook(self, body: Element) -> Workbook:
        for block in self._blocks(body):
            if _tag(block) == "tbl":
                self._table(block)
            else:
                text = self._paragraph(block)
                if text.strip():
                    self.paragraphs.append(text)
        grids = tuple(grid for grid in self.grids if grid is not None)
        return Workbook("docx", grids, tuple(self.paragraphs))

    def _blocks(self, parent: Element) -> Iterator[Element]:
        """Paragraphs and tables of a body or cell, in order, through content controls and the like."""
        for child in parent:
            tag = _tag(child)
            if tag in ("p", "tbl"):
                yield child
            elif tag not in _SKIPPED:
                yield from self._blocks(child)

    def _table(self, table: Element) -> None:
        place = len(self.grids)
        self.grids.append(None)
        before = tuple(self.paragraphs[self.after_last_table :])
        self.after_last_table = len(self.paragraphs)
        rows: list[list[CellValue]] = []
        merged: list[tuple[int, int, int, int]] = []
        open_spans: dict[int, int] = {}
        for line in self._named(table, "tr"):
            row: list[CellValue] = []
            properties = _child(line, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                continue
            row.extend([None] * self._number(properties, "gridBefore", 0))
            for cell in self._named(line, "tc"):
                column = len(row)
                cell_properties = _child(cell, "tcPr")
                width = max(1, self._number(cell_properties, "gridSpan", 1))
                require_area(len(rows) + 1, column + width)
                down = _child(cell_properties, "vMerge") if cell_properties is not None else None
                continues = down is not None and _attribute(down, "val") != "restart"
                row.append(None if continues else self._cell(cell))
                row.extend([None] * (width - 1))
                if continues and column in open_spans:
                    first = open_spans[column]
                    merged = [span for span in merged if span[:2] != (first, column)]
                    merged.append((first, column, len(rows), column + width - 1))
                else:
                    open_spans[column] = len(rows)
                    if width > 1:
                        merged.append((len(rows), column, len(rows), column + width - 1))
            rows.append(row)
        columns = max(map(len, rows), default=0)
        require_area(len(rows), columns)
        for row in rows:
            row.extend([None] * (columns - len(row)))
        self.grids[place] = Grid(sheet=f"table {place + 1}", rows=rows, merged=tuple(merged), before=before)

    def _named(self, parent: Element, name: str) -> Iterator[Element]:
        for child in parent:
            tag = _tag(child)
            if tag == name:
                yield child
            elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                yield from self._named(child, name)

    def _number(self, properties: Element | None, name: str, otherwise: int) -> int:
        found = _child(properties, name) if properties is not None else None
        value = _attribute(found, "val") if found is not None else ""
        return int(value) if value.isdigit() and len(value) < 6 else otherwise

    def _cell(self, cell: Element) -> CellValue:
        """A cell's own text; a table nested in it becomes a grid of its own."""
        texts = []
        for block in self._blocks(cell):
            if _tag(block) == "tbl":
                self._table(block)
            else:
                texts.append(self._paragraph(block))
        return "\n".join(texts).strip() or None

    def _paragraph(self, paragraph: Element) -> str:
        properties = _child(paragraph, "pPr")
        style = _child(properties, "pStyle") if properties is not None else None
        font = self.style_fonts.get(_attribute(style, "val") if style is not None else "default paragraph", "")
        runs: list[tuple[str, str]] = []
        self._runs(paragraph, font or self.style_fonts.get("", ""), runs)
        return decode_runs(runs)

    def _runs(self, parent: Element, font: str, runs: list[tuple[str, str]]) -> None:
        for child in parent:
            tag = _tag(child)
            if tag == "r":
                properties = _child(child, "rPr")
                style = _child(properties, "rStyle") if properties is not None else None
                styled = self.style_fonts.get(_attribute(style, "val"), "") if style is not None else ""
                own = _font_of(properties) or styled
                self._runs(child, own or font, runs)
            elif tag == "t":
                runs.append((child.text or "", font))
            elif tag in _BREAKS:
                runs.append((_BREAKS[tag], font))
            elif tag not in _SKIPPED and tag != "rPr" and tag != "tbl":
                self._runs(child, font, runs)
