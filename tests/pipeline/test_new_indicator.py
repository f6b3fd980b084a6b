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
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from schemas.form import ValueKey
from schemas.reference import Reference, load_reference
from schemas.tables import warehouse_tables
from schemas.tabular import FOLDER
from schemas.warehouse import table_model
from tests.pipeline.conftest import copy_periods
from tests.support.dated import next_code

_FORM = load_reference().form
_COUNTED = next(line for line in _FORM.indicators if line.units == {"total": "case"})
_PAID = next(line for line in _FORM.indicators if len(line.keys) > 3 and len(set(line.units.values())) == 2)
COUNT, MONEY = next_code(_COUNTED), next_code(_PAID)
COUNT_SHEET, MONEY_SHEET = _COUNTED.sheet, _PAID.sheet
COUNT_LABEL, MONEY_LABEL = "Số chuyến khảo sát chuyên đề", "Chi phí thuê chuyên gia tư vấn"
LINES = (
    f"{COUNT_SHEET},{COUNT},survey_trips,{COUNT_LABEL},Survey trips,,,case,flow,yes,0,yes,value\n"
    f"{MONEY_SHEET},{MONEY},expert_fees,{MONEY_LABEL},Expert fees,million_usd,billion_vnd,,flow,yes,1,no,sector\n"
)


@pytest.fixture(scope="module")
def longer_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the reference data whose form has two lines more."""
    folder = tmp_path_factory.mktemp("schemas")
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder)
    text = (folder / "form.csv").read_text(encoding="utf-8").rstrip("\n")
    (folder / "form.csv").write_text(f"{text}\n{LINES}", encoding="utf-8")
    return folder


def with_new_lines(path: Path, complaints: float, spending: tuple[float, float]) -> None:
    """Add the two lines to a plain workbook, each below the last line of its sheet: label, code, unit, values."""
    book = openpyxl.load_workbook(path)
    for name, line in (
        (COUNT_SHEET, [COUNT_LABEL, COUNT, "vụ", complaints]),
        (MONEY_SHEET, [MONEY_LABEL, MONEY, "triệu USD; tỷ đồng", *spending, "x"]),
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
    request = RunRequest(
        str(store.root), str(store.root.parent / "w"), "2022-H2", reference=str(longer_form), exports=False
    )
    return run_direct(request).release.folder


def test_it_arrives_in_the_reader(longer_form: Path, release: Path) -> None:
    reference: Reference = load_reference(longer_form)
    path = next((release.parents[2] / "raw" / "2022-H2" / "bac-ninh").iterdir())
    parsed = read_submission(path.read_bytes(), reference)
    found = {(v.code, v.sector): (v.value, v.unit) for v in parsed.values}
    assert found[COUNT, "total"] == (1.0, "case")
    assert found[MONEY, "fdi"] == (0.1, "million_usd") and found[MONEY, "ddi"] == (2.5, "billion_vnd")


def test_it_arrives_in_schema_tables_metadata_and_dictionary(longer_form: Path, release: Path) -> None:
    reference = load_reference(longer_form)
    tables = warehouse_tables(reference.form, reference.units)
    table = tables[reference.form.sheet_by_name[COUNT_SHEET].table]
    counted = pl.read_parquet(release / f"{table.name}.parquet")
    assert sorted(counted["survey_trips"]) == list(range(1, 12))
    table_model(table).validate(counted)
    with pytest.raises(Exception, match="survey_trips"):
        table_model(table).validate(counted.drop("survey_trips"))
    paid = pq.read_schema(release / f"{reference.form.sheet_by_name[MONEY_SHEET].table}.parquet")
    assert paid.field("expert_fees_fdi").metadata[b"unit"] == b"million USD"
    summary = pl.read_parquet(release / "bloc_summary.parquet")
    assert summary.filter(code=COUNT)["value"].to_list() == [66.0]
    assert dict(summary.filter(code=MONEY).select("sector", "value").iter_rows()) == {"fdi": 6.6, "ddi": 165.0}
    observed = pl.read_parquet(release / "observations.parquet").filter(key="survey_trips")
    assert observed.height == 11 and set(observed["sheet"]) == {COUNT_SHEET}
    assert "survey_trips" in pl.read_parquet(release / "indicators.parquet")["key"]
    for name in ("dictionary.html", "report/index.html"):
        assert COUNT_LABEL in (release / name).read_text(encoding="utf-8")
    for name in ("dictionary.html", "report/en.html"):
        assert "Expert fees" in (release / name).read_text(encoding="utf-8")


def test_it_is_judged_like_any_other(release: Path, longer_form: Path) -> None:
    """A required line that is blank is an error (F05), and so is a number with decimals where a count belongs."""
    states = pl.read_parquet(release / "submissions.parquet")
    assert set(states["state"]) == {"accepted"}
    raw = release.parents[2] / "raw"
    path = next((raw / "2022-H2" / "ha-nam").iterdir())
    book = openpyxl.load_workbook(path)
    row = next(cell for cell in book[COUNT_SHEET]["C"] if cell.value == COUNT).row
    book[COUNT_SHEET].cell(row, 5).value = 1.5
    book.save(path.with_name("second.xlsx"))
    book[COUNT_SHEET].cell(row, 5).value = None
    book.save(path.with_name("third.xlsx"))
    request = RunRequest(str(raw), str(release.parents[1]), "2022-H2", reference=str(longer_form), exports=False)
    found = pl.read_parquet(run_direct(request).release.folder / "findings.parquet")
    rules = {(row["submission"].split("/")[-1], row["rule"]) for row in found.filter(code=COUNT).iter_rows(named=True)}
    assert rules == {("second.xlsx", "R106"), ("third.xlsx", "F05")}
    assert ValueKey(COUNT, "total", "actual") in set(load_reference(longer_form).form.keys())
