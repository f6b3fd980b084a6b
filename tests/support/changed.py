"""Shipped submissions with some figures changed, judged among their neighbours and their past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flows.ingest.frames import Received
from flows.validate.findings.finding import Finding
from schemas.form import ValueKey
from tests.support.received import judged, shipped, shipped_context

PERIODS = ("2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2", "2024-H1", "2024-H2", "2025-H1")


def sent(board: str, period: str) -> Received:
    return next(v for v in shipped(period) if v.board == board)


def figures(version: Received) -> dict[ValueKey, float]:
    assert version.parsed is not None
    return {ValueKey(v.code, v.sector, v.measure): v.value for v in version.parsed.values if v.value is not None}


def found(version: Received, wrong: Mapping[ValueKey, float]) -> list[Finding]:
    """What is said of a shipped submission with these figures instead, among its neighbours and its past."""
    assert version.parsed is not None
    assert wrong.keys() <= figures(version).keys()
    values = tuple(
        v._replace(value=wrong.get(ValueKey(v.code, v.sector, v.measure), v.value)) for v in version.parsed.values
    )
    mine = replace(
        version,
        submission=f"{version.submission}~",
        parsed=replace(version.parsed, values=values),
        received_at=datetime.fromisoformat("2026-01-30T08:00:00+07:00"),
        receipt_order=999,
    )
    before = [v for period in PERIODS if period < version.period for v in shipped(period)]
    others = [v for v in shipped(version.period) if v.board != version.board]
    validation = judged(*before, *others, mine, context=shipped_context(), only=frozenset([mine.submission]))
    return [f for f in validation.findings if f.submission == mine.submission and f.severity != "info"]
