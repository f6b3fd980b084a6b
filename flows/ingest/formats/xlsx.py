"""xlsx and xlsm: values by python-calamine; fonts, percentages, errors and uncalculated formulas only where present."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from flows.ingest.formats.spreadsheet import sheets_of
from flows.ingest.grids import CellValue, ErrorCell, Grid, UncalculatedCell, Workbook
from flows.ingest.letters import decode_runs, encoding_of_font
from flows.ingest.limits import UNPACKED_BYTES, checked_members, require_area, require_plain_xml, unpacked

# Parts that hold no cell: pictures, themes, printer settings, properties, macros (never run, never read).
_IDLE_PARTS = re.compile(r"(?:^|/)(?:docProps|customXml|_rels|theme|media|printerSettings|drawings|charts)/")
_OLD_FONT = re.compile(rb"""(?i)["'](?:\.vn|\.tmc|vni)""")
_PERCENT_FORMAT = re.compile(rb"""numFmtId=["'](?:9|10)["']|formatCode=["'][^"']*%""")
_FAR_CELL = re.compile(rb"""\sr=["'](?:[A-Za-z]*[0-9]{5}|[A-Za-z]{2})""")
_ANY_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_MERGED = re.compile(rb"""mergeCell\s+ref=["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\shidden=["'](?:1|true)["'])[^>]*?\br=["']([0-9]+)["']""")
_FORMULA_OR_ERROR = re.compile(rb"""<(?:\w+:)?f[\s>/]|\st=["']e["']""")
_LEADING = re.compile(r"([A-Za-z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class _Styles:
    """What the cell styles say: the font of each and those shown as percentages, by style number."""

    fonts: tuple[str, ...]
    percent: frozenset[int]
    old_fonts: bool


@dataclass(frozen=True, slots=True)
class _CellNotes:
    """One cell as its XML has it: style number, type, formula, stored value and runs of (text, font or '')."""

    row: int
    column: int
    style: int
    kind: str
    formula: str | None
    value: str | None
    runs: tuple[tuple[str, str], ...]


def column_number(letters: str) -> int:
    """A -> 0, Z -> 25, AA -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def read(data: bytes, archive: ZipFile) -> Workbook:
    """The grids of an xlsx or xlsm workbook.

    Raises:
        UnreadableFile: broken, hostile, too large.
    """
    parts: dict[str, bytes] = {}
    budget = UNPACKED_BYTES
    for member in checked_members(archive):
        name = member.filename
        if not name.lower().endswith((".xml", ".rels")) or _IDLE_PARTS.search(name) and not name.endswith(".rels"):
            continue
        content = unpacked(data, member, budget)
        budget -= len(content)
        require_plain_xml(content)
        parts[name] = content
    for name, content in parts.items():
        if _FAR_CELL.search(content) and "sharedStrings" not in name:
            _require_area_of(content)
    sheets = sheets_of(data)
    styles = next((content for name, content in parts.items() if name.lower().endswith("styles.xml")), b"")
    strings = next((content for name, content in parts.items() if name.lower().endswith("sharedstrings.xml")), b"")
    old_fonts = bool(_OLD_FONT.search(styles) or _OLD_FONT.search(strings))
    percent = bool(_PERCENT_FORMAT.search(styles))
    parsed_styles: _Styles | None = None
    parsed_strings: list[tuple[tuple[str, str], ...]] | None = None
    places = None
    grids = []
    for sheet in sheets:
        if places is None:
            places = _sheet_parts(parts)
        content = parts.get(places.get(sheet.name, ""), b"")
        rows = sheet.rows
        shown_as_percent: set[tuple[int, int]] = set()
        if old_fonts or percent or _FORMULA_OR_ERROR.search(content):
            if parsed_styles is None:
                parsed_styles = _read_styles(styles)
            if parsed_strings is None:
                parsed_strings = _read_strings(strings) if old_fonts else []
            for cell in _cells(content):
                _overlay(rows, cell, parsed_styles, parsed_strings, shown_as_percent)
        grids.append(
            Grid(
                sheet=sheet.name,
                rows=rows,
                hidden=sheet.hidden,
                merged=_merged(content),
                percent=frozenset(shown_as_percent),
                hidden_rows=_hidden_rows(content),
            )
        )
    is_macro = any(name.lower().endswith("vbaproject.bin") for name in archive.NameToInfo)
    return Workbook("xlsm" if is_macro else "xlsx", tuple(grids))


def _require_area_of(content: bytes) -> None:
    rows = columns = 0
    for letters, number in _ANY_CELL.findall(content):
        rows = max(rows, int(number[:9]))
        if letters:
            columns = max(columns, column_number(letters[:4].decode()) + 1)
    require_area(rows, columns)


def _overlay(
    rows: list[list[CellValue]],
    cell: _CellNotes,
    styles: _Styles,
    strings: list[tuple[tuple[str, str], ...]],
    shown_as_percent: set[tuple[int, int]],
) -> None:
    """Put right what the values alone do not tell of one cell."""
    row, column = cell.row, cell.column
    if cell.kind == "e":
        _put(rows, row, column, ErrorCell(cell.value or "#N/A"))
        return
    if cell.formula is not None and not cell.value and cell.kind not in ("str", "inlineStr", "s"):
        _put(rows, row, column, UncalculatedCell("=" + cell.formula))
        return
    if row >= len(rows) or column >= len(rows[row]):
        return
    value = rows[row][column]
    if isinstance(value, str):
        if not styles.old_fonts and not any(font for _, font in cell.runs):
            return
        font = styles.fonts[cell.style] if cell.style < len(styles.fonts) else ""
        runs = cell.runs
        if cell.kind == "s" and cell.value and cell.value.strip().isdigit() and int(cell.value) < len(strings):
            runs = strings[int(cell.value)]
        if len(runs) > 1 and any(encoding_of_font(run_font or font) for _, run_font in runs):
            rows[row][column] = decode_runs((text, run_font or font) for text, run_font in runs)
        else:
            only = runs[0][1] if runs and runs[0][1] else font
            rows[row][column] = decode_runs([(value, only)])
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and cell.style in styles.percent:
        shown_as_percent.add((row, column))


def _put(rows: list[list[CellValue]], row: int, column: int, value: CellValue) -> None:
    """Set a cell, also beyond the values calamine saw (it leaves out trailing cells without a value)."""
    require_area(row + 1, column + 1)
    width = max(column + 1, max(map(len, rows), default=0))
    while len(rows) <= row:
        rows.append([None] * width)
    for line in rows:
        if len(line) < width:
            line.extend([None] * (width - len(line)))
    rows[row][column] = value


def _merged(content: bytes) -> tuple[tuple[int, int, int, int], ...]:
    if b"mergeCell " not in content:
        return ()
    return tuple(
        (int(first_row) - 1, column_number(first.decode()), int(last_row) - 1, column_number(last.decode()))
        for first, first_row, last, last_row in _MERGED.findall(content)
    )


def _hidden_rows(content: bytes) -> frozenset[int]:
    if b"hidden=" not in content:
        return frozenset()
    return frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(content))


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name -> part name, through the workbook and its relations."""
    book = next((name for name in parts if re.search(r"(?:^|/)workbook\.xml$", name)), "")
    folder = book.rpartition("/")[0]
    relations = parts.get(f"{folder}/_rels/workbook.xml.rels".lstrip("/"), b"")
    targets: dict[str, str] = {}
    for tag, attributes in _tags(relations):
        if tag == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            )
    places = {}
    for tag, attributes in _tags(parts.get(book, b"")):
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            places[attributes.get("name", "")] = targets.get(relation, "")
    return places


