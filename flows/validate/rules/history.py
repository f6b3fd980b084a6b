"""Level 2, against what the board had accepted in an earlier period. One function a rule.

Conditions over the wide frame with the columns of history (`history_columns.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from flows.validate.figures.cells import column
from flows.validate.figures.history_columns import PERIOD, SAME_BOARD_BEFORE, last_year_column, previous_column
from flows.validate.figures.tolerance import FLOAT_SLACK, balances_expr
from flows.validate.rules.applications import Application, Balance, Explanation, Row, clean, figure_or_none, place
from flows.validate.rules.inside import actual, by_sector, present
from schemas.form import Form, ValueKey
from schemas.periods import Period, parse_period
from schemas.text import Text

OPENING, CLOSING = "1.09", "1.10"
ZONES_IN_OPERATION, AREA_IN_OPERATION = "3.03", "3.04"


def r201_opening_is_last_closing(form: Form) -> Iterator[Application]:
    """1.09 opening = the previous period's accepted 1.10 closing (fdi and ddi); predecessors' sum after a merger.

    An opening of x is none.
    """
    for opening, closing in by_sector(form, OPENING, CLOSING):
        name, before = column(opening), previous_column(closing)
        allowance = form.half_unit(opening) + form.half_unit(closing)

        def explain(
            row: Row, closing: ValueKey = closing, allowance: float = allowance, name: str = name
        ) -> Explanation:
            found, expected = row[name] or 0.0, row[previous_column(closing)]
            previous = _period(row).previous
            return Explanation(
                "x" if row[name] is None else found,
                clean(expected),
                clean(found - expected),
                allowance,
                {"previous": _text(previous)},
                covers=(f"{previous} {column(closing)}={expected!r}",),
                # The accepted closing figure is a constant of this balance, so a repair can use it.
                balance=Balance(((name, 1.0), (f"known|{expected!r}", -1.0)), allowance, frozenset({name})),
            )

        holds = balances_expr(figure_or_none(name) - pl.col(before), allowance)
        yield Application("R201", "opening", *place(opening), (name,), holds, explain)


def r204_last_year_is_what_was_accepted(form: Form) -> Iterator[Application]:
    """The figure for the same period last year is the one accepted then, within the coarser of the two precisions."""
    for line in form.indicators:
        for key in line.keys:
            own = actual(key.code, key.sector)
            if key.measure != "last_year" or not present(form, own):
                continue
            name, before = column(key), last_year_column(own)
            decimals = line.decimals

            def explain(
                row: Row, own: ValueKey = own, name: str = name, before: str = before, decimals: int = decimals
            ) -> Explanation:
                value, expected = row[name], row[before]
                then = _period(row).same_last_year
                return Explanation(
                    value,
                    clean(expected),
                    clean(value - expected),
                    max(written_precision(value, decimals), written_precision(expected, decimals)),
                    {"period": _text(then)},
                    covers=(f"{then} {column(own)}={expected!r}",),
                )

            allowance = pl.max_horizontal(_written_precision(name, decimals), _written_precision(before, decimals))
            holds = balances_expr(pl.col(name) - pl.col(before), allowance)
            given = pl.col(name).is_not_null()
            yield Application("R204", "last_year", *place(key), (name,), holds, explain, applies=given)


def written_precision(value: float, decimals: int) -> float:
    """One unit of the last decimal a figure is known to: the form's, or coarser where it was written coarser."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    written = min(decimals, max(0, -int(exponent)))
    return 10.0**-written


def _written_precision(name: str, decimals: int) -> pl.Expr:
    """`written_precision` of a column."""
    coarser = pl.coalesce(
        pl.when(pl.col(name) == pl.col(name).round(places)).then(10.0**-places) for places in range(decimals)
    )
    return coarser.fill_null(10.0**-decimals) if decimals else pl.lit(1.0)


def r205_sheet_is_not_last_period_s(form: Form) -> Iterator[Application]:
    """All numbers of a sheet equal the last period's; sheets of zeros only are exempt."""
    for sheet, lines in form.by_sheet.items():
        keys = [key for line in lines for key in line.keys]
        names = [column(key) for key in keys]
        same = pl.all_horizontal(pl.col(column(key)).eq_missing(pl.col(previous_column(key))) for key in keys)
        least, largest = pl.min_horizontal(names), pl.max_horizontal(names)
        zeros = (least == 0) & (largest == 0)

        def explain(row: Row, sheet: str = sheet, names: list[str] = names) -> Explanation:
            mine = tuple(name for name in names if row[name] is not None)
            places = {"count": str(len(mine)), "sheet": sheet, "period": _text(_period(row).previous)}
            return Explanation(str(len(mine)), "", None, None, places, columns=mine)

        holds = pl.when(largest.is_not_null() & pl.col(SAME_BOARD_BEFORE)).then(zeros | ~same)
        yield Application("R205", "copied_sheet", sheet, "", "", tuple(names), holds, explain, sheet=sheet)


def r206_zones_in_operation_did_not_shrink(form: Form) -> Iterator[Application]:
    """3.03 and 3.04 are not less than in the previous period; one finding, about the number where it shrank."""
    keys = [key for key in (actual(ZONES_IN_OPERATION), actual(AREA_IN_OPERATION)) if present(form, key)]
    if not keys:
        return
    rooms = {key: 2 * form.half_unit(key) + FLOAT_SLACK for key in keys}

    def explain(row: Row) -> Explanation:
        pairs = [(key, row[column(key)], row[previous_column(key)]) for key in keys]
        shrunk = [(k, now, then) for k, now, then in pairs if None not in (now, then) and now < then - rooms[k]]
        previous = _period(row).previous
        _, now, then = shrunk[0]
        return Explanation(
            now,
            clean(then),
            clean(now - then),
            None,
            {"period": _text(previous)},
            columns=tuple(column(key) for key, _, _ in shrunk),
            covers=tuple(f"{previous} {column(key)}={before!r}" for key, _, before in shrunk),
        )

    # One that shrank is enough to fail; both must be known to pass.
    holds = pl.all_horizontal(pl.col(column(key)) >= pl.col(previous_column(key)) - room for key, room in rooms.items())
    yield Application("R206", "shrunk", *place(keys[0]), tuple(map(column, keys)), holds, explain)


def _period(row: Row) -> Period:
    return parse_period(row[PERIOD])


def _text(period: Period) -> Text:
    return Text(period.text_vi, period.text_en)
