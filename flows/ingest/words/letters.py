"""Old Vietnamese letters: TCVN3 and VNI belong to the font of a cell, cp1258 and UTF-16 to the bytes of a file.

In those fonts a code point means what the font draws: `¸` in .VnTime is á, and in TCVN3 `ư` is U+00AD (the soft
hyphen), so nothing may strip format characters before decoding. Sources of the tables: TCVN 5712:1993 (VN3, the
lower-case half) and the VNI-Times layout, both as drawn by the fonts themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from flows.ingest.words.syllables import is_syllable, syllables_of

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
    letters = {"iù": "í", "iø": "ì", **_VNI_SINGLE}  # two signs where most write one
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


def _impossible(character: str, encoding: str) -> bool:
    """Whether no program can have stored this letter for a text in an old font.

    A Vietnamese letter beyond Latin-1 that no code page gives either, or a letter whose byte TCVN3 does not use.
    """
    if "\u1ea0" <= character <= "\u1ef9":
        return True
    if encoding != TCVN3 or character.isascii() or not character.isalpha():
        return False
    return _BACK_TO_BYTES.get(character, character) not in TCVN3_LETTERS


def _decode_word(word: str, encoding: str) -> str:
    """A word of a cell that mixes both ways of typing: as it stands when that is a syllable, else decoded."""
    if word.isascii() or not _UNICODE_LETTERS.isdisjoint(word) or is_syllable(word):
        return word
    if any(_impossible(character, encoding) for character in word):
        return word
    return decode(word, encoding)


def _evidence(text: str, encoding: str) -> int:
    """How a text in an old font was typed: 1 Unicode, -1 as the font draws, 0 when it reads well or badly both ways."""
    if any(_impossible(character, encoding) for character in text):
        return 1
    drawn, drawn_words = syllables_of(decode(text, encoding))
    typed, typed_words = syllables_of(text)
    if not typed_words or not drawn_words:
        return -1 if drawn else 0
    difference = typed * drawn_words - drawn * typed_words
    return (difference > 0) - (difference < 0)


class FontUse:
    """How the old fonts of one file were used: gathered from all its texts before any is decoded.

    People type Unicode into cells still formatted with an old font; one short text cannot tell, all of them can.
    """

    def __init__(self) -> None:
        self.settled = False  # set by who has shown it all texts
        self._balance: Counter[str] = Counter()

    def see(self, runs: Iterable[tuple[str, str]]) -> None:
        """Take the runs of one cell as evidence."""
        for text, font in _joined(runs):
            encoding = encoding_of_font(font)
            if encoding and not text.isascii():
                self._balance[font] += _evidence(unicodedata.normalize("NFC", text), encoding)

    def is_unicode(self, font: str) -> bool:
        """Whether more texts in this font are Unicode than are typed as it draws; without evidence the font decides."""
        return self._balance[font] > 0


_NO_EVIDENCE = FontUse()


def decode_font(text: str, font: str, use: FontUse = _NO_EVIDENCE) -> str:
    """Text of one run as its font draws it.

    The font is believed, unless the text tells by itself that it is Unicode, or tells nothing and the file's other
    texts in this font are Unicode (`use`). In a text with a letter the font cannot have, each word is judged by itself.
    """
    encoding = encoding_of_font(font)
    if encoding is None:
        return text
    if text.isascii():
        return text.upper() if draws_capitals(font) else text
    plain = unicodedata.normalize("NFC", text)
    if any(_impossible(character, encoding) for character in plain):
        decoded = plain if use.is_unicode(font) else _WORD.sub(lambda word: _decode_word(word[0], encoding), plain)
    else:
        told = _evidence(plain, encoding)
        decoded = plain if told > 0 or (told == 0 and use.is_unicode(font)) else decode(text, encoding)
    return decoded.upper() if draws_capitals(font) else decoded


def _joined(runs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for text, font in runs:
        if joined and joined[-1][1] == font:
            joined[-1] = (joined[-1][0] + text, font)
        else:
            joined.append((text, font))
    return joined


def decode_runs(runs: Iterable[tuple[str, str]], use: FontUse = _NO_EVIDENCE) -> str:
    """Runs of (text, font) of one cell as one text; neighbours of one font are read together."""
    return "".join(decode_font(text, font, use) for text, font in _joined(runs))
