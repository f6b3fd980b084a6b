"""Signs nobody sees in a text that is shown: named, so that who is asked about it can find them."""

from __future__ import annotations

import unicodedata

from schemas.text import Text

_HIDDEN = Text("‹ký tự ẩn U+{code:04X}›", "‹hidden U+{code:04X}›")
_KINDS = frozenset(["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"])
# Fillers and blanks that Unicode counts as letters or signs.
_BLANKS = frozenset([0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)])


def with_hidden_named(text: str) -> Text:
    """The text with each sign nobody sees named in its place, in both languages."""
    if text.isascii() and text.isprintable():
        return Text(text, text)
    hidden = {ord(sign) for sign in set(text) if _is_hidden(sign)}
    return Text(
        text.translate({code: _HIDDEN.vi.format(code=code) for code in hidden}),
        text.translate({code: _HIDDEN.en.format(code=code) for code in hidden}),
    )


def _is_hidden(sign: str) -> bool:
    return ord(sign) in _BLANKS or (unicodedata.category(sign) in _KINDS and sign not in "\t\n\r")
