"""Printing what a figure that stands in no cell was made of: a total, a derived half, an estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from flows.commands.terminal import fail, fitted
from flows.steps.showing.causes import place
from flows.texts import commands as words
from flows.texts.documents import column_words
from flows.texts.numbers import number_text
from flows.texts.releasing import releases as texts
from flows.texts.screen.language import said
from schemas.periods import parse_period

if TYPE_CHECKING:
    import polars as pl

    from flows.steps.judged import Judged
    from flows.steps.showing.made import Made
    from schemas.form import Indicator, ValueKey
    from schemas.periods import Period
    from schemas.reference import Reference


def print_totals(
    judged: Judged, period: Period, indicator: Indicator, sector: str | None, reference: Reference
) -> None:
    """The bloc's total of an indicator, what is missing or in doubt in it, and each board's figure with its cell."""
    from flows.steps.showing.made import Made

    made = Made(judged, reference)
    keys = [key for key in indicator.keys if sector in (None, key.sector)]
    keys = [key for key in keys if key.measure == "actual"] or keys  # a score has none
    if not keys:
        fail(texts.NO_SUCH_FIGURE.fill(code=indicator.code, sector=sector))
    typer.secho(f"{indicator.code} {said(indicator.label)} · {period}", bold=True)
    for key in keys:
        typer.echo()
        typer.secho(f"  {said(column_words(key.sector, key.measure))}", bold=True)
        of = {"period": str(period), "code": key.code, "sector": key.sector}
        whole = made.totals.filter(**of) if key.measure == "actual" else made.totals.clear()
        _print_total(whole, key, indicator, reference)
        _print_boards(made.observed.filter(**of, measure=key.measure), period, reference)


def _print_total(row: pl.DataFrame, key: ValueKey, indicator: Indicator, reference: Reference) -> None:
    unit = reference.units.by_name[indicator.units[key.sector]]
    if row.is_empty():
        typer.echo(f"    {said(texts.NOT_SUMMED.fill(code=key.code))}")
        return
    (total,) = row.to_dicts()
    typer.secho(f"    {_shown(total['value'])} {said(unit.label)}", bold=True)
    status = said(words.STATUS_OF_FIGURES[total["status"]])
    _fact("boards", f"{total['boards_reported']}/{total['boards_expected']}, {status}")
    names = {"without": "value_without_questioned", "likely": "likely_value"} if total["open_queries"] else {}
    if names:
        _fact("queries", total["open_queries"])
    if total["waived_errors"]:
        _fact("waived_errors", total["waived_errors"])
    if not total["complete"] and total["value_with_estimates"] is not None:
        names["estimated"] = "value_with_estimates"
    for word, name in names.items():
        _fact(word, _shown(total[name]))


def _fact(name: str, fact: object) -> None:
    typer.echo(f"      {said(words.FACTS[name]):{words.FACT_WIDTH}} {fact}")


def _print_boards(figures: pl.DataFrame, period: Period, reference: Reference) -> None:
    found = {row["board"]: row for row in figures.iter_rows(named=True)}
    for board in reference.boards.members(period):
        row = found.get(board.slug)
        if row is None:
            typer.echo(f"      {board.name_vi:12} {said(texts.NOTHING_IN_FORCE)}")
            continue
        figure = _shown(row["value"]) if row["value"] is not None else said(words.CELL_STATES[row["cell_state"]])
        estimate = f" (~ {_shown(row['estimated_value'])})" if row["estimated_value"] is not None else ""
        asked = " (?)" if row["questioned"] else ""
        stands = place(row["sheet"], row["cell"])
        status = said(words.VALUE_STATUS[row["status"]])
        told = f"{board.name_vi:12} {figure}{estimate}{asked}  {status}  {row['submission']}  {stands}"
        typer.echo(fitted(f"      {told}"))


def print_inputs(made: Made, period: Period, board: str, key: ValueKey) -> None:
    """The estimate, and the cells of which it or a derived half was made; nothing for a figure that was reported."""
    of = {"period": str(period), "board": board, "code": key.code, "sector": key.sector, "measure": key.measure}
    for estimate in made.observed.filter(**of)["estimated_value"].drop_nulls():
        typer.echo(f"      {said(texts.ESTIMATE)}  ~ {_shown(estimate)}")
    for row in made.inputs.filter(**of).iter_rows(named=True):
        stands = place(row["sheet"], row["cell"])
        asked = " (?)" if row["questioned"] else ""
        kind, figure = said(texts.INPUTS[row["kind"]]), f"{_shown(row['value'])}{asked}"
        name = _board_named(row["input_board"], row["input_period"], made.reference)
        told = (
            f"{kind}: {row['input_period']}, {name}, {row['input_code']}, {figure}  {row['submission'] or ''}  {stands}"
        )
        typer.echo(fitted(f"      {told}"))


def _board_named(slug: str, period: str, reference: Reference) -> str:
    found = reference.boards.find(slug, parse_period(period))
    return found.name_vi if found else slug


def _shown(value: float | None) -> str:
    return "–" if value is None else said(number_text(value))
