"""The form as a workbook: drawn from `form.csv`, prefilled with what is known, hard to fill in wrong.

Totals are entered and not computed: a balance that is typed twice finds slips, a balance that is computed hides them.
"""

from __future__ import annotations

from pathlib import Path

from flows.correspond.form_layout import FormLayout, lay_out
from flows.correspond.prefill import Known
from flows.correspond.same_bytes import save_without_moments
from flows.correspond.template.drawing import Drawing
from flows.correspond.template.front_sheets import check_summary, cover, guide, precision_sheet
from flows.correspond.template.indicator_sheets import indicator_sheet
from flows.correspond.template.list_sheets import list_sheet
from schemas.facts.boards import Board
from schemas.form import Form
from schemas.periods import Period
from schemas.reference import Reference

# Lines left free below what the board had last time, and at least, by the key of the list's sheet.
SPARE_LINES = {"zone_list": 15, "projects": 40}
LEAST_LINES = {"zone_list": 30, "projects": 60}
_OTHER_LISTS = 40


def list_room(form: Form, known: Known, lines_before: dict[str, int]) -> dict[str, int]:
    """Lines to leave in each list: what the board needed last time, and some."""
    room = {}
    for sheet in form.list_sheets:
        key = form.sheet_by_name[sheet].key
        had = max(lines_before.get(sheet, 0), len(known.zones) if key == "zone_list" else 0)
        room[sheet] = max(LEAST_LINES.get(key, _OTHER_LISTS), had + SPARE_LINES.get(key, _OTHER_LISTS))
    return room


def write_template(
    destination: Path,
    reference: Reference,
    board: Board,
    period: Period,
    known: Known | None = None,
    lines_before: dict[str, int] | None = None,
) -> FormLayout:
    """Write the form of a board and period as xlsx and return where its cells stand.

    known: figures already accepted; nothing by default. lines_before: list sheet -> how many lines the board had
    last time, which decides how much room its lists get.

    Raises:
        OSError: the file cannot be written.
    """
    import openpyxl

    known, reference = known or Known(), reference.in_force(period)
    form = reference.form
    layout = lay_out(form, list_room(form, known, lines_before or {}))
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    drawing = Drawing(book, reference, board, period, known, layout)
    cover(drawing)
    for sheet in form.sheets:
        if sheet.sheet in layout.tables:
            indicator_sheet(drawing, layout.tables[sheet.sheet])
        elif sheet.sheet in layout.lists:
            list_sheet(drawing, layout.lists[sheet.sheet])
    check_summary(drawing)
    guide(drawing)
    precision_sheet(drawing)
    book.calculation.fullCalcOnLoad = True
    book.properties.title = f"{form.version} {board.board_name_vi} {period}"
    book.properties.creator = "Red River Zones"
    save_without_moments(book, destination)
    return layout
