"""ods: values by python-calamine."""

from __future__ import annotations

from zipfile import ZipFile

from flows.ingest.formats.spreadsheet import sheets_of
from flows.ingest.grids import Grid, Workbook


def read(data: bytes, archive: ZipFile) -> Workbook:
    """The grids of an OpenDocument spreadsheet."""
    return Workbook("ods", tuple(Grid(sheet=s.name, rows=s.rows, hidden=s.hidden) for s in sheets_of(data)))
