"""`zones report`: the half-year review report, written from the current release."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    Format,
    FormatOption,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    option,
)
from flows.commands.terminal import BAD_INPUT, fail, print_json, tell
from flows.steps.asked import period_named
from flows.texts import commands as texts
from flows.texts.screen import options
from flows.texts.screen.language import of_papers, said

if TYPE_CHECKING:
    from flows.documents.issuer import Issuer
    from flows.report.model import Report
    from flows.report.tables_of_release import ReleaseTables
    from schemas.periods import Period
    from schemas.reference import Reference

# Endings of a page; anything else is a DOCX.
_PAGES = (".html", ".htm")


def register(app: typer.Typer) -> None:
    app.command("report")(report)


# Parameters: one an option of the command
def report(
    period: PeriodArgument,
    output: Annotated[Path | None, option("-o", "--output", word=options.FILE_WORD, text=options.REPORT_FILE)] = None,
    form: FormatOption = Format.text,
    template: Annotated[bool, option("--template", text=options.REPORT_TEMPLATE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.raw_folder.office import REPORT_TEMPLATE
    from flows.raw_folder.safe_writing import replace_file
    from flows.report.page.page import page_html
    from flows.report.report import make_report
    from flows.report.word.document import UnknownPlace, UnreadableTemplate, write_report, write_template
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    if output is None and form is Format.text:
        fail(texts.REPORT_WHERE)
    tables, facts = _released(asked, warehouse)
    page = output is not None and output.suffix.lower() in _PAGES and not template
    made = make_report(tables, facts, asked, reference, of_papers(), with_state=page)
    if form is Format.json:
        from flows.steps.showing.report_json import report_as_json

        print_json(report_as_json(made))
    if output is None:
        return
    own = raw / REPORT_TEMPLATE
    try:
        if template:
            write_template(output, made)
        elif page:
            replace_file(output, page_html(made, tables["periods"], facts).encode())
        else:
            write_report(output, made, _issuer(made, raw, reference), own if own.is_file() else None)
    except (UnknownPlace, UnreadableTemplate) as error:
        fail(error.text, BAD_INPUT)
    if form is Format.text:
        tell(texts.REPORT_WRITTEN.fill(file=output))


def _released(period: Period, warehouse: Path) -> tuple[ReleaseTables, dict[str, object]]:
    """Tables and manifest of the current release; ends the command where it does not know the period."""
    from flows.publish.current import current_number, release_folder
    from flows.publish.manifest import read_manifest
    from flows.report.tables_of_release import ReleaseTables

    number = current_number(warehouse)
    if number is None:
        fail(texts.NO_RELEASE.fill(folder=warehouse))
    folder = release_folder(warehouse, number)
    tables = ReleaseTables(folder)
    known = tables["periods"]["period"].to_list()
    if str(period) not in known:
        fail(texts.NOT_IN_RELEASE.fill(period=period, release=number, known=", ".join(known)))
    return tables, dict(read_manifest(folder) or {})


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
