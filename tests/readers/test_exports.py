"""DuckDB, CSV, workbook, pages and SDMX of a release, opened by the tools of others, held against its Parquet files."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from html import unescape
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest
from openpyxl.utils.escape import unescape as unescape_letters
from polars.testing import assert_frame_equal

from flows.publish.exports.delimited import spreadsheet_safe_texts, write_csv
from flows.publish.exports.labels import heading
from flows.publish.exports.pages import pages
from flows.publish.exports.shown import shown
from flows.publish.exports.stamp import Stamp, stamp
from flows.publish.exports.workbook import HEADING_ROWS, sheet_name, write_workbook
from flows.publish.manifest import file_facts
from flows.raw_folder.spreadsheet_safe import spreadsheet_safe
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from schemas.reference import load_reference
from schemas.tables import BOOLEAN, DATE, INTEGER, MOMENT, NUMBER, STRING, Column, Table, warehouse_tables
from schemas.text import Text
from schemas.warehouse import polars_schema
from tests.readers.conftest import PERIOD, Foreign
from tests.support.database import write_database

REFERENCE = load_reference()
TABLES = warehouse_tables(REFERENCE.form, REFERENCE.units)
STAMP = Stamp(7, "2022-H2", "provisional", "2023-01-05T08:00:00+07:00", "a" * 64, "b" * 64)
SAID = Text("Một cột", "A column")
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "@SUM(A1)",
    "-5",
    "x\x01y",
    "_x0041_",
    "</textarea><script>alert(1)</script>",
    '"',
    " x",
]
TYPES = {"text": STRING, "whole": INTEGER, "amount": NUMBER, "yes": BOOLEAN, "day": DATE, "moment": MOMENT}
SMALL = Table(
    "small", SAID, SAID, tuple(Column(n, t, SAID, key=n == "text", nullable=n != "text") for n, t in TYPES.items())
)
pytestmark = pytest.mark.whole_release


def frame(name: str, release: Path) -> pl.DataFrame:
    return pl.read_parquet(release / f"{name}.parquet")


def small() -> pl.DataFrame:
    rows = [(text, place, place / 8, place % 2 == 0, date(2023, 6, 30), None) for place, text in enumerate(HOSTILE)]
    return pl.DataFrame(rows, schema=polars_schema(SMALL), orient="row").sort("text")


# --- DuckDB ---------------------------------------------------------------------------------------------------------


def test_the_database_holds_the_tables_with_keys_comments_and_views(release: Path) -> None:
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as base:
        for name, table in TABLES.items():
            held = base.sql(f'SELECT * FROM "{name}"').pl()
            assert_frame_equal(held.cast(polars_schema(table)), frame(name, release), check_row_order=True)
        keys = base.sql("SELECT count(*) FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE')")
        assert keys.fetchall() == [(len(TABLES),)]
        said = dict(base.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        assert all(TABLES[name].warning.en in said[name] for name in TABLES)
        bare = "SELECT table_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        assert {row[0] for row in base.sql(bare).fetchall()} & set(TABLES) == set()
        views = [row[0] for row in base.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
        assert "observations_named" in views
        for view in views:  # a name for each row, and no row twice
            rows = base.sql(f'SELECT count(*) FROM "{view}"').fetchall()
            assert rows == [(frame(view.removesuffix("_named"), release).height,)], view
        assert base.sql(
            "SELECT count(*) FROM observations_named WHERE label_vi IS NULL OR unit_vi IS NULL"
        ).fetchall() == [(0,)]
        manifest = json.loads((release / "manifest.json").read_text("utf-8"))
        found = base.sql("SELECT release, period, status, release_inputs_sha256 FROM release").fetchall()
        assert found == [(1, PERIOD, manifest["status"], manifest["release_inputs_sha256"])]
    assert str(release.parent).encode() not in (release / "warehouse.duckdb").read_bytes()


def test_a_table_too_long_for_an_index_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.publish.exports.database.KEYED_ROWS", 3)
    write_database({"small": small()}, {"small": SMALL}, REFERENCE.units, STAMP, tmp_path / "a.duckdb")
    with duckdb.connect(str(tmp_path / "a.duckdb")) as base:
        assert base.sql("SELECT count(*) FROM small").fetchall() == [(len(HOSTILE),)]
        kinds = base.sql("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
        assert kinds == [("NOT NULL",)]


# --- CSV ------------------------------------------------------------------------------------------------------------

PANDAS = """
import json, pathlib, sys
import pandas as pd
folder = pathlib.Path(sys.argv[1]) / "csv"
frames = {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}
days = pd.read_csv(folder / "submissions.csv", parse_dates=["received_at"])["received_at"]
shapes = {name: [len(frame), list(frame.columns)] for name, frame in frames.items()}
print(json.dumps([shapes, str(days.dt.tz), frames["release"]["release"][0].item()]))
"""


def test_csv_is_read_by_pandas_polars_and_duckdb(release: Path, foreign: Foreign) -> None:
    found, zone, number = json.loads(foreign(PANDAS, release))
    assert zone == "UTC+07:00" and number == 1
    for name, table in TABLES.items():
        rows = frame(name, release)
        assert found[name] == [rows.height, rows.columns]
        path = release / "csv" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf") or not rows.height
        assert pl.read_csv(path, infer_schema=False).columns == rows.columns
        amounts = [column.name for column in table.columns if column.type == NUMBER]
        read = duckdb.read_csv(str(path), header=True, na_values="", all_varchar=True).pl()
        assert_frame_equal(read.select(pl.col(amounts).cast(pl.Float64)), rows.select(amounts))


def test_no_text_of_a_csv_is_calculated(tmp_path: Path) -> None:
    write_csv(small(), tmp_path / "a.csv")
    read = pl.read_csv(tmp_path / "a.csv", schema_overrides={"text": pl.String})["text"].to_list()
    assert "'=cmd|' /C calc'!A0" in read and "-5" in read
    kept = spreadsheet_safe_texts(pl.DataFrame({"text": HOSTILE}))["text"].to_list()
    assert kept == [text if text == "-5" else spreadsheet_safe(text) for text in HOSTILE]


# --- the workbook ---------------------------------------------------------------------------------------------------


def cell_of(value: object) -> object:
    """What openpyxl gives of a value."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def test_the_workbook_has_every_table_with_formats_filters_notes(release: Path) -> None:
    book = openpyxl.load_workbook(release / "tables.xlsx")
    frames = {name: frame(name, release) for name in TABLES}
    assert book.sheetnames == ["Giới thiệu", *(sheet_name(table) for table in TABLES.values())]
    about = {row[0].value: row[1].value for row in book["Giới thiệu"].iter_rows(max_col=2, max_row=12)}
    assert about["Lần công bố · Release"] == "1" and about["Kỳ báo cáo · Period"] == PERIOD
    for one in shown(frames, TABLES, PERIOD, 10**6):
        sheet, columns = book[sheet_name(one.table)], one.table.columns
        assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.max_row == HEADING_ROWS + max(one.rows.height, 0)
        assert [cell.value for cell in sheet[2]] == [column.name for column in columns]
        assert [cell.value for cell in sheet[1]] == [heading(column, REFERENCE.units).vi for column in columns]
        assert all(cell.comment for cell in sheet[1])
        for mine, theirs in zip(one.rows.head(30).iter_rows(), sheet.iter_rows(min_row=3, values_only=True)):
            for ours, read, column in zip(map(cell_of, mine), theirs, columns):
                if column.type == NUMBER and ours is not None:
                    assert read == pytest.approx(ours, rel=1e-12), column.name
                else:
                    assert read == ours, column.name
    periods = {row[0] for row in book["submission_values"].iter_rows(min_row=3, max_col=1, values_only=True)}
    assert periods == {PERIOD} and frames["submission_values"]["period"].n_unique() == 2
    note = book["submission_values"]["A2"].comment
    assert note is not None and f"Chỉ kỳ {PERIOD}" in note.text
    assert book["operations"]["E3"].number_format in ("#,##0", "#,##0.0")
    received = [column.name for column in TABLES["submissions"].columns].index("received_at")
    assert book["submissions"][3][received].number_format == "dd/mm/yyyy hh:mm"


