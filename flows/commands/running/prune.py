"""`zones prune`: old releases removed."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.arguments import WAREHOUSE, WarehouseFolder, argument, option
from flows.commands.terminal import fail, tell
from flows.texts.releasing import releases as texts
from flows.texts.screen import options


def register(app: typer.Typer) -> None:
    app.command("prune")(prune)


def prune(
    releases: Annotated[list[int] | None, argument(options.RELEASE_WORD, options.ALSO_KEPT, "[{}]...")] = None,
    newest: Annotated[
        int,
        option(
            "--keep",
            text=options.KEEP,
            min=1,
            metavar="N",
        ),
    ] = 10,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.publish import pruning
    from flows.publish.current import release_numbers
    from flows.raw_folder.safe_writing import Busy

    kept = releases or []
    if unknown := set(kept) - set(release_numbers(warehouse)):
        fail(texts.UNKNOWN_RELEASES.fill(found=", ".join(map(str, sorted(unknown)))))
    try:
        removed = pruning.prune(warehouse, newest, kept)
    except Busy:
        fail(texts.BUSY.fill(folder=warehouse))
    stay = ", ".join(map(str, release_numbers(warehouse))) or "–"
    tell(texts.PRUNED.fill(removed=", ".join(map(str, removed)) or "–", kept=stay))
