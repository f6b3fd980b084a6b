"""`/figures/<period>/<code>`: a total, the boards and cells in it, what is doubtful, how it has changed."""

from __future__ import annotations

from typing import Any

import polars as pl
from starlette.requests import Request
from starlette.responses import Response

from flows.desk.rendering import room_of, show
from flows.desk.room import Room
from flows.publish.current import current_number, release_folder
from flows.steps.asked import indicator_named, period_named
from flows.steps.showing.made import Made
from flows.texts import commands, documents
from flows.texts.rules import where
from flows.texts.screen.language import said
from schemas.form import Indicator, ValueKey
from schemas.periods import Period


def contents(request: Request, fields: dict[str, Any]) -> Response:
    """Every line of the half-year's form, to choose from."""
    room, period = room_of(request), period_named(request.path_params["period"])
    form = room.reference.form.in_force(period)
    return show(request, "contents", period=period, sheets=[(s, form.by_sheet.get(s.sheet, ())) for s in form.sheets])


def figures(request: Request, fields: dict[str, Any]) -> Response:
    room, period = room_of(request), period_named(request.path_params["period"])
    indicator = indicator_named(request.path_params["code"], room.reference.form.in_force(period), period)
    made = Made(room.judged(period), room.reference)
    parts = [
        {
            "key": key,
            "name": f"{said(documents.SECTOR_HEADINGS[key.sector])}, {said(documents.MEASURE_HEADINGS[key.measure])}",
            "unit": said(room.reference.units.by_name[indicator.units[key.sector]].label),
            "decimals": indicator.decimals,
            "total": _total(made, period, key),
            "rows": _boards(room, made, period, key),
            "history": _history(room, period, key),
        }
        for key in indicator.keys
        if key.measure not in ("plan", "last_year")
    ]
    return show(request, "figures", period=period, indicator=indicator, label=_label(indicator), parts=parts)


def _label(indicator: Indicator) -> str:
    return f"{indicator.code} {said(indicator.label)}"


def _total(made: Made, period: Period, key: ValueKey) -> dict[str, Any] | None:
    found = made.totals.filter(period=str(period), code=key.code, sector=key.sector)
    return found.row(0, named=True) if key.measure == "actual" and found.height else None


def _boards(room: Room, made: Made, period: Period, key: ValueKey) -> list[dict[str, Any]]:
    of = {"period": str(period), "code": key.code, "sector": key.sector, "measure": key.measure}
    known = {row["board"]: row for row in made.observed.filter(**of).iter_rows(named=True)}
    rows = []
    for board in room.reference.boards.members(period):
        row = known.get(board.slug)
        state = said(commands.CELL_STATES[row["cell_state"]]) if row and row["value"] is None else ""
        stands = said(where(row["sheet"], row["cell"] or "")) if row and (row["sheet"] or row["cell"]) else ""
        rows.append({"board": board, "row": row, "state": state, "place": stands})
    return rows


def _history(room: Room, period: Period, key: ValueKey) -> list[dict[str, Any]]:
    """What the release in force tells of how the total was known over time; nothing where there is no release."""
    number = current_number(room.warehouse)
    path = release_folder(room.warehouse, number) / "bloc_history.parquet" if number else None
    if path is None or not path.is_file() or key.measure != "actual":
        return []
    table = pl.read_parquet(path).filter(period=str(period), code=key.code, sector=key.sector)
    return table.sort("known_from").to_dicts()
