"""The states of a submission (design section 4); they are computed, never stored."""

from __future__ import annotations

RECEIVED = "received"
UNREADABLE = "unreadable"
REJECTED = "rejected"
ACCEPTED_WITH_QUERIES = "accepted_with_queries"
ACCEPTED = "accepted"
SUPERSEDED = "superseded"
NIL = "nil"

STATES = (RECEIVED, UNREADABLE, REJECTED, ACCEPTED_WITH_QUERIES, ACCEPTED, SUPERSEDED, NIL)
