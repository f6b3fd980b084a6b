"""Growth and differences: against the release, and against two figures of the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from flows.factcheck.claim import (
    AGREES,
    AMBIGUOUS,
    DIFFERS,
    NOT_HERE,
    ROUNDED,
    SLIP,
    WRONG_SUM,
)
from flows.factcheck.meaning import (
    EARLIER,
    SHARE,
    SUM,
    VALUE,
    Understood,
)
from flows.factcheck.release import Release
from flows.factcheck.setting import OTHER, known_period
from flows.factcheck.text.figures import PERCENT, POINTS
from flows.factcheck.text.reading import Reading
from flows.factcheck.understood.kinds import said_lower
from flows.factcheck.verdicts.comparing import (
    Compared,
    against,
    bases,
    form_unit,
    in_form_unit,
    is_far,
    meanings_of,
    measure_of,
    near,
    pairs_around,
    plain_value,
    value_now,
)
from flows.factcheck.verdicts.shares import whole_shares


def growth_of(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = measure_of(one)
    found: float | None = None
    rate = release.lines.get(one.meaning.key)
    for meaning in meanings_of(one):
        now = value_now(release, meaning)
        probe = Understood(one.figure, one.kind, meaning, one.label, base=one.base, negative=one.negative)
        for base in bases(release, probe) if now is not None else ():
            if not base or now is None:
                continue
            grown = 100 * (now / base - 1)
            found = grown if found is None else found
            if near(value, grown, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, grown, PERCENT, value)
            if rate is not None and rate.kind == "ratio" and near(value, now - base, step, zeros, one.figure.hedge):
                return Compared(SLIP, now - base, POINTS, value, why="points")
    if found is None or not _from_the_text(one, before, after):
        for part, whole in pairs_around(one, before, after):
            if near(value, 100 * (part / whole - 1), step, zeros, one.figure.hedge):
                return Compared(NOT_HERE if found is None else ROUNDED, None, PERCENT, value, why="text")
    if found is None:
        return Compared(NOT_HERE, None, PERCENT, value)
    return Compared(DIFFERS if one.label >= EARLIER else AMBIGUOUS, found, PERCENT, value)


def _from_the_text(one: Understood, before: Sequence[Understood], after: Sequence[Understood]) -> bool:
    return not any(
        other.meaning.period != one.meaning.period and other.meaning.key == one.meaning.key
        for other in (*before, *after)
    )


def difference_of(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    figure = one.figure
    if one.meaning.key and (one.meaning.key not in release.lines):
        return against(release, one, one.meaning)
    unit = POINTS if figure.unit == POINTS else form_unit(release, one.meaning, figure)
    sign = -1.0 if one.negative else 1.0
    points = figure.unit == POINTS

    def size(number: Decimal) -> float:
        return float(number) if points else in_form_unit(release, one.meaning, figure, number)

    value, step, zeros = sign * size(figure.value), size(figure.step), size(figure.zeros)
    found: float | None = None
    for meaning in meanings_of(one):
        now = value_now(release, meaning)
        probe = Understood(figure, one.kind, meaning, one.label, base=one.base, negative=one.negative)
        for base in bases(release, probe) if now is not None else ():
            if base is None or now is None:
                continue
            rate = meaning.key in release.lines and release.lines[meaning.key].kind == "ratio"
            if points and not rate and not any(u.kind == SHARE and u.sentence == one.sentence for u in before):
                grown = 100 * (now / base - 1) if base else 0.0
                found = grown if found is None else found
                if near(value, grown, step, zeros, figure.hedge):
                    return Compared(SLIP, grown, PERCENT, value, why="percent")
                continue
            found = now - base if found is None else found
            if near(value, now - base, step, zeros, figure.hedge):
                return Compared(AGREES, now - base, unit, value)
            # A rate as printed has one decimal; so has the difference of two of them.
            if rate and near(value, round(now, 1) - round(base, 1), step, zeros, figure.hedge):
                return Compared(AGREES, now - base, unit, value)
    if points and any(u.kind == SHARE and u.sentence == one.sentence for u in before):
        lower = said_lower(reading, figure)
        return _moved_share(release, one, -abs(value) if lower else value, step, zeros)
    texted = _text_difference(one, before, after)
    unsure = not one.base and found is not None and is_far(Compared(DIFFERS, abs(found), unit, abs(value)))
    if texted is True:
        return Compared(NOT_HERE if found is None else ROUNDED, None, unit, value, why="text")
    if found is None:
        return Compared(WRONG_SUM if texted is False else NOT_HERE, None, unit, value, why="text")
    told = one.label >= EARLIER or bool(one.base and one.noun)
    return Compared(DIFFERS if told and not unsure else AMBIGUOUS, found, unit, value)


def _moved_share(release: Release, one: Understood, value: float, step: float, zeros: float) -> Compared:
    """By how many points a share moved since last year."""
    period = known_period(one.meaning.period)
    if period is None:
        return Compared(NOT_HERE, None, POINTS, value)
    then = replace(one.meaning, period=one.base or str(period.same_last_year))
    moved = [now - was for now, was in zip(whole_shares(release, one.meaning), whole_shares(release, then))]
    rounded = [
        round(now, 1) - round(was, 1)
        for now, was in zip(whole_shares(release, one.meaning), whole_shares(release, then))
    ]
    if any(near(value, by, step, zeros, one.figure.hedge) for by in (*moved, *rounded)):
        return Compared(ROUNDED, moved[0], POINTS, value)
    return Compared(DIFFERS if moved else NOT_HERE, moved[0] if moved else None, POINTS, value)


def _text_difference(one: Understood, before: Sequence[Understood], after: Sequence[Understood]) -> bool | None:
    """Whether the text's own figures differ by this; None where it does not say which."""
    mine = plain_value(one)
    dimension = PERCENT if one.figure.dimension == POINTS else one.figure.dimension
    values = [u for u in before if u.kind in (VALUE, SUM) and u.figure.dimension == dimension]
    same = [u for u in values if u.sentence == one.sentence]
    if any(
        abs(abs(plain_value(a) - plain_value(b)) - mine) <= float(one.figure.step) / 2 for a in values for b in values
    ):
        return True
    sums = [plain_value(a) + plain_value(b) for a in values for b in values if a is not b]
    if any(abs(abs(s - plain_value(c)) - mine) < 0.5 for s in sums for c in values):
        return True
    two = len(same) == 2 and all(u.meaning.scope == OTHER for u in same)
    return False if two and one.meaning.scope == OTHER else None
