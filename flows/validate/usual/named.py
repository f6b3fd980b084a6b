"""Slips that have a name: how much likelier a figure is once the slip is undone.

For every slip the figure without it is held against the same expectation. The likelihood has heavy tails (Student's t
with few degrees of freedom), because honest figures have them: what is merely far off gets no name.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.validate.usual.counts import score_of_count
from schemas.usual import COUNT, LEVEL

FREEDOM = 5.0
LEAST_ODDS = 2.5  # log of how much likelier the figure must be without the slip
LEAST_SCORE = 2.5  # a figure nearer to what was expected is asked nothing
LEAST_SCORE_OF_COUNTS = 3.0  # few counts swing by themselves
MOST_LEFT = 2.2  # how far off the figure may still be without the slip
POWERS = (1, 2, 3, 6)


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
    powers = [
        Slip(f"x1e{sign * power}", some.then(value / 10.0 ** (sign * power))) for power in POWERS for sign in (1, -1)
    ]
    sign = pl.col("currency_sign")
    currency = Slip("currency", some.then(pl.when(sign == 1).then(value / rate).when(sign == -1).then(value * rate)))
    so_far = pl.when(pl.col("flow") & (pl.col("half") == 2) & (pl.col("previous") > 0) & (value > pl.col("previous")))
    return (*powers, currency, Slip("year_to_date", so_far.then(value - pl.col("previous")), -0.5))


def likelihood(score: pl.Expr) -> pl.Expr:
    """Log of Student's t density, less its constant."""
    return -(FREEDOM + 1) / 2 * (1 + score**2 / FREEDOM).log()


def score_of(value: pl.Expr) -> pl.Expr:
    """How far another figure in a figure's place would lie from what was expected (over DEVIATION_SCHEMA)."""
    on_logs = (pl.max_horizontal(value.abs(), "floor").log() - pl.col("expected")) / pl.col("swing")
    return pl.when(pl.col("method") == COUNT).then(score_of_count(value)).otherwise(on_logs)


def named(deviations: pl.DataFrame) -> pl.DataFrame:
    """Adds slip, undone, odds: the likeliest slip of each figure that is far off; null where none is likely enough."""
    least = pl.when(pl.col("method").is_in([COUNT, LEVEL])).then(LEAST_SCORE_OF_COUNTS).otherwise(LEAST_SCORE)
    found = deviations.filter(pl.col("score").abs() >= least)
    parts = []
    for slip in slips():
        left = score_of(pl.col("undone"))
        parts.append(
            found.with_columns(undone=slip.undone)
            .with_columns(left=left)
            .select(
                "row", "key", "undone", pl.lit(slip.name).alias("slip"),
                odds=likelihood(pl.col("left")) - likelihood(pl.col("score")) + slip.odds,
                left=pl.col("left").abs(),
            )
        )  # fmt: skip
    best = (
        pl.concat(parts).filter((pl.col("odds") >= LEAST_ODDS) & (pl.col("left") <= MOST_LEFT))
        .sort("row", "key", "odds", descending=[False, False, True])
        .unique(["row", "key"], keep="first", maintain_order=True)
        .drop("left")
    )  # fmt: skip
    return deviations.join(best, on=["row", "key"], how="left", maintain_order="left")
