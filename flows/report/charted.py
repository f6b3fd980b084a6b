"""What is drawn: charts as data, each of one unit and beside a table of the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows.report.emulation import Scores, score
from flows.report.facts import Planned
from flows.report.figures import Line, Reading, Total
from flows.report.model import Address, Chart, Doubt, Figure, Piece, Series, Table
from flows.report.tables import source_note
from flows.texts import report as texts
from schemas.form import SECTORS
from schemas.periods import Period, parse_period
from schemas.text import Text

BARS, LINES = "bars", "lines"
_CURRENT = "bloc_summary_current_boundaries"
_YEARS = 5  # how far back half-years are drawn


def charts_of(reading: Reading, names: Mapping[str, Any], asked: str) -> tuple[Chart, ...]:
    """The charts a part asks for (`boards total_capital;scores`), in order; those without figures are left out."""
    makers = {"boards": _boards, "plans": _plans, "half_years": _half_years, "scores": _scores}
    wanted = (one.partition(" ") for one in asked.split(";") if one)
    return _sharing_a_table(reading, [chart for kind, _, key in wanted for chart in makers[kind](reading, names, key)])


def _sharing_a_table(reading: Reading, charts: list[Chart]) -> tuple[Chart, ...]:
    """Small multiples have one table together: a row a half-year, a column a chart."""
    group = [chart for chart in charts if chart.group]
    if not group:
        return tuple(charts)
    periods = sorted({category for chart in group for category in chart.categories})
    found = {
        (chart.name, name): figure for chart in group for name, figure in zip(chart.categories, chart.series[0].figures)
    }
    rows = [
        (reading.named(parse_period(period)), *(found.get((chart.name, period)) or "…" for chart in group))
        for period in periods
    ]
    heads = (reading.say(texts.PERIOD), *(chart.title for chart in group))
    title = reading.say(texts.HALF_YEARS)
    table = Table(group[0].name, title, heads, tuple(rows), (False, *(True for _ in group)), group[0].table.notes)
    return tuple(replace(chart, table=table) if chart.group else chart for chart in charts)


def _boards(reading: Reading, names: Mapping[str, Any], key: str) -> list[Chart]:
    """The boards by a figure, the largest first, one chart a sector: FDI and DDI money never share an axis."""
    if key not in reading.lines:
        return []
    line = reading.lines[key]
    sectors = [sector for sector in SECTORS if sector in line.units]
    found = []
    for sector in sectors:
        figures = [(b.name_vi, reading.board_figure(b.slug, key, sector, bare=True)) for b in reading.boards]
        known = sorted(
            ((name, figure) for name, figure in figures if figure.value is not None),
            key=lambda pair: (-(pair[1].value or 0.0), pair[0]),
        )
        title = ", ".join(word for word in (reading.label(key), reading.sector(sector)) if word)
        if known:
            found.append(_bars(reading, f"{key}_{sector}", title, line.units[sector], texts.BOARD, known))
    return found


def _bars(reading: Reading, name: str, title: str, unit: str, of: Text, known: Sequence[tuple[str, Figure]]) -> Chart:
    """Bars with their table. Parameters: what a chart needs to be told."""
    label = reading.reference.units.by_name[unit]
    said = reading.say(Text(label.label_vi, label.label_en))
    period = reading.named(reading.period)
    entitled = reading.say(texts.CHART_TITLE).format(title=title, period=period, unit=said)
    first, last = known[0], known[-1]
    described = reading.say(texts.CHART_OF_BARS).format(
        title=entitled, count=len(known), first=f"{first[0]} ({first[1].text})", last=f"{last[0]} ({last[1].text})"
    )
    rows: tuple[tuple[Piece, ...], ...] = tuple((name_, figure) for name_, figure in known)
    table = Table(name, entitled, (reading.say(of), said), rows, (False, True), (source_note(reading),))
    series = (Series(title, tuple(figure for _, figure in known)),)
    return Chart(name, BARS, entitled, described, unit, tuple(name_ for name_, _ in known), series, table)


def _plans(reading: Reading, names: Mapping[str, Any], key: str) -> list[Chart]:
    planned: list[Planned] = names["planned"]
    if not planned:
        return []
    known = [(one.title, _without_sign(one)) for one in planned]
    title = reading.say(texts.PLAN_CHART)
    chart = _bars(reading, "plans", title, "percent", texts.INDICATOR, known)
    until = reading.period.year_period if reading.period.half == 2 else reading.period
    achieved = texts.ACHIEVED.fill(period=Text(until.text_vi, until.text_en))
    heads = (texts.INDICATOR, texts.PLANNED, achieved, texts.ACHIEVED_PERCENT)
    rows = tuple(_plan_row(reading, one, share) for one, (_, share) in zip(planned, known))
    numeric = (False, True, True, True)
    table = Table("plans", chart.table.title, tuple(map(reading.say, heads)), rows, numeric, chart.table.notes)
    return [replace(chart, table=table)]


def _plan_row(reading: Reading, one: Planned, share: Figure) -> tuple[Piece, ...]:
    """Plan and achievement without their unit, which stands beside the name."""
    label = reading.reference.units.by_name[one.plan.plan.unit]
    said = reading.say(Text(label.label_vi, label.label_en))
    bare = [replace(figure, text=figure.text.removesuffix(said).rstrip()) for figure in (one.plan.plan, one.plan.done)]
    return f"{one.title} ({said})", *bare, share


def _without_sign(one: Planned) -> Figure:
    figure = one.figure
    return replace(figure, text=figure.text.removesuffix("%"))


def _scores(reading: Reading, names: Mapping[str, Any], key: str) -> list[Chart]:
    scores: Scores | None = names["scores"]
    if scores is None:
        return []
    known = [
        (reading.board_names[row["board"]], score(reading, row, "verified", bare=True))
        for row in scores.rows
        if row["verified"] is not None
    ]
    if not known:
        return []
    chart = _bars(reading, "scores", reading.say(texts.SCORE_CHART), "point", texts.BOARD, known)
    return [replace(chart, table=_score_table(reading, chart.table, scores))]


def _score_table(reading: Reading, table: Table, scores: Scores) -> Table:
    """The order of emulation: place, self and verified score, difference; ties share a place."""
    heads = (texts.PLACE_IN_ORDER, texts.BOARD, texts.SELF_SCORE, texts.VERIFIED_SCORE, texts.SCORE_DIFFERENCE)
    rows = []
    for row in scores.rows:
        address = Address("emulation_results", (("period", row["period"]), ("board", row["board"])), "rank_verified")
        place: Piece = "…"
        if row["rank_verified"]:
            tied = reading.say(texts.TIED) if row["tied_verified"] else ""
            place = Figure(f"{row['rank_verified']}{tied}", row["rank_verified"], "rank", address)
        figures = [score(reading, row, column, bare=True) for column in ("self", "verified", "difference")]
        rows.append((place, reading.board_names[row["board"]], *figures))
    said = tuple(reading.say(head) for head in heads)
    return Table(table.name, table.title, said, tuple(rows), (True, False, True, True, True), table.notes)


def _half_years(reading: Reading, names: Mapping[str, Any], key: str) -> list[Chart]:
    """Small multiples of the bloc's totals over half-years on one ground, one chart an indicator and sector."""
    if key not in reading.lines:
        return []
    line: Line = names[key]
    totals = [line.total] if isinstance(line.total, Total) else [line.fdi, line.ddi]
    return [chart for total in totals if isinstance(total, Total) and (chart := _history(reading, total))]


