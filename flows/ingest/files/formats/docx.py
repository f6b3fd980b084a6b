"""docx: every table becomes a grid, running text becomes paragraphs; text deleted, struck out or hidden is not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import ZipFile

from flows.ingest.files.formats.marks import GONE, LOWERED, RAISED, Run, cell_text, note_of, shown_runs
from flows.ingest.files.formats.packages import part_of, relations_of, targets
from flows.ingest.files.grids import CellValue, Grid, UncalculatedCell, UnreadableFile, Workbook
from flows.ingest.files.limits import (
    checked_members,
    require_area,
    require_plain_xml,
    require_shallow_xml,
    unpacked,
)
from flows.ingest.submission import Note
from flows.ingest.words.letters import FontUse, decode_runs

_PARTS = re.compile(
    r"(?:/styles\d*|/header\d*|/comments\d*|/(?:foot|end)notes)\.xml$|/charts/_rels/"
)  # what is looked into beside the main part
_SKIPPED = {"del", "moveFrom", "delText", "pPr", "tblPr", "trPr", "sectPr", "sdtPr", "sdtEndPr", "Fallback", "rt"}
_REFERENCES = {f"{kind}Reference": kind for kind in ("comment", "footnote", "endnote")}
_SMALL = 6  # filled cells of a table in a cell that is none of the form
_SCRIPTS = {"sup": RAISED, "sub": LOWERED}  # of mathematics
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}


def read(data: bytes, archive: ZipFile, main: str, open_member: Callable[[bytes], Workbook]) -> Workbook:
    """The tables of the document whose main part is `main`: `table 1` ... in the order they begin, nested ones too.

    A cell that spans columns stands at its first grid column; the rest of a span, across or down, is blank. What page
    headers say stands before the text. Workbooks embedded in the document come after its tables.

    Raises:
        UnreadableFile: broken, hostile, too large.
    """
    folder = f"{main.rpartition('/')[0]}/".lstrip("/")
    parts: dict[str, bytes] = {}
    for member in checked_members(archive):
        name = member.filename.lower().replace("\\", "/")
        if name in (main, relations_of(main)) or (name.startswith(folder) and _PARTS.search(name)):
            parts[name] = unpacked(data, member)
            require_plain_xml(parts[name])
    known = targets(main, parts.get(relations_of(main), b""))
    document = parts.get(main, b"")
    styles = part_of("styles", known, parts)
    if styles:
        require_shallow_xml(styles)
    body = _tree(document)
    looks = _style_looks(styles)
    use = FontUse()
    if b'".v' in (lowered := (document + styles).lower()) or b'".tmc' in lowered or b'"vni' in lowered:
        _Reading(looks, use).workbook(body)  # every text is seen before one is decoded
    use.settled = True
    reading = _Reading(looks, use)
    for kind in ("comment", "footnote", "endnote"):
        for one in _tree(written) if (written := part_of(f"{kind}s", known, parts)) else ():
            if _tag(one) == kind:
                reading.comments[f"{kind} {_attribute(one, 'id')}"] = " ".join("".join(one.itertext()).split())
    for kind, part in known.values():
        if kind == "header" and part in parts:
            reading.header(_tree(parts[part]))
    workbook = reading.workbook(body)
    of_charts = {
        part
        for name, content in parts.items()
        if name.endswith(".rels") and "/charts/" in name
        for _, part in targets(name.replace("_rels/", "").removesuffix(".rels"), content).values()
    }
    grids, notes = _embedded(data, archive, folder, of_charts, open_member, bool(workbook.grids))
    return replace(workbook, grids=(*workbook.grids, *grids), notes=(*workbook.notes, *notes))


def _embedded(
    data: bytes,
    archive: ZipFile,
    folder: str,
    of_charts: set[str],
    open_member: Callable[[bytes], Workbook],
    has_tables: bool,
) -> tuple[list[Grid], list[Note]]:
    """The grids of the workbooks embedded in a document, but for the data of charts; other objects are named.

    Pictures are named where no table stands in the document.
    """
    grids: list[Grid] = []
    notes: list[Note] = []
    for member in archive.filelist:
        name = member.filename.lower().replace("\\", "/")
        if name.startswith(f"{folder}media/") and not has_tables:
            notes.append(Note("not_read", (member.filename,)))
        if name.startswith(f"{folder}embeddings/") and name not in of_charts:
            try:
                workbook = open_member(unpacked(data, member))
            except UnreadableFile:
                notes.append(Note("not_read", (member.filename,)))
                continue
            grids += [replace(grid, member=member.filename) for grid in workbook.grids]
            notes += workbook.notes
    return grids, notes


def _tree(content: bytes) -> Element:
    require_shallow_xml(content)
    try:
        return fromstring(content)
    except ParseError:
        raise UnreadableFile("unreadable_broken") from None


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    """A name without its namespace; the same few stand at every element."""
    return name.rpartition("}")[2]


def _tag(element: Element) -> str:
    return _local(element.tag)


def _attribute(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if _local(key) == name:
            return value
    return ""


def _is_prompt(control: Element) -> bool:
    """Whether a content control shows nothing but the prompt to fill it in."""
    properties = _child(control, "sdtPr")
    return properties is not None and _child(properties, "showingPlcHdr") is not None


def _symbol(element: Element) -> str:
    """A sign picked from the font Symbol, where it stands for a plain one; else a sign that is in no word or number."""
    code = _attribute(element, "char")
    number = int(code, 16) & 0x0FFF if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0
    if _attribute(element, "font").lower() == "symbol" and (number == 0xB4 or 0x20 <= number < 0x41):
        return "×" if number == 0xB4 else chr(number)
    return "\ufffd"


def _child(element: Element, name: str) -> Element | None:
    for child in element:
        if _local(child.tag) == name:
            return child
    return None


class _Look(NamedTuple):
    """How text is drawn: its font ('' when none is named) and its mark (None when nothing is said of it)."""

    font: str = ""
    mark: str | None = None

    def over(self, other: _Look) -> _Look:
        """This, and where it says nothing the other."""
        return _Look(self.font or other.font, other.mark if self.mark is None else self.mark)


def _look_of(properties: Element | None) -> _Look:
    font, mark = "", None
    for child in properties if properties is not None else ():
        tag = _tag(child)
        if tag == "rFonts":
            font = _attribute(child, "ascii") or _attribute(child, "hAnsi")
        elif tag in ("strike", "dstrike", "vanish"):
            if _attribute(child, "val") not in ("0", "false", "off"):
                mark = GONE
            elif mark is None:
                mark = ""
        elif tag == "vertAlign" and mark != GONE:
            mark = {"superscript": RAISED, "subscript": LOWERED}.get(_attribute(child, "val"), "")
        elif tag == "position" and not mark and _attribute(child, "val").strip("-0"):
            mark = LOWERED if _attribute(child, "val").startswith("-") else RAISED
    return _Look(font, mark)


def _style_looks(styles: bytes) -> dict[str, _Look]:
    """Style name -> look, inherited along basedOn; '' holds the document's default."""
    if not styles:
        return {}
    try:
        root = fromstring(styles)
    except ParseError:
        return {}
    looks: dict[str, _Look] = {}
    bases: dict[str, str] = {}
    for element in root.iter():
        tag = _tag(element)
        if tag == "rPrDefault":
            looks[""] = _look_of(_child(element, "rPr"))
        elif tag == "style":
            name = _attribute(element, "styleId")
            looks[name] = _look_of(_child(element, "rPr"))
            base = _child(element, "basedOn")
            bases[name] = _attribute(base, "val") if base is not None else ""
            if _attribute(element, "type") == "paragraph" and _attribute(element, "default") in ("1", "true"):
                bases["default paragraph"] = name
    resolved: dict[str, _Look] = {}
    for name in [*looks, "default paragraph"]:
        seen: set[str] = set()
        step, look = name, looks.get(name, _Look())
        while step and step not in seen:
            seen.add(step)
            look = look.over(looks.get(step, _Look()))
            step = bases.get(step, "")
        resolved[name] = look
    return resolved


