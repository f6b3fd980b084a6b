"""A lint of the rule set: that some submission satisfies every rule at once, and which rules follow from others.

Satisfiable: a submission is built from the form (one line of each kind in the lists, every sum made to hold) and
judged by the very rules; it must pass all of them with nothing unverifiable.

Implied: a rule that is a sum or a comparison follows from others when it is a combination of them: equalities with
any factor, comparisons and “not negative” with factors that are not negative (Farkas). The factors are the proof.
This holds up to rounding: tolerances are taken as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product

import polars as pl

from flows.ingest.frames import line_schema
from flows.ingest.submission import NOT_APPLICABLE, NUMBER
from flows.validate.evaluation import evaluate
from flows.validate.figures.cells import form_cells
from flows.validate.figures.list_sums import list_sums
from flows.validate.repairs.line_sums import amounts_of, tags_of
from schemas.form import Form, ListColumn, ValueKey
from schemas.language.checks.balances import Bound
from schemas.language.checks.check import FLOAT_SLACK, Check
from schemas.language.columns import column, key_of
from schemas.language.rule_set import RuleSet, expand
from schemas.rules import load_rules

WITNESS = "witness"
# What a line of the witness starts from where the usual start would break a rule that is no sum.
START, START_SCORE, MAXIMUM = 8.0, 5.0, 100.0
STARTS = {"2.06": 1.0, "3.09": 50.0}
ROUNDS = 20
REACH = 3  # how many shared cells away a combination is looked for


@dataclass(frozen=True)
class Implied:
    """One check and the rules it follows from."""

    check: str
    rule: str
    follows_from: tuple[str, ...]


@dataclass(frozen=True)
class Lint:
    """witness: a submission that passes everything (column of the wide frame -> figure).

    unsatisfied: checks no witness was found for (empty when the rule set can be satisfied). implied:
    checks that follow from others. redundant: rules all of whose checks do.
    """

    witness: dict[str, float]
    unsatisfied: tuple[str, ...]
    implied: tuple[Implied, ...]
    redundant: tuple[str, ...]


def lint(form: Form, rules: RuleSet | None = None) -> Lint:
    rules = rules or expand(form, load_rules())
    witness, unsatisfied = _witness(form, rules)
    implied = tuple(_implied(form, rules))
    names = {item.check for item in implied}
    grouped: dict[str, list[Check]] = {}
    for check in rules.rows:
        grouped.setdefault(check.rule, []).append(check)
    redundant = tuple(rule for rule, items in grouped.items() if all(item.name in names for item in items))
    return Lint(witness, unsatisfied, implied, redundant)


# --- a submission that passes ------------------------------------------------------------------------------------


def _witness(form: Form, rules: RuleSet) -> tuple[dict[str, float], tuple[str, ...]]:
    lines = witness_lines(form, rules)
    found = {sheet: {WITNESS} for sheet in form.list_sheets}
    names = pl.Series("submission", [WITNESS])
    sums = list_sums(lines, names, found, rules.list_sums, rules.total_lines).row(0, named=True)
    figures = {name: float(value) for name, value in sums.items() if isinstance(value, float)}
    for key in form.keys():  # noqa: SIM118
        figures[column(key)] = _start(form, key)
    for _ in range(ROUNDS):
        before = dict(figures)
        for check in rules.rows:
            _adjust(check, figures)
        if figures == before:
            break
    values = pl.DataFrame(
        [
            (WITNESS, *key, NUMBER, figures[column(key)])
            for key in form.keys()  # noqa: SIM118
        ],
        schema=["submission", "code", "sector", "measure", "state", "value"],
        orient="row",
    )
    cells = form_cells(values, [WITNESS], form, rules.x_matters)
    wide = cells.wide.with_columns(pl.lit(figures[name]).alias(name) for name in sums if name in figures)
    evaluation = evaluate(rules, cells, wide, lines)
    judged = evaluation.rows.judged.row(0, named=True)
    unsatisfied = [
        name
        for name, holds in judged.items()
        if name != "submission"
        and not name.endswith("?applies")
        and holds is not True
        and judged.get(f"{name}?applies") is not False  # nothing to judge in the witness
    ]
    broken = evaluation.outcomes.filter((pl.col("failed") > 0) & ~pl.col("rule").is_in(list(_rules_of(rules.rows))))
    return figures, (*unsatisfied, *broken["rule"].to_list())


def _rules_of(checks: Iterable[Check]) -> set[str]:
    return {check.rule for check in checks}


def _start(form: Form, key: ValueKey) -> float:
    if form.by_code[key.code].kind == "score":
        return MAXIMUM if key.measure == "max" else START_SCORE
    # A plan is for the year, of which the first half does about half.
    return STARTS.get(key.code, START) * (2 if key.measure == "plan" else 1)


def _adjust(check: Check, figures: dict[str, float]) -> None:
    """Make one sum or comparison hold: the sum is set to its parts, a part that is too large to its whole."""
    if any(name not in figures for name in check.operands):
        return
    own = check.operands[0]
    if check.balance is not None:
        imbalance = check.balance.imbalance(figures)
        if imbalance is not None and abs(imbalance) > FLOAT_SLACK and check.sector:
            figures[own] -= imbalance
    elif isinstance(check, Bound) and sum(figures[name] for name in check.parts) > figures[check.whole]:
        for name in check.parts:
            figures[name] = min(figures[name], figures[check.whole])


def witness_lines(form: Form, rules: RuleSet) -> dict[str, pl.DataFrame]:
    """The witness's list lines by sheet (line_schema, with the days an event may bear)."""
    return {sheet: _list_frame(sheet, columns, rules) for sheet, columns in form.list_sheets.items()}


