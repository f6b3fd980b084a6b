"""States of submissions (design section 4): computed from findings and the order of receipt, never stored."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.ingest.frames import Received
from flows.validate import state_names as v
from flows.validate.findings.draft import Draft
from schemas.rules import ERROR, QUERY

STATE_SCHEMA: dict[str, type[pl.DataType]] = {
    "submission": pl.String,
    "period": pl.String,
    "board": pl.String,
    "state": pl.String,
    "verdict": pl.String,
    "accepted": pl.Boolean,
}


def in_order(versions: Iterable[Received]) -> list[Received]:
    """Versions as they were received."""
    return sorted(versions, key=lambda r: (r.received_at, r.receipt_order))


def verdict(received: Received, drafts: Iterable[Draft]) -> str:
    """The state of one version by itself: an open error rejects, an open query needs an answer."""
    if received.nil:
        return v.NIL
    if received.unreadable:
        return v.UNREADABLE
    if received.parsed is None:
        return v.RECEIVED
    severities = {draft.severity for draft in drafts if not draft.waived_by}
    if ERROR in severities:
        return v.REJECTED
    return v.ACCEPTED_WITH_QUERIES if QUERY in severities else v.ACCEPTED


def states(received: dict[str, Received], verdicts: dict[str, str]) -> pl.DataFrame:
    """submission, period, board, state, verdict, accepted; in the order of `received`.

    The last version that is itself accepted is in force and supersedes accepted ones before it; a rejected one
    displaces nothing.
    """
    in_force: dict[tuple[str, str], str] = {}
    good = (v.ACCEPTED, v.ACCEPTED_WITH_QUERIES)
    for version in in_order(received.values()):
        if verdicts[version.submission] in good:
            in_force[version.period, version.board] = version.submission
    rows = []
    for name, version in received.items():
        own = verdicts[name]
        force = in_force.get((version.period, version.board)) == name
        state = v.SUPERSEDED if own in good and not force else own
        rows.append((name, version.period, version.board, state, own, force))
    return pl.DataFrame(rows, schema=STATE_SCHEMA, orient="row")
