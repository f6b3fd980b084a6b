"""Files built to exhaust or to escape are refused, by a reason, before a parser is hurt by them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest.files.formats import spreadsheet
from flows.ingest.files.grids import ErrorCell, UnreadableFile
from flows.ingest.files.opening import open_workbook
from tests.support.campaigns import cases
from tests.support.workbooks import MAIN, docx, ods, text_cell, xlsb, xlsx, xlsx_parts, zipped

ROOT = Path(__file__).parents[2]
RAW = ROOT / "raw"
SHEET = "xl/worksheets/sheet1.xml"
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refusal(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as raised:
        open_workbook(data)
    return raised.value


def with_sheet(content: bytes | str) -> bytes:
    return zipped(xlsx_parts(ONE_CELL) | {SHEET: content})


def lying(data: bytes, name: str, size: int) -> bytes:
    """The zip with another unpacked size declared for one member."""
    changed = bytearray(data)
    at = changed.rfind(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", changed, at + 24, size)
        at = changed.rfind(b"PK\x01\x02", 0, at)
    return bytes(changed)


def shipped(board: str) -> bytes:
    return sorted((RAW / "2023-H1" / board).iterdir())[-1].read_bytes()


BOMB = f"<worksheet {MAIN}>".encode() + b" " * 20_000_000
ENTITIES = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE w SYSTEM "file:///etc/passwd">'
CELL = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (lambda: with_sheet(BOMB), "bomb"),
    "zip bomb that lies": (lambda: lying(with_sheet(BOMB), SHEET, 1000), "bomb"),
    "zip bomb in a zip": (lambda: zipped({"a.xlsx": with_sheet(BOMB)}), "bomb"),
    "entities in a sheet": (lambda: with_sheet(ENTITIES + f"<worksheet {MAIN}/>"), "entities"),
    "entities after a comment": (lambda: with_sheet("<!-- <a> -->" + ENTITIES + f"<worksheet {MAIN}/>"), "entities"),
    "entities in two bytes": (lambda: with_sheet((ENTITIES + "<worksheet/>").encode("utf-16")), "entities"),
    "external entity in a document": (
        lambda: zipped({"[Content_Types].xml": "", "word/document.xml": EXTERNAL + "<a/>"}),
        "entities",
    ),
    "shared strings that claim to be many": (
        lambda: zipped(xlsx_parts(ONE_CELL) | {"xl/sharedStrings.xml": f'<sst {MAIN} uniqueCount="4000000000"/>'}),
        "bomb",
    ),
    "one long string in many cells": (
        lambda: xlsx(
            '<row r="1">' + '<c t="s"><v>0</v></c>' * 900 + "</row>", strings=f"<si><t>{'a' * 150_000}</t></si>"
        ),
        "bomb",
    ),
    "two parts of one name": (
        lambda: zipped(xlsx_parts(ONE_CELL) | {"xl/worksheets/SHEET1.xml": f"<worksheet {MAIN}/>"}),
        "members",
    ),
    "thousands of parts": (lambda: zipped({f"{n}.csv": "a" for n in range(2_500)}), "members"),
    "name that leads outside": (lambda: zipped(xlsx_parts(ONE_CELL) | {"../../x.xml": "a"}), "escape"),
    "name that leads outside, windows": (lambda: zipped({"a\\..\\..\\x.csv": "1;2;3"}), "escape"),
    "absolute name": (lambda: zipped({"/etc/x.csv": "1;2;3"}), "escape"),
    "drive name": (lambda: zipped({"C:/x.csv": "1;2;3"}), "escape"),
    "deep document": (lambda: docx("<w:p>" * 3_000 + "</w:p>" * 3_000), "depth"),
    "deep spreadsheet": (lambda: ods("<text:span>" * 3_000 + "</text:span>" * 3_000), "depth"),
    "count of repetition no number can be": (lambda: ods(repeated(99_999_999_999, 1)), "bomb"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    make, what = HOSTILE[name]
    problem = refusal(make())
    assert (problem.reason, problem.details["what"]) == ("unreadable_hostile", what)


def repeated(rows: int, columns: int) -> str:
    cell = CELL.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{columns}"', 1)
    return f'<table:table><table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row></table:table>'


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "cell at the far corner": lambda: xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "cell at the far corner, spelled otherwise": lambda: xlsx("<row r = '1'><c s='0' r = 'xfd9'><v>1</v></c></row>"),
    "16,384 columns": lambda: xlsx("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"),
    "wide row and long column without places": lambda: xlsx(
        "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>" + "<row><c><v>1</v></c></row>" * 4_000
    ),
    "ten million rows": lambda: ods(repeated(10_000_000, 1)),
    "ten million rows after blank ones": lambda: ods(
        '<table:table><table:table-row table:number-rows-repeated="10000000"/><table:table-row>'
        f"{CELL}</table:table-row></table:table>"
    ),
    "wide and long repetition": lambda: ods(repeated(100_000, 1_000)),
    "far cell of a binary workbook": lambda: xlsb([(0, 0, 0, 1.0), (1_000_000, 16_000, 0, 1.0)]),
    "table over 99,999 columns": lambda: docx(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    ),
    "text of 20,000 columns": lambda: b";".join([b"1"] * 20_000),
    "text of a million lines": lambda: b"1;2;3\n" * 1_000_000,
    "document of three million elements": lambda: docx(
        "".join(f"<w:p><w:r><w:t>{n}</w:t></w:r></w:p>" for n in range(1_000_000))
    ),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_too_large(name: str) -> None:
    assert refusal(TOO_LARGE[name]()).reason in ("unreadable_too_large", "unreadable_far_cell")


def changed_xls(change: Callable[[bytearray], None]) -> bytes:
    data = bytearray(shipped("vinh-phuc"))
    change(data)
    return bytes(data)


def circle_of_sectors(data: bytearray) -> None:
    fat, directory = struct.unpack_from("<I", data, 76)[0], struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, 512 * (fat + 1) + 4 * directory, directory)


def far_cell(data: bytearray) -> None:
    struct.pack_into("<HH", data, data.find(b"\x7e\x02\x0a\x00") + 4, 65_535, 65_535)


def far_dimensions(data: bytearray) -> None:
    struct.pack_into("<II", data, data.find(b"\x00\x02\x0e\x00") + 4, 0, 0xFFFFFFFF)


def sheet_beyond_the_end(data: bytearray) -> None:
    struct.pack_into("<I", data, data.find(b"\x85\x00") + 4, 0x7FFFFFFF)


@pytest.mark.parametrize(
    "change",
    [
        circle_of_sectors,
        far_cell,
        far_dimensions,
        sheet_beyond_the_end,
        lambda data: struct.pack_into("<I", data, 44, 0x7FFFFFFF),
        lambda data: struct.pack_into("<I", data, 64, 0x7FFFFFFF),
        lambda data: struct.pack_into("<I", data, 48, 0x00FFFFFF),
    ],
)
def test_malformed_xls(change: Callable[[bytearray], None]) -> None:
    assert refusal(changed_xls(change)).reason in ("unreadable_broken", "unreadable_truncated", "unreadable_too_large")


def test_a_panic_of_the_parser_is_a_broken_file_where_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As the exception of a panic in Rust: no Exception."""

    def panic(_: object) -> None:
        raise Panic("range end index out of range")

    monkeypatch.setattr(spreadsheet, "CalamineWorkbook", type("Stub", (), {"from_filelike": staticmethod(panic)}))
    assert refusal(shipped("vinh-phuc")).reason == "unreadable_broken"
    assert open_workbook(xlsx(ONE_CELL)).grids[0].rows == [[1.0]]


