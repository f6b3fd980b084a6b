"""`zones templates`: the form of every board of a period, prefilled, in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, argument, option
from flows.commands.collecting.template import check_folder, judged_before
from flows.commands.terminal import progress, tell
from flows.steps.asked import period_named
from flows.texts import documents as texts
from flows.texts.screen import options


def register(app: typer.Typer) -> None:
    app.command("templates")(templates)


def templates(
    period: Annotated[str, argument(options.PERIOD_WORD, options.TEMPLATE_PERIOD)],
    output: Annotated[Path, option("--output", "-o", word=options.FOLDER_WORD, text=options.FOLDER_OUTPUT)],
    force: Annotated[bool, option("--force", text=options.FORCE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.papers.prefilled import TEMPLATE_NAME, write_prefilled
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    boards = reference.boards.members(asked)
    files = {board.slug: output / TEMPLATE_NAME.format(board=board.slug, period=asked) for board in boards}
    check_folder(output, files.values(), force)
    judged = judged_before(asked, raw, warehouse, reference)
    output.mkdir(exist_ok=True)
    told = []
    with progress(texts.WRITING) as stage:
        for board in boards:
            stage(board.name_vi)
            known = write_prefilled(files[board.slug], judged, board, asked, reference)
            count = len(known.values)
            told.append(texts.TEMPLATE_WRITTEN.fill(file=files[board.slug], figures=count, zones=len(known.zones)))
    for line in told:
        tell(line)
    tell(texts.TEMPLATES_WRITTEN.fill(count=len(files), folder=output))
