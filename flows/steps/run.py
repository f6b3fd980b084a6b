"""The steps of a half-year's run as plain functions over paths and small strings: ingest, validate, transform, publish.

`flows/half_year.py` wraps each once as a Prefect task; `run_direct` calls them one after the other. What one step
leaves for the next lies in a work folder of the run below the warehouse, removed at its end; `run_direct` hands the
same things along in memory.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from flows.ingest.cache import Outcome, cache_folder, is_cached, read_all, read_version
from flows.ingest.filing import IntakeError, take_inbox, write_missing_receipts
from flows.ingest.frames import SubmissionFrames, build_frames
from flows.ingest.received_versions import received
from flows.publish.parquet_files import write_tables
from flows.publish.release import Release, publish, run_lock
from flows.raw_folder.decisions import Approval, BlocContext, Decisions
from flows.raw_folder.safe_writing import Busy
from flows.raw_folder.store import RawStore
from flows.texts import raw
from flows.texts import release as texts
from flows.transform.restatements import restatements
from flows.transform.tables import build_tables
from flows.validate.acceptance.waiver_standing import waivers_in_force, waivers_without_effect
from flows.validate.figures.bloc_totals import boards_reported
from flows.validate.findings.finding import Finding
from flows.validate.judging import judge
from flows.validate.validation import Validation
from schemas.periods import Period, parse_moment, parse_period
from schemas.reference import Reference, load_reference
from schemas.rules import ERROR, INFO, QUERY
from schemas.tables import warehouse_tables
from schemas.text import Text

INGEST, VALIDATE, TRANSFORM, PUBLISH = "ingest", "validate", "transform", "publish"
STAGES = (INGEST, VALIDATE, TRANSFORM, PUBLISH)

Progress = Callable[[str, int, int], None]

_FACTS, _VALIDATED, _TABLES = "facts.json", "validated.pickle", "tables"


class RunFailed(Exception):
    """A run cannot go on; `text` says why and what to do. The last release is untouched."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class FinalRefused(Exception):
    """A final release was asked for and may not be made; `obstacles` says everything that is in the way."""

    def __init__(self, obstacles: tuple[Text, ...]) -> None:
        super().__init__("; ".join(text.en for text in obstacles))
        self.obstacles = obstacles


@dataclass(frozen=True)
class RunRequest:
    """What a run is asked to do, as small strings: it passes between processes.

    period: a half-year, `2023-H1`. as_of: a date or moment, "" for all that raw/ holds. work: the name of the run's
    work folder. reference: the folder of the reference CSVs, "" for the package's own. final: refuse where the release
    would be provisional.
    """

    raw: str
    warehouse: str
    period: str
    as_of: str = ""
    final: bool = False
    work: str = ""
    reference: str = ""

    @property
    def half_year(self) -> Period:
        """Raises RunFailed for a whole year, ValueError for what is no period."""
        period = parse_period(self.period)
        if not period.half:
            raise RunFailed(texts.WHOLE_YEAR_ASKED.fill(period=period))
        return period

    @property
    def moment(self) -> datetime | None:
        return parse_moment(self.as_of) if self.as_of else None

    @property
    def warehouse_folder(self) -> Path:
        return Path(self.warehouse)

    @property
    def work_folder(self) -> Path:
        return self.warehouse_folder / "work" / (self.work or f"{self.period}-{os.getpid()}")

    def load_reference(self) -> Reference:
        return load_reference(Path(self.reference)) if self.reference else load_reference()

    def store(self) -> RawStore:
        return RawStore(Path(self.raw), self.load_reference().boards)


@dataclass(frozen=True)
class WorkItem:
    """One file to be read; `cached` when it was read before and reading it again costs nothing."""

    submission: str
    path: str
    sha256: str
    cached: bool


@dataclass(frozen=True)
class Collected:
    """What a run has to read, and what intake has to say about raw/."""

    items: tuple[WorkItem, ...]
    said: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Validated:
    """All versions as frames with their judgement, and what they were judged from."""

    frames: SubmissionFrames
    validation: Validation
    context: BlocContext
    decisions: Decisions
    approvals: dict[str, tuple[Approval, ...]]  # period -> its approvals; only periods that have any
    approval_problems: dict[str, tuple[Text, ...]]  # period -> lines of its approvals that cannot be understood
    inputs_sha256: str
    release_inputs_sha256: dict[str, str]  # period -> digest; the period asked about, and those with approvals


