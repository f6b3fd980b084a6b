"""`zones template`: the form for one board and period, prefilled with what was accepted before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, BoardArgument, RawFolder, WarehouseFolder, argument, option
from flows.commands.terminal import fail, progress, tell
from flows.steps.asked import board_named, period_named
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.screen import options
from flows.texts.system_errors import reason_of

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from schemas.periods import Period
    from schemas.reference import Reference

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("template")(template)


def template(
    board: BoardArgument,
    period: Annotated[str, argument(options.PERIOD_WORD, options.TEMPLATE_PERIOD)],
    output: Annotated[Path, option("--output", "-o", word=options.FILE_WORD, text=options.TEMPLATE_OUTPUT)],
    force: Annotated[bool, option("--force", text=options.FORCE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.papers.prefilled import write_prefilled
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    about = board_named(board, asked, reference.boards)
    if not about.member:
        members = ", ".join(member.slug for member in reference.boards.members(asked))
        fail(common.UNKNOWN_BOARD.fill(found=board, period=asked, known=members))
    check_output(output, force)
    judged = judged_before(asked, raw, warehouse, reference)
    try:
        known = write_prefilled(output, judged, about, asked, reference)
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=output, why=reason_of(error)))
    tell(texts.TEMPLATE_WRITTEN.fill(file=output, figures=len(known.values), zones=len(known.zones)))
    if not known.values:
        tell(texts.TEMPLATE_NOTHING_KNOWN.fill(period=asked.previous))


def judged_before(period: Period, raw: Path, warehouse: Path, reference: Reference) -> Judged | None:
    """raw/ judged up to the half-year before, None where there is no raw/; ends the command where it cannot be."""
    from flows.raw_folder.decisions import DecisionError
    from flows.steps.papers.prefilled import judged_before

    if not raw.is_dir():
        return None
    with progress(common.JUDGING.fill(period=period)):
        try:
            return judged_before(raw, warehouse, reference, period)
        except DecisionError as error:
            fail(error.text, REFUSED)


def check_output(output: Path, force: bool, suffix: str = ".xlsx") -> None:
    """End the command unless `output` may be written: its folder exists, its name fits, nothing is overwritten."""
    if output.suffix.lower() != suffix:
        fail(texts.WRONG_SUFFIX.fill(file=output, suffix=suffix))
    if not output.parent.is_dir():
        fail(texts.NO_FOLDER.fill(folder=output.parent))
    if output.is_dir() or (output.exists() and not force):
        fail(texts.FILE_EXISTS.fill(file=output), REFUSED)


def check_folder(folder: Path, files: Iterable[Path], force: bool) -> None:
    """End the command unless those files may be written into a folder, which is made where only it is missing."""
    if folder.exists() and not folder.is_dir():
        fail(texts.NO_FOLDER.fill(folder=folder))
    if not folder.parent.is_dir():
        fail(texts.NO_FOLDER.fill(folder=folder.parent))
    there = next((path for path in files if path.exists()), None)
    if there is not None and not force:
        fail(texts.FILE_EXISTS.fill(file=there), REFUSED)
