"""How things stand in `raw/`, judged anew without a release: what `zones status` and `zones why` tell from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.ingest.frames import SubmissionFrames, build_frames
from flows.ingest.received_versions import read_received
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.raw_folder.store import RawStore, Version
from flows.validate.judging import judge
from flows.validate.validation import Validation
from schemas.periods import Period, parse_period
from schemas.reference import Reference


@dataclass(frozen=True)
class Standing:
    """Everything received up to the end of a period, and how it was judged. `versions` is by submission."""

    versions: dict[str, Version]
    frames: SubmissionFrames
    validation: Validation
    decisions: Decisions
    context: BlocContext


def standing(
    raw: Path, warehouse: Path, reference: Reference, period: Period, as_of: datetime | None = None
) -> Standing:
    """Read and judge what `raw/` holds of `period` and of the half-years before it; writes nothing.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    store = RawStore(raw, reference.boards)
    versions = [v for v in store.versions(as_of) if parse_period(v.period).end <= period.end]
    received = [read_received(version, warehouse, reference) for version in versions]
    frames = build_frames(received, reference.form)
    made = store.decisions(as_of)
    known = {v.period for v in versions}
    decisions = Decisions(
        tuple(c for c in made.corrections if c.period in known), tuple(w for w in made.waivers if w.period in known)
    )
    context = store.context(as_of)
    validation = judge(frames, reference, decisions, context)
    return Standing({v.submission: v for v in versions}, frames, validation, decisions, context)
