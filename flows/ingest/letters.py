"""Old Vietnamese letters: TCVN3 and VNI belong to the font of a cell, cp1258 and UTF-16 to the bytes of a file.

In those fonts a code point means what the font draws: `¸` in .VnTime is á, and in TCVN3 `ư` is U+00AD (the soft
hyphen), so nothing may strip format characters before decoding. Sources of the tables: TCVN 5712:1993 (VN3, the
lower-case half) and the VNI-Times layout, both as drawn by the fonts themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from flows.ingest.syllables import is_syllable, share_of_syllables

TCVN3, VNI = "tcvn3", "vni"

# fmt: off
_TCVN3_ROWS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
# fmt: on
TCVN3_LETTERS: dict[str, str] = {
    chr(start + offset): letter for start, row in _TCVN3_ROWS.items() for offset, letter in enumerate(row)
}

# VNI writes a base letter and then a sign; a few letters are single signs.
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_SHAPES = {  # letter: base and sign of each tone: level, sắc, huyền, hỏi, ngã, nặng
    "â": ("a", "âáàåãä"),
    "ă": ("a", "êéèúüë"),
    "ê": ("e", "âáàåãä"),
    "ô": ("o", "âáàåãä"),
}
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ"}


def _vni_letters() -> dict[str, str]:
    letters = dict(_VNI_SINGLE)
    for base, drawn in {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}.items():
        for tone, sign in _VNI_TONES.items():
            letters[base + sign] = unicodedata.normalize("NFC", drawn + tone)
    for letter, (base, signs) in _VNI_SHAPES.items():
        for tone, sign in zip(["", *_VNI_TONES], signs):
            letters[base + sign] = unicodedata.normalize("NFC", letter + tone)
    capitals: dict[str, str] = {}
    for written, letter in letters.items():
        capitals[written.upper()] = letter.upper()
        if len(written) == 2:  # a capital with a small sign and the reverse are drawn alike
            capitals[written[0].upper() + written[1]] = letter.upper()
            capitals[written[0] + written[1].upper()] = letter
    return letters | capitals


VNI_LETTERS: dict[str, str] = _vni_letters()


def _bytes_by_code_page() -> dict[str, str]:
    """Characters beyond Latin-1 that a program put in place of a byte, by Windows code page 1258, then 1252."""
    back: dict[str, str] = {}
    for code_page in ("cp1258", "cp1252"):
        for byte in range(0x80, 0x100):
            try:
                character = bytes([byte]).decode(code_page)
            except UnicodeDecodeError:
                continue
            if ord(character) > 0xFF:
                back[character] = chr(byte)
    return back


_WORD = re.compile(r"\S+")
_UNICODE_LETTERS = frozenset("ăđơưĂĐƠƯ")
_BACK_TO_BYTES = _bytes_by_code_page()


def encoding_of_font(font: str) -> str | None:
    """TCVN3 for .VnTime and its family, VNI for VNI-Times and its family, None for fonts of Unicode."""
    name = font.strip().lower()
    if name.startswith((".vn", ".tmc")):
        return TCVN3
    if name.startswith("vni"):
        return VNI
    return None


def draws_capitals(font: str) -> bool:
    """Whether a TCVN3 font draws small letters as capitals (.VnTimeH)."""
    name = font.strip()
    return encoding_of_font(name) == TCVN3 and name.endswith(("H", "h"))


def decode(text: str, encoding: str) -> str:
    """Text typed in a font of `encoding`, as Unicode NFC; characters the font does not define stay as they are."""
    typed = "".join(_BACK_TO_BYTES.get(character, character) for character in text)
    if encoding == TCVN3:
        return "".join(TCVN3_LETTERS.get(character, character) for character in typed)
    letters: list[str] = []
    place = 0
    while place < len(typed):
        pair = typed[place : place + 2]
        if len(pair) == 2 and pair in VNI_LETTERS:
            letters.append(VNI_LETTERS[pair])
            place += 2
        else:
            letters.append(VNI_LETTERS.get(pair[0], pair[0]))
            place += 1
    return "".join(letters)


def _only_unicode(character: str) -> bool:
    """Whether no old font has this code point: a Vietnamese letter beyond Latin-1 that no code page gives either."""
    return "\u1ea0" <= character <= "\u1ef9"


def _decode_word(word: str, encoding: str) -> str:
    """A word of a cell that mixes both ways of typing: as it stands when that is a syllable, else decoded."""
    if word.isascii() or not _UNICODE_LETTERS.isdisjoint(word) or any(map(_only_unicode, word)) or is_syllable(word):
        return word
    return decode(word, encoding)


def decode_font(text: str, font: str) -> str:
    """Text of one run as its font draws it.

    People type Unicode into cells still formatted with an old font, so the font is believed unless only the Unicode
    reading consists of Vietnamese syllables; in a cell with a letter no old font has, each word is judged by itself.
    """
    encoding = encoding_of_font(font)
    if encoding is None:
        return text
    if text.isascii():
        return text.upper() if draws_capitals(font) else text
    plain = unicodedata.normalize("NFC", text)
    if any(map(_only_unicode, plain)):
        decoded = _WORD.sub(lambda word: _decode_word(word[0], encoding), plain)
    else:
        decoded = decode(text, encoding)
        as_drawn, as_typed = share_of_syllables(decoded), share_of_syllables(plain)
        # ă, đ, ơ and ư are Unicode unless a program read the bytes as code page 1258; then the rest tells.
        unicode_letters = not _UNICODE_LETTERS.isdisjoint(plain)
        if (as_drawn < 0.5 and as_typed > as_drawn) or (unicode_letters and as_typed >= as_drawn):
            decoded = plain
    return decoded.upper() if draws_capitals(font) else decoded


def decode_runs(runs: Iterable[tuple[str, str]]) -> str:
    """Runs of (text, font) of one cell as one text; neighbours of one font are read together."""
    joined: list[tuple[str, str]] = []
    for text, font in runs:
        if joined and joined[-1][1] == font:
            joined[-1] = (joined[-1][0] + text, font)
        else:
            joined.append((text, font))
    return "".join(decode_font(text, font) for text, font in joined)
