"""Output in whatever code page: a letter it lacks is written as near as it can be, never a traceback."""

from __future__ import annotations

import codecs
import sys
import unicodedata

_PLAIN = {"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "→": "->", "…": "...",
          "·": "-", "×": "x", "±": "+/-", "≤": "<=", "≥": ">=", "²": "2"}  # fmt: skip


def nearest_in(encoding: str) -> str:
    """The name of an error handler of codecs for one code page.

    A letter is written as letter and tone mark apart where the code page has those, else bare, else as a question mark.
    """

    def nearest(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        shown = "".join(_nearest(letter, encoding) for letter in error.object[error.start : error.end])
        return shown, error.end

    name = f"zones-nearest-{encoding.lower()}"
    codecs.register_error(name, nearest)
    return name


def _nearest(letter: str, encoding: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    # cp1258 has ê and the tone marks, not ế: a letter with its first mark, then the rest.
    joined = unicodedata.normalize("NFC", apart[:2]) + apart[2:]
    moved = unicodedata.normalize("NFC", apart[0] + apart[2:3]) + apart[1:2]
    for candidate in (joined, moved, apart, _PLAIN.get(letter, apart[0]), "?"):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return "?"


def never_fail() -> None:
    """Make standard output and standard error take every letter."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=nearest_in(stream.encoding))
