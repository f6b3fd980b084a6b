"""Likely figures where no balance says them: a slip that one rule by itself shows, and cells left blank."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from flows.ingest.submission import NOT_APPLICABLE
from flows.validate.figures.unit_slips import POWER_WIDTH, POWERS, distance_from
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import RepairCell
from flows.validate.findings.places import Line, Places
from flows.validate.repairs.changes import Change
from flows.validate.repairs.line_sums import amounts_of
from flows.validate.repairs.slips import UNNAMED, slip_between
from schemas.form import Form
from schemas.language.checks.check import Balance, Row
from schemas.language.checks.expressions import clean
from schemas.language.columns import ListSum, key_of, measure_of

# A decimal mark lost or misplaced puts a figure this near (in decades) to ten or a hundred times the usual.
MARK_WIDTH = 0.2
AFTER_HISTORY = frozenset({"R302", "R401", "R402"})


def single_repair(
    draft: Draft, row: Row, history: Mapping[str, list[float]], places: Places, form: Form
) -> Change | None:
    """The likely figure of the cell a finding speaks about, when the finding shows it."""
    if draft.put_right:
        return _changes(draft.put_right, draft.slip, row, places, draft.submission)
    if draft.rule == "R106":
        if (marked := _decimal_mark(draft, row, history, places, form)) is not None:
            return marked
        if draft.likely is not None:
            return _change(draft.columns[0], draft.likely, "", row, places, draft.submission)
    if draft.rule == "R105" and draft.columns and isinstance(draft.found, float):
        return _change(draft.columns[0], -draft.found, "sign_lost", row, places, draft.submission)
    if draft.rule == "R109" and draft.kind != "rounding" and isinstance(draft.expected, float):
        found = draft.found if isinstance(draft.found, float) else None
        cause = slip_between(found, draft.expected, 1) if found is not None else UNNAMED
        return _change(draft.columns[0], draft.expected, cause, row, places, draft.submission)
    if draft.rule == "R204" and isinstance(draft.found, float) and isinstance(draft.expected, float):
        # What was accepted last year is what this column is to repeat.
        cause = slip_between(draft.found, draft.expected, form.by_code[draft.code].decimals)
        cause = "" if cause == UNNAMED else cause  # it is repeated, not calculated
        return _change(draft.columns[0], draft.expected, cause, row, places, draft.submission)
    if draft.kind == "score_above_max":
        return _maximum(draft, row, history, places)
    if draft.rule in AFTER_HISTORY:
        shown = _decimal_mark(draft, row, history, places, form)
        return _slip_against_others(draft, row, places) if shown is None else shown
    return None


def _slip_against_others(draft: Draft, row: Row, places: Places) -> Change | None:
    """Without a history of its own, a ratio 1000 or 1000000 times that of the other boards shows the unit (R302)."""
    usual, own = draft.usual, draft.found
    value = row.get(draft.columns[0])
    if usual is None or not isinstance(own, float) or not value or own <= 0:
        return None
    deviation = math.log10(own / usual)
    for power, cause in zip(POWERS, ("thousand", "million"), strict=True):
        for sign in (1, -1):
            if abs(deviation - sign * power) <= POWER_WIDTH:
                likely = clean(value * 10.0 ** (-sign * power))
                return _change(draft.columns[0], likely, cause, row, places, draft.submission)
    return None


def _maximum(draft: Draft, row: Row, history: Mapping[str, list[float]], places: Places) -> Change | None:
    """The maximum of a score as it always was, where that one is not exceeded: then the maximum was mistyped."""
    score = draft.columns[0]
    name = next((other for other in draft.columns if measure_of(other) == "max"), None)
    before = set(history.get(name, ())) if name else set()
    now, scored = row.get(name or ""), row.get(score)
    if name is None or len(before) != 1 or now is None or scored is None:
        return None
    (usual,) = before
    if usual == now or scored > usual:
        return None
    return _change(name, usual, slip_between(now, usual, 1), row, places, draft.submission)


def _decimal_mark(
    draft: Draft, row: Row, history: Mapping[str, list[float]], places: Places, form: Form
) -> Change | None:
    """A figure ten or a hundred times its usual is put right by moving the decimal mark, or by a power of 1000."""
    for name in draft.columns:
        value, key = row.get(name), key_of(name)
        line = form.by_code.get(key.code)
        if not value or line is None:
            continue
        where = distance_from(value, history.get(name, []), line)
        if where is None or where.median == 0:  # nothing is a factor off nothing
            continue
        for power, cause in ((1, "decimal_mark"), (2, "decimal_mark"), (3, "thousand"), (6, "million")):
            for sign in (1, -1):
                likely = clean(value * 10.0 ** (-sign * power))
                # A whole count has no decimal mark to lose.
                lost = power >= 3 or not line.is_count or (value != int(value) and likely == int(likely))
                if abs(where.deviation - sign * power) <= MARK_WIDTH and lost:
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
        rest = balance.constant
        for other, coefficient in balance.terms:
            if other == name:
                continue
            value = balance.figure(other, row)
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
    if not agreed or (value < 0 and not line.may_be_negative):
        return None
    return _change(name, value, UNNAMED, row, places, submission)


def blank_in_list(
    draft: Draft, balances: Iterable[Balance], row: Row, places: Places, form: Form, list_sums: Iterable[ListSum]
) -> tuple[Change | None, tuple[str, ...]] | None:
    """What a list cell without an amount must hold, and the list sums that wait for it; None for other cells."""
    cell = draft.cells[0]
    for sheet, columns in form.list_sheets.items():
        mine = [total for total in list_sums if total.sheet == sheet]
        lines = places.lines(draft.submission, sheet)
        for line in lines:
            for key, sums in amounts_of(mine, line).items():
                if places.line_cell(line, key) != cell or line[key] is not None:
                    continue
                others = {name: _others(name, key, line, lines, mine) for name in sums}
                value = _missing_amount(others, list(balances), row)
                if value is None:
                    return None, sums
                value = round(value, next(item.decimals for item in columns if item.key == key))
                repaired = RepairCell(*cell, sheet, "", key, None, value)
                return Change((repaired,), UNNAMED, 1.0, None, frozenset()), sums
    return None


def _others(name: str, key: str, line: Line, lines: Sequence[Line], sums: Sequence[ListSum]) -> float | None:
    """What the other lines add to a sum; None where one of them is missing too."""
    total = 0.0
    for other in lines:
        if other is line or name not in amounts_of(sums, other).get(key, ()):
            continue
        if other[key] is None and other[f"{key}_state"] != NOT_APPLICABLE:
            return None
        total += other[key] or 0.0
    return total


def _missing_amount(others: Mapping[str, float | None], balances: Sequence[Balance], row: Row) -> float | None:
    """What every balance over these list sums leaves for the one amount that is missing; None where they differ.

    others: sum -> what the other lines add to it.
    """
    values = []
    for name, known in others.items():
        if known is None:
            return None
        for balance in balances:
            own = dict(balance.terms).get(name)
            if own is None:
                continue
            rest = [(c, balance.figure(n, row)) for n, c in balance.terms if n != name]
            if all(figure is not None for _, figure in rest):
                left = -sum(c * (f or 0.0) for c, f in rest) / own - known
                values.append((balance.allowed({**row, name: 0.0}), left))
    if not values:
        return None
    allowance, value = min(values)
    agreed = all(abs(value - other) <= own + allowance for own, other in values)
    return value if agreed and value >= 0 else None


def _changes(
    figures: Iterable[tuple[str, float]], cause: str, row: Row, places: Places, submission: str
) -> Change | None:
    """Several cells put right at once; None where one of them stands nowhere."""
    single = [_change(name, value, cause, row, places, submission) for name, value in figures]
    found = [change for change in single if change is not None]
    if len(found) != len(single) or not found:
        return None
    cells = tuple(cell for change in found for cell in change.cells)
    return Change(cells, cause, 1.0, None, frozenset(name for change in found for name in change.names))


def _change(name: str, value: float, cause: str, row: Row, places: Places, submission: str) -> Change | None:
    cell = places.cell(submission, name)
    if cell is None:
        return None
    key = key_of(name)
    repaired = RepairCell(*cell, key.code, key.sector, key.measure, row.get(name), value + 0.0)
    return Change((repaired,), cause, 1.0, None, frozenset({name}))
