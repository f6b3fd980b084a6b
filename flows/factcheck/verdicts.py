"""Each figure held against the release: equal, equal when rounded, another unit, another figure, or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flows.factcheck.claim import (
    AGREES,
    AMBIGUOUS,
    DIFFERS,
    NOT_HERE,
    OTHER_SCOPE,
    ROUNDED,
    SLIP,
    WRONG_SUM,
    Claim,
)
from flows.factcheck.meaning import (
    BESIDE,
    DIFFERENCE,
    EARLIER,
    GROWTH,
    PLAN_SHARE,
    RATIO,
    SHARE,
    SUM,
    TARGET,
    UNITS,
    VALUE,
    Meaning,
    Understood,
)
from flows.factcheck.release import ACHIEVED, ACTUAL, BLOC, PLAN, Release
from flows.factcheck.setting import COUNTRY, OTHER, PROVINCE, known_period
from flows.factcheck.text.figures import MONEY, PERCENT, POINTS, TIMES, Figure
from flows.factcheck.text.reading import Reading
from flows.factcheck.understanding import said_lower
from schemas.periods import Period

_ELSEWHERE = (PROVINCE, COUNTRY, OTHER)
_SLIPS = (3, 6, 9)
_SCALED = (*MONEY, "area", "person")
_TINY = 1e-6
_FAR = 4  # times
_TELLING = 10  # a smaller count is that of many lines
_RECENT = 8  # figures a share or a ratio may be of


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison says, and our figure in the unit compared in."""

    verdict: str
    ours: float | None
    unit: str
    value: float
    power: int = 0  # of ten: how many times too large a unit slip is
    why: str = ""


def judge(reading: Reading, release: Release, understood: Sequence[Understood]) -> list[Claim]:
    """A claim for each figure, in order; sums within the text are looked at afterwards."""
    claims = []
    for index, one in enumerate(understood):
        before = understood[max(0, index - _RECENT) : index]
        after = understood[index + 1 : index + 3]
        claims.append(_claim(reading, release, one, before, after))
    return claims


def claim_of(
    reading: Reading, one: Understood, compared: Compared, meaning: Meaning, readings: tuple[Meaning, ...] = ()
) -> Claim:
    start, end = reading.plain.span(one.figure.start, one.figure.end)
    facts: dict[str, object] = {"power": compared.power} if compared.power else {}
    if compared.why == "text":
        facts["from_text"] = True
    return Claim(
        reading.document.text[start:end], start, end, meaning, one.kind, one.figure.hedge_word, compared.value,
        compared.unit, compared.verdict, compared.ours, compared.unit if compared.ours is not None else "",
        compared.why, facts, readings, one.unit_as_written,
    )  # fmt: skip


