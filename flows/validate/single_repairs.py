"""Likely figures where no balance says them: a slip that one rule by itself shows, and cells left blank."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from flows.validate.applications import Balance, Row, clean
from flows.validate.cells import key_of
from flows.validate.drafts import Draft
from flows.validate.findings import RepairCell
from flows.validate.places import Places
from flows.validate.repairs import Change
from flows.validate.rules_inside import MAY_BE_NEGATIVE
from flows.validate.slips import UNNAMED, slip_between
from flows.validate.unit_slips import POWER_WIDTH, POWERS, standing
from schemas.form import Form

# A decimal mark lost or misplaced puts a figure this near (in decades) to ten or a hundred times the usual.
MARK_WIDTH = 0.2
AFTER_HISTORY = frozenset({"R203", "R302", "R401", "R402"})


def single_repair(
    draft: Draft, row: Row, history: Mapping[str, list[float]], places: Places, form: Form
) -> Change | None:
    """The likely figure of the cell a finding speaks about, when the finding shows it."""
    if draft.rule == "R202" and isinstance(draft.found, float) and isinstance(draft.expected, float):
        slip = str(draft.places.get("slip"))
        cause = {"1000": "thousand", "0.001": "thousand", "1e+06": "million", "1e-06": "million"}.get(slip, "")
        return _change(draft.columns[0], draft.expected, cause, row, places, draft.submission)
    if draft.rule == "R106":
        nearest = draft.places["nearest"]
        if isinstance(nearest, float) and isinstance(draft.found, float):
            return _change(draft.columns[0], nearest, "", row, places, draft.submission)
    if draft.rule == "R105" and draft.columns and isinstance(draft.found, float):
        return _change(draft.columns[0], -draft.found, "sign_lost", row, places, draft.submission)
    if draft.rule == "R109" and isinstance(draft.expected, float):
        found = draft.found if isinstance(draft.found, float) else None
        cause = slip_between(found, draft.expected, 1) if found is not None else UNNAMED
        return _change(draft.columns[0], draft.expected, cause, row, places, draft.submission)
    if draft.rule == "R204" and isinstance(draft.found, float) and isinstance(draft.expected, float):
        # What was accepted last year is what this column is to repeat.
        cause = slip_between(draft.found, draft.expected, form.by_code[draft.code].decimals)
        return _change(draft.columns[0], draft.expected, cause, row, places, draft.submission)
    if draft.rule in AFTER_HISTORY:
        shown = _decimal_mark(draft, row, history, places, form)
        return _slip_against_others(draft, row, places) if shown is None else shown
    return None


def _slip_against_others(draft: Draft, row: Row, places: Places) -> Change | None:
    """Without a history of its own, a ratio 1000 or 1000000 times that of the other boards shows the unit (R302)."""
    usual, own = draft.places.get("usual"), draft.found
    value = row.get(draft.columns[0])
    if not isinstance(usual, float) or not isinstance(own, float) or not value or own <= 0:
        return None
    deviation = math.log10(own / usual)
    for power, cause in zip(POWERS, ("thousand", "million"), strict=True):
        for sign in (1, -1):
            if abs(deviation - sign * power) <= POWER_WIDTH:
                likely = clean(value * 10.0 ** (-sign * power))
                return _change(draft.columns[0], likely, cause, row, places, draft.submission)
    return None


def _decimal_mark(
    draft: Draft, row: Row, history: Mapping[str, list[float]], places: Places, form: Form
) -> Change | None:
    """A figure ten or a hundred times its usual is put right by moving the decimal mark, or by a power of 1000."""
    for name in draft.columns:
        value, key = row.get(name), key_of(name)
        line = form.by_code.get(key.code)
        if not value or line is None:
            continue
        where = standing(value, history.get(name, []), line)
        if where is None:
            continue
        for power, cause in ((1, "decimal_mark"), (2, "decimal_mark"), (3, "thousand"), (6, "million")):
            for sign in (1, -1):
                likely = clean(value * 10.0 ** (-sign * power))
                # A count has no decimal mark to lose.
                if abs(where.deviation - sign * power) <= MARK_WIDTH and not (line.is_count and power < 3):
                    return _change(name, likely, cause, row, places, draft.submission)
    return None


def implied_by_others(
    name: str, balances: Iterable[Balance], row: Row, submission: str, places: Places, form: Form
) -> Change | None:
    """What a cell without a figure must hold: the one figure that every balance it stands in gives."""
    key = key_of(name)
    line = form.by_code.get(key.code)
    if line is None:
        return None
    values = []
    for balance in balances:
        own = dict(balance.terms).get(name)
        if own is None:
            continue
        rest = 0.0
        for other, coefficient in balance.terms:
            if other == name:
                continue
            value = float(other[6:]) if other.startswith("known|") else balance.figure(other, row)
            if value is None:
                break
            rest += coefficient * value
        else:
            values.append((balance.allowed({**row, name: 0.0}), -rest / own))
    if not values:
        return None
    allowance, value = min(values)
    value = round(value, line.decimals)
    agreed = all(abs(value - other) <= own + allowance + line.half_unit for own, other in values)
    if not agreed or (value < 0 and key.code not in MAY_BE_NEGATIVE):
        return None
    return _change(name, value, UNNAMED, row, places, submission)


def _change(name: str, value: float, cause: str, row: Row, places: Places, submission: str) -> Change | None:
    cell = places.cell(submission, name)
    if cell is None:
        return None
    key = key_of(name)
    repaired = RepairCell(*cell, key.code, key.sector, key.measure, row.get(name), value + 0.0)
    return Change((repaired,), cause, 1.0, None, frozenset({name}))
