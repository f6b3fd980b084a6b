"""Reading the CSV files of this folder: plain text in, rows of strings out."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent


def read_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV as dictionaries; a missing field is an empty string.

    Raises:
        ValueError: a line has more fields than the heading, as when a text with a comma stands without quotation marks.
    """
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = []
        reader = csv.DictReader(handle)
        for row in reader:
            if None in row:
                raise ValueError(f"{path} line {reader.line_num}: more fields than headings; quote texts with a comma")
            rows.append({key: value or "" for key, value in row.items()})
        return rows
