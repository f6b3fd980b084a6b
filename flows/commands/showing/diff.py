"""`zones diff`: what changed between two releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import WAREHOUSE, WarehouseFolder
from flows.commands.terminal import both, console, fail, print_table
from flows.texts import commands as texts
from flows.texts.numbers import number_text

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

SHOWN = 60


def register(app: typer.Typer) -> None:
    app.command("diff", help=texts.DIFF_HELP)(diff)


def diff(
    older: Annotated[int | None, typer.Argument(metavar="[RELEASE]", help="By default the one before.")] = None,
    newer: Annotated[int | None, typer.Argument(metavar="[RELEASE]", help="By default the current one.")] = None,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.publish.current import current_number, release_folder, release_numbers

    numbers = release_numbers(warehouse)
    current = current_number(warehouse)
    if current is None:
        fail(texts.NO_RELEASE.fill(folder=warehouse))
    second = newer if newer is not None else current
    first = older if older is not None else max((n for n in numbers if n < second), default=None)
    if first is None:
        fail(texts.ONE_RELEASE.fill(number=second))
    for number in (first, second):
        if number not in numbers:
            fail(texts.UNKNOWN_RELEASE.fill(found=number, known=", ".join(map(str, numbers))))
    out = console()
    quiet = True
    for table, key, watched in (
        ("submissions", ["period", "board", "submission"], ["state", "errors", "queries", "waived"]),
        ("observations", ["period", "board", "code", "sector", "measure"], ["value", "status", "submission"]),
        ("bloc_summary", ["period", "code", "sector"], ["value", "boards_reported", "boards_expected", "status"]),
        ("reconciliation", ["period", "code", "sector", "line"], ["verdict"]),
    ):
        changes = changed(release_folder(warehouse, first), release_folder(warehouse, second), table, key, watched)
        if changes.is_empty():
            continue
        quiet = False
        rows = [tuple(_shown(value) for value in row) for row in changes.head(SHOWN).iter_rows()]
        title = texts.CHANGES.fill(table=table, count=changes.height, first=first, second=second).en
        print_table([name.replace("_", " ") for name in changes.columns], rows, title=title, to=out)
        if changes.height > SHOWN:
            both(texts.MORE_CHANGES.fill(count=changes.height - SHOWN))
    quiet = not _print_restated(warehouse, first, second, out) and quiet
    if quiet:
        both(texts.NO_CHANGES.fill(first=first, second=second))


def _print_restated(warehouse: Path, first: int, second: int, out: Console) -> bool:
    """The corrections that one of two releases has and the other has not; whether there are any."""
    from flows.commands.release_printed import print_restatements
    from flows.publish.current import release_folder
    from flows.publish.manifest import read_manifest
    from flows.publish.release_rows import restatement_rows
    from schemas.reference import load_reference

    def of(number: int) -> list[dict[str, object]]:
        found = (read_manifest(release_folder(warehouse, number)) or {}).get("restatements")
        return found if isinstance(found, list) else []

    def decided(one: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in one.items() if name not in ("line", "reaches")}

    old, new = of(first), of(second)
    gone = [one for one in old if decided(one) not in map(decided, new)]
    come = [one for one in new if decided(one) not in map(decided, old)]
    for shown, title in ((come, texts.NEW_RESTATEMENTS), (gone, texts.GONE_RESTATEMENTS)):
        if shown:
            rows = restatement_rows(shown, load_reference())
            print_restatements(rows, title.fill(first=first, second=second).en, out)
    return bool(come or gone)


def changed(first: Path, second: Path, table: str, key: list[str], watched: list[str]) -> pl.DataFrame:
    """The rows of a table that are new, gone or different: the key, what happened, and what differs as `a → b`."""
    import polars as pl

    frames = [pl.read_parquet(folder / f"{table}.parquet", columns=[*key, *watched]) for folder in (first, second)]
    old, new = (frame.with_columns(pl.lit(True).alias("there")) for frame in frames)
    joined = old.join(new, on=key, how="full", coalesce=True, suffix=" new", nulls_equal=True)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name} new")) for name in [*watched, "there"])
    happened = (
        pl.when(pl.col("there").is_null())
        .then(pl.lit("new"))
        .when(pl.col("there new").is_null())
        .then(pl.lit("gone"))
        .otherwise(pl.lit("changed"))
        .alias("what")
    )
    pairs = [
        pl.struct(pl.col(name).alias("a"), pl.col(f"{name} new").alias("b"))
        .map_elements(_pair, return_dtype=pl.String)
        .alias(name)
        for name in watched
    ]
    return joined.filter(~same).select(*key, happened, *pairs).sort(key)


def _pair(values: dict[str, object]) -> str:
    before, after = _shown(values["a"]), _shown(values["b"])
    return before if before == after else f"{before or '–'} → {after or '–'}"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return number_text(value).vi
    return "" if value is None else str(value)
