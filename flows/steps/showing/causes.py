"""Findings of one cause together, and places as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from flows.texts.rules import where
from flows.texts.screen.language import said
from flows.validate.findings.finding import Finding


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one cause together, in the order of the first of each."""
    groups: dict[str, list[Finding]] = {}
    for position, finding in enumerate(findings):
        groups.setdefault(finding.cause or f"#{position}", []).append(finding)
    return list(groups.values())


def place(sheet: str | None, cell: str) -> str:
    """`Biểu 2, ô G10` in the spoken language; nothing where there is no place."""
    return said(where(sheet, cell)) if sheet or cell else ""
