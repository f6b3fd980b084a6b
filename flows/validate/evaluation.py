"""Judging all submissions at once against the rules inside a submission: one pass, three outcomes, few objects.

The conditions of all applications are evaluated in one collected select; a pandera schema with one check a rule
says which rules are broken; only failures of those become drafts. Passes and unverifiable applications are counted
from the Booleans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from flows.validate.applications import Application, CellRule, LineRule, Row
from flows.validate.cells import FormCells, column
from flows.validate.registry import RuleSet

OUTCOME_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission": pl.String,
    "rule": pl.String,
    "passed": pl.UInt32,
    "failed": pl.UInt32,
    "unverifiable": pl.UInt32,
}


@dataclass(frozen=True)
class RowFailure:
    application: Application
    submission: str
    row: Row


@dataclass(frozen=True)
class CellFailure:
    rule: CellRule
    submission: str
    column: str
    value: float


@dataclass(frozen=True)
class LineFailure:
    rule: LineRule
    submission: str
    line: Mapping[str, object]
    together: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class Evaluation:
    """judged: submission and one Boolean column an application. outcomes: OUTCOME_SCHEMA."""

    judged: pl.DataFrame
    outcomes: pl.DataFrame
    rows: tuple[RowFailure, ...]
    cells: tuple[CellFailure, ...]
    lines: tuple[LineFailure, ...]


def evaluate(rules: RuleSet, cells: FormCells, wide: pl.DataFrame, lines: dict[str, pl.DataFrame]) -> Evaluation:
    """Judge every submission of `wide` (one row each, list sums joined) and its list lines.

    lines: form sheet -> line_schema frame with `_from` and `_to`.
    """
    from schemas.pandera_checks import failed_rules, rule_schema

    conditions = [a.holds.alias(a.name) for a in rules.rows]
    conditional = {a.name: f"{a.name}?applies" for a in rules.rows if a.applies is not None}
    marks = [a.applies.alias(conditional[a.name]) for a in rules.rows if a.applies is not None]
    judged = wide.select("submission", *conditions, *marks)
    by_rule: dict[str, list[Application]] = {}
    for application in rules.rows:
        by_rule.setdefault(application.rule, []).append(application)
    outcomes = [
        _row_outcomes(judged, rule, [a.name for a in applications], conditional)
        for rule, applications in by_rule.items()
    ]
    cell_counts, cell_failures = _judge_cells(rules.cells, cells)
    line_counts, line_failures = _judge_lines(rules.lines, lines)
    outcomes += [*cell_counts, *line_counts]
    names = {rule: [a.name for a in applications] for rule, applications in by_rule.items()}
    broken = set(failed_rules(rule_schema(names), judged))
    return Evaluation(
        judged,
        pl.concat([frame.select(list(OUTCOME_SCHEMA)).cast(pl.Schema(OUTCOME_SCHEMA)) for frame in outcomes])
        if outcomes
        else pl.DataFrame(schema=OUTCOME_SCHEMA),
        tuple(_row_failures((a for a in rules.rows if a.rule in broken), judged, wide)),
        tuple(cell_failures),
        tuple(line_failures),
    )


def _row_outcomes(judged: pl.DataFrame, rule: str, names: list[str], conditional: Mapping[str, str]) -> pl.DataFrame:
    columns = [pl.col(name) for name in names]
    return judged.select(
        "submission",
        pl.lit(rule).alias("rule"),
        pl.sum_horizontal(columns).cast(pl.UInt32).alias("passed"),
        pl.sum_horizontal(~c for c in columns).cast(pl.UInt32).alias("failed"),
        pl.sum_horizontal(
            pl.col(name).is_null() & pl.col(conditional[name]) if name in conditional else pl.col(name).is_null()
            for name in names
        )
        .cast(pl.UInt32)
        .alias("unverifiable"),
    )


def _row_failures(
    applications: Iterable[Application], judged: pl.DataFrame, wide: pl.DataFrame
) -> Iterator[RowFailure]:
    rows: dict[int, Row] = {}
    for application in applications:
        outcome = judged[application.name]
        for index in (~outcome).fill_null(False).arg_true():
            if index not in rows:
                rows[index] = wide.row(index, named=True)
            yield RowFailure(application, str(rows[index]["submission"]), rows[index])


def _judge_cells(rules: Iterable[CellRule], cells: FormCells) -> tuple[list[pl.DataFrame], list[CellFailure]]:
    counts, failures = [], []
    positions = {key: index for index, key in enumerate(cells.keys)}
    names = pl.DataFrame({"submission": pl.Series(cells.submissions, dtype=pl.String)}).with_row_index("row")
    for rule in rules:
        mine = [False] * len(cells.keys)
        for key in rule.keys:
            mine[positions[key]] = True
        flags = pl.DataFrame({"mine": mine}).with_row_index("key")
        judged = cells.dense.filter(flags["mine"].gather(cells.dense["key"])).with_columns(rule.holds.alias("holds"))
        holds = pl.col("holds")
        counted = judged.group_by("row").agg(
            holds.sum().alias("passed"),
            (~holds).sum().alias("failed"),
            holds.is_null().sum().alias("unverifiable"),
        )
        counts.append(
            names.join(counted.with_columns(pl.col("row").cast(pl.UInt32)), on="row").with_columns(
                pl.lit(rule.rule).alias("rule")
            )
        )
        for row, key, value in judged.filter(~holds).select("row", "key", "value").iter_rows():
            failures.append(CellFailure(rule, cells.submissions[row], column(cells.keys[key]), value))
    return counts, failures


def _judge_lines(
    rules: Iterable[LineRule], lines: dict[str, pl.DataFrame]
) -> tuple[list[pl.DataFrame], list[LineFailure]]:
    counts, failures = [], []
    numbered = {sheet: frame.filter(~pl.col("total")) for sheet, frame in lines.items()}
    for rule in rules:
        frame = numbered.get(rule.sheet)
        if frame is None:
            continue
        judged = frame.with_columns(rule.holds.alias("_holds"), rule.applies.alias("_applies")).filter("_applies")
        holds = pl.col("_holds")
        counts.append(
            judged.group_by("submission")
            .agg(
                holds.sum().alias("passed"),
                (~holds).sum().alias("failed"),
                holds.is_null().sum().alias("unverifiable"),
            )
            .with_columns(pl.lit(rule.rule).alias("rule"))
        )
        for line in judged.filter(~holds).iter_rows(named=True):
            failures.append(LineFailure(rule, line["submission"], line, tuple(_together(rule, line, frame))))
    return counts, failures


def _together(rule: LineRule, line: Mapping[str, object], frame: pl.DataFrame) -> Iterator[Mapping[str, object]]:
    """The other lines that make one case with this one."""
    if not rule.together:
        return
    same = pl.col("submission") == line["submission"]
    for name in rule.together:
        same &= pl.col(name) == line[name]
    yield from frame.filter(same & (pl.col("number") != line["number"])).iter_rows(named=True)