def _tags(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """Start tags of a small part: name without prefix, attributes."""
    from xml.parsers import expat

    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    if content:
        parser.Parse(content, True)
    return found


def _read_styles(content: bytes) -> _Styles:
    """Fonts and percentage formats by cell style number."""
    fonts: list[str] = []
    formats: dict[str, str] = {}
    style_fonts: list[str] = []
    percent: set[int] = set()
    inside = ""
    for tag, attributes in _tags(content):
        if tag in ("fonts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles", "fills"):
            inside = tag
        elif tag == "numFmt" and inside != "dxfs":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif inside == "fonts":
            if tag == "font":
                fonts.append("")
            elif tag == "name" and fonts:
                fonts[-1] = attributes.get("val", "")
        elif inside == "cellXfs" and tag == "xf":
            font = attributes.get("fontId", "0")
            style_fonts.append(fonts[int(font)] if font.isdigit() and int(font) < len(fonts) else "")
            number_format = attributes.get("numFmtId", "0")
            if number_format in ("9", "10") or shows_percent(formats.get(number_format, "")):
                percent.add(len(style_fonts) - 1)
    return _Styles(tuple(style_fonts), frozenset(percent), any(map(encoding_of_font, fonts)))


def shows_percent(code: str) -> bool:
    """Whether a number format multiplies by 100: a % outside quotes and escapes."""
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)


