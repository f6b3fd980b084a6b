"""Level 2, against the board's own accepted history. One function a rule."""

from __future__ import annotations

from flows.validate.applications import Balance, clean
from flows.validate.cells import column
from flows.validate.drafts import Draft
from flows.validate.history import Accepted
from flows.validate.tolerance import balances
from schemas.form import Form, ValueKey
from schemas.periods import Period
from schemas.rules import ERROR
from schemas.texts import Text

OPENING, CLOSING = "1.09", "1.10"


class Tally:
    """How often rules passed, failed or could not be verified for one submission."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], list[int]] = {}

    def add(self, submission: str, rule: str, outcome: bool | None) -> None:
        slot = self.counts.setdefault((submission, rule), [0, 0, 0])
        slot[2 if outcome is None else 0 if outcome else 1] += 1


def r201_opening_is_last_closing(
    submission: str, board: str, period: Period, accepted: Accepted, form: Form, tally: Tally
) -> list[Draft]:
    """1.09 opening = the previous period's accepted 1.10 closing (fdi and ddi); predecessors' sum after a merger."""
    drafts = []
    previous = period.previous
    for sector in ("fdi", "ddi"):
        opening, closing = ValueKey(OPENING, sector, "actual"), ValueKey(CLOSING, sector, "actual")
        if OPENING not in form.by_code or CLOSING not in form.by_code:
            continue
        found = accepted.values.get(submission, {}).get(opening)
        expected = accepted.value(board, period, previous, closing)
        allowance = form.half_unit(opening) + form.half_unit(closing)
        holds = None if found is None or expected is None else balances(found - expected, allowance)
        tally.add(submission, "R201", holds)
        if holds is False and found is not None and expected is not None:
            name = column(opening)
            # The accepted closing figure is a constant of this balance, so a repair can use it.
            constant = f"known|{expected!r}"
            drafts.append(
                Draft(
                    rule="R201",
                    kind="opening",
                    severity=ERROR,
                    level=2,
                    submission=submission,
                    board=board,
                    period=str(period),
                    code=OPENING,
                    sector=sector,
                    measure="actual",
                    found=found,
                    expected=clean(expected),
                    difference=clean(found - expected),
                    allowance=allowance,
                    places={"previous": Text(previous.text_vi, previous.text_en)},
                    columns=(name,),
                    balance=Balance(((name, 1.0), (constant, -1.0)), allowance),
                    covers=(f"{previous} {column(closing)}={expected!r}",),
                )
            )
    return drafts
