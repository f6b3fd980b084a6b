"""`zones diff`: what changed between two releases, or between what was known on two days."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, Format, FormatOption, RawFolder, WarehouseFolder, argument, option
from flows.commands.terminal import console, fail, print_table, progress, tell
from flows.steps.asked import existing_raw, moment_named
from flows.texts import commands as common
from flows.texts.releasing import releases as texts
from flows.texts.screen import options
from flows.texts.screen.language import said
from schemas.text import Text

if TYPE_CHECKING:
    from flows.publish.changes.differences import TableDifference
    from schemas.reference import Reference
    from schemas.tables import Table

SHOWN = 30
SHOWN_ON_A_PAGE = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*")


def register(app: typer.Typer) -> None:
    app.command("diff")(diff)


def diff(
    older: Annotated[str | None, argument(options.OLDER_WORD, options.OLDER, "[{}]")] = None,
    newer: Annotated[str | None, argument(options.NEWER_WORD, options.NEWER, "[{}]")] = None,
    form: FormatOption = Format.text,
    page: Annotated[Path | None, option("--html", word=options.FILE_WORD, text=options.PAGE)] = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.publish.changes.differences import differences
    from flows.raw_folder.safe_writing import replace_file
    from schemas.reference import load_reference
    from schemas.tables import warehouse_tables

    reference = load_reference()
    tables = warehouse_tables(reference.form, reference.units)
    with folders(older, newer, raw, warehouse) as (first, second, names):
        found = differences(first, second, tables)
        restated = [_restated(folder) for folder in (first, second)]
    if page is not None:
        replace_file(page, page_of(found, names, tables, reference).encode())
        tell(texts.PAGE_WRITTEN.fill(file=page))
    elif form is Format.json:
        print_lines(found)
    else:
        print_text(found, names, tables, reference)
        _print_restated(restated, names)


def _named(table: str, tables: Mapping[str, Table]) -> Text:
    title = tables[table].title if table in tables else Text(table, table)
    return Text(f"{title.vi} ({table})", f"{title.en} ({table})")


@contextmanager
def folders(
    older: str | None, newer: str | None, raw: Path, warehouse: Path
) -> Iterator[tuple[Path, Path, tuple[str, str]]]:
    """The two folders compared and what they are called; those of a day are built aside and removed again."""
    if older and newer and _DATE.fullmatch(older) and _DATE.fullmatch(newer):
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as scratch:
            built = [
                _built(day, existing_raw(raw), warehouse, Path(scratch) / str(n))
                for n, day in enumerate((older, newer))
            ]
            yield built[0], built[1], (older, newer)
        return
    from flows.publish.current import current_number, release_folder, release_numbers

    numbers, current = release_numbers(warehouse), current_number(warehouse)
    if current is None:
        fail(common.NO_RELEASE.fill(folder=warehouse))
    for word in (older, newer):
        if word is not None and not (word.isascii() and word.isdigit() and int(word) in numbers):
            fail(common.UNKNOWN_RELEASE.fill(found=word, known=", ".join(map(str, numbers))))
    second = int(newer) if newer else current
    first = int(older) if older else max((n for n in numbers if n < second), default=None)
    if first is None:
        fail(common.ONE_RELEASE.fill(number=second))
    yield release_folder(warehouse, first), release_folder(warehouse, second), (str(first), str(second))


def _built(day: str, raw: Path, warehouse: Path, scratch: Path) -> Path:
    """All tables as they were known at the end of a day; only what reading remembers is taken from the warehouse."""
    from flows.raw_folder.store import RawStore
    from flows.steps.running.direct import run_direct
    from flows.steps.running.request import RunRequest

    moment_named(day)
    scratch.mkdir()
    if (warehouse / "cache").is_dir():
        (scratch / "cache").symlink_to((warehouse / "cache").resolve(), target_is_directory=True)
    halves = [str(period) for period in RawStore(raw).periods() if period.half]
    with progress(texts.BUILDING.fill(day=day)):
        request = RunRequest(str(raw), str(scratch), max(halves, default="2021-H1"), as_of=day, exports=False)
        return run_direct(request).release.folder


def print_text(
    found: Sequence[TableDifference], names: tuple[str, str], tables: Mapping[str, Table], reference: Reference
) -> None:
    from flows.steps.showing.told_differences import told_rows

    out = console()
    if not found:
        tell(common.NO_CHANGES.fill(first=names[0], second=names[1]))
    for one in found:
        if one.there is not None:
            tell(texts.TABLE_THERE[one.there].fill(table=one.table))
            continue
        counts = {what: one.count(what) for what in texts.WHATS}
        title = texts.TITLE.fill(table=_named(one.table, tables), first=names[0], second=names[1], **counts)
        rows = told_rows(one, SHOWN, tables, reference)
        if rows:
            print_table(texts.HEADINGS, rows, title=title, right=(texts.EFFECT,), to=out)
        for column in one.columns_added:
            tell(texts.COLUMN_ADDED.fill(table=one.table, column=column))
        for column in one.columns_removed:
            tell(texts.COLUMN_REMOVED.fill(table=one.table, column=column))
        if one.changes.height > SHOWN:
            tell(common.MORE_CHANGES.fill(count=one.changes.height - SHOWN))
        for period, board, rows_moved in one.moved.iter_rows():
            tell(texts.MOVED.fill(table=one.table, period=period, board=board, count=rows_moved))


def _restated(folder: Path) -> list[dict[str, object]]:
    from flows.publish.manifest import read_manifest

    found = (read_manifest(folder) or {}).get("restatements")
    return found if isinstance(found, list) else []


def _print_restated(restated: list[list[dict[str, object]]], names: tuple[str, str]) -> None:
    """The corrections that one of the two has and the other has not."""
    from flows.commands.release_printed import print_restatements
    from flows.publish.release_rows import restatement_rows
    from schemas.reference import load_reference

    def decided(one: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in one.items() if name not in ("line", "reaches")}

    old, new = restated
    gone = [one for one in old if decided(one) not in map(decided, new)]
    come = [one for one in new if decided(one) not in map(decided, old)]
    for shown, title in ((come, common.NEW_RESTATEMENTS), (gone, common.GONE_RESTATEMENTS)):
        if shown:
            rows = restatement_rows(shown, load_reference())
            print_restatements(rows, title.fill(first=names[0], second=names[1]), console())


def print_lines(found: Sequence[TableDifference]) -> None:
    """One object a line and change: every change of every table, whole."""
    for one in found:
        head: dict[str, object] = {"table": one.table, "there": one.there, "columns_added": list(one.columns_added)}
        head |= {"columns_removed": list(one.columns_removed), "moved": one.moved.to_dicts()}
        typer.echo(json.dumps(head, ensure_ascii=False))
        for part in one.changes.iter_slices(10_000):
            for row in part.iter_rows(named=True):
                typer.echo(json.dumps({"table": one.table, **row}, ensure_ascii=False))


def page_of(
    found: Sequence[TableDifference], names: tuple[str, str], tables: Mapping[str, Table], reference: Reference
) -> str:
    """A page with the counts of every table and the changes of largest effect: as light for a million as for ten."""
    from flows.publish.html_pages import grid, page, tag
    from flows.steps.showing.told_differences import told_rows

    contents = [tag("h1", said(texts.PAGE_TITLE.fill(first=names[0], second=names[1])))]
    counts = [(one.table, *(one.count(what) for what in texts.WHATS), one.moved["rows"].sum()) for one in found]
    contents.append(
        grid(
            [said(heading) for heading in texts.COUNT_HEADINGS],
            counts,
            ("code", "number", "number", "number", "number"),
        )
    )
    for one in found:
        if not one.changes.is_empty():
            contents.append(tag("h2", said(_named(one.table, tables))))
            contents.append(
                grid(
                    [said(heading) for heading in texts.HEADINGS],
                    told_rows(one, SHOWN_ON_A_PAGE, tables, reference),
                    ("word", "word", "", "", "", "number", ""),
                )
            )
    return page(said(texts.PAGE_TITLE.fill(first=names[0], second=names[1])), *contents)
