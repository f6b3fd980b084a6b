"""`zones letters`: what goes back to every board of a period: marked copy, letter, and the message that sends both."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, AsOf, PeriodArgument, RawFolder, WarehouseFolder, option
from flows.commands.collecting.template import check_folder
from flows.commands.judging import judged_until
from flows.commands.terminal import fail, progress, tell
from flows.steps.asked import moment_named, period_named
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.screen import options

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("letters")(letters)


def letters(
    period: PeriodArgument,
    output: Annotated[Path, option("--output", "-o", word=options.FOLDER_WORD, text=options.FOLDER_OUTPUT)],
    force: Annotated[bool, option("--force", text=options.FORCE)] = False,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.papers.outbox import COPY, LETTER, MESSAGE, write_papers
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    boards = reference.boards.members(asked)
    if not boards:
        fail(common.NOBODY_REPORTS.fill(period=asked))
    names = (COPY, LETTER, MESSAGE)
    check_folder(output, (output / board.slug / name for board in boards for name in names), force)
    judged = judged_until(asked, raw, warehouse, reference, moment_named(as_of), REFUSED)
    output.mkdir(exist_ok=True)
    told = []
    with progress(texts.WRITING) as stage:
        for board in boards:
            stage(board.name_vi)
            state = write_papers(output / board.slug, judged, asked, board, reference)
            written = [name for name in names if (output / board.slug / name).is_file()]
            says = common.STATUS_NAMES["missing" if not judged.received(asked, board.slug) else state]
            told.append(texts.PAPERS_WRITTEN.fill(board=board.name_vi, state=says, files=", ".join(written) or "–"))
    for line in told:
        tell(line)
    tell(texts.LETTERS_WRITTEN.fill(count=len(boards), folder=output))
