"""Office files without the moment they were written at: the same contents give the same bytes."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flows.raw_folder.safe_writing import replace_file

_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(?=</dcterms:\2>)")


class Saved(Protocol):
    """A workbook or document that can be saved."""

    def save(self, file: io.BytesIO, /) -> None: ...


def save_without_moments(document: Saved, path: Path) -> None:
    """Write a docx or xlsx in one step, as a program without a clock would have written it.

    Raises:
        OSError: it cannot be written.
    """
    saved, again = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as old, ZipFile(again, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == _PROPERTIES:
                data = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            info = ZipInfo(member.filename, _NO_MOMENT)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = member.external_attr
            new.writestr(info, data)
    replace_file(path, again.getvalue())
