"""raw/ under what happens to disks, networks and people: kills, read errors, stalls, full disks, many at once.

Short in the normal tests, long by `make campaigns`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows.ingest import inbox
from flows.ingest.inbox import has_its_end, take_inbox
from flows.publish import release
from flows.publish.current import current_number
from flows.raw_folder import patient_reading
from flows.raw_folder.patient_reading import RawUnreadable, read_patiently
from flows.raw_folder.store import RawStore
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunFailed, RunRequest
from schemas.periods import parse_period
from schemas.reference import Reference
from tests.pipeline.conftest import RAW, ROOT, Run
from tests.pipeline.test_release_list import BOARDS, three_boards
from tests.support.campaigns import cases

pytestmark = pytest.mark.campaign

PERIOD = "2022-H2"
HA_NAM = "TDKCN_ha-nam_2022-H2.xlsx"


# Reading that fails


@pytest.mark.parametrize("times", [1, 2, 3], ids=lambda n: f"{n} errors")
def test_only_not_found_is_missing(
    raw_2022: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Each file in turn answers EIO: tried again, then the run fails and names file and board; nobody is dropped."""
    monkeypatch.setattr(patient_reading, "TRIED_AGAIN_AFTER", (0.0, 0.0))
    run(raw_2022.root, PERIOD)
    files = sorted(path for path in raw_2022.root.rglob("*") if path.is_file() and not path.name.startswith("."))
    for bad in files if cases(0, 1) else [files[0], *random.Random(times).sample(files, 3)]:
        left = times
        real = Path.read_bytes

        def failing(path: Path, bad: Path = bad, real: object = real) -> bytes:
            nonlocal left
            if path == bad and left:
                left -= 1
                raise OSError(errno.EIO, "Input/output error", str(path))
            return real(path)  # type: ignore[operator, no-any-return]

        with monkeypatch.context() as patched:
            patched.setattr(Path, "read_bytes", failing)
            if times < 3:
                assert run(raw_2022.root, PERIOD).release.unchanged, bad
                continue
            with pytest.raises(RawUnreadable) as caught:
                run(raw_2022.root, PERIOD)
        assert bad.name in caught.value.text.en
        if bad.parent.parent.name == PERIOD:
            assert bad.parent.name in caught.value.text.en
        assert current_number(tmp_path / "warehouse") == 1


def test_a_read_that_never_comes_back_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a")
    monkeypatch.setattr(patient_reading, "STALLED_AFTER", 0.05)
    monkeypatch.setattr(patient_reading, "_read", lambda _: time.sleep(1))
    with pytest.raises(TimeoutError):
        read_patiently(path)
    monkeypatch.undo()
    assert read_patiently(path) == b"a"


