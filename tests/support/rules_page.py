"""The table of rules in docs/rules.md, made from rules.csv: `python -m tests.support.rules_page` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from schemas.language.formulas import parse_formulas
from schemas.rules import Rule, load_rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
BEGIN, END = "<!-- made from schemas/rules.csv -->", "<!-- end of what is made -->"


def table(rules: Mapping[str, Rule]) -> str:
    """One line a rule: what it says, and the formulas that say it to the machine."""
    lines = ["| rule | level | a failure is | says | formulas |", "| --- | --- | --- | --- | --- |"]
    for rule in rules.values():
        found = parse_formulas(rule.formula)
        bare = dict.fromkeys(formula.text.removeprefix(f"{formula.kind}: ") for formula in found)
        says = rule.statement.replace("|", "\\|")
        formulas = "<br>".join(f"`{formula}`" for formula in bare)
        lines.append(f"| {rule.rule} | {rule.level} | {rule.severity} | {says} | {formulas} |")
    return "\n".join(lines)


def page(text: str, rules: Mapping[str, Rule]) -> str:
    """The page with its table made anew."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table(rules)}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), load_rules()), encoding="utf-8")
