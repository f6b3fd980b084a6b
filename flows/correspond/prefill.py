"""What is known of a board before it writes a word: openings, last year's figures, the plan, the scale of scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from schemas.facts.boards import Boards
from schemas.form import Form, Indicator, ValueKey
from schemas.periods import Period

_OPENING = "_opening"

# Of a zone, as the board had it last time: what changes little is corrected faster than it is typed again.
ZONE_FACTS = ("name", "kind", "investor", "established", "status", "area", "leasable", "leased")


@dataclass(frozen=True)
class Known:
    """What the form is prefilled with: a figure in the form's unit, or None where `x` is known to stand."""

    values: dict[ValueKey, float | None] = field(default_factory=dict)
    zones: tuple[dict[str, str | float | None], ...] = ()


class _Accepted:
    """Accepted figures by period, board and form cell; outside predecessors beside them."""

    def __init__(self, accepted: pl.DataFrame, outside: pl.DataFrame) -> None:
        self._states: dict[tuple[str, str, str, str, str], tuple[str, float | None]] = {
            (p, b, c, s, m): (state, value)
            for p, b, c, s, m, state, value in accepted.select(
                "period", "board", "code", "sector", "measure", "state", "value"
            ).iter_rows()
        }
        self._outside: dict[tuple[str, str, str, str], float] = {
            (p, b, c, s): value
            for p, b, c, s, value in outside.select("period", "predecessor", "code", "sector", "value").iter_rows()
            if value is not None
        }

    def figure(self, period: Period, board: str, key: ValueKey) -> float | None:
        state, value = self._states.get((str(period), board, *key), ("", None))
        if state == "number":
            return value
        return self._outside.get((str(period), board, key.code, key.sector)) if key.measure == "actual" else None

    def not_applicable(self, period: Period, board: str, key: ValueKey) -> bool:
        return self._states.get((str(period), board, *key), ("", None))[0] == "not_applicable"

    def total(self, period: Period, boards: Iterable[str], key: ValueKey, decimals: int) -> float | None:
        """The sum over boards; None unless every one of them has a figure."""
        figures = [self.figure(period, board, key) for board in boards]
        if not figures or None in figures:
            return None
        return round(sum(cast("list[float]", figures)), decimals)


def known_values(
    accepted: pl.DataFrame, outside: pl.DataFrame, form: Form, boards: Boards, board: str, period: Period
) -> dict[ValueKey, float | None]:
    """Form cells of a board's next submission that follow from what was accepted before.

    accepted: period, board, code, sector, measure, state, value of the versions in force. outside: OUTSIDE_SCHEMA.
    Openings are the closings of the period before (after a merger those of all predecessors, and only when all
    are known), last year's figures the actual ones of that period, the plan of a second half the plan of the
    first, the scale of scores (`max`) that of the board's last submission. Nothing is estimated.
    """
    figures = _Accepted(accepted, outside)
    before = _before(period)
    before_boards = boards.predecessors(board, period) if period.half else boards.ancestors(board, period, before)
    known: dict[ValueKey, float | None] = {}
    by_key = {indicator.key: indicator for indicator in form.indicators}
    for indicator in form.indicators:
        closing = by_key.get(indicator.key.removesuffix(_OPENING)) if indicator.key.endswith(_OPENING) else None
        for key in indicator.keys:
            value: float | None = None
            if key.measure == "actual" and closing is not None:
                value = figures.total(before, before_boards, key._replace(code=closing.code), indicator.decimals)
            elif key.measure == "last_year":
                value = _last_year(figures, indicator, key, boards, board, period)
            elif key.measure == "plan" and period.half == 2 and boards.predecessors(board, period) == (board,):
                value = figures.figure(period.previous, board, key)
            elif key.measure == "max":
                # The scale is the bloc's, so any predecessor's will do.
                if any(figures.not_applicable(before, slug, key) for slug in before_boards):
                    known[key] = None
                value = next(
                    (v for slug in before_boards if (v := figures.figure(before, slug, key)) is not None), None
                )
            if value is not None:
                known[key] = value
    _complete_totals(known, form)
    return known


def _last_year(
    figures: _Accepted, indicator: Indicator, key: ValueKey, boards: Boards, board: str, period: Period
) -> float | None:
    then = period.same_last_year
    actual = key._replace(measure="actual")
    of_then = boards.ancestors(board, period, then)
    if period.half:
        return figures.total(then, of_then, actual, indicator.decimals)
    halves = [Period(then.year, half) for half in (1, 2)]
    if indicator.kind != "flow":
        return figures.total(halves[1], boards.ancestors(board, period, halves[1]), actual, indicator.decimals)
    sums = [figures.total(half, boards.ancestors(board, period, half), actual, indicator.decimals) for half in halves]
    return None if None in sums else round(sum(cast("list[float]", sums)), indicator.decimals)


def _complete_totals(known: dict[ValueKey, float | None], form: Form) -> None:
    """A total whose two parts are known is known: outside predecessors reported the parts only."""
    for indicator in form.indicators:
        total = ValueKey(indicator.code, "total", "actual")
        parts = [known.get(total._replace(sector=sector)) for sector in ("fdi", "ddi")]
        if total in indicator.keys and total not in known and None not in parts:
            known[total] = round(sum(cast("list[float]", parts)), indicator.decimals)


def known_zones(zone_lines: pl.DataFrame) -> tuple[dict[str, str | float | None], ...]:
    """The zones of a board's last accepted list (line_schema of the list), in their order, with areas and status."""
    rows = zone_lines.filter(~pl.col("total") & pl.col("name").is_not_null())
    return tuple(rows.select(ZONE_FACTS).iter_rows(named=True))


def lines_outside(
    outside: pl.DataFrame, boards: Boards, board: str, period: Period, counted: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """List sheet -> how many lines predecessors that reported elsewhere had in the half-year before.

    outside: OUTSIDE_SCHEMA. Their lists are not at hand, only the lines of the form that count theirs (`counted`).
    """
    before = _before(period)
    theirs = outside.filter(
        (pl.col("period") == str(before)) & pl.col("predecessor").is_in(list(boards.ancestors(board, period, before)))
    )
    # Lines with both sectors are given by sector and in total: the largest of what is known is their number.
    by_sector = theirs.group_by("predecessor", "code").agg(
        pl.max_horizontal(
            pl.col("value").filter(pl.col("sector") == "total").sum(),
            pl.col("value").filter(pl.col("sector") != "total").sum(),
        ).alias("lines")
    )
    return {
        sheet: int(by_sector.filter(pl.col("code").is_in(codes))["lines"].sum() or 0)
        for sheet, codes in counted.items()
    }


def _before(period: Period) -> Period:
    return period.previous if period.half else Period(period.year - 1, 2)


def last_accepted(states: pl.DataFrame, boards: Boards, board: str, period: Period) -> tuple[str, ...]:
    """The submissions in force of the half-year before: the board's, or after a merger those of its predecessors.

    states: as in a Validation. A board that had none is left out.
    """
    before = _before(period)
    slugs = boards.ancestors(board, period, before)
    rows = states.filter(pl.col("accepted") & (pl.col("period") == str(before)))
    by_board = dict(rows.select("board", "submission").iter_rows())
    return tuple(by_board[slug] for slug in slugs if slug in by_board)
