"""`raw/<period>/approved/<digest>.csv`: the figures, units and states of a period as they were approved.

Beside it `<digest>.json` says by which code and reference data they were made, so that what changes them can be named.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.raw_folder.csv_lines import require_lines
from flows.raw_folder.decision_files import APPROVED_FIGURES
from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.patient_reading import NOT_THERE, read_patiently
from flows.raw_folder.receipts import sha256_of
from flows.raw_folder.safe_writing import replace_file, writing
from flows.texts import raw
from schemas.made_by import MadeBy, read_made_by

FIGURE_SCHEMA: dict[str, type[pl.DataType]] = {
    "code": pl.String,  # empty in the line that says a board's state
    "board": pl.String,  # `bloc` for a total
    "sector": pl.String,
    "measure": pl.String,  # `state` in the line that says a board's state
    "value": pl.Float64,
    "unit": pl.String,
    "state": pl.String,  # of the cell, of the board, or of a total: boards in it / boards expected; empty: not known
}
BLOC = "bloc"


@dataclass(frozen=True)
class ApprovedFigures:
    """Figures as approved (FIGURE_SCHEMA), and what made them where that was written down."""

    figures: pl.DataFrame
    made_by: MadeBy | None


def approved_path(root: Path, period: str, digest: str) -> Path:
    return root / period / APPROVED_FIGURES / f"{digest.lower()}.csv"


def read_approved_figures(root: Path, period: str, digest: str) -> ApprovedFigures | None:
    """The figures that an approval of this digest covers; None where none were written down.

    Raises:
        DecisionError: the file cannot be understood.
    """
    path = approved_path(root, period, digest)
    rows = []
    for line in require_lines(path, tuple(FIGURE_SCHEMA)):
        try:
            value = float(line.fields["value"]) if line.fields["value"] else None
        except ValueError:
            raise line.misunderstood("value", raw.EXPECT_NUMBER) from None
        rows.append({**line.fields, "value": value})
    if not rows:
        return None
    try:
        made_by = read_made_by(read_patiently(path.with_suffix(".json")))
    except NOT_THERE:
        made_by = None
    except ValueError:
        said = raw.APPROVED_RECORD_BROKEN.fill(file=path.with_suffix(".json"))
        raise DecisionError(said, path.with_suffix(".json")) from None
    return ApprovedFigures(pl.DataFrame(rows, schema=FIGURE_SCHEMA, orient="row"), made_by)


def write_approved_figures(root: Path, period: str, digest: str, approved: ApprovedFigures) -> Path:
    """Write them; what an earlier approval of the same digest covered stays beside, named after its own digest.

    Raises:
        OSError: raw/ cannot be written to.
    """
    path = approved_path(root, period, digest)
    buffer = io.BytesIO()
    approved.figures.select(list(FIGURE_SCHEMA)).write_csv(buffer)
    with writing(root):
        for old in (path, path.with_suffix(".json")):
            if old.is_file():
                old.replace(old.with_stem(f"{old.stem}~{sha256_of(old.read_bytes())[:8]}"))
        if approved.made_by is not None:
            replace_file(path.with_suffix(".json"), approved.made_by.to_json())
        replace_file(path, buffer.getvalue())
    return path
