"""Wrong clocks, names that travelled, receipts a spreadsheet rewrote: no board is lost or wrongly in force."""

from __future__ import annotations

import os
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.ingest.filing import IntakeError, correct_moment, receive, receive_nil
from flows.publish.current import current_number, switch_to
from flows.raw_folder.decisions import DecisionError
from flows.raw_folder.receipts import append_receipt, sha256_of
from flows.raw_folder.store import RawStore
from flows.steps.running.request import RunRefused
from schemas.periods import VIETNAM, Period, parse_moment
from tests.pipeline.conftest import Run

PERIOD = Period(2022, 2)
FIRST, SECOND = b"first", b"second"


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    (tmp_path / "raw").mkdir()
    return RawStore(tmp_path / "raw")


def in_force(store: RawStore) -> bytes:
    return store.as_of().versions[-1].read()


def test_a_moment_to_come_is_not_written(store: RawStore) -> None:
    later = datetime.now(VIETNAM) + timedelta(days=1)
    with pytest.raises(IntakeError, match="in the future"):
        receive(store, FIRST, "a.csv", "ha-nam", PERIOD, received_at=later)
    with pytest.raises(IntakeError, match="in the future"):
        receive_nil(store, "ha-nam", PERIOD, received_at=later)
    assert store.as_of().versions == () and not list(store.root.rglob("a.csv"))


def test_an_earlier_moment_is_taken_and_said(store: RawStore) -> None:
    receive(store, FIRST, "a.csv", "ha-nam", PERIOD, received_at=parse_moment("2023-01-05T08:00"))
    filed = receive(store, SECOND, "b.csv", "ha-nam", PERIOD, received_at=parse_moment("2023-01-04T08:00"))
    assert "earlier than that of a.csv" in filed.text.en and "--correct-moment" in filed.text.en
    assert in_force(store) == FIRST


def test_a_clock_that_was_wrong_once_does_not_decide_for_ever(raw_2022: RawStore, run: Run) -> None:
    """Written by a machine that believed it was 2031: refused until a further line names the first."""
    folder = raw_2022.root / "2022-H2"
    wrong = folder / "ha-nam" / "TDKCN_v2.xlsx"
    wrong.write_bytes((folder / "ha-nam" / "TDKCN_ha-nam_2022-H2.xlsx").read_bytes() + b"\0")
    digest = sha256_of(wrong.read_bytes())
    append_receipt(folder, "ha-nam", wrong.name, digest, parse_moment("2091-05-01T08:00:00+07:00"), "", "")
    with pytest.raises(RunRefused, match="01/05/2091") as refused:
        run(raw_2022.root, "2022-H2")
    assert "receipts.csv, line 13" in refused.value.obstacles[0].en
    right = parse_moment("2023-01-06T08:00:00+07:00")
    said = correct_moment(raw_2022, digest, wrong.name, "ha-nam", PERIOD, right)
    assert "line 13" in said.en
    last = [version for version in raw_2022.as_of().versions if version.board == "ha-nam"][-1]
    assert (last.file, last.received_at, last.receipt_order) == (wrong.name, right, 13)
    assert raw_2022.as_of().context.moment == right and run(raw_2022.root, "2022-H2").release.number == 1
    # Known to a release, and corrected once more: that is a new line and no loss.
    correct_moment(raw_2022, digest, wrong.name, "ha-nam", PERIOD, parse_moment("2023-01-07T08:00:00+07:00"))
    assert run(raw_2022.root, "2022-H2").release.number == 2