def test_text_of_a_workbook_stays_text_and_its_bytes_the_same(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook({"small": small()}, {"small": SMALL}, REFERENCE.units, STAMP, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["small"]
    rows = list(sheet.iter_rows(min_row=3))
    assert {cell.data_type for row in rows for cell in row if cell.column == 1} == {"s"}
    held = [unescape_letters(str(row[0].value)) for row in rows]
    assert held == [text.replace("\x01", "\ufffd") for text in small()["text"]]
    assert [row[0].quotePrefix for row in rows if str(row[0].value).startswith(("=", "+", "@", "-"))] == [True] * 4
    assert [row[2].value for row in rows] == small()["amount"].to_list()


def test_a_heading_is_a_name_and_no_choice() -> None:
    for table in TABLES.values():
        for column in table.columns:
            said = heading(column, REFERENCE.units)
            assert said.vi and said.en and said.vi not in column.choices, (table.name, column.name)


# --- pages ----------------------------------------------------------------------------------------------------------


def test_a_page_a_table_with_its_rows_and_nothing_of_a_submission_is_markup(release: Path) -> None:
    names = {path.name for path in (release / "pages").iterdir()}
    assert names == {f"{name}.html" for name in TABLES} | {"index.html", "release.js"}
    assert '"1"' in (release / "pages" / "release.js").read_text("utf-8")
    made = dict(pages({"small": small()}, {"small": SMALL}, REFERENCE.units, STAMP))
    page = made["small.html"]
    assert "<script>alert" not in page and page.count("</textarea>") == 1
    rows = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    held = [row[0] for row in csv.reader(io.StringIO(rows))]
    assert held == small()["text"].to_list()
    assert "http" not in re.sub(r"<textarea.*</textarea>", "", page, flags=re.DOTALL)


# --- SDMX -----------------------------------------------------------------------------------------------------------

SDMX = """
import json, sys
from pysdmx.io import read_sdmx
(dataset,) = read_sdmx(sys.argv[1]).data
periods = sorted(set(dataset.data["TIME_PERIOD"]))
print(json.dumps([str(dataset.short_urn), len(dataset.data), sorted(dataset.data.columns), periods]))
"""


def test_sdmx_of_the_totals_is_read_back(release: Path, foreign: Foreign) -> None:
    urn, rows, columns, periods = json.loads(foreign(SDMX, release / "sdmx" / "bloc_summary.csv"))
    assert "RRZ:BLOC_SUMMARY" in urn and rows == frame("bloc_summary", release).height
    assert {"INDICATOR", "SECTOR", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "RELEASE", "RELEASE_INPUTS"} <= set(
        columns
    )
    assert periods == ["2022-S1", "2022-S2"]


# --- all of them ----------------------------------------------------------------------------------------------------


def test_the_manifest_names_every_export_and_unchanged_files_are_shared(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    for name, facts in manifest["exports"].items():
        own = file_facts(release / name)["sha256"]
        assert facts.get("sha256", own) == own, name
    every = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    named = {
        *manifest["exports"],
        *manifest["documents"],
        "manifest.json",
        "made_by.json",
        *(f"{name}.parquet" for name in manifest["tables"]),
    }
    assert every == named
    warehouse = release.parent.parent
    raw = warehouse.parent / "raw"
    again = run_direct(RunRequest(str(raw), str(warehouse), PERIOD)).release
    assert again.unchanged
    other = run_direct(RunRequest(str(raw), str(warehouse), "2022-H1")).release
    assert other.number == 2
    for name in ("csv/boards.csv", "pages/boards.html", "observations.parquet"):
        assert (other.folder / name).samefile(release / name)
    with duckdb.connect(str(other.folder / "warehouse.duckdb"), read_only=True) as base:
        assert base.sql("SELECT release, period FROM release").fetchall() == [(2, "2022-H1")]


def test_made_anew_every_export_has_the_same_bytes_but_the_database(release: Path, tmp_path: Path) -> None:
    raw = release.parents[2] / "raw"
    again = run_direct(RunRequest(str(raw), str(tmp_path), PERIOD)).release.folder
    before, after = (json.loads((folder / "manifest.json").read_text("utf-8")) for folder in (release, again))
    assert before == after, "also of the database: the digest of its rows"
    for name in before["exports"]:
        same = (release / name).read_bytes() == (again / name).read_bytes()
        assert same == (name != "warehouse.duckdb"), name


def test_a_build_that_is_no_release_says_so() -> None:
    facts = dict.fromkeys(("period", "status", "as_of", "release_inputs_sha256", "inputs_sha256"), "x")
    assert stamp(0, facts).release is None and stamp(4, facts).release == 4


def test_a_trial_without_exports_is_followed_by_a_release_that_has_them(release: Path, tmp_path: Path) -> None:
    raw = str(release.parents[2] / "raw")
    trial = run_direct(RunRequest(raw, str(tmp_path), PERIOD, exports=False)).release
    assert not (trial.folder / "tables.xlsx").exists()
    full = run_direct(RunRequest(raw, str(tmp_path), PERIOD)).release
    assert (full.number, full.unchanged) == (2, False) and (full.folder / "tables.xlsx").is_file()
    assert run_direct(RunRequest(raw, str(tmp_path), PERIOD, exports=False)).release.unchanged


def test_how_many_rows_are_shown_is_said_as_people_write_numbers() -> None:
    """`1.807` in Vietnamese and `1,807` in English, as everywhere else."""
    table = TABLES["observations"]
    (one,) = shown({table.name: pl.DataFrame({"period": ["2023-H1"] * 1807})}, {table.name: table}, "2023-H1", 1500)
    assert "1.500 dòng" in one.said.vi and "1.807 dòng" in one.said.vi
    assert "1,500 of 1,807 rows" in one.said.en
