"""Judging what `raw/` holds: the one assembly behind a run, `zones check`, and every command that shows or decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.ingest.cache import cache_folder, is_cached
from flows.ingest.frames import Received, SubmissionFrames, build_frames
from flows.ingest.received_versions import read_received
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.raw_folder.patient_reading import FilesOnce
from flows.raw_folder.snapshot import Snapshot, Version
from flows.raw_folder.store import RawStore
from flows.validate.acceptance.states import in_order
from flows.validate.judging import judge
from flows.validate.kept import NOTHING_KEPT, Kept
from flows.validate.validation import Validation
from schemas.periods import Period
from schemas.reference import Reference

if TYPE_CHECKING:  # what is kept between runs: a check of one file needs none of it
    from flows.validate.by_board import Spread
    from flows.validate.by_period import HalfYear
    from flows.validate.judgement_kept import Read


@dataclass(frozen=True)
class Judged:
    """Versions of raw/ as frames with their judgement, and the moment of raw/ they were judged from.

    `decisions` are those of the snapshot that were followed: the ones about the periods judged. With `halves` the
    others hold what stands alone (`judge_by_period`), and the rest lies in `kept`.
    """

    raw: Snapshot
    frames: SubmissionFrames
    validation: Validation
    decisions: Decisions
    halves: tuple[HalfYear, ...] = ()
    kept: Kept = NOTHING_KEPT

    @property
    def context(self) -> BlocContext:
        return self.raw.context

    @property
    def every_version(self) -> SubmissionFrames:
        """Superseded versions too, as they came in."""
        if not self.halves:
            return self.frames
        from flows.validate.judgement_kept import joined

        return joined(half.frames() for half in self.halves)

    def received(self, period: Period | str, board: str) -> list[Received]:
        """The versions of a board's period, as they were received."""
        versions = self.frames.received.values()
        return in_order(r for r in versions if (r.period, r.board) == (str(period), board))

    def version(self, submission: str) -> Version:
        return next(version for version in self.raw.versions if version.submission == submission)


class RawAtHand:
    """raw/ at one moment with what its files say: from the cache of earlier runs, else read now. Writes nothing."""

    def __init__(self, raw: Path, warehouse: Path, reference: Reference, as_of: datetime | None = None) -> None:
        self._reference, self._folder = reference, cache_folder(warehouse, reference)
        self._unread: dict[str, bytes] = {}
        self.snapshot = RawStore(raw, reference.boards).as_of(as_of, FilesOnce(self._keep))

    def _keep(self, sha256: str, data: bytes) -> None:
        if not is_cached(self._folder, sha256):
            self._unread[sha256] = data

    def received(self, version: Version) -> Received:
        return read_received(version, self._unread.get(version.sha256), self._folder, self._reference)


def judge_raw(
    raw: Path, warehouse: Path, reference: Reference, period: Period, as_of: datetime | None = None
) -> Judged:
    """Read and judge what `raw/` holds of `period` and of the half-years before it; writes nothing.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
        RawUnreadable: something in raw/ is there and cannot be read.
    """
    at_hand = RawAtHand(raw, warehouse, reference, as_of)
    versions = at_hand.snapshot.until(period)
    return judge_versions(at_hand.snapshot, versions, at_hand.received, reference, period)


def judge_versions(
    snapshot: Snapshot,
    versions: Iterable[Version],
    received: Callable[[Version], Received],
    reference: Reference,
    until: Period | None = None,
) -> Judged:
    """Judge versions of a snapshot by its decisions, those of later periods than `until` left out.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    frames = build_frames([received(version) for version in versions], reference.form)
    decisions = snapshot.decisions.in_force(snapshot.context.moment)
    decisions = decisions if until is None else decisions.until(until)
    validation = judge(frames, reference, decisions, snapshot.context)
    return Judged(snapshot, frames, validation, decisions)


def judge_kept(
    snapshot: Snapshot, read: Read, reference: Reference, kept: Kept, spread: Spread | None = None
) -> Judged:
    """Judge all versions of a snapshot; what was judged before and depends on nothing new is taken from `kept`.

    Args:
        spread: judges shares of a half-year elsewhere.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    from flows.transform.over_time.by_half_year import tables_of_versions
    from flows.validate.by_period import judge_by_period

    decisions = snapshot.decisions.in_force(snapshot.context.moment)
    versions, context, tables = snapshot.versions, snapshot.context, tables_of_versions(reference)
    judged = judge_by_period(versions, read, reference, decisions, context, kept, tables, spread)
    frames, validation, halves = judged
    return Judged(snapshot, frames, validation, decisions, halves, kept)


def judge_beside(
    own: Received,
    versions: Iterable[Version],
    received: Callable[[Version], Received],
    decisions: Decisions,
    context: BlocContext,
    reference: Reference,
) -> Validation:
    """Judge one file that is not in raw/ beside versions that are, and only it.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    beside = list(versions)
    decisions = decisions.in_force(context.moment)
    kept = {(version.period, version.board) for version in beside}
    decisions = Decisions(
        tuple(c for c in decisions.corrections if (c.period, c.board) in kept),
        tuple(w for w in decisions.waivers if (w.period, w.board) in kept),
    )
    frames = build_frames([*(received(version) for version in beside), own], reference.form)
    return judge(frames, reference, decisions, context, only=frozenset({own.submission}))
