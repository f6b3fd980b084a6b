"""Which accepted figures each submission is held against, for all submissions at once.

The figures lie in one matrix: a row a submission, and behind them a row for whatever no single submission holds (the
sum of the boards that merged, the figures of a board from outside). `sources` says which rows are whose history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from flows.validate.figures.history import Accepted
from schemas.form import ValueKey
from schemas.periods import Period, parse_period

SUBJECT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,  # of the submission in the matrix
    "period": pl.String,
    "board": pl.String,
}
SOURCE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,  # the submission held against history
    "period": pl.String,  # its period
    "then": pl.String,  # another period, the earlier ones in order
    "source": pl.UInt32,  # the row of the matrix that holds what its board had accepted then
    "single": pl.Boolean,  # one submission holds it, not several together
}


@dataclass(frozen=True)
class Precedents:
    """subjects: SUBJECT_SCHEMA. sources: SOURCE_SCHEMA. accepted: SUBJECT_SCHEMA of every submission in force.

    matrix: Float64, `height` rows a form cell, one form cell after the other; null where there is no number.
    """

    keys: tuple[ValueKey, ...]
    subjects: pl.DataFrame
    sources: pl.DataFrame
    accepted: pl.DataFrame
    matrix: pl.Series
    height: int

    @cached_property
    def positions(self) -> dict[ValueKey, int]:
        return {key: index for index, key in enumerate(self.keys)}

    def figures(self, keys: Sequence[ValueKey], rows: pl.Series) -> pl.Series:
        """The figures of these rows of the matrix, one form cell after the other; null where the row is null."""
        first = pl.Series("first", [self.positions[key] * self.height for key in keys], dtype=pl.UInt32)
        places = first.to_frame().join(rows.cast(pl.UInt32).alias("row").to_frame(), how="cross")
        return self.matrix.gather(places["first"] + places["row"])

    @cached_property
    def earlier(self) -> pl.DataFrame:
        """The sources of half-years before the subject's own."""
        return self.sources.filter(
            pl.col("then").str.contains("-H", literal=True) & (pl.col("then") < pl.col("period"))
        )

    def rows_of(self, other: Callable[[Period], Period], *, single: bool = False) -> pl.Series:
        """For each subject the row of what its board had in one other period; null for none.

        single: only where one submission holds it.
        """
        periods = self.subjects["period"].unique().to_list()
        wanted = pl.DataFrame(
            {"period": periods, "then": [str(other(parse_period(period))) for period in periods]},
            schema={"period": pl.String, "then": pl.String},
        )
        sources = self.sources.filter("single") if single else self.sources
        mine = sources.join(wanted, on=["period", "then"], how="semi")
        return self.subjects.select("row").join(mine, on="row", how="left", maintain_order="left")["source"]


def precedents(accepted: Accepted, subjects: pl.DataFrame) -> Precedents:
    """The figures all these submissions are held against.

    subjects: SUBJECT_SCHEMA, one row a submission; `row` counts as in `accepted.cells`.
    """
    cells = accepted.cells
    in_force = pl.DataFrame(
        [(cells.row_of[name], period, board) for (period, board), name in accepted.versions.items()],
        schema=SUBJECT_SCHEMA,
        orient="row",
    )
    pairs = [(now, str(then)) for now in subjects["period"].unique() for then in _others(parse_period(now), accepted)]
    others = pl.DataFrame(pairs, schema={"period": pl.String, "then": pl.String}, orient="row")
    asked = subjects.join(others, on="period")
    # Boards that merged, or reported elsewhere before, are few: their history is put together one by one.
    special = pl.col("board").is_in(list(accepted.boards.merged | {board for board, *_ in accepted.outside}))
    usual = asked.filter(~special).join(
        in_force.select(pl.col("period").alias("then"), "board", pl.col("row").alias("source")), on=["then", "board"]
    )
    together = _Together(accepted)
    rows = list(together.sources(asked.filter(special)))
    sources = [
        usual.with_columns(pl.lit(True).alias("single")).select(list(SOURCE_SCHEMA)),
        pl.DataFrame(rows, schema=SOURCE_SCHEMA, orient="row"),
    ]
    height = len(cells.submissions)
    matrix = cells.dense["value"]
    if together.rows:
        matrix = pl.concat(
            part
            for index, key in enumerate(cells.keys)
            for part in (
                matrix.slice(index * height, height),
                pl.Series([known.get(key) for known in together.rows], dtype=pl.Float64),
            )
        )
    return Precedents(
        cells.keys,
        subjects.cast(pl.Schema(SUBJECT_SCHEMA)),
        pl.concat(sources).sort("row", "then"),
        in_force,
        matrix.rechunk(),
        height + len(together.rows),
    )


class _Together:
    """Rows for what several boards, or boards from outside, had together."""

    def __init__(self, accepted: Accepted) -> None:
        self.accepted = accepted
        self.rows: list[dict[ValueKey, float]] = []
        self._made: dict[tuple[str, str, str], tuple[int, bool] | None] = {}

    def sources(self, asked: pl.DataFrame) -> Iterator[tuple[int, str, str, int, bool]]:
        """SOURCE_SCHEMA. asked: row, period, board, then."""
        for row, period, board, then in asked.select("row", "period", "board", "then").iter_rows():
            place = (board, period, then)
            if place not in self._made:
                self._made[place] = self._source(board, parse_period(period), parse_period(then))
            found = self._made[place]
            if found is not None:
                yield row, period, then, *found

    def _source(self, board: str, now: Period, then: Period) -> tuple[int, bool] | None:
        cells = self.accepted.cells
        single = self.accepted.single(board, now, then)
        if single is not None:
            return cells.row_of[single], True
        known = self.accepted.known(board, now, then)
        if not known:
            return None
        self.rows.append(known)
        return len(cells.submissions) + len(self.rows) - 1, False


def _others(now: Period, accepted: Accepted) -> list[Period]:
    """The periods a submission is held against: earlier half-years, the one before, and the same of last year."""
    wanted = {*accepted.periods_before(now), now.previous, now.same_last_year}
    return sorted(wanted & accepted.periods)
