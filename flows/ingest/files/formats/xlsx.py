"""xlsx and xlsm: values by python-calamine; what it does not tell is looked up only where it is present.

That is: old fonts, struck-through and raised text, number formats that show a figure otherwise (percentages, units,
thousands), errors, formulas without a result.

A sheet's XML is searched for what calamine does not tell, as bytes; only a sheet where something is found is parsed.
Macros are never run or read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property, lru_cache
from zipfile import ZipFile

from flows.ingest.files.formats.comments import noted_in
from flows.ingest.files.formats.marks import GONE, LOWERED, RAISED, Run, cell_text, note_of, struck
from flows.ingest.files.formats.packages import (
    NO_WORKSHEETS,
    part_of,
    relations_of,
    small_once,
    start_tags,
    targets,
    text_of,
)
from flows.ingest.files.formats.spreadsheet import (
    FIRST_DAY,
    FIRST_DAY_1904,
    Sheet,
    ShownOtherwise,
    calamine_sheets,
    moment_of,
    put,
)
from flows.ingest.files.grids import (
    CellValue,
    ErrorCell,
    Grid,
    UncalculatedCell,
    UnreadableFile,
    Workbook,
    address,
    place_of,
)
from flows.ingest.files.limits import (
    COLUMNS,
    ROWS,
    TEXT_IN_SHEET,
    UNPACKED_BYTES,
    USUAL_CELLS,
    checked_members,
    hostile,
    require_area,
    require_filled,
    require_plain_xml,
    unpacked,
    unusual,
)
from flows.ingest.submission import Note
from flows.ingest.words.letters import FontUse
from flows.ingest.words.number_formats import BUILT_IN, BUILT_IN_DATES, shows_date, speaks

_IDLE = ("docprops/", "customxml/", "xl/theme/", "xl/printersettings/", "xl/drawings/", "xl/charts/", "xl/media/")
_OLD_FONT_NAMES = (b'"vni', b'".vn', b'".tmc', b"'vni", b"'.vn", b"'.tmc")
_RICH_FONT = re.compile(rb"""rFont\s+val\s*=\s*["'](?:\.vn|\.tmc|vni)""", re.IGNORECASE)
_BUILT_IN = re.compile(rb"""numFmtId\s*=\s*["'](?:%s)["']""" % b"|".join(b"%d" % number for number in BUILT_IN))
# A cell that does not say at once that it lies near the first one.
_ODD_CELL = re.compile(rb"""<c(?! r="[A-Z][1-9][0-9]{0,3}")[\s/>]""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb"""mergeCell\s+ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})["']""")
_HIDDEN_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?=[^>]*\bhidden\s*=\s*["'](?:1|true)["'])[^>]*?\br\s*=\s*["']([0-9]+)["']"""
)
_UNIQUE_COUNT = re.compile(rb"""uniqueCount\s*=\s*["']([0-9]+)["']""")

