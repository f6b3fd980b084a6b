"""Shares, parts of a plan and ratios: of the bloc, of sectors, and of figures the text gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.factcheck.claim import (
    AMBIGUOUS,
    DIFFERS,
    NOT_HERE,
    ROUNDED,
)
from flows.factcheck.meaning import (
    EARLIER,
    SUM,
    TARGET,
    VALUE,
    Meaning,
    Understood,
)
from flows.factcheck.release import ACHIEVED, BLOC, PLAN, Release
from flows.factcheck.setting import OTHER, known_period
from flows.factcheck.text.figures import PERCENT, TIMES
from flows.factcheck.text.reading import Reading
from flows.factcheck.verdicts.comparing import (
    Compared,
    bases,
    in_form_unit,
    meanings_of,
    measure_of,
    near,
    pairs_around,
    plain_value,
    value_now,
)


def share_of(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = measure_of(one)
    found: float | None = None
    for meaning in meanings_of(one):
        for part in whole_shares(release, meaning):
            found = part if found is None else found
            if near(value, part, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, part, PERCENT, value)
    for whole_bloc in _of_the_bloc(release, one, before):
        if near(value, whole_bloc, step, zeros, one.figure.hedge):
            return Compared(ROUNDED, whole_bloc, PERCENT, value)
    for part, whole in pairs_around(one, before[-3:], ()):
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


def whole_shares(release: Release, meaning: Meaning) -> Iterator[float]:
    """What a figure may be a share of: what phrases.csv says, both sectors together, the bloc."""
    period = known_period(meaning.period)
    now = value_now(release, meaning)
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


def plan_share_of(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = measure_of(one)
    found: float | None = None
    for meaning in (*meanings_of(one), *_of_sectors_said(reading, release, one)):
        period, now = known_period(meaning.period), value_now(release, meaning)
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
            100 * plain_value(u) / plain_value(targets[-1])
            for u in before
            if u.kind in (VALUE, SUM)
            and u.figure.dimension == targets[-1].figure.dimension
            and plain_value(targets[-1])
        ]
        if any(near(value, part, step, zeros, one.figure.hedge) for part in reached):
            return Compared(NOT_HERE, None, PERCENT, value, why="text")
        if reached:
            mine = [
                100 * plain_value(u) / plain_value(targets[-1])
                for u in before
                if u.meaning.key == targets[-1].meaning.key and u.meaning.sector == targets[-1].meaning.sector
                and u.kind != TARGET and plain_value(targets[-1])
            ]  # fmt: skip
            if mine:
                return Compared(DIFFERS, mine[-1], PERCENT, value, why="text")
    if found is None:
        return Compared(NOT_HERE, None, PERCENT, value)
    return Compared(DIFFERS if one.label >= EARLIER else AMBIGUOUS, found, PERCENT, value)


def ratio_of(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Compared:
    value, step, zeros = measure_of(one)
    now = value_now(release, one.meaning)
    found: float | None = None
    period = known_period(one.meaning.period)
    sides = [
        release.figure(meaning.key, meaning.sector, meaning.scope, period) if period else None
        for meaning in _compared_with(reading, release, one)
    ]
    for other in (*sides, *(bases(release, one) if one.base else ())):
        if now is not None and other:
            found = now / other if found is None else found
            if near(value, now / other, step, zeros, one.figure.hedge):
                return Compared(ROUNDED, now / other, TIMES, value)
    for part, whole in pairs_around(one, before[-3:], ()):
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
