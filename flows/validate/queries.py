"""Queries of levels 2 and 3: what looks wrong against the board's history and against the other boards."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.ingest.frames import Received
from flows.validate.drafts import Draft
from flows.validate.history import Accepted
from flows.validate.rules_across import r302_ratios_of_other_boards
from flows.validate.rules_history import (
    Subject,
    Tally,
    r202_unit_slip_and_r203_outlier,
    r204_last_year_is_what_was_accepted,
    r205_sheet_is_not_last_period_s,
    r206_zones_in_operation_did_not_shrink,
)
from schemas.periods import parse_period
from schemas.reference import Reference

QUERIES: dict[str, Callable[[Subject, Tally], list[Draft]]] = {
    "R202 R203": r202_unit_slip_and_r203_outlier,
    "R204": r204_last_year_is_what_was_accepted,
    "R205": r205_sheet_is_not_last_period_s,
    "R206": r206_zones_in_operation_did_not_shrink,
    "R302": r302_ratios_of_other_boards,
}


def judge_queries(
    judged: frozenset[str],
    received: dict[str, Received],
    accepted: Accepted,
    reference: Reference,
    tally: Tally,
    not_applicable: Mapping[str, frozenset[str]],
) -> list[Draft]:
    """The queries of the submissions asked for, in the order they were received."""
    drafts: list[Draft] = []
    for version in received.values():
        if version.submission not in judged or version.parsed is None:
            continue
        subject = Subject(
            version.submission,
            version.board,
            parse_period(version.period),
            accepted,
            reference,
            dict(version.parsed.sheets_found),
            not_applicable.get(version.submission, frozenset()),
        )
        for rule in QUERIES.values():
            drafts += rule(subject, tally)
    return drafts
