"""A release: byte for byte the same from the same raw/, whole or not there at all, and readable by anybody."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.publish import release
from flows.publish.current import current_number, release_folder, release_numbers
from flows.publish.pages import REPORT
from flows.publish.release import Release
from flows.raw_folder.decision_files import CORRECTION_COLUMNS, CORRECTIONS, append_decision
from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.safe_writing import exclusive
from flows.raw_folder.store import RawStore
from flows.steps.running.collecting import collect
from flows.steps.running.direct import run_direct
from flows.steps.running.judging import judge_all
from flows.steps.running.publishing import publish_all
from flows.steps.running.reading import ingest_one
from flows.steps.running.request import FinalRefused, RunFailed, RunRefused, RunRequest
from flows.steps.running.tables import transform_all
from schemas.reference import Reference, load_reference
from schemas.tables import warehouse_tables
from tests.pipeline.conftest import RAW, ROOT, Run, copy_periods
from tests.pipeline.test_release_list import three_boards


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


@pytest.fixture(scope="module")
def shipped(shipped_folder: Path) -> Path:
    return Path(os.path.realpath(shipped_folder / "warehouse" / "current"))


# The totals as the published review prints them, at its precision; revenue in the unit it should have had.
PRINTED = {
    ("1.01", "total"): (207, 0),
    ("1.01", "fdi"): (161, 0),
    ("1.01", "ddi"): (46, 0),
    ("1.05", "fdi"): (4693.1, 1),
    ("1.05", "ddi"): (80169.1, 1),
    ("2.02", "fdi"): (37096.4, 1),
    ("2.02", "ddi"): (74010.5, 1),
    ("2.06", "fdi"): (2406.6, 1),
    ("2.06", "ddi"): (12258.3, 1),
    ("3.01", "total"): (187, 0),
    ("3.02", "total"): (63478.9, 1),
    ("3.03", "total"): (89, 0),
    ("3.04", "total"): (19767.6, 1),
    ("3.05", "total"): (33, 0),
    ("3.06", "total"): (10932, 0),
}


def test_the_totals_are_the_published_ones(shipped: Path) -> None:
    summary = table(shipped, "bloc_summary").filter(period="2023-H1")
    found = {(row["code"], row["sector"]): row for row in summary.iter_rows(named=True)}
    for key, (printed, decimals) in PRINTED.items():
        assert round(found[key]["value"], decimals) == printed, key
        assert (found[key]["boards_reported"], found[key]["boards_expected"]) == (11, 11)
    assert set(summary["status"]) == {"provisional"}


def test_the_thousandfold_error_of_the_publication_is_named(shipped: Path) -> None:
    compared = table(shipped, "reconciliation")
    assert compared.height == 15
    slips = compared.filter(code="2.02")
    assert slips["ratio"].to_list() == [1000.0, 1000.0]
    assert set(slips["verdict"]) == {"unit slip in the publication"}
    assert set(slips["published_as_written"]) == {"37.096.365,4", "74.010.519,4"}
    others = compared.filter(pl.col("code") != "2.02")
    assert set(others["verdict"]) == {"agrees"} and set(others["ratio"]) == {1.0}


def test_every_figure_can_be_traced_and_nothing_rejected_is_among_them(shipped: Path) -> None:
    observed = table(shipped, "observations")
    assert not observed.select("period", "board", "code", "sector", "measure").is_duplicated().any()
    # A line that its file does not have stands nowhere.
    places = observed.filter(pl.col("cell_state") != "blank", period="2023-H1").select("submission", "cell", "raw_text")
    assert not (places["cell"] == "").any() and not (places["raw_text"] == "").any()
    files = {name for name in places["submission"] if "hung-yen" in name or "nam-dinh" in name}
    assert files == {
        "2023-H1/hung-yen/TDKCN_hung-yen_2023-H1_v2.ods",
        "2023-H1/nam-dinh/TDKCN_nam-dinh_2023-H1_v2.docx",
    }
    every = table(shipped, "submission_values").filter(board="nam-dinh", period="2023-H1")
    assert every["submission"].n_unique() == 2 and set(every["in_force"]) == {True, False}


def test_wide_and_long_say_the_same(shipped: Path, reference: Reference) -> None:
    observed = table(shipped, "observations").filter(measure="actual", period="2023-H1", board="ha-nam")
    wide = table(shipped, "investment").filter(period="2023-H1", board="ha-nam")
    for row in observed.filter(pl.col("code").str.starts_with("1.")).iter_rows(named=True):
        assert wide[f"{row['key']}_{row['sector']}"].item() == row["value"]
    emulation = table(shipped, "emulation")
    assert {"score_total_max", "score_total_self", "score_total_verified"} <= set(emulation.columns)
    for name in ("investment", "operations", "zones", "safety", "administration", "party", "emulation"):
        assert table(shipped, name).height == 55, name


def test_lists_add_up_to_the_sheets(shipped: Path) -> None:
    zones = table(shipped, "zone_list").group_by("period", "board").agg(pl.len().alias("lines"))
    sheet = table(shipped, "zones").select("period", "board", "zones_approved")
    both = zones.join(sheet, on=["period", "board"], how="full", coalesce=True)
    assert (both["lines"] == both["zones_approved"]).all() and both.height == 55
    projects = table(shipped, "projects").filter(event="new", sector="fdi").group_by("period", "board").len()
    new = table(shipped, "investment").select("period", "board", "new_projects_fdi")
    both = new.join(projects, on=["period", "board"], how="left").with_columns(pl.col("len").fill_null(0))
    assert (both["len"] == both["new_projects_fdi"]).all()


def test_a_rerun_that_finds_nothing_new_changes_nothing(raw_2022: RawStore, run: Run, tmp_path: Path) -> None:
    first = run(raw_2022.root, "2022-H2").release
    before = contents(first.folder)
    second = run(raw_2022.root, "2022-H2").release
    assert (first.number, first.unchanged, second.number, second.unchanged) == (1, False, 1, True)
    assert contents(first.folder) == before and release_numbers(tmp_path / "warehouse") == (1,)
    left = {path.name for path in (tmp_path / "warehouse").iterdir()}
    assert left == {"cache", "current", "releases", "releases.csv", ".run.lock", ".publish.lock", ".turns"}
    # A table somebody damaged is no release that stands.
    (first.folder / "zones.parquet").write_bytes(b"x")
    third = run(raw_2022.root, "2022-H2").release
    assert third.number == 2 and contents(third.folder)["zones.parquet"] == before["zones.parquet"]


def test_rebuilt_from_scratch_byte_for_byte(raw_2022: RawStore, run: Run, tmp_path: Path) -> None:
    first = run(raw_2022.root, "2022-H2", warehouse=tmp_path / "one").release
    second = run(raw_2022.root, "2022-H2", warehouse=tmp_path / "elsewhere" / "two").release
    assert contents(first.folder) == contents(second.folder)


@pytest.mark.whole_release
def test_rebuilt_in_another_process_with_another_hash_seed(raw_2022: RawStore, run: Run, tmp_path: Path) -> None:
    first = run(raw_2022.root, "2022-H2").release
    program = (
        "import sys; from flows.steps.running.direct import RunRequest, run_direct\n"
        "run_direct(RunRequest(sys.argv[1], sys.argv[2], '2022-H2', exports=False))"
    )
    shutil.copytree(raw_2022.root, tmp_path / "copied raw")
    command = [sys.executable, "-c", program, str(tmp_path / "copied raw"), str(tmp_path / "w2")]
    subprocess.run(command, cwd=ROOT, check=True, env={"PYTHONHASHSEED": "12345", "POLARS_MAX_THREADS": "1"})
    assert contents(tmp_path / "w2" / "releases" / "1") == contents(first.folder)


def test_steps_through_files_make_the_same_release(raw_2022: RawStore, run: Run, tmp_path: Path) -> None:
    """As Prefect calls them: each step from paths and strings alone."""
    in_memory = run(raw_2022.root, "2022-H2").release
    request = RunRequest(str(raw_2022.root), str(tmp_path / "by steps"), "2022-H2", work="a run", exports=False)
    collected = collect(request)
    items = collected.items
    assert [ingest_one(request, item) for item in items] == [None] * 11
    tables, _ = transform_all(request, judge_all(request, collected))
    release = publish_all(request, tables)
    assert contents(release.folder) == contents(in_memory.folder)
    assert not (tmp_path / "by steps" / "work" / "a run").exists()
    assert all(item.cached for item in collect(request).items)


@pytest.mark.whole_release
def test_as_of_rebuilds_an_old_state(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    early = run(store.root, "2023-H1", as_of="2023-06-21").release.folder
    states = {row["file"]: row["state"] for row in table(early, "submissions").filter(period="2023-H1").to_dicts()}
    assert len(states) == 6 and states["TDKCN_nam-dinh_2023-H1_v1.docx"] == "rejected"
    summary = table(early, "bloc_summary").filter(period="2023-H1")
    assert set(summary["boards_reported"]) == {5} and set(summary["boards_expected"]) == {11}
    assert summary["share_of_previous"].is_between(0, 1).all()
    assert 0 < summary.filter(code="1.10", sector="fdi")["share_of_previous"].item() < 1
    assert table(early, "reconciliation").is_empty(), "the figures were published at the conference, three weeks later"
    for text in ("5/11 ban", "Chưa có số công bố của kỳ này."):
        assert text in (early / REPORT).read_text(encoding="utf-8")
    # What is received later changes nothing of how it was known then.
    shutil.copytree(RAW / "2022-H1", store.root / "2021-H1", ignore=shutil.ignore_patterns("*.csv", "h*", "n*"))
    again = run(store.root, "2023-H1", as_of="2023-06-21", warehouse=tmp_path / "again").release.folder
    assert contents(again) == contents(early)


def test_a_period_without_submissions(raw_2022: RawStore, run: Run, tmp_path: Path) -> None:
    with pytest.raises(RunRefused, match=r"Nothing was received for 2023-H1.*2022-H2"):
        run(raw_2022.root, "2023-H1")
    assert current_number(tmp_path / "warehouse") is None
    # As of a moment it is an answer that nothing was known.
    result = run(raw_2022.root, "2023-H1", as_of="2023-07-01")
    assert any("nothing was received" in text.en for text in result.said)
    folder = result.release.folder
    assert table(folder, "bloc_summary").filter(period="2023-H1").is_empty()
    row = table(folder, "periods").filter(period="2023-H1").row(0, named=True)
    assert (row["boards_expected"], row["boards_received"], row["status"]) == (11, 0, "provisional")
    (tmp_path / "empty").mkdir()
    empty = run(tmp_path / "empty", "2023-H1", warehouse=tmp_path / "none", as_of="2023-07-01").release.folder
    assert table(empty, "observations").is_empty() and table(empty, "indicators").height == len(
        load_reference().form.whole.indicators
    )


def test_one_broken_file_stops_nobody_else(raw_2022: RawStore, run: Run) -> None:
    (raw_2022.root / "2022-H2" / "ha-noi" / "TDKCN_ha-noi_2022-H2.xlsx").write_bytes(b"other bytes")
    (raw_2022.root / "2022-H2" / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx").unlink()
    broken = raw_2022.root / "2022-H2" / "vinh-phuc" / "later.xlsx"
    broken.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(RunRefused) as refused:
        run(raw_2022.root, "2022-H2")
    assert len(refused.value.obstacles) == 2 and current_number(raw_2022.root.parent / "warehouse") is None
    result = run(raw_2022.root, "2022-H2", accept_loss=True, reason="cháy máy chủ", approved_by="Nguyễn Văn A")
    states = {row["submission"]: row["state"] for row in table(result.release.folder, "submissions").to_dicts()}
    assert [s for s in states if states[s] == "unreadable"] == [
        "2022-H2/ha-nam/TDKCN_ha-nam_2022-H2.xlsx",
        "2022-H2/ha-noi/TDKCN_ha-noi_2022-H2.xlsx",
        "2022-H2/vinh-phuc/later.xlsx",
    ]
    assert states["2022-H2/vinh-phuc/TDKCN_vinh-phuc_2022-H2.xlsx"] == "accepted", "the last accepted one stays"
    found = table(result.release.folder, "findings").filter(rule="F01")
    assert found.height == 3
    assert "receipts.csv" in found.filter(board="ha-noi")["message_vi"].item()
    assert {name for name in ("ha-noi", "ha-nam") if any(name in text.en for text in result.said)} == {
        "ha-noi",
        "ha-nam",
    }
    assert run(raw_2022.root, "2022-H2").release.unchanged, "a loss once accepted is asked about no more"


def test_a_nil_return_counts_as_reported_where_nothing_happened(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    receipts = store.root / "2023-H1" / "receipts.csv"
    lines = receipts.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("ninh-binh")]
    receipts.write_text("\n".join([*kept, "ninh-binh,,,2023-06-20T08:00:00+07:00,,nil", ""]), encoding="utf-8")
    shutil.rmtree(store.root / "2023-H1" / "ninh-binh")
    folder = run(store.root, "2023-H1").release.folder
    (row,) = table(folder, "submissions").filter(period="2023-H1", board="ninh-binh").to_dicts()
    assert row["state"] == "nil" and row["nil"]
    summary = table(folder, "bloc_summary").filter(period="2023-H1")
    kinds = table(folder, "indicators").select("code", "kind")
    counted = summary.join(kinds, on="code").group_by("kind").agg(pl.col("boards_reported").unique())
    assert {kind: set(found) for kind, found in counted.iter_rows()} == {"flow": {11}, "stock": {10}}
    # What Ninh Bình had reported is missing from the sum, and the sum is compared as complete.
    assert summary.filter(code="1.01", sector="total")["value"].item() < 207


def test_the_bloc_after_the_merger(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2025-H1", "2025-H2", published=False)
    folder = run(store.root, "2025-H2").release.folder
    summary = table(folder, "bloc_summary").filter(period="2025-H2", code="1.10", sector="fdi")
    assert summary["boards_expected"].item() == 7 and summary["boards_reported"].item() == 7
    assert summary["share_of_previous"].item() is None, "three predecessors are not known without their file"
    from tests.pipeline.conftest import LATER

    shutil.copy(LATER / "outside_predecessors.csv", store.root)
    folder = run(store.root, "2025-H2").release.folder
    summary = table(folder, "bloc_summary").filter(period="2025-H2", code="1.10", sector="fdi")
    assert summary["share_of_previous"].item() == 1.0


# Final releases


def approve(store: RawStore, period: str, digest: str, decision: str = "approved", note: str = "") -> None:
    path = store.root / period / "approvals.csv"
    if not path.exists():
        path.write_text("release_inputs_sha256,decision,approved_by,at,note\n", encoding="utf-8")
    with path.open("a", encoding="utf-8") as handle:
        handle.write(f"{digest},{decision},Nguyễn Văn A,2023-07-10T09:00:00+07:00,{note}\n")


def refusal(run: Run, store: RawStore, period: str = "2023-H1") -> list[str]:
    with pytest.raises(FinalRefused) as caught:
        run(store.root, period, final=True)
    return [text.en for text in caught.value.obstacles]


@pytest.mark.whole_release
def test_a_final_release_needs_approval_of_exactly_what_went_in(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    digest = store.as_of().release_inputs_sha256("2023-H1")
    (said,) = refusal(run, store)
    assert digest in said and current_number(tmp_path / "warehouse") is None
    approve(store, "2023-H1", digest, "refused", "chờ số liệu")
    (said,) = refusal(run, store)
    assert "refused" in said and "chờ số liệu" in said
    provisional = run(store.root, "2023-H1").release
    approve(store, "2023-H1", digest)
    release = run(store.root, "2023-H1", final=True).release
    assert (provisional.status, release.status, release.number) == ("provisional", "final", 2)
    summary = table(release.folder, "bloc_summary")
    assert set(summary.filter(period="2023-H1")["status"]) == {"final"}
    assert set(summary.filter(period="2022-H2")["status"]) == {"provisional"}
    assert "Chính thức" in (release.folder / REPORT).read_text(encoding="utf-8")
    # A plain run of the period follows the approval in raw/ as well: nothing changed, and from nothing the same.
    again = run(store.root, "2023-H1").release
    assert (again.number, again.unchanged, again.status) == (2, True, "final")
    anew = run(store.root, "2023-H1", warehouse=tmp_path / "anew").release
    hashes = contents(release.folder)
    assert {n: sha for n, sha in contents(anew.folder).items() if n != "manifest.json"} == {
        n: sha for n, sha in hashes.items() if n != "manifest.json"
    }
    # A later run about another period keeps the approved totals final.
    other = run(store.root, "2022-H2").release
    assert set(table(other.folder, "bloc_summary").filter(period="2023-H1")["status"]) == {"final"}
    assert other.status == "provisional"
    own = table(other.folder, "periods").filter(period="2023-H1")
    assert own["status"].item() == "final"
    # As it was known before the approval it is provisional.
    before = run(store.root, "2023-H1", as_of="2023-07-09").release
    assert set(table(before.folder, "bloc_summary")["status"]) == {"provisional"}
    # One more line in the receipts, and the approval no longer fits.
    with (store.root / "2023-H1" / "receipts.csv").open("a", encoding="utf-8") as handle:
        handle.write("ha-nam,,,2023-07-20T08:00:00+07:00,,nil\n")
    assert any("no longer fits" in text for text in refusal(run, store))
    other = run(store.root, "2022-H2").release
    assert set(table(other.folder, "bloc_summary").filter(period="2023-H1")["status"]) == {"provisional"}


def test_a_final_release_needs_every_board_and_no_open_question(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    receipts = store.root / "2023-H1" / "receipts.csv"
    lines = receipts.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("ha-noi") and "_v2" not in line]
    receipts.write_text("\n".join([*kept, ""]), encoding="utf-8")
    shutil.rmtree(store.root / "2023-H1" / "ha-noi")
    for path in store.root.glob("2023-H1/*/*_v2*"):
        path.unlink()
    approve(store, "2023-H1", store.as_of().release_inputs_sha256("2023-H1"))
    said = refusal(run, store)
    assert any("Hà Nội" in text and "nothing" in text for text in said)
    assert any("Nam Định" in text and "rejected" in text for text in said)
    assert any("Hưng Yên" in text and "queries" in text for text in said)


# What the files say of themselves


def test_parquet_explains_itself(shipped: Path, reference: Reference) -> None:
    for definition in warehouse_tables(reference.form, reference.units).values():
        schema = pq.read_schema(shipped / f"{definition.name}.parquet")
        assert schema.names == [column.name for column in definition.columns]
        facts = json.loads(schema.metadata[b"redriver_zones"])
        assert facts["key"] == list(definition.key) and facts["description"] and facts["description_vi"]
        for field, column in zip(schema, definition.columns, strict=True):
            assert field.metadata[b"description"].decode() and field.metadata[b"description_vi"].decode()
            assert (field.metadata[b"key"] == b"true") == column.key
            assert bool(field.metadata[b"unit"]) == bool(column.unit)
        frame = table(shipped, definition.name)
        assert frame.equals(frame.sort(list(definition.order))), f"{definition.name} is sorted by its key, board first"
        columns = pq.ParquetFile(shipped / f"{definition.name}.parquet").metadata
        assert columns.num_row_groups == 0 or columns.row_group(0).column(0).compression == "ZSTD"
    money = pq.read_schema(shipped / "investment.parquet")
    assert money.field("new_capital_fdi").metadata[b"unit"] == b"million USD"
    assert money.field("new_capital_ddi").metadata[b"unit"] == b"billion VND"


def test_read_without_this_package(shipped: Path) -> None:
    found = duckdb.sql(
        f"select round(sum(value), 1) from '{shipped}/observations.parquet' "
        "where period = '2023-H1' and key = 'total_capital' and sector = 'fdi' and measure = 'actual'"
    ).fetchall()
    assert found == [(4693.1,)]
    ((first,),) = duckdb.sql(f"select min(epoch(received_at)) from '{shipped}/submissions.parquet'").fetchall()
    assert first > 1.6e9
    schema = pq.read_schema(shipped / "submissions.parquet")
    assert {str(field.type) for field in schema} <= {"string", "int64", "bool", "timestamp[us, tz=Asia/Ho_Chi_Minh]"}


def test_manifest_and_data_package_name_every_file(shipped: Path) -> None:
    manifest = json.loads((shipped / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["release"], manifest["period"], manifest["status"]) == (1, "2023-H1", "provisional")
    assert manifest["as_of"] == "2023-06-27T10:37:00+07:00"
    assert manifest["release_inputs_sha256"] == RawStore(RAW).as_of().release_inputs_sha256("2023-H1")
    hashes = contents(shipped)
    named = {entry["file"]: entry["sha256"] for entry in manifest["tables"].values()}
    named |= {name: entry["sha256"] for name, entry in manifest["documents"].items()}
    named[manifest["made_by"]["file"]] = manifest["made_by"]["sha256"]
    assert named == {name: sha for name, sha in hashes.items() if name != "manifest.json"}
    for name, entry in manifest["tables"].items():
        assert entry["rows"] == table(shipped, name).height
    pinned = {entry["submission"]: entry for entry in manifest["submissions"]}
    assert len(pinned) == 57 and pinned["2023-H1/nam-dinh/TDKCN_nam-dinh_2023-H1_v1.docx"]["state"] == "rejected"
    package = json.loads((shipped / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{hashes[resource['path']]}"
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == table(shipped, resource["name"]).columns
        assert set(resource["schema"]["primaryKey"]) <= set(fields)
        for foreign in resource["schema"].get("foreignKeys", []):
            (mine,), other = foreign["fields"], foreign["reference"]
            values = set(table(shipped, resource["name"])[mine].drop_nulls())
            assert values <= set(table(shipped, other["resource"])[other["fields"][0]])


def test_pages_are_self_contained_and_bilingual(shipped: Path, reference: Reference) -> None:
    for name in ("dictionary.html", REPORT, "report/en.html"):
        page = (shipped / name).read_text(encoding="utf-8")
        assert "<script" not in page and not re.search(r'src=|href="[a-z]+:|url\(http|@import', page)
    dictionary = (shipped / "dictionary.html").read_text(encoding="utf-8")
    for definition in warehouse_tables(reference.form, reference.units).values():
        assert f'id="{definition.name}"' in dictionary
        for column in definition.columns:
            assert f">{column.name}<" in dictionary
    # Factors of units as people write them: 1000000 and 0.01, not 1000000.000000.
    assert {"1", "1000000", "0.01"} <= set(re.findall(r'<td class="number">([0-9.]+)</td></tr>', dictionary))
    report, english = ((shipped / name).read_text(encoding="utf-8") for name in (REPORT, "report/en.html"))
    assert "bản công bố lệch đơn vị" in report and "unit slip in the publication" in english
    assert "37.096.365,4" in report and "37.096,4" in report and "37,096.4" in english


# What people decided


def test_a_correction_is_marked_and_the_file_stays_as_received(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    before = table(run(store.root, "2023-H1").release.folder, "observations")
    key = {"period": "2022-H2", "board": "ha-nam", "code": "4.01", "sector": "total", "measure": "actual"}
    (old,) = before.filter(**key).to_dicts()
    decision = {name: str(key[name]) for name in ("board", "code", "sector", "measure")}
    decision |= {"expect": f"{old['value']:.0f}", "value": f"{old['value'] + 2:.0f}", "reason": "=gõ nhầm"}
    decision |= {"approved_by": "Nguyễn Văn A", "date": "2023-07-01"}
    append_decision(store.root / "2022-H2" / CORRECTIONS, CORRECTION_COLUMNS, decision)
    assert store.as_of().decisions.corrections[0].reason == "'=gõ nhầm", "no formula for whoever opens the file"
    release = run(store.root, "2023-H1").release
    (new,) = table(release.folder, "observations").filter(**key).to_dicts()
    assert new == old | {"value": old["value"] + 2, "status": "corrected"}
    sums = [table(f, "bloc_summary").filter(period="2022-H2", code="4.01")["value"].item() for f in releases(release)]
    assert sums[1] - sums[0] == 2
    assert json.loads((release.folder / "manifest.json").read_text(encoding="utf-8"))["corrections"] == 1
    # As it was known before the decision.
    earlier = run(store.root, "2023-H1", as_of="2023-06-30").release
    assert table(earlier.folder, "observations").equals(before)
    # What the correction expects is no longer there: nothing is released.
    append_decision(store.root / "2022-H2" / CORRECTIONS, CORRECTION_COLUMNS, decision | {"code": "4.02"})
    with pytest.raises(DecisionError, match=r"4\.02"):
        run(store.root, "2023-H1")


def releases(last: Release) -> list[Path]:
    return [last.folder.parent / "1", last.folder]


# When something goes wrong


@pytest.mark.whole_release
def test_nothing_of_a_submission_is_markup_in_the_report(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2")
    published = store.root / "published" / "2022-H2.csv"
    published.write_text(
        "code,sector,value_as_written,unit_as_written,source,note\n1.01,fdi,<b>7</b>,<script>x</script>,<i>s</i>,\n",
        encoding="utf-8",
    )
    page = (run(store.root, "2022-H2").release.folder / REPORT).read_text(encoding="utf-8")
    assert "<script" not in page and "<b>7" not in page and "&lt;script&gt;" in page


def test_a_run_that_fails_leaves_the_last_release(
    raw_2022: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(raw_2022.root, "2022-H2").release
    before = contents(first.folder)
    (raw_2022.root / "2022-H2" / "corrections.csv").write_text("board,code\n", encoding="utf-8")
    with pytest.raises(Exception, match="sector"):
        run(raw_2022.root, "2022-H2")
    with pytest.raises(RunFailed, match="does not exist"):
        run(tmp_path / "no such folder", "2022-H2")
    with pytest.raises(RunFailed, match="whole year"):
        run(raw_2022.root, "2022")
    with exclusive(tmp_path / "warehouse" / ".run.lock"), pytest.raises(RunFailed, match="Another run"):
        run(raw_2022.root, "2022-H2", wait=0.0)
    assert current_number(tmp_path / "warehouse") == 1 and contents(first.folder) == before
    assert not (tmp_path / "warehouse" / "work").exists() or not any((tmp_path / "warehouse" / "work").iterdir())


# The child calls every file operation through counters and dies, without any clean-up, at the n-th.
CHILD = """
import os, sys
from pathlib import Path
raw, warehouse, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
count = 0
def counted(operation):
    def call(*arguments, **options):
        global count
        path = str(arguments[0]) if arguments else ''
        if 'cache' not in path:
            count += 1
            if count == limit:
                os._exit(9)
        return operation(*arguments, **options)
    return call
