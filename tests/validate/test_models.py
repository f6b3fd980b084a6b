"""The rules as pandera models: what any user of pandera is told, and that the real path says the same."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.config import config_context
from pandera.errors import SchemaErrors

from flows.validate.evaluation import evaluate_rows
from schemas.history import AgainstHistory
from schemas.language import row_checks
from schemas.language.columns import column
from schemas.language.rule_set import expand
from schemas.periods import Period
from schemas.submission import ProjectLines, SubmissionRow, Values, ZoneLines, submission_row
from tests.support.received import FORM, REFERENCE, ROOT, findings, judged, received, witness

RULES = expand(FORM, REFERENCE.rules)
NAMES = [column(key) for key in FORM.keys()]  # noqa: SIM118


def broken(model: type, frame: pl.DataFrame) -> dict[str, list[tuple[int | None, str]]]:
    """Rule -> rows and what is said of them."""
    try:
        model.validate(frame, lazy=True)  # type: ignore[attr-defined]
    except SchemaErrors as errors:
        cases = errors.failure_cases.select("check", "index", "failure_case").iter_rows()
        found: dict[str, list[tuple[int | None, str]]] = {}
        for check, index, case in cases:
            found.setdefault(check.split()[0], []).append((index, case))
        return found
    return {}


def right(**changes: float | None) -> dict[str, float | None]:
    """The figures of a submission that passes every rule, with changes by column."""
    return {name: value for name, value in witness().items() if name in NAMES} | changes


def test_a_right_submission_passes_and_the_total_that_is_off_is_named() -> None:
    figures = right()
    frame = pl.DataFrame([figures, figures | {"1.01|total|actual": figures["1.01|total|actual"] + 1}])  # type: ignore[operator]
    assert broken(SubmissionRow, frame.head(1)) == {}
    assert broken(SubmissionRow, frame) == {"R101": [(1, "1.01|total|actual: 3, but 1 + 1 = 2")]}


def test_three_columns_are_enough_and_none_is_too() -> None:
    frame = pl.DataFrame({"1.01|fdi|actual": [12.0], "1.01|ddi|actual": [4.0], "1.01|total|actual": [17.0]})
    assert broken(SubmissionRow, frame) == {"R101": [(0, "1.01|total|actual: 17, but 12 + 4 = 16")]}
    assert broken(SubmissionRow, frame.with_columns(pl.lit(None, pl.Float64).alias("1.01|fdi|actual"))) == {}
    x = frame.with_columns(pl.lit(None, pl.Float64).alias("1.01|fdi|actual"), pl.lit(True).alias("1.01|fdi|actual?x"))
    assert broken(SubmissionRow, x) == {"R101": [(0, "1.01|total|actual: 17, but x + 4 = 4")]}
    assert broken(SubmissionRow, pl.DataFrame({"of somebody else": [1]})) == {}


def test_a_column_of_another_type_is_named() -> None:
    with pytest.raises(SchemaErrors) as errors:
        SubmissionRow.validate(pl.DataFrame({"1.02|fdi|actual": ["12,5"]}), lazy=True)
    assert "1.02|fdi|actual" in errors.value.failure_cases["column"].to_list()


def test_one_check_a_rule() -> None:
    level_1_and_4 = {rule.rule for rule in REFERENCE.rules.values() if rule.level in (1, 4) and rule.formula}
    checks = SubmissionRow.to_schema().checks
    assert [check.name for check in checks] == sorted(level_1_and_4, key=[check.name for check in checks].index)
    history = {rule.rule for rule in REFERENCE.rules.values() if rule.level in (2, 3) and rule.formula}
    assert {check.name for check in AgainstHistory.to_schema().checks} == history
    newest = SubmissionRow.to_schema().columns.keys()
    former = {column(key) for line in REFERENCE.form.in_force(Period(2023, 1)).indicators for key in line.keys}
    assert submission_row("2023-H1").to_schema().columns.keys() == former <= newest


def test_history_lists_and_values_have_models_too() -> None:
    past = {"period": ["2023-H1"], "1.09|fdi|actual": [3.0], "1.10|fdi|actual@previous": [4.0]}
    assert broken(AgainstHistory, pl.DataFrame(past)) == {"R201": [(0, "1.09|fdi|actual: 3, expected 4")]}
    assert broken(ZoneLines, pl.DataFrame({"area": [1.0, -1.0]})) == {"R105": [(1, "area: -1, expected >= 0")]}
    twice = {"certificate": ["a", "a", "b"], "event": ["new", "new", "new"], "submission": ["s", "s", "s"]}
    assert broken(ProjectLines, pl.DataFrame(twice)) == {"R116": [(1, "certificate: a, expected 1")]}
    values = judged(received({"4.03": "x"})).values
    assert broken(Values, values) == {}
    assert "value_where_number" in broken(Values, values.with_columns(pl.lit(1.0).alias("value")))


figure = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 8.0, 48.0, 48.1, -3.0, 2.5, 100000.0]))


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), figure, max_size=6), min_size=1, max_size=4))
def test_what_is_counted_is_what_the_model_finds(changes: list[dict[str, float | None]]) -> None:
    """One select counts, pandera is asked about what was counted alone: both ways say the same of every row."""
    frame = pl.DataFrame([right(**change) for change in changes], schema=dict.fromkeys(NAMES, pl.Float64))
    unknown = {name for check in RULES.rows for name in check.holds.meta.root_names()} - set(NAMES)
    wide = frame.with_columns(
        pl.lit(False if name.endswith("?x") else None, pl.Boolean if name.endswith("?x") else pl.Float64).alias(name)
        for name in unknown
    ).with_columns(pl.Series("submission", [str(n) for n in range(frame.height)]))
    evaluation = evaluate_rows(RULES.rows, wide)
    counted = {(failure.check.rule, int(failure.submission)) for failure in evaluation.failures}
    found = {(rule, row) for rule, rows in broken(SubmissionRow, frame).items() for row, _ in rows}
    assert counted == {(rule, row) for rule, row in found if rule not in ("R105", "R106")}


def test_what_pandera_finds_broken_is_what_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks decide which failures become findings: were they to find none, there would be none."""
    version = received({"2.01 total": 17})
    assert findings("R101", judged(version))
    monkeypatch.setattr("schemas.language.row_checks.broken_rules", lambda checks, rows: [])
    assert findings("R101", judged(version)) == []


