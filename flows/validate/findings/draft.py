"""A finding on its way: what failed and what it read, before cause, repairs and wording are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.validate.findings.finding import CellRef, Repair
from flows.validate.rules.applications import Balance


@dataclass(slots=True)
class Draft:
    """One failure. `places` fill the text `kind`; values stay numbers or `Text` until they are worded.

    columns: the wide-frame columns the check read, the place the rule speaks about first. suspect: the one that
    looks wrong by itself (a column), if any. covers: what a waiver covers (form values and raw texts).
    """

    rule: str
    kind: str
    severity: str
    level: int
    submission: str
    board: str
    period: str
    code: str = ""
    sector: str = ""
    measure: str = ""
    found: float | str = ""
    expected: float | str = ""
    difference: float | None = None
    allowance: float | None = None
    places: dict[str, object] = field(default_factory=dict)
    cells: list[CellRef] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    suspect: str = ""
    balance: Balance | None = None
    covers: tuple[str, ...] = ()
    cause: str = ""
    repairs: tuple[Repair, ...] = ()
    answers: int = 0  # all smallest repairs, of which `repairs` holds the likeliest
    waived_by: str = ""
    stops: int = 0  # further checks that could not be made because of this
