"""One claim of a text and what came of holding it against a release."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.factcheck.meaning import Meaning

AGREES, ROUNDED, SLIP, DIFFERS, WRONG_SUM, OTHER_SCOPE, NOT_HERE, TRUE, FALSE, AMBIGUOUS = (
    "agrees",
    "agrees_by_rounding",
    "unit_slip",
    "differs",
    "wrong_sum",
    "other_scope",
    "not_in_warehouse",
    "word_true",
    "word_false",
    "ambiguous",
)
# What speaks against a text.
AGAINST = frozenset({SLIP, DIFFERS, WRONG_SUM, FALSE})


@dataclass(frozen=True)
class Claim:
    """A figure or a claim in words, from `start` to `end` of the document's text.

    `value` and `ours` are in `unit` and `ours_unit` (keys of units.csv, `percentage_point`, `times`); `facts` are what
    a sentence about it needs; `readings` what an ambiguous claim may mean.
    """

    token: str
    start: int
    end: int
    meaning: Meaning
    kind: str
    hedge: str
    value: float | None
    unit: str
    verdict: str
    ours: float | None = None
    ours_unit: str = ""
    why: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    readings: tuple[Meaning, ...] = ()
    unit_as_written: str = ""
