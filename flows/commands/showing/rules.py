"""`zones rules`: what each rule has done over all releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import completing
from flows.commands.arguments import WAREHOUSE, Format, FormatOption, WarehouseFolder, argument
from flows.commands.terminal import console, fail, print_json, print_table, progress
from flows.steps.asked import rule_named
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.numbers import number_text
from flows.texts.screen import options

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("rules")(rules)


def rules(
    rule: Annotated[str | None, argument(options.RULE_WORD, options.ONE_RULE, "[{}]", completing.rules)] = None,
    form: FormatOption = Format.text,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.publish.current import release_folder, release_numbers
    from flows.publish.rule_record import rule_record
    from schemas.reference import load_reference

    reference = load_reference()
    asked = rule_named(rule, reference.rules) if rule is not None else None
    numbers = release_numbers(warehouse)
    if not numbers:
        fail(common.NO_RELEASE.fill(folder=warehouse), REFUSED)
    with progress(texts.READING_RELEASES.fill(number=len(numbers))):
        releases = [tables_of(release_folder(warehouse, number)) for number in numbers]
    record = rule_record(releases, reference.rules)
    wanted = [asked.rule] if asked else list(reference.rules)
    rows, data = [], []
    for row in record.filter(record["rule"].is_in(wanted)).iter_rows(named=True):
        about = reference.rules[row["rule"]]
        counted = {name: row[name] for name in ("applied", "fired", "open", "waived", "corrected", "unverifiable")}
        counts = [number_text(count) for count in counted.values()]
        said = {"rule": about.rule, "level": about.level, "severity": about.severity, "statement": about.statement}
        data.append(said | counted)
        rows.append((about.rule, str(about.level), common.SEVERITY_NAMES[about.severity], *counts))
    if form is Format.json:
        print_json(data)
        return
    headings = texts.RULES_HEADINGS
    title = texts.RULES_TITLE.fill(number=len(numbers))
    print_table(headings, rows, title=title, right=headings[3:], to=console())
    if asked:
        typer.echo(asked.statement)


def tables_of(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`findings`, `rule_outcomes` and `submissions` of a release."""
    import polars as pl

    outcomes = folder / "rule_outcomes.parquet"
    none = {
        "period": pl.String,
        "submission": pl.String,
        "rule": pl.String,
        "passed": pl.Int64,
        "failed": pl.Int64,
        "unverifiable": pl.Int64,
    }
    return (
        pl.read_parquet(folder / "findings.parquet"),
        # A release made before outcomes were kept has none; its findings count all the same.
        pl.read_parquet(outcomes) if outcomes.is_file() else pl.DataFrame(schema=none),
        pl.read_parquet(folder / "submissions.parquet"),
    )
