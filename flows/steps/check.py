"""Checking files before they are sent: read, judge against what is already known, store nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import cast

import polars as pl

from flows.ingest.cache import read_bytes
from flows.ingest.frames import Received
from flows.ingest.outcomes import STOPPED, Outcome, ReadingStopped
from flows.ingest.recognition import recognise
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.decisions import BlocContext, Decisions, no_outside, no_published
from flows.raw_folder.snapshot import Version
from flows.steps.judged import RawAtHand, judge_beside
from flows.texts import commands as texts
from flows.texts.numbers import moment_text
from flows.texts.system_errors import reason_of
from flows.validate.findings.finding import Finding
from flows.validate.validation import Validation
from schemas.periods import VIETNAM, Period, last_ended, parse_period
from schemas.reference import Reference
from schemas.rules import INFO

# Levels of rules that hold a file against earlier half-years and other boards.
AGAINST_OTHERS = (2, 3)


@dataclass(frozen=True)
class RuleCounts:
    """How many rules passed, failed somewhere, and did not fail but could not be verified everywhere."""

    passed: int = 0
    failed: int = 0
    unverifiable: int = 0


@dataclass(frozen=True)
class Checked:
    """What checking one file gave. `board` and `period` are empty when nothing says them."""

    file: str
    board: str
    period: str
    status: str
    findings: tuple[Finding, ...]
    rules: RuleCounts
    parsed: ParsedSubmission | None
    # Rules about earlier half-years and other boards that could be applied nowhere: nothing to compare with.
    not_compared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What files are checked against: `raw/`, where there is one, and parsed submissions kept by earlier runs."""

    raw: Path
    warehouse: Path
    reference: Reference

    @cached_property
    def at_hand(self) -> RawAtHand | None:
        return RawAtHand(self.raw, self.warehouse, self.reference) if self.raw.is_dir() else None

    @property
    def versions(self) -> tuple[Version, ...]:
        return tuple(v for v in self.at_hand.snapshot.versions if v.problem is None) if self.at_hand else ()

    @property
    def decisions(self) -> Decisions:
        return self.at_hand.snapshot.decisions if self.at_hand else Decisions()

    @cached_property
    def context(self) -> BlocContext:
        if self.at_hand:
            return self.at_hand.snapshot.context
        return BlocContext(datetime.now(VIETNAM), no_published(), no_outside())

    def judge(self, own: Received, needed: list[Version]) -> Validation:
        """Judge a file beside versions of raw/, and only it."""
        received = self.at_hand.received if self.at_hand else _nothing_received
        return judge_beside(own, needed, received, self.decisions, self.context, self.reference)


def _nothing_received(version: Version) -> Received:
    raise AssertionError(f"{version.submission}: there is no raw folder")


