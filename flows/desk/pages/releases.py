"""`/releases`: what was published when, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from flows.desk.rendering import room_of, show
from flows.publish.changes.differences import differences
from flows.publish.current import current_number, release_folder, release_numbers
from flows.publish.release_list import listed_releases
from flows.steps.asked import NotUnderstood
from flows.steps.showing.told_differences import told_rows
from flows.texts import commands
from flows.texts.numbers import moment_text
from flows.texts.releasing import releases as texts
from flows.texts.screen.language import said
from schemas.tables import Table, warehouse_tables

SHOWN = 60


def releases(request: Request, fields: dict[str, Any]) -> Response:
    room = room_of(request)
    numbers = release_numbers(room.warehouse)
    asked = [str(fields.get(name, "")) for name in ("older", "newer")]
    found, tables = [], warehouse_tables(room.reference.form, room.reference.units)
    if all(asked):
        for word in asked:
            if not (word.isascii() and word.isdigit() and int(word) in numbers):
                raise NotUnderstood(commands.UNKNOWN_RELEASE.fill(found=word, known=", ".join(map(str, numbers))))
        older, newer = (release_folder(room.warehouse, int(word)) for word in asked)
        found = differences(older, newer, tables)
    return show(
        request,
        "releases",
        listed=list(reversed(listed_releases(room.warehouse))),
        numbers=numbers,
        current=current_number(room.warehouse),
        asked=asked,
        found=[(_title(one.table, tables), one, told_rows(one, SHOWN, tables, room.reference)) for one in found],
        headings=list(map(said, texts.HEADINGS)),
        moment=lambda at: said(moment_text(at)),
        statuses={name: said(text) for name, text in commands.STATUS_OF_FIGURES.items()},
    )


def _title(table: str, tables: Mapping[str, Table]) -> str:
    return said(tables[table].title) if table in tables else table
