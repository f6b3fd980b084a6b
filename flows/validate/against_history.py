"""Levels 2 and 3 of all submissions at once: against their boards' earlier periods and against the other boards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from flows.ingest.submission import NOT_APPLICABLE
from flows.validate.evaluation import (
    FigureFailure,
    LineFailure,
    RowEvaluation,
    RowFailure,
    evaluate_figures,
    evaluate_rows,
    judge_lines,
)
from flows.validate.figures.former import former_figures, has_history
from flows.validate.figures.history import Accepted
from flows.validate.figures.history_columns import with_history
from flows.validate.figures.list_history import with_earlier_lines
from flows.validate.figures.other_boards import with_other_boards, with_same_sheets
from flows.validate.figures.precedents import SUBJECT_SCHEMA, Precedents, precedents
from flows.validate.rules.outliers import figure_rules, must_not_be_x
from flows.validate.usual.unusual import judged_against_usual
from schemas.form import Form
from schemas.language.columns import PERIOD, column, key_of, previous_name
from schemas.language.rule_set import RuleSet
from schemas.periods import Period
from schemas.reference import Reference


@dataclass(frozen=True)
class Queries:
    """rows: conditions over columns. outcomes: OUTCOME_SCHEMA of all. figures, lines: failures against own
    history.

    compared: submission, cell (column of the wide frame), compared (Boolean: there was a history to compare with), one
    row a figure of the rules against the board's own history.
    """

    rows: RowEvaluation
    outcomes: pl.DataFrame
    figures: tuple[FigureFailure, ...]
    lines: tuple[LineFailure, ...]
    compared: pl.DataFrame

    @property
    def failures(self) -> tuple[RowFailure, ...]:
        return self.rows.failures


def judge_openings(
    versions: Sequence[tuple[str, Period, str]], accepted: Accepted, rules: RuleSet, wide: pl.DataFrame
) -> RowEvaluation:
    """R201 of these versions, against what is accepted of the period before.

    versions: submission, period, board. wide: the wide frame of all submissions.
    """
    cells = accepted.cells
    single = [accepted.single(board, period, period.previous) for _, period, board in versions]
    held = pl.Series([cells.row_of[name] if name else None for name in single], dtype=pl.UInt32)
    together = [(at, *versions[at][1:]) for at, name in enumerate(single) if name is None]
    before = {}
    for check in rules.openings:
        key = key_of(check.closing)
        several = [accepted.value(board, period, period.previous, key) for _, period, board in together]
        found = cells.wide[check.closing].gather(held).scatter([at for at, *_ in together], several)
        before[previous_name(check.closing)] = found
    history = pl.DataFrame(before, schema=dict.fromkeys(before, pl.Float64))
    periods = pl.Series(PERIOD, [str(period) for _, period, _ in versions], dtype=pl.String)
    opened = wide[[cells.row_of[name] for name, *_ in versions]].hstack([periods, *history])
    return evaluate_rows(rules.opening, opened)


def judge_queries(
    asked: pl.DataFrame,
    accepted: Accepted,
    reference: Reference,
    rules: RuleSet,
    wide: pl.DataFrame,
    values: pl.DataFrame,
    lines: Mapping[str, pl.DataFrame],
) -> Queries:
    """Judge the submissions asked for against what is accepted.

    asked: SUBJECT_SCHEMA. wide: the wide frame of all submissions. values: VALUE_SCHEMA, for where x stands.
    lines: the lists of all submissions, with dates and zones.
    """
    form, cells = reference.form, accepted.cells
    held = precedents(accepted, asked)
    with_columns = with_other_boards(with_history(wide, held), held, rules.ratios)
    with_columns = with_same_sheets(with_columns, held, rules.compared_sheets)
    rows = evaluate_rows(rules.history, with_columns)
    usual = judged_against_usual(held, reference)
    now_x = former_figures(held, _cells_of_x(asked, held, values, cells.submissions, form))
    outcomes, failures = evaluate_figures(figure_rules(reference), cells, usual.figures, usual.unusual, now_x)
    failures.sort(key=lambda failure: (failure.rule.of_x, failure.row["row"], failure.row["key"]))
    earlier = with_earlier_lines(lines, held, cells.submissions, reference.boards, form)
    counts, of_lines = judge_lines(rules.lines_across, earlier)
    compared = _compared(usual.figures, held, cells.submissions)
    return Queries(rows, pl.concat([rows.outcomes, outcomes, *counts]), tuple(failures), tuple(of_lines), compared)


def subjects(versions: Iterable[tuple[int, str, str]]) -> pl.DataFrame:
    """SUBJECT_SCHEMA of row, period and board."""
    return pl.DataFrame(list(versions), schema=SUBJECT_SCHEMA, orient="row")


def _cells_of_x(
    asked: pl.DataFrame, held: Precedents, values: pl.DataFrame, submissions: Sequence[str], form: Form
) -> pl.DataFrame:
    """row, key of every cell that holds x and may not lightly do so."""
    keys = [
        (*key, index)
        for index, key in enumerate(held.keys)
        if has_history(key, form) and must_not_be_x(key, form.by_code[key.code])
    ]
    key_frame = pl.DataFrame(
        keys,
        schema={"code": pl.String, "sector": pl.String, "measure": pl.String, "key": pl.UInt16},
        orient="row",
    )
    names = pl.Series("submission", submissions, dtype=pl.String).gather(asked["row"])
    return (
        values.filter(pl.col("state") == NOT_APPLICABLE)
        .join(asked.select("row", names), on="submission")
        .join(key_frame, on=["code", "sector", "measure"])
        .select(pl.col("row").cast(pl.UInt32), "key")
        .unique()
    )


def _compared(figures: pl.DataFrame, held: Precedents, submissions: Sequence[str]) -> pl.DataFrame:
    names = pl.Series(submissions, dtype=pl.String)
    columns = pl.Series([column(key) for key in held.keys], dtype=pl.String)
    return pl.DataFrame(
        {
            "submission": names.gather(figures["row"]),
            "cell": columns.gather(figures["key"]),
            "compared": figures["score"].is_not_null(),
        }
    )
