"""A finding: one rule that failed at one place, worded for people, with the cells it read."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.ingest.submission import Place
from schemas.text import Text


@dataclass(frozen=True)
class RepairCell:
    """One cell of a suggested repair and the value that would make every balance of the sheet hold."""

    sheet: str | None
    cell: str
    code: str
    sector: str
    measure: str
    found: float | None
    value: float | None  # None where the repair is no number; `text` says what then
    text: str = ""


@dataclass(frozen=True)
class Repair:
    """A minimal set of cells that would settle the balances; `cause` names the slip. Suggested, never applied."""

    cells: tuple[RepairCell, ...]
    cause: str  # key of a text: digits_transposed, digit_dropped, sign_lost, thousand, columns_swapped, ... or ""
    text_vi: str
    text_en: str

    @property
    def text(self) -> Text:
        return Text(self.text_vi, self.text_en)


@dataclass(frozen=True)
class Finding:
    """One failed rule at one place.

    `cells` holds every cell the check read, the most suspected first; `sheet` and `cell` are the first of them.
    `cause` is shared by findings of one cause. `submission` is empty for findings of a period (R301).
    """

    rule: str
    severity: str
    submission: str
    board: str
    period: str
    sheet: str | None
    cell: str
    code: str
    sector: str
    measure: str
    found: str
    expected: str
    difference: float | None
    allowance: float | None
    cells: tuple[Place, ...]
    cause: str
    message_vi: str
    message_en: str
    repairs: tuple[Repair, ...] = field(default=())
    answers: int = 0  # how many smallest repairs there are; `repairs` holds the likeliest of them
    waived_by: str = ""
    covers: tuple[str, ...] = field(default=())  # what a waiver of it covers: form values and raw texts it read

    @property
    def message(self) -> Text:
        return Text(self.message_vi, self.message_en)
