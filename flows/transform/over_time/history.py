"""What was known when: each figure with the days on which it stood, and the bloc's totals likewise.

A version is judged by itself, by what was decided about it, and by what was accepted of the half-year before. So it is
judged the same from the day it was received until a decision is made or ends, or until something of an earlier period
comes in late. Those days part the time of a family of boards into spans, and one judgement a span is enough; the last
is the judgement at hand, and the n-th spans of all families are judged at once, as no family is held against another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from flows.ingest.frames import Received, SubmissionFrames
from flows.ingest.submission import NOT_APPLICABLE
from flows.raw_folder.decisions import BlocContext, Correction, Decisions, Waiver
from flows.validate.acceptance.corrections import CORRECTED, DERIVED
from flows.validate.acceptance.states import in_order
from flows.validate.acceptance.waivers import expired
from flows.validate.figures.bloc_totals import exact_sum, members, summed_lines
from flows.validate.figures.in_force import earlier_ground, values_of_nil_returns
from flows.validate.judging import judge
from flows.validate.state_names import ACCEPTED, ACCEPTED_WITH_QUERIES, NIL
from flows.validate.validation import Validation
from schemas.facts.boards import Boards
from schemas.periods import VIETNAM, parse_moment, parse_period
from schemas.reference import Reference

_KEY = ["period", "board", "code", "sector", "measure"]
_GOOD = (ACCEPTED, ACCEPTED_WITH_QUERIES)

SUBMISSION, RESUBMISSION, CORRECTION, DERIVATION, WAIVER = (
    "submission",
    "resubmission",
    "correction",
    "derivation",
    "waiver",
)


class Span(NamedTuple):
    """A version in force from one day to another (None: still), as one judgement has its figures."""

    period: str
    board: str
    submission: str
    known_from: date
    known_to: date | None
    judgement: int
    cause: str


class _Round(NamedTuple):
    """Spans judged at once: the n-th of each family, where as much was known of predecessors outside the bloc."""

    number: int
    outside: int


class _Then(NamedTuple):
    """A family at the end of a span: the moment, the versions that had come, and what is decided about its boards."""

    moment: datetime
    known: list[Received]
    decisions: Decisions


# The last span of each family: the judgement at hand, whose number comes after all others.
_LAST = _Round(-1, 0)
NOW = 2**31
SPAN_SCHEMA: dict[str, type[pl.DataType]] = {
    "period": pl.String,
    "board": pl.String,
    "submission": pl.String,
    "known_from": pl.Date,
    "known_to": pl.Date,
    "judgement": pl.Int64,
    "cause": pl.String,
}
THEN_SCHEMA: dict[str, type[pl.DataType]] = {
    **SPAN_SCHEMA,
    **dict.fromkeys(("code", "sector", "measure"), pl.String),
    "value": pl.Float64,
    **dict.fromkeys(("unit", "status", "state"), pl.String),
}


def day_of(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


# Parameters: what came in, how it is judged now, and all that it can be judged by again.
def versions_over_time(
    received: Iterable[Received],
    states: pl.DataFrame,
    frames_of: Callable[[Collection[str]], SubmissionFrames],
    decisions: Decisions,
    context: BlocContext,
    reference: Reference,
) -> tuple[pl.DataFrame, list[Validation]]:
    """Which version was in force when, one row a `Span`; and the earlier judgements, by their numbers there.

    Args:
        states: those of the judgement at hand, whose number is NOW.
        frames_of: reads these versions as they came in.
        decisions: all that were made, also those that ended.
    """
    plans: list[tuple[list[Received], list[tuple[date | None, date | None, _Round]]]] = []
    rounds: dict[_Round, list[_Then]] = {}
    ordered = in_order(received)
    for family in _families(ordered, reference.boards):
        own = [version for version in ordered if version.board in family]
        made = decisions.about(family)
        days = _days_between(own, made, context, family)
        timeline: list[tuple[date | None, date | None, _Round]] = []
        for number, (start, end) in enumerate(pairwise([None, *days])):
            assert end is not None
            moment = _end_of(end - timedelta(days=1))
            at = _Round(number, context.as_of(moment).outside.height)
            known = [version for version in own if version.received_at <= moment]
            rounds.setdefault(at, []).append(_Then(moment, known, made))
            timeline.append((start, end, at))
        plans.append((own, [*timeline, (days[-1] if days else None, None, _LAST)]))
    order = {**{at: index for index, at in enumerate(sorted(rounds))}, _LAST: NOW}
    judged = []
    if rounds:
        frames = frames_of(
            {version.submission for thens in rounds.values() for _, known, _ in thens for version in known}
        )
        judged = [_judged(rounds[at], frames, context, reference) for at in sorted(rounds)]
    said = {number: one.states for number, one in enumerate(judged)} | {NOW: states}
    verdicts = {number: dict(one.select("submission", "verdict").iter_rows()) for number, one in said.items()}
    spans: list[Span] = []
    for own, planned in plans:
        spans += _spans(own, [(start, end, order[at]) for start, end, at in planned], verdicts, decisions)
    return pl.DataFrame(spans, schema=SPAN_SCHEMA, orient="row"), judged


def _families(received: Iterable[Received], boards: Boards) -> list[frozenset[str]]:
    """The boards whose figures are held against one another's: those that merge, together."""
    family: dict[str, frozenset[str]] = {}
    for slug in sorted({version.board for version in received}):
        family.setdefault(slug, frozenset({slug}))
    for row in boards.rows:
        kin = frozenset.union(*(family.get(slug, frozenset({slug})) for slug in (row.slug, *row.predecessors)))
        for slug in kin:
            family[slug] = kin
    present = {version.board for version in received}
    return sorted({kin for kin in family.values() if kin & present}, key=sorted)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, VIETNAM)


