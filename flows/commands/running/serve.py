"""`zones serve`: the local Prefect server, the deployments and their schedules, until stopped."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder
from flows.commands.terminal import both, fail, progress
from flows.texts import commands as texts

HOST = "127.0.0.1"


def register(app: typer.Typer) -> None:
    app.command("serve", help=texts.SERVE_HELP)(serve)


def serve(
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
    port: Annotated[int, typer.Option("--port", help="Port of the server that is started.", min=1, max=65535)] = 4200,
) -> None:
    from flows.deployments import DEPLOYMENTS
    from flows.service.serving import ServerFailed, answers, configured_api, local_server, serve_deployments

    with ExitStack() as stack:
        address = configured_api()
        if address and not answers(address):
            fail(texts.NO_SERVER.fill(address=address))
        if not address:
            try:
                with progress(texts.STARTING_SERVER.en):
                    address = stack.enter_context(local_server(HOST, port))
            except ServerFailed as error:
                fail(texts.SERVER_FAILED.fill(host=HOST, port=port, why=error))
        both(texts.SERVING.fill(address=address, deployments=", ".join(d.name for d in DEPLOYMENTS)))
        serve_deployments(raw, warehouse)
    both(texts.SERVING_STOPPED)
