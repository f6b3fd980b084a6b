"""One line of rules.csv and nothing else: the rule shows in check, template, repairs, lint, pandera and docs."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.correspond.form_layout import lay_out
from flows.correspond.template.check_cells import TemplateChecks
from schemas.language.row_checks import broken_rules, rule_checks
from schemas.language.rule_set import expand
from schemas.periods import parse_period
from schemas.reference import Reference, load_reference
from schemas.rules import load_rules
from tests.support import rules_page
from tests.support.received import Figure, findings, judged, received, state
from tests.support.rule_lint import lint

Figures = dict[str, Figure]
BOUND = "R191,1,error,unverifiable,board,Violations dealt with are no more than inspections,4.02 <= 4.01,,"
SUM = "R192,1,error,unverifiable,board,Zones operating or being built are counted in 4.11,4.11 = 3.03 + 3.05,,"
OTHERS = "R491,4,query,unverifiable,board,Said,4.04 = 0 when 4.05 = 0; 4.08 zero with 4.09; 6.02 / 6.01 in 1..100 %,,"


def with_rules(tmp_path: Path, *lines: str) -> Reference:
    folder = tmp_path / "schemas"
    folder.mkdir()
    for path in load_reference().folder.glob("*.csv"):
        shutil.copy(path, folder)
    with (folder / "rules.csv").open("a", encoding="utf-8") as handle:
        handle.write("".join(f"{line}\n" for line in lines))
    return load_reference(folder)


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    return with_rules(tmp_path, BOUND, SUM, OTHERS)


def test_the_check_names_it_and_only_where_it_fails(reference: Reference) -> None:
    within: Figures = {"4.02": 8, "4.01": 8, "4.11": 2}
    version = received({**within, "4.02": 9})
    validation = judged(version, reference=reference)
    (found,) = findings("R191", validation)
    assert (found.code, found.found, found.expected, found.severity) == ("4.02", "9", "<= 8", "error")
    assert "9 lớn hơn 4.01" in found.message_vi and "9 is more than 4.01" in found.message_en
    assert state(validation, version.submission) == "rejected"
    assert not findings("R191", judged(received(within), reference=reference))
    assert not findings("R191", judged(received({**within, "4.01": None}), reference=reference))


def test_a_sum_takes_part_in_the_search_for_repairs(reference: Reference) -> None:
    """3.03 is in R111 too: the one figure that settles both is found."""
    version = received({"4.11": 2, "3.03": 7, "4.01": 8, "4.02": 8})
    found = {f.rule: f for f in judged(version, reference=reference).findings if f.rule in ("R111", "R192")}
    assert found.keys() == {"R111", "R192"}
    assert found["R111"].cause == found["R192"].cause
    assert [(cell.code, cell.value) for cell in found["R192"].repairs[0].cells] == [("3.03", 1.0)]
    assert "4.11" in found["R192"].message_vi and "3.03" in found["R192"].message_vi


def test_the_template_has_its_check_cell(reference: Reference) -> None:
    layout = lay_out(reference.form, {"B8": 5, "B9": 8})
    period = parse_period("2023-H1")
    formulas = TemplateChecks.of(reference.form, layout, reference.rules, period).table(layout.tables["B4"])
    rows = layout.tables["B4"].rows
    assert "R191" in formulas[rows["4.02"]] and "R191" not in formulas[rows["4.01"]]
    assert "R192" in formulas[rows["4.11"]]
    assert all(formulas[rows[code]].count("R491") for code in ("4.04", "4.08"))


def test_the_lint_and_pandera_know_it(reference: Reference) -> None:
    rules = expand(reference.form, reference.rules)
    result = lint(reference.form, rules)
    assert result.unsatisfied == ()
    assert result.witness["4.02|total|actual"] <= result.witness["4.01|total|actual"]
    assert result.witness["4.11|total|actual"] == 2
    row = pl.DataFrame({"4.02|total|actual": [9.0], "4.01|total|actual": [8.0]})
    assert broken_rules(rule_checks(rules.rows), row) == ["R191"]


def test_sentences_of_every_shape_are_there_without_more(reference: Reference) -> None:
    figures: Figures = {"4.04": 1, "4.05": 0, "4.08": 0, "4.09": 1, "6.02": 9, "6.01": 8}
    found = findings("R491", judged(received({"4.11": 2, **figures}), reference=reference))
    assert {f.code for f in found} == {"4.04", "4.08", "6.02"}
    assert all(f.severity == "query" and "{" not in f.message_vi + f.message_en for f in found)


def test_the_docs_have_its_line() -> None:
    text = rules_page.PAGE.read_text(encoding="utf-8")
    assert rules_page.page(text, load_rules()) == text, "run: python -m tests.support.rules_page"


def test_the_docs_get_a_line_for_it(reference: Reference) -> None:
    line = "| R191 | 1 | error | Violations dealt with are no more than inspections | `4.02 <= 4.01` |"
    assert line in rules_page.table(reference.rules)


def test_a_rule_that_stands_there_already_is_refused(tmp_path: Path) -> None:
    """The later of two lines would count alone, and the earlier rule would judge no more."""
    with pytest.raises(ValueError, match=r"rules\.csv line \d+: R117 stands in line \d+ already"):
        with_rules(tmp_path, BOUND.replace("R191", "R117"))
