"""What a figure is held against: its board's accepted figures of earlier half-years, and how the other boards moved.

Everything is on the natural log scale; a figure smaller than its line's floor counts as the floor.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.validate.figures.precedents import Precedents
from schemas.facts.exchange_rates import MOVED_BY_RATE
from schemas.form import Form, Indicator, ValueKey
from schemas.usual import COUNT, NONE, PROVED, RESULTS, Usual, usual_of

PLAN = "plan"  # the method of a plan cell of a line of results
LEVEL_AGES = 4  # half-years in a board's own level: two first halves and two second ones
LEAST_OTHERS = 2  # boards whose movement makes a movement of the bloc

CELL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "key": pl.UInt16,  # index into the cells of the form
    "line": pl.String,  # code of the line
    "family": pl.String,  # the lines that move together with it; of a line alone its code
    "sheet": pl.String,
    "sector": pl.String,
    "method": pl.String,
    "spread": pl.Float64,
    "floor": pl.Float64,
    "flow": pl.Boolean,
    "decimals": pl.Int64,
    "currency_sign": pl.Int8,  # the way VND for USD, or USD for VND, moves the figure; 0 where it is neither
    "plan_key": pl.UInt16,  # the cells of the same line and sector; null where the form has none
    "last_year_key": pl.UInt16,
    "twin_key": pl.UInt16,  # of the other sector, in the same measure
    "whole_key": pl.UInt16,  # of the line it is a part of
    "roll_keys": pl.List(pl.UInt16),  # the flows that move a stock, and their signs; empty without
    "roll_signs": pl.List(pl.Float64),
}
PAST_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,  # the submission
    **CELL_SCHEMA,
    "half": pl.Int8,  # 1 or 2: the submission's
    "value": pl.Float64,
    "log": pl.Float64,
    "count": pl.UInt32,  # earlier figures; null without any
    "median": pl.Float64,  # of them, as written
    "least": pl.Float64,
    "largest": pl.Float64,
    "mean": pl.Float64,
    "recent_mean": pl.Float64,  # of the last four half-years
    "season_mean": pl.Float64,  # of the same half of earlier years
    "previous": pl.Float64,  # of the half-year before, as written
    "inflow": pl.Float64,  # what the flows of this half-year add to a stock; null where it has none
    "last": pl.Float64,  # its log; then those of one year and of one and a half years before
    "year_before": pl.Float64,
    "season_before": pl.Float64,
    "level": pl.Float64,  # mean log of the last four half-years
    "level_spread": pl.Float64,  # their standard deviation
    "drift": pl.Float64,  # mean change of the log in a half-year
    "whole": pl.Float64,  # what it is a part of; then the log of its share, in the half-year before and mean of four
    "share_before": pl.Float64,
    "share_level": pl.Float64,
    "own_last_year": pl.Float64,  # log of what the file itself gives for last year; then of its plan
    "own_plan": pl.Float64,
    "movement": pl.Float64,  # median change of the other boards on last year, as their files of the period give it
}
_FLOW = "flow"


def cells_frame(keys: tuple[ValueKey, ...], form: Form, usual: Mapping[str, Usual]) -> pl.DataFrame:
    """CELL_SCHEMA of every cell that is held against anything; cells whose parts are (totals) are left out."""
    at = {key: index for index, key in enumerate(keys)}
    rows = []
    for key, index in at.items():
        line = form.by_code[key.code]
        mine = usual.get(line.code) or usual_of(line.kind, line.is_count)
        method = mine.method if key.measure == "actual" else PLAN if key.measure == "plan" else NONE
        whole_of_parts = key.sector == "total" and len(line.units) > 1
        if method in (NONE, PROVED) or whole_of_parts or (method == PLAN and mine.method != RESULTS):
            continue
        spread = mine.spread.get(key.sector) or max(mine.spread.values(), default=0.5)
        other = {"fdi": "ddi", "ddi": "fdi"}.get(key.sector, "")
        twins = (
            key._replace(measure="plan"),
            key._replace(measure="last_year"),
            key._replace(sector=other),
            key._replace(code=mine.part_of),
        )
        floor = 1.0 if method == COUNT else max(line.half_unit, 1.0 if line.is_count else 0.0)
        rows.append(
            (
                index,
                line.code,
                mine.family or line.code,
                line.sheet,
                key.sector,
                method,
                spread,
                floor or 1e-6,
                line.kind == _FLOW,
                line.decimals,
                currency_sign(key, line),
                *(at.get(twin) for twin in twins),
                *_rolls(key, mine, at),
            )
        )
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def _rolls(key: ValueKey, usual: Usual, at: Mapping[ValueKey, int]) -> tuple[list[int], list[float]]:
    """The cells of the flows that move a stock, and their signs; none where the form lacks one of them."""
    flows = [(at.get(key._replace(code=code)), sign) for code, sign in usual.rolls]
    known = [(index, sign) for index, sign in flows if index is not None]
    return ([index for index, _ in known], [sign for _, sign in known]) if len(known) == len(flows) else ([], [])


def currency_sign(key: ValueKey, line: Indicator) -> int:
    """The way the exchange rate moves a figure in the other currency: too large where the form asks for million USD
    (VND was written), too small where it asks for billion VND."""
    return MOVED_BY_RATE.get(line.units.get(key.sector, ""), 0)


def past_of(held: Precedents, form: Form, usual: Mapping[str, Usual]) -> pl.DataFrame:
    """Every figure that is held against anything (PAST_SCHEMA), by submission and form cell."""
    cells = cells_frame(held.keys, form, usual)
    periods = held.subjects.select(
        "row", "period", "board", pl.col("period").str.slice(-1).cast(pl.Int8, strict=False).alias("half")
    )
    own = (
        held.subjects.select("row").join(cells, how="cross").with_columns(value=_figure(held, "key", "row"))
        .drop_nulls("value")
        .join(periods.select("row", "half"), on="row", how="left", maintain_order="left")
        .with_columns(
            log=_log("value"),
            whole=_figure(held, "whole_key", "row"),
            own_last_year=_figure(held, "last_year_key", "row"),
            own_plan=_figure(held, "plan_key", "row"),
        )
        .with_columns(
            own_last_year=pl.when(pl.col("own_last_year") > 0).then(_log("own_last_year")),
            own_plan=pl.when(pl.col("own_plan") > 0).then(_log("own_plan")),
        )
    )  # fmt: skip
    ages = held.earlier.select("row", "source", age=_ordinal("period") - _ordinal("then"))
    before = (
        own.select("row", "key", "floor", "whole_key").join(ages, on="row")
        .with_columns(before=_figure(held, "key", "source"), whole_before=_figure(held, "whole_key", "source"))
        .drop_nulls("before")
        .with_columns(log=_log("before"))
    )  # fmt: skip
    age, log = pl.col("age"), pl.col("log")
    positive = log.filter((age <= LEVEL_AGES) & (pl.col("before") > 0))
    some = (pl.col("before") > 0) & (pl.col("whole_before") > 0)
    share = log - pl.when(some).then(pl.col("whole_before").log())
    span = pl.col("age").max() - pl.col("age").min()
    of_past = before.sort("row", "key", "age").group_by("row", "key", maintain_order=True).agg(
        count=pl.len(),
        median=pl.col("before").median(),
        least=pl.col("before").min(),
        largest=pl.col("before").max(),
        mean=pl.col("before").mean(),
        recent_mean=pl.col("before").filter(age <= LEVEL_AGES).mean(),
        season_mean=pl.col("before").filter(age % 2 == 0).mean(),
        previous=pl.col("before").filter(age == 1).first(),
        last=log.filter(age == 1).first(),
        year_before=log.filter(age == 2).first(),
        season_before=log.filter(age == 3).first(),
        level=positive.mean(),
        level_spread=positive.std(),
        share_before=share.filter(age == 1).first(),
        share_level=share.filter(age <= LEVEL_AGES).mean(),
        drift=pl.when(span >= 2).then((log.first() - log.last()) / span),
    )  # fmt: skip
    return (
        own.join(of_past, on=["row", "key"], how="left", maintain_order="left")
        .join(_inflows(held, own), on=["row", "key"], how="left", maintain_order="left")
        .join(_movements(held, own, periods), on=["row", "key"], how="left", maintain_order="left")
        .select(pl.col(name).cast(kind) for name, kind in PAST_SCHEMA.items())
    )


def _inflows(held: Precedents, own: pl.DataFrame) -> pl.DataFrame:
    """row, key, inflow of the stocks that flows move; null where a flow is missing."""
    flows = own.filter(pl.col("roll_keys").list.len() > 0).select("row", "key", "roll_keys", "roll_signs")
    flow = pl.col("flow") * pl.col("roll_signs")
    return (
        flows.explode("roll_keys", "roll_signs").with_columns(flow=_figure(held, "roll_keys", "row"))
        .group_by("row", "key")
        .agg(inflow=pl.when(pl.col("flow").is_not_null().all()).then(flow.sum()))
    )  # fmt: skip


def _figure(held: Precedents, key: str, row: str) -> pl.Expr:
    """The figure at a key and a row of the matrix; null where either is."""
    place = pl.col(key).cast(pl.UInt32) * held.height + pl.col(row)
    return place.map_batches(held.matrix.gather, return_dtype=pl.Float64)


def _log(name: str) -> pl.Expr:
    return pl.max_horizontal(pl.col(name).abs(), "floor").log()


def _ordinal(name: str) -> pl.Expr:
    """Half-years counted, so that neighbours differ by one."""
    return pl.col(name).str.slice(0, 4).cast(pl.Int32) * 2 + pl.col(name).str.slice(-1).cast(pl.Int32)


def _movements(held: Precedents, own: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """row, key, movement: by how much the other boards' figures changed on last year, in the middle of them."""
    keys = own.filter(pl.col("last_year_key").is_not_null()).select("key", "last_year_key", "floor").unique()
    theirs = (
        held.accepted.select("period", "board", pl.col("row").alias("source")).join(keys, how="cross")
        .with_columns(now=_figure(held, "key", "source"), then=_figure(held, "last_year_key", "source"))
        .filter((pl.col("now") > 0) & (pl.col("then") > 0))
        .select("period", "key", pl.col("board").alias("other"), change=(pl.col("now") / pl.col("then")).log())
    )  # fmt: skip
    return _middle_of_others(theirs, subjects.select("row", "period", "board"))


