"""Judging all submissions at once: one pass, three outcomes, few objects.

The conditions of all checks are evaluated in one collected select; a pandera schema with one check a rule
says which rules are broken; only failures of those become drafts. Passes and unverifiable checks are counted
from the Booleans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from flows.validate.figures.cells import FormCells
from schemas.language.checks.check import Check, Row
from schemas.language.checks.single import CellRule, FigureRule, LineRule
from schemas.language.columns import column
from schemas.language.rule_set import RuleSet

OUTCOME_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission": pl.String,
    "rule": pl.String,
    "passed": pl.UInt32,
    "failed": pl.UInt32,
    "unverifiable": pl.UInt32,
}


@dataclass(frozen=True)
class RowFailure:
    check: Check
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
class FigureFailure:
    rule: FigureRule
    submission: str
    row: Row  # of `unusual.UNUSUAL_SCHEMA`, or FORMER_SCHEMA for x


@dataclass(frozen=True)
class RowEvaluation:
    """judged: submission, one Boolean column a check, and for those that may have nothing to judge another one.

    outcomes: OUTCOME_SCHEMA.
    """

    judged: pl.DataFrame
    outcomes: pl.DataFrame
    failures: tuple[RowFailure, ...]


@dataclass(frozen=True)
class Evaluation:
    """The rules inside submissions. outcomes: OUTCOME_SCHEMA, those of `rows` included."""

    rows: RowEvaluation
    outcomes: pl.DataFrame
    cells: tuple[CellFailure, ...]
    lines: tuple[LineFailure, ...]


@dataclass(frozen=True)
class _RowOf(Mapping[str, Any]):
    """One row of a wide frame, read column by column: a rule reads a few of its five hundred."""

    columns: Mapping[str, pl.Series]
    index: int

    def __getitem__(self, name: str) -> Any:
        return self.columns[name][self.index]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


_APPLIES = "?applies"
_OUTCOMES = ("passed", "failed", "unverifiable")


def applies_column(check: Check) -> str:
    """The column of the judged frame that says whether there was anything to judge."""
    return f"{check.name}{_APPLIES}"


def evaluate(rules: RuleSet, cells: FormCells, wide: pl.DataFrame, lines: dict[str, pl.DataFrame]) -> Evaluation:
    """Judge every submission of `wide` (one row each, list sums joined) and its list lines by the rules inside it.

    lines: form sheet -> line_schema frame with `_from` and `_to`.
    """
    rows = evaluate_rows(rules.rows, wide)
    cell_counts, cell_failures = _judge_cells(rules.cells, cells)
    line_counts, line_failures = judge_lines(rules.lines, lines)
    outcomes = pl.concat([rows.outcomes, *cell_counts, *line_counts])
    return Evaluation(rows, outcomes, tuple(cell_failures), tuple(line_failures))


def evaluate_rows(checks: Sequence[Check], wide: pl.DataFrame) -> RowEvaluation:
    """Judge every row of `wide` by conditions between its columns, in one pass.

    pandera is asked about the rules of which a failure was counted, one check a rule, over a row in which each fails,
    and only those it finds broken are reported; where nothing was counted it would find nothing.
    """
    surely = _surely(checks, wide)
    conditions = [surely.get(a.name, a.holds).alias(a.name) for a in checks]
    marks = [applies.alias(applies_column(a)) for a in checks if (applies := a.applies) is not None]
    judged = wide.select("submission", *conditions, *marks)
    by_rule: dict[str, list[Check]] = {}
    for check in checks:
        by_rule.setdefault(check.rule, []).append(check)
    outcomes = _row_outcomes(judged, by_rule)
    counted = outcomes.with_row_index("at").filter(pl.col("failed") > 0).unique("rule", keep="first")
    failed = frozenset(counted["rule"])
    failing = [check for check in checks if check.rule in failed]
    if failing:
        from schemas.language.row_checks import broken_rules, rule_checks

        broken = broken_rules(rule_checks(failing), wide[(counted["at"] % wide.height).unique()])
        failing = [check for check in failing if check.rule in broken]
    return RowEvaluation(judged, outcomes, tuple(_row_failures(failing, judged, wide)))


def _surely(checks: Sequence[Check], wide: pl.DataFrame) -> dict[str, pl.Expr]:
    """The checks that a cheap condition settles in every row, by name: they hold."""
    cheap = {check.name: condition for check in checks if (condition := check.surely) is not None}
    seen = wide.select(condition.fill_null(False).all().alias(name) for name, condition in cheap.items())
    return {name: pl.lit(True) for name in cheap if seen[name].item()}


def evaluate_figures(
    rules: Sequence[FigureRule],
    cells: FormCells,
    figures: pl.DataFrame,
    unusual: pl.DataFrame,
    now_x: pl.DataFrame,
) -> tuple[pl.DataFrame, list[FigureFailure]]:
    """Judge figures against their own history: outcomes (OUTCOME_SCHEMA) and failures.

    figures: DEVIATION_SCHEMA; a figure nothing is expected of is unverifiable. unusual: UNUSUAL_SCHEMA, those of
    them that are asked about. now_x: FORMER_SCHEMA, cells that hold x now and had a history.
    """
    known = pl.col("score").is_not_null()
    held = figures.group_by("row").agg(known.sum().alias("known"), (~known).sum().alias("unverifiable"))
    once = now_x.group_by("row").agg(pl.len().alias("known"), pl.lit(0).alias("unverifiable"))
    names = pl.Series("submission", cells.submissions, dtype=pl.String)
    counts, failures = [], []
    for rule in rules:
        failing = (now_x if rule.of_x else unusual).filter(rule.fails)
        failed = failing.group_by("row").agg(pl.len().alias("failed"))
        counted = (once if rule.of_x else held).join(failed, on="row", how="left").sort("row")
        failed_count = pl.col("failed").fill_null(0)
        counts.append(
            counted.select(
                names.gather(counted["row"]).alias("submission"),
                pl.lit(rule.rule).alias("rule"),
                (pl.col("known") - failed_count).alias("passed"),
                failed_count.alias("failed"),
                "unverifiable",
            ).cast(pl.Schema(OUTCOME_SCHEMA))
        )
        failures += [FigureFailure(rule, names[row["row"]], row) for row in failing.iter_rows(named=True)]
    return pl.concat([pl.DataFrame(schema=OUTCOME_SCHEMA), *counts]), failures


def _row_outcomes(judged: pl.DataFrame, by_rule: Mapping[str, list[Check]]) -> pl.DataFrame:
    """Counts of every rule (OUTCOME_SCHEMA), from one select over the judged rows."""
    if not by_rule:
        return pl.DataFrame(schema=OUTCOME_SCHEMA)
    counts: list[pl.Expr] = []
    for rule, checks in by_rule.items():
        names = [a.name for a in checks]
        marked = [a.name for a in checks if applies_column(a) in judged.columns]
        always = [name for name in names if name not in set(marked)]
        unknown = [pl.col(always).is_null()] if always else []
        if marked:
            unknown.append(pl.col(marked).is_null() & pl.col([f"{name}{_APPLIES}" for name in marked]))
        counts += [
            pl.sum_horizontal(names).cast(pl.UInt32).alias(f"{rule} passed"),
            pl.sum_horizontal(~pl.col(names)).cast(pl.UInt32).alias(f"{rule} failed"),
            pl.sum_horizontal(unknown).cast(pl.UInt32).alias(f"{rule} unverifiable"),
        ]
    counted = judged.select("submission", *counts)
    columns = {outcome: [counted[f"{rule} {outcome}"] for rule in by_rule] for outcome in _OUTCOMES}
    together = {outcome: pl.concat([one.alias(outcome) for one in found]) for outcome, found in columns.items()}
    rules = [rule for rule in by_rule for _ in range(counted.height)]
    return pl.DataFrame(
        {"submission": pl.concat([counted["submission"]] * len(by_rule)), "rule": rules, **together},
        schema=OUTCOME_SCHEMA,
    )


def _counts_of(rule: str, counted: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """OUTCOME_SCHEMA of one rule out of a frame with `<prefix> passed`, `<prefix> failed`, `<prefix> unverifiable`."""
    outcomes = [counted[f"{prefix} {outcome}"].cast(pl.UInt32) for outcome in ("passed", "failed", "unverifiable")]
    return pl.DataFrame(
        {
            "submission": counted["submission"],
            "rule": pl.repeat(rule, counted.height, dtype=pl.String, eager=True),
            "passed": outcomes[0],
            "failed": outcomes[1],
            "unverifiable": outcomes[2],
        }
    )


def _row_failures(checks: Iterable[Check], judged: pl.DataFrame, wide: pl.DataFrame) -> Iterator[RowFailure]:
    columns = {series.name: series for series in wide}
    names = wide["submission"].to_list()
    for check in checks:
        outcome = judged[check.name]
        for index in (~outcome).fill_null(False).arg_true():
            yield RowFailure(check, names[index], _RowOf(columns, index))


def _judge_cells(rules: Iterable[CellRule], cells: FormCells) -> tuple[list[pl.DataFrame], list[CellFailure]]:
    counts, failures = [], []
    positions = {key: index for index, key in enumerate(cells.keys)}
    names = pl.DataFrame({"submission": pl.Series(cells.submissions, dtype=pl.String)}).with_row_index("row")
    for rule in rules:
        mine = [False] * len(cells.keys)
        for key in rule.keys:
            mine[positions[key]] = True
        flags = pl.DataFrame({"mine": mine}).with_row_index("key")
        own = cells.dense.filter(flags["mine"].gather(cells.dense["key"]))
        judged = own.with_columns(rule.holds(pl.col("value")).alias("holds"))
        holds = pl.col("holds")
        counted = judged.group_by("row").agg(
            holds.sum().alias("all passed"),
            (~holds).sum().alias("all failed"),
            holds.is_null().sum().alias("all unverifiable"),
        )
        counts.append(_counts_of(rule.rule, names.join(counted, on="row"), "all"))
        if counted["all failed"].sum():
            for row, key, value in judged.filter(~holds).select("row", "key", "value").iter_rows():
                failures.append(CellFailure(rule, cells.submissions[row], column(cells.keys[key]), value))
    return counts, failures


def judge_lines(
    rules: Iterable[LineRule], lines: Mapping[str, pl.DataFrame]
) -> tuple[list[pl.DataFrame], list[LineFailure]]:
    """Judge every numbered line of the lists: outcomes (OUTCOME_SCHEMA) and failures."""
    counts, failures = [], []
    by_sheet: dict[str, list[LineRule]] = {}
    for rule in rules:
        by_sheet.setdefault(rule.sheet, []).append(rule)
    for sheet, mine in by_sheet.items():
        if sheet not in lines:
            continue
        frame = lines[sheet].filter(~pl.col("total"))
        conditions = [rule.holds.alias(f"_holds {n}") for n, rule in enumerate(mine)]
        applies = [rule.applies.alias(f"_applies {n}") for n, rule in enumerate(mine)]
        judged = frame.with_columns(*conditions, *applies)
        sums = []
        for n in range(len(mine)):
            holds, applied = pl.col(f"_holds {n}"), pl.col(f"_applies {n}")
            sums += [
                (holds & applied).sum().alias(f"{n} passed"),
                (~holds & applied).sum().alias(f"{n} failed"),
                (holds.is_null() & applied).sum().alias(f"{n} unverifiable"),
            ]
        counted = judged.group_by("submission").agg(*sums)
        for n, rule in enumerate(mine):
            counts.append(_counts_of(rule.rule, counted, str(n)))
            if counted[f"{n} failed"].sum():
                for line in judged.filter(~pl.col(f"_holds {n}") & pl.col(f"_applies {n}")).iter_rows(named=True):
                    failures.append(LineFailure(rule, line["submission"], line, tuple(_together(rule, line, frame))))
    return counts, failures


def _together(rule: LineRule, line: Mapping[str, object], frame: pl.DataFrame) -> Iterator[Mapping[str, object]]:
    """The other lines that make one case with this one."""
    if not rule.together:
        return
    same = pl.col("submission") == line["submission"]
    for name in rule.together:
        same &= pl.col(name).eq_missing(pl.lit(line[name]))
    yield from frame.filter(same & (pl.col("number") != line["number"])).iter_rows(named=True)
