"""The story of a figure as data: its versions, what the rules said of each, or what the bloc's total is made of."""

from __future__ import annotations

from collections.abc import Sequence

from flows.steps.judged import Judged
from flows.steps.showing.made import Made
from flows.validate.evaluation import applies_column
from flows.validate.rules.outliers import figure_rules
from schemas.form import Indicator, ValueKey
from schemas.language.columns import column
from schemas.language.rule_set import expand
from schemas.periods import Period
from schemas.reference import Reference

PASSED, FAILED, UNVERIFIABLE = "passed", "failed", "unverifiable"
_VALUE = ("value", "state", "unit", "sheet", "cell", "raw_text", "written_unit", "status")
_TOTAL = (
    "value", "status", "boards_reported", "boards_expected", "open_queries", "value_without_questioned", "likely_value",
    "value_with_estimates", "waived_errors",
)  # fmt: skip
_FIGURE = ("board", "value", "cell_state", "estimated_value", "questioned", "status", "submission", "sheet", "cell")


# Parameters: what a figure is of.
def as_json(
    judged: Judged, period: Period, board: str | None, indicator: Indicator, keys: Sequence[ValueKey],
    reference: Reference,
) -> dict[str, object]:  # fmt: skip
    """What `zones why --format json` prints of a board's figures, or of the bloc's totals (board None)."""
    made, own = Made(judged, reference), reference.in_force(period)
    figures = []
    for key in keys:
        shown: dict[str, object] = {"sector": key.sector, "measure": key.measure, "unit": indicator.units[key.sector]}
        if board is None:
            of = {"period": str(period), "code": key.code, "sector": key.sector}
            totals = made.totals.filter(**of).to_dicts() if key.measure == "actual" else []
            shown["total"] = {name: totals[0][name] for name in _TOTAL} if totals else None
            shown["boards"] = made.observed.filter(**of, measure=key.measure).select(_FIGURE).to_dicts()
        else:
            shown["versions"] = _versions(judged, period, board, key, own)
        figures.append(shown)
    about = {"period": str(period), "board": board or "bloc", "code": indicator.code}
    return about | {"label_vi": indicator.label_vi, "label_en": indicator.label_en, "figures": figures}


def _versions(
    judged: Judged, period: Period, board: str, key: ValueKey, reference: Reference
) -> list[dict[str, object]]:
    states = {row["submission"]: row for row in judged.validation.states.iter_rows(named=True)}
    of = {"period": str(period), "board": board, "code": key.code, "sector": key.sector, "measure": key.measure}
    values = {row["submission"]: row for row in judged.validation.values.filter(**of).iter_rows(named=True)}
    found = []
    for received in reversed(judged.received(period, board)):
        name, value = received.submission, values.get(received.submission)
        told = rules_over(judged, name, key, reference) if value else {}
        found.append(
            {
                "submission": name,
                "sha256": received.sha256,
                "received_at": received.received_at.isoformat(),
                "state": states[name]["state"],
                "in_force": states[name]["accepted"],
                "figure": {word: value[word] for word in _VALUE} if value else None,
                "questioned": FAILED in told.values(),
                "rules": {
                    o: [rule for rule, said in told.items() if said == o] for o in (PASSED, FAILED, UNVERIFIABLE)
                },
                "corrections": [
                    {"expect": c.expect, "value": c.value, "reason": c.reason, "approved_by": c.approved_by}
                    for c in judged.decisions.corrections
                    if (c.period, c.board, c.code, c.sector, c.measure) == (str(period), board, *key)
                ],
            }
        )
    return found


def rules_over(judged: Judged, submission: str, key: ValueKey, reference: Reference) -> dict[str, str]:
    """Rule -> passed, failed or unverifiable, of every rule that read this figure."""
    own = column(key)
    rules = expand(reference.form, reference.rules)
    rows_here = judged.validation.judged.filter(submission=submission)
    row = rows_here.row(0, named=True) if rows_here.height else {}
    said: dict[str, list[bool | None]] = {}
    for check in rules.checks:
        judged_here = check.name in row and row.get(applies_column(check)) is not False
        if own in check.operands and judged_here:
            said.setdefault(check.rule, []).append(row[check.name])
    value = judged.validation.values.filter(
        submission=submission, code=key.code, sector=key.sector, measure=key.measure
    )["value"]
    present = bool(len(value)) and value[0] is not None
    for cell_rule in rules.cells:
        if key in cell_rule.keys:
            said.setdefault(cell_rule.rule, []).append(True if present else None)
    for compared in judged.validation.compared.filter(submission=submission, cell=own)["compared"]:
        for rule in dict.fromkeys(figure_rule.rule for figure_rule in figure_rules(reference)):
            said.setdefault(rule, []).append(compared or None)
    told = {
        rule: FAILED if False in outcomes else UNVERIFIABLE if None in outcomes else PASSED
        for rule, outcomes in said.items()
    }
    for finding in judged.validation.findings:
        at_this = (finding.code, finding.sector, finding.measure) == tuple(key)
        if finding.submission == submission and at_this and finding.severity != "info":
            told[finding.rule] = FAILED
    return dict(sorted(told.items()))
