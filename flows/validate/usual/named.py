"""Slips that have a name: how much likelier a figure is once the slip is undone.

For every slip the figure without it is held against the same expectation. The likelihood has heavy tails (Student's t
with few degrees of freedom), because honest figures have them: what is merely far off gets no name.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.validate.usual.counts import score_of_count
from schemas.usual import COUNT, LEVEL, threshold

POWERS = (1, 2, 3, 6)
LEAST_UNIT = 3  # from this power on it is the unit that is mistaken
_EXACT = 1e-6


@dataclass(frozen=True)
class Slip:
    """One slip: `undone` is the figure without it, null where it cannot be; `odds` the log of how usual it is."""

    name: str
    undone: pl.Expr
    odds: float = 0.0


def slips() -> tuple[Slip, ...]:
    """Every slip of one figure, over DEVIATION_SCHEMA and `rate` (billion VND a million USD, or null)."""
    value, rate = pl.col("value"), pl.col("rate")
    some = pl.when(value != 0)
    larger = [Slip(f"x1e{power}", pl.when(value != 0, _may_have(power)).then(value / 10.0**power)) for power in POWERS]
    smaller = [Slip(f"x1e-{power}", some.then(value * 10.0**power)) for power in POWERS]
    sign = pl.col("currency_sign")
    currency = Slip("currency", some.then(pl.when(sign == 1).then(value / rate).when(sign == -1).then(value * rate)))
    so_far = pl.when(pl.col("flow") & (pl.col("half") == 2) & (pl.col("previous") > 0) & (value > pl.col("previous")))
    return (*larger, *smaller, currency, Slip("year_to_date", so_far.then(value - pl.col("previous")), -0.5))


def _may_have(power: int) -> pl.Expr:
    """Whether a figure may have so many noughts too many: those of a count stand at its end, of an amount the last
    decimals are free. A unit mistaken (1000 and more) may leave decimals as they are."""
    if power >= LEAST_UNIT:
        at_the_end: pl.Expr = pl.col("value") % 10**power == 0
        return (pl.col("decimals") > 0) | at_the_end
    last = pl.col("value") * pl.lit(10.0).pow(pl.col("decimals") - power)
    return (last - last.round()).abs() < _EXACT


def likelihood(score: pl.Expr) -> pl.Expr:
    """Log of Student's t density, less its constant."""
    freedom = threshold("slip.freedom")
    return -(freedom + 1) / 2 * (1 + score**2 / freedom).log()


def score_of(value: pl.Expr) -> pl.Expr:
    """How far another figure in a figure's place would lie from what was expected (over DEVIATION_SCHEMA)."""
    on_logs = (pl.max_horizontal(value.abs(), "floor").log() - pl.col("expected")) / pl.col("swing")
    return pl.when(pl.col("method") == COUNT).then(score_of_count(value)).otherwise(on_logs)


def named(deviations: pl.DataFrame) -> pl.DataFrame:
    """Adds slip, undone, odds: the likeliest slip of each figure that is far off; null where none is likely enough."""
    swings = pl.col("method").is_in([COUNT, LEVEL])
    least = pl.when(swings).then(threshold("slip.least_of_counts")).otherwise(threshold("slip.least"))
    found = deviations.filter(pl.col("score").abs() >= least)
    if found.is_empty():
        nothing = {"undone": pl.Float64, "slip": pl.String, "odds": pl.Float64}
        return deviations.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in nothing.items())
    parts = [
        found.select(
            "row", "key", undone=slip.undone, slip=pl.lit(slip.name),
            odds=likelihood(score_of(slip.undone)) - likelihood(pl.col("score")) + slip.odds,
            left=score_of(slip.undone).abs(),
        )
        for slip in slips()
    ]  # fmt: skip
    likely = (pl.col("odds") >= threshold("slip.odds")) & (pl.col("left") <= threshold("slip.left"))
    best = (
        pl.concat(parts).filter(pl.col("undone").is_not_null() & likely)
        .sort("row", "key", "odds", descending=[False, False, True])
        .unique(["row", "key"], keep="first", maintain_order=True)
        .drop("left")
    )  # fmt: skip
    return deviations.join(best, on=["row", "key"], how="left", maintain_order="left")
