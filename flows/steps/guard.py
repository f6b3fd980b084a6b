"""The guard before the switch: nothing of raw/ and no final figure goes missing without somebody having said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.publish.current import release_folder, release_numbers
from flows.publish.manifest import read_manifest
from flows.raw_folder.decision_files import APPROVALS
from flows.raw_folder.losses import Loss
from flows.raw_folder.snapshot import Snapshot, Version
from flows.steps.judged import Judged
from flows.texts import release as texts
from flows.validate.acceptance.waivers import expired
from flows.validate.figures.in_force import boards_reported
from schemas.periods import parse_period
from schemas.text import Text

Manifest = Mapping[str, Any]


def last_release(warehouse: Path) -> Manifest | None:
    """The manifest of the newest release that is whole enough to have one."""
    for number in reversed(release_numbers(warehouse)):
        found = read_manifest(release_folder(warehouse, number))
        if found is not None:
            return found
    return None


def known_before(last: Manifest | None) -> frozenset[tuple[str, str]]:
    """(submission, sha256) of every version in a release."""
    return frozenset((row["submission"], row["sha256"]) for row in (last or {}).get("submissions", ()))


def losses(judged: Judged, last: Manifest | None) -> list[Loss]:
    """Everything that raw/ has lost: by its own receipts, and against the last release."""
    return [*_receipted_and_gone(judged.raw.versions), *(_against(judged, last) if last else ())]


def _receipted_and_gone(versions: Iterable[Version]) -> Iterator[Loss]:
    for version in versions:
        if version.problem is not None:
            yield Loss(version.period, version.board, version.file, version.sha256, version.problem)


def _against(judged: Judged, last: Manifest) -> Iterator[Loss]:
    number, raw = last["release"], judged.raw
    now = {version.submission: version for version in raw.versions}
    for row in last.get("submissions", ()):
        period, board, file = row["submission"].split("/", 2)
        version = now.get(row["submission"])
        places = {"submission": row["submission"], "number": number}
        if version is None:
            yield Loss(period, board, file, row["sha256"], texts.SUBMISSION_GONE.fill(**places))
        elif version.sha256 != row["sha256"]:
            changed = texts.SUBMISSION_CHANGED.fill(**places, before=row["sha256"][:12], now=version.sha256[:12])
            yield Loss(period, board, file, row["sha256"], changed)
        elif "received_at" in row and not _same_moment(row["received_at"], version):
            moved = texts.MOMENT_CHANGED.fill(**places, before=row["received_at"], now=version.received_at.isoformat())
            yield Loss(period, board, file, row["sha256"], moved)
    made = {(period, a.release_inputs_sha256, a.decision, a.at) for period, of in raw.approvals.items() for a in of}
    for row in last.get("approvals", ()):
        period, digest, decision, at = (row[name] for name in ("period", "release_inputs_sha256", "decision", "at"))
        if (period, digest, decision, at) not in made:
            gone = texts.APPROVAL_GONE.fill(period=period, digest=digest[:12], who=row["approved_by"], number=number)
            yield Loss(period, "", APPROVALS, digest, gone)
    yield from _boards_less(judged, last)


def _same_moment(before: str, version: Version) -> bool:
    """Whether a version came in when it was said before; a spreadsheet that saves the receipts drops the seconds."""
    moment = datetime.fromisoformat(before)
    dropped = version.received_at.second == 0 and timedelta(0) <= moment - version.received_at < timedelta(minutes=1)
    return dropped or moment == version.received_at or version.moment_corrected


def _boards_less(judged: Judged, last: Manifest) -> Iterator[Loss]:
    """Boards that counted and no longer do, though nothing new has come and no waiver has expired."""
    counted = set(boards_reported(judged.validation.states).select("period", "board").rows())
    whole = {version.submission for version in judged.raw.versions if version.problem is None}
    inputs = last.get("inputs_by_period", {})
    for row in last.get("submissions", ()):
        period, board, file = row["submission"].split("/", 2)
        counted_before = row["in_force"] or row["state"] == "nil"
        if not counted_before or (period, board) in counted or row["submission"] not in whole:
            continue
        if inputs.get(period) != judged.raw.release_inputs_sha256(period):
            continue
        if _expired_since(judged.raw, period, str(last.get("as_of", ""))):
            continue
        less = texts.BOARD_LESS.fill(period=period, board=board, submission=row["submission"], number=last["release"])
        yield Loss(period, board, file, row["sha256"], less)


def _expired_since(raw: Snapshot, period: str, before: str) -> bool:
    end, then = parse_period(period).end, datetime.fromisoformat(before)
    return any(
        expired(waiver, raw.context.moment) and not expired(waiver, then)
        for waiver in raw.decisions.waivers
        if parse_period(waiver.period).end <= end
    )


def without_a_reason(last: Manifest | None, alterations: Mapping[str, Text]) -> list[Text]:
    """What of final periods would be published otherwise than before, though nothing received or decided is new.

    alterations: period -> what is no longer as it was approved.
    """
    final = {row["period"] for row in (last or {}).get("periods", ()) if row["status"] == "final"}
    return [text for period, text in sorted(alterations.items()) if period in final]
