"""What no formula says: rules on the lines of the lists. One function a rule, found by its name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from schemas.form import Form, ListColumn
from schemas.language.checks.check import Explanation
from schemas.language.checks.expressions import clean
from schemas.language.checks.single import LineRule
from schemas.periods import parse_period
from schemas.rules import QUERY
from schemas.tables import terms
from schemas.text import Text
from schemas.usual import threshold

NEW, ADJUSTED, ENDED = "new", "adjusted", "ended"  # what happens to a certificate
HISTORY = "history"


def register_sheets(form: Form) -> list[str]:
    """The lists of events: each line has a certificate, what happened to it, and when."""
    return [
        sheet
        for sheet, columns in form.list_sheets.items()
        if {"certificate", "event", "date"} <= {column.key for column in columns}
    ]


def zone_sheets(form: Form) -> list[str]:
    """The lists of zones: each line has a name and an area."""
    return [s for s, columns in form.list_sheets.items() if {"name", "area"} <= {column.key for column in columns}]


def free_of_sign(item: ListColumn, sheet_columns: tuple[ListColumn, ...]) -> bool:
    """Whether an amount may be negative where it is adjusted: the capital of a register."""
    return item.role == "capital" and any(other.key == "event" for other in sheet_columns)


CAUGHT_UP = timedelta(days=31)  # an event of the last days before a cut-off is reported with the next period


def r105_no_negative_amount_in_lists(form: Form) -> Iterator[LineRule]:
    """No negative amount in a list, except the capital of an adjustment."""
    for sheet, columns in form.list_sheets.items():
        for item in columns:
            if item.type != "number":
                continue
            applies = pl.col(item.key).is_not_null() | (pl.col(f"{item.key}_state") == "blank")
            if free_of_sign(item, columns):
                applies &= pl.col("event").is_in([NEW, ENDED])
            yield LineRule(
                "R105", "negative", sheet, (item.key,), applies, pl.col(item.key) >= 0, _negative(sheet, item)
            )


def _negative(sheet: str, item: ListColumn) -> Callable[[Mapping[str, object]], Explanation]:
    what = Text(f"{sheet}, {item.label_vi}", f"{sheet}, {item.label_en}")

    def explain(line: Mapping[str, object]) -> Explanation:
        value = float(str(line[item.key]))
        return Explanation(value, ">= 0", clean(value), 0.0, {"what": what})

    return explain


def r116_certificates_and_dates(form: Form) -> Iterator[LineRule]:
    """Newly issued at most once and ended at most once (error), adjusted more than once is a query; dates fit.

    In the register of a whole year an adjustment in each half is one in each period.
    """
    certificate, day = pl.col("certificate").str.strip_chars(), pl.col("date")
    for sheet in register_sheets(form):
        for event, severity in ((NEW, ""), (ENDED, ""), (ADJUSTED, QUERY)):
            same = pl.col("event") == event
            half = (day < pl.col("_second_half")).fill_null(False) & (pl.lit(event) == ADJUSTED)
            nth = same.cast(pl.Int64).cum_sum().over("submission", certificate, half)
            yield LineRule(
                "R116",
                f"certificate_twice_{event}",
                sheet,
                ("certificate", "event"),
                same | pl.col("event").is_null(),
                pl.when(pl.col("event").is_not_null() & pl.col("certificate").is_not_null()).then(nth <= 1),
                _twice,
                together=("certificate", "event"),
                severity=severity,
            )
        within = (day >= pl.col("_from")) & (day <= pl.col("_to"))
        yield LineRule("R116", "date_outside", sheet, ("date",), pl.lit(True), within, _outside)


def _twice(line: Mapping[str, object]) -> Explanation:
    return Explanation(str(line["certificate"]), "1", None, None, {"certificate": str(line["certificate"])})


def _outside(line: Mapping[str, object]) -> Explanation:
    days = {"date": line["date"], "first": line["_from"], "last": line["_to"]}
    day, first = line["date"], line["_from"]
    late = isinstance(day, date) and isinstance(first, date) and timedelta() < first - day <= CAUGHT_UP
    expected = f"{line['_from']}..{line['_to']}"
    return Explanation(str(line["date"]), expected, None, None, days, severity=QUERY if late else "")


ZONE_PARTS = (("leased", "leasable"), ("leasable", "area"))  # of a zone, each not more than the next
_SLACK = 1e-6


def r118_zone_parts_within_wholes(form: Form) -> Iterator[LineRule]:
    """Of a zone: land leased <= land for lease <= area. Rounding keeps the order of figures rounded alike."""
    for sheet, columns in form.list_sheets.items():
        keys = {column.key: column for column in columns}
        for part, whole in ZONE_PARTS:
            if part in keys and whole in keys:
                holds = pl.col(part) <= pl.col(whole) + _SLACK
                explain = _above(keys[part], keys[whole])
                yield LineRule("R118", "zone_part_above", sheet, (part, whole), pl.lit(True), holds, explain)


def _above(part: ListColumn, whole: ListColumn) -> Callable[[Mapping[str, object]], Explanation]:
    def explain(line: Mapping[str, object]) -> Explanation:
        found, limit = float(str(line[part.key])), float(str(line[whole.key]))
        words = {
            "name": str(line["name"]) if line["name"] else terms()["zone", "nameless"],
            "part": Text(part.label_vi, part.label_en),
            "whole": Text(whole.label_vi, whole.label_en),
        }
        return Explanation(found, limit, clean(found - limit), 0.0, words)

    return explain


def r119_projects_stand_in_listed_zones(form: Form) -> Iterator[LineRule]:
    """The zone of a project stands in the zone list of the file, and its land is not more than that zone's area.

    `_zone_listed` and `_zone_area` are of the zone list: null where the file has none.
    """
    for sheet in register_sheets(form):
        listed = pl.col("_zone_listed")
        yield LineRule("R119", "zone_not_listed", sheet, ("zone",), pl.lit(True), listed, _not_listed)
        within = pl.col("land") <= pl.col("_zone_area") + _SLACK
        yield LineRule("R119", "land_above_zone", sheet, ("land", "zone"), listed.fill_null(False), within, _too_large)


def _not_listed(line: Mapping[str, object]) -> Explanation:
    return Explanation(str(line["zone"]), "", None, None, {"name": str(line["zone"])})


def _too_large(line: Mapping[str, object]) -> Explanation:
    found, limit = float(str(line["land"])), float(str(line["_zone_area"]))
    return Explanation(found, limit, clean(found - limit), 0.0, {"name": str(line["zone"])})


def r120_no_line_twice_under_another_certificate(form: Form) -> Iterator[LineRule]:
    """No two lines of a register are alike in everything but their number and certificate."""
    for sheet in register_sheets(form):
        alike = [c.key for c in form.list_sheets[sheet] if c.type != "line" and c.key != "certificate"]
        nth = pl.int_range(pl.len()).over("submission", *alike)
        named = pl.all_horizontal(pl.col(key).is_not_null() for key in ("certificate", "project", "investor"))
        holds = pl.when(named).then(nth == 0)
        yield LineRule("R120", "line_alike", sheet, ("certificate",), pl.lit(True), holds, _alike, tuple(alike))


def _alike(line: Mapping[str, object]) -> Explanation:
    return Explanation(str(line["certificate"]), "", None, None, {"certificate": str(line["certificate"])})


# --- against the lists accepted before (columns of `flows/validate/figures/list_history.py`) -------------------------


def r209_certificates_across_half_years(form: Form) -> Iterator[LineRule]:
    """A certificate is newly issued once in all half-years, and nothing happens to it after its end.

    In the register of a whole year the events of the first half are those already reported.
    """
    known, event = pl.col("_register_before"), pl.col("event")
    first_half = (pl.col("date") < pl.col("_second_half")).fill_null(False)
    for sheet in register_sheets(form):
        for kind, events, before in (
            ("certificate_new_again", [NEW], "_new_before"),
            ("event_after_end", [ADJUSTED, ENDED], "_ended_before"),
        ):
            holds = pl.when(known & pl.col("certificate").is_not_null()).then(pl.col(before).is_null())
            applies = event.is_in(events) & ~first_half
            explain = _since(before)
            yield LineRule("R209", kind, sheet, ("certificate", "event"), applies, holds, explain, against=HISTORY)


def _since(before: str) -> Callable[[Mapping[str, object]], Explanation]:
    def explain(line: Mapping[str, object]) -> Explanation:
        then, certificate = str(line[before]), str(line["certificate"])
        period = parse_period(then)
        words = {"certificate": certificate, "period": Text(period.text_vi, period.text_en)}
        return Explanation(certificate, "", None, None, words, covers=(f"{then} {certificate}",))

    return explain


def r210_zone_list_as_last_time(form: Form) -> Iterator[LineRule]:
    """Zones keep their names and their areas from one half-year to the next, and none leaves the list."""
    known, area, then = pl.col("_list_before"), pl.col("area"), pl.col("_area_before")
    for sheet in zone_sheets(form):
        near = (area - then).abs() <= threshold("zone.remeasured") * then
        for kind, key, applies, holds, explain in (
            ("zone_remeasured", "area", then.is_not_null() | ~known, pl.when(known).then(near), _remeasured),
            ("zone_renamed", "name", known, pl.col("_called_before").is_null(), _renamed),
            ("zone_gone", "name", pl.col("_first") & known, pl.col("_gone").is_null(), _gone),
        ):
            yield LineRule("R210", kind, sheet, (key,), applies, holds, explain, against=HISTORY)


def _remeasured(line: Mapping[str, object]) -> Explanation:
    found, then = float(str(line["area"])), float(str(line["_area_before"]))
    words = {"name": str(line["name"])}
    return Explanation(found, then, clean(found - then), None, words, covers=(f"{line['name']} {then!r}",))


def _renamed(line: Mapping[str, object]) -> Explanation:
    before = str(line["_called_before"])
    return Explanation(str(line["name"]), before, None, None, {}, covers=(before,))


def _gone(line: Mapping[str, object]) -> Explanation:
    return Explanation("", str(line["_gone"]), None, None, {}, covers=(str(line["_gone"]),))


def r211_capital_in_thousands(form: Form) -> Iterator[LineRule]:
    """No capital of a project that is likelier 1000 times smaller than beside all projects known.

    Log capital is held against the median of the earlier lines by Student's t; it must also pass the largest of them.
    A thousandfold of two decimals is whole; what has decimals must be farther off.
    """
    step, spread = math.log(1000), threshold("register.spread")
    score = (pl.col("_capital") - pl.col("_capital_usual")) / spread
    odds = _log_likelihood(score - step / spread) - _log_likelihood(score)
    amount = pl.col("_capital").exp()
    exact = pl.when((amount - amount.round()).abs() > _NOT_WHOLE * amount).then(threshold("register.decimals"))
    far = odds >= threshold("register.odds") + exact.fill_null(0.0)
    far &= pl.col("_capital") > pl.col("_capital_largest")
    for sheet in register_sheets(form):
        keys = tuple(item.key for item in form.list_sheets[sheet] if item.role == "capital")
        applies = pl.col("_capital").is_not_null()
        yield LineRule("R211", "capital_thousand", sheet, keys, applies, ~far, _in_thousands(keys), against=HISTORY)


_NOT_WHOLE = 1e-9  # binary noise of a whole amount that went through its logarithm


def _log_likelihood(score: pl.Expr) -> pl.Expr:
    freedom = threshold("slip.freedom")
    return -(freedom + 1) / 2 * (1 + score**2 / freedom).log()


def _in_thousands(keys: tuple[str, ...]) -> Callable[[Mapping[str, object]], Explanation]:
    def explain(line: Mapping[str, object]) -> Explanation:
        found = next(float(str(line[key])) for key in keys if line[key] is not None)
        middle, largest = (
            float(f"{math.exp(float(str(line[n]))):.3g}") for n in ("_capital_usual", "_capital_largest")
        )
        likely = clean(found / 1000)
        return Explanation(found, likely, clean(found - likely), None, {"usual": middle, "largest": largest})

    return explain
