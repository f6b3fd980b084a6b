"""Writing text into workbooks so that it stays text: nothing a board sent ever becomes a formula of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.documents.xml_text import xml_text
from flows.raw_folder.spreadsheet_safe import looks_like_formula

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

_CELL_LIMIT = 32767


def plain_text(text: str) -> str:
    """The text without characters XML cannot hold, as long as a cell can be."""
    return xml_text(text)[:_CELL_LIMIT]


def set_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text that stays one, also when it begins like a formula and somebody edits the cell later."""
    clean = plain_text(text)
    cell.value = clean
    cell.data_type = "s"
    if looks_like_formula(clean):
        cell.quotePrefix = True


def sheet_title(wanted: str, taken: set[str]) -> str:
    """A sheet name Excel accepts and nobody has yet: at most 31 characters, none of []:*?/\\. Adds it to `taken`."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip().strip("'")[:31] or "Sheet"
    title, number = base, 2
    while title.casefold() in taken:
        suffix = f" ({number})"
        title, number = base[: 31 - len(suffix)] + suffix, number + 1
    taken.add(title.casefold())
    return title
