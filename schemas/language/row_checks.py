"""Rules as checks of pandera: one check a rule, named by it, over frames of one submission a row.

Import this module only where frames are judged: pandera takes a tenth of a second to import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import pandera.polars as pa
import polars as pl
from pandera.api.base.checks import CheckResult
from pandera.api.polars.types import PolarsData
from pandera.config import ValidationDepth, config_context
from pandera.constants import CHECK_OUTPUT_KEY
from pandera.errors import SchemaErrors

from schemas.language.checks.check import Check, Row
from schemas.language.checks.expressions import plain
from schemas.language.checks.single import CellRule, LineRule
from schemas.language.columns import PERIOD, SAME_BOARD_BEFORE, column

Told = Callable[[Row], str]
# Columns beside figures, where a frame may not have them.
_TYPES: dict[str, type[pl.DataType]] = {
    **dict.fromkeys((PERIOD, "submission", "certificate", "event", "sector"), pl.String),
    **dict.fromkeys(("project", "investor", "country", "zone"), pl.String),
    "_zone_listed": pl.Boolean,
    **dict.fromkeys(("date", "_from", "_to", "_second_half"), pl.Date),
}


class RuleCheck(pa.Check):
    """All conditions of one rule. A row fails where one of them is false; null, where an operand is missing, passes.

    conditions: what each says of a row (Boolean), and what to say where it is false; several: columns they read
    beside the roots of their expressions.
    """

    def __init__(
        self, rule: str, statement: str, conditions: Sequence[tuple[pl.Expr, Told]], several: Iterable[str] = ()
    ) -> None:
        super().__init__(lambda data: True, name=rule, error=f"{rule} {statement}".strip())
        self.holds = [holds.alias(str(number)) for number, (holds, _) in enumerate(conditions)]
        self.told = [tell for _, tell in conditions]
        roots = (name for holds in self.holds for name in holds.meta.root_names())
        self.reads = tuple(dict.fromkeys((*roots, *several)))

    def __call__(self, check_obj: pl.LazyFrame, column: str | None = None) -> CheckResult:
        """The rows that fail, each told in words: `1.01|total|actual: 17, but 12 + 4 = 16`."""
        there = set(check_obj.collect_schema().names())
        whole = check_obj.with_columns(_absent(name) for name in self.reads if name not in there)
        holds = whole.select(self.holds).collect()
        passed = holds.select(pl.all_horizontal(pl.all().fill_null(True)).alias(CHECK_OUTPUT_KEY))
        wrong = (~passed[CHECK_OUTPUT_KEY]).arg_true().to_list()
        rows = whole.collect() if wrong else pl.DataFrame()
        said = []
        for index in wrong:
            row, fails = rows.row(index, named=True), holds.row(index)
            said.append("; ".join(tell(row) for tell, held in zip(self.told, fails, strict=True) if held is False))
        return CheckResult(
            check_output=passed.lazy(),
            check_passed=passed.lazy().select(pl.col(CHECK_OUTPUT_KEY).all()),
            checked_object=PolarsData(check_obj, "*"),
            failure_cases=pl.LazyFrame({"failure_case": said}, schema={"failure_case": pl.String}),
        )


def told(check: Check, row: Row) -> str:
    """Why a check fails on a row, for whoever knows the columns: place, what was found, what the others say."""
    why = check.explain(row)
    parts = why.words.get("parts")
    expected = f"expected {plain(why.expected)}"
    if isinstance(parts, tuple) and len(parts) > 1 and isinstance(why.expected, float):
        terms = "".join(f" {'-' if c < 0 else '+'} {plain(value) or 'x'}" for _, c, value in parts).removeprefix(" + ")
        expected = f"but {terms} = {plain(why.expected)}"
    place = why.columns[0] if why.columns else column(check.place)
    return f"{place}: {plain(why.found)}, {expected}"


def _absent(name: str) -> pl.Expr:
    """A column that a frame does not have: nothing is known of it."""
    if name.endswith("?x") or name == SAME_BOARD_BEFORE:
        return pl.lit(False).alias(name)
    kind = _TYPES.get(name) or (pl.String if name.endswith("_state") else pl.Float64)
    return pl.lit(None, dtype=kind).alias(name)


def rule_checks(
    checks: Iterable[Check | CellRule | LineRule], statements: Mapping[str, str] | None = None
) -> list[RuleCheck]:
    """One check a rule, in their order. statements: rule -> what it says, for the message."""
    conditions: dict[str, list[tuple[pl.Expr, Told]]] = {}
    several: dict[str, list[str]] = {}
    for check in checks:
        mine = conditions.setdefault(check.rule, [])
        if isinstance(check, Check):
            mine.append((check.holds, partial(told, check)))
            several.setdefault(check.rule, []).extend(check.several)
        elif isinstance(check, CellRule):
            mine += [(check.holds(pl.col(name)), partial(_cell_told, check, name)) for name in map(column, check.keys)]
        else:
            mine.append((pl.when(check.applies).then(check.holds), partial(_line_told, check)))
    return [
        RuleCheck(rule, (statements or {}).get(rule, ""), mine, several.get(rule, ()))
        for rule, mine in conditions.items()
    ]


def _cell_told(rule: CellRule, name: str, row: Row) -> str:
    return f"{name}: {plain(row[name])}, expected {rule.explain(row[name]).expected}"


def _line_told(rule: LineRule, row: Row) -> str:
    why = rule.explain(row)
    return f"{rule.keys[0]}: {plain(why.found)}, expected {plain(why.expected)}"


def row_model(
    name: str, doc: str, columns: Mapping[str, pa.Column], checks: Sequence[RuleCheck]
) -> type[pa.DataFrameModel]:
    """A pandera model of rows with these columns under these checks; other columns may stand beside them."""

    class Rows(pa.DataFrameModel):
        @classmethod
        def to_schema(cls) -> pa.DataFrameSchema:
            return pa.DataFrameSchema(dict(columns), checks=list(checks), name=name, description=doc)

    Rows.__name__ = Rows.__qualname__ = name
    Rows.__doc__ = doc
    return Rows


def optional(kind: type[pl.DataType] = pl.Float64) -> pa.Column:
    return pa.Column(kind, nullable=True, required=False)


def broken_rules(checks: Sequence[RuleCheck], rows: pl.DataFrame) -> list[str]:
    """The rules that some row breaks, all checks made.

    Whatever the environment says of pandera: a submission is not accepted because checks were switched off.
    """
    try:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            pa.DataFrameSchema(checks=list(checks)).validate(rows, lazy=True)
    except SchemaErrors as errors:
        return [str(error.check.name) for error in errors.schema_errors if error.check is not None]
    return []
