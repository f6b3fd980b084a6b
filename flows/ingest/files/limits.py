"""Limits no honest submission comes near; a file beyond them is refused before a parser sees it.

A form workbook is about 30 KB, 300 KB unpacked, 20 columns wide and a few thousand rows long. There are two lines:
beyond the first a file is large and is read in a process of its own (`Unusual`, see `confined.py`); beyond the second
it is refused. Both are counted in the file, so what is said of it never depends on the machine, and both leave room for
every real file. What is within them takes at most 8 seconds and 500 MB on two cores of 2026.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zipfile import ZipFile, ZipInfo

from flows.ingest.files.grids import UnreadableFile

FILE_BYTES = 48_000_000
UNPACKED_BYTES, USUAL_UNPACKED_BYTES = 120_000_000, 12_000_000
# Office files pack about 1:10, long empty sheets 1:60; what packs further and is large holds one thing repeated.
PACKED_RATIO, PACKED_RATIO_FROM = 250, 2_000_000
MEMBERS = 2_000
SHEETS = 255
ROWS, COLUMNS, CELLS, USUAL_CELLS = 200_000, 1_024, 3_000_000, 400_000
FILLED = 1_000_000  # a text counts as three
TEXT_FILE_BYTES = 12_000_000
TEXT_IN_CELL = 100_000
# Text of all cells together: one long shared string used by many cells is many times the file.
TEXT_IN_SHEET = 100_000_000
DEPTH, ELEMENTS = 200, 2_000_000
LIST_LINES, QUESTIONS = 3_000, 3_000  # of what is read: lines of the lists, questions about cells

_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")


class Unusual(Exception):
    """Within the limits, but to be read in a process of its own; only inside `unusual_elsewhere`."""


_ELSEWHERE = ContextVar("elsewhere", default=False)


@contextmanager
def unusual_elsewhere() -> Iterator[None]:
    """Inside, a large file is not read but raises `Unusual`."""
    token = _ELSEWHERE.set(True)
    try:
        yield
    finally:
        _ELSEWHERE.reset(token)


def unusual() -> None:
    """Say that the file is a large one.

    Raises:
        Unusual: inside `unusual_elsewhere`.
    """
    if _ELSEWHERE.get():
        raise Unusual


def hostile(what: str, **details: object) -> UnreadableFile:
    """The refusal of a file built to exhaust or to escape; `what` names how, for the texts of files."""
    return UnreadableFile("unreadable_hostile", what=what, **details)


def require_area(rows: int, columns: int, cell: str = "") -> None:
    """Refuse a sheet whose used area is larger than any form; `cell` is the farthest one, where it is known.

    Raises:
        UnreadableFile: unreadable_too_large.
        Unusual: a large sheet, inside `unusual_elsewhere`.
    """
    if rows > ROWS or columns > COLUMNS or rows * columns > CELLS:
        if cell:
            raise UnreadableFile("unreadable_far_cell", cell=cell)
        raise UnreadableFile("unreadable_too_large", rows=rows, columns=columns)
    if rows * columns > USUAL_CELLS:
        unusual()


def require_filled(cells: int) -> None:
    """Refuse a file with more cells that hold something, in all its sheets, than `FILLED`.

    Raises:
        UnreadableFile: unreadable_too_large.
        Unusual: a large file, inside `unusual_elsewhere`.
    """
    if cells > FILLED:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
    if cells > USUAL_CELLS:
        unusual()


def require_answerable(lines: int, questions: int) -> None:
    """Refuse what nobody could answer line by line: lists far longer than any, or questions without end.

    Raises:
        UnreadableFile: unreadable_too_large.
    """
    if lines > LIST_LINES or questions > QUESTIONS:
        raise UnreadableFile("unreadable_too_large", rows=lines, columns=questions)


def checked_members(archive: ZipFile) -> list[ZipInfo]:
    """The members of a zip, once their number, names and declared sizes are within limits.

    Raises:
        UnreadableFile: unreadable_hostile, unreadable_password.
        Unusual: a large file, inside `unusual_elsewhere`.
    """
    members = archive.filelist
    if len(members) > MEMBERS:
        raise hostile("members")
    unpacked_bytes = 0
    for member in members:
        name = member.filename
        if ".." in name or name[:1] in "/\\" or name[1:2] == ":":
            parts = name.replace("\\", "/").split("/")
            if ".." in parts or not parts[0] or parts[0][1:2] == ":":
                raise hostile("escape", name=name)
        if member.flag_bits & 1:
            raise UnreadableFile("unreadable_password")
        unpacked_bytes += member.file_size
    if unpacked_bytes > UNPACKED_BYTES:
        raise hostile("bomb")
    if unpacked_bytes > USUAL_UNPACKED_BYTES:
        unusual()
    return members


def unpacked(data: bytes, member: ZipInfo, budget: int = UNPACKED_BYTES) -> bytes:
    """The bytes of one zip member, never more than `budget` however small it declares itself.

    Raises:
        UnreadableFile: unreadable_hostile when it is longer than declared or packs one thing repeated,
            unreadable_broken when it does not unpack to what its checksum says, unreadable_truncated when it is cut.
    """
    at = member.header_offset
    header = data[at : at + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UnreadableFile("unreadable_broken")
    start = at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[start : start + member.compress_size]
    if len(packed) < member.compress_size:
        raise UnreadableFile("unreadable_truncated")
    size = member.file_size
    if member.compress_type == 0:
        content = packed
    elif member.compress_type == 8:
        if size > PACKED_RATIO_FROM and size > PACKED_RATIO * max(len(packed), 1):
            raise hostile("bomb")
        machine = zlib.decompressobj(-15)
        try:
            content = machine.decompress(packed, min(size, budget) + 1)
        except zlib.error:
            raise UnreadableFile("unreadable_broken") from None
        if not machine.eof and len(content) <= size:
            raise UnreadableFile("unreadable_truncated")
    else:
        raise UnreadableFile("unreadable_broken")
    if len(content) > min(size, budget):
        raise hostile("bomb")
    if zlib.crc32(content) != member.CRC:  # a changed byte would otherwise be a changed figure
        raise UnreadableFile("unreadable_broken")
    return content


def require_plain_xml(content: bytes) -> None:
    """Refuse XML that declares a document type or entities, or hides them in two bytes a character.

    A document type may only stand before the first element, so a part whose prologue has no `<!` needs no search.

    Raises:
        UnreadableFile: unreadable_hostile.
    """
    if b"\x00" in content:
        raise hostile("entities")
    first = _FIRST_ELEMENT.search(content)
    if b"<!" in content[: first.start() if first else None] and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise hostile("entities")


def require_shallow_xml(content: bytes) -> None:
    """Refuse XML nested deeper than `DEPTH` or of more than `ELEMENTS`, and XML that is not well formed.

    Raises:
        UnreadableFile: unreadable_hostile, unreadable_too_large, unreadable_broken.
    """
    from xml.parsers import expat

    if content.count(b"<") - content.count(b"</") > ELEMENTS:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0)

    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise hostile("depth")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise UnreadableFile("unreadable_broken") from None
