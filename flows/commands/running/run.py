"""`zones run`: the half-year flow, through Prefect or directly."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, AsOf, LastPeriod, RawFolder, WarehouseFolder, option
from flows.commands.terminal import fail, fitted, progress, remark
from flows.steps.asked import moment_named, period_named
from flows.texts import commands as texts
from flows.texts import release as release_texts
from flows.texts.screen import options
from flows.texts.screen.language import said
from schemas.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from flows.steps.running.request import RunRequest
    from schemas.periods import Period
    from schemas.reference import Reference

REFUSED = 1
PICTURE_WIDTH = 150
# Fonts of every system that have the Vietnamese letters in one width.
FONTS = "DejaVu Sans Mono, Consolas, Menlo"


def register(app: typer.Typer) -> None:
    app.command("run")(run)


# Parameters: the options of the command.
def run(
    period: LastPeriod = None,
    as_of: AsOf = None,
    direct: Annotated[bool, option("--direct", text=options.DIRECT)] = False,
    final: Annotated[bool, option("--final", text=options.FINAL)] = False,
    reason: Annotated[str, option("--reason", word=options.TEXT_WORD, text=options.RUN_REASON)] = "",
    accept_loss: Annotated[bool, option("--accept-loss", text=options.ACCEPT_LOSS)] = False,
    approved_by: Annotated[str, option("--approved-by", word=options.NAME_WORD, text=options.LOSS_APPROVED_BY)] = "",
    verify: Annotated[bool, option("--verify", text=options.VERIFY)] = False,
    tables_only: Annotated[bool, option("--tables-only", text=options.TABLES_ONLY)] = False,
    wait: Annotated[float | None, option("--wait", word=options.NUMBER_WORD, text=options.WAIT)] = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
    picture: Annotated[Path | None, option("--picture", word=options.FILE_WORD, text=options.PICTURE)] = None,
    output: Annotated[
        Path | None,
        option("-o", "--output", word=options.FOLDER_WORD, text=options.RUN_OUTPUT),
    ] = None,
) -> None:
    from flows.publish.release_rows import decisions_without_effect
    from flows.steps.running.request import RunRefused, RunRequest
    from schemas.facts.calendar import last_due
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    today = datetime.now(VIETNAM).date()
    asked = period_named(period) if period else last_due(today, reference.calendar)
    moment_named(as_of)
    if accept_loss and not (reason.strip() and approved_by.strip()):
        fail(release_texts.ACCEPT_NEEDS)
    request = RunRequest(
        str(raw), str(warehouse), str(asked), as_of or "", final,
        reason=reason.strip(), accept_loss=accept_loss, approved_by=approved_by.strip(), output=str(output or ""),
        verify=verify, exports=not tables_only, wait=wait,
    )  # fmt: skip
    request.half_year  # noqa: B018 - says in one sentence that a whole year cannot be run
    try:
        number, folder, unchanged, told = (_direct if direct or output or verify or tables_only else _through_prefect)(
            request
        )
    except RunRefused as refused:
        for obstacle in refused.obstacles:
            typer.echo(fitted(f"- {said(obstacle)}", err=True), err=True)
        _tell(getattr(refused, "said", ()))
        fail(refused.text, REFUSED)
    except Exception as error:
        _tell(getattr(error, "said", ()))  # what had been filed by then
        raise
    _tell((*told, *decisions_without_effect(folder)))
    out = _console(picture)
    _print(out, (number, folder, unchanged, told), warehouse, asked, reference)
    if picture:
        _save(out, picture)


def _tell(said: Iterable[Text]) -> None:
    for text in said:
        remark(text)


Outcome = tuple[int, Path, bool, list[Text]]


def _direct(request: RunRequest) -> Outcome:
    from flows.steps.running.direct import run_direct

    with progress(texts.RUNNING.fill(period=request.period)) as tell:
        result = run_direct(request, lambda stage, done, total: tell(f"{said(texts.STAGES[stage])} {done}/{total}"))
    return result.release.number, result.release.folder, result.release.unchanged, list(result.said)


def _through_prefect(request: RunRequest) -> Outcome:
    # The log of the run is with the server; what went wrong is said here in one sentence.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    with progress(texts.STARTING_PREFECT.fill(period=request.period)):
        from prefect import tags

        from flows.half_year import half_year
        from flows.service.database import database_trouble
        from flows.service.folders import working_on
        from flows.service.serving import answers, configured_api
        from flows.service.turns import tag_of

        if (api := configured_api()) and not answers(api):
            fail(texts.NO_SERVER.fill(address=api))
        if not api and (trouble := database_trouble()):
            fail(trouble)
        try:
            with working_on(request.raw, request.warehouse), tags(tag_of(request.warehouse)):
                published = half_year(
                    period=request.period,
                    as_of=request.as_of or None,
                    final=request.final,
                    reason=request.reason,
                    accept_loss=request.accept_loss,
                    approved_by=request.approved_by,
                    return_state=True,
                ).result()
        except RuntimeError as error:
            if "ephemeral" not in str(error):
                raise
            fail(texts.PREFECT_DID_NOT_START)
    told = [Text(vi, en) for vi, en in published["said"]]
    return published["release"], Path(published["folder"]), published["unchanged"], told


def _print(out: Console, made: Outcome, warehouse: Path, period: Period, reference: Reference) -> None:
    number, folder, unchanged, _ = made
    from flows.commands.release_printed import print_release
    from flows.publish.release import ASIDE
    from flows.publish.release_rows import release_rows

    print_release(release_rows(folder, period, reference), period, out)
    out.print()
    text = texts.UNCHANGED if unchanged else texts.PUBLISHED
    if number == ASIDE:
        text = texts.BUILT_ASIDE
    out.print(said(text.fill(number=number, folder=folder, current=warehouse / "current")), markup=False)


def _console(picture: Path | None) -> Console:
    from flows.commands.terminal import console

    if picture is None:
        return console()
    from rich.console import Console

    return Console(record=True, width=PICTURE_WIDTH, force_terminal=True, highlight=False)


def _save(out: Console, picture: Path) -> None:
    """Save what was printed as an SVG that fetches nothing from anywhere."""
    import re

    from rich.terminal_theme import MONOKAI

    svg = out.export_svg(title="make run", theme=MONOKAI, unique_id="zones")
    svg = re.sub(r"@font-face\s*{.*?}\s*", "", svg, flags=re.DOTALL)
    picture.write_text(svg.replace("Fira Code", FONTS), encoding="utf-8")
