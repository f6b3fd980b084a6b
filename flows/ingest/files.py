"""Bytes of a submission become grids. What a file is decides, not its name."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from flows.ingest.grids import UnreadableFile, Workbook
from flows.ingest.limits import FILE_BYTES

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def open_workbook(data: bytes) -> Workbook:
    """All grids of a submission file.

    Raises:
        UnreadableFile: it is none of the accepted formats, or broken, locked, empty or hostile; the reason says which.
    """
    return _open(data, inside_zip=False)


def _open(data: bytes, inside_zip: bool) -> Workbook:
    if len(data) > FILE_BYTES:
        raise UnreadableFile("unreadable_too_large")
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("unreadable_empty")
    if data.startswith(b"PK"):
        return _open_zip(data, inside_zip)
    if data.startswith(_OLE):
        from flows.ingest.formats import xls

        return xls.read(data)
    if b"%PDF-" in data[:1024]:
        raise UnreadableFile("unreadable_pdf")
    if data.startswith(_IMAGES):
        raise UnreadableFile("unreadable_image")
    from flows.ingest.formats import delimited

    return delimited.read(data)


def _open_zip(data: bytes, inside_zip: bool) -> Workbook:
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, EOFError):
        raise UnreadableFile("unreadable_truncated") from None
    names = archive.NameToInfo
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            from flows.ingest.formats import xlsb

            return xlsb.read(data, archive)
        if "word/document.xml" in names:
            from flows.ingest.formats import docx

            return docx.read(data, archive)
        from flows.ingest.formats import xlsx

        return xlsx.read(data, archive)
    if "mimetype" in names and "content.xml" in names:
        from flows.ingest.formats import ods

        return ods.read(data, archive)
    if inside_zip:
        raise UnreadableFile("unreadable_nested_zip")
    from flows.ingest.formats import archive as submission_archive

    return submission_archive.read(data, archive, lambda content: _open(content, inside_zip=True))
