"""Sheets nobody has filled in yet: one cause with one sentence, and no likely figure made of blanks."""

from __future__ import annotations

from collections.abc import Sequence

from flows.texts import rules as texts
from flows.validate.findings.draft import Draft
from schemas.form import Form
from schemas.text import Text

# From so many blank cells on, and half of what a sheet asks for, it is the sheet that is blank.
_LEAST = 4
# What a board writes itself; plans, last year's figures and the scale of scores may be filled in beforehand.
_OWN = ("actual", "self")


def one_cause_a_sheet(drafts: Sequence[Draft], form: Form) -> None:
    """Give the blank cells of each unfilled sheet one cause; the first of them speaks for all.

    A number beside the table of such a sheet is not somewhere else than it belongs: nothing is where it belongs yet.
    """
    blank: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.kind in ("blank", "list_blank"):
            line = form.by_code.get(draft.code)
            blank.setdefault(line.sheet if line else draft.code, []).append(draft)
    for sheet, mine in blank.items():
        if len(mine) < _LEAST or not _unfilled(sheet, mine, form):
            continue
        first, place = mine[0], mine[0].cells[0]
        beside = [d for d in drafts if d.rule == "F06" and d.cells and d.cells[0].sheet == place.sheet]
        about = form.sheet_by_name[sheet]
        for draft in (*mine, *beside):
            draft.cause, draft.repairs, draft.stops = f"unfilled {sheet}", (), 0
        first.message = texts.UNFILLED_SHEET.fill(
            sheet=texts.where(place.sheet, ""), title=Text(about.title_vi, about.title_en), count=len(mine),
            cell=place.cell,
        )  # fmt: skip


def _unfilled(sheet: str, blank: Sequence[Draft], form: Form) -> bool:
    """Whether half of it is blank; of a list, in the lines that lack anything."""
    if sheet in form.list_sheets:
        asked = len({str(draft.words["line"]) for draft in blank}) * sum(c.required for c in form.list_sheets[sheet])
    else:
        asked = sum(
            line.must_be_filled(column) and column.measure in _OWN
            for line in form.by_sheet[sheet]
            for column in line.columns
        )
    return 2 * len(blank) >= asked
