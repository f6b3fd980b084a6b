"""Reading the CSV files of this folder: plain text in, rows of strings out."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent
# What tells the lines of a file apart: of two that are alike in it the later one would count, and nobody would know.
_KEYS = {
    "rules.csv": ("rule",),
    "units.csv": ("unit",),
    "calendar.csv": ("period",),
    "exchange_rates.csv": ("period",),
    "thresholds.csv": ("threshold",),
    "usual.csv": ("code",),
    "countries.csv": ("country",),
    "tables.csv": ("table",),
    "columns.csv": ("table", "column"),
    "terms.csv": ("kind", "term"),
    "words.csv": ("kind", "target"),
}


def read_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV as dictionaries; a missing field is an empty string.

    Raises:
        ValueError: a line has more fields than the heading, as when a text with a comma stands without quotation marks,
            or says again what an earlier one says.
    """
    key = _KEYS.get(path.name, ())
    first: dict[tuple[str, ...], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = []
        reader = csv.DictReader(handle)
        for row in reader:
            if None in row:
                raise ValueError(f"{path} line {reader.line_num}: more fields than headings; quote texts with a comma")
            rows.append({name: value or "" for name, value in row.items()})
            mine = tuple(rows[-1].get(name, "") for name in key)
            if key and first.setdefault(mine, reader.line_num) != reader.line_num:
                raise ValueError(
                    f"{path} line {reader.line_num}: {' '.join(mine)} stands in line {first[mine]} already"
                )
        return rows
