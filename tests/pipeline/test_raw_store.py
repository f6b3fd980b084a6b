"""raw/ as it is read: versions, moments, decisions, and what is said of a folder that is not as it should be."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.receipts import COLUMNS
from flows.raw_folder.snapshot import Version
from flows.raw_folder.store import RawStore
from schemas.facts import calendar
from schemas.periods import VIETNAM, parse_moment
from schemas.tabular import read_rows
from tests.pipeline.conftest import LATER, RAW, copy_periods

HEADING = ",".join(COLUMNS)


def everything_below(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def of_board(store: RawStore, board: str, as_of: datetime | None = None) -> list[Version]:
    return [version for version in store.as_of(as_of).versions if version.board == board]


def add_line(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


def test_the_shipped_folder_is_whole() -> None:
    store = RawStore(RAW)
    versions = store.as_of().versions
    assert len(versions) == 57
    assert [str(period) for period in store.periods()] == ["2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1"]
    assert not [version for version in versions if version.problem or not version.receipted]
    assert store.as_of().remarks == ()
    assert store.as_of().context.moment == parse_moment("2023-06-27T10:37:00+07:00")


def test_versions_are_ordered_by_moment_then_by_receipt_line(tmp_path: Path) -> None:
    store = copy_periods(tmp_path / "raw", "2023-H1")
    files = [version.file for version in of_board(store, "hung-yen")]
    assert files == ["TDKCN_hung-yen_2023-H1_v1.ods", "TDKCN_hung-yen_2023-H1_v2.ods"]
    receipts = store.root / "2023-H1" / "receipts.csv"
    text = receipts.read_text(encoding="utf-8")
    # Two of one minute: the later line is the later version, whichever file it names.
    receipts.write_text(text.replace("2023-06-22T14:06:00+07:00", "2023-06-19T14:06:00+07:00"), encoding="utf-8")
    assert [version.file for version in of_board(store, "hung-yen")] == files
    receipts.write_text(text.replace("2023-06-22T14:06:00+07:00", "2023-06-18T14:06:00+07:00"), encoding="utf-8")
    assert [version.file for version in of_board(store, "hung-yen")] == files[::-1]


def test_as_of_leaves_out_what_came_later(tmp_path: Path) -> None:
    store = copy_periods(tmp_path / "raw", "2023-H1")
    assert len(of_board(store, "hung-yen", parse_moment("2023-06-21"))) == 1
    assert len(of_board(store, "hung-yen", parse_moment("2023-06-22"))) == 2, "a date means the end of its day"
    assert len(of_board(store, "hung-yen", parse_moment("2023-06-22T14:05:59+07:00"))) == 1
    # The same moment in another zone.
    assert len(of_board(store, "hung-yen", parse_moment("2023-06-22T07:06:00+00:00"))) == 2
    assert store.as_of(parse_moment("2023-06-01")).versions == ()
    assert store.as_of(parse_moment("2023-06-21")).context.moment == parse_moment("2023-06-21")


def test_reading_never_writes(tmp_path: Path) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2")
    shutil.copy(
        RAW / "2022-H1" / "ha-nam" / "TDKCN_ha-nam_2022-H1.xlsx", store.root / "2022-H2" / "ha-nam" / "new.xlsx"
    )
    before = everything_below(store.root)
    assert store.as_of().release_inputs_sha256("2022-H2") and store.as_of(parse_moment("2022-12-20")).versions
    assert everything_below(store.root) == before


def test_a_file_without_a_receipt_counts_as_received_now(raw_2022: RawStore) -> None:
    target = raw_2022.root / "2022-H2" / "ha-nam" / "second.xlsx"
    shutil.copy(RAW / "2022-H1" / "ha-nam" / "TDKCN_ha-nam_2022-H1.xlsx", target)
    os.utime(target, (0, 0))  # what the file system says of it is not trusted
    now = datetime(2030, 1, 1, tzinfo=VIETNAM)
    versions = [v for v in raw_2022.as_of(now=now).versions if v.board == "ha-nam"]
    assert [(v.file, v.receipted) for v in versions] == [("TDKCN_ha-nam_2022-H2.xlsx", True), ("second.xlsx", False)]
    assert versions[1].received_at == now
    assert raw_2022.without_receipt("2022-H2") == (target,)
    assert len(of_board(raw_2022, "ha-nam", now + timedelta(days=1))) == 1, "an old state never has it"


def test_the_same_bytes_twice_count_once(raw_2022: RawStore) -> None:
    folder = raw_2022.root / "2022-H2"
    (first,) = of_board(raw_2022, "ha-nam")
    shutil.copy(folder / "ha-nam" / first.file, folder / "ha-nam" / "again.xlsx")
    assert of_board(raw_2022, "ha-nam") == [first]
    add_line(folder / "receipts.csv", f"ha-nam,again.xlsx,{first.sha256},2023-01-05T08:00:00+07:00,,")
    assert of_board(raw_2022, "ha-nam") == [first]


def test_a_missing_or_changed_file_is_told_and_stops_nobody_else(raw_2022: RawStore) -> None:
    folder = raw_2022.root / "2022-H2"
    (folder / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx").unlink()
    with (folder / "ha-noi" / "TDKCN_ha-noi_2022-H2.xlsx").open("ab") as handle:
        handle.write(b"\0")
    told = {v.board: v.problem for v in raw_2022.as_of().versions if v.problem}
    assert set(told) == {"ha-nam", "ha-noi"}
    assert "2022-H2/ha-nam/TDKCN_ha-nam_2022-H2.xlsx" in told["ha-nam"].vi and "receipts.csv" in told["ha-nam"].vi
    assert "85e3fa58f9e9" in told["ha-noi"].en, "the hash it was received with"
    assert set(told.values()) == set(raw_2022.as_of().remarks)
    (changed,) = of_board(raw_2022, "ha-noi")
    with pytest.raises(ValueError, match="no longer the file"):
        changed.read()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("ha-nam,../../secret.xlsx,{sha},2023-01-05,,", "file"),
        ("ha-nam,/etc/passwd,{sha},2023-01-05,,", "file"),
        ("ha-nam,..\\x.xlsx,{sha},2023-01-05,,", "file"),
        ("ha-nam,C:x.xlsx,{sha},2023-01-05,,", "file"),
        ("atlantis,a.xlsx,{sha},2023-01-05,,", "board"),
        ("ha-nam,a.xlsx,1234,2023-01-05,,", "sha256"),
        ("ha-nam,a.xlsx,{sha},hôm qua,,", "received_at"),
        ("ha-nam,a.xlsx,{sha},,,", "received_at"),
        ("ha-nam,,,2023-01-05,,nothing", "file"),
    ],
)
def test_a_receipt_that_cannot_be_read_says_where_and_stops_only_itself(
    raw_2022: RawStore, line: str, column: str
) -> None:
    add_line(raw_2022.root / "2022-H2" / "receipts.csv", line.format(sha="0" * 64))
    assert len(raw_2022.as_of().versions) == 11
    (said,) = raw_2022.as_of().remarks
    for text in said:
        assert "receipts.csv" in text and " 13" in text and f"“{column}”" in text


def test_a_line_with_broken_quotes_stops_only_itself(raw_2022: RawStore) -> None:
    add_line(raw_2022.root / "2022-H2" / "receipts.csv", 'ha-nam,"a"b.xlsx,x,2023-01-05,,')
    assert len(raw_2022.as_of().versions) == 11
    assert len(raw_2022.as_of().remarks) == 1


def test_a_quote_left_open_does_not_swallow_the_lines_after_it(raw_2022: RawStore) -> None:
    path = raw_2022.root / "2022-H2" / "receipts.csv"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([heading, 'hung-yen,"broken', *lines]) + "\n", encoding="utf-8")
    assert len(raw_2022.as_of().versions) == 11
    assert all(version.receipted for version in raw_2022.as_of().versions)
    assert len(raw_2022.as_of().remarks) == 1


def test_receipts_as_an_office_suite_saves_them(raw_2022: RawStore) -> None:
    path = raw_2022.root / "2022-H2" / "receipts.csv"
    before = [(v.submission, v.sha256, v.received_at) for v in raw_2022.as_of().versions]
    text = path.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n;;;;;\r\n")
    assert [(v.submission, v.sha256, v.received_at) for v in raw_2022.as_of().versions] == before


def test_a_nil_return_is_a_version_without_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "2023-H1"
    folder.mkdir(parents=True)
    (folder / "receipts.csv").write_text(f"{HEADING}\nha-nam,,,2023-06-20,,nil\n", encoding="utf-8")
    (version,) = RawStore(tmp_path / "raw").as_of().versions
    assert version.nil and version.path is None and version.problem is None
    assert version.submission == "2023-H1/ha-nam/nil-2"


def test_strays_are_told(raw_2022: RawStore) -> None:
    folder = raw_2022.root / "2022-H2"
    (folder / "ha-tinh").mkdir()
    (folder / "ha-tinh" / "x.xlsx").write_bytes(b"x")
    (folder / "loose.xlsx").write_bytes(b"x")
    (folder / "ha-nam" / "deeper").mkdir()
    (folder / "ha-nam" / "~$TDKCN.xlsx").write_bytes(b"lock")
    (folder / "ha-nam" / "Thumbs.db").write_bytes(b"x")
    said = " ".join(text.en for text in raw_2022.as_of().remarks)
    assert "2022-H2/ha-tinh" in said and "2022-H2/loose.xlsx" in said and "2022-H2/ha-nam/deeper" in said
    assert len(raw_2022.as_of().remarks) == 3
    assert len(raw_2022.as_of().versions) == 11


def test_an_empty_or_absent_folder_has_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        store = RawStore(folder)
        assert store.as_of().versions == () and store.periods() == () and store.as_of().remarks == ()
        assert store.as_of().context.published.is_empty()
        assert len(store.as_of().release_inputs_sha256("2023-H1")) == 64


CORRECTIONS = "board,code,sector,measure,expect,value,reason,approved_by,date\n"


def test_decisions_are_known_from_their_day_on(raw_2022: RawStore) -> None:
    folder = raw_2022.root / "2022-H2"
    (folder / "corrections.csv").write_text(
        CORRECTIONS
        + 'ha-nam,2.02,fdi,actual,10.5,1050.5,"gõ nhầm, đã xác nhận",Nguyễn A,2023-01-10\n'
        + "ha-nam,4.01,total,actual,,x,không áp dụng,Nguyễn A,2023-02-10\n",
        encoding="utf-8",
    )
    first, second = raw_2022.as_of().decisions.corrections
    assert (first.period, first.line, first.expect, first.value) == ("2022-H2", 2, "10.5", "1050.5")
    assert first.reason == "gõ nhầm, đã xác nhận" and second.value == "x" and second.expect == ""
    assert raw_2022.as_of(parse_moment("2023-01-10")).decisions.corrections == (first,)
    assert raw_2022.as_of(parse_moment("2023-01-10T12:00:00+07:00")).decisions.corrections == ()
    assert raw_2022.as_of().context.moment == parse_moment("2023-02-10")
    (folder / "waivers.csv").write_text(
        "rule,board,code,sector,fingerprint,reason,approved_by,date,expires\n"
        "R203,ha-nam,2.02,fdi,0123456789abcdef,đúng,Nguyễn A,2023-03-01,2023-12-31\n",
        encoding="utf-8",
    )
    (waiver,) = raw_2022.as_of().decisions.waivers
    assert (waiver.rule, waiver.expires, waiver.line) == ("R203", "2023-12-31", 2)
    assert raw_2022.as_of().context.moment == parse_moment("2023-03-01"), (
        "an expiry date lies in the future and is no record"
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("ha-nam,2.02,fdi,actual,10,1.050,5,r,A,2023-01-10", None),
        ("ha-nam,2.02,fdi,actual,10,,r,A,2023-01-10", "value"),
        ('ha-nam,2.02,fdi,actual,10,"1.050,5",r,A,2023-01-10', "value"),
        ("ha-nam,2.02,both,actual,10,1,r,A,2023-01-10", "sector"),
        ("ha-nam,2.02,fdi,now,10,1,r,A,2023-01-10", "measure"),
        ("nowhere,2.02,fdi,actual,10,1,r,A,2023-01-10", "board"),
        ("ha-nam,2.02,fdi,actual,10,1,,A,2023-01-10", "reason"),
        ("ha-nam,2.02,fdi,actual,10,1,r,,2023-01-10", "approved_by"),
        ("ha-nam,2.02,fdi,actual,10,1,r,A,10/01/2023", "date"),
    ],
)
def test_a_decision_not_understood_is_an_error_with_its_place(
    raw_2022: RawStore, line: str, column: str | None
) -> None:
    path = raw_2022.root / "2022-H2" / "corrections.csv"
    path.write_text(CORRECTIONS + line + "\n", encoding="utf-8")
    with pytest.raises(DecisionError) as caught:
        raw_2022.as_of()
    assert caught.value.line == 2 and caught.value.path == path
    for text in caught.value.text:
        assert "corrections.csv" in text and "2" in text and (column is None or f"“{column}”" in text)


def test_files_that_are_no_csv_of_ours(raw_2022: RawStore) -> None:
    path = raw_2022.root / "2022-H2" / "corrections.csv"
    path.write_bytes("board,code\n".encode("utf-16"))
    with pytest.raises(DecisionError, match="UTF-8"):
        raw_2022.as_of()
    path.write_text("board,code\nha-nam,1.01\n", encoding="utf-8")
    with pytest.raises(DecisionError, match="sector"):
        raw_2022.as_of()


def test_outside_predecessors(tmp_path: Path) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2")
    shutil.copy(LATER / "outside_predecessors.csv", store.root)
    context = store.as_of().context
    assert context.outside.height > 2000
    assert (
        context.outside.filter(predecessor="bac-giang", period="2021-H1", code="1.02", sector="fdi")["value"][0]
        == 268.75
    )


def test_the_calendar_is_not_read_again_for_every_figure_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more than two thousand figures each asked when it was known: a fifth of the time of a check."""
    store = copy_periods(tmp_path / "raw", "2022-H2")
    shutil.copy(LATER / "outside_predecessors.csv", store.root)
    asked: list[Path] = []
    monkeypatch.setattr(calendar, "read_rows", lambda path: asked.append(path) or read_rows(path))
    assert store.as_of().context.outside.height > 2000
    assert len(asked) <= 1


