"""Level 1, inside one submission: the rules between cells of the form. One function a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from flows.texts.numbers import plain_number_text
from flows.validate.figures.cells import column, x_column
from flows.validate.figures.tolerance import FLOAT_SLACK, around, quotient
from flows.validate.rules.applications import (
    Application,
    CellRule,
    Explanation,
    Row,
    at_most,
    clean,
    equality,
    halves_of,
    place,
)
from schemas.form import Form, ValueKey
from schemas.text import Text

# Money lines whose count stands beside them: (count, money).
COUNT_AND_MONEY = (("1.01", "1.02"), ("1.06", "1.07"))
ADJUSTMENTS, ADJUSTED_CAPITAL = "1.03", "1.04"
ZONE_SHEET = "B3"
MAY_BE_NEGATIVE = frozenset({"1.04", "1.05"})  # a net decrease of capital
PARTS_OF_WHOLES = (("5.05", "5.01"), ("5.09", "5.08"), ("4.10", "3.03"))
SCORE_PARTS = tuple(f"7.{number:02d}" for number in range(1, 9))  # added
SCORE_PENALTY, SCORE_TOTAL = "7.09", "7.10"  # taken off, and the sum


def actual(code: str, sector: str = "total") -> ValueKey:
    return ValueKey(code, sector, "actual")


def present(form: Form, *keys: ValueKey) -> bool:
    """Whether the form has all these cells: a rule judges only a form that has what it speaks of."""
    return all(key.code in form.by_code and key in form.by_code[key.code].keys for key in keys)


def by_sector(form: Form, *codes: str) -> Iterator[tuple[ValueKey, ...]]:
    """The cells of these lines for FDI and for DDI."""
    for sector in ("fdi", "ddi"):
        keys = tuple(actual(code, sector) for code in codes)
        if present(form, *keys):
            yield keys


def r101_sectors_sum_to_total(form: Form) -> Iterator[Application]:
    """FDI + DDI = total for lines that have a total unit; x in FDI or DDI counts as no amount."""
    for line in form.indicators:
        fdi, ddi, total = (actual(line.code, sector) for sector in ("fdi", "ddi", "total"))
        if present(form, fdi, ddi, total):
            parts = {column(fdi): 1.0, column(ddi): 1.0}
            yield equality("R101", "sectors_sum", total, parts, halves_of(form, fdi, ddi, total), none=(fdi, ddi))


def r102_capital_sums(form: Form) -> Iterator[Application]:
    """1.05 total_capital = 1.02 new_capital + 1.04 adjusted_capital."""
    for both, new, adjusted in by_sector(form, "1.05", "1.02", "1.04"):
        parts = {column(new): 1.0, column(adjusted): 1.0}
        yield equality("R102", "capital_sum", both, parts, halves_of(form, both, new, adjusted))


def r103_valid_projects_roll_forward(form: Form) -> Iterator[Application]:
    """1.10 valid_projects = 1.09 opening + 1.01 new - 1.06 revoked."""
    for closing, opening, new, revoked in by_sector(form, "1.10", "1.09", "1.01", "1.06"):
        parts = {column(opening): 1.0, column(new): 1.0, column(revoked): -1.0}
        yield equality("R103", "roll_forward", closing, parts, halves_of(form, closing, opening, new, revoked))


def r104_count_and_money_agree_on_zero(form: Form) -> Iterator[Application]:
    """1.01 with 1.02 and 1.06 with 1.07 both ways; 1.03 with 1.04 by halves.

    Adjustments without money are only a query, because increases and decreases can cancel.
    """
    for count_code, money_code in COUNT_AND_MONEY:
        for count, money in by_sector(form, count_code, money_code):
            agree = (pl.col(column(count)) == 0) == (pl.col(column(money)) == 0)
            yield _zero_agreement("count_and_money", count, money, agree, "")
    for count, money in by_sector(form, ADJUSTMENTS, ADJUSTED_CAPITAL):
        no_count, no_money = pl.col(column(count)) == 0, pl.col(column(money)) == 0
        yield _zero_agreement("money_without_count", count, money, no_money | ~no_count, "")
        yield _zero_agreement("count_without_money", count, money, no_count | ~no_money, "query")


def _zero_agreement(kind: str, count: ValueKey, money: ValueKey, holds: pl.Expr, severity: str) -> Application:
    names = (column(count), column(money))
    both_known = pl.col(names[0]).is_not_null() & pl.col(names[1]).is_not_null()

    def explain(row: Row) -> Explanation:
        number, amount = row[names[0]] or 0.0, row[names[1]] or 0.0
        zero = names[0] if number == 0 else names[1]
        places = {"count": number, "money": amount, "count_code": count.code, "money_code": money.code}
        return Explanation(0.0, "!= 0", None, 0.0, places, suspect=zero)

    known = pl.when(both_known).then(holds)
    return Application("R104", kind, *place(count), names, known, explain, severity=severity)


def r105_no_negative_value(form: Form) -> Iterator[CellRule]:
    """No negative value except 1.04 and 1.05 (the capital columns of B9 are in `rules_lists`)."""
    keys = tuple(key for key in form.keys() if key.code not in MAY_BE_NEGATIVE)  # noqa: SIM118

    def explain(value: float) -> Explanation:
        return Explanation(value, ">= 0", clean(value), 0.0)

    yield CellRule("R105", "negative", keys, pl.col("value") >= 0, explain)


def r106_counts_are_whole(form: Form) -> Iterator[CellRule]:
    """A count (a line without declared decimals) is a whole number."""
    keys = tuple(key for key in form.keys() if form.by_code[key.code].is_count)  # noqa: SIM118
    value = pl.col("value")

    def explain(value: float) -> Explanation:
        nearest = float(round(value))
        # Shown as written: 14.0000001 is not to read 14.
        written = plain_number_text(value)
        difference = float(f"{value - nearest:.3g}")
        return Explanation(value, "whole", difference, 0.0, {"nearest": nearest, "found": written})

    # Exactly: a written figure is a decimal, not the result of a calculation.
    yield CellRule("R106", "not_whole", keys, value == value.round(), explain)


def r107_foreign_workers_within_workers(form: Form) -> Iterator[Application]:
    """2.08 foreign_workers <= 2.07 workers."""
    for foreign, workers in by_sector(form, "2.08", "2.07"):
        yield at_most("R107", "part_above_whole", foreign, (column(foreign),), column(workers))


def r108_leased_land_within_leasable(form: Form) -> Iterator[Application]:
    """3.08 leased_land <= 3.07 leasable_land; x in 3.07 counts as no land."""
    leased, leasable = actual("3.08"), actual("3.07")
    if present(form, leased, leasable):
        within = at_most("R108", "part_above_whole", leased, (column(leased),), column(leasable))
        none = pl.col(x_column(leasable)) & pl.col(column(leased)).is_not_null()
        yield replace(within, holds=pl.when(none).then(pl.col(column(leased)) == 0).otherwise(within.holds))


def r109_occupancy_rate(form: Form) -> Iterator[Application]:
    """3.09 = 3.08 / 3.07 in percent, compared as intervals; x when 3.07 is 0 or x (and only then)."""
    rate, leased, leasable = actual("3.09"), actual("3.08"), actual("3.07")
    if not present(form, rate, leased, leasable):
        return
    r, a, b = column(rate), column(leased), column(leasable)
    half_r, half_a, half_b = (form.half_unit(key) for key in (rate, leased, leasable))
    x = pl.col(x_column(rate))
    low = pl.max_horizontal(pl.col(a) - half_a, pl.lit(0.0)) * 100 / (pl.col(b) + half_b)
    # A whole that may be zero within its interval sets no upper limit.
    high = pl.when(pl.col(b) > half_b).then((pl.col(a) + half_a) * 100 / (pl.col(b) - half_b)).otherwise(float("inf"))
    meets = (pl.col(r) - half_r <= high + FLOAT_SLACK) & (low <= pl.col(r) + half_r + FLOAT_SLACK)
    stated = pl.col(r).is_not_null()
    holds = (
        pl.when((pl.col(b) == 0) | pl.col(x_column(leasable)))
        .then(pl.when(x).then(True).when(stated).then(False))
        .when(pl.col(a).is_not_null() & pl.col(b).is_not_null())
        .then(pl.when(x).then(False).when(stated).then(meets))
    )

    def explain(row: Row) -> Explanation:
        part, whole, found = row[a] or 0.0, row[b] or 0.0, row[r]
        places: dict[str, object] = {"part": part, "whole": Text("x", "x") if row[b] is None else whole}
        if whole == 0:
            return Explanation(found if found is not None else "", "x", None, 0.0, places)
        expected = clean(round(part / whole * 100, form.by_code["3.09"].decimals))
        if found is None:
            return Explanation("x", expected, None, 0.0, places)
        limits = quotient(around(part, half_a), around(whole, half_b), 100.0)
        allowance = round(half_r + max(limits.high - part / whole * 100, part / whole * 100 - limits.low), 3)
        return Explanation(found, expected, clean(found - expected), allowance, places)

    yield Application("R109", "occupancy", *place(rate), (r, a, b), holds, explain)


def r110_zones_within_approved(form: Form) -> Iterator[Application]:
    """3.03 + 3.05 <= 3.01 in number, 3.04 + 3.06 <= 3.02 in area."""
    for approved_code, operating_code, building_code in (("3.01", "3.03", "3.05"), ("3.02", "3.04", "3.06")):
        approved, operating, building = actual(approved_code), actual(operating_code), actual(building_code)
        if present(form, approved, operating, building):
            parts = (column(operating), column(building))
            # Unlike a single part, a sum of rounded parts may honestly pass the rounded whole.
            allowance = halves_of(form, approved, operating, building)
            yield at_most("R110", "parts_above_whole", approved, parts, column(approved), allowance)


def r113_dossiers_sum(form: Form) -> Iterator[Application]:
    """5.01 received = 5.02 on time + 5.03 late + 5.04 pending."""
    received, *parts = (actual(code) for code in ("5.01", "5.02", "5.03", "5.04"))
    if present(form, received, *parts):
        sums = {column(part): 1.0 for part in parts}
        yield equality("R113", "dossiers_sum", received, sums, halves_of(form, received, *parts))


def r114_part_within_whole(form: Form) -> Iterator[Application]:
    """5.05 <= 5.01; 5.09 <= 5.08; 4.10 <= 3.03; 4.07 = 0 when 4.06 = 0."""
    for part_code, whole_code in PARTS_OF_WHOLES:
        part, whole = actual(part_code), actual(whole_code)
        if present(form, part, whole):
            yield at_most("R114", "part_above_whole", part, (column(part),), column(whole))
    deaths, accidents = actual("4.07"), actual("4.06")
    if not present(form, deaths, accidents):
        return
    d, a = column(deaths), column(accidents)

    def explain(row: Row) -> Explanation:
        return Explanation(row[d] or 0.0, 0.0, clean(row[d] or 0.0), 0.0, {"accidents": 0.0})

    known = pl.col(a).is_not_null() & pl.col(d).is_not_null()
    holds = pl.when(known).then((pl.col(a) != 0) | (pl.col(d) == 0))
    yield Application("R114", "deaths_without_accident", *place(deaths), (d, a), holds, explain)


def r115_scores(form: Form) -> Iterator[Application]:
    """No score above its maximum (x means none), and 7.10 is the sum of the scores less the penalty."""
    for measure in ("self", "verified"):
        scores = [key for key in form.keys() if form.by_code[key.code].kind == "score"]  # noqa: SIM118
        given = pl.any_horizontal(pl.col(column(key)).is_not_null() for key in scores if key.measure == measure)
        applies = given if measure == "verified" else None
        for line in form.indicators:
            score, maximum = ValueKey(line.code, "total", measure), ValueKey(line.code, "total", "max")
            if not present(form, score, maximum):
                continue
            within = at_most("R115", "score_above_max", score, (column(score),), column(maximum))
            unlimited = pl.when(pl.col(x_column(maximum)) & pl.col(column(score)).is_not_null()).then(True)
            holds = unlimited.otherwise(within.holds)
            yield replace(within, holds=holds, applies=applies)
        total = ValueKey(SCORE_TOTAL, "total", measure)
        signs = dict.fromkeys(SCORE_PARTS, 1.0) | {SCORE_PENALTY: -1.0}
        parts = {ValueKey(code, "total", measure): sign for code, sign in signs.items()}
        if present(form, total, *parts):
            sums = {column(key): sign for key, sign in parts.items()}
            sum_holds = equality("R115", "score_sum", total, sums, halves_of(form, total, *parts))
            yield replace(sum_holds, applies=applies)


def r115_cells_where_x_is_zero(form: Form) -> tuple[ValueKey, ...]:
    """Scores that hold x count as none in the sum."""
    keys = (ValueKey(c, "total", m) for c in (*SCORE_PARTS, SCORE_PENALTY) for m in ("self", "verified"))
    return tuple(key for key in keys if present(form, key))


def cells_where_x_matters(form: Form) -> tuple[ValueKey, ...]:
    """The cells whose x the conditions above ask for."""
    maxima = (ValueKey(line.code, "total", "max") for line in form.indicators)
    keys = dict.fromkeys((actual("3.09"), *maxima, *r115_cells_where_x_is_zero(form), *_cells_where_x_is_none(form)))
    return tuple(key for key in keys if present(form, key))


def _cells_where_x_is_none(form: Form) -> Iterator[ValueKey]:
    """Sectors of a total (R101), and what stands beside the zone list and the register (R109, R111, R112, R201)."""
    for line in form.indicators:
        yield from (actual(line.code, sector) for sector in ("fdi", "ddi"))
        if line.sheet == ZONE_SHEET:
            yield actual(line.code)
