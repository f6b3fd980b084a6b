"""`lineage`: what is listed as the inputs of an estimate sums to it, after mergers too."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from flows.ingest.frames import build_frames
from flows.transform.tables import build_tables
from schemas.periods import parse_period
from tests.support.received import CONTEXT, FORM, REFERENCE, judged, received

STOCK = "1.11 fdi"


def test_an_estimate_after_a_merger_is_the_last_half_year_in_which_all_gave_a_figure() -> None:
    """Hải Dương joined Hải Phòng in July 2025; of 2025-H1 only Hải Phòng has a figure."""
    versions = [
        received(board="hai-phong", period="2024-H2"),
        received(board="hai-duong", period="2024-H2"),
        received(board="hai-phong", period="2025-H1"),
        received(board="hai-phong", period="2025-H2", nil=True),
    ]
    frames = build_frames(versions, FORM)
    tables = build_tables(frames, judged(*versions), CONTEXT, REFERENCE, parse_period("2025-H2"))
    of = {"period": "2025-H2", "board": "hai-phong", "code": "1.11", "sector": "fdi", "measure": "actual"}
    (row,) = tables["observations"].filter(**of).to_dicts()
    inputs = tables["lineage"].filter(**of)
    assert inputs["input_period"].unique().to_list() == ["2024-H2"]
    assert set(inputs["input_board"]) == {"hai-phong", "hai-duong"}
    assert inputs["value"].sum() == row["estimated_value"]


def test_what_a_predecessor_reported_elsewhere_is_an_input_too() -> None:
    outside = pl.DataFrame(
        [("bac-giang", "bac-ninh", "2025-H1", "1.11", "fdi", 5.0)], schema=CONTEXT.outside.schema, orient="row"
    )

    context = replace(CONTEXT, outside=outside)
    versions = [received(board="bac-ninh", period="2025-H1"), received(board="bac-ninh", period="2025-H2", nil=True)]
    frames = build_frames(versions, FORM)
    tables = build_tables(frames, judged(*versions, context=context), context, REFERENCE, parse_period("2025-H2"))
    of = {"period": "2025-H2", "board": "bac-ninh", "code": "1.11", "sector": "fdi", "measure": "actual"}
    (row,) = tables["observations"].filter(**of).to_dicts()
    inputs = tables["lineage"].filter(**of)
    assert set(inputs["input_board"]) == {"bac-ninh", "bac-giang"}
    assert inputs["value"].sum() == row["estimated_value"]
    assert inputs.filter(input_board="bac-giang")["submission"].item() is None
