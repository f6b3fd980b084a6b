"""What no formula says: rules on the lines of the lists. One function a rule, found by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from schemas.form import Form, ListColumn
from schemas.language.balances import Explanation, LineRule, clean
from schemas.rules import QUERY
from schemas.text import Text

NEW, ADJUSTED, ENDED = "new", "adjusted", "ended"  # what happens to a certificate


def register_sheets(form: Form) -> list[str]:
    """The lists of events: each line has a certificate, what happened to it, and when."""
    return [
        sheet
        for sheet, columns in form.list_sheets.items()
        if {"certificate", "event", "date"} <= {column.key for column in columns}
    ]


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
            "name": str(line["name"]),
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
