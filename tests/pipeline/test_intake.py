"""Filing what comes in: names that are never trusted, bytes that are never lost, receipts that are only added to."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from datetime import datetime
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.ingest.filing import IntakeError, receive, receive_nil, safe_name, write_missing_receipts
from flows.ingest.inbox import take_inbox
from flows.raw_folder.receipts import is_plain_name, sha256_of
from flows.raw_folder.safe_writing import exclusive
from flows.raw_folder.spreadsheet_safe import looks_like_formula
from flows.raw_folder.store import RawStore
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference
from tests.pipeline.conftest import RAW, copy_periods
from tests.pipeline.test_raw_store import everything_below
from tests.support.campaigns import cases

PERIOD = Period(2022, 2)
HA_NAM = RAW / "2022-H2" / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx"
AT = datetime(2023, 1, 3, 9, 30, tzinfo=VIETNAM)


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    (tmp_path / "raw").mkdir()
    return RawStore(tmp_path / "raw")


def test_a_file_is_filed_with_its_receipt(store: RawStore) -> None:
    data = HA_NAM.read_bytes()
    filed = receive(store, data, HA_NAM.name, "ha-nam", PERIOD, received_at=AT, received_from="vanthu@ha-nam.example")
    assert filed.submission == f"2022-H2/ha-nam/{HA_NAM.name}" and not filed.repeated
    (version,) = store.as_of().versions
    assert (version.sha256, version.received_at, version.received_from) == (
        sha256_of(data),
        AT,
        "vanthu@ha-nam.example",
    )
    assert version.read() == data and version.problem is None


def test_the_same_bytes_twice_are_a_no_op(store: RawStore) -> None:
    receive(store, HA_NAM.read_bytes(), "a.xlsx", "ha-nam", PERIOD, received_at=AT)
    before = everything_below(store.root)
    filed = receive(store, HA_NAM.read_bytes(), "renamed.xlsx", "ha-nam", PERIOD)
    assert filed.repeated and "a.xlsx" in filed.text.vi
    assert everything_below(store.root) == before


def test_other_bytes_under_a_name_already_taken(store: RawStore) -> None:
    receive(store, b"one", "Báo cáo.xlsx", "ha-nam", PERIOD, received_at=AT)
    filed = receive(store, b"two", unicodedata.normalize("NFD", "BÁO CÁO.xlsx"), "ha-nam", PERIOD, received_at=AT)
    assert filed.submission == f"2022-H2/ha-nam/BÁO CÁO~{sha256_of(b'two')[:8]}.xlsx"
    folder = store.root / "2022-H2" / "ha-nam"
    assert (folder / "Báo cáo.xlsx").read_bytes() == b"one"
    assert [v.read() for v in store.as_of().versions] == [b"one", b"two"]
    # The name of a file that is gone stays taken: its receipt is not to fit other bytes.
    (folder / "Báo cáo.xlsx").unlink()
    third = receive(store, b"three", "Báo cáo.xlsx", "ha-nam", PERIOD, received_at=AT)
    assert third.submission.endswith(f"Báo cáo~{sha256_of(b'three')[:8]}.xlsx")


def test_receipts_are_only_added_to(store: RawStore) -> None:
    folder = store.root / "2022-H2"
    folder.mkdir()
    old = (
        b"\xef\xbb\xbfnote;board;file;sha256;received_at;received_from\r\ntay;ha-noi;x.xlsx;"
        + b"0" * 64
        + b";2023-01-01;"
    )
    (folder / "receipts.csv").write_bytes(old)
    receive(store, b"one", "a.xlsx", "ha-nam", PERIOD, received_at=AT, received_from="=cmd|' /C calc'!A0", note="a;b")
    new = (folder / "receipts.csv").read_bytes()
    assert new.startswith(old) and new.count(b"\n") == 3 and new.endswith(b"\r\n")
    (version,) = [v for v in store.as_of().versions if v.board == "ha-nam"]
    assert version.note == "a;b" and version.received_from == "'=cmd|' /C calc'!A0" and version.receipt_order == 3


def test_a_nil_return(store: RawStore) -> None:
    receipt = receive_nil(store, "ha-nam", PERIOD, received_at=AT)
    (version,) = store.as_of().versions
    assert receipt.nil and version.nil and version.note == "nil"


def test_what_cannot_be_filed(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IntakeError, match="no board"):
        receive(store, b"one", "a.xlsx", "../ha-nam", PERIOD)
    monkeypatch.setattr("flows.ingest.filing.LARGEST_FILE", 2)
    with pytest.raises(IntakeError, match="too large"):
        receive(store, b"one", "a.xlsx", "ha-nam", PERIOD)
    assert not list(store.root.iterdir())


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="a lock held by this process")
def test_two_writers_at_once(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.raw_folder.safe_writing.RAW_LOCK_SECONDS", 0.01)
    with exclusive(store.root / ".lock"), pytest.raises(IntakeError, match="Another program"):
        receive(store, b"one", "a.xlsx", "ha-nam", PERIOD)
    assert not receive(store, b"one", "a.xlsx", "ha-nam", PERIOD).repeated


def test_a_crash_between_file_and_receipt_loses_nothing(store: RawStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("flows.ingest.filing.append_receipt", crash)
        with pytest.raises(KeyboardInterrupt):
            receive(store, b"one", "a.xlsx", "ha-nam", PERIOD)
    assert [v.receipted for v in store.as_of().versions] == [False]
    receive(store, b"one", "a.xlsx", "ha-nam", PERIOD, received_at=AT)
    (version,) = store.as_of().versions
    assert version.receipted and version.file == "a.xlsx" and version.received_at == AT


def test_a_crash_while_a_receipt_is_written_leaves_the_old_ones(
    store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(store, b"one", "a.xlsx", "ha-nam", PERIOD, received_at=AT)
    before = (store.root / "2022-H2" / "receipts.csv").read_bytes()

    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("flows.raw_folder.safe_writing.os.replace", crash)
        with pytest.raises(IntakeError, match="the disk is full"):
            receive(store, b"two", "b.xlsx", "ha-nam", PERIOD)
    assert (store.root / "2022-H2" / "receipts.csv").read_bytes() == before
    assert not list(store.root.rglob(".partial*"))


def test_files_without_a_receipt_get_one_when_a_run_meets_them(tmp_path: Path) -> None:
    store = copy_periods(tmp_path / "raw", "2022-H2")
    unchanged = everything_below(store.root)
    assert write_missing_receipts(store, store.as_of().versions) == [] and everything_below(store.root) == unchanged, (
        "nothing to do, no writing"
    )
    shutil.copy(RAW / "2022-H1" / "ha-nam" / "TDKCN_ha-nam_2022-H1.xlsx", store.root / "2022-H2" / "ha-nam" / "v2.xlsx")
    shutil.copy(HA_NAM, store.root / "2022-H2" / "ha-nam" / "the same again.xlsx")
    before = datetime.now(VIETNAM).replace(microsecond=0)
    (said,) = write_missing_receipts(store, store.as_of().versions)
    assert "2022-H2/ha-nam/v2.xlsx" in said.en
    versions = [v for v in store.as_of().versions if v.board == "ha-nam"]
    assert [v.file for v in versions] == [HA_NAM.name, "v2.xlsx"] and all(v.receipted for v in versions)
    assert before <= versions[1].received_at <= datetime.now(VIETNAM)
    assert write_missing_receipts(store, store.as_of().versions) == []


def test_the_inbox_is_filed_by_what_files_say_of_themselves(store: RawStore, reference: Reference) -> None:
    inbox = store.root / "inbox"
    (inbox / "folder").mkdir(parents=True)
    shutil.copy(HA_NAM, inbox / "bao cao moi.xlsx")  # only its cover tells
    shutil.copy(RAW / "2023-H1" / "quang-ninh" / "TDKCN_quang-ninh_2023-H1.csv", inbox)
    (inbox / "holiday.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    (inbox / ".hidden").write_bytes(b"x")
    (inbox / ".DS_Store").write_bytes(b"x")
    (inbox / "link.xlsx").symlink_to(HA_NAM)
    said = take_inbox(store, reference)
    assert sorted(v.submission for v in store.as_of().versions) == [
        "2022-H2/ha-nam/bao cao moi.xlsx",
        "2023-H1/quang-ninh/TDKCN_quang-ninh_2023-H1.csv",
    ]
    left = sorted(path.name for path in inbox.iterdir())
    assert left == [".DS_Store", ".hidden", "folder", "holiday.png", "link.xlsx"]
    assert [text.en.partition(" ")[0] for text in said if "hidden" in text.en] == ["inbox/.hidden"]
    about_png = next(text for text in said if "holiday.png" in text.en)
    assert "zones receive raw/inbox/holiday.png --board" in about_png.en
    assert len(said) == 6
    shutil.copy(HA_NAM, inbox / "once more.xlsx")
    assert any("nothing changes" in text.en for text in take_inbox(store, reference))
    assert not (inbox / "once more.xlsx").exists() and len(store.as_of().versions) == 2


@given(st.text(max_size=300))
@example("../../etc/passwd")
@example("..\\..\\windows\\system32\\x.xlsx")
@example("CON.xlsx")
@example("com¹.csv")
@example("aux")
@example("báo\u202excod.xlsx")
@example("=cmd|'/C calc'!A0.csv")
@example("a" * 400 + ".xlsx")
@example("đ" * 300 + ".xlsx")
@example("...")
@example(" .xlsx")
@example("a.xlsx\x00.png")
@example("x.xlsx:stream")
@example("~$lock.xlsx")
@settings(max_examples=cases(300, 5_000))
def test_a_safe_name_stays_in_its_folder_on_every_system(name: str) -> None:
    safe = safe_name(name)
    assert is_plain_name(safe) and safe == safe_name(safe)
    assert not safe.startswith((".", "~$")) and not safe.endswith((".", " "))
    assert len(safe.encode()) <= 200
    assert not looks_like_formula(safe)
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", safe)
    assert PureWindowsPath(safe).name == safe
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in safe)
