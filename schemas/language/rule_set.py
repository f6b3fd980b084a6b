"""The rules over one form, ready to judge: the formulas of `rules.csv` expanded, and the rules that are functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from schemas.form import Form
from schemas.language import line_rules
from schemas.language.checks.balances import Sum
from schemas.language.checks.check import Check, Precision
from schemas.language.checks.precision import Declared
from schemas.language.checks.single import CellRule, LineRule
from schemas.language.columns import ListSum, Ratio, list_sum
from schemas.language.formulas import expand as expand_formulas
from schemas.language.past import Opening, RatioOfOthers, SheetOfAnother
from schemas.rules import Rule


@dataclass(frozen=True)
class RuleSet:
    """rows, cells and lines are judged inside submissions; opening, history and lines_across against what was accepted
    before."""

    rows: tuple[Check, ...]
    cells: tuple[CellRule, ...]
    lines: tuple[LineRule, ...]
    opening: tuple[Check, ...]
    history: tuple[Check, ...]
    lines_across: tuple[LineRule, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        return (*self.rows, *self.opening, *self.history)

    @cached_property
    def list_sums(self) -> tuple[ListSum, ...]:
        """The sums over lists that some check reads, and how many lines each is over."""
        found = [total for check in self.rows for name in check.operands if (total := list_sum(name))]
        return tuple(dict.fromkeys(one for total in found for one in (total, total.lines)))

    @cached_property
    def total_lines(self) -> tuple[str, ...]:
        """The columns that lists' own total lines state."""
        stated = [check for check in self.rows if isinstance(check, Sum) and check.given and not check.sector]
        return tuple(dict.fromkeys(name for check in stated for name in (check.own, *check.given)))

    @cached_property
    def x_matters(self) -> tuple[str, ...]:
        """The columns whose x some check asks for."""
        return tuple(dict.fromkeys(name for check in self.checks for name in check.x_matters))

    @property
    def compared_sheets(self) -> dict[str, tuple[str, ...]]:
        """Sheet -> the figures by which it is held against the sheets of the other boards."""
        return {check.code: check.names for check in self.history if isinstance(check, SheetOfAnother)}

    @property
    def ratios(self) -> tuple[Ratio, ...]:
        """The ratios that boards are held against each other by."""
        return tuple(check.ratio for check in self.history if isinstance(check, RatioOfOthers))

    @property
    def line_counts(self) -> dict[str, tuple[str, ...]]:
        """List sheet -> the lines of the form that count its lines: that of all, or those of its parts together."""
        counts: dict[str, dict[bool, dict[str, None]]] = {}
        for check in self.rows:
            for total in map(list_sum, check.operands[1:]):
                if isinstance(check, Sum) and total is not None and not total.amount:
                    counts.setdefault(total.sheet, {}).setdefault(bool(total.where), {})[check.code] = None
        return {sheet: tuple(found.get(False, found.get(True, ()))) for sheet, found in counts.items()}

    @property
    def openings(self) -> tuple[Opening, ...]:
        return tuple(check for check in self.opening if isinstance(check, Opening))


def rule_functions(module: ModuleType) -> dict[str, list[Callable[..., object]]]:
    """Rule -> the functions of a module that judge it, found by their names: `r116_certificates_and_dates`."""
    found: dict[str, list[Callable[..., object]]] = {}
    for name, function in vars(module).items():
        if match := re.match(r"(r\d{3})_", name):
            found.setdefault(match[1].upper(), []).append(function)
    return found


def expand(form: Form, rules: Mapping[str, Rule], precision: Precision | None = None) -> RuleSet:
    """The rules over one edition of the form; figures are as precise as the form declares unless said otherwise."""
    precise = precision or Declared(form)
    made = [one for rule in rules.values() for one in expand_formulas(rule.rule, rule.formula, form, precise)]
    checks = [one for one in made if isinstance(one, Check)]
    lines: list[LineRule] = [
        one
        for functions in rule_functions(line_rules).values()
        for function in functions
        for one in function(form)  # type: ignore[attr-defined]
    ]
    return RuleSet(
        tuple(check for check in checks if not check.against),
        tuple(one for one in made if isinstance(one, CellRule)),
        tuple(line for line in lines if not line.against),
        tuple(check for check in checks if check.against == "opening"),
        tuple(check for check in checks if check.against == "history"),
        tuple(line for line in lines if line.against),
    )
