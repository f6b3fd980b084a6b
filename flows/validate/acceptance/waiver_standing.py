"""Which waivers cover something, and why the others do not: a line without effect is told, never passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from flows.ingest.frames import Received
from flows.raw_folder.decisions import Waiver
from flows.texts import decisions as texts
from flows.validate.acceptance.states import in_order
from flows.validate.acceptance.waivers import expired, fingerprint
from flows.validate.findings.finding import Finding
from schemas.rules import Rule
from schemas.text import Text

_Place = tuple[str, str, str, str, str]


def waivers_without_effect(
    findings: Iterable[Finding],
    waivers: Iterable[Waiver],
    moment: datetime,
    rules: Mapping[str, Rule],
    received: Iterable[Received],
) -> list[tuple[Waiver, Text]]:
    """The waivers that cover no finding at `moment`, each with the reason, file and line; in their own order.

    received: every version; a waiver that covers a version alone which was sent again with other figures is void.
    """
    waivers = list(waivers)
    order = {version.submission: number for number, version in enumerate(in_order(received))}
    at_place = _at_places(findings, {_place(waiver) for waiver in waivers})
    found = []
    for waiver in waivers:
        if reason := _reason(waiver, at_place.get(_place(waiver), []), order, moment, rules):
            places = {"file": f"{waiver.period}/waivers.csv", "line": waiver.line, "rule": waiver.rule}
            whom = " ".join(part for part in (waiver.board, waiver.code, waiver.sector) if part)
            found.append((waiver, reason.fill(**places, whom=whom or "–", expires=waiver.expires)))
    return found


def waivers_in_force(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> list[dict[str, str]]:
    """The waivers that cover a finding, with who accepted the explanation and why, as plain data for the manifest."""
    covered = {(_place(f), fingerprint(f)) for f in findings if f.waived_by}
    names = ("period", "rule", "board", "code", "sector", "reason", "approved_by", "date", "expires")
    return [{name: getattr(w, name) for name in names} for w in waivers if (_place(w), w.fingerprint) in covered]


def _place(of: Finding | Waiver) -> _Place:
    return of.period, of.rule, of.board, of.code, of.sector


def _at_places(findings: Iterable[Finding], places: set[_Place]) -> dict[_Place, list[Finding]]:
    found: dict[_Place, list[Finding]] = {}
    for finding in findings:
        if _place(finding) in places:
            found.setdefault(_place(finding), []).append(finding)
    return found


def _reason(
    waiver: Waiver, mine: list[Finding], order: Mapping[str, int], moment: datetime, rules: Mapping[str, Rule]
) -> Text | None:
    """Why a waiver has no effect; None when it has. mine: the findings at its place."""
    rule = rules.get(waiver.rule)
    if rule is None:
        return texts.UNKNOWN_RULE
    if rule.level == 0:
        return texts.LEVEL_0
    if expired(waiver, moment):
        return texts.EXPIRED
    if not mine:
        return texts.NO_FINDING
    covered = [finding for finding in mine if fingerprint(finding) == waiver.fingerprint]
    if not covered:
        return texts.VOID
    last = max(covered, key=lambda finding: order.get(finding.submission, -1))
    again = (finding for finding in mine if finding.measure == last.measure and not finding.waived_by)
    newest = order.get(last.submission, -1)
    return texts.VOID if any(order.get(finding.submission, -1) > newest for finding in again) else None
