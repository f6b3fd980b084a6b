"""Level 2, against the median of the board's own earlier figures; and figures that became x. One function each.

Conditions over the figures that stand far off, and over what stood before where x stands now (`standings.py`).
"""

from __future__ import annotations

import polars as pl

from flows.validate.figures.unit_slips import swing_allowed
from schemas.balances import Explanation, FigureRule, Row, clean
from schemas.columns import column
from schemas.form import Indicator, ValueKey
from schemas.reference import Reference
from schemas.text import Text


def r202_unit_slip(reference: Reference) -> FigureRule:
    """A figure near 1000 or 1000000 times, or near the exchange rate, off the board's own history."""
    keys = tuple(reference.form.keys())

    def explain(row: Row) -> Explanation:
        key = keys[row["key"]]
        line, value, power = reference.form.by_code[key.code], row["value"], row["slip_power"]
        unit = reference.units.by_name[line.units[key.sector]]
        factor = row["rate"] ** row["currency_sign"] if power is None else 10.0**power
        likely = clean(round(value / factor, line.decimals) if power is None else value / factor)
        kind = "unit_slip_currency" if power is None else "unit_slip" if factor > 1 else "unit_slip_small"
        times = 10.0 ** abs(row["deviation"])
        words = {
            "unit": Text(unit.label_vi, unit.label_en),
            "ratio": float(f"{times:.3g}"),
            "factor": float(factor if factor > 1 else round(1 / factor)),
            "median": _shown(row["median"], line),
            "rate": round(row["rate"] or 0.0, 1),
        }
        difference = clean(value - likely)
        slip = {"currency": True} if power is None else {"factor": factor}
        return Explanation(value, likely, difference, None, words, kind=kind, columns=(column(key),), **slip)

    return FigureRule("R202", pl.col("slip_power").is_not_null() | pl.col("currency_slip"), explain)


def r203_outlier(reference: Reference) -> FigureRule:
    """A figure further from the board's median than such figures honestly swing; a unit slip is no outlier besides."""
    keys = tuple(reference.form.keys())
    deviation = pl.col("deviation")
    slip = pl.col("slip_power").is_not_null() | pl.col("currency_slip")
    # A quiet half-year without capital is no news, and a net adjustment may cancel to anything near zero.
    quiet = (deviation < 0) & (pl.col("may_cancel") | ((pl.col("value") == 0) & pl.col("capital_flow")))

    def explain(row: Row) -> Explanation:
        key = keys[row["key"]]
        middle = _shown(row["median"], reference.form.by_code[key.code])
        difference = clean(row["value"] - row["median"])
        return Explanation(
            row["value"], middle, difference, None, _before(row, middle), kind="outlier", columns=(column(key),)
        )

    return FigureRule("R203", (deviation.abs() > swing_allowed()) & ~quiet & ~slip, explain)


def r203_figures_now_x(reference: Reference) -> FigureRule:
    """Required figures the board reported in every earlier period, three at least and not all zero, and that are x."""
    keys = tuple(reference.form.keys())

    def explain(row: Row) -> Explanation:
        key = keys[row["key"]]
        line = reference.form.by_code[key.code]
        middle = _shown(row["median"], line)
        words = _before(row, middle)
        columns = (column(key),)
        return Explanation("x", middle, None, None, words, kind="figure_now_x", columns=columns, together=line.sheet)

    always = pl.col("count") == pl.col("periods")
    some = (pl.col("least") != 0) | (pl.col("largest") != 0)
    return FigureRule("R203", always & some, explain, of_x=True)


def must_not_be_x(key: ValueKey, line: Indicator) -> bool:
    """Whether x in this cell is held against history: a required cell of a line that has one."""
    return any((c.sector, c.measure) == (key.sector, key.measure) and line.must_be_filled(c) for c in line.columns)


def _shown(median: float, line: Indicator) -> float:
    """The median as it is told: not more than one decimal beyond those of the line."""
    return clean(round(median, max(line.decimals, 1)))


def _before(row: Row, middle: float) -> dict[str, object]:
    return {"median": middle, "least": row["least"], "most": row["largest"], "count": str(row["count"])}


def figure_rules(reference: Reference) -> tuple[FigureRule, ...]:
    return r202_unit_slip(reference), r203_outlier(reference), r203_figures_now_x(reference)
