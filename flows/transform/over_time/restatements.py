"""Corrections told as restatements: what was corrected, and which later figures were compared with it or sum it up."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.raw_folder.decisions import Correction, Decisions
from flows.validate.acceptance.corrections import DERIVED
from flows.validate.acceptance.states import in_order
from flows.validate.findings.finding import Finding
from flows.validate.validation import Validation
from schemas.facts.boards import Boards
from schemas.periods import Period, parse_period
from schemas.reference import Reference

# What a corrected figure reaches, in the order it is told.
TOTAL, OPENS, LAST_YEAR, SECOND_HALF, SHARE, ANNUAL = (
    "total",
    "opening",
    "last_year",
    "derived_second_half",
    "share_of_previous",
    "annual_total",
)


def restatements(
    frames: SubmissionFrames,
    validation: Validation,
    decisions: Decisions,
    tables: Mapping[str, pl.DataFrame],
    reference: Reference,
) -> list[dict[str, object]]:
    """Every correction with what depends on it, as plain data for the manifest, in the order they were written.

    `from` and `to` are as written, in the form's `unit`. `reaches` lists what depends on the figure: `kind` (the
    bloc's total of the period, the opening or last year's figure of a later submission, a second half derived from a
    year, the next period's share of the one before, the total of the year), `period`, `submission` (empty for
    totals), `code`, `sector`, and the rules that found something there (`findings`).
    """
    if not decisions.corrections:
        return []
    told = _Told(frames, validation, tables, reference)
    return [told.restatement(correction) for correction in decisions.corrections]


class _Told:
    def __init__(
        self,
        frames: SubmissionFrames,
        validation: Validation,
        tables: Mapping[str, pl.DataFrame],
        reference: Reference,
    ) -> None:
        self.validation, self.tables, self.reference = validation, tables, reference
        self.counting = _versions_that_count(frames, validation)
        self.findings: dict[tuple[str, str, str, str], list[Finding]] = {}
        for found in validation.findings:
            place = (found.submission or found.period, found.code, found.sector, found.measure)
            self.findings.setdefault(place, []).append(found)

    def restatement(self, c: Correction) -> dict[str, object]:
        line = self.reference.form.in_force(c.period).by_code.get(c.code)
        return {
            "period": c.period,
            "board": c.board,
            "code": c.code,
            "key": line.key if line else "",
            "sector": c.sector or f"#{c.list_line}",
            "measure": c.measure or c.field,
            "unit": line.unit(c.sector) or "" if line else "",
            "from": c.expect,
            "to": c.value,
            "reason": c.reason,
            "approved_by": c.approved_by,
            "date": c.date,
            "line": c.line,
            "reaches": self._reaches(c) if c.measure == "actual" else [],
        }

    def _reaches(self, c: Correction) -> list[dict[str, object]]:
        period = parse_period(c.period)
        found: list[dict[str, object]] = []
        summary, code, sector = self.tables["bloc_summary"], c.code, c.sector
        if summary.filter(period=c.period, code=code, sector=sector).height:
            found.append(self._one(TOTAL, c.period, "", code, sector))
        form = self.reference.form
        if code in form.codes("closing"):
            for name in self._of_heirs(c.board, period, period.next):
                for opening in form.codes("opening"):
                    found.append(self._one(OPENS, str(period.next), name, opening, sector, "actual"))
        later = Period(period.year + 1, period.half)
        for name in self._of_heirs(c.board, period, later):
            if self.validation.values.filter(
                submission=name, code=code, sector=sector, measure="last_year", state="number"
            ).height:
                found.append(self._one(LAST_YEAR, str(later), name, code, sector, "last_year"))
        second = Period(period.year, 2)
        if period.half == 1:
            same = {"period": str(second), "board": c.board, "code": code, "sector": sector, "measure": "actual"}
            for name in self.tables["observations"].filter(status=DERIVED, **same)["submission"]:
                found.append(self._one(SECOND_HALF, str(second), name, code, sector, "actual"))
        of_next = summary.filter(period=str(period.next), code=code, sector=sector)
        if of_next["share_of_previous"].drop_nulls().len():
            found.append(self._one(SHARE, str(period.next), "", code, sector))
        year, line = str(period.year_period), self.reference.form.in_force(period).by_code.get(code)
        counted = line is not None and (line.kind != "stock" or period.half == 2)
        if counted and self.tables["reconciliation"].filter(period=year, code=code, sector=sector).height:
            found.append(self._one(ANNUAL, year, "", code, sector))
        return found

    def _of_heirs(self, board: str, then: Period, now: Period) -> list[str]:
        """The submissions of a later period that are held against what `board` had reported `then`."""
        boards: Boards = self.reference.boards
        heirs = [m.slug for m in boards.members(now) if board in boards.ancestors(m.slug, now, then)]
        return [name for heir in heirs for name in self.counting.get((str(now), heir), ())]

    def _one(
        self, kind: str, period: str, submission: str, code: str, sector: str, measure: str = ""
    ) -> dict[str, object]:
        found = self.findings.get((submission or period, code, sector, measure), ())
        return {
            "kind": kind,
            "period": period,
            "submission": submission,
            "code": code,
            "sector": sector,
            "findings": sorted({finding.rule for finding in found}),
        }


def _versions_that_count(frames: SubmissionFrames, validation: Validation) -> dict[tuple[str, str], list[str]]:
    """period, board -> the version in force, and the last readable one where that is another."""
    in_force = set(validation.states.filter("accepted")["submission"])
    found: dict[tuple[str, str], list[str]] = {}
    last: dict[tuple[str, str], str] = {}
    for version in in_order(frames.received.values()):
        if version.submission in in_force:
            found.setdefault((version.period, version.board), []).append(version.submission)
        if version.parsed is not None:
            last[version.period, version.board] = version.submission
    for place, name in last.items():
        if name not in found.setdefault(place, []):
            found[place].append(name)
    return found
