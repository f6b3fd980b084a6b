"""What a figure is held against: its board's accepted figures of earlier half-years, and how the other boards moved.

Everything is on the natural log scale; a figure smaller than its line's floor counts as the floor.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

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
}
PAST_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,  # the submission
    **CELL_SCHEMA,
    "half": pl.Int8,  # 1 or 2: the submission's
    "value": pl.Float64,
    "log": pl.Float64,
    "count": pl.UInt32,  # earlier figures; null without any
    "median": pl.Float64,  # of them, as written; only where there is none of the half-year before
    "least": pl.Float64,
    "largest": pl.Float64,
    "recent_mean": pl.Float64,  # of the last four half-years
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
            )
        )
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def rolls_of(key: ValueKey, keys: Container[ValueKey], usual: Mapping[str, Usual]) -> dict[ValueKey, float]:
    """The cells of the flows that move a stock, with their signs; none where the form lacks one of them."""
    line = usual.get(key.code)
    flows = {key._replace(code=code): sign for code, sign in line.rolls} if line else {}
    return flows if all(flow in keys for flow in flows) else {}


def currency_sign(key: ValueKey, line: Indicator) -> int:
    """The way the exchange rate moves a figure in the other currency: too large where the form asks for million USD
    (VND was written), too small where it asks for billion VND."""
    return MOVED_BY_RATE.get(line.units.get(key.sector, ""), 0)


def past_of(held: Precedents, form: Form, usual: Mapping[str, Usual], moved: pl.DataFrame) -> pl.DataFrame:
    """Every figure that is held against anything (PAST_SCHEMA), by submission and form cell.

    moved: `movements` of these submissions, others may be among them.
    """
    cells = cells_frame(held.keys, form, usual)
    half = pl.col("period").str.slice(-1).cast(pl.Int8, strict=False).alias("half")
    own = (
        held.subjects.select("row").join(cells, how="cross").with_columns(value=_figure(held, "key", "row"))
        .drop_nulls("value")
        .join(held.subjects.select("row", half), on="row", how="left", maintain_order="left")
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
    return (
        own.hstack(_of_past(held, own))
        .join(_inflows(held, own, usual), on=["row", "key"], how="left", maintain_order="left")
        .join(moved, on=["row", "key"], how="left", maintain_order="left")
        .select(pl.col(name).cast(kind) for name, kind in PAST_SCHEMA.items())
    )


def _of_past(held: Precedents, own: pl.DataFrame) -> pl.DataFrame:
    """What the earlier figures say, the rows of `own` in their order. own: row, key, floor, whole_key.

    A column a half-year before, and what is made across them: no row a figure of the past, and nothing is sorted.
    """
    ages = held.earlier.select("row", "source", age=_ordinal("period") - _ordinal("then"))
    recent = range(1, LEVEL_AGES + 1)
    every = sorted({*ages["age"].unique(), *recent})
    nowhere = pl.repeat(None, held.height, dtype=pl.UInt32, eager=True)
    then = (ages.filter(age=age).select("row", "source") for age in every)
    found_at = [nowhere.clone().scatter(of_age["row"], of_age["source"]).gather(own["row"]) for of_age in then]
    placed = own.select("key", "floor", "whole_key").hstack(
        [source.alias(f"source {age}") for age, source in zip(every, found_at)]
    )
    past = placed.select(
        "floor",
        *(_figure(held, "key", f"source {age}").alias(f"{age}") for age in every),
        *(_figure(held, "whole_key", f"source {age}").alias(f"whole {age}") for age in recent),
    )
    before = {age: pl.col(f"{age}") for age in every}
    known = {age: pl.when(figure.is_not_null()).then(pl.lit(age)) for age, figure in before.items()}
    past = past.with_columns(
        *(pl.when(before[age].is_not_null()).then(_log(f"{age}")).alias(f"log {age}") for age in recent),
        newest=pl.coalesce(before.values()),
        oldest=pl.coalesce(list(before.values())[::-1]),
        span=pl.coalesce(list(known.values())[::-1]) - pl.coalesce(known.values()),
    )
    logs, wholes = ({age: pl.col(f"{name} {age}") for age in recent} for name in ("log", "whole"))
    positive = [pl.when(before[age] > 0).then(logs[age]) for age in recent]
    shares = [logs[age] - pl.when(before[age] > 0, wholes[age] > 0).then(wholes[age].log()) for age in recent]
    found = past.select(
        count=pl.sum_horizontal(figure.is_not_null() for figure in before.values()),
        least=pl.min_horizontal(before.values()),
        largest=pl.max_horizontal(before.values()),
        recent_mean=pl.mean_horizontal(before[age] for age in recent),
        previous=before[1],
        last=logs[1],
        year_before=logs[2],
        season_before=logs[3],
        level=pl.mean_horizontal(positive),
        level_spread=_spread(positive),
        share_before=shares[0],
        share_level=pl.mean_horizontal(shares),
        drift=pl.when(pl.col("span") >= 2).then((_log("newest") - _log("oldest")) / pl.col("span")),
    ).with_columns(count=pl.when(pl.col("count") > 0).then("count"))  # null without any
    return found.with_columns(median=_median_without_previous(past, list(before.values())))


def _spread(logs: Sequence[pl.Expr]) -> pl.Expr:
    """The standard deviation across columns; null of fewer than two."""
    mean, count = pl.mean_horizontal(logs), pl.sum_horizontal(log.is_not_null() for log in logs)
    squares = pl.sum_horizontal((log - mean) ** 2 for log in logs)
    return pl.when(count >= 2).then((squares / (count.cast(pl.Int64) - 1)).sqrt())


def _median_without_previous(past: pl.DataFrame, before: Sequence[pl.Expr]) -> pl.Series:
    """The median of the earlier figures where the half-year before has none; few have no such, and it is dear."""
    rows = past.with_row_index("at").filter(before[0].is_null() & pl.col("newest").is_not_null())
    medians = rows.select("at", median=pl.concat_list(before).list.median())
    empty = pl.repeat(None, past.height, dtype=pl.Float64, eager=True)
    return empty.scatter(medians["at"], medians["median"])


def _inflows(held: Precedents, own: pl.DataFrame, usual: Mapping[str, Usual]) -> pl.DataFrame:
    """row, key, inflow of the stocks that flows move; null where a flow is missing."""
    at = held.positions
    rows = [(at[key], at[flow], sign) for key in held.keys for flow, sign in rolls_of(key, at, usual).items()]
    rolls = pl.DataFrame(rows, {"key": pl.UInt16, "flow_key": pl.UInt16, "sign": pl.Float64}, orient="row")
    flow = pl.col("flow") * pl.col("sign")
    return (
        own.select("row", "key").join(rolls, on="key").with_columns(flow=_figure(held, "flow_key", "row"))
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


def movements(held: Precedents, form: Form, usual: Mapping[str, Usual]) -> pl.DataFrame:
    """row, key, movement: by how much the other boards' figures changed on last year, in the middle of them."""
    cells = cells_frame(held.keys, form, usual)
    keys = cells.filter(pl.col("last_year_key").is_not_null()).select("key", "last_year_key", "floor")
    theirs = (
        held.accepted.select("period", "board", pl.col("row").alias("source")).join(keys, how="cross")
        .with_columns(now=_figure(held, "key", "source"), then=_figure(held, "last_year_key", "source"))
        .filter((pl.col("now") > 0) & (pl.col("then") > 0))
        .select("period", "key", pl.col("board").alias("other"), change=(pl.col("now") / pl.col("then")).log())
    )  # fmt: skip
    return _middle_of_others(theirs, held.subjects.select("row", "period", "board"))


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
