"""All form cells of all submissions as one wide frame: a row a submission, a column a form cell.

A column is named `1.01|fdi|actual`; beside the columns where x means something stands `1.01|fdi|actual?x`
(Boolean; `schemas/language/columns.py`). Null is blank, unreadable, undecided, x or absent: never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from flows.ingest.submission import NOT_APPLICABLE
from schemas.form import Form, ValueKey
from schemas.language.columns import column, x_name


@dataclass(frozen=True)
class FormCells:
    """wide: `submission`, then one Float64 column a form cell (and the x columns asked for).

    dense: the same cells one a row and complete: `row` (submission, counted from 0), `key` (index into `keys`)
    and `value`; sorted by key, then row.
    """

    submissions: tuple[str, ...]
    keys: tuple[ValueKey, ...]
    wide: pl.DataFrame
    dense: pl.DataFrame

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each submission."""
        return {name: row for row, name in enumerate(self.submissions)}

    @cached_property
    def _column_of(self) -> dict[ValueKey, pl.Series]:
        return {key: self.wide[column(key)] for key in self.keys}

    def figure(self, submission: str, key: ValueKey) -> float | None:
        """The number in one form cell; None where there is none."""
        row, series = self.row_of.get(submission), self._column_of.get(key)
        if row is None or series is None:
            return None
        value: float | None = series[row]
        return value

    def figures(self, submission: str) -> dict[ValueKey, float]:
        """The numbers of a submission by form cell, in the order of the form."""
        row = self.row_of.get(submission)
        if row is not None and submission not in self._known:
            found = zip(self.keys, self._plain.row(row))
            self._known[submission] = {key: value for key, value in found if value is not None}
        return self._known.get(submission, {})

    @cached_property
    def _plain(self) -> pl.DataFrame:
        return self.wide.select(column(key) for key in self.keys)

    @cached_property
    def _known(self) -> dict[str, dict[ValueKey, float]]:
        """What was asked for already."""
        return {}


def form_cells(values: pl.DataFrame, submissions: Iterable[str], form: Form, x_names: Iterable[str]) -> FormCells:
    """Spread the long values over a dense matrix; the first of two values of one cell counts.

    values: VALUE_SCHEMA. Values of submissions or cells not asked for are left out.
    """
    names = tuple(submissions)
    keys = tuple(form.keys())
    count = len(names)
    key_frame = pl.DataFrame(
        {
            "code": [k.code for k in keys],
            "sector": [k.sector for k in keys],
            "measure": [k.measure for k in keys],
            "_key": pl.Series(range(len(keys)), dtype=pl.Int64),
        },
        schema_overrides={"code": pl.String, "sector": pl.String, "measure": pl.String},
    )
    row_frame = pl.DataFrame({"submission": pl.Series(names, dtype=pl.String)}).with_row_index("_row")
    placed = (
        values.lazy()
        .select("submission", "code", "sector", "measure", "state", "value")
        .join(row_frame.lazy(), on="submission", how="inner")
        .join(key_frame.lazy(), on=["code", "sector", "measure"], how="inner")
        .select(
            (pl.col("_key") * count + pl.col("_row").cast(pl.Int64)).alias("at"),
            "value",
            (pl.col("state") == NOT_APPLICABLE).alias("x"),
        )
        .collect()
    )
    if placed["at"].n_unique() != placed.height:
        placed = placed.unique("at", keep="first", maintain_order=True)
    total = count * len(keys)
    flat = pl.repeat(None, total, dtype=pl.Float64, eager=True).scatter(placed["at"], placed["value"])
    wide: dict[str, pl.Series] = {"submission": row_frame["submission"]}
    for index, key in enumerate(keys):
        wide[column(key)] = flat.slice(index * count, count)
    positions = {column(key): index for index, key in enumerate(keys)}
    wanted = [name for name in x_names if name in positions]
    if wanted:
        marked = placed.filter("x")
        flags = pl.repeat(False, total, dtype=pl.Boolean, eager=True).scatter(marked["at"], True)
        for name in wanted:
            wide[x_name(name)] = flags.slice(positions[name] * count, count)
    dense = (
        pl.DataFrame({"value": flat})
        .with_row_index("at")
        .select((pl.col("at") % max(count, 1)).alias("row"), (pl.col("at") // max(count, 1)).alias("key"), "value")
    )
    return FormCells(names, keys, pl.DataFrame(wide), dense)
