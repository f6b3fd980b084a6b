"""Judging half-year after half-year, each held against what counts of those before it, and only where that is new.

A version is judged by itself, by what was decided about its half-year, and by what is in force of earlier ones. So the
judgement of a half-year is the same as long as its versions, its decisions and what is in force before it are; it is
then taken from the last run. What is new in a half-year reaches a later one only through what it leaves in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import msgspec
import polars as pl

from flows.ingest.frames import Received, SubmissionFrames, build_frames
from flows.ingest.outcomes import Outcome
from flows.ingest.received_versions import received
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.decisions import BlocContext, Correction, Decisions
from flows.raw_folder.snapshot import Version
from flows.validate.acceptance.waivers import expired
from flows.validate.before import Before
from flows.validate.figures.published_figures import no_comparison
from flows.validate.findings.finding import Finding
from flows.validate.judging import against_published, judge, judge_half_years
from flows.validate.kept import Kept, digest, frame_digest
from flows.validate.validation import Validation
from schemas.made_by import code_sha256
from schemas.periods import parse_period
from schemas.reference import Reference

Read = Callable[[Version], Outcome | None]

_LINES = "lines "


@dataclass(frozen=True)
class _Facts:
    """What of a judgement is no frame. left: the digest of what it leaves to later half-years."""

    findings: tuple[Finding, ...]
    list_sums_less: dict[str, dict[str, float | None]]
    lapsed: tuple[Correction, ...]
    left: str


def judge_by_period(
    versions: Iterable[Version],
    read: Read,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    kept: Kept,
) -> tuple[SubmissionFrames, Validation]:
    """Judge all versions; the same as `judge` of all of them at once.

    Of what was read only covers and places are held on to, and `lines` are those of versions in force; which
    application of a rule held (`judged`, `compared`) is not told.

    Args:
        read: what a version says; asked only where its half-year has changed.

    Raises:
        DecisionError: a correction no longer finds what it expects.
    """
    frames: list[SubmissionFrames] = []
    judged: list[Validation] = []
    before: Before | None = None
    chain: list[str] = []
    for own, decided in _half_years(versions, decisions):
        part = _frames(own, read, reference, kept)
        key = digest(*_depends_on(own, decided, context, reference), chain)
        found = _load(kept, key) or _judge(part, reference, decided, context, before, kept, key)
        validation, left = found
        frames.append(part)
        judged.append(validation)
        chain.append(left)
        mine = Before.left_by(validation, part.received)
        before = before.and_then(mine) if before else mine
    if not judged:
        nothing = build_frames([], reference.form)
        return nothing, judge(nothing, reference, decisions, context)
    whole, validation = _joined_frames(frames), _joined(judged)
    return whole, against_published(validation, reference, decisions, context)


def _half_years(versions: Iterable[Version], decisions: Decisions) -> list[tuple[list[Version], Decisions]]:
    """The versions of each half-year with the decisions about it, the oldest first."""
    decided = [one.period for one in decisions.corrections] + [one.period for one in decisions.waivers]
    found: dict[str, list[Version]] = {period: [] for period in decided}
    for version in versions:
        found.setdefault(version.period, []).append(version)
    return [
        (
            found[text],
            Decisions(
                tuple(one for one in decisions.corrections if one.period == text),
                tuple(one for one in decisions.waivers if one.period == text),
            ),
        )
        for text in sorted(found, key=lambda text: (parse_period(text).end, parse_period(text).half))
    ]


def _facts_of(versions: Iterable[Version]) -> list[dict[str, object]]:
    """All of versions that frames and judgement read, but for where the raw folder lies."""
    return [{name: value for name, value in vars(one).items() if name != "path"} for one in versions]


def _depends_on(
    own: Sequence[Version], decided: Decisions, context: BlocContext, reference: Reference
) -> Iterator[object]:
    """All that the judgement of a half-year depends on, but for what is in force before it."""
    yield from ("judged", code_sha256(), pl.__version__, reference.digest, _facts_of(own))
    yield [asdict(one) for one in decided.corrections]
    yield [{**asdict(one), "expired": expired(one, context.moment)} for one in decided.waivers]
    yield context.outside.rows()


def _frames(own: Sequence[Version], read: Read, reference: Reference, kept: Kept) -> SubmissionFrames:
    """The frames of a half-year; of what was read only covers, problems and places are held on to."""
    key = digest("read", code_sha256(), pl.__version__, reference.digest, _facts_of(own))
    found = kept.load(key)
    if found is None:
        made = build_frames([received(version, read(version)) for version in own], reference.form)
        light = {name: _light(version) for name, version in made.received.items()}
        made = replace(made, received={name: received(v, light[v.submission]) for name, v in zip(light, own)})
        lists = {f"{_LINES}{sheet}": lines for sheet, lines in made.lines.items()}
        own_frames = {"submissions": made.submissions, "values": made.values, "others": made.of_other_periods}
        kept.keep(key, own_frames | lists, msgspec.json.encode(light))
        return made
    frames, facts = found
    light = msgspec.json.decode(facts, type=dict[str, ParsedSubmission | tuple[str, dict[str, str]] | None])
    return SubmissionFrames(
        frames["submissions"],
        frames["values"],
        frames["others"],
        {name.removeprefix(_LINES): frame for name, frame in frames.items() if name.startswith(_LINES)},
        {name: one.problems for name, one in light.items() if isinstance(one, ParsedSubmission)},
        {version.submission: received(version, light[version.submission]) for version in own},
    )


def _light(version: Received) -> Outcome | None:
    """What was read without its figures and lines, which stand in the frames."""
    return replace(version.parsed, values=(), lines=()) if version.parsed else version.unreadable


def _judge(
    part: SubmissionFrames,
    reference: Reference,
    decided: Decisions,
    context: BlocContext,
    before: Before | None,
    kept: Kept,
    key: str,
) -> tuple[Validation, str]:
    judged = judge_half_years(part, reference, decided, context, before=before)
    in_force = pl.col("submission").is_in(judged.states.filter("accepted")["submission"].implode())
    lines = {sheet: frame.filter(in_force) for sheet, frame in judged.lines.items()}
    judged = replace(judged, lines=lines, judged=pl.DataFrame(), compared=pl.DataFrame())
    counts = judged.values.filter(in_force)
    less = {name: dict(own) for name, own in judged.list_sums_less.items()}
    left = digest(frame_digest(counts), *(frame_digest(frame) for frame in lines.values()), less)
    frames = {"states": judged.states, "outcomes": judged.outcomes, "values": judged.values, "changes": judged.changes}
    lists = {f"{_LINES}{sheet}": frame for sheet, frame in lines.items()}
    facts = _Facts(judged.findings, less, judged.lapsed, left)
    kept.keep(key, frames | lists, msgspec.json.encode(facts))
    return judged, left


def _load(kept: Kept, key: str) -> tuple[Validation, str] | None:
    found = kept.load(key)
    if found is None:
        return None
    frames, facts = found[0], msgspec.json.decode(found[1], type=_Facts)
    lines = {name.removeprefix(_LINES): frame for name, frame in frames.items() if name.startswith(_LINES)}
    judged = Validation(
        facts.findings,
        frames["states"],
        frames["outcomes"],
        frames["values"],
        lines,
        pl.DataFrame(),
        pl.DataFrame(),
        no_comparison(),
        facts.list_sums_less,
        facts.lapsed,
        frames["changes"],
    )
    return judged, facts.left


def _joined_frames(parts: Sequence[SubmissionFrames]) -> SubmissionFrames:
    return SubmissionFrames(
        pl.concat(part.submissions for part in parts),
        pl.concat(part.values for part in parts),
        pl.concat(part.of_other_periods for part in parts),
        {sheet: pl.concat(part.lines[sheet] for part in parts) for sheet in parts[0].lines},
        {name: problems for part in parts for name, problems in part.problems.items()},
        {name: version for part in parts for name, version in part.received.items()},
    )


def _joined(parts: Sequence[Validation]) -> Validation:
    return Validation(
        tuple(finding for part in parts for finding in part.findings),
        pl.concat(part.states for part in parts),
        pl.concat(part.outcomes for part in parts).sort("submission", "rule"),
        pl.concat(part.values for part in parts),
        {sheet: pl.concat(part.lines[sheet] for part in parts) for sheet in parts[0].lines},
        pl.DataFrame(),
        pl.DataFrame(),
        no_comparison(),
        {name: less for part in parts for name, less in part.list_sums_less.items()},
        tuple(one for part in parts for one in part.lapsed),
        pl.concat(part.changes for part in parts),
    )