_FORMAT_CODE = re.compile(rb"""formatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BUILT_IN_BY_NUMBER = {str(number): code for number, code in BUILT_IN.items()}
_NO = ("0", "false")
_VERTICAL = {"superscript": RAISED, "subscript": LOWERED}
CONDITIONS = 200  # areas of a sheet that are told apart; where there are more, each cell is one of theirs
_USUAL_BOOK = "xl/workbook.xml"
_FROM_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
_PAGE_HEADER = re.compile(rb"<(?:\w+:)?(?:odd|first)Header>([^<]+)<")
# Codes of a page header: another place (&L, &C, &R: a gap), a font, a size, a look, a number or a name.
_HEADER_PLACE, _HEADER_CODE = re.compile(r"&[LCR]"), re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])')
_LEAST_CELL = len("<c><v>1</v></c>")
_CONTENT = frozenset(["v", "f", "t"])

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Styles:
    """What the cell styles say, by style number: the font, which are struck through, the number formats that speak.

    `conditional` holds the formats that speak of the looks conditions give, by the number those have.
    """

    fonts: tuple[str, ...]
    struck: frozenset[int] = frozenset()
    formats: Mapping[int, str] = field(default_factory=dict)
    conditional: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellMarkup:
    """One cell as its XML has it, place counted from 0."""

    row: int
    column: int
    style: int
    kind: str
    formula: str | None
    value: str | None
    runs: Runs


def read(data: bytes, archive: ZipFile, book: str = "xl/workbook.xml") -> Workbook:
    """The grids of an xlsx or xlsm workbook whose main part is `book`.

    Where calamine gives up or the parts bear other names than usual, the cells are read from their XML.

    Raises:
        UnreadableFile: broken, hostile, too large.
        Unusual: a large one, inside `unusual_elsewhere`.
    """
    parts = _parts(data, archive)
    known = targets(book, parts.get(relations_of(book), b""))
    places = _sheet_places(parts.get(book, b""), parts.get(relations_of(book), b""), book)
    if not places:
        raise UnreadableFile("unreadable_broken")
    styles, strings = part_of("styles", known, parts), part_of("sharedStrings", known, parts)
    contents = {sheet: parts[place] for sheet, (place, _) in places.items() if place in parts}
    if len(contents) < len(places):
        unusual()  # a sheet at a place that was not looked into
    for content in contents.values():
        _require_usual_cells(content)
    if sum(map(len, contents.values())) > _LEAST_CELL * USUAL_CELLS:  # else there cannot be as many
        require_filled(sum(map(_weight, contents.values())))
    _require_usual_strings(strings, contents)

    sheets = calamine_sheets(data) if book == _USUAL_BOOK else None
    if sheets is None:
        sheets = _sheets_from_xml(parts.get(book, b""), places, parts, styles, strings)
    look = _Look(styles, strings, parts.get(book, b""), contents)
    noted = any("comment" in name for name in parts)
    grids: list[Grid] = []
    notes: tuple[Note, ...] = ()
    headers: dict[str, None] = {}
    for sheet in sheets:
        content = contents.get(sheet.name, b"")
        shown, not_read = look.overlay(sheet.rows, content)
        notes += note_of(sheet.name, not_read)
        after = content[content.rfind(b"sheetData>") :]  # what follows the cells
        merged = _merged(after) if b"mergeCell" in after else ()
        hidden_rows = _hidden_rows(content) if b"hidden=" in content else frozenset()
        percent = frozenset(shown.percent)
        headers |= dict.fromkeys(_page_headers(after))
        comments = noted_in(places[sheet.name][0], parts) if sheet.name in places and noted else {}
        grids.append(
            Grid(
                sheet.name,
                sheet.rows,
                sheet.hidden,
                merged,
                percent,
                hidden_rows,
                telling_formats=shown.formats,
                comments=comments,
            )
        )
    macros = any(name.lower().endswith("vbaproject.bin") for name in archive.NameToInfo)
    return Workbook("xlsm" if macros else "xlsx", tuple(grids), tuple(headers), notes)


def _weight(content: bytes) -> int:
    """How many cells of a sheet hold something; a text takes the memory and the time of three figures."""
    return content.count(b"<v>") + 3 * content.count(b"<is>") + 2 * content.count(b't="s"')


def _page_headers(after: bytes) -> list[str]:
    """What the page headers of a sheet say, by what follows its cells; their places are apart by tabs."""
    written = _PAGE_HEADER.findall(after) if b"Header>" in after else []
    return [_HEADER_CODE.sub("", _HEADER_PLACE.sub("\t", text_of(text))).strip() for text in written]


def _parts(data: bytes, archive: ZipFile) -> dict[str, bytes]:
    """The XML parts by lower-case name, all unpacked within limits."""
    parts: dict[str, bytes] = {}
    budget = UNPACKED_BYTES
    for member in checked_members(archive):
        name = member.filename.lower().replace("\\", "/")
        if name.endswith((".xml", ".xml.rels")) and not name.startswith(_IDLE):
            if name in parts:
                raise hostile("members")  # two parts of one name: which one a program reads is chance
            content = unpacked(data, member, budget)
            budget -= len(content)
            require_plain_xml(content)
            parts[name] = content
    return parts


def _require_usual_cells(content: bytes) -> None:
    """Refuse a sheet whose cells lie so far apart that the area between them would exhaust memory."""
    if _ODD_CELL.search(content) or b"<worksheet" not in content[:4096]:
        rows, columns, far = _filled_area(content)
        require_area(rows, columns, far)


def _filled_area(content: bytes) -> tuple[int, int, str]:
    """How many rows and columns the cells with content reach, and the farthest address; blank ones do not count."""
    from xml.parsers import expat

    row, column, rows, columns = -1, -1, 0, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns
        tag = name.rpartition(":")[2]
        if tag == "c":
            row, column = place_of(attributes.get("r"), row, column)
        elif tag in _CONTENT:
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if columns > COLUMNS or rows > ROWS:
                require_area(rows, columns, address(row, column))
        elif tag == "row":
            number = attributes.get("r", "")
            row = int(number[:9]) - 1 if number.isdigit() else row + 1
            column = -1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    _parse(parser, content)
    return rows, columns, address(max(rows - 1, 0), max(columns - 1, 0))


def _require_usual_strings(strings: bytes, contents: dict[str, bytes]) -> None:
    """Refuse shared strings whose number is a lie, or that blow up because many cells use one long string."""
    if not strings:
        return
    declared = _UNIQUE_COUNT.search(strings[:4096])
    if declared and int(declared[1][:12]) > len(strings):
        raise hostile("bomb")
    uses = sum(content.count(b't="s"') + content.count(b"t='s'") for content in contents.values())
    if uses * len(strings) > TEXT_IN_SHEET and uses * max(map(len, strings.split(b"</si>"))) > TEXT_IN_SHEET:
        raise hostile("bomb")


class _Look:
    """What has to be looked up beside the values, and the parts it is found in, parsed when first needed."""

    def __init__(self, styles: bytes, strings: bytes, book: bytes, contents: dict[str, bytes]) -> None:
        old_fonts, self.struck_styles, self.formats_speak = _told_by(styles)
        self.old_fonts = old_fonts or (b"rFont" in strings and _RICH_FONT.search(strings) is not None)
        self.marked_strings = b"vertAlign" in strings or b"strike" in strings
        self._styles, self._strings = styles, strings
        self._parsed_styles: Styles | None = None
        self._parsed_strings: list[Runs] | None = None
        self._asks_to_calculate, self._contents = b"fullCalcOnLoad" in book, contents

    def overlay(self, rows: list[list[CellValue]], content: bytes) -> tuple[ShownOtherwise, list[tuple[int, int]]]:
        """Put right in `rows` what the values do not tell; the cells shown otherwise, those with text not read."""
        shown = ShownOtherwise()
        has_runs = b"rPr" in content
        old_fonts = self.old_fonts or (has_runs and self._names_old_font(content))
        marked = self.marked_strings or (has_runs and (b"vertAlign" in content or b"strike" in content))
        formulas, errors = b"<f" in content, b't="e"' in content
        if b"<worksheet" not in content[:4096] or b"='" in content[:4096]:  # a program with its own way of writing XML
            formulas = errors = True
        formulas = formulas and _FORMULA.search(content) is not None
        if not (old_fonts or marked or self._by_style or errors or formulas):
            return shown, []
        styles = self.styles()
        told = styles.struck.union(styles.formats)
        conditional = _conditional_formats(content, styles.conditional) if styles.conditional else []
        if not (old_fonts or marked or errors or formulas or conditional) and not (told and _uses(content, told)):
            return shown, []
        strings = self.strings() if old_fonts or marked else []
        not_read: list[tuple[int, int]] = []
        for cell in cells_of(content):
            row, column = cell.row, cell.column
            if cell.kind == "e":
                put(rows, row, column, ErrorCell(cell.value or "#N/A"))
            elif cell.formula is not None and self._uncalculated(cell):
                put(rows, row, column, UncalculatedCell("=" + cell.formula))
            elif row < len(rows) and column < len(rows[row]):
                value = rows[row][column]
                if isinstance(value, str):
                    if old_fonts or marked or cell.style in styles.struck:
                        runs = _runs_of(value, cell, styles, strings)
                        if old_fonts or any(run.mark for run in runs):
                            rows[row][column], something_gone = cell_text(runs, self.font_use)
                            if something_gone:
                                not_read.append((row, column))
                elif value is not None and cell.style in styles.struck:
                    rows[row][column] = struck(value)
                    not_read.append((row, column))
                elif cell.style in styles.formats:
                    shown.see(row, column, value, styles.formats[cell.style])
                for first_row, first, last_row, last, code in conditional:
                    if first_row <= row <= last_row and first <= column <= last:
                        shown.see_perhaps(row, column, value, code)
        return shown, not_read

    @property
    def _by_style(self) -> bool:
        return self.struck_styles or self.formats_speak

    def _names_old_font(self, content: bytes) -> bool:
        return b"rFont" in content and _RICH_FONT.search(content) is not None

    @cached_property
    def font_use(self) -> FontUse:
        """How the old fonts are used in all sheets together."""
        use = FontUse()
        for content in self._contents.values():
            if self.old_fonts or self._names_old_font(content):
                for cell in cells_of(content):
                    if cell.kind == "s" or cell.runs:
                        runs = _runs_of("", cell, self.styles(), self.strings())
                        use.see((run.text, run.font) for run in runs)
        return use

    def styles(self) -> Styles:
        if self._parsed_styles is None:
            self._parsed_styles = read_styles(self._styles)
        return self._parsed_styles

    def strings(self) -> list[Runs]:
        if self._parsed_strings is None:
            self._parsed_strings = read_strings(self._strings)
        return self._parsed_strings

    def _uncalculated(self, cell: CellMarkup) -> bool:
        if not cell.value:
            return cell.kind not in ("str", "inlineStr", "s")
        return self._asks_to_calculate and self._never_calculated

    @cached_property
    def _never_calculated(self) -> bool:
        """Some programs store 0 as the result of every formula and ask for a calculation when the file is opened."""
        results = [
            cell.value
            for content in self._contents.values()
            if _FORMULA.search(content)
            for cell in cells_of(content)
            if cell.formula is not None
        ]
        return bool(results) and all(value in (None, "", "0") for value in results)


@small_once
def _told_by(styles: bytes) -> tuple[bool, bool, bool]:
    """Whether the styles name an old font, strike something through, and show a figure otherwise than it stands."""
    lowered = styles.lower()
    speaking = _BUILT_IN.search(styles) is not None or any(
        speaks(text_of(double or single)) for double, single in _FORMAT_CODE.findall(styles)
    )
    return any(name in lowered for name in _OLD_FONT_NAMES), b"strike" in styles, speaking


def _runs_of(value: str, cell: CellMarkup, styles: Styles, strings: list[Runs]) -> Runs:
    """The runs of a text cell, each with the font it has of its own or from the cell."""
    font = styles.fonts[cell.style] if cell.style < len(styles.fonts) else ""
    runs = cell.runs
    if cell.kind == "s" and cell.value and cell.value.strip().isdigit():
        index = int(cell.value)
        runs = strings[index] if index < len(strings) else ()
    mark = GONE if cell.style in styles.struck else ""
    if not runs:
        return (Run(value, font, mark),)
    # A run that names no font has said nothing at all: it is drawn as the cell is.
    return tuple(Run(run.text, run.font or font, run.mark or ("" if run.font else mark)) for run in runs)


def _uses(content: bytes, styles: frozenset[int]) -> bool:
    numbers = "|".join(map(str, sorted(styles))).encode()
    return re.search(rb"""\ss\s*=\s*["'](?:""" + numbers + rb""")["']""", content) is not None


@lru_cache(maxsize=4096)
def _range(written: bytes) -> tuple[int, int, int, int]:
    first, _, last = written.decode().partition(":")
    last = last or first
    (first_row, first_column), (last_row, last_column) = place_of(first, 0, 0), place_of(last, 0, 0)
    return first_row, first_column, last_row, last_column


def _conditional_formats(content: bytes, codes: Mapping[str, str]) -> list[tuple[int, int, int, int, str]]:
    """The areas of a sheet that a condition may give one of these number formats; the condition is not judged."""
    if b"conditionalFormatting" not in content:
        return []
    areas: list[tuple[int, int, int, int, str]] = []
    places: list[str] = []
    for tag, attributes in start_tags(content):
        if tag == "conditionalFormatting":
            places = attributes.get("sqref", "").split()
        elif tag == "cfRule" and (code := codes.get(attributes.get("dxfId", ""))):
            areas += [(*_range(place.encode()), code) for place in places]
    return areas if len(areas) <= CONDITIONS else [(0, 0, ROWS, COLUMNS, areas[0][4])]


def _merged(content: bytes) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(map(_range, _MERGED.findall(content)))


def _hidden_rows(content: bytes) -> frozenset[int]:
    return frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(content))


