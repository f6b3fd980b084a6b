"""`zones watch`: the inbox filed, answered and run as it comes, without a server."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, option
from flows.commands.terminal import tell
from flows.steps.asked import existing_raw
from flows.texts.commands import STATUS_NAMES
from flows.texts.running import watching as texts
from flows.texts.screen import options


def register(app: typer.Typer) -> None:
    app.command("watch")(watch)


def watch(
    every: Annotated[float, option("--every", text=options.EVERY, min=1.0, metavar="N")] = 60.0,
    once: Annotated[bool, option("--once", text=options.ONCE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    existing_raw(raw)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _look(raw, warehouse)
        while not once:
            time.sleep(every)
            _look(raw, warehouse)
    except KeyboardInterrupt:
        tell(texts.STOPPED)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _look(raw: Path, warehouse: Path) -> None:
    """Take in what came, answer, and make the releases it changes; what is wrong is said, and looked at again later."""
    from flows.ingest.filing import IntakeError
    from flows.raw_folder.decisions import DecisionError
    from flows.raw_folder.patient_reading import RawUnreadable
    from flows.steps.running.direct import run_direct
    from flows.steps.running.request import RunFailed, RunRefused, RunRequest
    from flows.steps.taking_in import ACCEPTABLE, answer_board, take_in
    from schemas.reference import load_reference

    reference = load_reference()
    try:
        taken = take_in(raw, warehouse, reference)
        for text in taken.said:
            tell(text)
        periods = set()
        for period, board, _ in taken.new:
            state = answer_board(raw, warehouse, period, board, reference)
            tell(texts.ANSWERED.fill(board=board, period=period, state=STATUS_NAMES[state]))
            if state in ACCEPTABLE:
                periods.add(period)
        for period in sorted(periods):
            try:
                release = run_direct(RunRequest(str(raw), str(warehouse), str(period))).release
                tell(texts.RELEASED.fill(period=period, number=release.number))
            except (RunRefused, RunFailed) as error:
                for obstacle in getattr(error, "obstacles", ()):
                    tell(obstacle)
                tell(error.text)
    except (IntakeError, DecisionError, RawUnreadable) as error:
        tell(error.text)
    except OSError as error:
        tell(texts.NOT_NOW.fill(why=error))
