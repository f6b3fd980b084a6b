"""Level 2, against what is usual of a figure; and figures that became x. One function each.

Conditions over the figures that are not usual (`usual/unusual.py`), and over what stood before where x stands now.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

import polars as pl

from flows.texts import rules as texts
from flows.texts.numbers import number_text
from flows.validate.usual.completion import SHARE
from flows.validate.usual.pairs import EXCHANGED
from flows.validate.usual.past import rolls_of
from flows.validate.usual.sheets import YEAR_TO_DATE
from flows.validate.usual.unusual import SHEET
from schemas.form import Indicator, ValueKey
from schemas.language.checks.check import Explanation, Row
from schemas.language.checks.expressions import clean
from schemas.language.checks.single import FigureRule
from schemas.language.columns import column
from schemas.reference import Reference
from schemas.text import Text

# What is usual is told as the range that holds most honest figures.
WIDTH = 2.0
# The cause a slip is called by in repairs, and the sentence that tells it.
_UNITS = {"x1e3": "thousand", "x1e-3": "thousand", "x1e6": "million", "x1e-6": "million", "currency": "currency"}
_CAUSES = {
    "x1e1": "nought_too_many",
    "x1e2": "nought_too_many",
    "x1e-1": "nought_missing",
    "x1e-2": "nought_missing",
    YEAR_TO_DATE: YEAR_TO_DATE,
    f"{SHEET}{YEAR_TO_DATE}": YEAR_TO_DATE,
    EXCHANGED: "columns_swapped",
}


def r202_unit_slip(reference: Reference) -> FigureRule:
    """A figure that is likelier 1000 or 1000000 times smaller or larger, or in the other currency."""
    keys = tuple(reference.form.keys())

    def explain(row: Row) -> Explanation:
        key = keys[row["key"]]
        line, slip, value = reference.form.by_code[key.code], row["slip"], row["value"]
        power = int(slip.removeprefix("x1e")) if slip != "currency" else None
        factor = row["rate"] ** row["currency_sign"] if power is None else 10.0**power
        likely = clean(round(row["undone"], line.decimals) if power is None else row["undone"])
        kind = "unit_slip_currency" if power is None else "unit_slip" if factor > 1 else "unit_slip_small"
        unit = reference.units.by_name[line.units[key.sector]]
        words = {
            **_usual(row, line),
            "unit": Text(unit.label_vi, unit.label_en),
            "ratio": float(f"{_exp(abs(row['log'] - row['expected'])):.3g}"),
            "factor": float(factor if factor > 1 else round(1 / factor)),
            "rate": round(row["rate"] or 0.0, 1),
        }
        return Explanation(
            value,
            likely,
            clean(value - likely),
            None,
            words,
            kind=kind,
            columns=(column(key),),
            put_right=((column(key), likely),),
            slip=_UNITS[slip],
            currency=power is None,
            factor=None if power is None else factor,
        )

    return FigureRule("R202", pl.col("slip").is_in(list(_UNITS)), explain)


def r203_outlier(reference: Reference) -> FigureRule:
    """A figure further from what is usual than honest ones swing; where a slip makes it likelier, the slip is named."""
    form = reference.form
    keys = tuple(form.keys())

    def explain(row: Row) -> Explanation:
        key, slip = keys[row["key"]], row["slip"]
        line = form.by_code[key.code]
        if row["method"] == SHARE:
            return _share_of_plan(row, [column(keys[index]) for index in row["keys"]])
        names = [column(keys[index]) for index in row["keys"]]
        likely = [
            clean(round(value, form.by_code[keys[i].code].decimals)) for i, value in zip(row["keys"], row["likely"])
        ]
        usual = _usual(row, line)
        expected = likely[0] if likely else float(usual["median"])
        words = {**usual, "likely": expected, "count": str(len(names))}
        return Explanation(
            row["value"],
            expected,
            clean(row["value"] - expected),
            None,
            {**words, "slip": texts.SLIPS.get(slip, Text("", ""))},
            kind=_kind(slip),
            # The flows that move it may be what is wrong.
            columns=(*names, *map(column, rolls_of(key, keys, reference.usual))),
            put_right=tuple(zip(names, likely, strict=True)) if likely else (),
            slip=_CAUSES.get(slip, ""),
        )

    return FigureRule("R203", pl.col("slip").is_null() | ~pl.col("slip").is_in(list(_UNITS)), explain)


def _share_of_plan(row: Row, names: Sequence[str]) -> Explanation:
    """Too much or too little of the plan of the year is done; which of the two is wrong is not known for sure."""
    percent = [round(100 * _exp(row["expected"] + width * row["swing"])) for width in (-WIDTH, 0.0, WIDTH)]
    done = round(100 * _exp(row["log"]))
    words = dict(zip(("low", "middle", "high", "percent"), map(str, (*percent, done))))
    likely = row["likely"][0] if row["likely"] else None
    return Explanation(
        row["value"],
        clean(likely) if likely else "",
        None,
        None,
        {**words, "likely": clean(likely or 0.0)},
        kind="plan_of_half" if likely else "share_of_plan",
        columns=tuple(names),
        put_right=((names[0], clean(likely)),) if likely else (),
        slip=row["slip"] or "",
    )


def _kind(slip: str | None) -> str:
    if slip is None:
        return "outlier"
    return "exchanged_sectors" if slip == EXCHANGED else "sheet_slip" if slip.startswith(SHEET) else "named_slip"


def r203_figures_now_x(reference: Reference) -> FigureRule:
    """Figures the board reported in every earlier period, three at least and none of them zero, and that are x now.

    Where one was zero, x may well say that there was none this time.
    """
    keys = tuple(reference.form.keys())

    def explain(row: Row) -> Explanation:
        key = keys[row["key"]]
        line = reference.form.by_code[key.code]
        middle = _shown(row["median"], line)
        words = {"median": middle, "least": row["least"], "most": row["largest"], "count": str(row["count"])}
        columns = (column(key),)
        return Explanation("x", middle, None, None, words, kind="figure_now_x", columns=columns, together=line.sheet)

    always = pl.col("count") == pl.col("periods")
    return FigureRule("R203", always & ~pl.col("zero"), explain, of_x=True)


def must_not_be_x(key: ValueKey, line: Indicator) -> bool:
    """Whether x in this cell is held against history: a required cell of a line that has one, and what was done."""
    if key.measure == "actual":
        return True  # a figure that vanishes takes its part of the bloc's total with it, also where it is not required
    return any((c.sector, c.measure) == (key.sector, key.measure) and line.must_be_filled(c) for c in line.columns)


def _usual(row: Row, line: Indicator) -> dict[str, Any]:
    """The usual range and where it is taken from, for a sentence.

    Nothing may be expected of a figure that stands exchanged: then it is the one it was exchanged with.
    """
    if row["expected"] is None:
        low = middle = high = clean(row["undone"])
    else:
        usual = (row["expected"] + width * row["swing"] for width in (-WIDTH, 0.0, WIDTH))
        low, middle, high = (_shown(_exp(one), line) for one in usual)
    before = row["previous"] if row["previous"] is not None else row["median"]
    basis, shown = texts.USUAL_FROM[row["basis"]], number_text(before or 0.0)
    count = row["count"] or 0
    why = Text(basis.vi.format(count=count, before=shown.vi), basis.en.format(count=count, before=shown.en))
    return {"median": middle, "low": low, "high": high, "why": why}


def _exp(log: float) -> float:
    """Of what somebody typed without end, the largest there is."""
    return math.exp(min(log, math.log(sys.float_info.max)))


def _shown(figure: float, line: Indicator) -> float:
    """A figure as it is told of a range: three or four digits say enough, and no more decimals than the line has."""
    return clean(round(float(f"{figure:.4g}"), line.decimals))


def figure_rules(reference: Reference) -> tuple[FigureRule, ...]:
    return r202_unit_slip(reference), r203_outlier(reference), r203_figures_now_x(reference)