def test_a_line_that_corrects_another_file_is_told(raw_2022: RawStore) -> None:
    with (raw_2022.root / "2022-H2" / "receipts.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"ha-nam,other.xlsx,{'0' * 64},2023-01-05,,corrects line 2\n")
    snapshot = raw_2022.as_of()
    assert len(snapshot.versions) == 11 and "corrects line 2" in snapshot.remarks[0].en


@pytest.mark.parametrize("form", ["NFD", "upper", "both"])
def test_names_are_compared_as_other_systems_write_them(store: RawStore, form: str) -> None:
    filed = receive(store, FIRST, "Báo cáo Hà Nam.csv", "ha-nam", PERIOD)
    path = store.root / filed.submission
    name = unicodedata.normalize("NFD", path.name) if form != "upper" else path.name
    path.rename(path.with_name(name.upper() if form != "NFD" else name))
    (version,) = store.as_of().versions
    assert version.problem is None and version.read() == FIRST and version.submission == filed.submission
    assert store.as_of().remarks == ()


def rewritten(store: RawStore, pattern: str, *, ambiguous: bool = False) -> Path:
    path = store.root / "2022-H2" / "receipts.csv"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines):
        fields = line.split(",")
        moment = parse_moment(fields[3])
        if ambiguous:
            moment = moment.replace(day=1 + number % 12, month=1 + (number + 1) % 12)
        fields[3] = moment.strftime(pattern)
        found.append(";".join(fields))
    path.write_text("\r\n".join([heading.replace(",", ";"), *found, ""]), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("pattern", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d-%m-%Y %H:%M:%S"])
def test_receipts_a_spreadsheet_rewrote_are_read(raw_2022: RawStore, run: Run, pattern: str) -> None:
    before = [(v.submission, v.received_at) for v in raw_2022.as_of().versions]
    run(raw_2022.root, "2022-H2")
    rewritten(raw_2022, pattern)
    assert [(v.submission, v.received_at) for v in raw_2022.as_of().versions] == before
    assert run(raw_2022.root, "2022-H2").release.unchanged


def test_receipts_that_may_be_read_two_ways_are_refused_as_a_whole(raw_2022: RawStore, run: Run) -> None:
    path = rewritten(raw_2022, "%d/%m/%Y %H:%M", ambiguous=True)
    with pytest.raises(DecisionError, match="day/month or month/day"):
        run(raw_2022.root, "2022-H2")
    text = path.read_text(encoding="utf-8-sig").replace("ha-n", "xx-n").replace(";", ",")
    path.write_text("\n".join(line.replace(line.split(",")[0], "nowhere", 1) if n else line
                              for n, line in enumerate(text.splitlines())), encoding="utf-8")  # fmt: skip
    with pytest.raises(DecisionError):
        run(raw_2022.root, "2022-H2")


def test_no_receipt_that_can_be_read_is_never_zero_boards(raw_2022: RawStore) -> None:
    path = raw_2022.root / "2022-H2" / "receipts.csv"
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([heading, *(f"nowhere{line[line.index(',') :]}" for line in lines), ""]), encoding="utf-8"
    )
    with pytest.raises(DecisionError, match="No line of the receipts"):
        raw_2022.as_of()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_where_no_links_are_known_current_is_there_all_the_same(
    raw_2022: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    first = run(raw_2022.root, "2022-H2").release
    (tmp_path / "warehouse" / "current").unlink()
    monkeypatch.setattr(Path, "symlink_to", refused)
    warehouse = tmp_path / "warehouse"
    switch_to(warehouse, first.number)
    assert not (warehouse / "current").is_symlink() and current_number(warehouse) == 1
    assert contents(warehouse / "current") == contents(first.folder)
    # A new release takes its place; what a killed run left of the swap is cleared, and `current` made again.
    new = raw_2022.root / "2022-H2" / "ha-nam" / "second.xlsx"
    new.write_bytes((new.parent / "TDKCN_ha-nam_2022-H2.xlsx").read_bytes() + b"\0")
    monkeypatch.setattr(os, "link", refused)
    second = run(raw_2022.root, "2022-H2").release
    assert current_number(warehouse) == second.number == 2
    assert (warehouse / "current" / "manifest.json").read_bytes() == (second.folder / "manifest.json").read_bytes()
    (warehouse / "current").rename(warehouse / ".current-1-old")
    assert run(raw_2022.root, "2022-H2").release.number == 2
    assert (warehouse / "current" / "manifest.json").is_file() and not (warehouse / ".current-1-old").exists()
