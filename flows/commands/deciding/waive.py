"""`zones waive`: write down that a finding was explained and the explanation accepted."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    BoardArgument,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    argument,
    option,
)
from flows.commands.deciding.correct import require_reason
from flows.commands.judging import judged_until, received_of
from flows.commands.terminal import fail, tell
from flows.steps.asked import board_named, period_named
from flows.texts import documents as texts
from flows.texts.screen import options
from flows.texts.screen.language import said

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from flows.validate.findings.finding import Finding
    from schemas.periods import Period
    from schemas.reference import Reference
    from schemas.rules import Rule

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
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    slug = board_named(board, asked, reference.boards).slug
    known = rule_named(rule, reference)
    require_reason(reason, approved_by)
    now = datetime.now(VIETNAM)
    last_day = last_day_named(expires, now.date())
    judged = judged_until(asked, raw, warehouse, reference, refused=REFUSED)
    open_ones = findings_to_waive(judged, asked, slug, known.rule, code, sector)
    path, number = write_waivers(
        raw,
        asked,
        open_ones,
        {
            "reason": reason.strip(),
            "approved_by": approved_by.strip(),
            "date": now.isoformat(timespec="seconds"),
            "expires": last_day.isoformat(),
        },
    )
    tell(texts.WAIVER_WRITTEN.fill(file=path, number=number, expires=f"{last_day:%d/%m/%Y}"))
    for finding in open_ones:
        typer.echo(f"  {finding.rule} {said(finding.message)}")


def rule_named(text: str, reference: Reference) -> Rule:
    """The rule of that number; ends the command where there is none, or none whose findings can be explained."""
    known = reference.rules.get(text.upper())
    if known is None:
        fail(texts.NO_SUCH_RULE.fill(found=text, known=", ".join(reference.rules)))
    if known.level == 0:
        fail(texts.LEVEL_0_NOT_WAIVED.fill(rule=known.rule), REFUSED)
    if known.scope == "bloc":
        fail(texts.BLOC_NOT_WAIVED.fill(rule=known.rule), REFUSED)
    return known


def last_day_named(text: str | None, today: date) -> date:
    """The last day a waiver holds; ends the command where it is not said or is past."""
    try:
        last_day = date.fromisoformat((text or "").strip())
    except ValueError:
        fail(texts.EXPIRY_REQUIRED)
    if last_day < today:
        fail(texts.EXPIRY_PAST.fill(found=last_day), REFUSED)
    return last_day


def findings_to_waive(
    judged: Judged, period: Period, board: str, rule: str, code: str | None, sector: str | None
) -> list[Finding]:
    """The open findings of a rule at one figure; ends the command where there is none, or more than one figure."""
    mine = received_of(judged, period, board)
    # The last one sent first; what a release is made from may be an earlier one.
    in_force = set(judged.validation.states.filter("accepted")["submission"])
    versions = [mine[-1].submission, *(r.submission for r in mine if r.submission in in_force)]
    of_rule = [f for f in judged.validation.findings if f.submission in versions and f.rule == rule]
    places = sorted({f"{f.code} {f.sector}".strip() for f in of_rule})
    matching = [
        f
        for f in of_rule
        if (code is None or f.code.casefold() == code.casefold()) and (sector is None or f.sector == sector.lower())
    ]
    found = next((these for name in versions if (these := [f for f in matching if f.submission == name])), [])
    if not found:
        listed = "; ".join(places) or "–"
        fail(texts.NO_SUCH_FINDING.fill(rule=rule, board=board, period=period, known=listed), REFUSED)
    if len({(f.code, f.sector) for f in found}) > 1:
        fail(texts.WHICH_FINDING.fill(rule=rule, known="; ".join(places)))
    open_ones = [f for f in found if not f.waived_by]
    if not open_ones:
        fail(texts.ALREADY_WAIVED.fill(rule=rule, who=found[0].waived_by), REFUSED)
    return open_ones


def write_waivers(raw: Path, period: Period, findings: list[Finding], said: dict[str, str]) -> tuple[Path, int]:
    """Write a line for each thing the findings cover; the file and how many lines."""
    from flows.raw_folder.decision_files import WAIVER_COLUMNS, WAIVERS, append_decision
    from flows.raw_folder.decisions import DecisionError
    from flows.validate.acceptance.waivers import fingerprint

    path = raw / str(period) / WAIVERS
    covered = {(f.rule, f.board, f.code, f.sector, fingerprint(f)): f for f in findings}
    try:
        for rule, board, code, sector, mark in covered:
            own = {"rule": rule, "board": board, "code": code, "sector": sector, "fingerprint": mark}
            append_decision(path, WAIVER_COLUMNS, own | said)
    except DecisionError as error:
        fail(error.text, REFUSED)
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=path, why=error.strerror or error))
    return path, len(covered)
