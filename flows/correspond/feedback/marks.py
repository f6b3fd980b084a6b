"""Marks in the cells of a board's workbook: fills and comments, and those of an earlier round taken away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flows.correspond.feedback.entries import Entry, suggestions
from flows.correspond.workbook_text import plain_text
from flows.ingest.submission import Place
from flows.texts import documents as texts
from flows.validate.findings.finding import Finding
from schemas.rules import ERROR, INFO, QUERY, SEVERITIES

if TYPE_CHECKING:
    from openpyxl import Workbook as Book
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

AUTHOR = "Red River Zones"
FILLS = {ERROR: "FFFF9999", QUERY: "FFFFD966", INFO: "FFBDD7EE"}
PALE = {ERROR: "FFFDE4E4", QUERY: "FFFFF4D1", INFO: "FFE7F0F9"}
_CELLS_TINTED = 12  # a check that read more cells than this tints none but the suspected one
_BOARDS_COMMENT = re.compile(
    re.escape(texts.FEEDBACK_COMMENT_BOARD.vi).replace(r"\{author\}", r"(?P<author>.*?)") + r"\n(?P<text>.*)", re.DOTALL
)


def forget_earlier_marks(sheet: Worksheet) -> None:
    """Take our fills and comments off again; a comment of the board that ours had taken in stands alone again."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    own = {*FILLS.values(), *PALE.values()}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                theirs = _BOARDS_COMMENT.search(cell.comment.text)
                cell.comment = Comment(theirs["text"], theirs["author"]) if theirs else None
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in own:
                cell.fill = PatternFill()


def cell_at(book: Book, titles: dict[str | None, str], place: Place) -> Cell | None:
    """The cell of a place, the first of its merged range; None when the copy has no such cell."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.utils.exceptions import CellCoordinatesException

    title = titles.get(place.sheet)
    if title is None or not place.cell:
        return None
    sheet = book[title]
    try:
        cell = sheet[place.cell]
    except (ValueError, CellCoordinatesException):
        return None
    if isinstance(cell, MergedCell):
        within = next(span for span in sheet.merged_cells.ranges if place.cell in span)
        cell = sheet.cell(within.min_row, within.min_col)
    return cell if not isinstance(cell, tuple) else None


def mark(book: Book, titles: dict[str | None, str], listed: tuple[Entry, ...]) -> None:
    """Fill every suspected cell and say in a comment what is wrong; tint what it was compared with."""
    said: dict[tuple[str, str], list[tuple[Entry, Finding]]] = {}
    tinted: dict[tuple[str, str], str] = {}
    for entry in listed:
        for finding in entry.findings:
            places = finding.cells or (Place(finding.sheet, finding.cell),)
            for number, place in enumerate(places):
                cell = cell_at(book, titles, place)
                if cell is None:
                    continue
                where = (titles[place.sheet], cell.coordinate)
                if number == 0:
                    said.setdefault(where, []).append((entry, finding))
                elif len(places) <= _CELLS_TINTED:
                    severities = (tinted.get(where, INFO), finding.severity)
                    tinted[where] = min(severities, key=SEVERITIES.index)
    for (title, address), severity in tinted.items():
        if (title, address) not in said:
            _fill(book[title][address], PALE[severity])
    for (title, address), found in said.items():
        sheet = book[title]
        severity = min((finding.severity for _, finding in found), key=SEVERITIES.index)
        _fill(sheet[address], FILLS[severity])
        _comment(sheet[address], found)
        # What is wrong must be seen, also where the board hid it.
        sheet.sheet_state = "visible"
        sheet.row_dimensions[sheet[address].row].hidden = False


def _fill(cell: Any, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def _comment(cell: Any, found: list[tuple[Entry, Finding]]) -> None:
    from openpyxl.comments import Comment

    blocks = []
    for entry, finding in dict.fromkeys(found):
        lines = [
            texts.FEEDBACK_COMMENT_HEAD.vi.format(
                number=entry.number, severity=texts.SEVERITY_WORDS[finding.severity].vi, rule=finding.rule
            ),
            finding.message_vi,
        ]
        lines += suggestions(finding, 3)
        blocks.append("\n".join(lines))
    text = plain_text("\n\n".join(blocks))
    if cell.comment is not None:
        heading = texts.FEEDBACK_COMMENT_BOARD.vi.format(author=plain_text(cell.comment.author or ""))
        text = f"{text}\n\n{heading}\n{plain_text(cell.comment.text)}"
    lines_shown = sum(1 + len(line) // 58 for line in text.splitlines())
    comment = Comment(text, AUTHOR)
    comment.width, comment.height = 400, min(560, 30 + 18 * lines_shown)
    cell.comment = comment