def kinds_of_lines(sheet: str, columns: Iterable[ListColumn], rules: RuleSet) -> list[dict[str, str]]:
    """One line of each kind the sums tell apart: every status in B8, every sector and event in B9."""
    sums = [total for total in rules.list_sums if total.sheet == sheet]
    choices = {item.key: item.choices for item in columns}
    tags = tuple(reversed(tags_of(sums)))
    return [dict(zip(tags, kind, strict=True)) for kind in product(*(choices[tag] for tag in tags))]


def _list_frame(sheet: str, columns: tuple[ListColumn, ...], rules: RuleSet) -> pl.DataFrame:
    """One line of each kind, and the total line of a list that has one."""
    sums = [total for total in rules.list_sums if total.sheet == sheet]
    kinds = kinds_of_lines(sheet, columns, rules)
    day = date(2023, 3, 1)
    rows = []
    for number, kind in enumerate(kinds, start=1):
        row: dict[str, object] = {
            "submission": WITNESS,
            "number": number,
            "sheet": sheet,
            "row": number,
            "total": False,
        }
        for item in columns:
            value = kind.get(item.key, _sample(item, number, day))
            if item.role == "capital" and item.key not in amounts_of(sums, kind):
                value = None
            row[item.key] = value
            row[f"{item.key}_state"] = NOT_APPLICABLE if value is None else NUMBER
            row[f"{item.key}_cell"], row[f"{item.key}_raw"] = "", ""
        rows.append(row)
    if any(key_of(name).code == sheet for name in rules.total_lines):
        total = {**rows[0], "total": True, "number": len(rows) + 1}
        for item in columns:
            if item.type == "number":
                total[item.key] = sum(float(str(row[item.key])) for row in rows)
        rows.append(total)
    frame = pl.DataFrame(rows, schema=pl.Schema(line_schema(columns)))
    nothing = pl.lit(None, dtype=pl.Date)
    listed = {"_zone_listed": pl.lit(True), "_zone_area": pl.lit(1e6)}
    days = {"_from": pl.lit(day), "_to": pl.lit(day), "_second_half": nothing}
    return frame.with_columns(**days, **listed)


def _sample(item: ListColumn, number: int, day: date) -> object:
    if item.type == "number":
        return {"area": 3 * START, "leasable": 2 * START, "leased": START}.get(item.key, START)
    if item.type == "date":
        return day
    if item.type == "year":
        return 2000.0
    return f"{item.key} {number}"


# --- rules that follow from others ----------------------------------------------------------------------------------

Vector = Mapping[str, float]


@dataclass(frozen=True)
class _Fact:
    """A linear statement: the sum is zero (`equality`), or at most zero."""

    rule: str
    name: str
    terms: Vector
    equality: bool


