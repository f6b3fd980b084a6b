"""`zones pack`: what a board needs to check its own file at its own desk, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    BoardArgument,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    option,
)
from flows.commands.collecting.template import check_output, judged_before
from flows.commands.terminal import tell
from flows.steps.asked import board_named, existing_raw, period_named
from flows.texts import documents as texts
from flows.texts.screen import options


def register(app: typer.Typer) -> None:
    app.command("pack")(pack)


def pack(
    board: BoardArgument,
    period: PeriodArgument,
    output: Annotated[Path, option("--output", "-o", word=options.FILE_WORD, text=options.PACK_OUTPUT)],
    force: Annotated[bool, option("--force", text=options.FORCE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.papers.pack import write_pack
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    about = board_named(board, asked, reference.boards)
    check_output(output, force, ".zip")
    judged = judged_before(asked, existing_raw(raw), warehouse, reference)
    files = write_pack(output, raw, judged, about, asked, reference)
    tell(texts.PACK_WRITTEN.fill(file=output, files=files, board=about.name_vi))