def test_the_digest_of_what_went_in(tmp_path: Path) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2", "2023-H1")
    digest, all_of_it = store.as_of().release_inputs_sha256("2022-H2"), store.as_of().release_inputs_sha256()
    assert digest != all_of_it
    for asked, said in (("2022-H2", digest), (None, all_of_it)):
        text = json.dumps(store.as_of().inputs(asked), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert said == hashlib.sha256(text.encode()).hexdigest()
    # What comes later, and what people decide about a release, changes nothing of what went in.
    add_line(store.root / "2023-H1" / "receipts.csv", "ha-nam,,,2023-06-30,,nil")
    (store.root / "2022-H2" / "approvals.csv").write_text(
        f"release_inputs_sha256,decision,approved_by,at,note\n{digest},approved,A,2023-02-01,\n", encoding="utf-8"
    )
    assert store.as_of().release_inputs_sha256("2022-H2") == digest
    assert store.as_of().release_inputs_sha256() != all_of_it
    assert store.as_of(parse_moment("2022-12-20")).release_inputs_sha256("2022-H2") != digest
    (store.root / "2022-H2" / "corrections.csv").write_text(
        CORRECTIONS + "ha-nam,2.02,fdi,actual,10,1,r,A,2023-01-10\n", encoding="utf-8"
    )
    assert store.as_of().release_inputs_sha256("2022-H2") != digest
    assert store.as_of(parse_moment("2023-01-09")).release_inputs_sha256("2022-H2") == digest
