"""From a failed condition to a draft: what it speaks of, what it found and expected, and which cells it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from flows.ingest.frames import Received
from flows.ingest.submission import Place
from flows.raw_folder.decisions import Waiver
from flows.texts.rules import sheet_named
from flows.validate.acceptance.waivers import waive
from flows.validate.evaluation import CellFailure, Evaluation, FigureFailure, LineFailure, RowFailure
from flows.validate.findings.draft import Draft
from flows.validate.findings.places import Places
from schemas.language.checks.check import Explanation
from schemas.language.columns import key_of
from schemas.reference import Reference
from schemas.rules import Rule


@dataclass(frozen=True)
class Drafting:
    """What is known of the submissions in which something failed."""

    received: dict[str, Received]
    reference: Reference

    def inside(self, evaluation: Evaluation, asked: frozenset[str] | None) -> Iterator[Draft]:
        """Failures inside submissions; those of level 4 only for the submissions asked for."""
        for failure in evaluation.rows.failures:
            level = self.reference.rules[failure.check.rule].level
            if level == 1 or asked is None or failure.submission in asked:
                yield self.of_row(failure)
        yield from map(self._of_cell, evaluation.cells)
        yield from map(self._of_line, evaluation.lines)

    def against_history(
        self, figures: Iterable[FigureFailure], rows: Iterable[RowFailure], lines: Iterable[LineFailure]
    ) -> Iterator[Draft]:
        """Failures against earlier periods and other boards."""
        yield from map(self._of_figure, figures)
        yield from map(self.of_row, rows)
        yield from map(self._of_line, lines)

    def of_row(self, failure: RowFailure) -> Draft:
        check = failure.check
        draft = self._new(check.rule, check.kind, check.severity, failure.submission)
        why = check.explain(failure.row)
        draft.code, draft.sector, draft.measure = check.place
        draft.columns, draft.balance = check.operands, check.balance
        _explain(draft, why)
        if check.sheet:
            draft.words = {**draft.words, "sheet": sheet_named(check.sheet)}
            parsed = self.received[failure.submission].parsed
            title = parsed.sheets_found.get(check.sheet) if parsed else None
            if title is not None:
                draft.cells = [Place(*title)]
                draft.at = draft.cells[0]
        elif why.columns:
            draft.code, draft.sector, draft.measure = key_of(why.columns[0])
        return draft

    def _of_figure(self, failure: FigureFailure) -> Draft:
        why = failure.rule.explain(failure.row)
        draft = self._new(failure.rule.rule, why.kind, "", failure.submission)
        _explain(draft, why)
        draft.code, draft.sector, draft.measure = key_of(why.columns[0])
        return draft

    def _of_cell(self, failure: CellFailure) -> Draft:
        draft = self._new(failure.rule.rule, failure.rule.kind, "", failure.submission)
        draft.code, draft.sector, draft.measure = key_of(failure.column)
        draft.columns = (failure.column,)
        _explain(draft, failure.rule.explain(failure.value))
        return draft

    def _of_line(self, failure: LineFailure) -> Draft:
        rule = failure.rule
        draft = self._new(rule.rule, rule.kind, rule.severity, failure.submission)
        draft.code = rule.sheet
        _explain(draft, rule.explain(failure.line))
        covers = list(draft.covers)
        for line in (failure.line, *failure.together):
            for key in rule.keys:
                cell = Places.line_cell(dict(line), key)
                if cell is not None:
                    draft.cells.append(cell)
                    covers.append(f"{rule.sheet}!{cell.cell}={line[f'{key}_raw'] or ''}")
        draft.covers = tuple(sorted(covers))
        return draft

    def _new(self, rule: str, kind: str, severity: str, submission: str) -> Draft:
        version, known = self.received[submission], self.reference.rules[rule]
        return Draft(rule, kind, severity or known.severity, known.level, submission, version.board, version.period)


def _explain(draft: Draft, why: Explanation) -> None:
    draft.kind = why.kind or draft.kind
    draft.found, draft.expected = why.found, why.expected
    draft.difference, draft.allowance = why.difference, why.allowance
    draft.words, draft.suspect, draft.covers = dict(why.words), why.suspect, why.covers
    draft.likely, draft.usual, draft.together = why.likely, why.usual, why.together
    draft.factor, draft.currency = why.factor, why.currency
    draft.put_right, draft.slip = why.put_right, why.slip
    draft.severity = why.severity or draft.severity
    draft.columns, draft.balance = why.columns or draft.columns, why.balance or draft.balance
    if not why.exact:
        draft.balance = None  # nothing is to be put right


def in_force(drafts: Iterable[Draft], rules: Mapping[str, Rule]) -> list[Draft]:
    """The drafts of rules that judge the draft's period."""
    return [draft for draft in drafts if draft.rule not in rules or rules[draft.rule].effective_in(draft.period)]


class Drafts:
    """The drafts so far by submission, each with its cells and, where a waiver covers it, who approved that.

    values: VALUE_SCHEMA with corrections applied; lines: line_schema frames by sheet.
    """

    def __init__(
        self, values: pl.DataFrame, lines: dict[str, pl.DataFrame], waivers: Iterable[Waiver], moment: datetime
    ) -> None:
        self.places = Places(values, lines, set())
        self._values, self._lines = values, lines
        self._waivers, self._moment = tuple(waivers), moment
        self._drafts: dict[str, list[Draft]] = {}

    def prepared(self, drafts: Iterable[Draft]) -> list[Draft]:
        """The drafts with their cells and waivers, not yet added."""
        found = list(drafts)
        self.places.add(self._values, self._lines, {draft.submission for draft in found})
        for draft in found:
            _place(draft, self.places)
        waive(found, self._waivers, self._moment)
        return found

    def add(self, prepared: Iterable[Draft]) -> None:
        for draft in prepared:
            self._drafts.setdefault(draft.submission, []).append(draft)

    def of(self, submission: str) -> list[Draft]:
        return self._drafts.get(submission, [])


def _place(draft: Draft, places: Places) -> None:
    """The cells a draft read and what a waiver of it covers."""
    if draft.columns:
        draft.cells = list(dict.fromkeys([*draft.cells, *places.cells(draft.submission, draft.columns)]))
        draft.covers = tuple(sorted({*draft.covers, *places.covers(draft.submission, draft.columns)}))
        own = places.stated(draft.submission, draft.columns[0])
        draft.at = draft.at or own
