"""`zones desk`: the secretariat's week, or a board's own check, as pages of this machine, until stopped."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, option
from flows.commands.terminal import fail, tell
from flows.steps.asked import existing_raw
from flows.texts.screen import desk as texts
from flows.texts.screen import options
from flows.texts.system_errors import reason_of


def register(app: typer.Typer) -> None:
    app.command("desk")(desk)


def desk(
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
    port: Annotated[int, option("--port", word=options.NUMBER_WORD, text=options.DESK_PORT, min=1, max=65535)] = 8321,
    pack: Annotated[Path | None, option("--pack", word=options.FILE_WORD, text=options.DESK_PACK)] = None,
) -> None:
    import socket

    import uvicorn

    from flows.desk.application import HOST, boards_desk
    from flows.desk.application import desk as application
    from flows.steps.papers.pack import opened_pack
    from schemas.reference import load_reference

    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with ExitStack() as open_now:
        if pack is None:
            made = application(existing_raw(raw), warehouse, port)
        else:
            made = boards_desk(open_now.enter_context(opened_pack(pack, load_reference())), port)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError as error:
            fail(texts.PORT_TAKEN.fill(port=port, why=reason_of(error)))
        tell(texts.OPEN_AT.fill(address=f"http://{HOST}:{port}/"))
        server = uvicorn.Server(uvicorn.Config(made, log_level="warning", access_log=False, server_header=False))
        server.run(sockets=[listening])
    tell(texts.CLOSED)
