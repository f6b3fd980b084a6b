"""What is kept of a judgement of some versions, and how it is had again: what stands, and the tables of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import msgspec
import polars as pl

from flows.ingest.frames import SUBMISSION_SCHEMA, VALUE_SCHEMA, Received, SubmissionFrames, build_frames
from flows.ingest.outcomes import Outcome
from flows.ingest.received_versions import received
from flows.ingest.submission import Problem
from flows.raw_folder.decisions import BlocContext, Correction, Decisions, Waiver
from flows.raw_folder.snapshot import Version
from flows.validate.acceptance.states import in_order
from flows.validate.acceptance.waivers import expired
from flows.validate.evaluation import OUTCOME_SCHEMA
from flows.validate.figures.published_figures import no_comparison
from flows.validate.findings.finding import Finding
from flows.validate.kept import Entry, Kept, digest, frame_digest
from flows.validate.validation import Validation
from schemas.made_by import code_sha256
from schemas.reference import Reference

Read = Callable[[Version], Outcome | None]
# The tables that have a row of every version, made of versions and their judgement.
Tables = Callable[[SubmissionFrames, Validation], Mapping[str, pl.DataFrame]]

_LINES, TABLE = "lines ", "table "


@dataclass(frozen=True)
class _Facts:
    """What of a judgement is no frame. left: the digest of what it leaves to later half-years.

    received: every version, without its figures and lines.
    """

    findings: tuple[Finding, ...]
    list_sums_less: dict[str, dict[str, float | None]]
    lapsed: tuple[Correction, ...]
    left: str
    received: dict[str, Received]


def of_versions_that_count(frames: SubmissionFrames, judged: Validation, waivers: Collection[Waiver]) -> Validation:
    """What of a judgement is held on to: the versions in force and the last readable one of each board and half-year.

    Findings are those of versions that stand, and those that waivers may be about; lines those in force. Outcomes and
    changes are in the tables alone; which check of a rule held (`judged`, `compared`) is not told.
    """
    names = _that_count(frames.received, judged.states)
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


def _that_count(received: Mapping[str, Received], states: pl.DataFrame) -> set[str]:
    last = {(one.period, one.board): one.submission for one in in_order(received.values()) if one.parsed is not None}
    return {*last.values(), *states.filter("accepted")["submission"]}


def _in_force(judged: Validation) -> pl.Expr:
    return pl.col("submission").is_in(judged.states.filter("accepted")["submission"].implode())


def parts_of(
    part: SubmissionFrames, judged: Validation, waivers: Collection[Waiver], tables: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, pl.DataFrame], bytes]:
    """The frames and the facts that are kept of a judgement."""
    light = of_versions_that_count(part, judged, waivers)
    own_values = part.values.filter(pl.col("submission").is_in(light.values["submission"].unique().implode()))
    frames = {"states": light.states, "values": light.values, "changes": light.changes, "read": own_values}
    frames |= {f"{_LINES}{sheet}": frame for sheet, frame in light.lines.items()}
    less = {name: dict(own) for name, own in judged.list_sums_less.items()}
    facts = _Facts(light.findings, less, judged.lapsed, "", _light(part.received))
    return _with_left(frames | {f"{TABLE}{name}": frame for name, frame in tables.items()}, facts)


def parts_together(
    entries: Sequence[Entry], corrections: Sequence[Correction]
) -> tuple[dict[str, pl.DataFrame], bytes]:
    """The same of shares of a half-year, boards one after the other; `corrections` are those about it, as written."""
    facts = [msgspec.json.decode(entry.facts, type=_Facts) for entry in entries]
    frames = {name: pl.concat(entry.frame(name) for entry in entries) for name in entries[0].names}
    lapsed = {one for of_share in facts for one in of_share.lapsed}
    whole = _Facts(
        tuple(one for of_share in facts for one in of_share.findings),
        {name: less for of_share in facts for name, less in of_share.list_sums_less.items()},
        tuple(one for one in sorted(corrections, key=lambda one: bool(one.field)) if one in lapsed),
        "",
        {name: one for of_share in facts for name, one in of_share.received.items()},
    )
    return _with_left(frames, whole)


def _with_left(frames: dict[str, pl.DataFrame], facts: _Facts) -> tuple[dict[str, pl.DataFrame], bytes]:
    in_force = pl.col("submission").is_in(frames["states"].filter("accepted")["submission"].implode())
    counts = [frames["values"].filter(in_force), *(frame for name, frame in frames.items() if name.startswith(_LINES))]
    left = digest(*map(frame_digest, counts), sorted(facts.list_sums_less.items()))
    return frames, msgspec.json.encode(replace(facts, left=left))


def loaded(entry: Entry, reference: Reference) -> tuple[SubmissionFrames, Validation, str]:
    """What is held of a judgement, and the digest of what it leaves."""
    facts = msgspec.json.decode(entry.facts, type=_Facts)
    frames = SubmissionFrames(
        pl.DataFrame(schema=SUBMISSION_SCHEMA),
        entry.frame("read"),
        pl.DataFrame(schema=VALUE_SCHEMA),
        {},
        _problems(facts.received),
        facts.received,
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


def frames_of(own: Sequence[Version], read: Read, reference: Reference, kept: Kept) -> SubmissionFrames:
    """The frames of versions; of what was read only covers, problems and places are held on to."""
    key, last = frames_keys(own, reference)
    if entry := kept.load(key):
        return _kept_frames(entry, reference)
    known = _last_frames(last, own, reference, kept)
    new = [received(version, read(version)) for version in own if not known or version.submission not in known.received]
    made = build_frames(new, reference.form)
    made = replace(made, received=_light(made.received))
    if known:
        made = _ordered(joined([known, made]), own)
    lists = {f"{_LINES}{sheet}": lines for sheet, lines in made.lines.items()}
    own_frames = {"submissions": made.submissions, "values": made.values, "others": made.of_other_periods}
    kept.keep(key, own_frames | lists, msgspec.json.encode(made.received))
    kept.keep(last, {}, msgspec.json.encode(_Last(key, {one.submission: digest(_facts_of([one])) for one in own})))
    return made


def frames_keys(own: Sequence[Version], reference: Reference) -> tuple[str, str]:
    """Under which the frames of versions are kept, and under which is said where those of their half-year were last."""
    *made_by, facts = _read_from(own, reference)
    return digest("read", *made_by, facts), digest("last read", *made_by, sorted({one.period for one in own}))


@dataclass(frozen=True)
class _Last:
    """Under which key frames are kept, and the digest of each version in them."""

    key: str
    versions: dict[str, str]


def _last_frames(last: str, own: Sequence[Version], reference: Reference, kept: Kept) -> SubmissionFrames | None:
    """Those of these versions that were among the last frames of their half-year as they are now."""
    said = kept.load(last)
    before = msgspec.json.decode(said.facts, type=_Last) if said else None
    entry = kept.load(before.key) if before else None
    if before is None or entry is None:
        return None
    kept.used.discard(before.key)
    same = {one.submission for one in own if before.versions.get(one.submission) == digest(_facts_of([one]))}
    return _kept_frames(entry, reference).of(same)


def _kept_frames(entry: Entry, reference: Reference) -> SubmissionFrames:
    light = msgspec.json.decode(entry.facts, type=dict[str, Received])
    lines = {sheet: entry.frame(f"{_LINES}{sheet}") for sheet in reference.form.whole.list_sheets}
    own_values = entry.frame("values"), entry.frame("others")
    return SubmissionFrames(entry.frame("submissions"), *own_values, lines, _problems(light), light)


def _ordered(frames: SubmissionFrames, own: Sequence[Version]) -> SubmissionFrames:
    """The versions in this order, the rows of each as they are."""
    names = [one.submission for one in own]
    order = pl.DataFrame({"submission": names}, schema={"submission": pl.String}).with_row_index("_order")

    def placed(frame: pl.DataFrame) -> pl.DataFrame:
        numbered = frame.join(order, on="submission", how="left", maintain_order="left")
        return numbered.sort("_order", maintain_order=True).drop("_order")

    light = {name: frames.received[name] for name in names}
    values, others = placed(frames.values), placed(frames.of_other_periods)
    lines = {sheet: placed(own_lines) for sheet, own_lines in frames.lines.items()}
    return SubmissionFrames(placed(frames.submissions), values, others, lines, _problems(light), light)


def _light(versions: Mapping[str, Received]) -> dict[str, Received]:
    """What was read without its figures and lines, which stand in the frames."""
    return {
        name: replace(one, parsed=replace(one.parsed, values=(), lines=()) if one.parsed else None)
        for name, one in versions.items()
    }


def _problems(versions: Mapping[str, Received]) -> dict[str, tuple[Problem, ...]]:
    return {name: one.parsed.problems for name, one in versions.items() if one.parsed}


def _facts_of(versions: Iterable[Version]) -> list[dict[str, object]]:
    """All of versions that frames and judgement read, but for where the raw folder lies."""
    return [{name: value for name, value in vars(one).items() if name != "path"} for one in versions]


def _read_from(own: Sequence[Version], reference: Reference) -> tuple[object, ...]:
    """All that the frames of a half-year depend on."""
    return code_sha256(), pl.__version__, reference.digest, _facts_of(own)


def depends_on(
    own: Sequence[Version], decided: Decisions, context: BlocContext, reference: Reference
) -> Iterator[object]:
    """All that the judgement of a half-year depends on, but for what is in force before it."""
    yield from ("judged", *_read_from(own, reference))
    yield [asdict(one) for one in decided.corrections]
    yield [{**asdict(one), "expired": expired(one, context.moment)} for one in decided.waivers]
    yield context.outside.rows()


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


def joined_judgements(parts: Sequence[Validation]) -> Validation:
    return replace(
        parts[0],
        findings=tuple(finding for part in parts for finding in part.findings),
        states=pl.concat(part.states for part in parts),
        values=pl.concat(part.values for part in parts),
        lines={sheet: pl.concat(part.lines[sheet] for part in parts) for sheet in parts[0].lines},
        list_sums_less={name: less for part in parts for name, less in part.list_sums_less.items()},
        lapsed=tuple(one for part in parts for one in part.lapsed),
    )
