"""`zones report`: the half-year review report, written from the current release."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, PeriodArgument, RawFolder, WarehouseFolder, option
from flows.commands.terminal import BAD_INPUT, fail, tell
from flows.steps.asked import period_named
from flows.texts import commands as texts
from flows.texts.screen import options
from flows.texts.screen.language import of_papers, said

if TYPE_CHECKING:
    from flows.documents.issuer import Issuer
    from flows.report.model import Report
    from schemas.periods import Period
    from schemas.reference import Reference


def register(app: typer.Typer) -> None:
    app.command("report")(report)


# Parameters: one an option of the command
def report(
    period: PeriodArgument,
    output: Annotated[Path, option("-o", "--output", word=options.FILE_WORD, text=options.REPORT_FILE)],
    template: Annotated[bool, option("--template", text=options.REPORT_TEMPLATE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.raw_folder.office import REPORT_TEMPLATE
    from flows.report.word.document import UnknownPlace, UnreadableTemplate, write_report, write_template
    from schemas.reference import load_reference

    reference = load_reference()
    made = _made(period_named(period), warehouse, reference)
    if template:
        write_template(output, made)
    else:
        own = raw / REPORT_TEMPLATE
        try:
            write_report(output, made, _issuer(made, raw, reference), own if own.is_file() else None)
        except (UnknownPlace, UnreadableTemplate) as error:
            fail(error.text, BAD_INPUT)
    tell(texts.REPORT_WRITTEN.fill(file=output))


def _made(period: Period, warehouse: Path, reference: Reference) -> Report:
    """The report of a period from the current release; ends the command where the release does not know it."""
    from flows.publish.current import current_number, release_folder
    from flows.publish.manifest import read_manifest
    from flows.report.report import make_report
    from flows.report.tables_of_release import ReleaseTables

    number = current_number(warehouse)
    if number is None:
        fail(texts.NO_RELEASE.fill(folder=warehouse))
    folder = release_folder(warehouse, number)
    tables = ReleaseTables(folder)
    known = tables["periods"]["period"].to_list()
    if str(period) not in known:
        fail(texts.NOT_IN_RELEASE.fill(period=period, release=number, known=", ".join(known)))
    return make_report(tables, read_manifest(folder) or {}, period, reference, of_papers())


def _issuer(made: Report, raw: Path, reference: Reference) -> Issuer:
    """Who it is from on the day the release speaks of."""
    from flows.documents.issuer import issuer_of
    from flows.raw_folder.office import office_on, read_office
    from schemas.periods import VIETNAM, parse_period

    offices, problems = read_office(raw, reference.boards.slugs)
    for problem in problems:
        typer.echo(said(problem), err=True)
    day = datetime.fromisoformat(made.as_of).astimezone(VIETNAM).date()
    return issuer_of(office_on(offices, day), reference.boards, parse_period(made.period))
