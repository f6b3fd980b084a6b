"""`zones doctor`: whether everything that runs by itself is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, Format, FormatOption, RawFolder, WarehouseFolder, option
from flows.commands.terminal import print_json, tell
from flows.steps.asked import existing_raw
from flows.texts.running import health as texts
from flows.texts.screen import options
from schemas.text import Text

if TYPE_CHECKING:
    from flows.steps.health import Check

HOST = "127.0.0.1"


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
    port: Annotated[int, option("--port", word=options.NUMBER_WORD, text=options.PORT, min=1, max=65535)] = 4200,
    form: FormatOption = Format.text,
) -> None:
    from flows.raw_folder.decisions import DecisionError
    from flows.steps.health import LOOK, UNKNOWN, Check, machine_checks
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    existing_raw(raw)
    found: list[Check] = []
    try:
        found += machine_checks(raw, warehouse, load_reference(), datetime.now(VIETNAM))
    except (OSError, DecisionError) as error:
        found.append(Check("permissions", UNKNOWN, getattr(error, "text", Text(str(error), str(error)))))
    found += _of_prefect(port)
    if form is Format.json:
        print_json(
            [{"check": c.name, "state": c.state, "message_vi": c.text.vi, "message_en": c.text.en} for c in found]
        )
    for check in found if form is Format.text else ():
        state, name = texts.STATES[check.state], texts.NAMES[check.name]
        tell(Text(f"[{state.vi}] {name.vi}: {check.text.vi}", f"[{state.en}] {name.en}: {check.text.en}"))
    states = {check.state for check in found}
    raise typer.Exit(2 if UNKNOWN in states else 1 if LOOK in states else 0)


def _of_prefect(port: int) -> Iterator[Check]:
    from flows.deployments import DEPLOYMENTS
    from flows.service.database import database_trouble
    from flows.service.health import server_checks
    from flows.service.serving import answers, configured_api
    from flows.steps.health import LOOK, WELL, Check

    address = configured_api() or f"http://{HOST}:{port}/api"
    if not configured_api():
        trouble = database_trouble()
        yield Check("database", LOOK if trouble else WELL, trouble or texts.WELL)
    if not answers(address):
        yield Check("server", LOOK, texts.NO_SERVER.fill(address=address))
        return
    names = {f"{one.flow.replace('_', '-')}/{one.name}": bool(one.crons or one.every) for one in DEPLOYMENTS}
    yield from server_checks(address, names)
