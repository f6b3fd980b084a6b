"""`zones check`: what is wrong with a file before it is sent; nothing is stored."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, Format, FormatOption, RawFolder, WarehouseFolder, argument, option
from flows.commands.terminal import COLOURS, fitted, print_json, progress
from flows.steps.asked import existing_raw, period_named, slug_named
from flows.steps.showing.causes import by_cause, place
from flows.texts import commands as texts
from flows.texts.rules import figure, sheet_named
from flows.texts.screen import options
from flows.texts.screen.language import said, spoken

if TYPE_CHECKING:
    from flows.steps.check import Checked
    from flows.validate.findings.finding import Finding
    from schemas.reference import Reference

ACCEPTED, FINDINGS, UNREADABLE = 0, 1, 2
SHOWN_REPAIRS = 3


def register(app: typer.Typer) -> None:
    app.command("check")(check)


# Parameters: one an argument or option of the command.
def check(
    files: Annotated[list[Path], argument(options.FILE_WORD, options.CHECK_FILES, "{}...")],
    form: FormatOption = Format.text,
    period: Annotated[str | None, option("--period", word=options.PERIOD_WORD, text=options.FROM_PERIOD)] = None,
    board: Annotated[str | None, option("--board", word=options.BOARD_WORD, text=options.FROM_BOARD)] = None,
    values: Annotated[bool, option("--values", text=options.VALUES)] = False,
    explain: Annotated[bool, option("--explain", text=options.EXPLAIN)] = False,
    pack: Annotated[Path | None, option("--pack", word=options.FILE_WORD, text=options.PACK)] = None,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.steps.check import Surroundings, check_file
    from flows.steps.showing.checked_json import as_json
    from schemas.reference import load_reference

    reference = load_reference()
    asked_period = period_named(period) if period else None
    asked_board = slug_named(board, asked_period, reference.boards) if board else None
    # Where nobody named a folder there need be none; one that was named must be there.
    results = []
    prose = []
    with ExitStack() as open_now:
        if pack is not None:
            from flows.steps.papers.pack import opened_pack

            raw = open_now.enter_context(opened_pack(pack, reference)).raw
        surroundings = Surroundings(raw if raw == RAW else existing_raw(raw), warehouse, reference)
        for file in files:
            with progress(texts.CHECKING.fill(file=file.name)):
                checked = check_file(file, surroundings, period=asked_period, board=asked_board)
            results.append(checked)
            prose.append(_prose(file, checked, warehouse, reference))
            if form is Format.text:
                print_checked(checked, explain=explain)
                for line in prose[-1]:
                    typer.echo(fitted(f"  {line[f'message_{spoken()}']}"))
    if form is Format.json:
        shown = [as_json(checked, values=values) | _if_any(said) for checked, said in zip(results, prose)]
        print_json(shown)
    statuses = {checked.status for checked in results}
    if "unreadable" in statuses:
        raise typer.Exit(UNREADABLE)
    if statuses != {"accepted"}:
        raise typer.Exit(FINDINGS)


def _prose(file: Path, checked: Checked, warehouse: Path, reference: Reference) -> list[dict[str, object]]:
    """What the running text of a file says otherwise than its form: for information, it decides nothing."""
    if checked.parsed is None or file.suffix.lower() not in (".docx", ".zip"):
        return []
    from flows.factcheck.claim import AGAINST
    from flows.factcheck.saying import claim_as_json
    from flows.steps.prose import check_prose
    from flows.texts.factcheck import IN_PROSE

    said = []
    for text, release in check_prose(file, checked.parsed, (checked.board, checked.period), warehouse, reference):
        for claim in text.claims:
            if claim.verdict in AGAINST:
                shown = claim_as_json(claim, release)
                words = IN_PROSE.fill(vi=shown["message_vi"], en=shown["message_en"])
                said.append(shown | {"message_vi": words.vi, "message_en": words.en})
    return said


def _if_any(prose: list[dict[str, object]]) -> dict[str, object]:
    return {"prose": prose} if prose else {}


def print_checked(checked: Checked, *, explain: bool) -> None:
    """A file for people: its status, one entry a cause (Vietnamese, then English), and what the rules said."""
    status = texts.STATUS_NAMES[checked.status]
    of = " · ".join(word for word in (_board_named(checked), checked.period) if word)
    typer.echo(fitted(f"{checked.file}  {of}".rstrip()))
    typer.secho(f"  {said(status)}", fg=COLOURS.get(checked.status))
    for group in by_cause(checked.findings):
        print_entry(group)
    if checked.status != "unreadable":
        typer.echo()
        rules = checked.rules
        counts = texts.RULE_COUNTS.fill(passed=rules.passed, failed=rules.failed, unverifiable=rules.unverifiable)
        typer.echo(fitted(f"  {said(counts)}"))
        if checked.not_compared:
            rules_named = ", ".join(checked.not_compared)
            typer.secho(fitted(f"  {said(texts.NOT_COMPARED.fill(rules=rules_named))}"), fg="yellow")
    if explain and checked.parsed:
        print_places(checked)
    typer.echo()


def _board_named(checked: Checked) -> str:
    from schemas.periods import parse_period
    from schemas.reference import load_reference

    board = load_reference().boards.find(checked.board, parse_period(checked.period)) if checked.period else None
    return board.name_vi if board else checked.board


def print_entry(group: list[Finding]) -> None:
    """One cause: its first finding in full, and which other rules failed because of it."""
    from flows.texts.rules import MORE_REPAIRS

    first, *others = group
    severity = texts.SEVERITY_NAMES[first.severity]
    typer.echo()
    head = typer.style(f"  {place(first.sheet, first.cell) or first.code}", bold=True)
    typer.echo(head + "  " + typer.style(f"{said(severity)} {first.rule}", fg=COLOURS.get(first.severity)))
    typer.echo(fitted(f"    {said(first.message)}"))
    for repair in first.repairs[:SHOWN_REPAIRS]:
        typer.secho(fitted(f"    → {said(repair.text)}"), fg="cyan")
    if (more := max(first.answers, len(first.repairs)) - SHOWN_REPAIRS) > 0:
        typer.secho(f"    → {said(MORE_REPAIRS.fill(count=more))}", fg="cyan")
    if others:
        listed = ", ".join(dict.fromkeys(f"{f.rule} {place(f.sheet, f.cell)}".strip() for f in others))
        typer.echo(fitted(f"    {said(texts.SAME_CAUSE.fill(count=len(others), rules=listed))}"))


def print_places(checked: Checked) -> None:
    """Every form cell with its value, where it was read from and why there."""
    from flows.ingest.explanation import explain, explain_notes
    from schemas.reference import load_reference

    assert checked.parsed is not None
    typer.echo()
    reference = load_reference()
    form = reference.form.in_force(checked.period) if checked.period else reference.form
    for cell in explain(checked.parsed, reference):
        name = said(figure(form, cell.code, cell.sector, cell.measure))
        typer.echo(fitted(f"  {name}: {said(cell.read)}  [{place(cell.sheet, cell.cell)}] “{cell.raw_text}”"))
        typer.echo(fitted(f"    {said(cell.why)}"))
    for sheet, found in checked.parsed.sheets_found.items():
        typer.echo(f"  {said(sheet_named(sheet))}: {place(found.sheet, found.cell)}")
    for note in explain_notes(checked.parsed):
        typer.echo(fitted(f"  {said(note)}"))
