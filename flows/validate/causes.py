"""Findings of one cause."""

from __future__ import annotations


def settle(drafts, row, rule_set, places, accepted, reference):  # type: ignore[no-untyped-def]
    for d in drafts:
        d.cause = f"{d.cells[0].sheet}!{d.cells[0].cell}" if d.cells else d.rule
