"""The form of a board and period with what raw/ says of it already filled in."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.correspond.prefill import Known, known_values, known_zones, last_accepted, lines_outside
from flows.correspond.template.writing import write_template
from flows.steps.judged import Judged, judge_raw
from flows.validate.figures.editions import as_the_form_has_them
from schemas.facts.boards import Board
from schemas.language.rule_set import expand
from schemas.periods import Period
from schemas.reference import Reference

TEMPLATE_NAME = "Mau_{board}_{period}.xlsx"


def judged_before(raw: Path, warehouse: Path, reference: Reference, period: Period) -> Judged:
    """raw/ judged up to the half-year before a period.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
    """
    return judge_raw(raw, warehouse, reference, period.previous if period.half else Period(period.year - 1, 2))


def write_prefilled(path: Path, judged: Judged | None, board: Board, period: Period, reference: Reference) -> Known:
    """Write the form as xlsx; returns what it was prefilled with, nothing without a judgement.

    Raises:
        OSError: the file cannot be written.
    """
    known, lines = known_of(judged, reference, board.slug, period) if judged else (Known(), {})
    write_template(path, reference, board, period, known, lines)
    return known


def known_of(judged: Judged, reference: Reference, board: str, period: Period) -> tuple[Known, dict[str, int]]:
    """What was accepted before of a board, and how many lines its lists had."""
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
        for sheet, frame in judged.validation.lines.items()
    }
    counted = expand(reference.form, reference.rules).line_counts
    elsewhere = lines_outside(judged.context.outside, reference.boards, board, period, counted)
    lines = {sheet: frame.filter(~pl.col("total")).height + elsewhere.get(sheet, 0) for sheet, frame in lists.items()}
    zones = next((known_zones(frame) for frame in lists.values() if "established" in frame.columns), ())
    return Known(values, zones), lines
