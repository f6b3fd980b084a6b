"""A value: what it may mean, and which meaning the release bears out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.factcheck.claim import (
    AGREES,
    AMBIGUOUS,
    DIFFERS,
    NOT_HERE,
    ROUNDED,
    SLIP,
    Claim,
)
from flows.factcheck.meaning import (
    BESIDE,
    EARLIER,
    TARGET,
    Meaning,
    Understood,
)
from flows.factcheck.release import ACTUAL, BLOC, PLAN, Release
from flows.factcheck.setting import known_period
from flows.factcheck.text.reading import Reading
from flows.factcheck.verdicts.comparing import Compared, against, claim_of, is_far

_TELLING = 10  # a smaller count is that of many lines


def _aimed(reading: Reading, one: Understood) -> bool:
    """Whether a target is what somebody hopes for (`dự kiến`), or is converted, and not the plan of the year."""
    return any(
        m.target != "plan" and reading.sentence(m.first) == one.sentence and m.first < one.figure.first
        for m in reading.of("target")
    )


def is_parted(one: Understood, after: Sequence[Understood]) -> bool:
    """Whether the next figure is a sector of the same: then this one is said to be both together."""
    return any(u.sentence == one.sentence and u.meaning.key == one.meaning.key and u.said_sector for u in after[:1])


def value_claim(reading: Reading, release: Release, one: Understood, parted: bool) -> Claim:
    measure = PLAN if one.kind == TARGET else ACTUAL
    meaning = one.meaning
    if one.kind == TARGET and known_period(meaning.period):
        meaning = Meaning(meaning.key, meaning.sector, meaning.scope, meaning.period[:4])
    first = against(release, one, meaning, measure)
    if first.verdict in (AGREES, ROUNDED):
        return claim_of(reading, one, first, meaning)
    if one.kind == TARGET:
        if first.verdict == DIFFERS and _aimed(reading, one):
            first = replace(first, verdict=NOT_HERE, ours=None)
        return claim_of(reading, one, first, meaning)
    for other in one.others:
        second = against(release, one, other, measure)
        if second.verdict in (AGREES, ROUNDED) and (first.verdict != SLIP or second.verdict == AGREES):
            return claim_of(reading, one, second, other)
    unsaid = () if parted else _unsaid_sectors(release, one)
    part = one.part and first.ours is not None and first.value < first.ours
    if first.verdict == DIFFERS and one.label <= EARLIER:
        unsaid = (*unsaid, *_other_lines(release, one))
    far = first.verdict == DIFFERS and is_far(first) and not (one.said_scope and one.label >= BESIDE)
    part = part or (far and not _explained(release, one))
    if first.verdict == DIFFERS and (not _sure(one, first) or unsaid or part):
        doubt = Compared(AMBIGUOUS, first.ours, first.unit, first.value)
        return claim_of(reading, one, doubt, meaning, (meaning, *unsaid, *one.others))
    return claim_of(reading, one, first, meaning)


def _unsaid_sectors(release: Release, one: Understood) -> tuple[Meaning, ...]:
    """The sectors a figure fits where the text says none: `trong đó 213` may be of FDI alone, and is asked about."""
    line = release.lines.get(one.meaning.key)
    if one.said_sector or line is None:
        return ()
    others = [replace(one.meaning, sector=s) for s in line.units if s != one.meaning.sector]
    return tuple(m for m in others if against(release, one, m).verdict in (AGREES, ROUNDED))


def _explained(release: Release, one: Understood) -> bool:
    """Whether a figure that differs is ours of another board, of the bloc, of another half-year or sector."""
    meaning, period = one.meaning, known_period(one.meaning.period)
    if period is None:
        return False
    line = release.lines.get(meaning.key)
    scopes = [replace(meaning, scope=scope) for scope in (BLOC, *release.boards(period))]
    periods = [period.previous, period.same_last_year, period.next, period.year_period]
    others = [*scopes, *(replace(meaning, period=str(p)) for p in periods)]
    others += [replace(meaning, sector=sector) for sector in (line.units if line else ())]
    return any(against(release, one, other).verdict == AGREES for other in others)


def _other_lines(release: Release, one: Understood) -> tuple[Meaning, ...]:
    """Other lines of the form whose figure this is, where only a general word (`khu`) says what it counts."""
    if not one.noun or float(one.figure.value) < _TELLING:
        return ()
    units = release.reference.units.by_name
    found = []
    for key, line in release.lines.items():
        unit = line.unit(one.meaning.sector)
        if unit and key != one.meaning.key and units[unit].dimension == one.noun:
            other = replace(one.meaning, key=key)
            if against(release, one, other).verdict in (AGREES, ROUNDED):
                found.append(other)
    return tuple(found)


def _sure(one: Understood, compared: Compared) -> bool:
    """Whether a figure that differs was understood well enough to say so.

    A label in its own clause is; one from before in the sentence where ours is of its size, or its noun says what it
    counts.
    """
    if one.label > EARLIER or (one.label == EARLIER and (one.noun or one.said_sector)):
        return True
    close = compared.ours and 0.5 < abs(compared.value / compared.ours) < 2
    if one.label == EARLIER:
        return bool(close)
    return bool(close and one.noun and not one.others)
