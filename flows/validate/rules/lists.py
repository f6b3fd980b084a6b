"""Level 1, the list sheets: the zone list (B8) and the project register (B9) against the form and in themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from flows.validate.figures.list_sums import CAPITAL_COLUMN, ZONE_AMOUNTS
from flows.validate.rules.applications import Application, Explanation, LineRule, Row, clean, equality
from flows.validate.rules.inside import actual, by_sector, present
from schemas.form import Form, ListColumn, ValueKey
from schemas.text import Text

# Form line -> what of the zone list it is.
ZONE_LINES = {
    "3.01": "B8|all|count",
    "3.02": "B8|all|area",
    "3.03": "B8|operating|count",
    "3.04": "B8|operating|area",
    "3.05": "B8|under_construction|count",
    "3.06": "B8|under_construction|area",
    "3.07": "B8|all|leasable",
    "3.08": "B8|all|leased",
}
# Event of the register -> (count line, capital line) of the form.
EVENT_LINES = {"new": ("1.01", "1.02"), "adjusted": ("1.03", "1.04"), "ended": ("1.06", "1.07")}


def r105_no_negative_amount_in_lists(form: Form) -> Iterator[LineRule]:
    """R105 in B8 and B9: no negative amount, except the capital of an adjustment."""
    for sheet, columns in form.list_sheets.items():
        for item in columns:
            if item.type != "number":
                continue
            applies = pl.col(item.key).is_not_null() | (pl.col(f"{item.key}_state") == "blank")
            if item.key in CAPITAL_COLUMN.values():
                applies &= pl.col("event").is_in(["new", "ended"])
            yield LineRule(
                "R105", "negative", sheet, (item.key,), applies, pl.col(item.key) >= 0, _negative(sheet, item)
            )


def _negative(sheet: str, item: ListColumn) -> Callable[[Mapping[str, object]], Explanation]:
    what = Text(f"{sheet}, {item.label_vi}", f"{sheet}, {item.label_en}")

    def explain(line: Mapping[str, object]) -> Explanation:
        value = float(str(line[item.key]))
        return Explanation(value, ">= 0", clean(value), 0.0, {"what": what})

    return explain


def r111_zone_list_adds_up(form: Form) -> Iterator[Application]:
    """3.01 to 3.08 are sums over B8; tolerance 0.05 x (lines + 1); B8's own total line too when it is there.

    A total line that says the same as the figure of B3 is judged with that figure and not a second time.
    """
    if "B8" not in form.list_sheets:
        return
    for code, source in ZONE_LINES.items():
        reported = actual(code)
        if present(form, reported):
            which, what = source.split("|")[1:]
            counted = None if what == "count" else _per_line(f"B8|{which}|count", form.half_unit(reported))
            yield equality("R111", "zone_list_sum", reported, {source: 1.0}, 0.0, counted, none=(reported,))
    half = {item.key: 0.5 * 10.0**-item.decimals for item in form.list_sheets["B8"]}
    code_of = {source: code for code, source in ZONE_LINES.items()}
    for key in ZONE_AMOUNTS:
        stated = ValueKey("B8", "total", key)
        counted = _per_line("B8|all|count", half[key])
        sums = equality("R111", "zone_list_total_line", stated, {f"B8|all|{key}": 1.0}, 0.0, counted)
        there = pl.any_horizontal(pl.col(f"B8|total|{name}").is_not_null() for name in ZONE_AMOUNTS)
        reported = actual(code_of[f"B8|all|{key}"])
        if present(form, reported):
            same = pl.col(f"B8|total|{key}") == pl.col("|".join(reported))
            there &= ~same.fill_null(False)
        # The sector is empty: a place of the list, not of the form.
        yield replace(sums, sector="", applies=there, holds=pl.when(there).then(sums.holds))


def r112_register_adds_up(form: Form) -> Iterator[Application]:
    """1.01 to 1.04, 1.06 and 1.07 are counts and sums over the events of B9, by sector; x is no amount."""
    if "B9" not in form.list_sheets:
        return
    for event, (count_code, capital_code) in EVENT_LINES.items():
        for count, capital in by_sector(form, count_code, capital_code):
            source = f"B9|{count.sector}|{event}"
            yield equality("R112", "register_sum", count, {f"{source}|count": 1.0}, 0.0, none=(count,))
            counted = _per_line(f"{source}|count", form.half_unit(capital))
            amounts = {f"{source}|capital": 1.0}
            yield equality("R112", "register_sum", capital, amounts, 0.0, counted, none=(capital,))


def _per_line(lines: str, half: float) -> tuple[pl.Expr, Callable[[Row], float]]:
    """The allowance of a sum over lines: half a unit each, and one for the sum itself."""

    def allowed(row: Row) -> float:
        return half * ((row[lines] or 0.0) + 1)

    return half * (pl.col(lines) + 1), allowed


def r116_certificates_and_dates(form: Form) -> Iterator[LineRule]:
    """B9: newly issued at most once and ended at most once (error), adjusted more than once is a query; dates fit.

    In the register of a whole year an adjustment in each half is one in each period.
    """
    if "B9" not in form.list_sheets:
        return
    certificate = pl.col("certificate").str.strip_chars()
    for event, severity in (("new", ""), ("ended", ""), ("adjusted", "query")):
        same = pl.col("event") == event
        half = (pl.col("date") < pl.col("_second_half")).fill_null(False) & (pl.lit(event) == "adjusted")
        nth = same.cast(pl.Int64).cum_sum().over("submission", certificate, half)
        yield LineRule(
            "R116",
            f"certificate_twice_{event}",
            "B9",
            ("certificate", "event"),
            same | pl.col("event").is_null(),
            pl.when(pl.col("event").is_not_null() & pl.col("certificate").is_not_null()).then(nth <= 1),
            _twice,
            together=("certificate", "event"),
            severity=severity,
        )
    day = pl.col("date")
    yield LineRule(
        "R116",
        "date_outside",
        "B9",
        ("date",),
        pl.lit(True),
        (day >= pl.col("_from")) & (day <= pl.col("_to")),
        _outside,
    )


def _twice(line: Mapping[str, object]) -> Explanation:
    return Explanation(str(line["certificate"]), "1", None, None, {"certificate": str(line["certificate"])})


def _outside(line: Mapping[str, object]) -> Explanation:
    return Explanation(
        str(line["date"]),
        f"{line['_from']}..{line['_to']}",
        None,
        None,
        {"date": line["date"], "first": line["_from"], "last": line["_to"]},
    )
