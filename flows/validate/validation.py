"""What validating all submissions gives: the one result every later stage works from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from flows.validate.findings import Finding
from schemas.form import ValueKey

RECEIVED = "received"
UNREADABLE = "unreadable"
REJECTED = "rejected"
ACCEPTED_WITH_QUERIES = "accepted_with_queries"
ACCEPTED = "accepted"
SUPERSEDED = "superseded"
NIL = "nil"

STATES = (RECEIVED, UNREADABLE, REJECTED, ACCEPTED_WITH_QUERIES, ACCEPTED, SUPERSEDED, NIL)


@dataclass(frozen=True)
class Validation:
    """The judgement of every version received.

    findings: every failed rule, of every version, plus those of a period as a whole (R301).
    states: submission, period, board, state (design section 4), verdict (the state before supersession),
        accepted (Boolean: this is the version in force of its board and period).
    outcomes: submission, rule, passed, failed, unverifiable (UInt32; how many applications of the rule).
    values: VALUE_SCHEMA plus status (reported, corrected, derived), period and board; corrections applied; all
        readable versions.
    judged: submission and one Boolean column an application of a rule inside submissions (`Application.name`): true,
        false, or null for unverifiable. `zones why` tells from it what held over one figure.
    figures: (submission, rule) -> the figures each check against history or other boards read, and its outcome.
    """

    findings: tuple[Finding, ...]
    states: pl.DataFrame
    outcomes: pl.DataFrame
    values: pl.DataFrame
    judged: pl.DataFrame = field(default_factory=pl.DataFrame)
    figures: Mapping[tuple[str, str], list[tuple[tuple[ValueKey, ...], bool | None]]] = field(default_factory=dict)