@dataclass(frozen=True)
class RunResult:
    """A release and what was said on the way: what intake did, and what in raw/ is not as it should be."""

    release: Release
    said: tuple[Text, ...] = field(default=())


def collect(request: RunRequest) -> Collected:
    """Take the inbox, give files without a receipt one, and list what is to be read.

    raw/ is written to only where there is something to take.

    Raises:
        RunFailed: there is no raw folder, or it cannot be written to and must be.
    """
    request.half_year  # noqa: B018 - a period that is none stops the run before anything is touched
    store, reference = request.store(), request.load_reference()
    if not store.root.is_dir():
        raise RunFailed(raw.RAW_MISSING.fill(folder=request.raw))
    try:
        said = [*take_inbox(store, reference), *write_missing_receipts(store)]
    except IntakeError as error:
        raise RunFailed(error.text) from None
    folder = cache_folder(request.warehouse_folder, reference)
    items = {
        v.sha256: WorkItem(v.submission, str(v.path), v.sha256, is_cached(folder, v.sha256))
        for v in store.versions(request.moment)
        if v.path is not None and v.problem is None
    }
    return Collected(tuple(items.values()), (*said, *store.remarks(request.moment)))


def ingest_one(request: RunRequest, item: WorkItem) -> str:
    """Read one file into the cache of parsed submissions; returns its hash.

    A file that cannot be read stops nobody: that is found again, and told, when all are validated.
    """
    reference = request.load_reference()
    folder = cache_folder(request.warehouse_folder, reference)
    try:
        read_version(Path(item.path), item.sha256, reference, folder, keep=True)
    except (OSError, ValueError):
        return ""
    return item.sha256


def ingest_all(
    request: RunRequest, items: tuple[WorkItem, ...], progress: Progress | None = None
) -> Mapping[str, Outcome]:
    """Read every file, on all processors where many were never read; what they say by their hash."""
    reference = request.load_reference()
    told = (lambda done, total: progress(INGEST, done, total)) if progress else None
    files = {item.sha256: Path(item.path) for item in items}
    folder = cache_folder(request.warehouse_folder, reference)
    found = read_all(files, reference, folder, keep=True, progress=told)
    return {sha: outcome for sha, outcome in found.items() if not isinstance(outcome, OSError | ValueError)}


def validated(request: RunRequest, outcomes: Mapping[str, Outcome] | None = None) -> Validated:
    """Judge all versions; `outcomes` are those at hand, others come from the cache.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    reference, store, as_of = request.load_reference(), request.store(), request.moment
    versions = store.versions(as_of)
    known = dict(outcomes or {})
    missing = {v.sha256: v.path for v in versions if v.path is not None and v.problem is None and v.sha256 not in known}
    if missing:
        folder = cache_folder(request.warehouse_folder, reference)
        found = read_all(missing, reference, folder, keep=True)
        known |= {sha: outcome for sha, outcome in found.items() if not isinstance(outcome, OSError | ValueError)}
    frames = build_frames([received(v, known.get(v.sha256)) for v in versions], reference.form)
    decisions, context = store.decisions(as_of), store.context(as_of)
    validation = judge(frames, reference, decisions, context)
    approvals = {str(p): given for p in store.periods() if (given := store.approvals(p, as_of))}
    digests = {p: store.release_inputs_sha256(p, as_of) for p in {str(request.half_year), *approvals}}
    problems = {str(p): told for p in store.periods() if (told := store.approval_problems(p))}
    inputs = store.release_inputs_sha256(None, as_of)
    return Validated(frames, validation, context, decisions, approvals, problems, inputs, digests)


def validate_all(request: RunRequest) -> str:
    """Judge all versions, and leave the result in the work folder; returns its path.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    path = request.work_folder / _VALIDATED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(validated(request)))
    return str(path)


def final_obstacles(judged: Validated, period: Period, reference: Reference) -> tuple[Text, ...]:
    """Everything in the way of a final release: approval, boards, open errors and queries. Empty: it may be made.

    Findings against figures published of the whole year (R301) do not count: they are about more than the half-year.
    """
    approval = _approval_obstacle(judged, period)
    others = open_obstacles(judged.frames, judged.validation, period, reference)
    return (*((approval,) if approval else ()), *others)


