"""csv and tsv: encoding and delimiter are decided once for the whole file; every cell is text."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from io import StringIO

from flows.ingest.files.grids import CellValue, Grid, UnreadableFile, Workbook
from flows.ingest.files.limits import COLUMNS, TEXT_FILE_BYTES, TEXT_IN_CELL, require_area
from flows.ingest.words.letters import TCVN3, VNI, decode
from flows.ingest.words.syllables import share_of_syllables

_DELIMITERS = (";", "\t", ",", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What text may hold besides letters: tab, line ends, form feed and, at the end of old files, control-Z.
_TEXT_CONTROLS = {"\t", "\n", "\r", "\x1a", "\x0c"}
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
# Letters are told from the first part of a file; a form is far shorter.
_EVIDENCE_BYTES = 400_000
# A quoted cell may hold a few lines; one that runs on is a quotation mark without its partner.
_LINES_IN_CELL = 30


def read(data: bytes) -> Workbook:
    """The one grid of a csv or tsv file: row n is line n of the file, as an editor counts them.

    Raises:
        UnreadableFile: unreadable_unknown when it is no text, unreadable_letters when its letters cannot be told,
            unreadable_too_large.
    """
    csv.field_size_limit(TEXT_IN_CELL)
    if len(data) > TEXT_FILE_BYTES:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
    require_area(max(data.count(b"\n"), data.count(b"\r")), 1)
    text = decode_text(data)
    declared = _declared_delimiter(text)
    delimiter = declared or decide_delimiter(text)
    rows = _rows(text, delimiter)
    if declared:
        rows[0] = []
    width = max(map(len, rows), default=0)
    require_area(len(rows), width)
    fields = tuple(map(len, rows)) if delimiter == "," else ()
    for row in rows:
        row.extend([None] * (width - len(row)))
    return Workbook("tsv" if delimiter == "\t" else "csv", (Grid(sheet=None, rows=rows, fields=fields),))


def decode_text(data: bytes) -> str:
    """Bytes of a text file as Unicode NFC.

    In order: byte order mark; UTF-16 without one (every other byte is 0); strict UTF-8; then cp1258, TCVN3 or VNI,
    when nearly all words that are not ASCII are Vietnamese syllables under that one and not under the others.

    Raises:
        UnreadableFile: unreadable_broken, unreadable_unknown, unreadable_letters, unreadable_empty.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _clean(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError:
                raise UnreadableFile("unreadable_broken") from None
    wide = _wide_encoding(data)
    try:
        return _clean(data.decode(wide or "utf-8"))
    except UnicodeDecodeError:
        if wide or _NO_TEXT.search(data):
            raise UnreadableFile("unreadable_unknown") from None
    return _clean(_decode_by_evidence(data))


def _decode_by_evidence(data: bytes) -> str:
    readings: dict[str, Callable[[bytes], str]] = {
        TCVN3: lambda some: decode(some.decode("latin-1"), TCVN3),
        VNI: lambda some: decode(some.decode("latin-1"), VNI),
        "cp1258": lambda some: unicodedata.normalize("NFC", some.decode("cp1258", errors="replace")),
    }
    evidence = data[:_EVIDENCE_BYTES]
    shares = {name: share_of_syllables(read_as(evidence)) for name, read_as in readings.items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] < 0.85 or any(share > 0.5 for name, share in shares.items() if name != best):
        raise UnreadableFile("unreadable_letters")
    return readings[best](data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: many zeros at odd places and few at even ones, or the reverse.

    Few and not none: the grave accent as a character of its own is U+0300.
    """
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even < odd // 4:
        return "utf-16-le"
    if even > len(head) // 5 and odd < even // 4:
        return "utf-16-be"
    return None


def _clean(text: str) -> str:
    """NFC text; refused when it holds control characters that no text file has."""
    text = text.rstrip("\x1a\x00")
    if any(character < " " and character not in _TEXT_CONTROLS for character in set(text)):
        raise UnreadableFile("unreadable_unknown")
    if not text.strip():
        raise UnreadableFile("unreadable_empty")
    return unicodedata.normalize("NFC", text)


def _declared_delimiter(text: str) -> str | None:
    """The delimiter of a first line `sep=;`, which spreadsheets obey and hide."""
    first = text[:10].lower().lstrip('"').partition("\n")[0].strip('"\r')
    return first[4] if first.startswith("sep=") and len(first) == 5 else None


def decide_delimiter(text: str) -> str:
    """The delimiter that gives the most fields on lines of one and the same width; `;` when none splits anything."""
    best, best_score = ";", 0
    for delimiter in _DELIMITERS:
        if delimiter in text:
            try:
                widths = Counter(map(len, csv.reader(StringIO(text, newline=""), delimiter=delimiter)))
            except csv.Error:
                widths = Counter(line.count(delimiter) + 1 for line in text.splitlines())
            score = max((width * lines for width, lines in widths.items() if width > 2), default=0)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str) -> list[list[CellValue]]:
    """Records placed at the line they begin on; further lines of a quoted field stay empty."""
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        rows: list[list[CellValue]] = []
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
        line = 0
        try:
            for record in reader:
                if quoting == csv.QUOTE_MINIMAL and reader.line_num - line > _LINES_IN_CELL:
                    break
                rows.extend([] for _ in range(line - len(rows)))
                if len(record) > COLUMNS:
                    require_area(len(rows) + 1, len(record))
                rows.append([field if field.strip() else None for field in record])
                line = reader.line_num
            else:
                return rows
        except csv.Error:
            continue
    raise UnreadableFile("unreadable_unknown")
