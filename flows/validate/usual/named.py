"""Slips that have a name: how much likelier a figure is once the slip is undone.

For every slip the figure without it is held against the same expectation. The likelihood has heavy tails (Student's t
with few degrees of freedom), because honest figures have them: what is merely far off gets no name. Two things count
beside it. A nought too many stands at the end of the figure, where of honest figures one in ten has one, or as many as
the other figures of its column have. And the density of a year to date is that of its second half, on the same scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.validate.usual.counts import SHIFT, score_of_count
from schemas.usual import COUNT, LEVEL, threshold

LEAST_WRITTEN = 10  # a figure of so many last units that may have a nought at its end
POWERS = (1, 2, 3, 6)
LEAST_UNIT = 3  # from this power on it is the unit that is mistaken
_EXACT = 1e-6


@dataclass(frozen=True)
class Slip:
    """One slip: `undone` is the figure without it, null where it cannot be; `odds` the log of how usual it is."""

    name: str
    undone: pl.Expr
    odds: pl.Expr | float = 0.0
    least: str = "slip.least"  # threshold: how far off a figure must be for it


def slips() -> tuple[Slip, ...]:
    """Every slip of one figure, over DEVIATION_SCHEMA and `rate` (billion VND a million USD, or null)."""
    value, rate = pl.col("value"), pl.col("rate")
    some = pl.when(value != 0)
    larger = [
        Slip(f"x1e{power}", pl.when(value != 0, _may_have(power)).then(value / 10.0**power), *_nought(power))
        for power in POWERS
    ]
    smaller = [Slip(f"x1e-{power}", some.then(value * 10.0**power)) for power in POWERS]
    sign = pl.col("currency_sign")
    currency = Slip("currency", some.then(pl.when(sign == 1).then(value / rate).when(sign == -1).then(value * rate)))
    so_far = pl.when(pl.col("flow") & (pl.col("half") == 2) & (pl.col("previous") > 0) & (value > pl.col("previous")))
    half = value - pl.col("previous")
    return (*larger, *smaller, currency, Slip("year_to_date", so_far.then(half), scale_of(half) - scale_of(value)))


def _nought(power: int) -> tuple[pl.Expr | float, str]:
    """What a nought at the end says for a nought too many, and how far off the figure must then be."""
    return (0.0, "slip.least") if power >= LEAST_UNIT else (pl.col("nought_odds"), "slip.least_with_nought")


def with_noughts(figures: pl.DataFrame) -> pl.DataFrame:
    """Adds nought_odds: log of how much likelier a nought too many makes the nought at the end of a figure.

    Of honest figures as many end with one as of the others of their column, one in ten where there are none.
    """
    column, last = ["row", "sheet", "sector"], pl.lit(10.0).pow(pl.col("decimals") - 1) * pl.col("value")
    ends, some = (last - last.round()).abs() < _EXACT, pl.col("value") != 0
    some = some & (pl.col("value").abs() * pl.lit(10.0).pow(pl.col("decimals")) >= LEAST_WRITTEN)
    own = figures.select(*column, ends=(ends & some).cast(pl.Float64), some=some.cast(pl.Float64))
    others = pl.col("ends", "some").sum().over(column) - pl.col("ends", "some")
    noughts = own.with_columns(others)
    usual = (noughts["ends"] + 1) / (noughts["some"] + 10)
    return figures.with_columns(nought_odds=-usual.log())


def _may_have(power: int) -> pl.Expr:
    """Whether a figure may have so many noughts too many: those of a count stand at its end, of an amount the last
    decimals are free. A unit mistaken (1000 and more) may leave decimals as they are."""
    if power >= LEAST_UNIT:
        at_the_end: pl.Expr = pl.col("value") % 10**power == 0
        return (pl.col("decimals") > 0) | at_the_end
    last = pl.col("value") * pl.lit(10.0).pow(pl.col("decimals") - power)
    return (last - last.round()).abs() < _EXACT


def scale_of(value: pl.Expr) -> pl.Expr:
    """Log of how much the scale of scores moves with the figure itself, but for a constant (over DEVIATION_SCHEMA)."""
    count = value.clip(0) + SHIFT
    of_count = -(count * (1 + count / pl.col("spread"))).log() / 2
    return pl.when(pl.col("method") == COUNT).then(of_count).otherwise(-pl.max_horizontal(value.abs(), "floor").log())


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
    far, swings = pl.col("score").abs(), pl.col("method").is_in([COUNT, LEVEL])
    more = pl.when(swings).then(threshold("slip.more_of_counts")).otherwise(0.0)
    found = deviations.filter(far >= threshold("slip.least_with_nought"))
    if found.is_empty():
        nothing = {"undone": pl.Float64, "slip": pl.String, "odds": pl.Float64}
        return deviations.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in nothing.items())
    parts = [
        found.filter(far >= threshold(slip.least) + more).select(
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
