"""Workbooks that are encrypted with the password every Excel knows.

Excel encrypts a workbook whose structure is protected, or that is to be opened read-only, with a fixed password and
opens it without asking ([MS-OFFCRYPTO] 2.3.7.1 and 2.2.10): its owner has never heard of it.
"""

from __future__ import annotations

import re
from io import BytesIO

from flows.ingest.files.grids import UnreadableFile

_KNOWN_TO_ALL = "VelvetSweatshop"
_SPINS = re.compile(rb'spinCount="([0-9]+)"')
_MOST_SPINS = 1_000_000  # Office takes a hundred thousand


def unlocked(data: bytes) -> bytes:
    """The workbook inside an encrypted file.

    Raises:
        UnreadableFile: unreadable_password, when it has a password of its own.
    """
    import msoffcrypto

    if any(int(spins[:9]) > _MOST_SPINS for spins in _SPINS.findall(data)):
        raise UnreadableFile("unreadable_password")
    opened = BytesIO()
    try:
        office = msoffcrypto.OfficeFile(BytesIO(data))
        office.load_key(password=_KNOWN_TO_ALL)
        office.decrypt(opened)
    except Exception:  # the library raises whatever a strange header makes it trip over
        raise UnreadableFile("unreadable_password") from None
    if not opened.getvalue():
        raise UnreadableFile("unreadable_password")
    return opened.getvalue()
