"""Queries of levels 2 and 3: what looks wrong against the board's history and the other boards."""

from __future__ import annotations

from flows.ingest.frames import Received
from flows.validate.corrections import Corrected
from flows.validate.drafts import Draft
from flows.validate.history import Accepted
from flows.validate.rules_history import Tally
from schemas.reference import Reference


def judge_queries(
    judged: frozenset[str],
    received: dict[str, Received],
    corrected: Corrected,
    accepted: Accepted,
    reference: Reference,
    tally: Tally,
) -> list[Draft]:
    return []
