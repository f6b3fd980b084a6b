"""What came in and what was found in it: the tables `submissions`, `findings`, `rule_outcomes` and
`version_changes`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.validate.findings.finding import Finding
from flows.validate.rules.published import r301_outcomes
from flows.validate.validation import Validation
from schemas.reference import Reference
from schemas.rules import ERROR, INFO, QUERY

_COUNTS = {"errors": ERROR, "queries": QUERY, "infos": INFO}


def submissions(frames: SubmissionFrames, validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a version received, with its state and how many findings of each severity it has (waived ones apart)."""
    found = pl.DataFrame(
        [(f.submission, f.severity, bool(f.waived_by)) for f in validation.findings if f.submission],
        schema={"submission": pl.String, "severity": pl.String, "is_waived": pl.Boolean},
        orient="row",
    )
    counts = found.group_by("submission").agg(
        *(
            ((pl.col("severity") == severity) & ~pl.col("is_waived")).sum().cast(pl.Int64).alias(name)
            for name, severity in _COUNTS.items()
        ),
        pl.col("is_waived").sum().cast(pl.Int64).alias("waived"),
        ((pl.col("severity") == ERROR) & pl.col("is_waived")).sum().cast(pl.Int64).alias("waived_errors"),
    )
    due = pl.DataFrame(
        [(str(period), entry.due) for period, entry in reference.calendar.items()],
        schema={"period": pl.String, "due": pl.Date},
        orient="row",
    )
    days = (pl.col("received_at").dt.date() - pl.col("due")).dt.total_days().clip(lower_bound=0)
    states = validation.states.select("submission", "state", "verdict", "accepted")
    return (
        frames.submissions.join(states, on="submission", how="left")
        .join(counts, on="submission", how="left")
        .join(due, on="period", how="left")
        .with_columns(
            days.alias("days_late"),
            pl.col("verdict").alias("verdict_alone"),
            pl.col("accepted").alias("in_force"),
            pl.col("receipt_order").alias("receipt_line"),
            *(pl.col(name).fill_null(0) for name in (*_COUNTS, "waived", "waived_errors")),
        )
    )


def waived_errors(findings: Iterable[Finding]) -> pl.DataFrame:
    """submission, waived_errors: how many errors of a version were waived, of those that have any."""
    names = [finding.submission for finding in findings if finding.waived_by and finding.severity == ERROR]
    counted = pl.DataFrame({"submission": names}, schema={"submission": pl.String}).group_by("submission")
    return counted.agg(pl.len().cast(pl.Int64).alias("waived_errors"))


def findings(validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a finding, numbered within its submission in the order of the rules.

    Findings of a period as a whole have no submission and are always in force.
    """
    in_force = set(validation.states.filter("accepted")["submission"])
    names: tuple[str, ...] = (
        "period",
        "board",
        "submission",
        "rule",
        "severity",
        "sheet",
        "cell",
        "code",
        "sector",
        "measure",
    )
    names += ("found", "expected", "difference", "allowance", "cause", "message_vi", "message_en", "waived_by")
    data: dict[str, list[object]] = {name: [getattr(f, name) for f in validation.findings] for name in names}
    numbers: dict[tuple[str, str, str], int] = {}
    data["finding"] = []
    for finding in validation.findings:
        owner = (finding.period, finding.board, finding.submission)
        numbers[owner] = numbers.get(owner, 0) + 1
        data["finding"].append(numbers[owner])
    data["in_force"] = [not f.submission or f.submission in in_force for f in validation.findings]
    data["level"] = [reference.rules[f.rule].level for f in validation.findings]
    data["cells"] = [_json([{"sheet": c.sheet, "cell": c.cell} for c in f.cells]) for f in validation.findings]
    data["repairs"] = [_json([asdict(repair) for repair in f.repairs]) for f in validation.findings]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(data, pl.String)
    schema |= {"difference": pl.Float64, "allowance": pl.Float64, "finding": pl.Int64, "level": pl.Int64}
    schema["in_force"] = pl.Boolean
    return pl.DataFrame(data, schema=schema)


def rule_outcomes(validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a rule and version: how many of its applications passed, failed and were unverifiable.

    Of a rule on the bloc as a whole (R301) one row a period, without board and submission; always in force.
    """
    whole = pl.lit("").alias("board"), pl.lit("").alias("submission"), pl.lit(True).alias("in_force")
    of_versions = validation.outcomes.join(
        validation.states.select("submission", "period", "board", pl.col("accepted").alias("in_force")),
        on="submission",
    )
    of_bloc = r301_outcomes(validation.published, reference).with_columns(whole)
    return pl.concat([of_versions, of_bloc.select(of_versions.columns)])


def version_changes(validation: Validation) -> pl.DataFrame:
    """One row a cell or line that a later version changed against the one before it, numbered within the version."""
    states = validation.states.select("submission", "period", "board", in_force="accepted")
    names = {"before": "previous_submission", "was_sheet": "previous_sheet", "was_cell": "previous_cell"}
    names |= {"was": "before_text", "now": "after_text", "was_value": "before", "now_value": "after"}
    changes = validation.changes.rename(names).join(states, on="submission", maintain_order="left")
    empty = [pl.col(name).replace("", None) for name in ("sector", "measure", "line")]
    return changes.with_columns(*empty, change=pl.int_range(1, pl.len() + 1).over("submission"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
