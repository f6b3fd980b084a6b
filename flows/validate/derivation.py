"""A year-end file that gives the whole year: its second half is the year less the accepted first half for flows."""

from __future__ import annotations

from flows.ingest.frames import SubmissionFrames
from schemas.periods import parse_period


def year_files(frames: SubmissionFrames) -> list[str]:
    """The submissions received for a second half whose cover says the whole year."""
    found = []
    for version in frames.received.values():
        period = parse_period(version.period)
        if version.parsed is not None and period.half == 2 and version.parsed.cover.period == str(period.year_period):
            found.append(version.submission)
    return found


def derive_second_halves(corrected, derived, frames, reference, decisions, context, judge_part):  # type: ignore[no-untyped-def]
    raise NotImplementedError