@small_once
def _sheet_places(book: bytes, relations: bytes, name: str) -> dict[str, tuple[str, bool]]:
    """Worksheet -> lower-case part name and whether it is hidden; charts, dialogs and macro sheets are left out."""
    known = targets(name, relations)
    places = {}
    for tag, attributes in start_tags(book):
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            kind, part = known.get(relation, ("worksheet", ""))
            if kind not in NO_WORKSHEETS:
                places[attributes.get("name", "")] = (part, attributes.get("state", "visible") != "visible")
    return places


def _sheets_from_xml(
    book: bytes, places: Mapping[str, tuple[str, bool]], parts: Mapping[str, bytes], styles: bytes, strings: bytes
) -> list[Sheet]:
    """The worksheets read from their XML, where calamine cannot."""
    texts = ["".join(run.text for run in runs) for runs in read_strings(strings)]
    dates = _date_styles(styles)
    first_day = FIRST_DAY_1904 if _FROM_1904.search(book) else FIRST_DAY
    sheets = []
    for name, (place, hidden) in places.items():
        if place not in parts:
            raise UnreadableFile("unreadable_broken")
        rows: list[list[CellValue]] = []
        for cell in cells_of(parts[place]):
            value = _own_value(cell, texts)
            if isinstance(value, float) and cell.style in dates:
                value = moment_of(value, first_day)
            if value is not None and value != "":
                put(rows, cell.row, cell.column, value)
        sheets.append(Sheet(name, rows, hidden))
    return sheets


