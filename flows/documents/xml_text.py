"""Text as it may stand in an office file, which is XML."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

# Signs that turn the direction of what follows them: they would make a reader see other figures than there are.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def xml_text(text: str) -> str:
    """The text without characters XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def composed(text: str) -> str:
    """The same in composed letters (NFC), as an administrative document is written; nothing turns its direction."""
    return TURNING.sub("\ufffd", unicodedata.normalize("NFC", xml_text(text)))
