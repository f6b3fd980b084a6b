"""`zones serve`: the local Prefect server, the deployments and their schedules, until stopped."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, option
from flows.commands.terminal import fail, progress, tell
from flows.texts import commands as texts
from flows.texts.screen import options

HOST = "127.0.0.1"
SERVER_ENDED = 1


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
    port: Annotated[int, option("--port", word=options.NUMBER_WORD, text=options.PORT, min=1, max=65535)] = 4200,
) -> None:
    # From the start, and also where a script has Ctrl-C ignored: what has been opened is closed on the way out.
    signal.signal(signal.SIGTERM, _interrupt)
    from flows.service.serving import ServerGone

    try:
        _serve(raw, warehouse, port)
    except KeyboardInterrupt:
        pass
    except ServerGone:
        fail(texts.SERVER_GONE, SERVER_ENDED)
    tell(texts.SERVING_STOPPED)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _serve(raw: Path, warehouse: Path, port: int) -> None:
    from flows.deployments import DEPLOYMENTS
    from flows.service.database import database_trouble
    from flows.service.serving import (
        ServerFailed,
        answers,
        configured_api,
        local_server,
        serve_deployments,
        sweep,
    )

    with ExitStack() as stack:
        address, server = configured_api(), None
        if address and not answers(address):
            fail(texts.NO_SERVER.fill(address=address))
        if not address:
            if trouble := database_trouble():
                fail(trouble)
            try:
                with progress(texts.STARTING_SERVER):
                    server = stack.enter_context(local_server(HOST, port))
            except ServerFailed as error:
                fail(texts.SERVER_FAILED.fill(host=HOST, port=port, why=error))
            address = server.address
        for run in sweep(alone=server is not None):
            tell(texts.RUN_WAS_DEAD.fill(run=run))
        tell(texts.SERVING.fill(address=address, deployments=", ".join(d.name for d in DEPLOYMENTS)))
        serve_deployments(raw, warehouse, server)
