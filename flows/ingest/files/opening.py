"""What a file is, by its bytes and not by its name, and the module that reads it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from flows.ingest.files.grids import UnreadableFile, Workbook
from flows.ingest.files.limits import FILE_BYTES, hostile

if TYPE_CHECKING:
    from flows.ingest.files.formats.ole import CompoundFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
# BIFF2 to BIFF4 stood in files of their own, without OLE.
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_JSON = re.compile(rb"[\[{]\s*[\[{\]}\"]")
# The first lines of a letter as mail programs keep it; a page saved as one file begins alike and says what it is.
_MAIL = re.compile(rb"(?:return-path|received|delivered-to|from|to|subject|date|message-id|x-[\w-]+):.", re.IGNORECASE)
_FIGURE = re.compile(r"\s*-?\d[\d.,]*\s*%?\s*")
_SAVED_PAGE = b"snapshot-content-location:"
_MAIN_PARTS = ("xl/workbook.bin", "workbook.xml", "word/document.xml")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|table|\?xml|\?mso|meta|style|div|svg|[a-z]+:[a-z]+)", re.IGNORECASE)


def open_workbook(data: bytes, inside_zip: bool = False) -> Workbook:
    """All grids of a submission file: xlsx, xlsm, xlsb, xls, ods, csv, tsv, docx, or a zip of some of them.

    Raises:
        UnreadableFile: it is none of the accepted formats, or broken, locked, empty or hostile; the reason says which.
        Unusual: it is a large one, inside `unusual_elsewhere`.
    """
    try:
        return _open(data, inside_zip)
    except RecursionError:
        raise hostile("depth") from None


def require_tables(workbook: Workbook) -> None:
    """Refuse a file that holds nothing but prose: no table, or lines of text in none of which a cell is a figure.

    Raises:
        UnreadableFile: unreadable_prose; unreadable_pictured where pictures or objects stand in it.
    """
    if not workbook.grids and any(note.kind == "not_read" for note in workbook.notes):
        raise UnreadableFile("unreadable_pictured")
    of_text = workbook.format in ("csv", "tsv")
    if not workbook.grids or (of_text and not any(_is_figure(cell) for cell in _cells_of(workbook))):
        raise UnreadableFile("unreadable_prose")


def require_lines(workbook: Workbook) -> None:
    """Refuse a file in which nothing of the form was found where no line is one of a table: half of it figures.

    Raises:
        UnreadableFile: unreadable_prose.
    """
    for grid in workbook.grids:
        for row in grid.rows:
            filled = [cell for cell in row if cell not in (None, "")]
            figures = sum(map(_is_figure, filled))
            if figures > 1 and 2 * figures >= len(filled):
                return
    raise UnreadableFile("unreadable_prose")


def _cells_of(workbook: Workbook) -> Iterator[object]:
    return (cell for grid in workbook.grids for row in grid.rows for cell in row)


def _is_figure(cell: object) -> bool:
    return _FIGURE.fullmatch(cell) is not None if isinstance(cell, str) else isinstance(cell, int | float)


def _open(data: bytes, inside_zip: bool) -> Workbook:
    if len(data) > FILE_BYTES:
        raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile("unreadable_empty")
    if data.startswith(b"PK"):
        return _open_zip(data, inside_zip)
    if data.startswith(_OLE):
        return _open_ole(data, inside_zip)
    if _OLE.startswith(data[:8]):
        raise UnreadableFile("unreadable_truncated")
    head = data[:1024]
    if b"%PDF-" in head:
        raise UnreadableFile("unreadable_pdf")
    picture = (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif")
    if data.startswith(_IMAGES) or picture or (data.startswith(b"BM") and b"\x00" in data[:16]):
        raise UnreadableFile("unreadable_image")
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile("unreadable_old_word")
    if data.startswith(_ARCHIVES):
        raise UnreadableFile("unreadable_other_archive")
    if data.startswith(_BARE_BIFF):
        raise UnreadableFile("unreadable_old_excel")
    text_head = head.replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    lowered = text_head.lower()
    of_mail = sum(map(bool, map(_MAIL.match, lowered.splitlines()[:6])))
    if lowered.startswith(b"mime-version:") or of_mail > 1 or _SAVED_PAGE in lowered:
        raise UnreadableFile("unreadable_mail" if of_mail and _SAVED_PAGE not in lowered else "unreadable_web_page")
    if _JSON.match(text_head):
        raise UnreadableFile("unreadable_json")
    if _MARKUP.match(text_head):
        return _open_markup(data)
    from flows.ingest.files.formats import delimited

    return delimited.read(data)


def _open_markup(data: bytes) -> Workbook:
    from flows.ingest.files.formats import delimited, markup, ods

    if b"\x00" in data[:8192]:  # in two bytes a letter; what the XML says of its encoding goes with it
        data = re.sub(r"^\s*<\?xml[^>]*\?>", "", delimited.decode_text(data)).encode()
    head = data[:8192]
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<Workbook" in head:
        return markup.read_spreadsheet_xml(data)
    if b"office:document" in head and b"opendocument.spreadsheet" in head:
        return ods.read_flat(data)
    if re.search(rb"<table", data, re.IGNORECASE) is None:
        raise UnreadableFile("unreadable_web_page")
    return markup.read_html(delimited.decode_text(data))


def _open_zip(data: bytes, inside_zip: bool) -> Workbook:
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        complete = b"PK\x05\x06" in data[-70_000:]
        raise UnreadableFile("unreadable_broken" if complete else "unreadable_truncated") from None
    names = {name.lower().replace("\\", "/") for name in archive.NameToInfo}
    if "[content_types].xml" in names:
        return _open_package(data, archive, names, inside_zip)
    if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names):
        from flows.ingest.files.formats import ods

        return ods.read(data, archive)
    if any(name.endswith(".iwa") for name in names) or "index.zip" in names:
        raise UnreadableFile("unreadable_apple")
    if inside_zip:
        raise UnreadableFile("unreadable_nested_zip")
    from flows.ingest.files.formats import archive as submission_archive

    return submission_archive.read(data, archive, lambda content: open_workbook(content, inside_zip=True))


def _open_package(data: bytes, archive: ZipFile, names: set[str], inside_zip: bool) -> Workbook:
    from flows.ingest.files.formats import packages

    main = packages.main_part(data, archive)
    if main not in names:  # no relations, or such as lead nowhere: the usual names
        main = next((name for name in sorted(names) if name.endswith(_MAIN_PARTS)), "")
    if main.endswith(".bin"):
        from flows.ingest.files.formats import xlsb

        return xlsb.read(data, archive, main)
    if main.startswith("word/") or main.endswith("document.xml"):
        from flows.ingest.files.formats import docx

        def open_embedded(content: bytes) -> Workbook:
            if inside_zip:  # a workbook in a document in a zip, and no deeper
                raise UnreadableFile("unreadable_nested_zip")
            return open_workbook(content, inside_zip=True)

        return docx.read(data, archive, main, open_embedded)
    if main.startswith("xl/") or main.endswith("workbook.xml"):
        from flows.ingest.files.formats import xlsx

        return xlsx.read(data, archive, main)
    raise UnreadableFile("unreadable_other_office")


def _open_ole(data: bytes, inside_zip: bool) -> Workbook:
    from flows.ingest.files.formats.ole import CompoundFile

    compound = CompoundFile(data)
    names = {name.lower() for name in compound.entries}
    held = compound.embedded()
    if held is not None:  # what an office program puts around a file that stands in a document
        return open_workbook(held, inside_zip=True)
    if "encryptedpackage" in names or "encryptioninfo" in names:
        from flows.ingest.files.encrypted import unlocked

        opened = unlocked(data)
        if not opened.startswith(b"PK"):
            raise UnreadableFile("unreadable_password")
        return _open_zip(opened, inside_zip)
    if "workbook" in names or "book" in names:
        try:
            return _open_xls(compound, data)
        except UnreadableFile as problem:
            if problem.reason != "unreadable_password":
                raise
        from flows.ingest.files.encrypted import unlocked

        opened = unlocked(data)
        return _open_xls(CompoundFile(opened), opened)
    if "__properties_version1.0" in names:
        raise UnreadableFile("unreadable_mail")
    if "worddocument" in names:
        raise UnreadableFile("unreadable_old_word")
    raise UnreadableFile("unreadable_other_office" if "powerpoint document" in names else "unreadable_unknown")


def _open_xls(compound: CompoundFile, data: bytes) -> Workbook:
    from flows.ingest.files.formats import xls

    names = {name.lower(): name for name in compound.entries}
    try:
        return xls.read(compound, names.get("workbook") or names["book"], data)
    except (struct.error, IndexError, KeyError):  # a record shorter than its kind, or one that names what is not there
        raise UnreadableFile("unreadable_broken") from None