def _days_between(
    own: list[Received], decisions: Decisions, context: BlocContext, family: frozenset[str]
) -> list[date]:
    """The days from whose end on something is judged otherwise that was there before."""
    days: set[date] = set()
    made: list[Correction | Waiver] = [*decisions.corrections, *decisions.waivers]
    for decision in made:
        if decision.board in family:
            days |= _days_of(decision)
    for waiver in decisions.waivers:
        if waiver.board in family and waiver.expires:
            days.add(date.fromisoformat(waiver.expires[:10]) + timedelta(days=1))
    latest = None
    for version in own:
        period = parse_period(version.period)
        if latest is not None and period < latest:
            days.add(day_of(version.received_at))
        latest = period if latest is None else max(period, latest)
    # What a predecessor had reported elsewhere matters where a file that is held against it came before it was known.
    rows = zip(context.outside_since, context.outside["merged_into"], context.outside["period"])
    for since, text in {(since, text) for since, into, text in rows if into in family}:
        if any(parse_period(v.period) > parse_period(text) and day_of(v.received_at) < since for v in own):
            days.add(since)
    if not own:
        return []
    first, last = min(day_of(version.received_at) for version in own), day_of(context.moment)
    return sorted(day for day in days if first < day <= last)


def _days_of(decision: Correction | Waiver) -> set[date]:
    return {day_of(parse_moment(text)) for text in (decision.date, decision.ended_at) if text}


def _judged(thens: Sequence[_Then], frames: SubmissionFrames, context: BlocContext, reference: Reference) -> Validation:
    """The judgement of some families' versions, each at a moment of its own: what is accepted, no queries.

    A decision made before the file it is about came is left out: nobody could have followed it then.
    """
    corrections: list[Correction] = []
    waivers: list[Waiver] = []
    for moment, known, decisions in thens:
        periods = {(version.period, version.board) for version in known}
        made = Decisions(
            tuple(
                c for c in decisions.corrections if parse_moment(c.date) <= moment and (c.period, c.board) in periods
            ),
            tuple(w for w in decisions.waivers if parse_moment(w.date) <= moment and (w.period, w.board) in periods),
        ).in_force(moment)
        corrections += made.corrections
        waivers += (waiver for waiver in made.waivers if not expired(waiver, moment))
    then = frames.of({version.submission for _, known, _ in thens for version in known})
    # What has expired is gone already, and of outside the bloc all of them know the same.
    alone = replace(context.as_of(min(moment for moment, *_ in thens)), published=context.published.clear())
    return judge(then, reference, Decisions(tuple(corrections), tuple(waivers)), alone, only=frozenset())


