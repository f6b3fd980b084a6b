"""Judging half-year after half-year, each held against what counts of those before it, and only where that is new.

A version is judged by itself, by what was decided about its half-year, and by what is in force of earlier ones. So the
judgement of a half-year is the same as long as its versions, its decisions and what is in force before it are; it is
then taken from the last run, with the tables that have a row of every version. What is new in a half-year reaches a
later one only through what it leaves in force. Versions that do not stand any more are in those tables, and not held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import polars as pl

from flows.ingest.frames import SubmissionFrames, build_frames
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.raw_folder.snapshot import Version
from flows.validate.before import Before
from flows.validate.by_board import Share, Spread, judge_in_shares
from flows.validate.judgement_kept import (
    TABLE,
    Read,
    Tables,
    depends_on,
    frames_keys,
    frames_of,
    joined,
    joined_judgements,
    loaded,
    parts_of,
)
from flows.validate.judging import against_published, judge, judge_half_years
from flows.validate.kept import Entry, Kept, digest
from flows.validate.validation import Validation
from schemas.periods import parse_period
from schemas.reference import Reference


@dataclass(frozen=True)
class HalfYear:
    """A half-year as it was judged: the digest of all that its judgement depends on, and what of it is not held.

    frames: reads all its versions, superseded ones too, as they came in.
    """

    period: str
    key: str
    frames: Callable[[], SubmissionFrames]
    _entry: Entry

    def table(self, name: str) -> pl.DataFrame:
        """One of `Tables`, read."""
        return self._entry.frame(f"{TABLE}{name}")

    @staticmethod
    def of_all(frames: SubmissionFrames, judged: Validation, tables: Tables) -> HalfYear:
        """Everything that was judged at once, as if it were one half-year."""
        made = {f"{TABLE}{name}": frame for name, frame in tables(frames, judged).items()}
        return HalfYear("", "", lambda: frames, Entry(b"", tuple(made), None, made))


# Parameters: what is judged by what, where it is kept, and what is made of it.
def judge_by_period(
    versions: Iterable[Version],
    read: Read,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    kept: Kept,
    tables: Tables,
    spread: Spread | None = None,
) -> tuple[SubmissionFrames, Validation, tuple[HalfYear, ...]]:
    """Judge all versions; the same as what counts of what `judge` says of all of them at once, and their half-years.

    Of what was read, `received` has the covers and places of every version, `values` the figures of those that stand.

    Args:
        read: what a version says; asked only where its half-year has changed.
        spread: judges shares of a half-year elsewhere; what it does not bring is judged here.

    Raises:
        DecisionError: a correction no longer finds what it expects.
    """
    frames: list[SubmissionFrames] = []
    judged: list[Validation] = []
    halves: list[HalfYear] = []
    before: Before | None = None
    chain: list[str] = []
    for period, own, decided in _half_years(versions, decisions):
        key = digest(*depends_on(own, decided, context, reference), chain)
        for name in frames_keys(own, reference):
            kept.using(name)
        whole = partial(frames_of, own, read, reference, kept)
        entry = kept.load(key)
        if entry is None and spread:
            half = Share(period, key, tuple(own), decided, context, tuple(half.key for half in halves), ())
            entry = judge_in_shares(half, spread, kept)
        if entry is None:
            part = whole()
            found = judge_half_years(part, reference, decided, context, before=before)
            entry = kept.keep(key, *parts_of(part, found, decided.waivers, tables(part, found)))
            del part, found
        light, validation, left = loaded(entry, reference)
        halves.append(HalfYear(period, key, whole, entry))
        frames.append(light)
        judged.append(validation)
        chain.append(left)
        mine = Before.left_by(validation, light.received)
        before = before.and_then(mine) if before else mine
    if not judged:
        nothing = build_frames([], reference.form)
        judgement = judge(nothing, reference, decisions, context)
        return nothing, judgement, (HalfYear.of_all(nothing, judgement, tables),)
    return joined(frames), against_published(joined_judgements(judged), reference, decisions, context), tuple(halves)


def _half_years(versions: Iterable[Version], decisions: Decisions) -> list[tuple[str, list[Version], Decisions]]:
    """Each half-year with its versions and the decisions about it, the oldest first."""
    decided = [one.period for one in decisions.corrections] + [one.period for one in decisions.waivers]
    found: dict[str, list[Version]] = {period: [] for period in decided}
    for version in versions:
        found.setdefault(version.period, []).append(version)
    return [
        (
            text,
            found[text],
            Decisions(
                tuple(one for one in decisions.corrections if one.period == text),
                tuple(one for one in decisions.waivers if one.period == text),
            ),
        )
        for text in sorted(found, key=lambda text: (parse_period(text).end, parse_period(text).half))
    ]
