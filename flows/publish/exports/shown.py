"""Which rows of a table a person is shown where not all of them fit: the workbook and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from flows.texts.numbers import number_text
from flows.texts.releasing import exports as texts
from schemas.tables import Table
from schemas.text import Text


@dataclass(frozen=True)
class Shown:
    """A table, the rows of it that are shown, and a sentence that says which they are."""

    table: Table
    rows: pl.DataFrame
    said: Text


def shown(frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], period: str, most: int) -> list[Shown]:
    """Of tables that tables.csv says so of, the rows of `period`; of each at most the first `most`."""
    found = []
    for name, table in tables.items():
        every = frames[name]
        rows = every.filter(period=period) if table.shown_by_period else every
        cut = rows.head(most)
        if cut.height == every.height:
            said = texts.EVERYTHING
        elif cut.height == rows.height:
            said = texts.OWN_PERIOD
        else:
            said = texts.FIRST_ROWS
        some, all_ = number_text(cut.height), number_text(every.height)
        found.append(Shown(table, cut, said.fill(period=period, shown=some, rows=all_, table=name)))
    return found