def open_obstacles(
    frames: SubmissionFrames, validation: Validation, period: Period, reference: Reference
) -> tuple[Text, ...]:
    """Everything in the way of approving a period: boards missing or not accepted, open errors and queries."""
    obstacles: list[Text] = []
    states = validation.states.filter(period=str(period))
    reported = set(boards_reported(states)["board"])
    names = {board.slug: board.name_vi for board in reference.boards.members(period)}
    for slug, name in names.items():
        if slug in reported:
            continue
        mine = states.filter(board=slug)
        if mine.is_empty():
            obstacles.append(texts.BOARD_MISSING.fill(name=name))
        else:
            latest = frames.received[mine["submission"][-1]]
            obstacles.append(
                texts.BOARD_NOT_ACCEPTED.fill(name=name, file=latest.file, state=mine["state"][-1].replace("_", " "))
            )
    in_force = set(states.filter("accepted")["submission"])
    open_ones: dict[tuple[str, str], list[Finding]] = {}
    for finding in validation.findings:
        counts = finding.submission in in_force or (not finding.submission and finding.period == str(period))
        if counts and finding.severity != INFO and not finding.waived_by:
            open_ones.setdefault((finding.board, finding.severity), []).append(finding)
    words = {ERROR: texts.SEVERITY_ERROR, QUERY: texts.SEVERITY_QUERY}
    for (board, severity), found in open_ones.items():
        first, word = found[0], words[severity]
        place = "!".join(part for part in (first.sheet, first.cell) if part) or first.code
        name = names.get(board, board)
        obstacles.append(
            Text(
                texts.OPEN_FINDING.vi.format(
                    name=name or texts.OF_THE_BLOC.vi,
                    count=len(found),
                    severity=word.vi,
                    rule=first.rule,
                    place=place,
                    message=first.message_vi,
                ),
                texts.OPEN_FINDING.en.format(
                    name=name or texts.OF_THE_BLOC.en,
                    count=len(found),
                    severity=word.en,
                    rule=first.rule,
                    place=place,
                    message=first.message_en,
                ),
            )
        )
    return tuple(obstacles)


def _approval_obstacle(judged: Validated, period: Period) -> Text | None:
    """None when the last decision on exactly these inputs approves them, and every line of the file is understood."""
    if not_understood := judged.approval_problems.get(str(period)):
        pattern, first = texts.APPROVAL_NOT_UNDERSTOOD, not_understood[0]
        return Text(pattern.vi.format(period=period, text=first.vi), pattern.en.format(period=period, text=first.en))
    digest = judged.release_inputs_sha256[str(period)]
    approvals = judged.approvals.get(str(period), ())
    of_these = [approval for approval in approvals if approval.release_inputs_sha256.lower() == digest]
    if of_these:
        last = of_these[-1]
        if last.decision == "approved":
            return None
        note = f" ({last.note})" if last.note else ""
        return texts.APPROVAL_REFUSED.fill(approver=last.approved_by, period=period, note=note)
    approved = [approval for approval in approvals if approval.decision == "approved"]
    if approved:
        last = approved[-1]
        return texts.APPROVAL_OUTDATED.fill(
            approver=last.approved_by, period=period, approved=last.release_inputs_sha256[:12], digest=digest
        )
    return texts.NOT_APPROVED.fill(period=period, digest=digest)


def final_periods(judged: Validated, reference: Reference) -> frozenset[str]:
    """The periods whose totals are final: those whose approval fits, with nothing else in the way.

    The approval in raw/ is the decision, so a run needs no flag to follow it, and every later run leaves what is
    final final.
    """
    return frozenset(p for p in judged.approvals if not final_obstacles(judged, parse_period(p), reference))


