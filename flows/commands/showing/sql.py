"""`zones sql`: a question to the tables of a release, in SQL; nothing is written."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import WAREHOUSE, WarehouseFolder, argument, option
from flows.commands.terminal import console, fail, print_table, remark
from flows.texts.numbers import number_text
from flows.texts.releasing import exports as texts
from flows.texts.releasing import releases
from flows.texts.screen import options

if TYPE_CHECKING:
    import polars as pl

MOST_ROWS = 200


class Format(StrEnum):
    table, csv, json = "table", "csv", "json"


def register(app: typer.Typer) -> None:
    app.command("sql")(sql)


def sql(
    statement: Annotated[str, argument(options.SQL_WORD, options.SQL)],
    format: Annotated[Format, option("--format", text=options.SQL_FORMAT)] = Format.table,
    release: Annotated[int | None, option("--release", word=options.NUMBER_WORD, text=options.SQL_RELEASE)] = None,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    found = _answer(statement, _database(warehouse, release))
    if format is Format.csv:
        from flows.publish.exports.delimited import MOMENT, spreadsheet_safe_texts

        sys.stdout.write(spreadsheet_safe_texts(found).write_csv(datetime_format=MOMENT))
    elif format is Format.json:
        typer.echo(json.dumps(found.to_dicts(), ensure_ascii=False, default=str, indent=1))
    else:
        numbers = [name for name, type_ in found.schema.items() if type_.is_numeric()]
        print_table(found.columns, found.head(MOST_ROWS).iter_rows(), right=numbers, to=console())
        if found.height > MOST_ROWS:
            remark(texts.MORE_ROWS.fill(shown=number_text(MOST_ROWS), rows=number_text(found.height)))


def _database(warehouse: Path, number: int | None) -> Path:
    """The database of a release, by default of the current one; ends the command where there is none."""
    from flows.publish.current import current_number, release_folder, release_numbers
    from flows.publish.exports.database import DATABASE

    asked = number or current_number(warehouse)
    if asked is None:
        fail(releases.NONE_LISTED.fill(folder=warehouse))
    if asked not in release_numbers(warehouse):
        fail(releases.UNKNOWN_RELEASES.fill(found=asked))
    path = release_folder(warehouse, asked) / DATABASE
    if not path.is_file():
        fail(texts.NO_DATABASE.fill(number=asked))
    return path


def _answer(statement: str, path: Path) -> pl.DataFrame:
    """What a statement gives; it can neither write nor read anything but this file."""
    import duckdb

    # Nothing outside of the file is within reach, and no statement can change that.
    closed: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
        "autoload_known_extensions": "false",
    }
    try:
        with duckdb.connect(str(path), read_only=True, config=closed) as base:
            asked = base.sql(statement)
            if asked is None:
                fail(texts.NO_ROWS)
            found: pl.DataFrame = asked.pl()
            return found
    except duckdb.Error as error:
        why = " ".join(str(error).partition("\n\nLINE ")[0].split())
        fail(texts.NOT_ANSWERED.fill(why=why))
