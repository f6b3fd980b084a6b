"""Waivers: a finding explained and accepted, until a value it covers changes or the waiver expires.

A waiver covers findings from level 1 up, errors included: an error of level 2, such as an opening figure that the
ministry recounted, could otherwise never be settled. It never covers level 0, where there is no figure to explain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from flows.ingest.decisions import Waiver
from flows.validate.drafts import Draft
from flows.validate.findings import Finding
from schemas.periods import VIETNAM


def fingerprint(finding: Finding, values: object = None) -> str:
    """What a waiver of this finding states: 16 hexadecimal digits over rule, board, period and the values it covers.

    The values are those the check read (`Finding.covers`: form values, and raw texts of list cells), so `values` is
    not needed; a changed value gives another fingerprint, and the waiver is void.
    """
    return _digest(finding.rule, finding.board, finding.period, finding.covers)


def _digest(rule: str, board: str, period: str, covers: Iterable[str]) -> str:
    return hashlib.sha256("\n".join((rule, board, period, *sorted(covers))).encode()).hexdigest()[:16]


def expired(waiver: Waiver, moment: datetime) -> bool:
    """A waiver holds to the end of the day it expires, in Asia/Ho_Chi_Minh; without a date for ever."""
    return bool(waiver.expires) and date.fromisoformat(waiver.expires[:10]) < moment.astimezone(VIETNAM).date()


def waive(drafts: Iterable[Draft], waivers: Iterable[Waiver], moment: datetime) -> None:
    """Mark the drafts that a waiver in force covers with who approved it."""
    by_place: dict[tuple[str, str, str, str, str], list[Waiver]] = {}
    for waiver in waivers:
        if not expired(waiver, moment):
            place = (waiver.period, waiver.rule, waiver.board, waiver.code, waiver.sector)
            by_place.setdefault(place, []).append(waiver)
    if not by_place:
        return
    for draft in drafts:
        if draft.level == 0:
            continue
        found = by_place.get((draft.period, draft.rule, draft.board, draft.code, draft.sector), ())
        mark = _digest(draft.rule, draft.board, draft.period, draft.covers) if found else ""
        for waiver in found:
            if waiver.fingerprint == mark:
                draft.waived_by = waiver.approved_by