def test_a_read_that_stalls_ends_the_run_and_names_the_file(
    raw_2022: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file in turn is never answered: the run ends, names file and board, and the last release stays."""
    run(raw_2022.root, PERIOD)
    files = sorted(path for path in raw_2022.root.rglob("*") if path.is_file() and not path.name.startswith("."))
    real = patient_reading._read
    never = threading.Event()
    for bad in files if cases(0, 1) else files[-1:]:

        def stalled(path: Path, bad: Path = bad) -> bytes:
            if path == bad:
                never.wait()
            return real(path)

        with monkeypatch.context() as patched:
            patched.setattr(patient_reading, "_read", stalled)
            # Only what is never answered is waited for so long, however busy the machine is.
            patched.setattr(patient_reading, "STALLED_AFTER", 5.0)
            with pytest.raises(RawUnreadable) as caught:
                run(raw_2022.root, PERIOD)
        assert bad.name in caught.value.text.en
        assert current_number(tmp_path / "warehouse") == 1
    never.set()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_place_of_a_file_holds_nobody_up(
    raw_2022: RawStore, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patient_reading, "TRIED_AGAIN_AFTER", (0.0, 0.0))
    path = raw_2022.root / PERIOD / "ha-nam" / HA_NAM
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(RawUnreadable, match=r"ha-nam.*not a regular file"):
        run(raw_2022.root, PERIOD)


# The inbox


@pytest.fixture
def waiting_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RawStore:
    (tmp_path / "raw" / "inbox").mkdir(parents=True)
    monkeypatch.setattr(inbox, "QUIET_SECONDS", 0.4)
    monkeypatch.setattr(inbox, "WAITS_SECONDS", 1.2)
    monkeypatch.setattr(inbox, "_LOOKS_EVERY", 0.02)
    return RawStore(tmp_path / "raw")


def copying(target: Path, pause: float, parts: int = 6, *, reopen: bool) -> subprocess.Popen[bytes]:
    """Another process that copies a submission in parts."""
    program = (
        "import sys, time, pathlib\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "parts, pause, reopen = int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]\n"
        "size = -(-len(data) // parts); handle = open(sys.argv[2], 'wb')\n"
        "for at in range(0, len(data), size):\n"
        "    handle.write(data[at:at + size]); handle.flush()\n"
        "    if at == 0: print('.', flush=True)\n"
        "    if reopen == 'True': handle.close(); handle = open(sys.argv[2], 'ab')\n"
        "    time.sleep(pause)\n"
    )
    source = RAW / PERIOD / "ha-nam" / HA_NAM
    command = [sys.executable, "-c", program, source, target, parts, pause, reopen]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline()
    return process


@pytest.mark.parametrize("reopen", [False, True], ids=["held open", "opened again for each part"])
def test_a_file_that_is_still_copied_is_taken_whole_or_left(
    waiting_inbox: RawStore, reference: Reference, reopen: bool
) -> None:
    target = waiting_inbox.root / "inbox" / HA_NAM
    with copying(target, 0.1, reopen=reopen) as process:
        said = take_inbox(waiting_inbox, reference)
    assert process.wait() == 0
    whole = (RAW / PERIOD / "ha-nam" / HA_NAM).read_bytes()
    if target.exists():  # the machine was too slow: nothing is lost
        assert target.read_bytes() == whole and "still being copied" in said[0].en
        said = take_inbox(waiting_inbox, reference)
    (version,) = waiting_inbox.as_of().versions
    assert version.problem is None and version.read() == whole, said


def test_what_grows_for_too_long_stays_and_is_named(waiting_inbox: RawStore, reference: Reference) -> None:
    target = waiting_inbox.root / "inbox" / HA_NAM
    other = waiting_inbox.root / "inbox" / "TDKCN_ha-noi_2022-H2.xlsx"
    shutil.copy(RAW / PERIOD / "ha-noi" / other.name, other)
    with copying(target, 0.4, 8, reopen=False) as process:
        said = " ".join(text.en for text in take_inbox(waiting_inbox, reference))
        assert f"inbox/{HA_NAM} is still being copied" in said and target.exists()
        assert not other.exists() and [v.board for v in waiting_inbox.as_of().versions] == ["ha-noi"]
    assert process.wait() == 0


def test_the_end_of_a_file_is_known() -> None:
    for path in sorted((RAW / "2023-H1").rglob("*.*")):
        data = path.read_bytes()
        assert has_its_end(data), path
        if data.startswith((b"PK", bytes.fromhex("d0cf11e0"))):
            for part in (0.3, 0.6, 0.9):
                assert not has_its_end(data[: int(len(data) * part)]), (path, part)
    assert has_its_end(b"a;b\n1;2\n") and not has_its_end(b"PK\x03\x04" + struct.pack("<I", 7))


def test_who_still_writes_to_a_file_that_was_filed_loses_nothing(raw_2022: RawStore, reference: Reference) -> None:
    target = raw_2022.root / "inbox" / "TDKCN_ha-nam_2022-H2_v2.csv"
    target.parent.mkdir()
    shutil.copy(RAW / PERIOD / "ha-nam" / HA_NAM, target.with_suffix(".xlsx"))
    with target.with_suffix(".xlsx").open("ab") as handle:
        handle.write(b"\0" * 22)
        handle.flush()
        real, inbox._is_written_to = inbox._is_written_to, lambda _: False  # a system that does not tell
        try:
            take_inbox(raw_2022, reference)
        finally:
            inbox._is_written_to = real
        handle.write(b"more")
    (filed,) = (raw_2022.root / PERIOD / "ha-nam").glob("*_v2.xlsx")
    assert filed.read_bytes().endswith(b"more"), "the same file under its new name"
    assert [v.board for v in raw_2022.as_of().versions if v.problem] == ["ha-nam"], "and told"


# Many at once


def test_many_receive_at_once(tmp_path: Path) -> None:
    """Each of them a process of its own; all succeed."""
    number = cases(6, 20)
    raw = tmp_path / "raw"
    raw.mkdir()
    files = []
    for index in range(number):
        files.append(tmp_path / f"file-{index}.csv")
        files[-1].write_bytes(b"file %d" % index)
    zones = "from flows.commands.application import main; main()"
    options = ["--board", "ha-nam", "--period", PERIOD, "--raw", str(raw)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", zones, "receive", str(path), *options], cwd=ROOT, stderr=subprocess.PIPE
        )
        for path in files
    ]
    said = [process.communicate()[1] for process in running]
    assert {process.returncode for process in running} == {0}, said
    versions = RawStore(raw).as_of().versions
    assert {version.sha256 for version in versions} == {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# Kills and full disks

RUN = """
import sys
from flows.ingest import inbox
inbox.QUIET_SECONDS = 0.0
from flows.publish import release
release.pages = lambda *_: {release.REPORT: lambda: b""}
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
run_direct(RunRequest(sys.argv[1], sys.argv[2], "2022-H2", exports=False))
"""
KILLED = """
import errno, os, signal, sys
point, seen = int(sys.argv[3]), 0
TAKES_SPACE = {"os.link", "os.mkdir", "os.symlink"}
WATCHED = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "fcntl.flock", "shutil.rmtree"}
def hook(event, arguments):
    global seen
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (event in WATCHED or writes) and any(
        isinstance(a, str) and a.startswith((sys.argv[1], sys.argv[2])) for a in map(str, arguments)
    ):
        seen += 1
        if seen == point and sys.argv[4] == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if seen >= point and sys.argv[4] == "full" and (writes or event in TAKES_SPACE):
            raise OSError(errno.ENOSPC, "No space left on device")
