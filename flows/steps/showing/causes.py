"""Findings of one cause together, and places as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from flows.validate.findings.finding import Finding


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one cause together, in the order of the first of each."""
    groups: dict[str, list[Finding]] = {}
    for position, finding in enumerate(findings):
        groups.setdefault(finding.cause or f"#{position}", []).append(finding)
    return list(groups.values())


def place(sheet: str | None, cell: str) -> str:
    return f"{sheet}!{cell}" if sheet and cell else sheet or cell
