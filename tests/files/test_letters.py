"""Letters of the old fonts and code pages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.words.letters import (
    TCVN3,
    TCVN3_LETTERS,
    VNI,
    VNI_LETTERS,
    FontUse,
    decode,
    decode_font,
    decode_runs,
    draws_capitals,
    encoding_of_font,
)
from flows.ingest.words.syllables import is_syllable, share_of_syllables

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
ALPHABET = {unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in TONES} | {"đ"}


def test_tables_have_every_letter() -> None:
    beyond_ascii = {letter for letter in ALPHABET if not letter.isascii()}
    assert beyond_ascii <= set(TCVN3_LETTERS.values())
    assert beyond_ascii | {letter.upper() for letter in beyond_ascii} <= set(VNI_LETTERS.values())
    assert len(TCVN3_LETTERS) == len(set(TCVN3_LETTERS.values()))


@pytest.mark.parametrize(
    ("typed", "font", "drawn"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", ".VnTime", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", ".VnArial Narrow", "Độc lập - Tự do - Hạnh phúc"),
        ("thu hót ®Çu t\u00ad", ".VnTime", "thu hút đầu tư"),
        ("ubnd tØnh th¸i b×nh", ".VnTimeH", "UBND TỈNH THÁI BÌNH"),
        ("ngo¹i th\u00ad¬ng", ".VnTimeh ", "NGOẠI THƯƠNG"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "VNI-Times", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", "vni-helve", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        ("khu kinh teá, ñieåm, kyõ thuaät, thuyû saûn", "VNI-Times", "khu kinh tế, điểm, kỹ thuật, thuỷ sản"),
        ("baùo caùo taøi chiùnh, Thaùi Biønh, taøi chính", "VNI-Times", "báo cáo tài chính, Thái Bình, tài chính"),
        ("TAØI CHIÙNH", "VNI-Times", "TÀI CHÍNH"),
        ("triệu USD", ".VnTime", "triệu USD"),
        ("Báo cáo", ".VnTime", "Báo cáo"),
        ("- C¸c ch\u00ad¬ng tr×nh träng ®iÓm về TĐC", ".VnTime", "- Các chương trình trọng điểm về TĐC"),
        ("1.234,5", ".VnTime", "1.234,5"),
        ("x", ".VnTime", "x"),
        ("Tổng số", "Times New Roman", "Tổng số"),
        ("¸µ", "Times New Roman", "¸µ"),
    ],
)
def test_font_decides(typed: str, font: str, drawn: str) -> None:
    assert decode_font(typed, font) == drawn


def test_fonts_are_told_by_name() -> None:
    assert encoding_of_font(".VnTime") == TCVN3
    assert encoding_of_font("vni-times") == VNI
    assert encoding_of_font("Times New Roman") is None
    assert draws_capitals(".VnArial NarrowH") and not draws_capitals(".VnArial") and not draws_capitals("VNI-Times")


def test_sign_in_the_next_run_of_one_font_belongs_to_the_base() -> None:
    assert decode_runs([("Vie", "VNI-Times"), ("ät", "VNI-Times"), (" số", "Arial")]) == "Việt số"


def test_programs_that_put_code_page_characters_for_bytes() -> None:
    # Code page 1258 has a combining hook at byte D2, which TCVN3 draws as ề.
    assert decode(bytes([0xD2]).decode("cp1258"), TCVN3) == "ề"
    assert decode(bytes([0xFD]).decode("cp1258"), TCVN3) == "ý"


def _typed_in_tcvn3(text: str) -> str:
    back = {letter: typed for typed, letter in TCVN3_LETTERS.items()}
    return "".join(back.get(letter, letter) for letter in text)


@given(st.text(alphabet=sorted(ALPHABET) + list(" 0123456789.,-"), max_size=40))
def test_tcvn3_round_trip(text: str) -> None:
    assert decode(_typed_in_tcvn3(text), TCVN3) == text


@given(st.lists(st.sampled_from(sorted(ALPHABET | {letter.upper() for letter in ALPHABET})), max_size=30))
def test_vni_round_trip(letters: list[str]) -> None:
    back = {letter: typed for typed, letter in reversed(VNI_LETTERS.items())}
    text = " ".join(letters)  # a space between letters: a bare base before a single-sign letter is no Vietnamese
    assert decode("".join(back.get(letter, letter) for letter in text), VNI) == text


@pytest.mark.parametrize(
    "word", ["Nghiệp", "quốc", "giêng", "gìn", "khuyến", "thuở", "quý", "HUYỆN", "ương", "đường", "xã", "oái"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["tóh", "ttrọng", "bànt", "ngiệp", "kông", "tíc", "tàc", "Qu¶n", "ấấ"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_share_counts_only_words_that_tell() -> None:
    assert share_of_syllables("GDP 12 QĐ") == 1.0
    assert share_of_syllables("tỉnh Qu¶n") == 0.5


def test_a_text_that_tells_nothing_follows_the_others_of_its_font() -> None:
    typed, drawn, undecided = ["Tæng sè", "®Çu t\u00ad"], ["Tổng số", "đầu tư"], FontUse()
    old, unicode = FontUse(), FontUse()
    old.see((text, ".VnTime") for text in typed)
    for text in drawn:
        unicode.see([(text, ".VnTime")])
    assert not old.is_unicode(".VnTime") and unicode.is_unicode(".VnTime") and not unicode.is_unicode(".VnArial")
    # `Tên` is a word as it stands and as .VnTime draws it; units and abbreviations are no word either way.
    assert decode_font("Tên khu", ".VnTime", unicode) == "Tên khu"
    assert decode_font("Tên khu", ".VnTime", old) == decode_font("Tên khu", ".VnTime", undecided) == "Tờn khu"
    for use in (old, undecided):
        assert decode_font("Tr.®", ".VnTime", use) == "Tr.đ"
        assert decode_font("®", ".VnTime", use) == "đ"
    # A text that only one reading makes Vietnamese needs no others.
    assert decode_font("Céng hoµ", ".VnTime", unicode) == "Cộng hoà"
    assert decode_font("nhà ở", ".VnTime", old) == "nhà ở"
