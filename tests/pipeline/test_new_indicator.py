"""The form is the single source: one more line of form.csv, and the figure arrives everywhere without other change."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.ingest.reader import read_submission
from flows.raw_folder.receipts import sha256_of
from flows.raw_folder.store import RawStore
from flows.steps.run import RunRequest, run_direct
from schemas.form import ValueKey
from schemas.reference import Reference, load_reference
from schemas.tables import warehouse_tables
from schemas.tabular import FOLDER
from schemas.warehouse import table_model
from tests.pipeline.conftest import copy_periods

LINE = "B4,4.12,noise_complaints,Số đơn khiếu nại tiếng ồn,Noise complaints,,,case,flow,yes,0,yes,value\n"
MONEY = (
    "B2,2.10,research_spending,Chi nghiên cứu phát triển,Research spending,"
    "million_usd,billion_vnd,,flow,yes,1,no,sector\n"
)


@pytest.fixture(scope="module")
def longer_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the reference data whose form has two lines more."""
    folder = tmp_path_factory.mktemp("schemas")
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder)
    text = (folder / "form.csv").read_text(encoding="utf-8").rstrip("\n")
    (folder / "form.csv").write_text(f"{text}\n{LINE}{MONEY}", encoding="utf-8")
    return folder


def with_new_lines(path: Path, complaints: float, spending: tuple[float, float]) -> None:
    """Add the two lines to a plain workbook, each below the last line of its sheet: label, code, unit, values."""
    book = openpyxl.load_workbook(path)
    for name, line in (
        ("B4", ["Số đơn khiếu nại tiếng ồn", "4.12", "vụ", complaints]),
        ("B2", ["Chi nghiên cứu phát triển", "2.10", "triệu USD; tỷ đồng", *spending, "x"]),
    ):
        sheet = book[name]
        last = max(cell.row for cell in sheet["C"] if str(cell.value or "").startswith(name[1] + "."))
        sheet.insert_rows(last + 1)
        for column, value in enumerate(line, start=2):
            sheet.cell(last + 1, column).value = value
    book.save(path)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, longer_form: Path) -> Path:
    """2022-H2 with the longer form: every board fills in the new lines."""
    store = copy_periods(tmp_path_factory.mktemp("raw") / "raw", "2022-H2")
    receipts = store.root / "2022-H2" / "receipts.csv"
    text = receipts.read_text(encoding="utf-8")
    for number, version in enumerate(RawStore(store.root).as_of().versions, start=1):
        assert version.path is not None
        with_new_lines(version.path, number, (number / 10, number * 2.5))
        text = text.replace(version.sha256, sha256_of(version.path.read_bytes()))
    receipts.write_text(text, encoding="utf-8")
    request = RunRequest(str(store.root), str(store.root.parent / "w"), "2022-H2", reference=str(longer_form))
    return run_direct(request).release.folder


def test_it_arrives_in_the_reader(longer_form: Path, release: Path) -> None:
    reference: Reference = load_reference(longer_form)
    path = next((release.parents[2] / "raw" / "2022-H2" / "bac-ninh").iterdir())
    parsed = read_submission(path.read_bytes(), reference)
    found = {(v.code, v.sector): (v.value, v.unit) for v in parsed.values}
    assert found["4.12", "total"] == (1.0, "case")
    assert found["2.10", "fdi"] == (0.1, "million_usd") and found["2.10", "ddi"] == (2.5, "billion_vnd")


def test_it_arrives_in_schema_tables_metadata_and_dictionary(longer_form: Path, release: Path) -> None:
    reference = load_reference(longer_form)
    tables = warehouse_tables(reference.form, reference.units)
    safety = pl.read_parquet(release / "safety.parquet")
    assert sorted(safety["noise_complaints"]) == list(range(1, 12))
    table_model(tables["safety"]).validate(safety)
    with pytest.raises(Exception, match="noise_complaints"):
        table_model(tables["safety"]).validate(safety.drop("noise_complaints"))
    operations = pq.read_schema(release / "operations.parquet")
    assert operations.field("research_spending_fdi").metadata[b"unit"] == b"million USD"
    summary = pl.read_parquet(release / "bloc_summary.parquet")
    assert summary.filter(code="4.12")["value"].to_list() == [66.0]
    assert dict(summary.filter(code="2.10").select("sector", "value").iter_rows()) == {"fdi": 6.6, "ddi": 165.0}
    observed = pl.read_parquet(release / "observations.parquet").filter(key="noise_complaints")
    assert observed.height == 11 and set(observed["sheet"]) == {"B4"}
    assert "noise_complaints" in pl.read_parquet(release / "indicators.parquet")["key"]
    for name in ("dictionary.html", "report.html"):
        page = (release / name).read_text(encoding="utf-8")
        assert "Số đơn khiếu nại tiếng ồn" in page and "Research spending" in page


def test_it_is_judged_like_any_other(release: Path, longer_form: Path) -> None:
    """A required line that is blank is an error (F05), and so is a number with decimals where a count belongs."""
    states = pl.read_parquet(release / "submissions.parquet")
    assert set(states["state"]) == {"accepted"}
    raw = release.parents[2] / "raw"
    path = next((raw / "2022-H2" / "ha-nam").iterdir())
    book = openpyxl.load_workbook(path)
    row = next(cell for cell in book["B4"]["C"] if cell.value == "4.12").row
    book["B4"].cell(row, 5).value = 1.5
    book.save(path.with_name("second.xlsx"))
    book["B4"].cell(row, 5).value = None
    book.save(path.with_name("third.xlsx"))
    request = RunRequest(str(raw), str(release.parents[1]), "2022-H2", reference=str(longer_form))
    found = pl.read_parquet(run_direct(request).release.folder / "findings.parquet")
    rules = {(row["submission"].split("/")[-1], row["rule"]) for row in found.filter(code="4.12").iter_rows(named=True)}
    assert rules == {("second.xlsx", "R106"), ("third.xlsx", "F05")}
    assert ValueKey("4.12", "total", "actual") in set(load_reference(longer_form).form.keys())
