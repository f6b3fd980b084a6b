"""A text as words, numbers and signs with their places, and what digits are no figures: dates, times, documents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from schemas.facts.words import either

WORD, NUMBER, SIGN, DATE, OTHER = "word", "number", "sign", "date", "other"

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_PLAIN = {
    **dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys(map(ord, "−‐‑‒–—―"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ´`"), "'"),
    **dict.fromkeys(map(ord, "“”„«»"), '"'),
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},
}
_UNSEEN = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign. `word` is what is compared; `start`, `end` are characters of the plain text.

    `date` is (year, month, day) with 0 for what is not written; `block` counts lines of the text.
    """

    kind: str
    word: str
    start: int
    end: int
    block: int
    raw: str = ""
    date: tuple[int, int, int] = (0, 0, 0)

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper()


@dataclass(frozen=True)
class Plain:
    """A text with odd spaces, dashes and quotes made plain, in NFC; `origin[i]` is where its i-th character stood."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.origin[start], self.origin[end]


def plain_of(text: str) -> Plain:
    """The text as it is read; offsets lead back to the text as it stands in its file."""
    if unicodedata.is_normalized("NFC", text) and not any(ord(c) in _UNSEEN for c in set(text)):
        return Plain(text.translate(_PLAIN), tuple(range(len(text) + 1)))
    letters: list[str] = []
    origin: list[int] = []
    index = 0
    while index < len(text):
        end = index + 1
        while end < len(text) and end - index < 8 and unicodedata.combining(text[end]):
            end += 1
        for letter in unicodedata.normalize("NFC", text[index:end]).translate(_PLAIN):
            if ord(letter) not in _UNSEEN:
                letters.append(letter)
                origin.append(index)
        index = end
    return Plain("".join(letters), (*origin, len(text)))


@lru_cache(maxsize=16384)
def same_word(word: str) -> str:
    """A word as it is compared: lower case, its tone mark wherever it is put (hoà, hòa), final i as y (tỉ, tỷ)."""
    letters = unicodedata.normalize("NFD", word.lower())
    tone = "".join(c for c in letters if c in _TONES)
    rest = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    if len(rest) > 1 and rest[-1] == "i" and not set(rest[:-1]) & set("aeiouyăâêôơư"):
        rest = rest[:-1] + "y"
    return rest + tone


_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_HOUR, _MINUTE = either("clock", "hour"), either("clock", "minute")
# Longest first. What is named `x` is no figure and no date that a period could be told from.
_TOKEN = re.compile(
    rf"""
    (?P<x1>(?:https?://|www\.)\S+|\S+@\S+\.\w+)
  | (?P<full>(?<![\d.,/-]){_DAY}\s?[/.-]\s?{_MONTH}\s?[/.-]\s?(?:19|20)\d\d(?![\d/]|[.,-]\d|[-/]?[A-ZĐ]))
  | (?P<iso>(?<![\d.,/-])(?:19|20)\d\d-{_MONTH}-{_DAY}(?!\d))
  | (?P<x2>(?<!\w)\d+(?:/\d{{2,4}})?(?:/|-)(?:[A-ZĐƯ]{{1,}}[\w]*[-/.&]?)+\d*(?!\w))
  | (?P<x3>(?<!\w)(?!USD|VN[DĐ])[A-ZĐ]{{1,5}}-?\d+(?:[-/.]\d+)*\w*|(?<![\w.,])\d+(?!USD|VN[DĐ])[A-ZĐ]+\d*(?![\w/])
      |(?<!\w)[IVX]+-[A-Z]\b)
  | (?P<x4>(?<![\w/])\d{{1,2}}(?::\d\d(?::\d\d)?(?!\d)|[hg]\d\d(?!\d)|h(?!\w)
          |\ {_HOUR}(?:\ \d\d(?!\d))?)(?:\ {_MINUTE})?)
  | (?P<x5>\(?\+\d{{1,3}}[ .-]?(?:\d{{2,4}}[ .-]?){{2,4}}\d{{2,4}}|\(0\d{{1,4}}\)[ .-]?\d{{2,4}}
          (?:[ .-]?\d{{2,4}}){{1,3}}
      |(?<![\d.,])0\d{{1,4}}(?:[ .-]\d{{3,4}}){{1,3}}(?!\d)|(?<![\d.,])0\d{{8,10}}(?!\d)
      |(?<!\d)1[89]00[ .-]?\d{{4,6}}(?!\d))
  | (?P<month>(?<![\d.,/-]){_MONTH}\s?[/-]\s?(?:19|20)\d\d(?![\d/]|[.,]\d))
  | (?P<day>(?<![\d.,/-]){_DAY}/{_MONTH}(?![\d/]|[.,]\d))
  | (?P<x6>GMT\s?[+-]\s?\d+)
  | (?P<number>\d{{1,3}}(?:\ \d{{3}})+(?:,\d+)?(?![\d.,]?\d)|\d+(?:[.,]\d+)*)
  | (?P<word>[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)?)
  | (?P<sign>\n|\t|[^\w\s]|_)
    """,
    re.VERBOSE,
)


def tokens_of(plain: str) -> list[Token]:
    """The words, numbers and signs of a text in order; a line break and a tab are signs too."""
    found: list[Token] = []
    block = 0
    for match in _TOKEN.finditer(plain):
        kind, raw = match.lastgroup or "", match.group()
        start, end = match.span()
        if kind == "word":
            found.append(Token(WORD, same_word(raw), start, end, block, raw))
        elif kind == "number":
            found.append(Token(NUMBER, raw, start, end, block, raw))
        elif kind == "sign":
            found.append(Token(SIGN, raw, start, end, block, raw))
            block += raw == "\n"
        elif kind in ("full", "iso", "month", "day"):
            found.append(Token(DATE, "", start, end, block, raw, _date(kind, raw)))
        else:
            found.append(Token(OTHER, "", start, end, block, raw))
    return found


def _date(kind: str, raw: str) -> tuple[int, int, int]:
    parts = [int(part) for part in re.findall(r"\d+", raw)]
    if kind == "iso":
        return parts[0], parts[1], parts[2]
    if kind == "full":
        return parts[2], parts[1], parts[0]
    return (parts[1], parts[0], 0) if kind == "month" else (0, parts[1], parts[0])