def _spans(
    own: list[Received],
    timeline: list[tuple[date | None, date | None, int]],
    verdicts: Mapping[int, Mapping[str, str]],
    decisions: Decisions,
) -> list[Span]:
    """Which version of each board and period was in force from when to when."""
    found: list[Span] = []
    places: dict[tuple[str, str], list[Received]] = {}
    for version in own:
        places.setdefault((version.period, version.board), []).append(version)
    for (period, board), versions in places.items():
        stands: list[Span] = []
        for start, _, index in timeline:
            said = verdicts[index]
            received = [(day_of(v.received_at), v.submission) for v in versions if v.submission in said]
            begin = [(start, None)] if start is not None else []
            for day, _ in [*begin, *((d, name) for d, name in received if start is None or d > start)]:
                name = _in_force([(d, n) for d, n in received if d <= day], said)
                if stands and _same(stands[-1], name or "", index):
                    continue
                if name is not None or stands:
                    stands.append(Span(period, board, name or "", day, None, index, ""))
        ended = [one._replace(known_to=after.known_from) for one, after in pairwise(stands)] + stands[-1:]
        first_days = {v.submission: day_of(v.received_at) for v in versions}
        for number, one in enumerate(ended):
            if not one.submission:
                continue  # none of its versions was in force
            found.append(one._replace(cause=_cause(one, ended[number - 1] if number else None, first_days, decisions)))
        found += _within_a_day(versions, verdicts, timeline, ended)
    return found


def _same(span: Span, name: str, judgement: int) -> bool:
    return (span.submission, span.judgement) == (name, judgement)


def _in_force(received: list[tuple[date, str]], verdicts: Mapping[str, str]) -> str | None:
    """The last version that is accepted by itself; a nil return where none is."""
    for good in (_GOOD, (NIL,)):
        for _, name in reversed(received):
            if verdicts[name] in good:
                return name
    return None


def _cause(span: Span, before: Span | None, first_days: Mapping[str, date], decisions: Decisions) -> str:
    if first_days[span.submission] == span.known_from:
        return SUBMISSION if before is None else RESUBMISSION
    of_span = [(CORRECTION, c) for c in decisions.corrections] + [(WAIVER, w) for w in decisions.waivers]
    for name, decision in of_span:
        if (decision.period, decision.board) == (span.period, span.board) and span.known_from in _days_of(decision):
            return name
    expired = {date.fromisoformat(w.expires[:10]) + timedelta(days=1) for w in decisions.waivers if w.expires}
    return WAIVER if span.known_from in expired else DERIVATION


def _within_a_day(
    versions: list[Received],
    verdicts: Mapping[int, Mapping[str, str]],
    timeline: list[tuple[date | None, date | None, int]],
    stands: list[Span],
) -> list[Span]:
    """Versions that were accepted and overtaken on the day they came: known from and to that day."""
    known = {span.submission for span in stands}
    found = []
    for version in versions:
        day = day_of(version.received_at)
        index = next(i for start, end, i in timeline if end is None or day < end)
        if verdicts[index].get(version.submission) in _GOOD and version.submission not in known:
            found.append(Span(version.period, version.board, version.submission, day, day, index, SUBMISSION))
    return found


