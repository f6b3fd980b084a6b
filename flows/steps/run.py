"""The steps of a half-year's run as plain functions over paths and small strings: ingest, validate, transform, publish.

`flows/half_year.py` wraps each once as a Prefect task; `run_direct` calls them one after the other. What one step
leaves for the next lies in a work folder of the run below the warehouse, removed at its end; `run_direct` hands the
same things along in memory.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import randrange

import polars as pl

from flows.derive.tables import derived_tables
from flows.ingest.cache import cache_folder, is_cached, load_entry, read_all, read_bytes, read_version
from flows.ingest.filing import IntakeError, telling, write_missing_receipts
from flows.ingest.inbox import take_inbox
from flows.ingest.outcomes import Outcome, ReadingStopped, encode, to_keep
from flows.ingest.submission import ParsedSubmission
from flows.publish.parquet_files import write_tables
from flows.publish.release import Release, build_aside, made_by_this_code, publish, run_in_turn
from flows.raw_folder.losses import accept_losses
from flows.raw_folder.patient_reading import FilesOnce
from flows.raw_folder.safe_writing import Busy, clear_partial_files, close_to_others
from flows.raw_folder.snapshot import Snapshot, Version
from flows.raw_folder.store import RawStore
from flows.report.comparisons import InconsistentRelease
from flows.steps.approvals import altered_since_approval, provisional_again, with_last_final, write_missing_figures
from flows.steps.collector import collector_seldom
from flows.steps.guard import known_before, last_release, losses, without_a_reason
from flows.steps.judged import Judged, judge_kept
from flows.texts import raw
from flows.texts import release as texts
from flows.texts.files import unreadable_text
from flows.texts.system_errors import reason_of
from flows.transform.over_time.by_half_year import TablesAsked, tables_of_versions
from flows.transform.over_time.restatements import restatements
from flows.transform.tables import build_tables
from flows.validate.acceptance.corrections import told_lapsed
from flows.validate.acceptance.finality import final_obstacles
from flows.validate.acceptance.waiver_standing import waivers_in_force, waivers_without_effect
from flows.validate.by_board import Share, Spread, judge_share
from flows.validate.kept import Kept
from schemas.periods import VIETNAM, Period, parse_moment, parse_period
from schemas.reference import Reference, load_reference
from schemas.tables import warehouse_tables
from schemas.text import Text

INGEST, VALIDATE, TRANSFORM, PUBLISH = "ingest", "validate", "transform", "publish"

Progress = Callable[[str, int, int], None]

AS_OF = "as-of"
# Below the cache of what was read: a judgement of another reader or other reference data is never taken.
JUDGED = "judged"
# So many files, other ones each time, are read again although the cache has them.
READ_AGAIN = 2
_FACTS, _FILES, _TABLES = "facts.json", "files", "tables"


class RunFailed(Exception):
    """A run cannot go on; `text` says why and what to do, `said` what was filed by then; the last release stands."""

    def __init__(self, text: Text, cause: Exception | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.said: tuple[Text, ...] = getattr(cause, "said", ())


class RunRefused(Exception):
    """A release may not be made; `obstacles` says everything that is in the way, `text` what may be done."""

    def __init__(self, text: Text, obstacles: Sequence[Text] = ()) -> None:
        super().__init__("; ".join(said.en for said in (*obstacles, text)))
        self.text = text
        self.obstacles = tuple(obstacles)


class FinalRefused(RunRefused):
    """A final release was asked for and may not be made."""


@dataclass(frozen=True)
class RunRequest:
    """What a run is asked to do, as small strings: it passes between processes.

    period: a half-year, `2023-H1`. as_of: a date or moment, "" for all that raw/ holds. work: the name of the run's
    work folder. reference: the folder of the reference CSVs, "" for the package's own. final: refuse where the release
    would be provisional. reason: why figures of a final period may change, or, with accept_loss and approved_by, why
    what is gone may be. output: a folder to build into, which moves no `current`. verify: read every file again, to
    see whether the cache says the same. exports: whether the release also gets its tables as DuckDB, workbook, CSV,
    pages and SDMX. wait: how many seconds a direct run waits for its turn, None for as long as it takes.
    """

    raw: str
    warehouse: str
    period: str
    as_of: str = ""
    final: bool = False
    work: str = ""
    reference: str = ""
    reason: str = ""
    accept_loss: bool = False
    approved_by: str = ""
    output: str = ""
    verify: bool = False
    exports: bool = True
    wait: float | None = None

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
    def aside(self) -> Path | None:
        """The folder of a build that is no release: of an old state, and where a folder was asked for."""
        if self.output:
            return Path(self.output)
        return self.warehouse_folder / AS_OF / self.as_of_day if self.as_of else None

    @property
    def as_of_day(self) -> str:
        """The day or moment a build tells of, as a name; empty for all that raw/ holds."""
        moment = self.moment
        if moment is None:
            return ""
        of_day = moment == parse_moment(f"{moment.astimezone(VIETNAM):%Y-%m-%d}")
        return f"{moment.astimezone(VIETNAM):{'%Y-%m-%d' if of_day else '%Y-%m-%dT%H%M%S'}}"

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
    """raw/ as the run found it, once what came in was filed; what is to be read of it, and what is to be told."""

    snapshot: Snapshot
    items: tuple[WorkItem, ...]
    said: tuple[Text, ...] = ()


@dataclass(frozen=True)
class RunResult:
    """A release and what was said on the way: what intake did, and what in raw/ is not as it should be."""

    release: Release
    said: tuple[Text, ...] = field(default=())


def collect(request: RunRequest) -> Collected:
    """Take the inbox, give files without a receipt one, and take raw/ as it now is.

    raw/ is written to only where there is something to take. From here on nothing is read from it: of every file that
    was never read a copy lies in the work folder.

    Raises:
        RunFailed: there is no raw folder, or it cannot be written to and must be.
        DecisionError: something people wrote into raw/ cannot be followed.
        RawUnreadable: something in raw/ is there and cannot be read.
    """
    request.half_year  # noqa: B018 - a period that is none stops the run before anything is touched
    store, reference = request.store(), request.load_reference()
    if not store.root.is_dir():
        raise RunFailed(raw.RAW_MISSING.fill(folder=request.raw))
    folder, copies = cache_folder(request.warehouse_folder, reference), request.work_folder / _FILES

    cached = {entry.stem for entry in folder.glob("*.json")}
    seen: list[str] = []  # of those the cache has
    again: dict[int, tuple[str, bytes]] = {}

    def keep(sha256: str, data: bytes) -> None:
        if request.verify or sha256 not in cached:
            _copy(copies, sha256, data)
            return
        place = len(seen) if len(seen) < READ_AGAIN else randrange(len(seen) + 1)
        seen.append(sha256)
        if place < READ_AGAIN:
            again[place] = sha256, data

    files = FilesOnce(keep)
    with suppress(OSError):  # a raw/ that may only be read keeps them
        clear_partial_files(store.root)
        close_to_others(store.root)
    try:
        said = take_inbox(store, reference)
        with telling(said):
            taken = store.as_of(request.moment, files)
        # A file that a release has and the receipts no longer have is a loss, and no new file.
        known = known_before(last_release(request.warehouse_folder))
        new = [version for version in taken.versions if (version.submission, version.sha256) not in known]
        if given := write_missing_receipts(store, new):
            said += given
            taken = store.as_of(request.moment, files)
    except IntakeError as error:
        raise RunFailed(error.text, error) from None
    for sha256, data in again.values():
        _copy(copies, sha256, data)
    # What came since is for the next run: when it came in is not written down yet.
    taken = replace(taken, versions=tuple(version for version in taken.versions if version.receipted))
    copied = {path.name for path in copies.glob("*")}
    items = {
        v.sha256: WorkItem(
            v.submission, str(copies / v.sha256 if v.sha256 in copied else v.path), v.sha256, v.sha256 in cached
        )
        for v in taken.versions
        if v.path is not None and v.problem is None
    }
    return Collected(taken, tuple(items.values()), (*said, *taken.remarks))


def _copy(copies: Path, sha256: str, data: bytes) -> None:
    with suppress(OSError):  # a disk that is full is told where the release is written
        copies.mkdir(parents=True, exist_ok=True)
        (copies / sha256).write_bytes(data)


def ingest_one(request: RunRequest, item: WorkItem) -> Text | None:
    """Read one file into the cache of parsed submissions; says why where it is none of the accepted formats.

    That stops nobody: it is found again when all are validated.

    Raises:
        OSError: it cannot be opened.
        RunFailed: reading it came to no end, or its bytes are not those received.
    """
    reference = request.load_reference()
    folder = cache_folder(request.warehouse_folder, reference)
    try:
        found = read_version(Path(item.path), item.sha256, reference, folder, keep=True)
    except ReadingStopped as error:
        raise RunFailed(error.text) from None
    except ValueError as error:
        raise RunFailed(texts.SUBMISSION_NOT_READ.fill(submission=item.submission, reason=error)) from None
    if isinstance(found, ParsedSubmission):
        return None
    reason, details = found
    return unreadable_text(reason, item.submission, details)


def ingest_all(
    request: RunRequest, items: tuple[WorkItem, ...], progress: Progress | None = None
) -> Mapping[str, Outcome]:
    """Read every file that was never read, on all processors where they are many.

    Gives what could not be kept in the cache, by its hash; the rest is in none's memory.

    Raises:
        RunFailed: a file cannot be read, or reading it came to no end; its board is not simply left out.
    """
    reference = request.load_reference()
    told = (lambda done, total: progress(INGEST, done, total)) if progress else None
    files = {item.sha256: Path(item.path) for item in items if not item.cached}
    names = {item.sha256: item.submission for item in items}
    folder = cache_folder(request.warehouse_folder, reference)
    outcomes: dict[str, Outcome] = {}
    try:
        answers = read_all(files, reference, folder, keep=True, progress=told)
    except ReadingStopped as error:
        raise RunFailed(error.text) from None
    for sha, found in answers.items():
        if isinstance(found, OSError | ValueError):
            raise RunFailed(texts.SUBMISSION_NOT_READ.fill(submission=names[sha], reason=found)) from found
        if not is_cached(folder, sha):
            outcomes[sha] = found
    _same_as_remembered(request, items)
    return outcomes


def _same_as_remembered(request: RunRequest, items: tuple[WorkItem, ...]) -> None:
    """Read files again that the cache has: those of which `collect` left a copy.

    Raises:
        RunFailed: a file says something else; the cache is removed.
    """
    reference, copies = request.load_reference(), request.work_folder / _FILES
    folder = cache_folder(request.warehouse_folder, reference)
    for item in items:
        if not item.cached or Path(item.path).parent != copies:
            continue
        remembered = load_entry(folder, item.sha256)
        if remembered and encode(to_keep(read_bytes(Path(item.path).read_bytes(), reference))) != encode(remembered):
            shutil.rmtree(folder, ignore_errors=True)
            raise RunFailed(texts.CACHE_DIFFERS.fill(submission=item.submission))


def judge_all(
    request: RunRequest,
    collected: Collected,
    outcomes: Mapping[str, Outcome] | None = None,
    spread: Spread | None = None,
) -> Judged:
    """Judge all versions; `outcomes` are what they say, else it is what ingest left in the cache.

    What was judged in the last run and depends on nothing that is new is not judged again. `spread` has shares of what
    is to be judged judged elsewhere, by `judge_one_share`.

    Raises:
        RunFailed: a file cannot be read.
        DecisionError: a decision in raw/ cannot be followed.
    """
    reference, said = request.load_reference(), outcomes or {}
    folder = cache_folder(request.warehouse_folder, reference)
    paths = {item.sha256: Path(item.path) for item in collected.items}

    def read(version: Version) -> Outcome | None:
        if version.path is None or version.problem is not None:
            return None
        try:
            sha = version.sha256
            return said.get(sha) or read_version(paths[sha], sha, reference, folder, keep=True)
        except ReadingStopped as error:
            raise RunFailed(error.text) from None
        except (OSError, ValueError) as error:
            text = texts.SUBMISSION_NOT_READ.fill(submission=version.submission, reason=error)
            raise RunFailed(text) from error

    if request.verify:
        shutil.rmtree(folder / JUDGED, ignore_errors=True)
    return judge_kept(collected.snapshot, read, reference, Kept(folder / JUDGED), spread)


def judge_one_share(request: RunRequest, share: Share) -> None:
    """Judge some boards of a half-year, which were read, into the folder of what is kept.

    Raises:
        LookupError: something was not read, or what the share is to be held against is not there.
        DecisionError: a decision in raw/ cannot be followed.
    """
    reference = request.load_reference()
    folder = cache_folder(request.warehouse_folder, reference)

    def read(version: Version) -> Outcome | None:
        if version.path is None or version.problem is not None:
            return None
        if found := load_entry(folder, version.sha256):
            return found
        raise LookupError(version.submission)

    judge_share(share, read, reference, Kept(folder / JUDGED), tables_of_versions(reference))


@dataclass(frozen=True)
class Made:
    """All tables of a release, what its manifest says it is about, and what is to be told of it."""

    frames: TablesAsked
    facts: dict[str, object]
    said: tuple[Text, ...]


def tables_of(request: RunRequest, judged: Judged) -> Made:
    """All tables of the release, and what is known of it. What approvals cover is written down where it was not yet.

    A release is final when nothing is in the way of it (`final_obstacles`), asked for or not; `request.final` only
    refuses what would be provisional.

    Raises:
        FinalRefused: a final release was asked for and may not be made.
    """
    reference, period = request.load_reference(), request.half_year
    alterations, altered = altered_since_approval(judged, request.warehouse_folder, reference)
    of_judging = judged.raw, judged.frames, judged.validation
    obstacles = {
        known: final_obstacles(*of_judging, parse_period(known), reference, alterations)
        for known in {str(period), *judged.raw.approvals}
    }
    if request.final and obstacles[str(period)]:
        raise FinalRefused(texts.FINAL_REFUSED.fill(period=period), obstacles[str(period)])
    said = guarded(request, judged, alterations)
    again = provisional_again(judged.raw, obstacles)
    final = frozenset(known for known, against in obstacles.items() if not against)
    frames = build_tables(
        judged.frames,
        judged.validation,
        judged.context,
        reference,
        period,
        final,
        judged.raw,
        judged.halves,
        judged.kept,
    )
    if not request.aside:
        judged.kept.forget_others()
    frames.held.update(derived_tables(frames.for_deriving(), reference))
    facts = facts_of(request, judged, frames, str(period) in final)
    facts |= {
        "provisional_again": [{"period": p, "vi": text.vi, "en": text.en} for p, text in again.items()],
        "altered_since_approval": [
            {"period": p, **row} for p, table in altered.items() for row in table.iter_rows(named=True)
        ],
    }
    said += with_last_final(again, request.warehouse_folder)
    if not request.aside:
        said += write_missing_figures(judged, request.warehouse_folder, reference)
    return Made(frames, facts, tuple(said))


def facts_of(request: RunRequest, judged: Judged, frames: Mapping[str, pl.DataFrame], final: bool) -> dict[str, object]:
    """What the manifest says a release is about, and what went into it."""
    reference, period = request.load_reference(), request.half_year
    waivers = judged.decisions.waivers
    idle = waivers_without_effect(
        judged.validation.findings, waivers, judged.context.moment, reference.rules, judged.frames.received.values()
    )
    in_force = [waiver for waiver in waivers if waiver not in {told for told, _ in idle}]
    return {
        "period": str(period),
        "status": "final" if final else "provisional",
        "as_of": judged.context.moment.isoformat(),
        "reason": request.reason,
        "inputs_sha256": judged.raw.release_inputs_sha256(),
        "release_inputs_sha256": judged.raw.release_inputs_sha256(period),
        "inputs_by_period": {
            p: judged.raw.release_inputs_sha256(p) for p in sorted({v.period for v in judged.raw.versions})
        },
        "approvals": [
            {name: getattr(a, name) for name in ("period", "release_inputs_sha256", "decision", "approved_by", "at")}
            for of_period in judged.raw.approvals.values()
            for a in of_period
        ],
        "corrections": len(judged.decisions.corrections),
        "waivers": len(waivers),
        "restatements": restatements(judged.frames, judged.validation, judged.decisions, frames, reference),
        "waivers_in_force": waivers_in_force(judged.validation.findings, in_force),
        "corrections_lapsed": [
            {"period": c.period, "line": c.line, "vi": text.vi, "en": text.en}
            for c in judged.validation.lapsed
            for text in [told_lapsed(c)]
        ],
        "waivers_without_effect": [
            {"period": waiver.period, "line": waiver.line, "vi": text.vi, "en": text.en} for waiver, text in idle
        ],
    }


def guarded(request: RunRequest, judged: Judged, alterations: Mapping[str, Text]) -> list[Text]:
    """Let the release be made, or refuse it where something is lost; what is built aside loses nothing.

    Raises:
        RunRefused: something of raw/ is gone or changed, a board is less than before, figures of a final period would
            change without a reason, or nothing was received for the period.
    """
    period = request.half_year
    own = {str(period), *([str(period.year_period)] if period.half == 2 else [])}
    nothing = not any(version.period in own for version in judged.raw.versions)
    if request.aside:
        return [texts.NOTHING_RECEIVED_THEN.fill(period=period)] if nothing else []
    if judged.raw.to_come:
        raise RunRefused(texts.CLOCK_WRONG, judged.raw.to_come)
    last = last_release(request.warehouse_folder)
    lost = [loss for loss in losses(judged, last) if loss.key not in judged.raw.accepted_losses]
    if lost and not request.accept_loss:
        raise RunRefused(texts.LOSSES_REFUSED.fill(period=request.period), [loss.text for loss in lost])
    if not request.reason and (changed := without_a_reason(last, alterations)):
        raise RunRefused(texts.REASON_NEEDED.fill(period=request.period), changed)
    if not lost and nothing:
        newest = max((version.period for version in judged.raw.versions), default="–")
        raise RunRefused(texts.NOTHING_RECEIVED.fill(period=period, newest=newest))
    if not lost:
        return []
    accept_losses(judged.raw.root, lost, request.reason, request.approved_by, datetime.now(VIETNAM))
    return [*(loss.text for loss in lost), texts.LOSS_ACCEPTED.fill(count=len(lost))]


def leave_tables(request: RunRequest, made: Made) -> str:
    """Write the tables and the facts into the work folder; returns the folder of the tables."""
    reference = request.load_reference()
    folder = request.work_folder / _TABLES
    tables = warehouse_tables(reference.form, reference.units)
    last = None if request.aside else made_by_this_code(request.warehouse_folder)
    write_tables(made.frames, tables, reference.units, folder, request.as_of_day, last)
    (request.work_folder / _FACTS).write_text(json.dumps(made.facts, ensure_ascii=False), encoding="utf-8")
    return str(folder)


def transform_all(request: RunRequest, judged: Judged) -> tuple[str, tuple[Text, ...]]:
    """Make all tables and leave them in the work folder; returns their folder, and what is to be told.

    Raises:
        FinalRefused: a final release was asked for and may not be made.
    """
    made = tables_of(request, judged)
    return leave_tables(request, made), made.said


def publish_all(request: RunRequest, table_folder: str, frames: Mapping[str, pl.DataFrame] | None = None) -> Release:
    """Make a release of the tables and switch to it; the work folder is then removed, and kept for another try before.

    Raises:
        RunFailed: the warehouse cannot be written to, another process is publishing, or two tables contradict each
            other; the last release stands.
    """
    facts = json.loads((request.work_folder / _FACTS).read_text(encoding="utf-8"))
    folder = request.warehouse_folder
    try:
        reference, tables = request.load_reference(), Path(table_folder)
        if aside := request.aside:
            release = build_aside(tables, facts, aside, request.half_year, reference, frames, request.exports)
        else:
            release = publish(tables, facts, folder, request.half_year, reference, frames, request.exports)
    except Busy:
        raise RunFailed(texts.BUSY.fill(folder=folder)) from None
    except InconsistentRelease as error:
        raise RunFailed(error.text) from None
    except OSError as error:
        place = request.aside or folder
        raise RunFailed(texts.NOT_WRITABLE.fill(folder=place, reason=reason_of(error))) from None
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
        with run_in_turn(folder, request.wait), collector_seldom():
            try:
                collected = collect(request)
                with telling(collected.said):
                    tell(INGEST, 0, len(collected.items))
                    outcomes = ingest_all(request, collected.items, progress)
                    tell(VALIDATE, 0, 1)
                    # What was judged is let go of before anything is published.
                    table_folder, frames, said = _judged_and_left(request, collected, outcomes, tell)
                    tell(PUBLISH, 0, 1)
                    release = publish_all(request, table_folder, frames)
            finally:
                remove_work(request)
    except Busy as error:
        raise RunFailed(texts.BUSY.fill(folder=folder), error) from None
    except OSError as error:
        raise RunFailed(texts.NOT_WRITABLE.fill(folder=folder, reason=reason_of(error)), error) from None
    tell(PUBLISH, 1, 1)
    return RunResult(release, (*collected.said, *said))


def _judged_and_left(
    request: RunRequest, collected: Collected, outcomes: Mapping[str, Outcome], tell: Progress
) -> tuple[str, Mapping[str, pl.DataFrame], tuple[Text, ...]]:
    """The folder of the tables, those that are at hand, and what is to be told."""
    judged = judge_all(request, collected, outcomes)
    tell(TRANSFORM, 0, 1)
    made = tables_of(request, judged)
    del judged
    return leave_tables(request, made), made.frames.held, made.said
