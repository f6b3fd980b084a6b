"""Printing the lines of a list, of a board or of all: what stands in each field, in which cell, and what was asked."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import typer

from flows.commands.terminal import fail, fitted, print_json
from flows.steps.showing.causes import place
from flows.texts import commands as words
from flows.texts.numbers import date_text, exact_number_text
from flows.texts.releasing import releases as texts
from flows.texts.screen.language import said
from schemas.text import Text

if TYPE_CHECKING:
    from flows.steps.judged import Judged
    from flows.steps.showing.lines import LineStory
    from schemas.periods import Period
    from schemas.reference import Reference

_SHOWN_DIGITS = 24
# The first fields of a line, by which it is known among others.
_KNOWN_BY = 3


# Parameters: what the lines are of.
def print_lines(
    judged: Judged,
    period: Period,
    board: str | None,
    sheet: str,
    number: int | None,
    reference: Reference,
    *,
    data: bool,
) -> None:
    """The lines of a list, or one of them; without a board those in force of every board."""
    from flows.steps.showing.lines import line_stories, lines_as_json

    title = reference.form.in_force(period).sheet_by_name[sheet]
    told = {}
    for slug in [board] if board else [one.slug for one in reference.boards.members(period)]:
        stories = line_stories(judged, period, slug, sheet, number, reference.form)
        told[slug] = [one for one in stories if board or one.in_force]
    if data:
        of = {"period": str(period), "board": board or "bloc", "code": sheet, "label_vi": title.title_vi}
        lines = [line for stories in told.values() for line in lines_as_json(stories)]
        print_json(of | {"label_en": title.title_en, "figures": [], "lines": lines})
        return
    typer.secho(f"{sheet} {said(Text(title.title_vi, title.title_en))} · {period}", bold=True)
    for slug, stories in told.items():
        member = reference.boards.find(slug, period)
        typer.echo()
        if not stories:
            there = judged.received(period, slug)
            name = member.name_vi if member else slug
            typer.echo(f"  {name:12} {said(texts.NO_LINES if there else texts.NOTHING_IN_FORCE)}")
        for submission, group in groupby(stories, key=lambda one: one.received.submission):
            of_version = list(group)
            state = said(words.STATUS_NAMES[of_version[0].state])
            typer.secho(f"  {submission}: {state}", bold=of_version[0].in_force)
            for one in of_version:
                _print_line(one) if number is not None else _print_briefly(one)
    if board and number is not None and not told[board]:
        fail(texts.NO_SUCH_LINE.fill(sheet=sheet, number=number, board=board, period=period), 1)


def _print_briefly(one: LineStory) -> None:
    shown = [(value, cell) for _, value, cell, _ in one.fields()][:_KNOWN_BY]
    asked = " (?)" if any(f.severity != "info" and not f.waived_by for f in one.findings) else ""
    stands = place(one.row["sheet"], shown[0][1]) if shown else ""
    typer.echo(fitted(f"    {one.number or '–':>4}  {' · '.join(value for value, _ in shown)}{asked}  {stands}"))


def _print_line(one: LineStory) -> None:
    from schemas.periods import VIETNAM, parse_moment

    received = one.received
    typer.echo(f"      {said(words.FACTS['sha256']):{words.FACT_WIDTH}} {received.sha256[:_SHOWN_DIGITS]}…")
    at = f"{said(date_text(received.received_at.date()))} {received.received_at:%H:%M}"
    typer.echo(f"      {said(words.FACTS['received']):{words.FACT_WIDTH}} {at}")
    for column, value, cell, corrected in one.fields():
        raw = one.row[f"{column.key}_raw"]
        written = f"  “{raw}”" if raw is not None and raw != value else ""
        mark = f"  {said(words.VALUE_STATUS['corrected'])}" if corrected else ""
        name = said(Text(column.label_vi, column.label_en))
        typer.echo(fitted(f"      {name}: {_shown(value)}{written}{mark}  {place(one.row['sheet'], cell)}"))
    for c in one.corrections:
        day = date_text(parse_moment(c.date).astimezone(VIETNAM).date())
        named = {"line": c.line, "period": c.period, "expect": c.expect, "value": c.value, "who": c.approved_by}
        text = words.CORRECTED.fill(**named, date=day, why=c.reason)
        column_name = next((said(Text(o.label_vi, o.label_en)) for o in one.columns if o.key == c.field), c.field)
        typer.echo(fitted(f"      {said(words.FACTS['correction']):{words.FACT_WIDTH}} {column_name}: {said(text)}"))
    for finding in one.findings:
        waived = f" [{said(words.WAIVED_BY.fill(who=finding.waived_by))}]" if finding.waived_by else ""
        typer.echo(fitted(f"      {finding.rule} {said(finding.message)}{waived}"))
    if not one.findings:
        typer.echo(f"      {said(texts.NOTHING_ASKED)}")


def _shown(value: str) -> str:
    """What a field holds, numbers and days as they are written in the spoken language."""
    try:
        return said(exact_number_text(float(value))) if not value.isdigit() else value
    except ValueError:
        pass
    try:
        return said(date_text(date.fromisoformat(value)))
    except ValueError:
        return value or "–"