def _own_value(cell: CellMarkup, texts: list[str]) -> CellValue:
    """The value of a cell as its XML has it; errors and formulas without a result are put in by the overlay."""
    value = cell.value
    if cell.kind == "inlineStr" or (value is None and cell.runs):
        return "".join(run.text for run in cell.runs)
    if value is None or cell.kind == "e":
        return None
    if cell.kind == "s":
        return texts[int(value)] if value.strip().isdigit() and int(value) < len(texts) else None
    if cell.kind == "str":
        return value
    if cell.kind == "b":
        return value.strip() in ("1", "true")
    if cell.kind == "d":
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return value
        return moment if moment.time() != time() else moment.date()
    try:
        return float(value)
    except ValueError:
        return value


def _date_styles(styles: bytes) -> frozenset[int]:
    """The cell styles that show dates or times."""
    codes: dict[str, str] = {}
    dates: set[int] = set()
    count, inside = 0, ""
    for tag, attributes in start_tags(styles):
        if tag in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside = tag
        elif inside == "numFmts" and tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif inside == "cellXfs" and tag == "xf":
            number = attributes.get("numFmtId", "0")
            code = codes.get(number, "")
            if shows_date(code) or (not code and number.isdigit() and int(number) in BUILT_IN_DATES):
                dates.add(count)
            count += 1
    return frozenset(dates)


