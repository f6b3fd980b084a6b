"""What each rule has done over all releases."""

from __future__ import annotations

import polars as pl

from flows.publish.rule_record import rule_record

Release = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def release(findings: list[tuple[str, ...]], in_force: str) -> Release:
    """findings: rule, submission, code, severity, waived_by; `in_force` is the submission in force."""
    rows = [
        (
            rule,
            "2023-H1",
            "ha-nam",
            code,
            "fdi",
            "actual",
            submission,
            "B1",
            "E6",
            severity,
            waived,
            submission == in_force,
        )
        for rule, submission, code, severity, waived in findings
    ]
    names = ("rule", "period", "board", "code", "sector", "measure", "submission", "sheet", "cell", "severity")
    schema = dict.fromkeys((*names, "waived_by"), pl.String) | {"in_force": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    outcomes = pl.DataFrame(
        {
            "period": ["2023-H1", "2023-H1", "2023-H1", "2023"],
            "submission": ["v1", "v1", "", ""], "rule": ["R101", "R203", "R301", "R301"],
            "passed": [8, 1, 3, 2], "failed": [1, 1, 0, 1], "unverifiable": [1, 5, 4, 1],
        }
    )  # fmt: skip
    submissions = pl.DataFrame({"period": ["2023-H1"], "board": ["ha-nam"], "in_force": [bool(in_force)]})
    return frame, outcomes, submissions


def test_fired_waived_corrected_open_and_unverifiable_are_told_apart() -> None:
    first = release([("R101", "v1", "1.01", "error", ""), ("R203", "v1", "1.02", "query", "")], "")
    second = release(
        [
            ("R101", "v1", "1.01", "error", ""),
            ("R203", "v1", "1.02", "query", ""),
            ("R203", "v2", "1.02", "query", "Trần Văn A"),
            ("R203", "v2", "1.04", "query", ""),
        ],
        "v2",
    )
    told = rule_record([first, second], ["R101", "R203", "R301", "R402"])
    record = {row["rule"]: row for row in told.iter_rows(named=True)}
    assert record["R101"] == {
        "rule": "R101", "applied": 10, "fired": 1, "open": 0, "waived": 0, "corrected": 1, "unverifiable": 1
    }  # fmt: skip
    assert record["R203"] == {
        "rule": "R203", "applied": 7, "fired": 3, "open": 1, "waived": 1, "corrected": 0, "unverifiable": 5
    }  # fmt: skip
    # A rule on the bloc is judged once a period.
    assert (record["R301"]["applied"], record["R301"]["unverifiable"]) == (11, 5)
    assert set(record["R402"].values()) == {"R402", 0}


def test_nothing_is_corrected_while_no_version_is_in_force() -> None:
    first = release([("R101", "v1", "1.01", "error", "")], "")
    second = release([], "")
    row = rule_record([first, second], ["R101"]).row(0, named=True)
    assert (row["fired"], row["corrected"], row["open"]) == (1, 0, 0)


def test_without_a_release_every_rule_has_done_nothing() -> None:
    assert rule_record([], ["R101"]).row(0) == ("R101", 0, 0, 0, 0, 0, 0)
