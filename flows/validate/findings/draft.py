"""A finding on its way: what failed and what it read, before cause, repairs and wording are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.ingest.submission import Place
from flows.validate.findings.finding import Repair
from schemas.language.checks.check import Balance
from schemas.text import Text


@dataclass(slots=True)
class Draft:
    """One failure. `words` fill the sentence `kind`; values stay numbers or `Text` until they are worded.

    columns: the wide-frame columns the check read, the place the rule speaks about first. suspect: the one that
    looks wrong by itself (a column), if any. covers: what a waiver covers (form values and raw texts). at: the cell the
    sentence speaks of, where it is not the first. message: a sentence that is worded already. The rest is as in an
    `Explanation`.
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
    words: dict[str, object] = field(default_factory=dict)
    message: Text | None = None
    at: Place | None = None
    cells: list[Place] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    suspect: str = ""
    balance: Balance | None = None
    likely: float | None = None
    usual: float | None = None
    factor: float | None = None
    currency: bool = False
    put_right: tuple[tuple[str, float], ...] = ()
    slip: str = ""
    together: str = ""
    covers: tuple[str, ...] = ()
    cause: str = ""
    repairs: tuple[Repair, ...] = ()
    answers: int = 0  # all smallest repairs, of which `repairs` holds the likeliest
    waived_by: str = ""
    stops: int = 0  # further checks that could not be made because of this