def _chosen(field: Element) -> str:
    """What a drop-down field of a form shows: the entry chosen, the first one where none was."""
    for element in field.iter():
        if _tag(element) == "ddList":
            entries = [_attribute(entry, "val") for entry in element if _tag(entry) == "listEntry"]
            result = _child(element, "result")
            result = _child(element, "default") if result is None else result
            number = _attribute(result, "val") if result is not None else "0"
            return entries[int(number)] if number.isdigit() and int(number) < len(entries) else ""
    return ""


def _formula(cell: Element) -> str:
    """The formula of a cell that shows nothing (`=SUM(ABOVE)`), "" where there is none."""
    for element in cell.iter():
        tag = _tag(element)
        written = _attribute(element, "instr") if tag == "fldSimple" else element.text if tag == "instrText" else ""
        if written and written.strip().startswith("="):
            return written.strip()
    return ""


_Line = list[tuple[Element, int, int]]  # the cells of a row, each with its first column and how many it spans


def _widths(table: Element) -> list[int]:
    """The widths of the grid columns of a table."""
    grid = _child(table, "tblGrid")
    columns = grid if grid is not None else ()
    return [int(w) if (w := _attribute(one, "w")).isdigit() else 0 for one in columns if _tag(one) == "gridCol"]


def _on_columns(lines: list[_Line], widths: list[int]) -> list[_Line]:
    """The rows on the columns that most of them have, where borders that do not quite meet make more grid columns.

    A cell covers the columns it overlaps by more than half, and one at least: the one it overlaps most.
    """
    most = max(map(len, lines), default=0)
    usual = Counter(tuple(at for _, at, _ in line) for line in lines if len(line) == most)
    if not usual or most >= len(widths) or not all(widths):
        return lines
    ((starts, _),) = usual.most_common(1)
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    columns = [(edges[at], edges[after]) for at, after in zip(starts, [*starts[1:], len(widths)]) if at < len(widths)]
    told = []
    for line in lines:
        cells: _Line = []
        free = 0
        for cell, at, width in line:
            left, right = edges[min(at, len(widths))], edges[min(at + width, len(widths))]
            shares = [(min(right, end) - max(left, start)) / (end - start) for start, end in columns]
            covered = [number for number, share in enumerate(shares) if share > 0.5 and number >= free]
            first = covered[0] if covered else max(range(len(shares)), key=shares.__getitem__)
            first = max(first, free)
            cells.append((cell, first, max(1, len(covered))))
            free = first + max(1, len(covered))
        told.append(cells)
    return told


