"""raw/ is one moment: read once a run, and what the manifest says was judged is what was judged."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.raw_folder.decision_files import (
    APPROVAL_COLUMNS,
    APPROVALS,
    CORRECTION_COLUMNS,
    CORRECTIONS,
    WAIVER_COLUMNS,
    WAIVERS,
    append_decision,
)
from flows.raw_folder.patient_reading import FilesOnce
from flows.raw_folder.receipts import append_receipt
from flows.raw_folder.store import RawStore
from flows.steps.running import direct, judging, publishing, reading, tables
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from schemas.periods import parse_moment, parse_period
from schemas.reference import Reference
from tests.pipeline.conftest import Run

_watched: list[tuple[Path, Counter[str]]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _watched and isinstance(arguments[0], str):
        for folder, counted in _watched:
            if arguments[0].startswith(f"{folder}/"):
                counted[arguments[0].removeprefix(f"{folder}/")] += 1


sys.addaudithook(_hook)


@contextmanager
def opened_below(folder: Path) -> Iterator[Counter[str]]:
    """How often each file below a folder is opened."""
    counted: Counter[str] = Counter()
    _watched.append((folder, counted))
    try:
        yield counted
    finally:
        _watched.remove((folder, counted))


@pytest.mark.parametrize("warm", [False, True], ids=["never read", "read before"])
def test_a_run_opens_each_file_of_raw_once(raw_2022: RawStore, tmp_path: Path, warm: bool) -> None:
    request = RunRequest(str(raw_2022.root), str(tmp_path / "warehouse"), "2022-H2", exports=False)
    if warm:
        run_direct(request)
    with opened_below(raw_2022.root) as counted:
        run_direct(request)
    files = {name: times for name, times in counted.items() if not name.startswith(".")}
    assert len(files) > 11 and set(files.values()) == {1}, files


def test_a_file_without_a_receipt_is_opened_once_too(raw_2022: RawStore, tmp_path: Path) -> None:
    new = raw_2022.root / "2022-H2" / "ha-nam" / "second.xlsx"
    new.write_bytes((new.parent / "TDKCN_ha-nam_2022-H2.xlsx").read_bytes() + b"\0")
    with opened_below(raw_2022.root) as counted:
        run_direct(RunRequest(str(raw_2022.root), str(tmp_path / "warehouse"), "2022-H2", exports=False))
    files = {name: times for name, times in counted.items() if name.endswith((".xlsx", ".xls", ".ods", ".docx"))}
    assert len(files) == 12 and set(files.values()) == {1}, files


def test_reading_commands_open_each_file_once(raw_2022: RawStore, tmp_path: Path, reference: Reference) -> None:
    from flows.steps.judged import judge_raw

    with opened_below(raw_2022.root) as counted:
        judge_raw(raw_2022.root, tmp_path / "none", reference, parse_period("2022-H2"))
    assert len(counted) > 11 and set(counted.values()) == {1}, counted


# What is written into raw/ while a run is at work, by who knows whom.


def correction(store: RawStore) -> None:
    values = ("ha-nam", "4.01", "total", "actual", "11", "12", "why", "A", "2023-01-20T09:00:00+07:00")
    append_decision(
        store.root / "2022-H2" / CORRECTIONS, CORRECTION_COLUMNS, dict(zip(CORRECTION_COLUMNS, values, strict=True))
    )


def waiver(store: RawStore) -> None:
    values = ("R203", "ha-nam", "3.10", "total", "0" * 16, "why", "A", "2023-01-20T09:00:00+07:00", "2024-01-01")
    append_decision(store.root / "2022-H2" / WAIVERS, WAIVER_COLUMNS, dict(zip(WAIVER_COLUMNS, values, strict=True)))


def approval(store: RawStore) -> None:
    values = (store.as_of().release_inputs_sha256("2022-H2"), "approved", "A", "2023-01-20T09:00:00+07:00", "")
    append_decision(
        store.root / "2022-H2" / APPROVALS, APPROVAL_COLUMNS, dict(zip(APPROVAL_COLUMNS, values, strict=True))
    )


def receipt(store: RawStore) -> None:
    new = store.root / "2022-H2" / "ha-nam" / "second.xlsx"
    new.write_bytes((new.parent / "TDKCN_ha-nam_2022-H2.xlsx").read_bytes() + b"\0")
    digest = FilesOnce().digest(new, "ha-nam")
    assert digest is not None
    moment = parse_moment("2023-01-20T09:00:00+07:00")
    append_receipt(new.parents[1], "ha-nam", new.name, digest, moment, "", "")


STEPS = (
    (direct, "ingest_all"), (reading, "read_all"), (direct, "judge_all"), (judging, "judge_kept"),
    (direct, "tables_of"), (tables, "build_tables"), (direct, "leave_tables"), (direct, "publish_all"),
    (publishing, "publish"),
)  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("written", [correction, waiver, approval, receipt], ids=lambda f: f.__name__)
def test_what_is_written_during_a_run_is_in_all_of_it_or_in_none(
    raw_2022: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: Callable[[RawStore], None]
) -> None:
    """At every step after raw/ was taken: the release is the one without it, to the byte; the next run has it."""
    first = run(raw_2022.root, "2022-H2", warehouse=tmp_path / "before").release
    without = contents(first.folder)
    for number, (step, name) in enumerate(STEPS):
        real = getattr(step, name)
        called: list[str] = []
        before = {path: path.read_bytes() for path in raw_2022.root.rglob("*") if path.is_file()}

        def hooked(*given: object, real: Callable[..., object] = real, called: list[str] = called, **named: object):  # type: ignore[no-untyped-def]
            if not called:
                called.append(name)  # noqa: B023 - called at once
                written(raw_2022)
            return real(*given, **named)

        with monkeypatch.context() as patched:
            patched.setattr(step, name, hooked)
            release = run(raw_2022.root, "2022-H2", warehouse=tmp_path / str(number)).release
        assert called == [name]
        assert contents(release.folder) == without, name
        for path in [*raw_2022.root.rglob("*")]:
            if path.is_file() and path not in before:
                path.unlink()
        for path, data in before.items():
            path.write_bytes(data)


def test_what_is_written_while_raw_is_taken_waits_for_it(
    raw_2022: RawStore, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes through this package is let in before raw/ is taken or after it, never between."""
    from flows.raw_folder import safe_writing
    from flows.raw_folder.safe_writing import RAW_LOCK, Busy, exclusive

    (raw_2022.root / RAW_LOCK).touch()
    monkeypatch.setattr(safe_writing, "RAW_LOCK_SECONDS", 0.0)
    refused = []
    real = RawStore._taken

    def taken(store: RawStore, *given: object) -> object:
        try:
            with exclusive(store.root / RAW_LOCK):
                pass
        except Busy:
            refused.append(store.root)
        return real(store, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(RawStore, "_taken", taken)
    manifest = json.loads((run(raw_2022.root, "2022-H2").release.folder / "manifest.json").read_text(encoding="utf-8"))
    assert refused == [raw_2022.root]
    assert manifest["release_inputs_sha256"] == raw_2022.as_of().release_inputs_sha256("2022-H2")
