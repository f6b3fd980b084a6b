"""The quality of a release: every measure is its query, has its names, and says what is so."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import duckdb
import polars as pl
import pytest

from flows.report.quality.measures import Measure, measures_of
from flows.report.quality.page import quality_html
from flows.texts.papers import quality as texts
from schemas.periods import parse_period

from .conftest import Shipped

QPI = {
    "R1. Data completeness - rate", "A4. Unit non-response - rate", "A5. Item non-response - rate",
    "A6. Data revision - average size", "A7. Imputation - rate", "TP1. Time lag - first results",
    "TP2. Time lag - final results", "TP3. Punctuality - delivery and publication",
    "CC2. Length of comparable time series",
}  # fmt: skip


@pytest.fixture(scope="module")
def measures(shipped: Shipped) -> dict[str, Measure]:
    return {one.name: one for one in measures_of(shipped.frames, shipped.period)}


def changed(frames: Mapping[str, pl.DataFrame], **tables: pl.DataFrame) -> dict[str, Measure]:
    return {one.name: one for one in measures_of({**frames, **tables}, parse_period("2023-H1"))}


def test_what_is_known_of_the_shipped_release(measures: dict[str, Measure]) -> None:
    values = {name: one.value for name, one in measures.items()}
    assert values["completeness"] == 100 and values["nonresponse"] == 0 and values["in_doubt"] == 0
    assert values["punctuality"] == pytest.approx(100 * 10 / 11)
    assert values["agreement"] == pytest.approx(100 * 13 / 15)
    assert values["first_results"] == 13, "the last came on 27 June, the cut-off is 14 June"
    assert values["final_results"] is None, "nothing was approved"
    assert values["revision"] == pytest.approx(99.9) and values["revision_bias"] == pytest.approx(-99.9)
    late = {row["board"]: row["days_late"] for row in measures["punctuality"].rows}
    assert late["Vĩnh Phúc"] == 2 and sum(late.values()) == 2 and len(late) == 11


def test_a_missing_board_a_blank_and_a_query_lower_it(shipped: Shipped) -> None:
    frames = shipped.frames
    of_period = pl.col("period") == "2023-H1"
    gone = changed(
        frames,
        periods=frames["periods"].with_columns(
            pl.when(of_period).then(10).otherwise("boards_reported").alias("boards_reported")
        ),
        submissions=frames["submissions"].filter(~(of_period & (pl.col("board") == "ha-nam"))),
    )
    assert gone["nonresponse"].value == pytest.approx(100 / 11)
    assert gone["punctuality"].value == pytest.approx(100 * 9 / 11)
    assert gone["punctuality"].rows[0]["board"] == "Hà Nam" and gone["punctuality"].rows[0]["days_late"] is None
    observed = frames["observations"].with_row_index("row")
    first = observed.filter(of_period, measure="actual")["row"][0]
    spoiled = observed.with_columns(
        pl.when(row=first).then(True).otherwise("questioned").alias("questioned"),
        pl.when(row=first).then(pl.lit("blank")).otherwise("cell_state").alias("cell_state"),
        pl.when(row=first).then(pl.lit("corrected")).otherwise("status").alias("status"),
    ).drop("row")
    asked = changed(frames, observations=spoiled)
    share = 100 / observed.filter(of_period, measure="actual").height
    assert [asked[name].value for name in ("in_doubt", "blanks", "corrected")] == [pytest.approx(share)] * 3


def test_a_period_of_which_nothing_is_known_has_no_values_and_no_error(shipped: Shipped) -> None:
    found = measures_of(shipped.frames, parse_period("2030-H1"))
    assert {one.value for one in found} == {None}
    assert "chưa có" in quality_html(found, parse_period("2030-H1"), "vi")


def test_each_measure_has_its_names_and_its_formula(measures: dict[str, Measure]) -> None:
    assert {one.qpi for one in measures.values() if one.qpi} == QPI
    for one in measures.values():
        assert one.criterion in texts.CRITERIA and one.unit in texts.UNITS
        assert all((*one.title, *one.formula)) and one.query
        assert {name for row in one.rows for name in row} <= {
            *texts.COLUMNS,
            "label_vi",
            "label_en",
            "says_vi",
            "says_en",
        }


def test_the_query_shown_gives_the_value_from_the_files_of_the_release(shipped: Shipped) -> None:
    said = json.loads((shipped.folder / "report" / "quality.json").read_text(encoding="utf-8"))
    assert said["period"] == "2023-H1" and len(said["measures"]) == 15
    with duckdb.connect() as database:
        for path in shipped.folder.glob("*.parquet"):
            database.execute(f"create view {path.stem} as from read_parquet('{path}')")
        for one in said["measures"]:
            given = {"period": "2023-H1"}
            assert (
                database.execute(one["query"], given).fetchone() == (pytest.approx(one["value"]),)
                or one["value"] is None
            )
            if one["query_of_parts"]:
                assert len(database.execute(one["query_of_parts"], given).fetchall()) == len(one["parts"])


def test_the_pages_name_everything_and_need_no_script(shipped: Shipped, measures: dict[str, Measure]) -> None:
    for name, language in (("quality.html", "vi"), ("quality.en.html", "en")):
        page = (shipped.folder / "report" / name).read_text(encoding="utf-8")
        assert page == quality_html(tuple(measures.values()), shipped.period, language)
        assert all(one.qpi in page for one in measures.values()) and page.count("<details>") == len(measures)
        assert not re.search(r'<script|src=|href="[a-z]+:', page)
        for link in re.findall(r'href="([^"#]+)"', page):
            assert (shipped.folder / "report" / link).is_file(), link


def test_a_board_cannot_write_markup(shipped: Shipped) -> None:
    hostile = "<script>alert(1)</script>"
    named = shipped.frames["board_periods"].with_columns(pl.lit(hostile).alias("name_vi"))
    page = quality_html(tuple(changed(shipped.frames, board_periods=named).values()), shipped.period, "vi")
    assert "<script" not in page and "&lt;script&gt;" in page