sys.addaudithook(hook)
"""
COUNTED = KILLED.replace("seen == point", "False") + RUN + "sys.exit(seen)"


def state(warehouse: Path) -> dict[str, str]:
    folder = warehouse / "current"
    volatile = {"manifest.json", "submissions.parquet", "datapackage.json", "dictionary.html"}
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix == ".parquet" and path.name not in volatile and "history" not in path.name
    }


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(("how", "times"), [("killed", cases(3, 300)), ("full", cases(2, 60))])
def test_stopped_at_a_file_operation_nothing_is_lost(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, times: int
) -> None:
    """At the n-th operation that writes below raw/ or warehouse/, with two files in the inbox and a release: the
    process is killed, or the disk is full from there on. Where they are as many as the operations, at each of them."""
    monkeypatch.setattr(inbox, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(release, "pages", lambda *_: {release.REPORT: lambda: b""})
    ready = tmp_path / "ready"
    three_boards(ready / "raw")
    run(ready / "raw", PERIOD, warehouse=ready / "warehouse")
    (ready / "warehouse" / "cache").unlink()
    (ready / "raw" / "inbox").mkdir()
    for board in BOARDS[:2]:
        data = (RAW / PERIOD / board / f"TDKCN_{board}_{PERIOD}.xlsx").read_bytes()
        # Other bytes, the same figures: a comment at the end of the zip.
        at = data.rfind(b"PK\x05\x06")
        commented = data[: at + 20] + struct.pack("<H", 4) + b"more"
        (ready / "raw" / "inbox" / f"TDKCN_{board}_{PERIOD}_v2.xlsx").write_bytes(commented)

    def started(at: Path, program: str, *more: object) -> int:
        command = [sys.executable, "-c", program, str(at / "raw"), str(at / "warehouse"), *map(str, more)]
        return subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL).returncode

    reference = tmp_path / "reference"
    shutil.copytree(ready, reference, symlinks=True)
    operations = started(reference, COUNTED, 1, "killed")
    assert 100 < operations < 256, "as many as an exit code can say"
    right = state(reference / "warehouse")
    expected = {v.sha256 for v in RawStore(reference / "raw").as_of().versions}
    draw = random.Random(1)
    stopped = 0
    for number in range(times):
        here = tmp_path / "here"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(ready, here, symlinks=True)
        before = state(here / "warehouse")
        point = number + 1 if cases(0, 1) and number < operations else draw.randint(1, operations)
        code = started(here, KILLED + RUN, point, how)
        stopped += code != 0
        assert code in (0, -signal.SIGKILL if how == "killed" else 1)
        assert state(here / "warehouse") in (before, right), f"broken release at point {point}"
        lying = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (here / "raw").rglob("*.xlsx")}
        lying |= {hashlib.sha256(p.read_bytes()).hexdigest() for p in (here / "raw").rglob("*.*") if p.is_file()}
        assert expected <= lying, f"lost at point {point}"
        run_direct(RunRequest(str(here / "raw"), str(here / "warehouse"), PERIOD, exports=False))
        assert state(here / "warehouse") == right, f"different at point {point}"
        left = [*(here / "raw").rglob(".partial-*"), *(here / "warehouse").rglob(".partial-*")]
        left += [*(here / "warehouse").glob(".current-*"), *(here / "warehouse" / "releases").glob(".*")]
        assert not left, f"left at point {point}: {left}"
        assert not list((here / "raw" / "inbox").iterdir())
        print(f"{how}: stopped {stopped} of {number + 1} times, at one of {operations} operations", flush=True)
    assert stopped


def test_a_full_disk_says_what_had_been_filed(raw_2022: RawStore, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    target = raw_2022.root / "inbox" / "TDKCN_ha-nam_2022-H2_v2.xlsx"
    target.parent.mkdir()
    target.write_bytes((RAW / "2022-H1" / "ha-nam" / "TDKCN_ha-nam_2022-H1.xlsx").read_bytes())
    monkeypatch.setattr(inbox, "whose", lambda *_: ("ha-nam", parse_period(PERIOD)))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("flows.steps.running.tables.write_tables", full)
    with pytest.raises(RunFailed, match="the disk is full") as caught:
        run(raw_2022.root, PERIOD)
    assert "was filed as 2022-H2/ha-nam" in caught.value.said[0].en
