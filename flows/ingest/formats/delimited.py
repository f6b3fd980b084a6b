"""csv and tsv: encoding and delimiter are decided once for the whole file; every cell is text."""

from __future__ import annotations

import csv
import unicodedata
from io import StringIO

from flows.ingest.grids import CellValue, Grid, UnreadableFile, Workbook
from flows.ingest.letters import TCVN3, VNI, decode
from flows.ingest.limits import COLUMNS, TEXT_IN_CELL, require_area
from flows.ingest.syllables import share_of_syllables

_DELIMITERS = (";", "\t", ",", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What text may hold besides letters: tab, line feed, carriage return and, at the end of old files, control-Z.
_TEXT_CONTROLS = {"\t", "\n", "\r", "\x1a", "\x0c"}


def read(data: bytes) -> Workbook:
    """The one grid of a csv or tsv file: row n is line n of the file, as people count lines in an editor.

    Raises:
        UnreadableFile: unreadable_unknown when it is no text, unreadable_letters when its letters cannot be told.
    """
    text = decode_text(data)
    delimiter = decide_delimiter(text)
    rows = _rows(text, delimiter)
    width = max(map(len, rows), default=0)
    require_area(len(rows), width)
    for row in rows:
        row.extend([None] * (width - len(row)))
    return Workbook("tsv" if delimiter == "\t" else "csv", (Grid(sheet=None, rows=rows),))


def decode_text(data: bytes) -> str:
    """Bytes of a text file as Unicode NFC.

    In order: byte order mark, UTF-16 without a mark (every other byte is 0), strict UTF-8, cp1258; TCVN3 and VNI only
    when nearly all of the file's words are Vietnamese syllables under one of them and under no other.

    Raises:
        UnreadableFile: unreadable_unknown, unreadable_letters.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _clean(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError:
                raise UnreadableFile("unreadable_broken") from None
    encoding = _wide_encoding(data)
    if encoding:
        try:
            return _clean(data.decode(encoding))
        except UnicodeDecodeError:
            raise UnreadableFile("unreadable_unknown") from None
    if b"\x00" in data:
        raise UnreadableFile("unreadable_unknown")
    try:
        return _clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    typed = data.decode("latin-1")
    readings = {TCVN3: decode(typed, TCVN3), VNI: decode(typed, VNI), "cp1258": _cp1258(data)}
    shares = {name: share_of_syllables(reading) for name, reading in readings.items()}
    best = max(shares, key=lambda name: shares[name])
    others = max(share for name, share in shares.items() if name != best)
    if shares[best] >= 0.9 and others < 0.5:
        return _clean(readings[best])
    raise UnreadableFile("unreadable_letters")


def _cp1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: more than half of one half of the bytes is zero, and none of the other."""
    head = data[:4096]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even == 0:
        return "utf-16-le"
    if even > len(head) // 5 and odd == 0:
        return "utf-16-be"
    return None


def _clean(text: str) -> str:
    """NFC text, refused when it holds control characters that no text file has."""
    if text.startswith("\ufeff"):
        text = text[1:]
    text = text.rstrip("\x1a\x00")
    if any(character < " " and character not in _TEXT_CONTROLS for character in set(text)):
        raise UnreadableFile("unreadable_unknown")
    if not text.strip():
        raise UnreadableFile("unreadable_empty")
    return unicodedata.normalize("NFC", text)


def decide_delimiter(text: str) -> str:
    """The delimiter that gives the most lines of one and the same number of fields; `;` when none splits anything."""
    best, best_score = ";", 0
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        widths: dict[int, int] = {}
        for row in csv.reader(StringIO(text), delimiter=delimiter):
            if len(row) > 2:
                widths[len(row)] = widths.get(len(row), 0) + 1
            if len(row) > COLUMNS:
                break
        score = max((width * lines for width, lines in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str) -> list[list[CellValue]]:
    """Records placed at the line they begin on; lines a quoted field runs over stay empty."""
    rows: list[list[CellValue]] = []
    csv.field_size_limit(TEXT_IN_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    first_line = 0
    try:
        for record in reader:
            rows.extend([] for _ in range(first_line - len(rows)))
            rows.append([field if field.strip() else None for field in record])
            first_line = reader.line_num
    except csv.Error:
        raise UnreadableFile("unreadable_broken") from None
    return rows
