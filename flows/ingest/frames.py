"""Parsed submissions as polars frames: the shape in which every later stage sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from flows.ingest.submission import ParsedSubmission, Problem
from schemas.form import Form, ListColumn

MOMENT = pl.Datetime("us", "Asia/Ho_Chi_Minh")

SUBMISSION_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission": pl.String,  # path below raw/ ("2023-H1/ha-nam/TDKCN.xlsx"); for `zones check` the file as given
    "period": pl.String,  # the period it was received for
    "board": pl.String,  # the board it was received from
    "file": pl.String,
    "sha256": pl.String,
    "received_at": MOMENT,
    "receipt_order": pl.Int64,  # line of receipts.csv; with received_at it orders the versions
    "received_from": pl.String,
    "note": pl.String,
    "nil": pl.Boolean,
    "format": pl.String,  # null when unreadable
    "readable": pl.Boolean,
    "cover_period": pl.String,
    "number_style": pl.String,
}

VALUE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission": pl.String,
    "code": pl.String,
    "sector": pl.String,
    "measure": pl.String,
    "state": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "written_unit": pl.String,
    "sheet": pl.String,
    "cell": pl.String,
    "raw_text": pl.String,
}

_LIST_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "line": pl.String,
    "text": pl.String,
    "choice": pl.String,
    "number": pl.Float64,
    "year": pl.Float64,
    "date": pl.Date,
}


def line_schema(columns: Iterable[ListColumn]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Columns of a frame of list lines: submission, number, sheet, row, total, then four columns a list column.

    `<key>` is the value (null for x, blank and unreadable), `<key>_state`, `<key>_cell` (A1) and `<key>_raw`.
    """
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "submission": pl.String,
        "number": pl.Int64,
        "sheet": pl.String,
        "row": pl.Int64,
        "total": pl.Boolean,
    }
    for column in columns:
        schema[column.key] = _LIST_TYPES[column.type]
        schema[f"{column.key}_state"] = pl.String
        schema[f"{column.key}_cell"] = pl.String
        schema[f"{column.key}_raw"] = pl.String
    return schema


@dataclass(frozen=True)
class Received:
    """One version received: what its receipt says, and what reading gave.

    `parsed` is None when the file could not be read (`unreadable` says why: the reason and its details) and
    for a nil return.
    """

    submission: str
    period: str
    board: str
    file: str
    sha256: str
    received_at: datetime
    receipt_order: int
    received_from: str = ""
    note: str = ""
    nil: bool = False
    parsed: ParsedSubmission | None = None
    unreadable: tuple[str, dict[str, str]] | None = None


@dataclass(frozen=True)
class SubmissionFrames:
    """All submissions at once.

    `submissions`: SUBMISSION_SCHEMA, one row a version received. `values`: VALUE_SCHEMA, one row a form cell of
    a readable submission, of the lines its period's form has. `of_other_periods`: VALUE_SCHEMA, figures of lines its
    period's form does not have: kept, and in nothing else. `lines`: form sheet (B8, B9) -> line_schema of that sheet.
    `problems`: submission -> what reading found at level 0. `received`: the same versions as objects (covers, places
    of sheets).
    """

    submissions: pl.DataFrame
    values: pl.DataFrame
    of_other_periods: pl.DataFrame
    lines: dict[str, pl.DataFrame]
    problems: dict[str, tuple[Problem, ...]]
    received: dict[str, Received]

    def of(self, names: Collection[str]) -> SubmissionFrames:
        """The same of these submissions alone."""
        kept = pl.col("submission").is_in(list(names))
        return SubmissionFrames(
            submissions=self.submissions.filter(kept),
            values=self.values.filter(kept),
            of_other_periods=self.of_other_periods.filter(kept),
            lines={sheet: lines.filter(kept) for sheet, lines in self.lines.items()},
            problems={name: problems for name, problems in self.problems.items() if name in names},
            received={name: version for name, version in self.received.items() if name in names},
        )


def build_frames(received: Iterable[Received], form: Form) -> SubmissionFrames:
    """Frames of all versions received, in the order given."""
    versions = list(received)
    submissions = pl.DataFrame(
        [
            (
                r.submission,
                r.period,
                r.board,
                r.file,
                r.sha256,
                r.received_at,
                r.receipt_order,
                r.received_from,
                r.note,
                r.nil,
                r.parsed.format if r.parsed else None,
                r.parsed is not None,
                r.parsed.cover.period if r.parsed else None,
                r.parsed.number_style if r.parsed else None,
            )
            for r in versions
        ],
        schema=SUBMISSION_SCHEMA,
        orient="row",
    )
    columns: dict[str, list[object]] = {name: [] for name in VALUE_SCHEMA}
    others: list[bool] = []
    for r in versions:
        if r.parsed is None:
            continue
        found = r.parsed.values
        of_period = form.in_force(r.period).by_code
        others += [value.code not in of_period for value in found]
        columns["submission"] += [r.submission] * len(found)
        for name in ("code", "sector", "measure", "state", "value", "unit", "written_unit", "raw_text"):
            columns[name] += [getattr(v, name) for v in found]
        columns["sheet"] += [v.place.sheet for v in found]
        columns["cell"] += [v.place.cell for v in found]
    values, other = pl.DataFrame(columns, schema=VALUE_SCHEMA), pl.Series(others, dtype=pl.Boolean)
    lines = {
        sheet: _line_frame(versions, sheet, list_columns) for sheet, list_columns in form.whole.list_sheets.items()
    }
    return SubmissionFrames(
        submissions=submissions,
        values=values.filter(~other) if other.any() else values,
        of_other_periods=values.filter(other),
        lines=lines,
        problems={r.submission: r.parsed.problems for r in versions if r.parsed},
        received={r.submission: r for r in versions},
    )


def _line_frame(versions: list[Received], sheet: str, list_columns: tuple[ListColumn, ...]) -> pl.DataFrame:
    schema = line_schema(list_columns)
    data: dict[str, list[object]] = {name: [] for name in schema}
    for r in versions:
        found = [line for line in r.parsed.lines if line.form_sheet == sheet] if r.parsed else []
        data["submission"] += [r.submission] * len(found)
        for name in ("number", "sheet", "row", "total"):
            data[name] += [getattr(line, name) for line in found]
        for column in list_columns:
            cells = [line.cells.get(column.key) for line in found]
            data[column.key] += [cell.value if cell else None for cell in cells]
            data[f"{column.key}_state"] += [cell.state if cell else None for cell in cells]
            data[f"{column.key}_cell"] += [cell.cell if cell else None for cell in cells]
            data[f"{column.key}_raw"] += [cell.raw_text if cell else None for cell in cells]
    return pl.DataFrame(data, schema=schema)