def _facts(form: Form, rules: RuleSet) -> list[_Fact]:
    facts = [_Fact(a.rule, a.name, dict(a.balance.terms), True) for a in rules.rows if a.balance is not None]
    facts += [
        _Fact(a.rule, a.name, {**dict.fromkeys(a.parts, 1.0), a.whole: -1.0}, False)
        for a in rules.rows
        if isinstance(a, Bound)
    ]
    for key in form.keys():  # noqa: SIM118
        if not form.by_code[key.code].may_be_negative:
            facts.append(_Fact("R105", f"R105 {column(key)}", {column(key): -1.0}, False))
    # What lists are: their parts are no more than the whole, and amounts are not negative (R105).
    for whole in rules.list_sums:
        parts = [total for total in rules.list_sums if total._replace(where=()) == whole and total.where]
        if not whole.where and parts:
            terms = {total.name: 1.0 for total in parts} | {whole.name: -1.0}
            facts.append(_Fact("R105", f"parts of {whole.name}", terms, False))
        if not whole.amount or parts or any(whole._replace(where=()) == total for total in rules.list_sums):
            facts.append(_Fact("R105", f"not negative {whole.name}", {whole.name: -1.0}, False))
    return facts


def _implied(form: Form, rules: RuleSet) -> Iterable[Implied]:
    facts = _facts(form, rules)
    names = {check.name for check in rules.rows}
    for target in facts:
        if target.name not in names and not target.name.startswith("R105 "):
            continue
        others = _near(target, [fact for fact in facts if fact.name != target.name])
        support = _combination(target.terms, others)
        if support is None:
            continue
        if target.equality:
            back = _combination({name: -c for name, c in target.terms.items()}, others)
            if back is None:
                continue
            support |= back
        yield Implied(target.name, target.rule, tuple(sorted(support)))


def _near(target: _Fact, facts: list[_Fact]) -> list[_Fact]:
    """The facts within reach of a target through shared cells: a combination needs no others in practice."""
    cells, chosen = set(target.terms), dict[str, _Fact]()
    for _ in range(REACH):
        for fact in facts:
            if cells & set(fact.terms):
                chosen[fact.name] = fact
        cells |= {name for fact in chosen.values() for name in fact.terms}
    return list(chosen.values())


def _combination(target: Vector, facts: list[_Fact]) -> set[str] | None:
    """The rules whose combination is the target, or None: phase one of the simplex method, in fractions.

    Looks for y >= 0 with sum of y * fact = target; equalities may be used with either sign.
    """
    columns: list[tuple[str, Vector, int]] = []
    for fact in facts:
        columns.append((fact.rule, fact.terms, 1))
        if fact.equality:
            columns.append((fact.rule, fact.terms, -1))
    cells = sorted(set(target) | {name for _, terms, _ in columns for name in terms})
    rows: list[list[Fraction]] = []
    for cell in cells:
        wanted = Fraction(target.get(cell, 0.0))
        sign = -1 if wanted < 0 else 1
        row = [Fraction(sign * side) * Fraction(terms.get(cell, 0.0)) for _, terms, side in columns]
        rows.append([*row, sign * wanted])
    width = len(columns)
    basis = [-1 - i for i in range(len(rows))]  # artificial variables
    cost = [sum((row[j] for row in rows), Fraction(0)) for j in range(width + 1)]
    while True:
        # Bland's rule: the first column that helps, so that no cycle is possible.
        entering = next((j for j in range(width) if cost[j] > 0), None)
        if entering is None:
            break
        leaving, least = None, None
        for i, row in enumerate(rows):
            if row[entering] > 0:
                ratio = row[width] / row[entering]
                if least is None or ratio < least or (ratio == least and basis[i] < basis[leaving or 0]):
                    leaving, least = i, ratio
        if leaving is None:
            break
        pivot = rows[leaving][entering]
        rows[leaving] = [value / pivot for value in rows[leaving]]
        for i, row in enumerate(rows):
            if i != leaving and row[entering]:
                factor = row[entering]
                rows[i] = [a - factor * b if b else a for a, b in zip(row, rows[leaving], strict=True)]
        factor = cost[entering]
        cost = [a - factor * b if b else a for a, b in zip(cost, rows[leaving], strict=True)]
        basis[leaving] = entering
    if cost[width] != 0:
        return None
    return {columns[j][0] for i, j in enumerate(basis) if j >= 0 and rows[i][width] > 0}