def _history(reading: Reading, total: Total) -> Chart | None:
    figures = [(period, figure) for period in _periods(reading) if (figure := _figure_of(reading, total, period))]
    if len(figures) < 2:
        return None
    key, sector, unit = total.line.key, total.row["sector"], total.row["unit"]
    title = ", ".join(word for word in (reading.label(key), reading.sector(sector)) if word)
    label = reading.reference.units.by_name[unit]
    said = reading.say(Text(label.label_vi, label.label_en))
    entitled = reading.say(texts.HISTORY_TITLE).format(title=title, unit=said)
    (first, one), (last, other) = figures[0], figures[-1]
    described = reading.say(texts.CHART_OF_LINES).format(
        title=entitled, first=f"{reading.named(first)} ({one.text})", last=f"{reading.named(last)} ({other.text})"
    )
    rows: tuple[tuple[Piece, ...], ...] = tuple((reading.named(period), figure) for period, figure in figures)
    name = f"history_{key}_{sector}"
    table = Table(name, entitled, (reading.say(texts.PERIOD), said), rows, (False, True), (source_note(reading),))
    categories = tuple(str(period) for period, _ in figures)
    series = (Series(title, tuple(figure for _, figure in figures)),)
    return Chart(name, LINES, entitled, described, unit, categories, series, table, group="history")


def _periods(reading: Reading) -> list[Period]:
    """The half-years up to this one whose totals are of its ground, in order of time."""
    known = sorted(parse_period(text) for text in reading.frames["periods"]["period"])
    shown = [period for period in known if period <= reading.period and period.year > reading.period.year - _YEARS]
    if reading.stands_on_current_ground:
        return shown
    return [period for period in shown if reading.reference.boards.members(period) == reading.boards]


def _figure_of(reading: Reading, total: Total, period: Period) -> Figure | None:
    """The bloc's total of a period on the ground of the report's; None where a board is missing."""
    key, sector = total.line.key, total.row["sector"]
    if reading.reference.boards.members(period) == reading.boards:
        own = reading.total(key, sector, period)
        return own.bare if own and own.is_whole else None
    row = reading.current_totals.get((str(period), key, sector))
    if row is None or row["value"] is None or not row["comparable"]:
        return None
    address = Address(_CURRENT, (("period", str(period)), ("key", key), ("sector", sector)))
    doubt = Doubt(True, row["boards_reported"], row["boards_expected"], int(row["questioned"]))
    return Figure(reading.number(row["value"], total.line.decimals), row["value"], row["unit"], address, doubt)
