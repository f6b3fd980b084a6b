"""Versions of raw/ with their contents, as judging wants them."""

from __future__ import annotations

from pathlib import Path

from flows.ingest.cache import load_entry, read_bytes
from flows.ingest.frames import Received
from flows.ingest.outcomes import Outcome
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.snapshot import Version
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
        raise AssertionError(f"{version.submission} was not read")
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


def read_received(version: Version, data: bytes | None, folder: Path, reference: Reference) -> Received:
    """A version read now: from the cache in `folder` where it is there, else from its bytes; writes nothing.

    data: the bytes received, where they are at hand; else the file is read.

    Raises:
        OSError: the file cannot be read.
        ValueError: its bytes are no longer those received.
    """
    if version.path is None or version.problem is not None:
        return received(version, None)
    outcome = load_entry(folder, version.sha256)
    return received(version, outcome or read_bytes(data if data is not None else version.read(), reference))