def tables_of(request: RunRequest, judged: Validated) -> tuple[dict[str, pl.DataFrame], dict[str, object]]:
    """All tables of the release, and what its manifest says it is about.

    A release is final when nothing is in the way of it (`final_obstacles`), asked for or not; `request.final` only
    refuses what would be provisional.

    Raises:
        FinalRefused: a final release was asked for and may not be made.
    """
    reference, period = request.load_reference(), request.half_year
    if request.final and (obstacles := final_obstacles(judged, period, reference)):
        raise FinalRefused(obstacles)
    final = final_periods(judged, reference)
    frames = build_tables(judged.frames, judged.validation, judged.context, reference, period, final)
    waivers = judged.decisions.waivers
    idle = waivers_without_effect(
        judged.validation.findings, waivers, judged.context.moment, reference.rules, judged.frames.received.values()
    )
    in_force = [waiver for waiver in waivers if waiver not in {told for told, _ in idle}]
    facts: dict[str, object] = {
        "period": str(period),
        "status": "final" if str(period) in final else "provisional",
        "as_of": judged.context.moment.isoformat(),
        "inputs_sha256": judged.inputs_sha256,
        "release_inputs_sha256": judged.release_inputs_sha256[str(period)],
        "corrections": len(judged.decisions.corrections),
        "waivers": len(waivers),
        "restatements": restatements(judged.frames, judged.validation, judged.decisions, frames, reference),
        "waivers_in_force": waivers_in_force(judged.validation.findings, in_force),
        "waivers_without_effect": [
            {"period": waiver.period, "line": waiver.line, "vi": text.vi, "en": text.en} for waiver, text in idle
        ],
    }
    return frames, facts


def leave_tables(request: RunRequest, frames: Mapping[str, pl.DataFrame], facts: Mapping[str, object]) -> str:
    """Write the tables and the facts into the work folder; returns the folder of the tables."""
    reference = request.load_reference()
    folder = request.work_folder / _TABLES
    write_tables(frames, warehouse_tables(reference.form, reference.units), reference.units, folder)
    (request.work_folder / _FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return str(folder)


def transform_all(request: RunRequest, validated_path: str) -> str:
    """Make all tables from what validation left; returns their folder.

    Raises:
        FinalRefused: a final release was asked for and may not be made.
    """
    judged = pickle.loads(Path(validated_path).read_bytes())  # this run wrote it a moment ago
    frames, facts = tables_of(request, judged)
    return leave_tables(request, frames, facts)


def publish_all(request: RunRequest, table_folder: str, frames: Mapping[str, pl.DataFrame] | None = None) -> Release:
    """Make a release of the tables and switch to it; the work folder is then removed, and kept for another try before.

    Raises:
        RunFailed: the warehouse cannot be written to, or another process is publishing; the last release stands.
    """
    facts = json.loads((request.work_folder / _FACTS).read_text(encoding="utf-8"))
    folder = request.warehouse_folder
    try:
        release = publish(Path(table_folder), facts, folder, request.half_year, request.load_reference(), frames)
    except Busy:
        raise RunFailed(texts.BUSY.fill(folder=folder)) from None
    except OSError as error:
        raise RunFailed(texts.NOT_WRITABLE.fill(folder=folder, reason=error.strerror or error)) from None
    remove_work(request)
    return release


def remove_work(request: RunRequest) -> None:
    """Remove the run's work folder, and the folder of work folders when it was the last."""
    shutil.rmtree(request.work_folder, ignore_errors=True)
    with suppress(OSError):
        request.work_folder.parent.rmdir()


def run_direct(request: RunRequest, progress: Progress | None = None) -> RunResult:
    """The whole run in this process. `progress` is told the stage, and how many of how many files are read.

    Raises:
        RunFailed: the run cannot go on; the last release is untouched.
        FinalRefused: a final release was asked for and may not be made.
        DecisionError: a decision in raw/ cannot be followed.
    """
    tell = progress or (lambda stage, done, total: None)
    request.half_year  # noqa: B018 - see `collect`
    if not Path(request.raw).is_dir():
        raise RunFailed(raw.RAW_MISSING.fill(folder=request.raw))
    folder = request.warehouse_folder
    try:
        with run_lock(folder):
            collected = collect(request)
            tell(INGEST, 0, len(collected.items))
            outcomes = ingest_all(request, collected.items, progress)
            tell(VALIDATE, 0, 1)
            judged = validated(request, outcomes)
            tell(TRANSFORM, 0, 1)
            try:
                frames, facts = tables_of(request, judged)
                table_folder = leave_tables(request, frames, facts)
                tell(PUBLISH, 0, 1)
                release = publish_all(request, table_folder, frames)
            finally:
                remove_work(request)
    except Busy:
        raise RunFailed(texts.BUSY.fill(folder=folder)) from None
    except OSError as error:
        raise RunFailed(texts.NOT_WRITABLE.fill(folder=folder, reason=error.strerror or error)) from None
    tell(PUBLISH, 1, 1)
    return RunResult(release, collected.said)
