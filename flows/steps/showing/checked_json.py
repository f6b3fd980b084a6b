"""A checked file as `zones check --format json` and `POST /check` print it."""

from __future__ import annotations

from flows.steps.check import Checked
from flows.validate.findings.finding import Finding


def as_json(checked: Checked, *, values: bool) -> dict[str, object]:
    """One file as `--format json` prints it; figures in the form's units, null for x, blank and undecided."""
    shown: dict[str, object] = {
        "file": checked.file,
        "board": checked.board or None,
        "period": checked.period or None,
        "status": checked.status,
        "findings": [finding_as_json(finding) for finding in checked.findings],
        "rules_passed": checked.rules.passed,
        "rules_failed": checked.rules.failed,
        "rules_unverifiable": checked.rules.unverifiable,
    }
    if checked.not_compared:
        shown["not_compared"] = list(checked.not_compared)
    if values:
        shown["values"] = [
            {
                "code": value.code,
                "sector": value.sector,
                "measure": value.measure,
                "value": number(value.value),
                "unit": value.unit,
                "sheet": value.place.sheet,
                "cell": value.place.cell,
                "raw_text": value.raw_text,
            }
            for value in (checked.parsed.values if checked.parsed else ())
        ]
    return shown


def finding_as_json(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "code": finding.code,
        "sector": finding.sector,
        "found": finding.found,
        "expected": finding.expected,
        "difference": number(finding.difference),
        "allowance": number(finding.allowance),
        "cells": [{"sheet": cell.sheet, "cell": cell.cell} for cell in finding.cells],
        "cause": finding.cause,
        "message_vi": finding.message_vi,
        "message_en": finding.message_en,
        "repairs": [
            {
                "cells": [
                    {
                        "sheet": cell.sheet,
                        "cell": cell.cell,
                        "code": cell.code,
                        "sector": cell.sector,
                        "measure": cell.measure,
                        "found": number(cell.found),
                        "value": number(cell.value),
                        "text": cell.text,
                    }
                    for cell in repair.cells
                ],
                "cause": repair.cause,
                "text_vi": repair.text_vi,
                "text_en": repair.text_en,
            }
            for repair in finding.repairs
        ],
    }


def number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point."""
    return int(value) if value is not None and value == int(value) and abs(value) < 2**53 else value
