"""Columns of the other boards beside the wide frame: their ratios, and whose sheet is the same.

A submission is held against the boards other than its own; what its own board has in force does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from flows.validate.figures.history_columns import parted
from flows.validate.figures.precedents import Precedents
from schemas.language.columns import Ratio, column, key_of, same_sheet_name
from schemas.language.past import positive_quotient

LEAST_OTHERS = 3


def with_other_boards(wide: pl.DataFrame, precedents: Precedents, ratios: Sequence[Ratio]) -> pl.DataFrame:
    """`wide` (one row a subject, in order) with three columns a ratio; null where fewer than three others have one."""
    group = ["ratio", "period"]
    numbers = pl.DataFrame({"ratio": pl.Series(range(len(ratios)), dtype=pl.UInt8)})
    in_force, alone = precedents.accepted, [number for number, ratio in enumerate(ratios) if ratio.whole is None]
    above, below = (
        pl.lit(precedents.figures(keys, in_force["row"]))
        for keys in ([ratio.part for ratio in ratios], [ratio.whole or ratio.part for ratio in ratios])
    )
    by_itself, divided = positive_quotient(above), positive_quotient(above, below)
    theirs = (
        numbers.join(in_force, how="cross")
        .with_columns(pl.when(pl.col("ratio").is_in(alone)).then(by_itself).otherwise(divided).alias("value"))
        .drop_nulls("value")
        .sort(*group, "value")
        .with_row_index("place")
    )
    groups = theirs.group_by(group).agg(pl.col("place").min().alias("first"), pl.len().alias("count"))
    # Where the own board's ratio stands among them, if it has one: it is passed over.
    places = (
        numbers.join(precedents.subjects.select("period", "board"), how="cross")
        .join(groups, on=group, how="left", maintain_order="left")
        .join(theirs.select(*group, "board", "place"), on=[*group, "board"], how="left", maintain_order="left")
        .select(pl.col("first", "count", "place").cast(pl.Int64))
    )
    others = pl.col("count") - pl.col("place").is_not_null().cast(pl.Int64)

    def at(position: pl.Expr) -> pl.Series:
        """The ratio at a position among the others, in order of size."""
        place = pl.col("first") + position
        place = place + (place >= pl.col("place")).fill_null(False).cast(pl.Int64)
        return theirs["value"].gather(places.select(pl.when(others >= LEAST_OTHERS).then(place).alias("at"))["at"])

    told = {
        "least": at(pl.lit(0)),
        "most": at(others - 1),
        "median": (at((others - 1) // 2) + at(others // 2)) / 2,
    }
    columns = [parted(values, [ratio.of_others(what) for ratio in ratios]) for what, values in told.items()]
    return wide.hstack([series for named in columns for series in named.values()])


def with_same_sheets(wide: pl.DataFrame, precedents: Precedents, sheets: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """`wide` (one row a subject, in order) with a column a sheet: another board with the very same figures, or null.

    sheets: sheet -> the columns of its figures.
    """
    keys = [key_of(name) for names in sheets.values() for name in names]

    def marks(rows: pl.DataFrame) -> pl.DataFrame:
        """row, period, board, sheet, mark: one row a sheet."""
        figures = pl.DataFrame(parted(precedents.figures(keys, rows["row"]), [column(key) for key in keys]))
        marked = figures.select(pl.struct(names).hash().alias(sheet) for sheet, names in sheets.items())
        return pl.concat([rows, marked], how="horizontal").unpivot(
            list(sheets), index=rows.columns, variable_name="sheet", value_name="mark"
        )

    mine, mark = precedents.subjects, ["period", "sheet", "mark"]
    # Of the boards with the same figures the first two: one of them is another than one's own.
    boards = pl.col("board").unique().sort()
    same = (
        marks(precedents.accepted)
        .group_by(mark)
        .agg(boards.first().alias("one"), boards.get(1, null_on_oob=True).alias("next"))
    )
    found = (
        marks(mine)
        .join(same, on=mark)
        .with_columns(pl.when(pl.col("one") != pl.col("board")).then("one").otherwise("next").alias("board of other"))
        .drop_nulls("board of other")
    )
    columns = [
        mine.join(found.filter(sheet=sheet), on="row", how="left", maintain_order="left")["board of other"]
        .alias(same_sheet_name(sheet))
        for sheet in sheets
    ]  # fmt: skip
    return wide.hstack(columns)
