"""xls: values by python-calamine."""

from __future__ import annotations

from flows.ingest.formats.spreadsheet import sheets_of
from flows.ingest.grids import Grid, Workbook


def read(data: bytes) -> Workbook:
    """The grids of an xls workbook (BIFF5 or BIFF8)."""
    return Workbook("xls", tuple(Grid(sheet=s.name, rows=s.rows, hidden=s.hidden) for s in sheets_of(data)))