def _middle_of_others(theirs: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """row, key, movement: the median of the other boards' changes, their own passed over in the order of all.

    theirs: period, key, other, change. subjects: row, period, board.
    """
    group = ["period", "key"]
    ordered = theirs.sort(*group, "change").with_row_index("place")
    groups = ordered.group_by(group).agg(pl.col("place").min().alias("first"), pl.len().alias("count"))
    own = ordered.select(*group, "place", board="other")
    held = (
        subjects.join(groups, on="period").join(own, on=[*group, "board"], how="left", maintain_order="left")
        .with_columns(pl.col("first", "count", "place").cast(pl.Int64))
        .with_columns(others=pl.col("count") - pl.col("place").is_not_null().cast(pl.Int64))
        .filter(pl.col("others") >= LEAST_OTHERS)
    )  # fmt: skip
    middles = []
    for position in ((pl.col("others") - 1) // 2, pl.col("others") // 2):
        place = pl.col("first") + position
        passed = place + (place >= pl.col("place")).fill_null(False).cast(pl.Int64)
        middles.append(ordered["change"].gather(held.select(passed).to_series()))
    movement = (middles[0] + middles[1]) / 2
    return held.select("row", pl.col("key").cast(pl.UInt16)).with_columns(movement.alias("movement"))