def figures_then(states: pl.DataFrame, values: pl.DataFrame, spans: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """THEN_SCHEMA: the spans, each with the figures that one judgement has of its version."""
    nil = values_of_nil_returns(states.filter(verdict=NIL).join(spans, on="submission", how="semi"), reference)
    columns = ["submission", *(name for name in THEN_SCHEMA if name not in SPAN_SCHEMA)]
    figures = pl.concat([values.select(columns), nil.select(columns)])
    return spans.join(figures, on="submission", how="inner").select(list(THEN_SCHEMA))


def history(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a figure and time it stood: period, board, code, sector, measure, known_from, known_to, value, unit,
    status, cell_state, cause, submission.

    `known_from <= d < known_to` (or no `known_to`) is what `--as-of d` builds. What lived within one day has both
    equal. cause: why the row began: submission, resubmission, correction, derivation or waiver.

    Args:
        rows: those of `figures_then`, of all judgements.
    """
    spans = rows.select("period", "board", "submission", "known_from", "judgement").unique()
    several = spans.group_by("period", "board").len().filter(pl.col("len") > 1)
    told = _told_apart(rows.join(several, on=["period", "board"], how="semi"))
    once = rows.join(several, on=["period", "board"], how="anti").rename({"state": "cell_state"})
    return pl.concat([once.select(told.columns), told])


def _told_apart(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one figure that follow each other and say the same made one; the cause of those that differ."""
    own = ["submission", "value", "unit", "status", "state"]
    ordered = rows.sort([*_KEY, "known_from", "judgement"])
    before = [pl.col(name).shift(1).over(_KEY) for name in own]
    same = pl.all_horizontal(pl.col(name).eq_missing(was) for name, was in zip(own, before, strict=True))
    follows = pl.col("known_to").shift(1).over(_KEY) == pl.col("known_from")
    begins = ~(same & follows & (pl.col("known_from") != pl.col("known_to")).fill_null(True)).fill_null(True)
    again = pl.col("submission").eq_missing(pl.col("submission").shift(1).over(_KEY))
    corrected = (pl.col("status") == CORRECTED) | (pl.col("status").shift(1).over(_KEY) == CORRECTED)
    cause = (
        pl.when(again & corrected)
        .then(pl.lit(CORRECTION))
        .when(again & (pl.col("status") == DERIVED))
        .then(pl.lit(DERIVATION))
        .otherwise("cause")
    )
    marked = ordered.with_columns(begins.alias("_begins"), cause.alias("cause"))
    return (
        marked.with_columns(pl.col("_begins").cum_sum().alias("_run"))
        .group_by("_run", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in (*_KEY, *own, "known_from", "cause")),
            pl.col("known_to").last(),
        )
        .drop("_run")
        .rename({"state": "cell_state"})
    )


def first_known(figures: pl.DataFrame) -> pl.DataFrame:
    """period, board, code, sector, known_from: since when there had been a number (measure actual).

    Args:
        figures: those of `history`.
    """
    numbers = figures.filter(pl.col("measure") == "actual", pl.col("value").is_not_null())
    return numbers.group_by(_KEY[:4], maintain_order=True).agg(pl.col("known_from").min())


def bloc_history(figures: pl.DataFrame, first: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """One row a total and time it stood: period, code, sector, known_from, known_to, value, unit, questioned,
    boards_reported, boards_expected, complete.

    Args:
        figures: those of `history`, of some half-years, `marked`. first: `first_known` of these and of all before them.
    """
    periods = figures["period"].unique().sort().to_list()
    member, lines = members(periods, reference), summed_lines(periods, reference)
    actual = figures.filter(pl.col("measure") == "actual").join(member, on=["period", "board"], how="semi")
    stood = actual.filter(pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("known_from")))
    stood = stood.join(_since(stood, first, reference), on=_KEY[:4], how="left", maintain_order="left")
    days = pl.concat(
        stood.select("period", pl.col(name).alias("day")) for name in ("known_from", "known_to", "_had_from")
    )
    first = stood.group_by("period").agg(pl.col("known_from").min().alias("_first"))
    days = days.drop_nulls().unique().join(first, on="period").filter(pl.col("day") >= pl.col("_first")).drop("_first")
    then = (
        days.join(stood, on="period")
        .filter(pl.col("known_from") <= pl.col("day"))
        .filter(pl.col("known_to").is_null() | (pl.col("day") < pl.col("known_to")))
    )
    never = (pl.col("cell_state") == NOT_APPLICABLE) & (
        pl.col("_had_from").is_null() | (pl.col("_had_from") > pl.col("day"))
    )
    line = ["period", "code", "sector"]
    sums = then.group_by(*line, "day").agg(
        exact_sum("value").alias("value"),
        pl.col("value").count().cast(pl.Int64).alias("boards_reported"),
        never.sum().cast(pl.Int64).alias("_not_expected"),
        pl.col("questioned").any(),
    )
    totals = (
        days.join(lines, on="period")
        .join(sums, on=[*line, "day"], how="left")
        .join(member.group_by("period").agg(pl.len().cast(pl.Int64).alias("_members")), on="period", how="left")
        .with_columns(
            pl.col("boards_reported").fill_null(0),
            pl.col("questioned").fill_null(False),
            (pl.col("_members") - pl.col("_not_expected").fill_null(0)).alias("boards_expected"),
        )
        .with_columns((pl.col("boards_reported") == pl.col("boards_expected")).alias("complete"))
        .sort(*line, "day")
    )
    said = ["value", "questioned", "boards_reported", "boards_expected"]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in (*line, *said))
    return (
        totals.filter(~same)
        .with_columns(pl.col("day").alias("known_from"), pl.col("day").shift(-1).over(line).alias("known_to"))
        .select(*line, "key", "known_from", "known_to", *said, "unit", "complete")
    )


def _since(stood: pl.DataFrame, first: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """period, board, code, sector, _had_from: of what is no figure, since when there had been one before."""
    key = _KEY[:4]
    asked = stood.filter(pl.col("value").is_null()).select(key).unique()
    ground = earlier_ground(asked, first["period"].unique().to_list(), reference)
    earlier = first.rename({"period": "_then", "board": "_earlier"})
    return (
        asked.join(ground, on=["period", "board"])
        .join(earlier, on=["_then", "_earlier", "code", "sector"])
        .group_by(key)
        .agg(pl.col("known_from").min().alias("_had_from"))
    )
