"""Text compared as people compare it: without case, accents, spaces, punctuation or tone placement."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_STROKED = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))  # signs that look alike and are typed for one another


class Letters(dict[int, str]):
    """For `str.translate`: what is left of each character, its letters and digits without their accents.

    Accents are dropped; a d with a stroke is a d; the signs in `kept` stay; `gap` stands for every other sign.
    Characters can be taken one by one because nothing that depends on their neighbours (the order of several accents)
    is left. Each is found out when it is first met.
    """

    def __init__(self, *, kept: str = "", gap: str = "") -> None:
        super().__init__()
        self._kept, self._gap = kept, gap

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code)).translate(_STROKED)
        left = self[code] = "".join(
            c if c.isalnum() or c in self._kept else "" if _unseen(c) else self._gap for c in decomposed
        )
        return left


def _unseen(character: str) -> bool:
    """Whether a character is an accent of the one before, or nothing one sees (a soft hyphen, a mark of direction)."""
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"


_JOINED, _SPACED = Letters(), Letters(gap=" ")


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """The text in NFC, with no-break and zero-width characters made plain and runs of spaces made one."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.replace("\u200b", "").replace("\ufeff", "").split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Letters and digits only, lower case, no accents: `Hoà Bình` and `HÒA  BÌNH` both give `hoabinh`."""
    return text.translate(_JOINED).lower()


@lru_cache(maxsize=65536)
def fold_words(text: str) -> str:
    """As `fold`, with single spaces kept between words."""
    return " ".join(text.translate(_SPACED).lower().split())
