"""Bytes of a submission become grids: here, or in a process with limits where the file is unusual."""

from __future__ import annotations

from flows.ingest.files.grids import Workbook
from flows.ingest.files.kinds import open_here
from flows.ingest.files.limits import Unusual


def open_workbook(data: bytes) -> Workbook:
    """All grids of a submission file: xlsx, xlsm, xlsb, xls, ods, csv, tsv, docx, or a zip of some of them.

    The usual file is read at once; one that is large or malformed is read in a process with limits.

    Raises:
        UnreadableFile: it is none of the accepted formats, or broken, locked, empty or hostile; the reason says which.
    """
    try:
        return open_here(data)
    except Unusual:
        from flows.ingest.files.confined import open_confined

        return open_confined(data)
