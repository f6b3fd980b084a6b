"""Whether a period is final: approved as it is, every board in, nothing open."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.raw_folder.decision_files import APPROVED
from flows.raw_folder.snapshot import Snapshot
from flows.texts import release as texts
from flows.texts.commands import STATUS_NAMES
from flows.texts.rules import where
from flows.validate.figures.in_force import boards_reported
from flows.validate.findings.finding import Finding
from flows.validate.validation import Validation
from schemas.periods import Period
from schemas.reference import Reference
from schemas.rules import ERROR, INFO, QUERY, SEVERITIES
from schemas.text import Text


def final_obstacles(
    raw: Snapshot,
    frames: SubmissionFrames,
    validation: Validation,
    period: Period,
    reference: Reference,
    alterations: Mapping[str, Text],
) -> tuple[Text, ...]:
    """Everything in the way of a final release: approval, boards, open errors and queries. Empty: it may be made.

    The approval in raw/ is the decision, so a run needs no flag to follow it, and every later run leaves what is
    final final.

    alterations: period -> what is no longer as it was approved, although the approval names these inputs.
    Findings against figures published of the whole year (R301) do not count: they are about more than the half-year.
    """
    approval = approval_obstacle(raw, period) or alterations.get(str(period))
    others = open_obstacles(frames, validation, period, reference)
    return (*((approval,) if approval else ()), *others)


def open_obstacles(
    frames: SubmissionFrames, validation: Validation, period: Period, reference: Reference
) -> tuple[Text, ...]:
    """Everything in the way of approving a period: boards missing or not accepted, open errors and queries."""
    names = {board.slug: board.name_vi for board in reference.boards.members(period)}
    obstacles = list(boards_not_in(frames, validation, period, reference))
    open_ones: dict[tuple[str, str], list[Finding]] = {}
    told: set[tuple[str, str]] = set()
    for finding in sorted(open_findings(validation, period), key=lambda one: SEVERITIES.index(one.severity)):
        if finding.cause and (finding.submission, finding.cause) in told:
            continue  # one cause is told once
        told.add((finding.submission, finding.cause))
        open_ones.setdefault((finding.board, finding.severity), []).append(finding)
    words = {ERROR: texts.SEVERITY_ERROR, QUERY: texts.SEVERITY_QUERY}
    for (board, severity), found in open_ones.items():
        first = found[0]
        obstacles.append(
            texts.OPEN_FINDING.fill(
                name=names.get(board, board) or texts.OF_THE_BLOC,
                count=len(found),
                severity=words[severity],
                rule=first.rule,
                place=where(first.sheet, first.cell) if first.sheet or first.cell else first.code,
                message=Text(first.message_vi, first.message_en),
            )
        )
    return tuple(obstacles)


def boards_not_in(
    frames: SubmissionFrames, validation: Validation, period: Period, reference: Reference
) -> tuple[Text, ...]:
    """The boards of which nothing is accepted, each with what is known of it."""
    states, told = validation.states.filter(period=str(period)), []
    reported = set(boards_reported(states)["board"])
    for board in reference.boards.members(period):
        mine = states.filter(board=board.slug)
        if board.slug in reported:
            continue
        if mine.is_empty():
            told.append(texts.BOARD_MISSING.fill(name=board.name_vi))
        else:
            file, state = frames.received[mine["submission"][-1]].file, STATUS_NAMES[mine["state"][-1]]
            told.append(texts.BOARD_NOT_ACCEPTED.fill(name=board.name_vi, file=file, state=state))
    return tuple(told)


def open_findings(validation: Validation, period: Period) -> list[Finding]:
    """Errors and queries that nobody has explained, of the versions in force and of the bloc."""
    in_force = set(validation.states.filter(pl.col("accepted"), period=str(period))["submission"])
    return [
        finding
        for finding in validation.findings
        if (finding.submission in in_force or (not finding.submission and finding.period == str(period)))
        and finding.severity != INFO
        and not finding.waived_by
    ]


def approval_obstacle(raw: Snapshot, period: Period) -> Text | None:
    """None when the last decision on exactly these inputs approves them, and every line of the file is understood."""
    if not_understood := raw.approval_problems.get(str(period)):
        return texts.APPROVAL_NOT_UNDERSTOOD.fill(period=period, text=not_understood[0])
    last = raw.last_decision(period)
    if last is not None:
        if last.decision == APPROVED:
            return None
        note = f" ({last.note})" if last.note else ""
        return texts.APPROVAL_REFUSED.fill(approver=last.approved_by, period=period, note=note)
    digest = raw.release_inputs_sha256(period)
    approved = [approval for approval in raw.approvals.get(str(period), ()) if approval.decision == APPROVED]
    if approved:
        last = approved[-1]
        return texts.APPROVAL_OUTDATED.fill(
            approver=last.approved_by, period=period, approved=last.release_inputs_sha256[:12], digest=digest
        )
    return texts.NOT_APPROVED.fill(period=period, digest=digest)