def _read_strings(content: bytes) -> list[tuple[tuple[str, str], ...]]:
    """The shared strings as runs of (text, font or '')."""
    strings: list[tuple[tuple[str, str], ...]] = []
    for tag, runs in _texts(content, {"si"}):
        if tag == "si":
            strings.append(runs)
    return strings


def _texts(content: bytes, ends: set[str]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    from xml.parsers import expat

    found: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    runs: list[tuple[str, str]] = []
    state = {"font": "", "text": False, "phonetic": False}
    pieces: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "r":
            state["font"] = ""
        elif tag == "rFont":
            state["font"] = attributes.get("val", "")
        elif tag == "rPh":
            state["phonetic"] = True
        elif tag == "t":
            state["text"] = True
            pieces.clear()

    def end(name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "t":
            state["text"] = False
            if not state["phonetic"]:
                runs.append(("".join(pieces), str(state["font"])))
        elif tag == "rPh":
            state["phonetic"] = False
        elif tag == "r":
            state["font"] = ""
        if tag in ends:
            found.append((tag, tuple(runs)))
            runs.clear()

    def text(characters: str) -> None:
        if state["text"]:
            pieces.append(characters)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    if content:
        parser.Parse(content, True)
    return found


def _cells(content: bytes) -> Iterator[_CellNotes]:
    """Every cell of a sheet part with its style, type, formula, stored value and runs."""
    from xml.parsers import expat

    found: list[_CellNotes] = []
    row, column = -1, -1
    cell: dict[str, str] | None = None
    formula: str | None = None
    value: str | None = None
    runs: list[tuple[str, str]] = []
    font = ""
    collecting: list[str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, cell, formula, value, font, collecting
        tag = name.rpartition(":")[2]
        if tag == "row":
            number = attributes.get("r", "")
            row = int(number) - 1 if number.isdigit() else row + 1
            column = -1
        elif tag == "c":
            place = _LEADING.fullmatch(attributes.get("r", ""))
            if place:
                column, row = column_number(place[1]), int(place[2]) - 1
            else:
                column += 1
            cell, formula, value = attributes, None, None
            runs.clear()
            font = ""
        elif cell is None:
            return
        elif tag in ("f", "v", "t"):
            collecting = []
        elif tag == "r":
            font = ""
        elif tag == "rFont":
            font = attributes.get("val", "")

    def end(name: str) -> None:
        nonlocal cell, formula, value, collecting, font
        tag = name.rpartition(":")[2]
        if tag == "c" and cell is not None:
            style = cell.get("s", "0")
            found.append(
                _CellNotes(
                    row, column, int(style) if style.isdigit() else 0, cell.get("t", "n"), formula, value, tuple(runs)
                )
            )
            cell = None
        elif collecting is not None and tag in ("f", "v", "t"):
            text = "".join(collecting)
            if tag == "f":
                formula = text
            elif tag == "v":
                value = text
            else:
                runs.append((text, font))
            collecting = None
        elif tag == "r":
            font = ""

    def characters(text: str) -> None:
        if collecting is not None:
            collecting.append(text)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    if content:
        parser.Parse(content, True)
    yield from found
