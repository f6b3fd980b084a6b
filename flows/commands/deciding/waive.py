"""`zones waive`: write down that a finding was explained and the explanation accepted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, RawFolder, WarehouseFolder, board_named, period_named
from flows.commands.deciding.correct import require_reason
from flows.commands.judging import judged_until, received_of
from flows.commands.terminal import both, fail
from flows.texts import documents as texts

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("waive", help=texts.WAIVE_HELP)(waive)


def waive(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2023-H1")],
    board: Annotated[str, typer.Argument(metavar="BOARD", help="Slug or name of the board: ha-nam")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="R203")],
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Code of the finding: 3.10, B9")] = None,
    sector: Annotated[str | None, typer.Argument(metavar="[SECTOR]", help="fdi, ddi or total")] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="The explanation that was accepted.")] = "",
    approved_by: Annotated[str, typer.Option("--approved-by", metavar="NAME", help="Who accepted it.")] = "",
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="Last day it holds: 2024-12-31.")
    ] = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.raw_folder.decision_files import WAIVER_COLUMNS, WAIVERS, append_decision
    from flows.raw_folder.decisions import DecisionError
    from flows.validate.acceptance.waivers import fingerprint
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    slug = board_named(board, asked, reference.boards).slug
    known = reference.rules.get(rule.upper())
    if known is None:
        fail(texts.NO_SUCH_RULE.fill(found=rule, known=", ".join(reference.rules)))
    if known.level == 0:
        fail(texts.LEVEL_0_NOT_WAIVED.fill(rule=known.rule), REFUSED)
    if known.scope == "bloc":
        fail(texts.BLOC_NOT_WAIVED.fill(rule=known.rule), REFUSED)
    require_reason(reason, approved_by)
    today = datetime.now(VIETNAM)
    try:
        last_day = date.fromisoformat((expires or "").strip())
    except ValueError:
        fail(texts.EXPIRY_REQUIRED)
    if last_day < today.date():
        fail(texts.EXPIRY_PAST.fill(found=last_day), REFUSED)
    judged = judged_until(asked, raw, warehouse, reference, refused=REFUSED)
    mine = received_of(judged, asked, slug)
    # The last one sent first; what a release is made from may be an earlier one.
    in_force = set(judged.validation.states.filter("accepted")["submission"])
    versions = [mine[-1].submission, *(r.submission for r in mine if r.submission in in_force)]
    of_rule = [f for f in judged.validation.findings if f.submission in versions and f.rule == known.rule]
    places = sorted({f"{f.code} {f.sector}".strip() for f in of_rule})
    matching = [
        f
        for f in of_rule
        if (code is None or f.code.casefold() == code.casefold()) and (sector is None or f.sector == sector.lower())
    ]
    found = next((mine_ for name in versions if (mine_ := [f for f in matching if f.submission == name])), [])
    if not found:
        listed = "; ".join(places) or "–"
        fail(texts.NO_SUCH_FINDING.fill(rule=known.rule, board=slug, period=asked, known=listed), REFUSED)
    if len({(f.code, f.sector) for f in found}) > 1:
        fail(texts.WHICH_FINDING.fill(rule=known.rule, known="; ".join(places)))
    open_ones = [f for f in found if not f.waived_by]
    if not open_ones:
        fail(texts.ALREADY_WAIVED.fill(rule=known.rule, who=found[0].waived_by), REFUSED)
    path = raw / str(asked) / WAIVERS
    marks = dict.fromkeys((f.code, f.sector, fingerprint(f)) for f in open_ones)
    try:
        for own_code, own_sector, mark in marks:
            append_decision(
                path,
                WAIVER_COLUMNS,
                {
                    "rule": known.rule, "board": slug, "code": own_code, "sector": own_sector, "fingerprint": mark,
                    "reason": reason.strip(), "approved_by": approved_by.strip(),
                    "date": today.isoformat(timespec="seconds"), "expires": last_day.isoformat(),
                },
            )  # fmt: skip
    except DecisionError as error:
        fail(error.text, REFUSED)
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=path, why=error.strerror or error))
    both(texts.WAIVER_WRITTEN.fill(file=path, number=len(marks), expires=f"{last_day:%d/%m/%Y}"))
    for finding in open_ones:
        typer.echo(f"  {finding.rule} {finding.message_vi}")
