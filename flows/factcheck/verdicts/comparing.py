"""A figure beside the release's own: equal, equal when rounded, another unit, or another figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flows.factcheck.claim import (
    AGREES,
    DIFFERS,
    NOT_HERE,
    OTHER_SCOPE,
    ROUNDED,
    SLIP,
    Claim,
)
from flows.factcheck.meaning import (
    SUM,
    TARGET,
    VALUE,
    Meaning,
    Understood,
)
from flows.factcheck.release import ACTUAL, Release
from flows.factcheck.setting import COUNTRY, OTHER, PROVINCE, known_period
from flows.factcheck.text.figures import Figure
from flows.factcheck.text.reading import Reading
from schemas.facts.units import MONEY
from schemas.reference import load_reference

ELSEWHERE = (PROVINCE, COUNTRY, OTHER)
_SLIPS = (3, 6, 9)
_SCALED = (*MONEY, "area", "person")
_TINY = 1e-6
_FAR = 4  # times


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison says, and our figure in the unit compared in."""

    verdict: str
    ours: float | None
    unit: str
    value: float
    power: int = 0  # of ten: how many times too large a unit slip is
    why: str = ""


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
    if meaning.scope in ELSEWHERE or period is None or not meaning.key:
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


def is_far(compared: Compared) -> bool:
    """Whether a figure is not even of the size of ours: then it may well be another one than was understood."""
    if not compared.ours:
        return compared.value > _FAR
    return not 1 / _FAR < compared.value / compared.ours < _FAR


def measure_of(one: Understood) -> tuple[float, float, float]:
    """Value (a decrease below zero), step and zeros of a figure that is compared in its own unit."""
    sign = -1.0 if one.negative else 1.0
    return sign * float(one.figure.value), float(one.figure.step), float(one.figure.zeros)


def bases(release: Release, one: Understood) -> Iterator[float | None]:
    """What a growth or difference may be counted from: the period named, else last year's, else the half before."""
    meaning, period = one.meaning, known_period(one.meaning.period)
    if period is None or meaning.scope in ELSEWHERE:
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


def value_now(release: Release, meaning: Meaning) -> float | None:
    period = known_period(meaning.period)
    if period is None or meaning.scope in ELSEWHERE or not meaning.key:
        return None
    return release.figure(meaning.key, meaning.sector, meaning.scope, period)


def meanings_of(one: Understood) -> tuple[Meaning, ...]:
    return (one.meaning, *one.others)


def pairs_around(
    one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Iterator[tuple[float, float]]:
    """Pairs of the text's own values near a figure, of one unit: what a growth, share or ratio may be of."""
    near_by = [u for u in (*before, *after) if u.kind in (VALUE, SUM, TARGET) and abs(u.block - one.block) <= 1]
    for first in near_by:
        for second in near_by:
            same = (first.figure.dimension, first.noun) == (second.figure.dimension, second.noun)
            alike = same or not first.noun or not second.noun
            alike = alike and first.figure.dimension == second.figure.dimension
            if first is not second and alike and second.figure.value:
                yield plain_value(first), plain_value(second)


def plain_value(one: Understood) -> float:
    """A figure in dollars or dong; what is no money as it is."""
    is_money = one.figure.dimension in MONEY
    factor = load_reference().units.by_name[one.figure.unit].factor if is_money else 1
    return float(one.figure.value) * float(factor)
