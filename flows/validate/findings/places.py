"""Where the figures of a submission stand: from columns of the wide frame to cells of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from flows.ingest.submission import NUMBER, Place
from schemas.form import ValueKey
from schemas.language.checks.expressions import plain
from schemas.language.columns import column, key_of, list_sum

Line = dict[str, Any]


class Places:
    """Cells of the submissions asked for; made once, for those in which something failed."""

    def __init__(self, values: pl.DataFrame, lines: dict[str, pl.DataFrame], submissions: set[str]) -> None:
        self._cells: dict[tuple[str, str], Place] = {}
        self._written: dict[tuple[str, str], tuple[str, float | None, str]] = {}  # state, value, raw text
        self._lines: dict[tuple[str, str], Iterator[Line] | list[Line]] = {}
        self._known: set[str] = set()
        self._sheets = set(lines)
        self.add(values, lines, submissions)

    def add(self, values: pl.DataFrame, lines: dict[str, pl.DataFrame], submissions: set[str]) -> None:
        """Learn the places of further submissions; those known already stay as they are."""
        names = list(submissions - self._known)
        if not names:
            return
        self._known |= submissions
        mine = values.filter(pl.col("submission").is_in(names))
        rows = mine.select("submission", "code", "sector", "measure", "sheet", "cell", "state", "value", "raw_text")
        for submission, code, sector, measure, sheet, cell, state, value, raw in rows.iter_rows():
            name = column(ValueKey(code, sector, measure))
            if (submission, name) in self._cells:
                continue
            self._cells[submission, name] = Place(sheet, cell)
            self._written[submission, name] = state, value, raw
        for sheet, frame in lines.items():
            own = frame.filter(pl.col("submission").is_in(names))
            for (submission,), part in own.partition_by("submission", as_dict=True, maintain_order=True).items():
                self._lines[submission, sheet] = part.iter_rows(named=True)  # read when they are asked for

    def lines(self, submission: str, sheet: str) -> list[Line]:
        """The numbered lines of a list, in order."""
        return [line for line in self._every_line(submission, sheet) if not line["total"]]

    def _every_line(self, submission: str, sheet: str) -> list[Line]:
        found = self._lines.get((submission, sheet), [])
        if not isinstance(found, list):
            found = self._lines[submission, sheet] = list(found)
        return found

    def cell(self, submission: str, name: str) -> Place | None:
        """The cell of a form value; None for list sums and values the file does not have."""
        return self._cells.get((submission, name))

    def stated(self, submission: str, name: str) -> Place | None:
        """The one cell that states a figure: a form value, or an amount of a list's own total line."""
        if self._total_line(name):
            return next(iter(self._behind(submission, name)), None)
        return self.cell(submission, name)

    def cells(self, submission: str, names: tuple[str, ...]) -> list[Place]:
        """Every cell behind these columns, in their order, each once."""
        found: dict[Place, None] = {}
        for name in names:
            for reference in self._behind(submission, name):
                found.setdefault(reference)
        return list(found)

    def covers(self, submission: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """What a waiver of a check over these columns covers: form values, and raw texts of list cells."""
        texts: list[str] = []
        for name in names:
            if known := self._written.get((submission, name)):
                state, value, raw = known
                written = plain(value) if state == NUMBER else state if state in ("not_applicable", "blank") else raw
                texts.append(f"{name}={written}")
            else:
                texts += [f"{key}={raw}" for key, raw in self._raw(submission, name)]
        return tuple(sorted(set(texts)))

    def _raw(self, submission: str, name: str) -> list[tuple[str, str]]:
        sheet, keys, lines = self._list_keys(submission, name)
        return [
            (f"{sheet}!{line[f'{key}_cell']}", line[f"{key}_raw"] or "")
            for line in lines
            for key in keys
            if line.get(f"{key}_cell")
        ]

    def _behind(self, submission: str, name: str) -> list[Place]:
        own = self._cells.get((submission, name))
        if own is not None:
            return [own]
        _, keys, lines = self._list_keys(submission, name)
        found = [self.line_cell(line, key) for key in keys for line in lines]
        summed = list_sum(name)
        numbered = self.lines(submission, summed.sheet) if summed else []
        if numbered:
            # A line that is missing altogether is reported at the first line of its list.
            found.append(self.line_cell(numbered[0], naming_column(numbered[0])))
        return [reference for reference in found if reference is not None]

    def _total_line(self, name: str) -> bool:
        return list_sum(name) is None and key_of(name).code in self._sheets

    def _list_keys(self, submission: str, name: str) -> tuple[str, tuple[str, ...], list[Line]]:
        """Which list cells a list sum reads: its sheet, the columns (amount first) and the lines."""
        summed = list_sum(name)
        if summed is None:
            key = key_of(name)
            totals = [line for line in self._every_line(submission, key.code) if line["total"]]
            return key.code, (key.measure,), totals
        lines = self.lines(submission, summed.sheet)
        amount = (summed.amount,) if summed.amount else ()
        # Of several marks the one that says what happened is more often wrong than whose it is.
        marks = tuple(key for key, _ in reversed(summed.where))
        if len(marks) > 1:
            lines = sorted(lines, key=lambda line: not summed.takes(line))
        named = (naming_column(lines[0]),) if lines else ()
        return summed.sheet, (*amount, *marks) or named, lines

    @staticmethod
    def line_cell(line: Line, key: str) -> Place | None:
        """The cell of one column of a list line; None where the file has no such column."""
        cell = line.get(f"{key}_cell")
        return Place(line["sheet"], cell) if cell else None


def naming_column(line: Mapping[str, object]) -> str:
    """The list column that says which line it is."""
    return "certificate" if "certificate" in line else "name"
