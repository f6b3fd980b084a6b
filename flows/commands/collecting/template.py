"""`zones template`: the form for one board and period, prefilled with what was accepted before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import RAW, WAREHOUSE, BoardArgument, RawFolder, WarehouseFolder, argument, option
from flows.commands.terminal import fail, progress, tell
from flows.steps.asked import board_named, period_named
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.screen import options

if TYPE_CHECKING:
    from flows.correspond.prefill import Known
    from schemas.periods import Period
    from schemas.reference import Reference

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("template")(template)


def template(
    board: BoardArgument,
    period: Annotated[str, argument(options.PERIOD_WORD, options.TEMPLATE_PERIOD)],
    output: Annotated[Path, option("--output", "-o", word=options.FILE_WORD, text=options.TEMPLATE_OUTPUT)],
    force: Annotated[bool, option("--force", text=options.FORCE)] = False,
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.correspond.template import write_template
    from flows.raw_folder.decisions import DecisionError
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    about = board_named(board, asked, reference.boards)
    if not about.member:
        members = ", ".join(member.slug for member in reference.boards.members(asked))
        fail(common.UNKNOWN_BOARD.fill(found=board, period=asked, known=members))
    check_output(output, force)
    lines: dict[str, int] = {}
    known = None
    if raw.is_dir():
        with progress(common.JUDGING.fill(period=asked)):
            try:
                known, lines = known_of(raw, warehouse, reference, about.slug, asked)
            except DecisionError as error:
                fail(error.text, REFUSED)
    try:
        write_template(output, reference, about, asked, known, lines)
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=output, why=error.strerror or error))
    count = len(known.values) if known else 0
    zones = len(known.zones) if known else 0
    tell(texts.TEMPLATE_WRITTEN.fill(file=output, figures=count, zones=zones))
    if not count:
        tell(texts.TEMPLATE_NOTHING_KNOWN.fill(period=asked.previous))


def check_output(output: Path, force: bool, suffix: str = ".xlsx") -> None:
    """End the command unless `output` may be written: its folder exists, its name fits, nothing is overwritten."""
    if output.suffix.lower() != suffix:
        fail(texts.WRONG_SUFFIX.fill(file=output, suffix=suffix))
    if not output.parent.is_dir():
        fail(texts.NO_FOLDER.fill(folder=output.parent))
    if output.is_dir() or (output.exists() and not force):
        fail(texts.FILE_EXISTS.fill(file=output), REFUSED)


def known_of(
    raw: Path, warehouse: Path, reference: Reference, board: str, period: Period
) -> tuple[Known, dict[str, int]]:
    """What was accepted before of a board, and how many lines its lists had.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    import polars as pl

    from flows.correspond.prefill import Known, known_values, known_zones, last_accepted, lines_outside
    from flows.steps.judged import judge_raw
    from flows.validate.figures.editions import as_the_form_has_them
    from schemas.language.rule_set import expand
    from schemas.periods import Period

    before = period.previous if period.half else Period(period.year - 1, 2)
    judged = judge_raw(raw, warehouse, reference, before)
    states = judged.validation.states
    in_force = states.filter("accepted")["submission"].implode()
    accepted = judged.validation.values.filter(pl.col("submission").is_in(in_force))
    form, units = reference.form.in_force(period), reference.units
    outside = as_the_form_has_them(judged.context.outside, form, units)
    values = known_values(as_the_form_has_them(accepted, form, units), outside, form, reference.boards, board, period)
    last = last_accepted(states, reference.boards, board, period)
    order = {name: number for number, name in enumerate(last)}
    lists = {
        sheet: frame.filter(pl.col("submission").is_in(list(last))).sort(
            pl.col("submission").replace_strict(order, default=0, return_dtype=pl.Int64), "number", maintain_order=True
        )
        for sheet, frame in judged.frames.lines.items()
    }
    counted = expand(reference.form, reference.rules).line_counts
    elsewhere = lines_outside(judged.context.outside, reference.boards, board, period, counted)
    lines = {sheet: frame.filter(~pl.col("total")).height + elsewhere.get(sheet, 0) for sheet, frame in lists.items()}
    zones = next((known_zones(frame) for frame in lists.values() if "established" in frame.columns), ())
    return Known(values, zones), lines