for owner, names in ((os, ('replace', 'rename', 'fsync', 'mkdir', 'symlink', 'unlink', 'rmdir', 'open')),
                     (Path, ('write_bytes', 'write_text', 'open'))):
    for name in names:
        setattr(owner, name, counted(getattr(owner, name)))
from flows.publish import release
release.pages = lambda *_: {release.REPORT: lambda: b''}
run_direct(RunRequest(raw, warehouse, '2022-H2', exports=False))
print(count)
"""


def child(raw: Path, warehouse: Path, limit: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, str(raw), str(warehouse), str(limit)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.whole_release
def test_killed_at_many_points_the_last_release_stays_readable(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of its operations; `make campaigns` kills at each (test_raw_campaigns)."""
    monkeypatch.setattr(release, "pages", lambda *_: {release.REPORT: lambda: b""})
    store = three_boards(tmp_path / "raw")
    warehouse = tmp_path / "warehouse"
    first = run(store.root, "2022-H2").release
    old = contents(first.folder)
    # Something changed since, so that there is something to publish.
    with (store.root / "2022-H2" / "receipts.csv").open("a") as handle:
        handle.write("ha-noi,,,2023-01-05T08:00:00+07:00,,nil\n")
    whole = tmp_path / "whole"
    shutil.copytree(warehouse, whole, symlinks=True)
    done = child(store.root, whole, -1)
    assert done.returncode == 0, done.stderr
    operations = int(done.stdout)
    new = contents(whole / "current")
    assert new != old and operations > 60
    points = sorted({*range(1, operations + 1, 47), *range(operations - 12, operations + 1, 4)})
    seen, killed = set(), 0
    for point in points:
        trial = tmp_path / f"trial {point}"
        shutil.copytree(warehouse, trial, symlinks=True)
        ended = child(store.root, trial, point).returncode
        killed += ended == 9
        # What is in the cache already takes fewer operations, so the last points may lie behind the end.
        assert ended == 9 or (ended == 0 and current_number(trial) == 2)
        number = current_number(trial)
        assert number is not None, f"killed at {point}"
        released = release_folder(trial, number)
        assert contents(released) in (old, new), f"killed at {point}"
        assert contents(trial / "current") == contents(released)
        seen.add(number)
        if point % 2 == 0 or point > operations - 15:
            # The next run ends where an undisturbed one does, and clears away what was left.
            run_direct(RunRequest(str(store.root), str(trial), "2022-H2", exports=False))
            assert contents(trial / "current") == new and release_numbers(trial) == (1, 2)
            assert not list(trial.rglob("*.partial")) and not list(trial.glob(".current-*"))
        shutil.rmtree(trial)
    assert seen == {1, 2}, "points before and after the switch were tried"
    assert killed > 5


