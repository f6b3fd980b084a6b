"""A world: the honest submissions of its boards, with every identity of the form true."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flows.backtest.worlds.boards import SEASON, Board
from flows.backtest.worlds.lists import OPERATING, UNDER_CONSTRUCTION, Event, list_lines
from flows.ingest.files.grids import column_letters
from flows.ingest.frames import Received
from flows.ingest.submission import NOT_APPLICABLE, NUMBER, Cover, ParsedSubmission, Place, ReadValue
from flows.texts import backtest as texts
from schemas.form import Form, Indicator, ValueKey
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference

GROWERS = 4  # of so many boards one grows fivefold in ten half-years
PLAN_ERROR = 0.10
MAXIMUM, LEAST_SCORE, FULL_SCORE = 14.0, 0.85, 100.0
FIRST_COLUMN = 4  # of a figure; before it stand number, code, name and unit
FIRST_ROW = 6


def make_world(
    reference: Reference, slugs: Sequence[str], periods: Sequence[Period], seed: int, *, messy: bool
) -> list[Received]:
    """One honest submission a board and period, oldest period first. The same seed gives the same world.

    periods: half-years without a gap, oldest first. Two half-years before them give the first ones their last year.
    """
    boards = [Board.drawn(slug, seed, messy=messy, grows=messy and at % GROWERS == 2) for at, slug in enumerate(slugs)]
    received: list[Received] = []
    for period in (periods[0].same_last_year, periods[0].previous, *periods):
        for board in boards:
            events = board.advance(period)
            if period >= periods[0]:
                received.append(_received(board.slug, period, _submission(board, period, events, reference.form)))
    return received


def _received(slug: str, period: Period, parsed: ParsedSubmission) -> Received:
    at = datetime(period.end.year, period.end.month, period.end.day, 8, tzinfo=VIETNAM) + timedelta(days=5)
    name = f"{period}/{slug}/world.xlsx"
    return Received(name, str(period), slug, "world.xlsx", name, at, 0, parsed=parsed)


def _submission(board: Board, period: Period, events: list[Event], form: Form) -> ParsedSubmission:
    figures, values = _written(board, period, form), []
    for sheet, lines in form.by_sheet.items():
        columns = list(dict.fromkeys(column for line in lines for column in line.columns))
        for row, line in enumerate(lines, FIRST_ROW):
            for column in line.columns:
                key = ValueKey(line.code, *column)
                place = Place(sheet, f"{column_letters(FIRST_COLUMN + columns.index(column))}{row}")
                value, unit = figures.get(key), line.units.get(column.sector, "")
                state, text = (NOT_APPLICABLE, "x") if value is None else (NUMBER, f"{value:.{line.decimals}f}")
                values.append(ReadValue(*key, state, value, unit, unit, place, text))
    rows = [line for sheet, found in _lists(board, events, form) for line in list_lines(form, sheet, found)]
    titles = {sheet: Place(sheet, "A2") for sheet in (*form.by_sheet, *form.list_sheets)}
    cover = Cover(board_slugs=(board.slug,), period=str(period), report_number="1")
    return ParsedSubmission("", "xlsx", cover, tuple(values), tuple(rows), (), titles)


def _written(board: Board, period: Period, form: Form) -> dict[ValueKey, float]:
    """The figures as they are sent: rounded to the declared decimals, totals and sums from what is written."""
    written: dict[ValueKey, float] = {}
    for line in form.indicators:
        for column in line.columns:
            value = _figure(board, period, line, *column)
            if value is not None and column.sector in line.units:
                written[ValueKey(line.code, *column)] = round(value, line.decimals)
    code = {line.key: line.code for line in form.indicators}
    for sector in ("fdi", "ddi"):
        parts = (written[ValueKey(code[key], sector, "actual")] for key in ("new_capital", "adjusted_capital"))
        written[ValueKey(code["total_capital"], sector, "actual")] = round(sum(parts), 2)
    for line in form.indicators:
        total = ValueKey(line.code, "total", "actual")
        of_sectors = [written.get(total._replace(sector=sector)) for sector in ("fdi", "ddi")]
        if "total" in line.units and total not in written and None not in of_sectors:
            written[total] = round(sum(part or 0.0 for part in of_sectors), line.decimals)
    return written | _scores(board, form)


def _figure(board: Board, period: Period, line: Indicator, sector: str, measure: str) -> float | None:
    now, cell = board.history[period], (line.key, sector)
    if measure == "actual":
        return now.get(cell, _zone_figure(board, line.key) if sector == "total" else None)
    if measure == "last_year":
        return board.history.get(period.same_last_year, {}).get(cell)
    if measure != "plan" or cell not in now:
        return None
    plan = (period.year, *cell)
    if plan not in board.plans:
        whole = now[cell] / SEASON[period.half] * sum(SEASON.values())
        board.plans[plan] = whole * math.exp(board.random.gauss(0.0, PLAN_ERROR))
    return board.plans[plan]


def _zone_figure(board: Board, key: str) -> float | None:
    """What the zone list adds up to."""
    zones = board.zones
    if key in ("leasable_land", "leased_land"):
        return sum(zone.leasable if key == "leasable_land" else zone.leased for zone in zones)
    if key == "occupancy_rate":
        return 100 * sum(zone.leased for zone in zones) / sum(zone.leasable for zone in zones)
    if key in ("zones_with_wastewater_plant", "zones_in_environment_database"):
        return float(int(0.9 * sum(zone.status == OPERATING for zone in zones)))
    if not key.startswith("zones_"):
        return None
    of_status = {OPERATING: OPERATING, UNDER_CONSTRUCTION: UNDER_CONSTRUCTION}
    wanted = of_status.get(key.removeprefix("zones_").removesuffix("_area"))
    mine = [zone for zone in zones if wanted in (None, zone.status)]
    return sum(zone.area for zone in mine) if key.endswith("_area") else float(len(mine))


def _scores(board: Board, form: Form) -> dict[ValueKey, float]:
    """Scores near their maxima; no bonus and no penalty."""
    scores: dict[ValueKey, float] = {}
    total = 0.0
    for line in form.indicators:
        if line.kind != "score":
            continue
        of_sum = line.key == "score_total"
        points = 0.0 if line.key in ("score_bonus", "score_penalty") else MAXIMUM
        own = round(points * board.random.uniform(LEAST_SCORE, 1.0), line.decimals)
        total += own
        scores[ValueKey(line.code, "total", "max")] = FULL_SCORE if of_sum else points
        scores[ValueKey(line.code, "total", "self")] = round(total - own, line.decimals) if of_sum else own
    return scores


def _lists(board: Board, events: list[Event], form: Form) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Rows of each list sheet by column key: the zones for a list without dates, the events for a register."""
    zones: list[dict[str, object]] = [
        {**vars(zone), "established": zone.established, "kind": "KCN", "investor": texts.BUILDER}
        for zone in board.zones
    ]
    for sheet, columns in form.list_sheets.items():
        dated = any(column.type == "date" for column in columns)
        yield sheet, [_register_line(event) for event in events] if dated else zones


def _register_line(event: Event) -> dict[str, object]:
    capital = {"fdi": "capital_usd", "ddi": "capital_vnd"}[event.sector]
    return {
        **vars(event),
        "country": event.country,
        "project": texts.PROJECT.format(number=event.certificate),
        "investor": texts.COMPANY.format(number=event.certificate),
        "date": event.day,
        capital: event.capital,
    }