def _parse(parser: object, content: bytes) -> None:
    from xml.parsers import expat

    try:
        if content:
            parser.Parse(content, True)  # type: ignore[attr-defined]
    except expat.ExpatError:
        raise UnreadableFile("unreadable_broken") from None


def read_styles(content: bytes) -> Styles:
    """What the cell styles say, by their numbers."""
    fonts: list[str] = []
    formats: dict[str, str] = {}
    style_fonts: list[str] = []
    struck_fonts: set[int] = set()
    struck_styles: set[int] = set()
    speaking: dict[int, str] = {}
    conditional: dict[str, str] = {}
    looks = 0
    inside = ""
    for tag, attributes in start_tags(content):
        if tag in ("fonts", "numFmts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles", "fills"):
            inside = tag
        elif inside == "numFmts" and tag == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif inside == "dxfs" and tag == "dxf":
            looks += 1
        elif inside == "dxfs" and tag == "numFmt" and speaks(code := attributes.get("formatCode", "")):
            conditional[str(looks - 1)] = code
        elif inside == "fonts" and tag == "font":
            fonts.append("")
        elif inside == "fonts" and tag == "name" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif inside == "fonts" and tag == "strike" and attributes.get("val", "1") not in _NO:
            struck_fonts.add(len(fonts) - 1)
        elif inside == "cellXfs" and tag == "xf":
            font = attributes.get("fontId", "0")
            style_fonts.append(fonts[int(font)] if font.isdigit() and int(font) < len(fonts) else "")
            if font.isdigit() and int(font) in struck_fonts:
                struck_styles.add(len(style_fonts) - 1)
            number_format = attributes.get("numFmtId", "0")
            code = formats.get(number_format) or _BUILT_IN_BY_NUMBER.get(number_format, "")
            if speaks(code):
                speaking[len(style_fonts) - 1] = code
    return Styles(tuple(style_fonts), frozenset(struck_styles), speaking, conditional)


