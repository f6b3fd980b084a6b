"""The rules as a set: each has its function, all can be satisfied, dates bound them."""

from __future__ import annotations

import dataclasses
import re

import polars as pl
import pytest

from flows.texts import rules as texts
from flows.validate.acceptance import version_changes
from flows.validate.evaluation import evaluate
from flows.validate.figures.cells import form_cells
from flows.validate.rules import outliers, published, rounding
from schemas.language import line_rules
from schemas.language.formulas import parse_formulas
from schemas.language.rule_set import expand, rule_functions
from schemas.reference import load_reference
from schemas.text import Text
from tests.support.received import FORM, REFERENCE, findings, judged, outcome, received, state
from tests.support.rule_lint import lint

RULES = REFERENCE.rules
MODULES = (line_rules, outliers, published, rounding, version_changes)


def test_every_rule_from_level_1_up_is_a_formula_or_a_function_named_by_it() -> None:
    functions = {rule for module in MODULES for rule in rule_functions(module)}
    formulas = {rule.rule for rule in RULES.values() if rule.formula}
    assert functions | formulas == {rule.rule for rule in RULES.values() if rule.level >= 1}
    for module in MODULES:
        assert all(function.__doc__ for found in rule_functions(module).values() for function in found)


def test_every_formula_speaks_of_lines_the_form_has() -> None:
    codes = {line.code for line in FORM.whole.indicator_lines}
    for rule in RULES.values():
        assert set(re.findall(r"\b\d\.\d\d\b", rule.formula)) <= codes, rule.rule
        for formula in parse_formulas(rule.formula):
            rules = expand(FORM, {rule.rule: dataclasses.replace(rule, formula=formula.text)})
            assert rules.checks or rules.cells, formula


@pytest.mark.parametrize(
    "formula", ["4.02 < 4.01", "4.02 <=", "4.02 <= 4.01 for everybody", "count(B8) = 3.01 +", "sums: 4.02"]
)
def test_a_formula_that_cannot_be_read_is_named(formula: str) -> None:
    with pytest.raises(ValueError, match=re.escape(formula)):
        parse_formulas(formula)


def test_the_rule_set_can_be_satisfied() -> None:
    result = lint(FORM)
    assert result.unsatisfied == ()
    version = received()
    validation = judged(version)
    assert state(validation, version.submission) == "accepted"
    level_1 = [rule.rule for rule in RULES.values() if rule.level in (1, 4) and rule.severity != "info"]
    assert all(outcome(rule, validation)[1:] == (0, 0) and outcome(rule, validation)[0] for rule in level_1)


def test_the_lint_names_rules_implied_by_others() -> None:
    result = lint(FORM)
    assert result.redundant == ("R110",)
    by_name = {item.check: item for item in result.implied}
    assert by_name["R105 1.01|total|actual"].follows_from == ("R101", "R105")
    assert not any(item.rule in ("R101", "R102", "R103", "R111", "R112", "R113") for item in result.implied)


def test_the_lint_finds_a_contradiction() -> None:
    """2.08 <= 2.07 and 2.08 = 2.07 + 2.01 cannot both hold while enterprises operate."""
    both = dataclasses.replace(RULES["R107"], formula="2.08 <= 2.07; 2.08 = 2.07 + 2.01")
    rules = expand(FORM, {**RULES, "R107": both})
    assert any(name.startswith("R107") for name in lint(FORM, rules).unsatisfied)


def test_a_form_line_more_is_judged_without_any_other_change() -> None:
    line = FORM.by_code["2.01"]
    more = dataclasses.replace(line, code="2.10", key="another_count")
    form = dataclasses.replace(FORM, indicator_lines=(*FORM.indicator_lines, more))
    reference = dataclasses.replace(REFERENCE, form=form)
    version = received({"2.10 total": 17, "2.10 fdi": -4}, form=form)
    validation = judged(version, reference=reference)
    assert {(f.rule, f.code) for f in validation.findings} == {("R101", "2.10"), ("R105", "2.10")}


@pytest.mark.parametrize(
    ("effective", "fires"),
    [(("", ""), True), (("2023-H2", ""), False), (("", "2022-H2"), False), (("2023-H1", "2023-H1"), True)],
)
def test_a_rule_judges_only_the_periods_it_is_in_force(effective: tuple[str, str], fires: bool) -> None:
    rule = dataclasses.replace(RULES["R101"], effective_from=effective[0], effective_to=effective[1])
    reference = dataclasses.replace(load_reference(), rules={**RULES, "R101": rule})
    version = received({"2.01 total": 17})
    validation = judged(version, reference=reference)
    assert bool(findings("R101", validation)) is fires
    assert (outcome("R101", validation) != (0, 0, 0)) is fires
    assert state(validation, version.submission) == ("rejected" if fires else "accepted")


# --- the frames of judging ------------------------------------------------------------------------------------------


def test_the_first_of_two_values_of_one_cell_counts() -> None:
    values = pl.DataFrame(
        [("a", "1.01", "fdi", "actual", "number", 3.0), ("a", "1.01", "fdi", "actual", "number", 4.0)],
        schema=["submission", "code", "sector", "measure", "state", "value"],
        orient="row",
    )
    cells = form_cells(values, ["a"], FORM, ())
    assert cells.wide["1.01|fdi|actual"].to_list() == [3.0]
    assert cells.wide["1.02|fdi|actual"].to_list() == [None]


def test_submissions_are_judged_each_by_itself() -> None:
    names = ["a", "b", "c"]
    rows = [
        (name, *key, "number", 2.0 if key.sector == "total" and name == "b" else 1.0)
        for name in names
        for key in FORM.keys()  # noqa: SIM118
        if key.code == "2.01"
    ]
    schema = ["submission", "code", "sector", "measure", "state", "value"]
    cells = form_cells(pl.DataFrame(rows, schema=schema, orient="row"), names, FORM, expand(FORM, RULES).x_matters)
    check = next(a for a in expand(FORM, RULES).rows if a.name.startswith("R101") and a.code == "2.01")
    evaluation = evaluate(dataclasses.replace(expand(FORM, RULES), rows=(check,), lines=()), cells, cells.wide, {})
    assert [failure.submission for failure in evaluation.rows.failures] == ["a", "c"]


@pytest.mark.parametrize("kind", sorted(texts.MESSAGES))
def test_messages_are_in_both_languages_with_the_same_places(kind: str) -> None:
    import string

    message: Text = texts.MESSAGES[kind]
    places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in message]
    assert places[0] == places[1]
    assert message.vi != message.en
