"""How figures stand against their board's own history: all figures of all submissions at once.

The deviation of a figure is the log10 of its ratio to the median of the earlier ones. Only figures that lie further
off than honest ones usually do are looked at more closely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from flows.validate.figures.precedents import Precedents
from flows.validate.figures.unit_slips import (
    LEAST_HISTORY,
    USUAL_SWING,
    currency_sign,
    floor_of,
    is_capital_flow,
    is_currency_slip,
    slip_power,
)
from schemas.form import Form, ValueKey
from schemas.periods import parse_period
from schemas.reference import Reference

STANDING_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,  # the submission
    "key": pl.UInt16,  # index into the cells of the form
    "value": pl.Float64,
    "deviation": pl.Float64,  # null with fewer than three earlier figures
}
FORMER_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "key": pl.UInt16,
    "count": pl.UInt32,  # earlier figures, three at least; their median, least and largest
    "median": pl.Float64,
    "least": pl.Float64,
    "largest": pl.Float64,
    "periods": pl.UInt32,  # earlier half-years in which the board had anything accepted
}
UNUSUAL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **FORMER_SCHEMA,
    "value": pl.Float64,
    "deviation": pl.Float64,
    "period": pl.String,
    "rate": pl.Float64,  # billion VND a million USD at the end of the period; null where it is not known
    "currency_sign": pl.Int8,  # the way VND for USD, or USD for VND, moves the figure; 0 where it is not looked for
    "capital_flow": pl.Boolean,
    "may_cancel": pl.Boolean,  # a net figure, which may come to anything near zero
    "slip_power": pl.Int8,  # the power of 10 it looks like being off by; null for none
    "currency_slip": pl.Boolean,  # it looks like being off by the exchange rate
    "spread": pl.Float64,  # how far such figures lie from their boards' medians, pooled over the boards; in decades
}
# Figures and series of one pass: bounds the memory, and small enough to stay near the processor.
_AT_ONCE = 500_000


def has_history(key: ValueKey, form: Form) -> bool:
    """Whether a figure is held against history: what was done and what was planned, no scores."""
    return key.measure in ("actual", "plan") and form.by_code[key.code].kind != "score"


def standings(precedents: Precedents, form: Form) -> pl.DataFrame:
    """Every figure there is (STANDING_SCHEMA), in the order of the form's cells, then of the submissions."""
    height, rows = precedents.height, precedents.subjects.select("row")
    sources = {f"source {number}": row for number, row in enumerate(precedents.earlier_rows())}
    subjects = rows.with_columns(series.alias(name) for name, series in sources.items())
    logs = logs_of(precedents, form)
    wanted = [index for index, key in enumerate(precedents.keys) if has_history(key, form)]
    parts = [pl.DataFrame(schema=STANDING_SCHEMA)]
    for keys in _blocks(wanted, max(1, _AT_ONCE // max(1, rows.height))):
        block = pl.DataFrame({"key": pl.Series(keys, dtype=pl.UInt16)}).join(subjects, how="cross")
        first = block["key"].cast(pl.UInt32) * height
        count, middle = _count_and_median([logs.gather(first + block[name]) for name in sources], block.height)
        own = first + block["row"]
        frame = block.select("row", "key").with_columns(
            precedents.matrix.gather(own).alias("value"),
            pl.when(count >= LEAST_HISTORY).then(logs.gather(own) - middle).alias("deviation"),
        )
        parts.append(frame.drop_nulls("value"))
    return pl.concat(parts)


def logs_of(precedents: Precedents, form: Form) -> pl.Series:
    """The matrix on the log10 scale; what is smaller than its line's floor is taken for the floor."""
    floors = pl.DataFrame({"floor": [floor_of(form.by_code[key.code]) for key in precedents.keys]})
    floor = floors.select(pl.col("floor").repeat_by(precedents.height).explode())["floor"]
    size = pl.col("value").abs()
    matrix = pl.DataFrame({"value": precedents.matrix, "floor": floor})
    return matrix.select(pl.when(size < pl.col("floor")).then("floor").otherwise(size).log10())["floor"]


def former_figures(precedents: Precedents, cells: pl.DataFrame) -> pl.DataFrame:
    """What these cells held in earlier half-years (FORMER_SCHEMA); only cells with three figures at least.

    cells: row and key, each once.
    """
    earlier = precedents.earlier.select("row", "source")
    periods = earlier.group_by("row").agg(pl.len().alias("periods"))
    asked = cells.select("row", "key").join(earlier, on="row")
    before = precedents.matrix.gather(asked["key"].cast(pl.UInt32) * precedents.height + asked["source"])
    value = pl.col("before")
    return (
        asked.with_columns(before.alias("before"))
        .drop_nulls("before")
        .group_by("row", "key")
        .agg(
            pl.len().alias("count"),
            value.median().alias("median"),
            value.min().alias("least"),
            value.max().alias("largest"),
        )
        .filter(pl.col("count") >= LEAST_HISTORY)
        .join(periods, on="row")
        .select(list(FORMER_SCHEMA))
        .sort("row", "key")
    )


def unusual(figures: pl.DataFrame, precedents: Precedents, reference: Reference) -> pl.DataFrame:
    """The figures that lie further off than honest ones usually do (UNUSUAL_SCHEMA), by submission and form cell.

    figures: STANDING_SCHEMA.
    """
    form, rates = reference.form, reference.exchange_rates
    far = figures.filter(pl.col("deviation").abs() > USUAL_SWING)
    lines = [form.by_code[key.code] for key in precedents.keys]
    of_key = pl.DataFrame(
        {
            "key": pl.Series(range(len(lines)), dtype=pl.UInt16),
            "currency_sign": pl.Series(
                [currency_sign(key, line) for key, line in zip(precedents.keys, lines)], dtype=pl.Int8
            ),
            "capital_flow": [is_capital_flow(line) for line in lines],
            "may_cancel": [line.may_be_negative for line in lines],
        }
    )
    periods = precedents.subjects["period"].unique()
    known = [rates.get(parse_period(period)) for period in periods]
    of_period = pl.DataFrame(
        {
            "period": periods,
            "rate": pl.Series([rate and rate.billion_vnd_per_million_usd for rate in known], dtype=pl.Float64),
        }
    )
    found = (
        far.join(former_figures(precedents, far), on=["row", "key"])
        .join(precedents.subjects.select("row", "period"), on="row")
        .join(of_period, on="period")
        .join(of_key, on="key")
    )
    spreads = pooled_spreads(precedents, found.select("period", "key").unique(), form)
    return (
        found.join(spreads, on=["period", "key"], how="left")
        .with_columns(slip_power().cast(pl.Int8).alias("slip_power"), is_currency_slip().alias("currency_slip"))
        .select(list(UNUSUAL_SCHEMA))
        .sort("row", "key")
    )


def pooled_spreads(precedents: Precedents, wanted: pl.DataFrame, form: Form) -> pl.DataFrame:
    """period, key, spread: the median distance of boards' figures before a period from their own medians.

    As a standard deviation, in decades. Pooled over the boards, because one board's few half-years say little of how
    far figures swing. wanted: period, key.
    """
    logs = logs_of(precedents, form)
    halves = precedents.accepted.filter(pl.col("period").str.contains("-H", literal=True))
    schema = {"period": pl.String, "key": pl.UInt16, "spread": pl.Float64}
    parts = [pl.DataFrame(schema=schema)]
    for (period,), asked in wanted.partition_by("period", as_dict=True).items():
        before = halves.filter(pl.col("period") < period)
        keys = asked["key"].to_list()
        figures = before.select("board").with_columns(
            logs.gather(before["row"] + key * precedents.height).alias(str(key)) for key in keys
        )
        own = pl.all().exclude("board")
        distance = (own - own.median().over("board")).abs().filter(own.count().over("board") >= LEAST_HISTORY)
        spread = figures.select(distance.median() * 1.4826).row(0)
        parts.append(pl.DataFrame({"period": [period] * len(keys), "key": keys, "spread": spread}, schema=schema))
    return pl.concat(parts)


def _blocks(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _count_and_median(columns: Sequence[pl.Series], height: int) -> tuple[pl.Series, pl.Series]:
    """For each row how many of the columns hold a number, and the median of those.

    The columns are sorted against each other (odd-even transposition), because polars has no median across columns
    and a list a row is many times slower.
    """
    count = pl.repeat(0, height, dtype=pl.UInt16, eager=True)
    for column in columns:
        count = count + column.is_not_null().cast(pl.UInt16)
    ordered = [column.fill_null(float("inf")) for column in columns]
    for turn in range(len(ordered)):
        for at in range(turn % 2, len(ordered) - 1, 2):
            one, other = ordered[at], ordered[at + 1]
            in_order = one <= other
            ordered[at], ordered[at + 1] = one.zip_with(in_order, other), other.zip_with(in_order, one)
    low = high = pl.repeat(None, height, dtype=pl.Float64, eager=True)
    for at, column in enumerate(ordered):
        low = column.zip_with((count - 1) // 2 == at, low)
        high = column.zip_with(count // 2 == at, high)
    return count, (low + high) / 2
