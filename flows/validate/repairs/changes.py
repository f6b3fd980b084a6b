"""A change that would put failing balances right: the cells and their new figures, in the words people read."""

from __future__ import annotations

from dataclasses import dataclass

from flows.texts import rules as texts
from flows.texts.numbers import number_text
from flows.validate.findings.finding import Repair, RepairCell
from schemas.text import Text


@dataclass(frozen=True)
class Change:
    """One answer: variables with their new figures, or something done to a list. Lower `rank` is likelier."""

    cells: tuple[RepairCell, ...]
    cause: str
    rank: float
    text: Text | None = None
    names: frozenset[str] = frozenset()


def as_repair(change: Change, unfilled: Text | None = None) -> Repair:
    """A change in the words people read. `unfilled`: what stands where there is no figure, x unless said."""
    if change.text is not None:
        shown = change.text
    else:
        vi, en = [], []
        for cell in change.cells:
            at = texts.where(cell.sheet, cell.cell)
            found = number_text(cell.found) if cell.found is not None else unfilled or Text("x", "x")
            value = number_text(cell.value) if cell.value is not None else Text(cell.text, cell.text)
            vi.append(texts.REPAIR_ONE.vi.format(where=at.vi, found=found.vi, value=value.vi))
            en.append(texts.REPAIR_ONE.en.format(where=at.en, found=found.en, value=value.en))
        shown = Text("; ".join(vi), "; ".join(en))
    cause = texts.CAUSES.get(change.cause)
    if cause is not None:
        shown = Text(
            texts.REPAIR_CAUSE.vi.format(cells=shown.vi, cause=cause.vi),
            texts.REPAIR_CAUSE.en.format(cells=shown.en, cause=cause.en),
        )
    return Repair(change.cells, change.cause, shown.vi, shown.en)
