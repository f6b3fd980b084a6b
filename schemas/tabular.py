"""Reading the CSV files of this folder: plain text in, rows of strings out."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent


def read_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV as dictionaries; a missing field is an empty string."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(handle)]