def check_file(
    path: Path, surroundings: Surroundings, *, period: Period | None = None, board: str | None = None
) -> Checked:
    """Judge one file as if it were received now.

    Args:
        period: what it was received for; else its receipt, folder or name says it, and then its cover.
        board: whom it was received from; likewise.

    A file that is not there, or that the system refuses, is unreadable like any other and stops nobody else.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    reference = surroundings.reference
    digest, outcome = _read(path, reference)
    same = [version for version in surroundings.versions if version.sha256 == digest]
    parsed = outcome if isinstance(outcome, ParsedSubmission) else None
    resolved = path.resolve()
    receipt = next((v for v in same if v.path and v.path.resolve() == resolved), same[0] if same else None)
    recognised = recognise(
        reference,
        cover=parsed.cover if parsed else None,
        path=resolved,
        receipt=(receipt.board, receipt.period) if receipt else None,
        board=board or "",
        period=str(period or ""),
    )
    own_board, own_period = recognised.board, recognised.period
    # Without any period the dates of the rules must still mean something; the missing period is a finding itself.
    judged_as = parse_period(own_period) if own_period else last_ended(datetime.now(VIETNAM).date())
    own = Received(
        submission=str(path),
        period=str(judged_as),
        board=own_board,
        file=path.name,
        sha256=digest,
        received_at=max(surroundings.context.moment, datetime.now(VIETNAM)),
        receipt_order=1_000_000_000,
        parsed=parsed,
        unreadable=None if isinstance(outcome, ParsedSubmission) else outcome,
    )
    needed = [v for v in surroundings.versions if parsed and own_board and _needed(v, own_board, judged_as, reference)]
    validation = surroundings.judge(own, [*needed, *_version_before(own, surroundings)])
    findings = tuple(f for f in validation.findings if f.submission == own.submission)
    outcomes = validation.outcomes.filter(submission=own.submission)
    state = validation.states.filter(submission=own.submission)["verdict"][0]
    return Checked(
        file=str(path),
        board=own_board,
        period=own_period,
        status=state,
        findings=(*findings, *((_received_before(own, receipt),) if receipt else ())),
        rules=_counts(outcomes),
        parsed=parsed,
        not_compared=_not_compared(outcomes, reference),
    )


def _read(path: Path, reference: Reference) -> tuple[str, Outcome]:
    """The digest of a file and what reading it gave; no digest where its bytes cannot be had."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "", ("unreadable_missing", {})
    except OSError as error:
        if path.is_dir():
            return "", ("unreadable_folder", {})
        # Never kept, so that its reason may be in both languages.
        return "", cast(Outcome, ("unreadable_refused", {"why": reason_of(error)}))
    digest = hashlib.sha256(data).hexdigest()
    try:
        return digest, read_bytes(data, reference)
    except ReadingStopped:
        return digest, (STOPPED, {})


def _counts(outcomes: pl.DataFrame) -> RuleCounts:
    failed = set(outcomes.filter(outcomes["failed"] > 0)["rule"])
    unknown = set(outcomes.filter(outcomes["unverifiable"] > 0)["rule"]) - failed
    passed = set(outcomes.filter(outcomes["passed"] > 0)["rule"]) - failed - unknown
    return RuleCounts(len(passed), len(failed), len(unknown))


def _not_compared(outcomes: pl.DataFrame, reference: Reference) -> tuple[str, ...]:
    nowhere = outcomes.filter((pl.col("unverifiable") > 0) & (pl.col("passed") == 0) & (pl.col("failed") == 0))
    return tuple(rule for rule in sorted(nowhere["rule"]) if reference.rules[rule].level in AGAINST_OTHERS)


def _needed(version: Version, board: str, period: Period, reference: Reference) -> bool:
    """Earlier periods of the board (and of those it was merged from), and the other boards' files of the period."""
    other = parse_period(version.period)
    if other == period:
        return version.board != board
    # A year-end file holds the second half of its year.
    if (other.end, other.start) < (period.end, period.start):
        return version.board in reference.boards.ancestors(board, period, other)
    return False


def _version_before(own: Received, surroundings: Surroundings) -> list[Version]:
    """The newest other version of its board and period, to say what the file changes; none for a file that is it."""
    same = [v for v in surroundings.versions if (v.period, v.board) == (own.period, own.board)]
    newest = max(same, key=lambda version: (version.received_at, version.receipt_order), default=None)
    return [newest] if newest is not None and own.parsed and newest.sha256 != own.sha256 else []


def _received_before(own: Received, version: Version) -> Finding:
    text = texts.RECEIVED_BEFORE.fill(
        period=version.period, board=version.board, file=version.file, at=moment_text(version.received_at.isoformat())
    )
    return Finding(
        rule="F11",
        severity=INFO,
        submission=own.submission,
        board=own.board,
        period=own.period,
        sheet=None,
        cell="",
        code="",
        sector="",
        measure="",
        found=version.submission,
        expected="",
        difference=None,
        allowance=None,
        cells=(),
        cause="",
        message_vi=text.vi,
        message_en=text.en,
    )
