"""What differs between two builds of the warehouse: every table by its key, the largest effect on totals first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from flows.publish.changes.causes import FIGURE, Causes
from schemas.tables import Table

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# The table whose changes are the causes of those of totals.
FIGURES = "observations"

# Where a figure stands, and not what it is: a board's new file changes these in every row.
PROVENANCE = frozenset(
    {"submission", "sheet", "cell", "raw_text", "row", "file", "sha256", "receipt_line", "number_style", "written_unit"}
)
CHANGE_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(FIGURE, pl.String),
    "key": pl.String,  # the rest of the row's key, as text
    "what": pl.String,  # added, removed, changed
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "effect": pl.Float64,  # share of the bloc's total, absolute; null where it is in none
    "cause": pl.String,
}


@dataclass(frozen=True)
class TableDifference:
    """What differs in one table: CHANGE_SCHEMA, the largest effect first.

    moved: period, board, rows: rows in which only the place of figures differs. columns_added, columns_removed: of the
    table itself; `there` says whether the table is in both (None), only in the newer or only in the older build.
    """

    table: str
    changes: pl.DataFrame
    moved: pl.DataFrame
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    there: str | None = None

    @property
    def is_empty(self) -> bool:
        silent = self.changes.is_empty() and self.moved.is_empty() and self.there is None
        return silent and not self.columns_added and not self.columns_removed

    def count(self, what: str) -> int:
        """How many rows were added or removed, or values changed."""
        return self.changes.filter(what=what).height


def differences(older: Path, newer: Path, tables: Mapping[str, Table]) -> list[TableDifference]:
    """Every table that differs between two folders of tables: the figures, the others as defined, then those gone.

    A table or column that one of them does not have is told as such, whatever schema it was made by.
    """
    causes, totals = Causes(older, newer), _totals(older, newer)
    names = [*tables, *sorted({path.stem for path in older.glob("*.parquet")} - set(tables))]
    names.sort(key=lambda name: name != FIGURES)
    figures = _nothing()
    found = []
    for name in names:
        places = [folder / f"{name}.parquet" for folder in (older, newer)]
        present = [place.is_file() for place in places]
        if not all(present):
            if any(present):
                there = ADDED if present[1] else REMOVED
                found.append(TableDifference(name, _nothing(), _nothing_moved(), there=there))
            continue
        if places[0].samefile(places[1]):
            continue
        one = _of_table(name, places[0], places[1], tables.get(name))
        one = replace(one, changes=_ranked(one.changes, totals, causes, figures))
        figures = one.changes if name == FIGURES else figures
        if not one.is_empty:
            found.append(one)
    return found


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=CHANGE_SCHEMA)


def _nothing_moved() -> pl.DataFrame:
    return pl.DataFrame(schema={"period": pl.String, "board": pl.String, "rows": pl.UInt32})


def _of_table(name: str, older: Path, newer: Path, table: Table | None) -> TableDifference:
    old, new = pl.read_parquet(older), pl.read_parquet(newer)
    added = tuple(column for column in new.columns if column not in old.columns)
    removed = tuple(column for column in old.columns if column not in new.columns)
    key = [column for column in (table.key if table else new.columns[:1]) if column in old.columns]
    if not key or old.select(key).is_duplicated().any() or new.select(key).is_duplicated().any():
        key = [column for column in new.columns if column in old.columns]  # another key: whole rows are compared
    shared = [column for column in new.columns if column in old.columns and column not in key]
    joined = old.select(*key, *shared, pl.lit(True).alias("_old")).join(
        new.select(*key, *shared, pl.lit(True).alias("_new")),
        on=key,
        how="full",
        coalesce=True,
        suffix=" new",
        nulls_equal=True,
    )
    both = joined.filter(pl.col("_old").is_not_null() & pl.col("_new").is_not_null())
    values = [column for column in shared if column not in PROVENANCE]
    parts = [_rows(joined.filter(pl.col("_new").is_null()), key, REMOVED, values, "")]
    parts.append(_rows(joined.filter(pl.col("_old").is_null()), key, ADDED, values, " new"))
    for column in values:
        differing = both.filter(pl.col(column).cast(pl.String).ne_missing(pl.col(f"{column} new").cast(pl.String)))
        if differing.height:
            parts.append(_changed(differing, key, column))
    changes = pl.concat(parts)
    same = pl.all_horizontal(
        pl.col(c).cast(pl.String).eq_missing(pl.col(f"{c} new").cast(pl.String)) for c in values
    ) if values else pl.lit(True)  # fmt: skip
    places = [c for c in shared if c in PROVENANCE]
    moved = _nothing_moved()
    if places and {"period", "board"} <= set(key):
        other = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c} new")) for c in places)
        moved = (
            both.filter(same & other).group_by("period", "board").agg(pl.len().alias("rows")).sort("period", "board")
        )
    return TableDifference(name, changes, moved, added, removed)


def _identity(key: list[str]) -> list[pl.Expr]:
    rest = [column for column in key if column not in FIGURE]
    text = pl.concat_str([pl.col(c).cast(pl.String) for c in rest], separator=" ", ignore_nulls=True) if rest else None
    figure = [pl.col(c) if c in key else pl.lit(None, pl.String).alias(c) for c in FIGURE]
    return [*figure, (text if text is not None else pl.lit("")).alias("key")]


def _rows(rows: pl.DataFrame, key: list[str], what: str, values: list[str], suffix: str) -> pl.DataFrame:
    """Rows that one side does not have; their value, where they are figures, as before or after."""
    shown = pl.col(f"value{suffix}").cast(pl.String) if "value" in values else pl.lit(None, pl.String)
    nothing = pl.lit(None, pl.String)
    return rows.select(
        *_identity(key),
        pl.lit(what).alias("what"),
        pl.lit("value" if "value" in values else "").alias("column"),
        (shown if what == REMOVED else nothing).alias("before"),
        (shown if what == ADDED else nothing).alias("after"),
    )


def _changed(rows: pl.DataFrame, key: list[str], column: str) -> pl.DataFrame:
    return rows.select(
        *_identity(key),
        pl.lit(CHANGED).alias("what"),
        pl.lit(column).alias("column"),
        pl.col(column).cast(pl.String).alias("before"),
        pl.col(f"{column} new").cast(pl.String).alias("after"),
    )


def _totals(older: Path, newer: Path) -> pl.DataFrame:
    """period, code, sector, total: the larger of both builds, absolute."""
    found = []
    for folder in (older, newer):
        path = folder / "bloc_summary.parquet"
        if path.is_file():
            found.append(pl.read_parquet(path, columns=["period", "code", "sector", "value"]))
    names = dict.fromkeys(("period", "code", "sector"), pl.String)
    whole = pl.concat(found) if found else pl.DataFrame(schema={**names, "value": pl.Float64})
    return whole.group_by("period", "code", "sector").agg(pl.col("value").abs().max().alias("total"))


def _ranked(changes: pl.DataFrame, totals: pl.DataFrame, causes: Causes, figures: pl.DataFrame) -> pl.DataFrame:
    """With effect and cause, the largest effect first."""
    number = [pl.col(name).cast(pl.Float64, strict=False).fill_null(0.0) for name in ("after", "before")]
    actual = pl.col("measure").is_null() | (pl.col("measure") == "actual")
    effect = (number[0] - number[1]).abs() / pl.col("total")
    effective = (pl.col("column") == "value") & actual & (pl.col("total") > 0)
    return (
        causes.named(changes.join(totals, on=["period", "code", "sector"], how="left"), figures)
        .with_columns(pl.when(effective).then(effect).alias("effect"))
        .select(list(CHANGE_SCHEMA))
        .sort("effect", *FIGURE, "key", "column", descending=[True, *[False] * 7], nulls_last=True)
    )
