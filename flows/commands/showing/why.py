"""`zones why`: the story of one figure, from the cell it stood in to the rules it passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import completing
from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    AsOf,
    Format,
    FormatOption,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    argument,
    option,
)
from flows.commands.judging import judged_until, received_of
from flows.commands.lines_of import print_lines
from flows.commands.made_of import print_inputs, print_totals
from flows.commands.terminal import fail, fitted, print_json
from flows.steps.asked import board_named, indicator_named, list_meant, list_named, moment_named, period_named
from flows.steps.showing.causes import place
from flows.texts import commands as texts
from flows.texts.documents import column_words
from flows.texts.numbers import date_text, number_text
from flows.texts.releasing import releases as made_of_texts
from flows.texts.rules import sheet_named
from flows.texts.screen import options
from flows.texts.screen.language import said

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from flows.steps.showing.made import Made
    from flows.validate.findings.finding import Finding
    from schemas.form import Indicator, ValueKey
    from schemas.periods import Period
    from schemas.reference import Reference

BLOC = "bloc"
# Of a digest: enough to know a file by.
SHOWN_DIGITS = 24


def register(app: typer.Typer) -> None:
    app.command("why")(why)


# Parameters: one an argument or option of the command.
def why(
    period: PeriodArgument,
    board: Annotated[str, argument(options.BOARD_WORD, options.BOARD_OR_BLOC, completed=completing.boards)],
    code: Annotated[str, argument(options.CODE_WORD, options.CODE_OR_LIST, completed=completing.codes)],
    sector: Annotated[str | None, argument(options.SECTOR_WORD, options.ANY_SECTOR, "[{}]")] = None,
    line: Annotated[int | None, option("--line", word=options.NUMBER_WORD, text=options.LIST_LINE)] = None,
    form: FormatOption = Format.text,
    as_of: AsOf = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from schemas.form import SECTORS
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    of_bloc = board.lower() == BLOC
    slug = BLOC if of_bloc else board_named(board, asked, reference.boards).slug
    moment = moment_named(as_of)
    if line is not None or list_meant(code, asked, reference):
        sheet = list_named(asked, code, sector or "", reference)
        judged = judged_until(asked, raw, warehouse, reference, moment)
        print_lines(judged, asked, None if of_bloc else slug, sheet, line, reference, data=form is Format.json)
        return
    indicator = indicator_named(code, reference.form.in_force(asked), asked)
    if sector is not None and sector.lower() not in SECTORS:
        fail(texts.NO_SECTOR.fill(found=sector))
    judged = judged_until(asked, raw, warehouse, reference, moment)
    if form is Format.json:
        _print_as_data(judged, asked, slug, indicator, sector, reference)
        return
    if of_bloc:
        print_totals(judged, asked, indicator, sector.lower() if sector else None, reference)
        return
    received_of(judged, asked, slug)
    board_row = reference.boards.find(slug, asked)
    assert board_row is not None
    typer.secho(f"{indicator.code} {said(indicator.label)} · {board_row.name_vi} · {asked}", bold=True)
    keys = [key for key in indicator.keys if sector is None or key.sector == sector.lower()]
    if not keys:
        fail(made_of_texts.NO_SUCH_FIGURE.fill(code=indicator.code, sector=sector))
    from flows.steps.showing.made import Made

    made = Made(judged, reference)
    for key in keys:
        print_story(made, asked, slug, key, indicator, reference.in_force(asked))


# Parameters: what a figure is of.
def _print_as_data(
    judged: Judged, period: Period, board: str, indicator: Indicator, sector: str | None, reference: Reference
) -> None:
    from flows.steps.showing.story import as_json

    if board != BLOC:
        received_of(judged, period, board)
    keys = [key for key in indicator.keys if sector is None or key.sector == sector.lower()]
    print_json(as_json(judged, period, None if board == BLOC else board, indicator, keys, reference))


def print_story(
    made: Made, period: Period, board: str, key: ValueKey, indicator: Indicator, reference: Reference
) -> None:
    """Everything that is known about one cell of the form, version by version, the one in force first."""
    from flows.validate.figures.in_force import values_of_nil_returns
    from flows.validate.state_names import NIL

    judged = made.judged
    states = {row["submission"]: row for row in judged.validation.states.iter_rows(named=True)}
    mine = judged.received(period, board)
    mine.sort(key=lambda r: (not states[r.submission]["accepted"], -r.received_at.timestamp(), -r.receipt_order))
    of = {"period": str(period), "board": board, "code": key.code, "sector": key.sector, "measure": key.measure}
    nil = values_of_nil_returns(judged.validation.states.filter(verdict=NIL, board=board), reference)
    values = {
        row["submission"]: row
        for figures in (judged.validation.values, nil)
        for row in figures.filter(**of).iter_rows(named=True)
    }
    unit = reference.units.by_name[indicator.units[key.sector]]
    typer.echo()
    typer.secho(f"  {said(column_words(key.sector, key.measure))}", bold=True)
    for received in mine:
        state = texts.STATUS_NAMES[states[received.submission]["state"]]
        value = values.get(received.submission)
        if value is None:
            typer.echo(fitted(f"    {received.submission}: {said(state)}"))
            _print_why_not(judged, received.submission, {"", indicator.sheet, key.code})
            continue
        shown = (
            said(number_text(value["value"])) if value["value"] is not None else said(texts.CELL_STATES[value["state"]])
        )
        asked = made.observed.filter(**of, submission=received.submission)["questioned"].any()
        mark = " (?)" if asked else ""
        typer.secho(f"    {shown} {said(unit.label)}{mark}", bold=states[received.submission]["accepted"])
        facts = [
            ("state", said(state)),
            ("file", f"{received.submission}"),
            ("sha256", f"{received.sha256[:SHOWN_DIGITS]}…"),
            (
                "received",
                f"{said(date_text(received.received_at.date()))} {received.received_at:%H:%M}"
                + _from(received.received_from),
            ),
            ("form", ", ".join((said(sheet_named(indicator.sheet)), key.code, said(column_words(*key[1:]))))),
            ("cell", place(value["sheet"], value["cell"])),
            ("text", f"“{value['raw_text']}”" if value["raw_text"] is not None else ""),
        ]
        if value["written_unit"] and value["written_unit"] != value["unit"]:
            read = reference.units.by_name.get(value["unit"])
            facts.append(("unit", f"{value['written_unit']} → {said(read.label) if read else value['unit']}"))
        facts.append(("status", said(texts.VALUE_STATUS[value["status"]])))
        for name, fact in facts:
            if fact:
                typer.echo(fitted(f"      {said(texts.FACTS[name]):{texts.FACT_WIDTH}} {fact}"))
        counts = states[received.submission]["accepted"] or value["state"] == NIL
        if counts and (value["status"] == "derived" or value["value"] is None):
            print_inputs(made, period, board, key)
        _print_corrections(judged, str(period), board, key)
        _print_rules(judged, received.submission, key, reference)


def _print_why_not(judged: Judged, submission: str, about: set[str]) -> None:
    """What was found that keeps a version from having the figure."""
    for finding in judged.validation.findings:
        if finding.submission == submission and finding.code in about and not finding.sector:
            typer.echo(fitted(f"      {finding.rule} {said(finding.message)}"))


def _from(sender: str) -> str:
    return f", {sender}" if sender else ""


def _print_corrections(judged: Judged, period: str, board: str, key: ValueKey) -> None:
    from schemas.periods import VIETNAM, parse_moment

    for c in judged.decisions.corrections:
        if (c.period, c.board, c.code, c.sector, c.measure) == (period, board, *key):
            day = date_text(parse_moment(c.date).astimezone(VIETNAM).date())
            text = texts.CORRECTED.fill(
                line=c.line, period=period, expect=c.expect, value=c.value, who=c.approved_by, date=day, why=c.reason
            )
            typer.echo(fitted(f"      {said(texts.FACTS['correction']):{texts.FACT_WIDTH}} {said(text)}"))


def _print_rules(judged: Judged, submission: str, key: ValueKey, reference: Reference) -> None:
    from flows.steps.showing.story import rules_over

    told = rules_over(judged, submission, key, reference)
    for outcome in texts.OUTCOMES:
        named = [rule for rule, said in told.items() if said == outcome]
        if named:
            typer.echo(fitted(f"      {said(texts.OUTCOMES[outcome]):{texts.FACT_WIDTH}} {', '.join(named)}"))
    for finding in judged.validation.findings:
        about = (finding.code, finding.sector, finding.measure) == tuple(key)
        if finding.submission == submission and (about or _reads(finding, judged, submission, key)):
            waived = f" [{said(texts.WAIVED_BY.fill(who=finding.waived_by))}]" if finding.waived_by else ""
            typer.echo(fitted(f"      {finding.rule} {said(finding.message)}{waived}"))


def _reads(finding: Finding, judged: Judged, submission: str, key: ValueKey) -> bool:
    """Whether a finding about another figure read this one too."""
    own = judged.validation.values.filter(
        submission=submission, code=key.code, sector=key.sector, measure=key.measure
    ).select("sheet", "cell")
    return own.height > 0 and own.row(0) in {tuple(cell) for cell in finding.cells}
