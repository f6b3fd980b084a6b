"""Decisions in raw/ that have an effect and those that have none: both are told, and none stops other periods."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.ingest.filing import receive_nil
from flows.publish.current import current_number, release_numbers
from flows.publish.release import run_in_turn
from flows.publish.release_list import listed_releases
from flows.publish.release_rows import decisions_without_effect, release_rows
from flows.raw_folder.decision_files import (
    CORRECTION_COLUMNS,
    CORRECTIONS,
    WAIVER_COLUMNS,
    WAIVERS,
    append_decision,
)
from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.safe_writing import Busy, exclusive
from flows.raw_folder.store import RawStore
from flows.raw_folder.waiting_line import LINE, standing_in_line
from flows.steps.running.direct import run_direct
from flows.steps.running.request import FinalRefused, RunFailed, RunRequest
from flows.texts.release import WAITING
from flows.texts.screen.language import said
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference
from tests.pipeline.conftest import Run, copy_periods

HEADING = "release_inputs_sha256,decision,approved_by,at,note\n"


def approvals(store: RawStore, period: str, *lines: str) -> Path:
    path = store.root / period / "approvals.csv"
    path.write_text(HEADING + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def manifest(folder: Path) -> dict[str, object]:
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def correct(store: RawStore, period: str, observed: pl.DataFrame, code: str, sector: str, by: float) -> dict[str, str]:
    (old,) = observed.filter(period=period, board="ha-nam", code=code, sector=sector, measure="actual").to_dicts()
    decision = {"board": "ha-nam", "code": code, "sector": sector, "measure": "actual", "expect": repr(old["value"])}
    decision |= {"value": f"{old['value'] + by:.4f}", "reason": "gõ nhầm", "approved_by": "Trần Thị B"}
    decision["date"] = "2023-07-01"
    append_decision(store.root / period / CORRECTIONS, CORRECTION_COLUMNS, decision)
    return decision


def correct_closing(store: RawStore, observed: pl.DataFrame) -> dict[str, str]:
    """Ten more projects at the end of 2022-H2, and so many that the sheet still adds up."""
    for code, sector in (("1.09", "fdi"), ("1.09", "total"), ("1.10", "total")):
        correct(store, "2022-H2", observed, code, sector, 10.0)
    return correct(store, "2022-H2", observed, "1.10", "fdi", 10.0)


# Approvals


@pytest.mark.parametrize(
    ("written", "decision"),
    [
        ("approved", "approved"),
        ("APPROVE", "approved"),
        ("Yes", "approved"),
        ("đồng ý", "approved"),
        ("Phê duyệt", "approved"),
        ("duyệt", "approved"),
        ("rejected", "refused"),
        ("No", "refused"),
        ("Từ chối", "refused"),
        ("không duyệt", "refused"),
    ],
)
def test_decisions_are_understood_as_people_write_them(raw_2022: RawStore, written: str, decision: str) -> None:
    approvals(raw_2022, "2022-H2", f"{'0' * 64},{written},A,2023-01-10,")
    assert [approval.decision for approval in raw_2022.as_of().approvals["2022-H2"]] == [decision]
    assert raw_2022.as_of().approval_problems == {}


def test_a_decision_not_understood_stops_only_the_final_release_of_its_period(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1", published=False)
    digest = store.as_of().release_inputs_sha256("2022-H2")
    approvals(store, "2022-H2", f"{digest},approved,A,2023-01-10,", f"{digest},maybe,A,2023-01-11,")
    with pytest.raises(FinalRefused) as caught:
        run(store.root, "2022-H2", final=True)
    (said,) = caught.value.obstacles
    assert "approvals.csv" in said.en and "line 3" in said.en and "“maybe”" in said.vi
    plain = run(store.root, "2022-H2")
    assert plain.release.status == "provisional"
    other = run(store.root, "2023-H1")
    assert all(any("“maybe”" in text.en for text in result.said) for result in (plain, other))


# Restatements


@pytest.mark.whole_release
def test_a_correction_to_an_earlier_period_is_told_as_a_restatement(
    tmp_path: Path, run: Run, reference: Reference
) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    first = run(store.root, "2023-H1").release
    assert manifest(first.folder)["restatements"] == []
    observed = pl.read_parquet(first.folder / "observations.parquet")
    closing = correct_closing(store, observed)
    flow = correct(store, "2023-H1", observed, "4.01", "total", 2.0)
    release = run(store.root, "2023-H1").release
    told = manifest(release.folder)["restatements"]
    assert isinstance(told, list) and [one["code"] for one in told] == ["1.09", "1.09", "1.10", "1.10", "4.01"]
    for one, decision in zip(told[3:], (closing, flow), strict=True):
        assert (one["from"], one["to"], one["reason"]) == (decision["expect"], decision["value"], "gõ nhầm")
        assert one["approved_by"] == "Trần Thị B"
    reaches = [{(entry["kind"], entry["period"]) for entry in one["reaches"]} for one in told]
    assert ("total", "2023-H1") in reaches[4]
    assert {("total", "2022-H2"), ("opening", "2023-H1"), ("share_of_previous", "2023-H1")} <= reaches[3]
    (opening,) = (entry for entry in told[3]["reaches"] if entry["kind"] == "opening")
    assert opening["submission"].startswith("2023-H1/ha-nam/") and opening["findings"] == ["R201"]
    page = (release.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "Trần Thị B" in page and "Số liệu đã đính chính" in page
    english = (release.folder / "report" / "en.html").read_text(encoding="utf-8")
    assert "the opening 1.09 of 2023-H1/ha-nam/" in english
    rows = release_rows(release.folder, Period(2023, 1), reference).restatements
    assert len(rows) == 5 and "R201" in str(rows[3]["Reaches"])
    earlier = run(store.root, "2022-H2").release
    rows = release_rows(earlier.folder, Period(2022, 2), reference).restatements
    assert {row["Period"] for row in rows} == {"2022-H2"}, "a correction to a later period says nothing of this one"


def test_last_year_and_the_year_depend_on_a_corrected_figure(tmp_path: Path, run: Run, reference: Reference) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1", "2023-H2")
    (store.root / "published" / "2023.csv").write_text(
        "code,sector,value_as_written,unit_as_written,source,note\n2.02,fdi,1,triệu USD,báo cáo năm,\n",
        encoding="utf-8",
    )
    first = run(store.root, "2023-H2").release
    rows = release_rows(first.folder, Period(2023, 2), reference)
    (year,) = rows.year
    assert str(year["Indicator"]).startswith("2.02") and str(year["Verdict"]).startswith("differs")
    assert (year["Published"], year["Boards"]) == ("1 triệu USD", "11/11")
    assert release_rows(first.folder, Period(2023, 1), reference).year == [], "the first half closes no year"
    observed = pl.read_parquet(first.folder / "observations.parquet")
    correct(store, "2022-H2", observed, "2.02", "fdi", 1.0)
    correct(store, "2023-H1", observed, "2.02", "fdi", 1.0)
    told = manifest(run(store.root, "2023-H2").release.folder)["restatements"]
    assert isinstance(told, list)
    reaches = [{(entry["kind"], entry["period"]) for entry in one["reaches"]} for one in told]
    assert ("last_year", "2023-H2") in reaches[0] and ("annual_total", "2023") in reaches[1]


# Waivers


def test_waivers_without_effect_are_told_with_file_and_line(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2023-H1", published=False)
    found = pl.read_parquet(run(store.root, "2023-H1").release.folder / "findings.parquet")
    row = found.filter(rule="R302", board="hung-yen").row(0, named=True)
    fields = {name: str(row[name]) for name in ("rule", "board", "code", "sector")}
    fields |= {"reason": "đã giải trình", "approved_by": "A", "date": "2024-01-10", "expires": "2030-12-31"}
    fields["fingerprint"] = "0" * 16
    for changed in (
        {},  # the figures are others than those waived
        {"expires": "2020-01-01"},
        {"rule": "F05"},
        {"rule": "R999"},
        {"code": "5.08", "sector": "total"},
    ):
        append_decision(store.root / "2023-H1" / WAIVERS, WAIVER_COLUMNS, fields | changed)
    release = run(store.root, "2023-H1").release
    said = [text.en for text in decisions_without_effect(release.folder)]
    words = ("void", "expired", "level 0", "no rule R999", "no finding")
    assert len(said) == len(words)
    for line, (text, word) in enumerate(zip(said, words, strict=True), start=2):
        assert f"2023-H1/waivers.csv, line {line}:" in text and word in text
    assert manifest(release.folder)["waivers_in_force"] == []


def test_a_waiver_in_force_is_in_the_manifest_with_reason_and_approver(tmp_path: Path, run: Run) -> None:
    from flows.steps.judged import judge_raw
    from flows.validate.acceptance.waivers import fingerprint
    from schemas.reference import load_reference

    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1", published=False)
    observed = pl.read_parquet(run(store.root, "2023-H1").release.folder / "observations.parquet")
    correct_closing(store, observed)
    judged = judge_raw(store.root, tmp_path / "warehouse", load_reference(), Period(2023, 1))
    (finding,) = (f for f in judged.validation.findings if f.rule == "R201" and f.board == "ha-nam")
    fields = {"rule": "R201", "board": "ha-nam", "code": finding.code, "sector": finding.sector}
    fields |= {"fingerprint": fingerprint(finding), "reason": "Bộ tính lại", "approved_by": "A", "date": "2023-07-02"}
    append_decision(store.root / "2023-H1" / WAIVERS, WAIVER_COLUMNS, fields | {"expires": ""})
    said = manifest(run(store.root, "2023-H1").release.folder)
    assert said["waivers_without_effect"] == []
    (entry,) = said["waivers_in_force"]  # type: ignore[misc]
    assert (entry["rule"], entry["reason"], entry["approved_by"]) == ("R201", "Bộ tính lại", "A")


# What lies in raw/ and is not read


def test_folders_and_files_that_are_not_read_are_told(raw_2022: RawStore, run: Run) -> None:
    for name in ("2029-H7", "foo", "2022-h2x"):
        (raw_2022.root / name).mkdir()
    (raw_2022.root / "published").mkdir(exist_ok=True)
    (raw_2022.root / "published" / "last year.csv").write_text("x\n", encoding="utf-8")
    (raw_2022.root / "inbox").mkdir()
    said = " ".join(text.en for text in run(raw_2022.root, "2022-H2").said)
    for name in ("2029-H7", "foo", "2022-h2x", "published/last year.csv"):
        assert name in said
    assert "inbox" not in said.replace("raw/inbox/", "")


def test_published_figures_not_understood_are_left_out_and_told(raw_2022: RawStore, run: Run) -> None:
    heading = "code,sector,value_as_written,unit_as_written,source,note\n"
    good, bad = (raw_2022.root / "published" / f"{name}.csv" for name in ("2022-H2", "2022"))
    good.parent.mkdir(exist_ok=True)
    good.write_text(f"{heading}1.01,fdi,1,dự án,báo,\n", encoding="utf-8")
    bad.write_text(f"{heading}1.01,fdi,1,dự án,báo,\n1.01,both,2,dự án,báo,\n", encoding="utf-8")
    result = run(raw_2022.root, "2022-H2")
    compared = pl.read_parquet(result.release.folder / "reconciliation.parquet")
    assert set(compared["period"]) - {"2023-H1"} == {"2022-H2"}
    (said,) = (text.en for text in result.said if "published" in text.en)
    assert "2022.csv, line 3" in said and "not compared" in said


def test_receipts_that_cannot_be_read_at_all_stop_the_run(tmp_path: Path, run: Run) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    (store.root / "2022-H2" / "receipts.csv").write_text("tên,tệp\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"2022-H2.receipts\.csv, line 1"):
        run(store.root, "2023-H1")
    assert not (tmp_path / "warehouse" / "current").exists()


def test_the_same_nil_return_twice_is_one_receipt(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    store = RawStore(tmp_path / "raw")
    first = receive_nil(store, "ha-nam", Period(2022, 2))
    before = (store.root / "2022-H2" / "receipts.csv").read_bytes()
    assert receive_nil(store, "ha-nam", Period(2022, 2)).line == first.line
    assert (store.root / "2022-H2" / "receipts.csv").read_bytes() == before
    receive_nil(store, "nam-dinh", Period(2022, 2))
    assert len(store.receipts("2022-H2").receipts) == 2


# Runs that change nothing, and runs at the same time


def test_a_later_moment_with_the_same_knowledge_is_no_new_release(raw_2022: RawStore, run: Run) -> None:
    first = run(raw_2022.root, "2022-H2").release
    again = run(raw_2022.root, "2022-H2").release
    assert (first.number, again.number, again.unchanged) == (1, 1, True)


def test_an_old_state_is_built_aside_and_moves_nothing(raw_2022: RawStore, run: Run, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    first = run(raw_2022.root, "2022-H2").release
    for day in ("2022-12-16", "2020-01-01"):
        made = run(raw_2022.root, "2022-H2", as_of=day).release
        assert (made.number, made.folder, made.unchanged) == (0, warehouse / "as-of" / day, False)
        assert pq.read_schema(made.folder / "observations.parquet").metadata[b"as_of"] == day.encode()
        assert run(raw_2022.root, "2022-H2", as_of=day).release.unchanged
    assert current_number(warehouse) == first.number and release_numbers(warehouse) == (first.number,)
    assert b"as_of" not in pq.read_schema(first.folder / "observations.parquet").metadata
    assert [one.number for one in listed_releases(warehouse)] == ["1"]
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "notes.txt").write_text("mine")
    with pytest.raises(RunFailed):
        run_direct(RunRequest(str(raw_2022.root), str(warehouse), "2022-H2", output=str(stranger), exports=False))
    assert [path.name for path in stranger.iterdir()] == ["notes.txt"]


def test_a_second_run_waits_its_turn_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ExitStack()
    first.enter_context(run_in_turn(tmp_path))
    monkeypatch.setattr("flows.publish.release.time.sleep", lambda _: first.close())  # it ends while the second waits
    with run_in_turn(tmp_path):
        with pytest.raises(Busy), exclusive(tmp_path / ".run.lock"):
            raise AssertionError("the lock is held")
        assert said(WAITING).partition(";")[2].strip() in capsys.readouterr().err
        with pytest.raises(Busy), run_in_turn(tmp_path, seconds=0.0):
            raise AssertionError("it is not its turn")
    with run_in_turn(tmp_path, seconds=0.0):
        assert not capsys.readouterr().err
    assert not list((tmp_path / LINE).iterdir())


def test_who_came_first_goes_first_and_who_died_waits_for_nothing(tmp_path: Path) -> None:
    noon = datetime(2023, 7, 1, 12, tzinfo=VIETNAM)
    with standing_in_line(tmp_path, noon, "second") as second:
        (tmp_path / LINE / "20230101T000000.000000-died").touch()
        assert second() == ""
        with standing_in_line(tmp_path, noon - timedelta(hours=1), "first") as first:
            assert (first(), second()) == ("", "first")
            # The lock is free and it is not its turn.
            with pytest.raises(Busy), run_in_turn(tmp_path, seconds=0.0):
                raise AssertionError("two came before")
        assert second() == ""
    assert not list((tmp_path / LINE).iterdir())
