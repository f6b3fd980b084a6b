"""`zones factcheck`: every figure of a published text against the warehouse and against the text itself."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, argument, option
from flows.commands.terminal import BAD_INPUT, fail, fitted, remark, warn
from flows.steps.asked import existing_raw, moment_named, period_named
from flows.texts import commands as texts
from flows.texts.screen import options
from flows.texts.screen.language import of_papers, spoken

if TYPE_CHECKING:
    from flows.factcheck.factcheck import Checked
    from flows.factcheck.release import Release


class Shown(StrEnum):
    text = "text"
    json = "json"
    html = "html"


def register(app: typer.Typer) -> None:
    app.command("factcheck")(factcheck)


# Parameters: one an option of the command
def factcheck(
    files: Annotated[list[Path], argument(options.FILE_WORD, options.TEXT_FILES, "{}...")],
    period: Annotated[str | None, option("--period", word=options.PERIOD_WORD, text=options.TEXT_PERIOD)] = None,
    shown: Annotated[Shown, option("--format", text=options.TEXT_FORMAT)] = (Shown.text),
    output: Annotated[Path | None, option("-o", "--output", word=options.FILE_WORD, text=options.OUTPUT_FILE)] = None,
    save: Annotated[bool, option("--save", text=options.SAVE)] = False,
    known_on: Annotated[str | None, option("--known-on", word=options.DATE_WORD, text=options.KNOWN_ON)] = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.factcheck.claim import AGAINST
    from flows.raw_folder.safe_writing import replace_file

    release = _release(warehouse)
    asked = str(period_named(period)) if period else ""
    checked, unread = _checked(files, release, asked)
    written = _written(checked, release, shown)
    if output is not None:
        replace_file(output, written.encode())
    else:
        sys.stdout.write(written)
    if save:
        _save(checked, release, raw, known_on)
    if unread:
        raise typer.Exit(BAD_INPUT)
    raise typer.Exit(int(any(claim.verdict in AGAINST for one in checked for claim in one.claims)))


def _release(warehouse: Path) -> Release:
    from flows.factcheck.release import load_release
    from flows.factcheck.text.grammar import load_grammar
    from flows.publish.current import current_number, release_folder
    from schemas.reference import load_reference

    number = current_number(warehouse)
    if number is None:
        fail(texts.NO_RELEASE.fill(folder=warehouse))
    return load_release(release_folder(warehouse, number), load_reference(), load_grammar())


def _checked(files: list[Path], release: Release, period: str) -> tuple[list[Checked], bool]:
    """The texts that could be read, held against the release; whether any could not."""
    from flows.factcheck.factcheck import check_text
    from flows.factcheck.text.document import read_document
    from flows.ingest.files.grids import UnreadableFile
    from flows.texts.files import unreadable_text

    checked, unread = [], False
    for path in files:
        try:
            checked.append(check_text(read_document(path), release, period))
        except UnreadableFile as error:
            warn(unreadable_text(error.reason, path.name, error.details))
            unread = True
    return checked, unread


def _written(checked: list[Checked], release: Release, shown: Shown) -> str:
    from flows.factcheck.page import page, printed
    from flows.factcheck.saying import as_json

    if shown is Shown.json:
        return json.dumps([as_json(one, release) for one in checked], ensure_ascii=False, indent=1) + "\n"
    if shown is Shown.html:
        return page(checked, release, of_papers())
    return fitted("".join(printed(one, release, spoken()) for one in checked))


def _save(checked: list[Checked], release: Release, raw: Path, known_on: str | None) -> None:
    from flows.factcheck.published_lines import save_published
    from flows.texts import factcheck as words

    day = moment_named(known_on)
    for one in checked:
        saved = save_published(one, release, existing_raw(raw), day.date() if day else None)
        if saved is None:
            fail(words.SAVE_NEEDS_DATE)
        for path, count in saved.items():
            text = words.SAVED.fill(count=count, file=path) if count else words.SAVED_ALREADY.fill(file=path)
            remark(text)
        if not saved:
            remark(words.NOTHING_TO_SAVE)
