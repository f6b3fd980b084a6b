"""FDI and DDI as rows below a line, where a table has no columns for them: `Số dự án`, `- FDI`, `- DDI`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import replace
from functools import lru_cache

from flows.ingest.figures.line_matching import BY_LABEL, MatchedRow, bare_label
from flows.ingest.tables.headings import HeadingReader
from flows.ingest.tables.table import Table
from schemas.facts.words import either, folded_words
from schemas.folding import fold
from schemas.form import Form

_OF_WHICH = re.compile(rf"^\s*{either('of_which')}\s*:?\s*", re.IGNORECASE)
_INTRODUCTIONS = ("", *folded_words("of_which"))

SectorRows = dict[tuple[int, int], dict[str, MatchedRow]]  # (id of a table, row of a line) -> sector -> its row


def sector_rows(matches: Iterable[MatchedRow], form: Form, reader: HeadingReader) -> SectorRows:
    """The rows of sectors below each line of the tables that have single value columns.

    A sector that stands twice below a line, or beside a total that the line gives as well, is left out.
    """
    lines: dict[int, dict[int, MatchedRow]] = {}
    tables: dict[int, Table] = {}
    for match in matches:
        tables[id(match.table)] = match.table
        lines.setdefault(id(match.table), {})[match.row] = match
    found: SectorRows = {}
    for key, table in tables.items():
        label_column = table.fixed.get("label")
        if label_column is None or any(sector in ("fdi", "ddi") for sector, _ in table.values):
            continue
        mine = lines[key]
        between = _labels_between(table, label_column, mine)
        if not any(_sector_of(label, reader) for label in between.values()):
            continue
        views: dict[str, Table] = {}
        line: MatchedRow | None = None
        twice: set[str] = set()
        for row in range(table.first_row, table.end_row):
            if row in mine:
                line, twice = mine[row], set()
                continue
            label = between.get(row)
            if label is None:
                continue
            sector = _sector_of(label, reader)
            if not sector:
                line = line if fold(label) in _INTRODUCTIONS else None
            elif line is not None and sector in form.by_code[line.code].units and sector not in twice:
                rows = found.setdefault((key, line.row), {})
                if sector in rows or (sector == "total" and _has_content(table, line.row)):
                    rows.pop(sector, None)
                    twice.add(sector)
                    continue
                view = views.setdefault(sector, _view(table, sector))
                rows[sector] = MatchedRow(view, row, line.code, BY_LABEL, "", label)
        for row, own in lines[key].items():
            rows = found.get((key, row), {})
            if {"fdi", "ddi"} <= rows.keys() and "total" in form.by_code[own.code].units:
                # What stands beside the line itself is then both together.
                rows.setdefault("total", own._replace(table=views.setdefault("total", _view(table, "total"))))
    return found


def _labels_between(table: Table, column: int, lines: Container[int]) -> dict[int, str]:
    """The labels of the rows that are no lines of the form."""
    rows = enumerate(table.grid.rows[table.first_row : table.end_row], table.first_row)
    labels = {number: row[column] for number, row in rows if column < len(row) and number not in lines}
    return {number: label for number, label in labels.items() if isinstance(label, str) and label.strip()}


@lru_cache(maxsize=4096)
def _sector_of(label: str, reader: HeadingReader) -> str:
    heading = reader.read(_OF_WHICH.sub("", bare_label(label)))
    return heading.sector if heading.known and not (heading.measure or heading.fixed) else ""


def _has_content(table: Table, row: int) -> bool:
    return any(table.cell(row, column) not in (None, "") for column in table.values.values())


def _view(table: Table, sector: str) -> Table:
    """The table as a row of one sector sees it: its single value columns are of that sector."""
    single = {measure: column for (kind, measure), column in table.values.items() if kind == "total"}
    single |= {measure: column for (kind, measure), column in table.values.items() if kind == ""}
    return replace(table, values={(sector, measure): column for measure, column in single.items()})
