"""Each figure held against the release: equal, equal when rounded, another unit, another figure, or unknown."""

from __future__ import annotations

from collections.abc import Sequence

from flows.factcheck.claim import (
    AGREES,
    AMBIGUOUS,
    DIFFERS,
    NOT_HERE,
    Claim,
)
from flows.factcheck.meaning import (
    DIFFERENCE,
    GROWTH,
    PLAN_SHARE,
    RATIO,
    SHARE,
    SUM,
    TARGET,
    UNITS,
    VALUE,
    Understood,
)
from flows.factcheck.release import BLOC, Release
from flows.factcheck.setting import known_period
from flows.factcheck.text.reading import Reading
from flows.factcheck.verdicts.changes import difference_of, growth_of
from flows.factcheck.verdicts.comparing import Compared, claim_of
from flows.factcheck.verdicts.shares import plan_share_of, ratio_of, share_of
from flows.factcheck.verdicts.values import is_parted, value_claim
from schemas.periods import Period

_RECENT = 8  # figures a share or a ratio may be of


def judge(reading: Reading, release: Release, understood: Sequence[Understood]) -> list[Claim]:
    """A claim for each figure, in order; sums within the text are looked at afterwards."""
    claims = []
    for index, one in enumerate(understood):
        before = understood[max(0, index - _RECENT) : index]
        after = understood[index + 1 : index + 3]
        claims.append(_claim(reading, release, one, before, after))
    return claims


def _claim(
    reading: Reading, release: Release, one: Understood, before: Sequence[Understood], after: Sequence[Understood]
) -> Claim:
    if one.kind in (VALUE, TARGET, SUM):
        return value_claim(reading, release, one, is_parted(one, after))
    judged = {
        GROWTH: growth_of,
        DIFFERENCE: difference_of,
        SHARE: share_of,
        PLAN_SHARE: plan_share_of,
        RATIO: ratio_of,
        UNITS: _units,
    }[one.kind](reading, release, one, before, after)
    readings = (one.meaning, *one.others) if judged.verdict == AMBIGUOUS else ()
    return claim_of(reading, one, judged, one.meaning, readings)


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