class _Reading:
    """One walk through a document body."""

    def __init__(self, looks: dict[str, _Look], use: FontUse) -> None:
        self.looks = looks
        self.use = use
        self.notes: tuple[Note, ...] = ()
        self.grids: list[Grid | None] = []
        self.paragraphs: list[str] = []
        self.after_last_table = 0
        self.comments: dict[str, str] = {}  # and notes, by kind and number
        self._noted: list[str] = []  # what is noted at the cell the walk is at, or stands in a box or a table within it
        self._fields: list[bool] = []  # of each field the walk is in, whether it has come to what is shown of it

    def header(self, root: Element) -> None:
        """Take what a page header says; its tables lay it out and are none."""
        for paragraph in root.iter():
            if _tag(paragraph) == "p" and (text := self._text(self._paragraph(paragraph))).strip():
                self.paragraphs.append(text)
        self.after_last_table = len(self.paragraphs)

    def workbook(self, body: Element) -> Workbook:
        for block in self._blocks(body):
            if _tag(block) == "tbl":
                self._table(block)
            else:
                text = self._text(self._paragraph(block))
                if text.strip():
                    self.paragraphs.append(text)
        grids = tuple(grid for grid in self.grids if grid is not None)
        return Workbook("docx", grids, tuple(self.paragraphs), self.notes)

    def _blocks(self, parent: Element) -> Iterator[Element]:
        """Paragraphs and tables of a body or cell, in order, through content controls and the like."""
        for child in parent:
            tag = _tag(child)
            if tag in ("p", "tbl"):
                yield child
            elif tag not in _SKIPPED and not (tag == "sdt" and _is_prompt(child)):
                yield from self._blocks(child)

    def _table(self, table: Element) -> None:
        place = len(self.grids)
        self.grids.append(None)
        before = tuple(self.paragraphs[self.after_last_table :])
        self.after_last_table = len(self.paragraphs)
        rows: list[list[CellValue]] = []
        merged: list[tuple[int, int, int, int]] = []
        open_spans: dict[int, int] = {}
        not_read: list[tuple[int, int]] = []
        comments: dict[tuple[int, int], str] = {}
        lines = self._cells_of(table)
        for line in _on_columns(lines, _widths(table)):
            row: list[CellValue] = []
            for cell, column, width in line:
                row.extend([None] * (column - len(row)))
                require_area(len(rows) + 1, column + width)
                properties = _child(cell, "tcPr")
                down = _child(properties, "vMerge") if properties is not None else None
                continues = down is not None and _attribute(down, "val") != "restart"
                self._noted = []
                value, something_gone = (None, False) if continues else self._cell(cell)
                row.append(value)
                if self._noted:
                    comments[len(rows), column] = "; ".join(self._noted)
                if something_gone:
                    not_read.append((len(rows), column))
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
        self.notes += note_of(f"table {place + 1}", not_read)
        self.grids[place] = Grid(f"table {place + 1}", rows, merged=tuple(merged), before=before, comments=comments)

    def _cells_of(self, table: Element) -> list[_Line]:
        """The cells of each row with the grid columns they span; what was deleted while changes are tracked is gone."""
        lines: list[_Line] = []
        for line in self._named(table, "tr"):
            properties = _child(line, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                continue
            at = self._number(properties, "gridBefore", 0)
            cells: _Line = []
            for cell in self._named(line, "tc"):
                own = _child(cell, "tcPr")
                if own is not None and _child(own, "cellDel") is not None:
                    continue
                width = max(1, self._number(own, "gridSpan", 1))
                require_area(len(lines) + 1, at + width)
                cells.append((cell, at, width))
                at += width
            lines.append(cells)
        return lines

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

    def _cell(self, cell: Element) -> tuple[CellValue, bool]:
        """A cell's own text and whether some of it was not read; a table nested in it becomes a grid of its own."""
        runs: list[Run] = []
        for block in self._blocks(cell):
            if _tag(block) == "tbl":
                self._within(block)
            else:
                runs += [Run("\n"), *self._paragraph(block)] if runs else self._paragraph(block)
        if not any(run.text.strip() for run in runs) and (formula := _formula(cell)):
            return UncalculatedCell(formula), False
        if not any(run.mark for run in runs):
            return self._text(runs).strip() or None, False
        value, something_gone = cell_text(runs, self.use)
        return (value.strip() or None if isinstance(value, str) else value), something_gone

    def _within(self, table: Element) -> None:
        """A table in a cell; what a small one says belongs to the cell as well."""
        noted, place = self._noted, len(self.grids)
        self._table(table)
        grid = self.grids[place]
        texts = [str(cell) for row in grid.rows for cell in row if cell is not None] if grid is not None else []
        self._noted = [*noted, *texts] if len(texts) <= _SMALL else noted

    def _text(self, runs: list[Run]) -> str:
        shown = shown_runs(runs)
        if not self.use.settled:
            self.use.see(shown)
        return decode_runs(shown, self.use)

    def _paragraph(self, paragraph: Element) -> list[Run]:
        properties = _child(paragraph, "pPr")
        style = _child(properties, "pStyle") if properties is not None else None
        look = self.looks.get(_attribute(style, "val") if style is not None else "default paragraph", _Look())
        runs: list[Run] = []
        self._fields.clear()  # one whose end is missing swallows no more than its paragraph
        self._runs(paragraph, look.over(self.looks.get("", _Look())), runs)
        return runs

    def _runs(self, parent: Element, look: _Look, runs: list[Run]) -> None:
        for child in parent:
            tag = _tag(child)
            if tag == "r":
                properties = _child(child, "rPr")
                if properties is None:
                    self._runs(child, look, runs)
                    continue
                style = _child(properties, "rStyle")
                styled = self.looks.get(_attribute(style, "val"), _Look()) if style is not None else _Look()
                self._runs(child, _look_of(properties).over(styled).over(look), runs)
            elif tag == "fldChar":
                self._field(_attribute(child, "fldCharType"))
                if chosen := _chosen(child):
                    runs.append(Run(chosen, look.font, look.mark or ""))
            elif tag in _REFERENCES:
                self._noted += filter(None, [self.comments.get(f"{_REFERENCES[tag]} {_attribute(child, 'id')}")])
            elif tag == "txbxContent":
                self._text_box(child)
            elif not all(self._fields):
                continue
            elif tag in ("t", "sym"):
                text = _symbol(child) if tag == "sym" else child.text or ""
                runs.append(Run(text, look.font, look.mark or ""))
            elif tag in _BREAKS:
                runs.append(Run(_BREAKS[tag], look.font))
            elif tag in _SCRIPTS:
                self._runs(child, look._replace(mark=look.mark or _SCRIPTS[tag]), runs)
            elif tag not in _SKIPPED and tag not in ("rPr", "tbl", "instrText") and not _is_prompt(child):
                if tag == "den":  # one number over another
                    runs.append(Run("/", look.font))
                self._runs(child, look, runs)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _text_box(self, content: Element) -> None:
        """What floats over the page is no part of the text it is anchored in; at a cell it is noted as well."""
        outside, self._fields = self._fields, []
        for block in self._blocks(content):
            if _tag(block) == "tbl":
                self._within(block)
            else:
                text = self._text(self._paragraph(block))
                if text.strip():
                    self.paragraphs.append(text)
                    self._noted.append(text.strip())
        self._fields = outside
