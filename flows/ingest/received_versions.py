"""Versions of raw/ with their contents, as judging wants them."""

from __future__ import annotations

from pathlib import Path

from flows.ingest.cache import Outcome, cache_folder, read_version
from flows.ingest.frames import Received
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.store import Version
from flows.texts import raw
from schemas.reference import Reference


def received(version: Version, outcome: Outcome | None) -> Received:
    """A version with its contents; one whose bytes are missing or not those received counts as unreadable."""
    parsed, unreadable = None, None
    if version.problem is not None:
        unreadable = ("unreadable_not_as_received", {"said_vi": version.problem.vi, "said_en": version.problem.en})
    elif isinstance(outcome, ParsedSubmission):
        parsed = outcome
    elif outcome is not None:
        unreadable = outcome
    elif not version.nil:
        said = raw.FILE_NOT_READ.fill(file=version.submission, reason="")
        unreadable = ("unreadable_not_as_received", {"said_vi": said.vi, "said_en": said.en})
    return Received(
        submission=version.submission,
        period=version.period,
        board=version.board,
        file=version.file,
        sha256=version.sha256,
        received_at=version.received_at,
        receipt_order=version.receipt_order,
        received_from=version.received_from,
        note=version.note,
        nil=version.nil,
        parsed=parsed,
        unreadable=unreadable,
    )


def read_received(version: Version, warehouse: Path, reference: Reference) -> Received:
    """A version read now: from the cache of an earlier run where it is there, else from its file; writes nothing."""
    if version.path is None or version.problem is not None:
        return received(version, None)
    folder = cache_folder(warehouse, reference)
    try:
        return received(version, read_version(version.path, version.sha256, reference, folder))
    except (OSError, ValueError):
        return received(version, None)
