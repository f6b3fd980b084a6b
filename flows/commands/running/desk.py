"""`zones desk`: the secretariat's week as pages of this machine, until stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, option
from flows.commands.terminal import fail, tell
from flows.steps.asked import existing_raw
from flows.texts.screen import desk as texts
from flows.texts.screen import options


def register(app: typer.Typer) -> None:
    app.command("desk")(desk)


def desk(
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
    port: Annotated[int, option("--port", text=options.DESK_PORT, min=1, max=65535)] = 8321,
) -> None:
    import socket

    import uvicorn

    from flows.desk.application import HOST
    from flows.desk.application import desk as application

    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        fail(texts.PORT_TAKEN.fill(port=port, why=error.strerror or error))
    made = application(existing_raw(raw), warehouse, port)
    tell(texts.OPEN_AT.fill(address=f"http://{HOST}:{port}/"))
    server = uvicorn.Server(uvicorn.Config(made, log_level="warning", access_log=False, server_header=False))
    server.run(sockets=[listening])
    tell(texts.CLOSED)
