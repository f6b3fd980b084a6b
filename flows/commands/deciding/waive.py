"""`zones waive`: write down that a finding was explained and the explanation accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    BoardArgument,
    DecidedOn,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    argument,
    decided_at,
    option,
)
from flows.commands.judging import judged_until
from flows.commands.terminal import fail, fitted, tell
from flows.steps.asked import board_named, period_named
from flows.texts import documents as texts
from flows.texts.numbers import date_text
from flows.texts.screen import options
from flows.texts.screen.language import said
from flows.texts.system_errors import reason_of

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from schemas.periods import Period
    from schemas.reference import Reference

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("waive")(waive)


# Parameters: one an argument or option of the command.
def waive(
    period: PeriodArgument,
    board: BoardArgument,
    rule: Annotated[str, argument(options.RULE_WORD, options.RULE)],
    code: Annotated[str | None, argument(options.CODE_WORD, options.FINDING_CODE, "[{}]")] = None,
    sector: Annotated[str | None, argument(options.SECTOR_WORD, options.SECTOR, "[{}]")] = None,
    reason: Annotated[str, option("--reason", word=options.TEXT_WORD, text=options.EXPLANATION)] = "",
    approved_by: Annotated[str, option("--approved-by", word=options.NAME_WORD, text=options.ACCEPTED_BY)] = "",
    expires: Annotated[str | None, option("--expires", word=options.DATE_WORD, text=options.EXPIRES)] = None,
    force: Annotated[bool, option("--force", text=options.FORCE_WAIVER)] = False,
    on: DecidedOn = None,
    end: Annotated[bool, option("--end", text=options.END)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.correcting import require_reason
    from flows.steps.waiving import findings_to_waive, last_day_named, rule_to_waive, write_waivers
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    slug = board_named(board, asked, reference.boards).slug
    known = rule_to_waive(rule, reference)
    if end:
        judged = judged_until(asked, raw, warehouse, reference, refused=REFUSED)
        _end(judged, asked, slug, known.rule, code, sector, on, reference)
        return
    require_reason(reason, approved_by)
    now = decided_at(on)
    last_day = last_day_named(expires, now.date())
    judged = judged_until(asked, raw, warehouse, reference, refused=REFUSED)
    open_ones = findings_to_waive(judged, asked, slug, known.rule, code, sector, force=force)
    said_of_it = {
        "reason": reason.strip(),
        "approved_by": approved_by.strip(),
        "date": now.isoformat(timespec="seconds"),
        "expires": last_day.isoformat(),
    }
    try:
        path, number = write_waivers(raw, asked, open_ones, said_of_it)
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=raw / str(asked), why=reason_of(error)))
    tell(texts.WAIVER_WRITTEN.fill(file=path, number=number, expires=date_text(last_day)))
    for finding in open_ones:
        typer.echo(fitted(f"  {finding.rule} {said(finding.message)}"))


# Parameters: what was waived, and when that ends.
def _end(
    judged: Judged,
    period: Period,
    board: str,
    rule: str,
    code: str | None,
    sector: str | None,
    on: str | None,
    reference: Reference,
) -> None:
    from flows.steps.waiving import end_waivers, waiver_ends, waivers_to_end

    ended, root = waivers_to_end(judged, period, board, rule, code, sector), judged.raw.root
    for one in ended:
        tell(waiver_ends(one, reference))
    try:
        tell(end_waivers(root, period, ended, decided_at(on).isoformat(timespec="seconds")))
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=root / str(period), why=reason_of(error)))
