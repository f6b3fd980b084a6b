"""Judging half-year after half-year, each held against what counts of those before it, and only where that is new.

A version is judged by itself, by what was decided about its half-year, and by what is in force of earlier ones. So the
judgement of a half-year is the same as long as its versions, its decisions and what is in force before it are; it is
then taken from the last run, with the tables that have a row of every version. What is new in a half-year reaches a
later one only through what it leaves in force. Versions that do not stand any more are in those tables, and not held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import msgspec
import polars as pl

from flows.ingest.frames import SUBMISSION_SCHEMA, VALUE_SCHEMA, Received, SubmissionFrames, build_frames
from flows.ingest.outcomes import Outcome
from flows.ingest.received_versions import received
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.decisions import BlocContext, Correction, Decisions, Waiver
from flows.raw_folder.snapshot import Version
from flows.validate.acceptance.states import in_order
from flows.validate.acceptance.waivers import expired
from flows.validate.before import Before
from flows.validate.evaluation import OUTCOME_SCHEMA
from flows.validate.figures.published_figures import no_comparison
from flows.validate.findings.finding import Finding
from flows.validate.judging import against_published, judge, judge_half_years
from flows.validate.kept import Entry, Kept, digest, frame_digest
from flows.validate.validation import Validation
from schemas.made_by import code_sha256
from schemas.periods import parse_period
from schemas.reference import Reference

Read = Callable[[Version], Outcome | None]

# The tables that have a row of every version, made of a half-year's versions and their judgement.
Tables = Callable[[SubmissionFrames, Validation], Mapping[str, pl.DataFrame]]

_LINES, _TABLE = "lines ", "table "


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
        return self._entry.frame(f"{_TABLE}{name}")

    @staticmethod
    def of_all(frames: SubmissionFrames, judged: Validation, tables: Tables) -> HalfYear:
        """Everything that was judged at once, as if it were one half-year."""
        made = {f"{_TABLE}{name}": frame for name, frame in tables(frames, judged).items()}
        return HalfYear("", "", lambda: frames, Entry(b"", None, made))


@dataclass(frozen=True)
class _Facts:
    """What of a judgement is no frame. left: the digest of what it leaves to later half-years."""

    findings: tuple[Finding, ...]
    list_sums_less: dict[str, dict[str, float | None]]
    lapsed: tuple[Correction, ...]
    left: str
    read: dict[str, ParsedSubmission | tuple[str, dict[str, str]] | None]


# Parameters: what is judged by what, where it is kept, and what is made of it.
def judge_by_period(
    versions: Iterable[Version],
    read: Read,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    kept: Kept,
    tables: Tables,
) -> tuple[SubmissionFrames, Validation, tuple[HalfYear, ...]]:
    """Judge all versions; the same as `standing` of what `judge` says of all of them at once, and their half-years.

    Of what was read, `received` has the covers and places of every version, `values` the figures of those that stand.

    Args:
        read: what a version says; asked only where its half-year has changed.

    Raises:
        DecisionError: a correction no longer finds what it expects.
    """
    frames: list[SubmissionFrames] = []
    judged: list[Validation] = []
    halves: list[HalfYear] = []
    before: Before | None = None
    chain: list[str] = []
    for period, own, decided in _half_years(versions, decisions):
        key = digest(*_depends_on(own, decided, context, reference), chain)
        read_key = kept.using(digest(*_read_from(own, reference)))
        whole = partial(_frames, own, read, reference, kept, read_key)
        entry = kept.load(key)
        if entry is None:
            part = whole()
            found = judge_half_years(part, reference, decided, context, before=before)
            entry = kept.keep(key, *_parts(part, found, decided.waivers, tables(part, found)))
            del part, found
        light, validation, left = _loaded(entry, own, reference)
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
    return joined(frames), against_published(_joined(judged), reference, decisions, context), tuple(halves)


def standing(frames: SubmissionFrames, judged: Validation, waivers: Collection[Waiver]) -> Validation:
    """What of a judgement is held on to: the versions in force and the last readable one of each board and half-year.

    Findings are those of versions that stand, and those that waivers may be about; lines those in force. Outcomes and
    changes are in the tables alone; which application of a rule held (`judged`, `compared`) is not told.
    """
    names = _standing(frames.received, judged.states)
    places = {(one.period, one.rule, one.board, one.code, one.sector) for one in waivers}
    return replace(
        judged,
        findings=tuple(
            one
            for one in judged.findings
            if not one.submission
            or one.submission in names
            or (one.period, one.rule, one.board, one.code, one.sector) in places
        ),
        outcomes=pl.DataFrame(schema=OUTCOME_SCHEMA),
        values=judged.values.filter(pl.col("submission").is_in(list(names))),
        lines={sheet: frame.filter(_in_force(judged)) for sheet, frame in judged.lines.items()},
        judged=pl.DataFrame(),
        compared=pl.DataFrame(),
        changes=judged.changes.clear(),
    )


def _standing(received: Mapping[str, Received], states: pl.DataFrame) -> set[str]:
    last = {(one.period, one.board): one.submission for one in in_order(received.values()) if one.parsed is not None}
    return {*last.values(), *states.filter("accepted")["submission"]}


def _in_force(judged: Validation) -> pl.Expr:
    return pl.col("submission").is_in(judged.states.filter("accepted")["submission"].implode())


def _parts(
    part: SubmissionFrames, judged: Validation, waivers: Collection[Waiver], tables: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, pl.DataFrame], bytes]:
    """The frames and the facts that are kept of a judgement."""
    light = standing(part, judged, waivers)
    less = {name: dict(own) for name, own in judged.list_sums_less.items()}
    counts = light.values.filter(_in_force(judged))
    left = digest(frame_digest(counts), *(frame_digest(frame) for frame in light.lines.values()), less)
    facts = _Facts(light.findings, less, judged.lapsed, left, _light(part.received))
    own_values = part.values.filter(pl.col("submission").is_in(light.values["submission"].unique().implode()))
    frames = {"states": light.states, "values": light.values, "changes": light.changes, "read": own_values}
    frames |= {f"{_LINES}{sheet}": frame for sheet, frame in light.lines.items()}
    return frames | {f"{_TABLE}{name}": frame for name, frame in tables.items()}, msgspec.json.encode(facts)


def _loaded(entry: Entry, own: Sequence[Version], reference: Reference) -> tuple[SubmissionFrames, Validation, str]:
    """What is held of a half-year, and the digest of what it leaves."""
    facts = msgspec.json.decode(entry.facts, type=_Facts)
    frames = SubmissionFrames(
        pl.DataFrame(schema=SUBMISSION_SCHEMA),
        entry.frame("read"),
        pl.DataFrame(schema=VALUE_SCHEMA),
        {},
        {name: one.problems for name, one in facts.read.items() if isinstance(one, ParsedSubmission)},
        {version.submission: received(version, facts.read[version.submission]) for version in own},
    )
    validation = Validation(
        facts.findings,
        entry.frame("states"),
        pl.DataFrame(schema=OUTCOME_SCHEMA),
        entry.frame("values"),
        {sheet: entry.frame(f"{_LINES}{sheet}") for sheet in reference.form.whole.list_sheets},
        pl.DataFrame(),
        pl.DataFrame(),
        no_comparison(),
        facts.list_sums_less,
        facts.lapsed,
        entry.frame("changes"),
    )
    return frames, validation, facts.left


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


def _facts_of(versions: Iterable[Version]) -> list[dict[str, object]]:
    """All of versions that frames and judgement read, but for where the raw folder lies."""
    return [{name: value for name, value in vars(one).items() if name != "path"} for one in versions]


def _read_from(own: Sequence[Version], reference: Reference) -> tuple[object, ...]:
    """All that the frames of a half-year depend on."""
    return "read", code_sha256(), pl.__version__, reference.digest, _facts_of(own)


def _depends_on(
    own: Sequence[Version], decided: Decisions, context: BlocContext, reference: Reference
) -> Iterator[object]:
    """All that the judgement of a half-year depends on, but for what is in force before it."""
    yield from ("judged", *_read_from(own, reference)[1:])
    yield [asdict(one) for one in decided.corrections]
    yield [{**asdict(one), "expired": expired(one, context.moment)} for one in decided.waivers]
    yield context.outside.rows()


def _frames(own: Sequence[Version], read: Read, reference: Reference, kept: Kept, key: str) -> SubmissionFrames:
    """The frames of a half-year; of what was read only covers, problems and places are held on to."""
    entry = kept.load(key)
    if entry is None:
        made = build_frames([received(version, read(version)) for version in own], reference.form)
        light = _light(made.received)
        lists = {f"{_LINES}{sheet}": lines for sheet, lines in made.lines.items()}
        own_frames = {"submissions": made.submissions, "values": made.values, "others": made.of_other_periods}
        kept.keep(key, own_frames | lists, msgspec.json.encode(light))
        return replace(made, received={v.submission: received(v, light[v.submission]) for v in own})
    light = msgspec.json.decode(entry.facts, type=dict[str, ParsedSubmission | tuple[str, dict[str, str]] | None])
    return SubmissionFrames(
        entry.frame("submissions"),
        entry.frame("values"),
        entry.frame("others"),
        {sheet: entry.frame(f"{_LINES}{sheet}") for sheet in reference.form.whole.list_sheets},
        {name: one.problems for name, one in light.items() if isinstance(one, ParsedSubmission)},
        {version.submission: received(version, light[version.submission]) for version in own},
    )


def _light(versions: Mapping[str, Received]) -> dict[str, Outcome | None]:
    """What was read without its figures and lines, which stand in the frames."""
    return {
        name: replace(one.parsed, values=(), lines=()) if one.parsed else one.unreadable
        for name, one in versions.items()
    }


def joined(parts: Iterable[SubmissionFrames]) -> SubmissionFrames:
    """Versions of several half-years as one; one half-year at least."""
    found = list(parts)
    return SubmissionFrames(
        pl.concat(part.submissions for part in found),
        pl.concat(part.values for part in found),
        pl.concat(part.of_other_periods for part in found),
        {sheet: pl.concat(part.lines[sheet] for part in found) for sheet in found[0].lines},
        {name: problems for part in found for name, problems in part.problems.items()},
        {name: version for part in found for name, version in part.received.items()},
    )


def _joined(parts: Sequence[Validation]) -> Validation:
    return replace(
        parts[0],
        findings=tuple(finding for part in parts for finding in part.findings),
        states=pl.concat(part.states for part in parts),
        values=pl.concat(part.values for part in parts),
        lines={sheet: pl.concat(part.lines[sheet] for part in parts) for sheet in parts[0].lines},
        list_sums_less={name: less for part in parts for name, less in part.list_sums_less.items()},
        lapsed=tuple(one for part in parts for one in part.lapsed),
    )
