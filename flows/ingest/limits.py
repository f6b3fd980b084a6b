"""Limits no honest submission comes near; a file beyond them is refused before a parser sees it.

A form workbook is about 30 KB, 300 KB unpacked, 20 columns wide and a few thousand rows long. The limits leave a
hundred times that and keep any file under 5 s and 500 MB.
"""

from __future__ import annotations

import zlib
from zipfile import BadZipFile, ZipFile, ZipInfo

from flows.ingest.grids import UnreadableFile

FILE_BYTES = 40_000_000
UNPACKED_BYTES = 96_000_000
# Deflate cannot pack further than 1:1032; office files stay near 1:10, long empty sheets near 1:60.
PACKED_RATIO, PACKED_RATIO_FROM = 200, 4_000_000
MEMBERS = 2_000
ROWS, COLUMNS, CELLS = 200_000, 1_024, 2_000_000
DEPTH = 128
TEXT_IN_CELL = 100_000


def hostile(what: str, **details: object) -> UnreadableFile:
    """The refusal of a file built to exhaust or to escape; `what` is a key of the texts of files."""
    return UnreadableFile("unreadable_hostile", what=what, **details)


def require_area(rows: int, columns: int) -> None:
    """Refuse a sheet whose used area is larger than any form.

    Raises:
        UnreadableFile: unreadable_too_large.
    """
    if rows > ROWS or columns > COLUMNS or rows * columns > CELLS:
        raise UnreadableFile("unreadable_too_large", rows=rows, columns=columns)


def checked_members(archive: ZipFile) -> list[ZipInfo]:
    """The members of a zip, once their number, names and declared sizes are within limits.

    Raises:
        UnreadableFile: unreadable_hostile, unreadable_password.
    """
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise hostile("too_many_members")
    unpacked = 0
    for member in members:
        name = member.filename
        if ".." in name or name[:1] in "/\\" or ":" in name[:3]:
            parts = name.replace("\\", "/").split("/")
            if ".." in parts or not parts[0] or parts[0].endswith(":"):
                raise hostile("escaping_name", name=name)
        if member.flag_bits & 1:
            raise UnreadableFile("unreadable_password")
        unpacked += member.file_size
    if unpacked > UNPACKED_BYTES:
        raise hostile("bomb")
    return members


def unpacked(data: bytes, member: ZipInfo, budget: int) -> bytes:
    """The bytes of one zip member, never more than `budget` however small it declares itself.

    Raises:
        UnreadableFile: unreadable_hostile when it is longer, unreadable_broken when it does not unpack.
    """
    header = data[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise UnreadableFile("unreadable_broken")
    start = member.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + member.compress_size]
    if len(packed) < member.compress_size:
        raise UnreadableFile("unreadable_truncated")
    if member.compress_type == 0:
        content = bytes(packed)
    elif member.compress_type == 8:
        machine = zlib.decompressobj(-15)
        try:
            content = machine.decompress(packed, budget + 1)
        except zlib.error:
            raise UnreadableFile("unreadable_broken") from None
    else:
        raise UnreadableFile("unreadable_broken")
    if len(content) > budget:
        raise hostile("bomb")
    if len(content) > PACKED_RATIO_FROM and len(content) > PACKED_RATIO * max(member.compress_size, 1):
        raise hostile("bomb")
    return content


def require_plain_xml(content: bytes) -> None:
    """Refuse XML that declares a document type or entities, or hides them in an encoding of two bytes a character.

    Raises:
        UnreadableFile: unreadable_hostile.
    """
    if b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise hostile("entities")
    if b"\x00" in content:
        raise hostile("entities")


__all__ = [
    "BadZipFile",
    "checked_members",
    "hostile",
    "require_area",
    "require_plain_xml",
    "unpacked",
]