def _claim(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Claim:
    if one.kind in (VALUE, TARGET, SUM):
        return _value_claim(reading, release, one, _parted(one, after))
    judged = {
        GROWTH: _growth,
        DIFFERENCE: _difference,
        SHARE: _share,
        PLAN_SHARE: _plan_share,
        RATIO: _ratio,
        UNITS: _units,
    }[one.kind](reading, release, one, before, after)
    readings = (one.meaning, *one.others) if judged.verdict == AMBIGUOUS else ()
    return claim_of(reading, one, judged, one.meaning, readings)


def form_unit(release: Release, meaning: Meaning, figure: Figure) -> str:
    """The unit a figure is compared in: the form's, else its own."""
    return release.unit(meaning.key, meaning.sector) or figure.unit


def in_form_unit(release: Release, meaning: Meaning, figure: Figure, size: Decimal) -> float:
    """A size of the figure (its value or its step) in the form's unit."""
    units = release.reference.units
    unit = form_unit(release, meaning, figure)
    if unit not in units.by_name:
        return float(size)
    if figure.unit in units.by_name and units.by_name[figure.unit].dimension == units.by_name[unit].dimension:
        return float(size * units.by_name[figure.unit].factor / units.by_name[unit].factor)
    if figure.dimension in ("money", *MONEY):
        return float(size / units.by_name[unit].factor) if not figure.unit else float(size)
    return float(size)


def near(value: float, ours: float, step: float, zeros: float, hedge: str) -> bool:
    """Whether a figure as written is ours: rounded to its last digit, or under its hedge.

    `hơn`, `trên` promise at least, `gần` at most, each within one of the last digit written before zeros.
    """
    slack = _TINY * max(1.0, abs(ours))
    wide = max(step, zeros)
    gap = ours - value
    if abs(gap) <= step / 2 + slack:
        return True
    if hedge == "over":
        return -slack <= gap < wide + slack
    if hedge == "under":
        return -wide - slack < gap <= slack
    return hedge == "about" and abs(gap) <= max(wide / 2, step) + slack


def against(release: Release, one: Understood, meaning: Meaning, measure: str = ACTUAL) -> Compared:
    """A value held against one meaning of it."""
    figure = one.figure
    unit = form_unit(release, meaning, figure)
    value = in_form_unit(release, meaning, figure, figure.value)
    period = known_period(meaning.period)
    if meaning.scope in _ELSEWHERE or period is None or not meaning.key:
        verdict = OTHER_SCOPE if meaning.scope in (PROVINCE, COUNTRY) else NOT_HERE
        return Compared(verdict, None, unit, value)
    ours = release.figure(meaning.key, meaning.sector, meaning.scope, period, measure)
    if ours is None or release.is_incomplete(meaning.key, meaning.sector, meaning.scope, period):
        return Compared(NOT_HERE, None, unit, value)
    step = in_form_unit(release, meaning, figure, figure.step)
    zeros = in_form_unit(release, meaning, figure, figure.zeros)
    if near(value, ours, step, zeros, figure.hedge):
        exact = abs(value - ours) < 0.05 and step <= max(1.0, abs(ours) * 1e-3)
        return Compared(AGREES if exact and not figure.hedge else ROUNDED, ours, unit, value)
    for other in release.also.get((str(period), meaning.scope, meaning.key, meaning.sector, measure), ()):
        if near(value, other, step, zeros, figure.hedge):
            return Compared(ROUNDED, other, unit, value)
    units = release.reference.units
    dimension = units.by_name[unit].dimension if unit in units.by_name else ""
    if dimension in _SCALED and ours and value:
        for power in (p * sign for p in _SLIPS for sign in (1, -1)):
            if near(value / 10.0**power, ours, step / 10.0**power, zeros / 10.0**power, figure.hedge):
                return Compared(SLIP, ours, unit, value, power)
    return Compared(DIFFERS, ours, unit, value)


def _aimed(reading: Reading, one: Understood) -> bool:
    """Whether a target is what somebody hopes for (`dự kiến`), or is converted, and not the plan of the year."""
    return any(
        m.target != "plan" and reading.sentence(m.first) == one.sentence and m.first < one.figure.first
        for m in reading.of("target")
    )


def _parted(one: Understood, after: Sequence[Understood]) -> bool:
    """Whether the next figure is a sector of the same: then this one is said to be both together."""
    return any(u.sentence == one.sentence and u.meaning.key == one.meaning.key and u.said_sector for u in after[:1])


def _value_claim(reading: Reading, release: Release, one: Understood, parted: bool) -> Claim:
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
    far = first.verdict == DIFFERS and _far(first) and not (one.said_scope and one.label >= BESIDE)
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


def _far(compared: Compared) -> bool:
    """Whether a figure is not even of the size of ours: then it may well be another one than was understood."""
    if not compared.ours:
        return compared.value > _FAR
    return not 1 / _FAR < compared.value / compared.ours < _FAR


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


def _measure_of(one: Understood) -> tuple[float, float, float]:
    """Value (a decrease below zero), step and zeros of a figure that is compared in its own unit."""
    sign = -1.0 if one.negative else 1.0
    return sign * float(one.figure.value), float(one.figure.step), float(one.figure.zeros)


def _bases(release: Release, one: Understood) -> Iterator[float | None]:
    """What a growth or difference may be counted from: the period named, else last year's, else the half before."""
    meaning, period = one.meaning, known_period(one.meaning.period)
    if period is None or meaning.scope in _ELSEWHERE:
        return
    if one.base in release.reference.boards.slugs:
        yield release.figure(meaning.key, meaning.sector, one.base, period)
        return
    base = known_period(one.base) if one.base else None
    if base is None or base == period.same_last_year:
        yield release.last_year(meaning.key, meaning.sector, meaning.scope, period)
    if base is not None and base != period.same_last_year:
        yield release.figure(meaning.key, meaning.sector, meaning.scope, base)
    if not one.base and period.half:
        yield release.figure(meaning.key, meaning.sector, meaning.scope, period.previous)


def _now(release: Release, meaning: Meaning) -> float | None:
    period = known_period(meaning.period)
    if period is None or meaning.scope in _ELSEWHERE or not meaning.key:
        return None
    return release.figure(meaning.key, meaning.sector, meaning.scope, period)


def _meanings(one: Understood) -> tuple[Meaning, ...]:
    return (one.meaning, *one.others)


def _growth(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = _measure_of(one)
    found: float | None = None
    rate = release.lines.get(one.meaning.key)
    for meaning in _meanings(one):
        now = _now(release, meaning)
        probe = Understood(one.figure, one.kind, meaning, one.label, base=one.base, negative=one.negative)
        for base in _bases(release, probe) if now is not None else ():
            if not base or now is None:
                continue
            grown = 100 * (now / base - 1)
            found = grown if found is None else found
            if near(value, grown, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, grown, PERCENT, value)
            if rate is not None and rate.kind == "ratio" and near(value, now - base, step, zeros, one.figure.hedge):
                return Compared(SLIP, now - base, POINTS, value, why="points")
    if found is None or not _from_the_text(one, before, after):
        for part, whole in _pairs(one, before, after):
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


def _pairs(one: Understood, before: Sequence[Understood], after: Sequence[Understood]) -> Iterator[tuple[float, float]]:
    """Pairs of the text's own values near a figure, of one unit: what a growth, share or ratio may be of."""
    near_by = [u for u in (*before, *after) if u.kind in (VALUE, SUM, TARGET) and abs(u.block - one.block) <= 1]
    for first in near_by:
        for second in near_by:
            same = (first.figure.dimension, first.noun) == (second.figure.dimension, second.noun)
            alike = same or not first.noun or not second.noun
            alike = alike and first.figure.dimension == second.figure.dimension
            if first is not second and alike and second.figure.value:
                yield _plain(first), _plain(second)


def _plain(one: Understood) -> float:
    sizes = {
        "million_usd": 6,
        "billion_usd": 9,
        "million_vnd": 6,
        "billion_vnd": 9,
        "trillion_vnd": 12,
        "thousand_usd": 3,
    }
    return float(one.figure.value) * 10.0 ** sizes.get(one.figure.unit, 0)


def _difference(
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
    for meaning in _meanings(one):
        now = _now(release, meaning)
        probe = Understood(figure, one.kind, meaning, one.label, base=one.base, negative=one.negative)
        for base in _bases(release, probe) if now is not None else ():
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
    unsure = not one.base and found is not None and _far(Compared(DIFFERS, abs(found), unit, abs(value)))
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
    moved = [now - was for now, was in zip(_shares(release, one.meaning), _shares(release, then))]
    rounded = [round(now, 1) - round(was, 1) for now, was in zip(_shares(release, one.meaning), _shares(release, then))]
    if any(near(value, by, step, zeros, one.figure.hedge) for by in (*moved, *rounded)):
        return Compared(ROUNDED, moved[0], POINTS, value)
    return Compared(DIFFERS if moved else NOT_HERE, moved[0] if moved else None, POINTS, value)


def _text_difference(one: Understood, before: Sequence[Understood], after: Sequence[Understood]) -> bool | None:
    """Whether the text's own figures differ by this; None where it does not say which."""
    mine = _plain(one)
    dimension = PERCENT if one.figure.dimension == POINTS else one.figure.dimension
    values = [u for u in before if u.kind in (VALUE, SUM) and u.figure.dimension == dimension]
    same = [u for u in values if u.sentence == one.sentence]
    if any(abs(abs(_plain(a) - _plain(b)) - mine) <= float(one.figure.step) / 2 for a in values for b in values):
        return True
    sums = [_plain(a) + _plain(b) for a in values for b in values if a is not b]
    if any(abs(abs(s - _plain(c)) - mine) < 0.5 for s in sums for c in values):
        return True
    two = len(same) == 2 and all(u.meaning.scope == OTHER for u in same)
    return False if two and one.meaning.scope == OTHER else None


def _share(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = _measure_of(one)
    found: float | None = None
    for meaning in _meanings(one):
        for part in _shares(release, meaning):
            found = part if found is None else found
            if near(value, part, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, part, PERCENT, value)
    for whole_bloc in _of_the_bloc(release, one, before):
        if near(value, whole_bloc, step, zeros, one.figure.hedge):
            return Compared(ROUNDED, whole_bloc, PERCENT, value)
    for part, whole in _pairs(one, before[-3:], ()):
        if near(value, 100 * part / whole, step, zeros, one.figure.hedge):
            return Compared(ROUNDED if found is not None else NOT_HERE, None, PERCENT, value, why="text")
    if found is None:
        return Compared(NOT_HERE, None, PERCENT, value)
    told = (("of", one.meaning.key) in release.grammar.relations and one.label >= EARLIER) or (
        one.said_sector or one.said_scope
    )
    return Compared(DIFFERS if told else AMBIGUOUS, found, PERCENT, value)


def _of_the_bloc(release: Release, one: Understood, before: Sequence[Understood]) -> Iterator[float]:
    """What the figure before it, of several boards, is of the bloc: `bốn địa phương này chiếm 60,3%`."""
    for other in before[-2:]:
        period = known_period(other.meaning.period)
        if other.meaning.scope != OTHER or period is None:
            continue
        whole = release.figure(other.meaning.key, other.meaning.sector, BLOC, period)
        if whole:
            yield 100 * in_form_unit(release, other.meaning, other.figure, other.figure.value) / whole


def _shares(release: Release, meaning: Meaning) -> Iterator[float]:
    """What a figure may be a share of: what phrases.csv says, both sectors together, the bloc."""
    period = known_period(meaning.period)
    now = _now(release, meaning)
    if period is None:
        return
    for pattern in release.grammar.relations.get(("of", meaning.key), ()):
        if "/" in pattern:
            found = release.figure(meaning.key, meaning.sector, meaning.scope, period)
            if found is not None:
                yield found
            continue
        parts = [release.figure(k, meaning.sector, meaning.scope, period) for k in pattern.split("+")]
        if now is not None and all(part is not None for part in parts):
            whole = sum(part for part in parts if part is not None)
            if whole:
                yield 100 * now / whole
    line = release.lines.get(meaning.key)
    if now is None or line is None:
        return
    whole_sector = release.figure(meaning.key, "total", meaning.scope, period)
    if meaning.sector != "total" and whole_sector:
        yield 100 * now / whole_sector
    whole_bloc = release.figure(meaning.key, meaning.sector, BLOC, period)
    if meaning.scope != BLOC and whole_bloc and line.kind != "ratio":
        yield 100 * now / whole_bloc


def _of_sectors_said(reading: Reading, release: Release, one: Understood) -> Iterator[Meaning]:
    """The same of the sectors that the sentence names before: `xuất khẩu DDI: ..., đạt 47,5% kế hoạch`."""
    line = release.lines.get(one.meaning.key)
    for mark in reading.of("sector"):
        before = mark.first < one.figure.first and reading.sentence(mark.first) == one.sentence
        if before and line is not None and mark.target in line.units and mark.target != one.meaning.sector:
            yield replace(one.meaning, sector=mark.target)


def _plan_share(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = _measure_of(one)
    found: float | None = None
    for meaning in (*_meanings(one), *_of_sectors_said(reading, release, one)):
        period, now = known_period(meaning.period), _now(release, meaning)
        if period is None or now is None:
            continue
        planned = release.figure(meaning.key, meaning.sector, meaning.scope, period, PLAN)
        key = (str(period), meaning.scope, meaning.key, meaning.sector, ACHIEVED)
        for reached in (*((100 * now / planned,) if planned else ()), *release.also.get(key, ())):
            found = reached if found is None else found
            if near(value, reached, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, reached, PERCENT, value)
    targets = [u for u in before if u.kind == TARGET and u.sentence == one.sentence]
    if targets and found is None:
        reached = [
            100 * _plain(u) / _plain(targets[-1])
            for u in before
            if u.kind in (VALUE, SUM) and u.figure.dimension == targets[-1].figure.dimension and _plain(targets[-1])
        ]
        if any(near(value, part, step, zeros, one.figure.hedge) for part in reached):
            return Compared(NOT_HERE, None, PERCENT, value, why="text")
        if reached:
            mine = [
                100 * _plain(u) / _plain(targets[-1])
                for u in before
                if u.meaning.key == targets[-1].meaning.key and u.meaning.sector == targets[-1].meaning.sector
                and u.kind != TARGET and _plain(targets[-1])
            ]  # fmt: skip
            if mine:
                return Compared(DIFFERS, mine[-1], PERCENT, value, why="text")
    if found is None:
        return Compared(NOT_HERE, None, PERCENT, value)
    return Compared(DIFFERS if one.label >= EARLIER else AMBIGUOUS, found, PERCENT, value)


def _ratio(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = _measure_of(one)
    now = _now(release, one.meaning)
    found: float | None = None
    period = known_period(one.meaning.period)
    sides = [
        release.figure(meaning.key, meaning.sector, meaning.scope, period) if period else None
        for meaning in _compared_with(reading, release, one)
    ]
    for other in (*sides, *(_bases(release, one) if one.base else ())):
        if now is not None and other:
            found = now / other if found is None else found
            if near(value, now / other, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, now / other, TIMES, value)
    for part, whole in _pairs(one, before[-3:], ()):
        if near(value, part / whole, step, zeros, one.figure.hedge):
            return Compared(ROUNDED if found else NOT_HERE, None, TIMES, value, why="text")
    if found is None:
        return Compared(NOT_HERE, None, TIMES, value)
    return Compared(DIFFERS, found, TIMES, value)


def _compared_with(reading: Reading, release: Release, one: Understood) -> Iterator[Meaning]:
    """The other side of `gấp 2,3 lần Phú Thọ`, `gấp 4,4 lần khối trong nước`."""
    meaning = one.meaning
    for first, (slug, _) in sorted(reading.boards.items()):
        if one.figure.last <= first < one.figure.last + 5:
            yield Meaning(meaning.key, meaning.sector, slug, meaning.period)
    for mark in reading.of("indicator"):
        if one.figure.last <= mark.first < one.figure.last + 3 and mark.target in release.lines:
            yield Meaning(mark.target, meaning.sector, meaning.scope, meaning.period)
    for mark in reading.of("sector"):
        if one.figure.last <= mark.first < one.figure.last + 5 and mark.target != meaning.sector:
            yield Meaning(meaning.key, mark.target, meaning.scope, meaning.period)


def _units(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value = float(one.figure.value)
    period = known_period(one.meaning.period)
    if period is None:
        return Compared(NOT_HERE, None, "board", value)
    ours = len(release.boards(period))
    if value == ours:
        return Compared(AGREES, float(ours), "board", value)
    around = {len(release.boards(p)) for p in (period.previous, period.next, Period(period.year, 1))}
    if value in around:
        return Compared(AGREES, value, "board", value)
    bloc = [m for m in reading.of("scope") if m.target == BLOC and 0 <= one.figure.first - m.last <= 3]
    return Compared(DIFFERS if bloc else NOT_HERE, float(ours) if bloc else None, "board", value)
