"""csv and tsv: letters, delimiter and places decided for the whole file."""

from __future__ import annotations

import unicodedata

import pytest

from flows.ingest.files.formats.delimited import decode_text
from flows.ingest.files.grids import Grid, UnreadableFile
from flows.ingest.files.opening import open_workbook
from flows.ingest.words.letters import TCVN3_LETTERS, VNI_LETTERS

TEXT = (
    "Ban Quản lý các khu công nghiệp tỉnh Nam Định\r\nKỳ báo cáo: 6 tháng đầu năm 2023\r\n\r\n"
    "STT;Chỉ tiêu;Đơn vị tính;Giá trị\r\n1;Diện tích đất CN, DV;ha;1.234,5\r\n2;Số vụ vi phạm;vụ;x\r\n"
)
TABLE = [
    ["Ban Quản lý các khu công nghiệp tỉnh Nam Định", None, None, None],
    ["Kỳ báo cáo: 6 tháng đầu năm 2023", None, None, None],
    [None, None, None, None],
    ["STT", "Chỉ tiêu", "Đơn vị tính", "Giá trị"],
    ["1", "Diện tích đất CN, DV", "ha", "1.234,5"],
    ["2", "Số vụ vi phạm", "vụ", "x"],
]


def grid(data: bytes) -> Grid:
    (one,) = open_workbook(data).grids
    assert one.sheet is None
    return one


def rows(text: str) -> list[list[object]]:
    return [list(row) for row in grid(text.encode()).rows]


def in_cp1258(text: str) -> bytes:
    import unicodedata

    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone))
        out += (base + tone).encode("cp1258")
    return out


def typed(text: str, letters: dict[str, str]) -> bytes:
    back = {letter: signs for signs, letter in reversed(letters.items())}
    return "".join(back.get(letter, letter) for letter in text).encode("latin-1")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        in_cp1258(TEXT),
        typed(TEXT, TCVN3_LETTERS),
        typed(TEXT, VNI_LETTERS),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16le mark", "utf-16be mark", "utf-16le", "utf-16be", "cp1258", "tcvn3", "vni"],
)
def test_every_encoding_gives_the_same_table(data: bytes) -> None:
    assert grid(data).rows == TABLE


def test_decomposed_letters_are_composed() -> None:
    import unicodedata

    assert grid(unicodedata.normalize("NFD", TEXT).encode()).rows == TABLE


def test_letters_that_cannot_be_told_are_asked_about() -> None:
    with pytest.raises(UnreadableFile) as raised:
        open_workbook("Société;Année;Numéro\ncafé;1;2\n".encode("latin-1"))
    assert raised.value.reason == "unreadable_letters"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter(delimiter: str) -> None:
    text = "\n".join(delimiter.join(line) for line in (["a", "b", "c d"], ["1", "2", "3"], ["4", "", "6"]))
    workbook = open_workbook(text.encode())
    assert workbook.format == ("tsv" if delimiter == "\t" else "csv")
    assert workbook.grids[0].rows == [["a", "b", "c d"], ["1", "2", "3"], ["4", None, "6"]]


def test_decimal_commas_do_not_decide_the_delimiter() -> None:
    assert rows("B1;1,5;2,5\nB2;3,5;4,5\n") == [["B1", "1,5", "2,5"], ["B2", "3,5", "4,5"]]


def test_declared_delimiter_is_obeyed_and_its_line_kept() -> None:
    assert rows("sep=,\na;b,c;d,e\n") == [[None, None, None], ["a;b", "c;d", "e"]]


def test_quoted_cell_over_lines_keeps_later_places() -> None:
    assert rows('a;"b\nc;d";e\n1;2;3\n') == [["a", "b\nc;d", "e"], [None] * 3, ["1", "2", "3"]]


def test_quotation_mark_without_partner_swallows_nothing() -> None:
    lines = ['1;"Khu Đông;x', *(f"{n};Khu {n};x" for n in range(2, 60))]
    read = rows("\n".join(lines))
    assert len(read) == 59
    assert read[0] == ["1", '"Khu Đông', "x"]
    assert read[58] == ["59", "Khu 59", "x"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert rows(end.join(["a;b;c", "", "1;2;3"])) == [["a", "b", "c"], [None] * 3, ["1", "2", "3"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_in_decomposed_letters(encoding: str) -> None:
    # The grave accent of its own is U+0300, a zero where text in plain letters has none.
    text = unicodedata.normalize("NFD", "Chỉ tiêu;Giá trị\r\nLàm mới hoàn toàn;14\r\n")
    assert decode_text(text.encode(encoding)) == unicodedata.normalize("NFC", text)


def test_a_text_that_begins_with_quotation_marks_declares_no_delimiter() -> None:
    assert open_workbook(b'"' * 50).format == "csv"