def test_publishing_that_failed_can_be_tried_again(
    raw_2022: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = run(raw_2022.root, "2022-H2").release
    request = RunRequest(str(raw_2022.root), str(tmp_path / "full disk"), "2022-H2", work="a run", exports=False)
    tables, _ = transform_all(request, judge_all(request, collect(request)))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("flows.publish.release.switch_to", full)
        with pytest.raises(RunFailed, match="the disk is full"):
            publish_all(request, tables)
    assert current_number(tmp_path / "full disk") is None
    release = publish_all(request, tables)
    assert release.number == 1 and not release.unchanged and contents(release.folder) == contents(in_memory.folder)
    assert current_number(tmp_path / "full disk") == 1


def test_a_folder_of_faulty_files_stops_nobody(tmp_path: Path, run: Run) -> None:
    """Every faulty file as one more version of its board: states are told, and the boards' good files stay in force."""
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1", "2023-H2")
    faulty = sorted((ROOT / "tests" / "data" / "faulty").glob("*_2023-H2.*"))
    assert len(faulty) > 50
    for path in faulty:
        board = path.stem.split("_")[-2]
        shutil.copy(path, store.root / "2023-H2" / board / path.name)
    result = run(store.root, "2023-H2")
    states = table(result.release.folder, "submissions").filter(period="2023-H2")
    assert states.height == 11 + len(faulty), "each got its receipt"
    assert {"unreadable", "rejected", "superseded", "accepted"} <= set(states["state"])
    assert states.filter("in_force")["board"].n_unique() == 11
    summary = table(result.release.folder, "bloc_summary").filter(period="2023-H2")
    assert set(summary["boards_reported"]) == {11}
    assert run(store.root, "2023-H2").release.unchanged, "receipts once written are the record"
