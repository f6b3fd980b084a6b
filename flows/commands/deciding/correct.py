"""`zones correct`: write down a correction that was approved, after making sure that it still fits."""

from __future__ import annotations

from typing import Annotated

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
from flows.commands.terminal import fail, tell
from flows.steps.asked import board_named, existing_raw, list_named, period_named
from flows.texts import documents as texts
from flows.texts.screen import correcting as words
from flows.texts.screen import options
from flows.texts.system_errors import reason_of

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("correct")(correct)


# Parameters: one an argument or option of the command.
def correct(
    period: PeriodArgument,
    board: BoardArgument,
    code: Annotated[str, argument(options.CODE_WORD, options.CODE_OR_LIST)],
    sector: Annotated[str, argument(options.SECTOR_WORD, options.SECTOR_OR_NOTHING, "[{}]")] = "",
    measure: Annotated[str, argument(options.MEASURE_WORD, options.MEASURE)] = "actual",
    expect: Annotated[str | None, option("--expect", word=options.VALUE_WORD, text=options.EXPECT)] = None,
    value: Annotated[str | None, option("--value", word=options.VALUE_WORD, text=options.VALUE)] = None,
    reason: Annotated[str, option("--reason", word=options.TEXT_WORD, text=options.REASON)] = "",
    approved_by: Annotated[str, option("--approved-by", word=options.NAME_WORD, text=options.APPROVED_BY)] = "",
    line: Annotated[int | None, option("--line", word=options.NUMBER_WORD, text=options.LIST_LINE)] = None,
    field: Annotated[str, option("--field", word=options.NAME_WORD, text=options.LIST_FIELD)] = "",
    on: DecidedOn = None,
    end: Annotated[bool, option("--end", text=options.END)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.raw_folder.decisions import Correction
    from flows.steps.correcting import (
        end_correction,
        ending,
        figure_named,
        last_known,
        proposed,
        require_reason,
        values_named,
        write_correction,
    )
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    slug = board_named(board, asked, reference.boards).slug
    listed = line is not None or bool(field)
    if listed:
        key, in_list = (list_named(asked, code, sector, reference), "", ""), (str(line or ""), field.strip().lower())
    else:
        key, in_list = figure_named(asked, code, sector, measure, reference), ("", "")
    if not end:
        wanted, new = values_named(expect, value, listed)
        require_reason(reason, approved_by)
    moment = decided_at(on).isoformat(timespec="seconds")
    judged = judged_until(last_known(existing_raw(raw), asked, reference), raw, warehouse, reference, refused=REFUSED)
    if end:
        understood = ending(judged, asked, slug, (*key, *in_list), reference)
    else:
        said = wanted, new, reason.strip(), approved_by.strip(), moment
        understood = proposed(judged, Correction(str(asked), slug, *key, *said, 0, "", *in_list), reference)
    tell(understood.said)
    if end:
        tell(words.CORRECTION_ENDS)
    try:
        tell(end_correction(understood, moment) if end else write_correction(understood))
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=raw, why=reason_of(error)))
    for effect in understood.effects:
        tell(effect)