def test_interrupts_are_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(spreadsheet, "CalamineWorkbook", type("Stub", (), {"from_filelike": staticmethod(interrupt)}))
    with pytest.raises(KeyboardInterrupt):
        open_workbook(xlsx(ONE_CELL))


def long_sheet() -> bytes:
    rows = (
        text_row(1)
        + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 20_000))
        + '<row r="20000"><c r="Z20000" t="e"><v>#REF!</v></c><c r="Y20000" s="4"><v>0.5</v></c></row>'
    )
    return xlsx(rows, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')


def text_row(number: int) -> str:
    return f'<row r="{number}" hidden="1">{text_cell(f"A{number}", "Tæng sè", 1)}</row>'


def test_a_long_sheet_is_read_whole() -> None:
    (grid,) = open_workbook(long_sheet()).grids  # 20,000 rows over 26 columns
    assert grid.rows[0][0] == "Tổng số" and grid.rows[19_998][0] == 19_999.0
    assert grid.rows[19_999][25] == ErrorCell("#REF!")
    assert grid.percent == {(19_999, 24)} and grid.hidden_rows == {0} and grid.merged == ((0, 0, 0, 1),)
    refused = refusal(zipped({"a.xlsx": long_sheet(), "b.pdf": b"%PDF-", "c.csv": "<html>"}))
    assert refused.details["member"] == "c.csv"


SEEDS = [shipped(board) for board in ("ninh-binh", "thai-binh", "vinh-phuc", "hung-yen", "nam-dinh", "quang-ninh")]


@settings(max_examples=cases(150, 5_000))
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=6)), max_size=8), st.data())
def test_damaged_files_are_read_or_refused(
    seed: bytes, changes: list[tuple[float, bytes]], data: st.DataObject
) -> None:
    """Bytes changed at random, inside the members of zips too: grids or a reason, never another exception."""
    damaged = bytearray(seed)
    if seed.startswith(b"PK") and data.draw(st.booleans()):
        archive = zipfile.ZipFile(io.BytesIO(seed))
        members = {name: archive.read(name) for name in archive.namelist()}
        name = data.draw(st.sampled_from(sorted(members)))
        damaged = bytearray(members[name])
    else:
        members, name = {}, ""
    for share, content in changes:
        at = int(share * len(damaged))
        damaged[at : at + len(content)] = content
    whole = zipped(members | {name: bytes(damaged)}) if members else bytes(damaged)
    try:
        assert open_workbook(whole).grids is not None
    except UnreadableFile as problem:
        assert problem.reason.startswith("unreadable_")