def test_pandera_is_handed_a_row_a_rule_and_every_failing_row_is_still_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What passes and what fails a second time costs nothing more, however many submissions there are."""
    handed: list[int] = []
    ask = row_checks.broken_rules
    monkeypatch.setattr(
        row_checks, "broken_rules", lambda checks, rows: handed.append(rows.height) or ask(checks, rows)
    )
    other = {"2.01|total|actual": 17.0}
    figures = [right(), *[right(**other)] * 40, right(**other, **{"3.08|total|actual": 1e6})]
    columns = {name for check in RULES.rows for name in check.holds.meta.root_names()} - set(NAMES)
    wide = pl.DataFrame(figures).with_columns(
        pl.Series("submission", [str(n) for n in range(len(figures))]),
        *(pl.lit(False if name.endswith("?x") else None).alias(name) for name in columns),
    )
    found = [(one.check.rule, one.submission) for one in evaluate_rows(RULES.rows, wide).failures]
    rules = {rule for rule, _ in found}
    assert {name for rule, name in found if rule == "R101"} == {str(n) for n in range(1, 42)}
    assert ("R108", "41") in found and len(rules) > 1
    assert len(handed) == 1 and handed[0] <= len(rules)


def test_no_condition_builds_lists_of_the_figures_of_a_sheet() -> None:
    """A list a row, built anew for each figure of the sheet, took a third of the time of all rules together."""
    assert [check.name for check in RULES.checks if ".list." in str(check.holds)] == []


def test_pandera_switched_off_by_the_environment_still_checks() -> None:
    with config_context(validation_enabled=False):
        assert findings("R101", judged(received({"2.01 total": 17})))


def test_the_readme_shows_the_call_and_its_failure() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = next(block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "SubmissionRow" in block)
    assert len(code.strip().splitlines()) <= 8
    said = [line.removeprefix("# ") for line in code.splitlines() if line.startswith("# ")]
    with pytest.raises(SchemaErrors) as errors:
        exec(code, {})
    for part in (said[0].removeprefix("SchemaErrors: ... "), said[1]):
        assert part in str(errors.value)
