"""What a file is decides, not its name; what cannot be read says why and what to send."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from flows.ingest.cache import read_bytes
from flows.ingest.files.grids import UnreadableFile
from flows.ingest.files.opening import open_workbook
from flows.texts.files import HOSTILE, UNREADABLE, unreadable_text
from tests.support.forms import REFERENCE
from tests.support.workbooks import compound, docx, ods, text_cell, xlsx, zipped

RAW = Path(__file__).parents[2] / "raw"
FAULTY = Path(__file__).parents[1] / "data" / "faulty"


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as raised:
        open_workbook(data)
    return raised.value.reason


def shipped(board: str) -> bytes:
    return sorted((RAW / "2023-H1" / board).iterdir())[-1].read_bytes()


def ole(*streams: str) -> bytes:
    """A compound file with empty streams of these names."""
    return compound(dict.fromkeys(streams, b""))


FILES = {
    "empty": (b"", "unreadable_empty"),
    "blanks": (b"\xef\xbb\xbf \r\n\r\n", "unreadable_empty"),
    "zeros": (bytes(1000), "unreadable_empty"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "unreadable_pdf"),
    "pdf after a few bytes": (b"\r\n%PDF-1.4", "unreadable_pdf"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "unreadable_image"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(20), "unreadable_image"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "unreadable_image"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00", "unreadable_image"),
    "rtf": (b"{\\rtf1\\ansi text}", "unreadable_old_word"),
    "doc": (ole("WordDocument"), "unreadable_old_word"),
    "slides": (ole("PowerPoint Document"), "unreadable_other_office"),
    "slides of today": (zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "unreadable_other_office"),
    "password, office of today": (ole("EncryptionInfo", "EncryptedPackage"), "unreadable_password"),
    "other ole": (ole("Contents"), "unreadable_unknown"),
    "ole cut in its head": (ole("Workbook")[:300], "unreadable_truncated"),
    "excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00", "unreadable_old_excel"),
    "web page": (b"<html><body><p>1</p></body></html>", "unreadable_web_page"),
    "web page with a mark": (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "unreadable_web_page"),
    "excel 2003 xml": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "unreadable_web_page",
    ),
    "mhtml": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "unreadable_web_page"),
    "mail": (b"Received: from mx\r\nFrom: a@x.vn\r\nSubject: s\r\n\r\nx", "unreadable_mail"),
    "mail that begins with its version": (b"MIME-Version: 1.0\nFrom: a@x.vn\n\nx", "unreadable_mail"),
    "mail of outlook": (ole("__properties_version1.0"), "unreadable_mail"),
    "page saved by a browser": (b"From: <Saved by Blink>\nSnapshot-Content-Location: x\n", "unreadable_web_page"),
    "json": (b'{"1.01": 5, "1.02": 6}', "unreadable_json"),
    "json lines": (b'\xef\xbb\xbf[\n {"a": 1}\n]', "unreadable_json"),
    "numbers": (zipped({"Index/Document.iwa": b"x", "preview.jpg": b"y"}), "unreadable_apple"),
    "pages of old": (zipped({"Index.zip": b"x", "Metadata/BuildVersionHistory.plist": b"y"}), "unreadable_apple"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "unreadable_other_archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "unreadable_other_archive"),
    "gzip": (b"\x1f\x8b\x08\x00", "unreadable_other_archive"),
    "random bytes": (bytes(range(1, 256)) * 4, "unreadable_unknown"),
    "empty zip": (zipped({}), "unreadable_empty_zip"),
    "zip of a scan": (zipped({"scan.pdf": b"%PDF-1.4"}), "unreadable_pdf"),
    "zip of nothing readable": (zipped({"__MACOSX/._a.xlsx": b"x", "Thumbs.db": b"y"}), "unreadable_empty_zip"),
    "zip in a zip": (zipped({"a.zip": zipped({"b.csv": "1;2;3"})}), "unreadable_nested_zip"),
    "odt": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "unreadable_other_office",
    ),
    "ods with a password": (ods("", manifest="<encryption-data/>"), "unreadable_password"),
    "workbook without sheets": (
        zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<workbook/>"}),
        "unreadable_broken",
    ),
    "document that is no xml": (
        zipped({"[Content_Types].xml": "", "word/document.xml": "<w:document"}),
        "unreadable_broken",
    ),
}


@pytest.mark.parametrize(("data", "expected"), FILES.values(), ids=FILES)
def test_reason(data: bytes, expected: str) -> None:
    assert reason(data) == expected


PROSE = "Kính gửi Ban, nay xin báo cáo, năm nay có 12 dự án, vốn 3 triệu USD.\nTrân trọng, kính chào, hẹn gặp lại."


LETTERHEAD = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>{}</w:t></w:r></w:p>"
)


@pytest.mark.parametrize(
    "data",
    [
        PROSE.encode(),
        docx(f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"),
        docx(LETTERHEAD.format("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP TỈNH HÀ NAM", PROSE)),
        zipped({"bao-cao.txt": PROSE}),
        zipped({"bao-cao.csv": f"{PROSE}\nGiai đoạn 2021, 2022, 2023 đều vượt, khoảng, 12, phần trăm, so với cùng kỳ"}),
    ],
)
def test_prose_alone_is_refused_in_one_sentence(data: bytes) -> None:
    assert read_bytes(data, REFERENCE) == ("unreadable_prose", {})


def test_every_reason_has_a_text() -> None:
    assert {expected for _, expected in FILES.values()} <= set(UNREADABLE)


def test_text_names_file_member_and_cause() -> None:
    with pytest.raises(UnreadableFile) as raised:
        open_workbook(zipped({"b1/số liệu.csv": "a;b;c", "../x.csv": "a;b;c"}))
    text = unreadable_text(raised.value.reason, "bac-ninh.zip", raised.value.details)
    assert "bac-ninh.zip" in text.vi and HOSTILE["escape"].vi in text.vi and HOSTILE["escape"].en in text.en
    with pytest.raises(UnreadableFile) as raised:
        open_workbook(zipped({"scan.pdf": b"%PDF-1.4"}))
    text = unreadable_text(raised.value.reason, "bac-ninh.zip", raised.value.details)
    assert "scan.pdf" in text.vi and UNREADABLE["unreadable_pdf"].vi in text.vi and "scan.pdf" in text.en


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (xlsx(f'<row r="1">{text_cell("A1", "a")}</row>'), "xlsx"),
        (shipped("vinh-phuc"), "xls"),
        (shipped("hung-yen"), "ods"),
        (shipped("nam-dinh"), "docx"),
        (shipped("quang-ninh"), "csv"),
        (b"a\tb\tc\n1\t2\t3\n", "tsv"),
    ],
)
def test_content_decides(data: bytes, kind: str) -> None:
    assert open_workbook(data).format == kind


def test_macros_are_neither_run_nor_read() -> None:
    from tests.support.workbooks import xlsx_parts

    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>') | {"xl/vbaProject.bin": b"\x00garbage"}
    workbook = open_workbook(zipped(parts))
    assert workbook.format == "xlsm" and workbook.grids[0].rows == [[1.0]]


@pytest.mark.parametrize("board", ["bac-ninh", "vinh-phuc", "hung-yen", "nam-dinh"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_truncated(board: str, share: float) -> None:
    data = shipped(board)
    assert reason(data[: int(len(data) * share)]) in ("unreadable_truncated", "unreadable_broken")


def test_a_changed_byte_is_noticed() -> None:
    data = bytearray(shipped("bac-ninh"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    member = archive.getinfo("xl/worksheets/sheet2.xml")
    data[member.header_offset + 200] ^= 0xFF
    assert reason(bytes(data)) in ("unreadable_broken", "unreadable_truncated")


def test_several_files_in_a_zip_are_one_submission() -> None:
    data = zipped(
        {
            "Biểu/b1.xlsx": xlsx(f'<row r="1">{text_cell("A1", "Biểu 1")}</row>'),
            "b2.csv": "Biểu 2;a;b\n1;2;3\n",
            "b3.docx": docx(
                "<w:p><w:r><w:t>Kỳ báo cáo</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
            ),
            "scan.pdf": b"%PDF-1.4",
            "__MACOSX/._b1.xlsx": b"litter",
            "~$b1.xlsx": b"litter",
        }
    )
    workbook = open_workbook(data)
    assert workbook.format == "zip"
    assert [(grid.member, grid.sheet) for grid in workbook.grids] == [
        ("Biểu/b1.xlsx", "Biểu 1"),
        ("b2.csv", None),
        ("b3.docx", "table 1"),
    ]
    assert workbook.paragraphs == ("Kỳ báo cáo",)
    assert any("scan.pdf" in note.facts[0] for note in workbook.notes)


def test_a_broken_member_refuses_the_whole_zip() -> None:
    good = xlsx(f'<row r="1">{text_cell("A1", "Biểu 1")}</row>')
    with pytest.raises(UnreadableFile) as raised:
        open_workbook(zipped({"a.xlsx": good, "b.xlsx": good[: len(good) // 2]}))
    assert raised.value.reason in ("unreadable_truncated", "unreadable_broken")
    assert raised.value.details["member"] == "b.xlsx"


@pytest.mark.parametrize("path", sorted(FAULTY.glob("f01-*")), ids=lambda path: path.name)
def test_faulty_files(path: Path) -> None:
    expected = {"empty": "empty", "password": "password", "png": "image", "truncated": "truncated"}
    kind = path.name.split("_")[0].removeprefix("f01-")
    if kind in expected:
        assert reason(path.read_bytes()) == "unreadable_" + expected[kind]
    else:
        assert open_workbook(path.read_bytes()).format == "xlsx"


def test_one_file_twice_in_a_zip_is_read_once_and_said() -> None:
    book = open_workbook(zipped({"a.csv": "a;b;1,5\n", "cu/a (1).csv": "a;b;1,5\n", "b.csv": "a;b;2\n"}))
    assert [grid.member for grid in book.grids] == ["a.csv", "b.csv"]
    assert [(note.kind, note.facts) for note in book.notes] == [("same_file", ("cu/a (1).csv", "a.csv"))]