def read_strings(content: bytes) -> list[Runs]:
    """The shared strings, in order, as runs; phonetic guides are left out."""
    return [cell.runs for cell in cells_of(content, "si")]


# Long: one automaton over the events of a sheet; its three parts share every variable.
def cells_of(content: bytes, wanted: str = "c") -> list[CellMarkup]:
    """Every cell of a sheet part (or item of the shared strings) with style, type, formula, stored value and runs."""
    from xml.parsers import expat

    found: list[CellMarkup] = []
    row, column = -1, -1
    cell: dict[str, str] | None = None
    formula: str | None = None
    value: str | None = None
    runs: list[Run] = []
    font = mark = ""
    collecting: list[str] | None = None
    phonetic = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, cell, formula, value, font, mark, collecting, phonetic
        tag = name.rpartition(":")[2]
        if tag == wanted:
            row, column = place_of(attributes.get("r"), row, column)
            cell, formula, value, font, mark = attributes, None, None, "", ""
            runs.clear()
        elif cell is None:
            if tag == "row":
                number = attributes.get("r", "")
                row = int(number) - 1 if number.isdigit() else row + 1
                column = -1
        elif tag in ("f", "v", "t"):
            collecting = []
        elif tag == "rFont":
            font = attributes.get("val", "")
        elif tag == "strike":
            mark = mark if attributes.get("val", "1") in _NO else GONE
        elif tag == "vertAlign":
            mark = mark or _VERTICAL.get(attributes.get("val", ""), "")
        elif tag == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal cell, formula, value, collecting, font, mark, phonetic
        tag = name.rpartition(":")[2]
        if tag == wanted and cell is not None:
            style = cell.get("s", "0")
            number = int(style) if style.isdigit() else 0
            found.append(CellMarkup(row, column, number, cell.get("t", "n"), formula, value, tuple(runs)))
            cell = None
        elif collecting is not None and tag in ("f", "v", "t"):
            text = "".join(collecting)
            if tag == "f":
                formula = text
            elif tag == "v":
                value = text
            elif not phonetic:
                runs.append(Run(text, font, mark))
            collecting = None
        elif tag == "r":
            font = mark = ""
        elif tag == "rPh":
            phonetic = False

    def characters(text: str) -> None:
        if collecting is not None:
            collecting.append(text)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    _parse(parser, content)
    return found
