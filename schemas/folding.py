"""Text compared as people compare it: without case, accents, spaces, punctuation or tone placement."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

STROKED = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))  # signs that look alike and are typed for one another


def normalise(text: str) -> str:
    """The text in NFC, with no-break and zero-width characters made plain and runs of spaces made one."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.replace("\u200b", "").replace("\ufeff", "").split())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Letters and digits only, lower case, no accents: `Hoà Bình` and `HÒA  BÌNH` both give `hoabinh`."""
    if text.isascii():
        return "".join(filter(str.isalnum, text)).lower()
    decomposed = unicodedata.normalize("NFKD", text).translate(STROKED)
    return "".join(filter(str.isalnum, decomposed)).lower()


@lru_cache(maxsize=65536)
def fold_words(text: str) -> str:
    """As `fold`, with single spaces kept between words."""
    decomposed = unicodedata.normalize("NFKD", text).translate(STROKED)
    kept = (c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in decomposed)
    return " ".join("".join(kept).lower().split())
