"""`zones releases`: what was published when, and which releases a file belongs to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.arguments import WAREHOUSE, Format, FormatOption, WarehouseFolder, argument
from flows.commands.terminal import console, fail, print_json, print_table, tell
from flows.texts import commands as words
from flows.texts.numbers import moment_text
from flows.texts.releasing import releases as texts
from flows.texts.screen import options
from flows.texts.screen.language import said

_FIELDS = ("version", "published_at", "period", "status", "inputs_sha256", "release_inputs_sha256", "reason")


def register(app: typer.Typer) -> None:
    app.command("releases")(releases)


def releases(
    file: Annotated[Path | None, argument(options.FILE_WORD, options.TABLE_FILE, "[{}]")] = None,
    form: FormatOption = Format.text,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.publish.current import current_number, release_numbers
    from flows.publish.release_list import listed_releases, releases_of_file

    shown = listed_releases(warehouse)
    if file is not None:
        try:
            table, shown = releases_of_file(file, warehouse)
        except ValueError:
            fail(texts.NO_TABLE.fill(file=file))
        if form is Format.text:
            tell((texts.OF_FILE if shown else texts.OF_NONE).fill(file=file, table=table))
    elif not shown:
        fail(texts.NONE_LISTED.fill(folder=warehouse))
    kept, current = set(release_numbers(warehouse)), current_number(warehouse)
    if form is Format.json:
        print_json(
            [
                {name: getattr(one, name) for name in _FIELDS}
                | {
                    "number": int(one.number),
                    "tables": json.loads(one.tables or "{}"),
                    "kept": int(one.number) in kept,
                    "current": one.number == str(current),
                }
                for one in shown
            ]
        )
        return
    rows = [
        (
            one.number,
            one.version,
            said(moment_text(one.published_at)),
            one.period,
            words.STATUS_OF_FIGURES.get(one.status, one.status),
            one.inputs_sha256[:12],
            texts.IS_CURRENT if one.number == str(current) else texts.IS_KEPT if int(one.number) in kept else "",
            one.reason,
        )
        for one in shown
    ]
    if rows:
        print_table(texts.LIST_HEADINGS, rows, title=texts.LIST_TITLE, right=texts.LIST_HEADINGS[:1], to=console())
