"""Waivers: a finding explained and accepted, until a value it covers changes or the waiver expires.

A waiver covers findings from level 1 up, errors included: an error of level 2, such as an opening figure that the
ministry recounted, could otherwise never be settled. It never covers level 0, where there is no figure to explain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from flows.raw_folder.decisions import Waiver
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import Finding
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
    in_force = _in_force(waivers, moment)
    if not in_force:
        return
    for draft in drafts:
        if draft.level > 0:
            draft.waived_by = _approver(draft, in_force) or draft.waived_by


def waived(findings: Iterable[Finding], waivers: Iterable[Waiver], moment: datetime) -> list[Finding]:
    """The findings of a period, those that a waiver in force covers marked with who approved it."""
    in_force = _in_force(waivers, moment)
    return [replace(f, waived_by=_approver(f, in_force)) if in_force else f for f in findings]


_Place = tuple[str, str, str, str, str]


def _in_force(waivers: Iterable[Waiver], moment: datetime) -> dict[_Place, list[Waiver]]:
    by_place: dict[_Place, list[Waiver]] = {}
    for waiver in waivers:
        if not expired(waiver, moment):
            place = (waiver.period, waiver.rule, waiver.board, waiver.code, waiver.sector)
            by_place.setdefault(place, []).append(waiver)
    return by_place


def _approver(found: Draft | Finding, in_force: dict[_Place, list[Waiver]]) -> str:
    """Who approved the waiver of this finding; empty when none covers it."""
    mine = in_force.get((found.period, found.rule, found.board, found.code, found.sector), ())
    if not mine:
        return ""
    mark = _digest(found.rule, found.board, found.period, found.covers)
    return next((waiver.approved_by for waiver in reversed(mine) if waiver.fingerprint == mark), "")
