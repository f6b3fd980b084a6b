"""Where the figures of a submission stand: from columns of the wide frame to cells of the file."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.ingest.submission import NUMBER
from flows.validate.figures.cells import column
from flows.validate.figures.list_sums import CAPITAL_COLUMN
from flows.validate.findings.finding import CellRef
from flows.validate.rules.applications import plain
from schemas.form import ValueKey

Line = dict[str, Any]


class Places:
    """Cells of the submissions asked for; made once, for those in which something failed."""

    def __init__(self, values: pl.DataFrame, lines: dict[str, pl.DataFrame], submissions: set[str]) -> None:
        self._cells: dict[tuple[str, str], CellRef] = {}
        self._covers: dict[tuple[str, str], str] = {}
        self._lines: dict[tuple[str, str], list[Line]] = {}
        self._known: set[str] = set()
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
            self._cells[submission, name] = CellRef(sheet, cell)
            written = plain(value) if state == NUMBER else state if state in ("not_applicable", "blank") else raw
            self._covers[submission, name] = f"{name}={written}"
        for sheet, frame in lines.items():
            for line in frame.filter(pl.col("submission").is_in(names)).iter_rows(named=True):
                self._lines.setdefault((line["submission"], sheet), []).append(line)

    def lines(self, submission: str, sheet: str) -> list[Line]:
        """The numbered lines of a list, in order."""
        return [line for line in self._lines.get((submission, sheet), ()) if not line["total"]]

    def cell(self, submission: str, name: str) -> CellRef | None:
        """The cell of a form value; None for list sums and values the file does not have."""
        return self._cells.get((submission, name))

    def stated(self, submission: str, name: str) -> CellRef | None:
        """The one cell that states a figure: a form value, or an amount of B8's own total line."""
        if name.startswith("B8|total|"):
            return next(iter(self._behind(submission, name)), None)
        return self.cell(submission, name)

    def cells(self, submission: str, names: tuple[str, ...]) -> list[CellRef]:
        """Every cell behind these columns, in their order, each once."""
        found: dict[CellRef, None] = {}
        for name in names:
            for reference in self._behind(submission, name):
                found.setdefault(reference)
        return list(found)

    def covers(self, submission: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """What a waiver of a check over these columns covers: form values, and raw texts of list cells."""
        texts: list[str] = []
        for name in names:
            if (submission, name) in self._covers:
                texts.append(self._covers[submission, name])
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

    def _behind(self, submission: str, name: str) -> list[CellRef]:
        own = self._cells.get((submission, name))
        if own is not None:
            return [own]
        _, keys, lines = self._list_keys(submission, name)
        found = [self.line_cell(line, key) for key in keys for line in lines]
        numbered = self.lines(submission, name[:2])
        if numbered and not name.startswith("B8|total|"):
            # A line that is missing altogether is reported at the first line of its list.
            found.append(self.line_cell(numbered[0], "certificate" if name.startswith("B9|") else "name"))
        return [reference for reference in found if reference is not None]

    def _list_keys(self, submission: str, name: str) -> tuple[str, tuple[str, ...], list[Line]]:
        """Which list cells a list sum reads: its sheet, the columns (amount first) and the lines."""
        parts = name.split("|")
        lines = self.lines(submission, parts[0])
        if parts[0] == "B8":
            if parts[1] == "total":
                totals = [line for line in self._lines.get((submission, "B8"), ()) if line["total"]]
                return "B8", (parts[2],), totals
            amount = () if parts[2] == "count" else (parts[2],)
            status = () if parts[1] == "all" else ("status",)
            return "B8", (*amount, *status) or ("name",), lines
        if parts[0] == "B9":
            amount = () if parts[3] == "count" else (CAPITAL_COLUMN[parts[1]],)
            ordered = sorted(lines, key=lambda line: (line["sector"], line["event"]) != (parts[1], parts[2]))
            return "B9", (*amount, "event", "sector"), ordered
        return parts[0], (), []

    @staticmethod
    def line_cell(line: Line, key: str) -> CellRef | None:
        """The cell of one column of a list line; None where the file has no such column."""
        cell = line.get(f"{key}_cell")
        return CellRef(line["sheet"], cell) if cell else None
