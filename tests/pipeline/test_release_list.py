"""releases.csv, shared files, and pruning: past releases never change."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from random import Random
from zipfile import ZipFile

import polars as pl
import pytest

from flows.publish import release as publishing
from flows.publish.current import current_number, release_folder, release_numbers
from flows.publish.pruning import prune
from flows.publish.release_list import listed_releases, next_version, releases_of_file
from flows.raw_folder.decision_files import CORRECTION_COLUMNS, CORRECTIONS, append_decision
from flows.raw_folder.store import RawStore
from tests.pipeline.conftest import Run, copy_periods
from tests.support.campaigns import cases

BOARDS = ("ha-nam", "nam-dinh", "thai-binh")
HISTORIES, STEPS = cases(10, 200), 3


@pytest.fixture
def few(tmp_path: Path) -> RawStore:
    return three_boards(tmp_path / "raw")


def three_boards(raw: Path) -> RawStore:
    """Three boards of 2022-H2: quick to run."""
    store = copy_periods(raw, "2022-H2", published=False)
    for board in (path for path in (store.root / "2022-H2").iterdir() if path.is_dir() and path.name not in BOARDS):
        shutil.rmtree(board)
    path = store.root / "2022-H2" / "receipts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if line.split(",")[0] in ("board", *BOARDS)), encoding="utf-8")
    return store


def correct(store: RawStore, expect: str, value: str, code: str = "5.08") -> None:
    fields = ("ha-nam", code, "total", "actual", expect, value, "nhầm", "A", "2023-01-05")
    path = store.root / "2022-H2" / CORRECTIONS
    append_decision(path, CORRECTION_COLUMNS, dict(zip(CORRECTION_COLUMNS, fields, strict=True)))


def figure(folder: Path, code: str = "5.08") -> str:
    key = {"board": "ha-nam", "code": code, "measure": "actual"}
    return f"{pl.read_parquet(folder / 'observations.parquet').filter(**key)['value'].item():g}"


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_each_switch_is_a_line_and_what_is_as_it_was_is_one_file(few: RawStore, run: Run, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    first = run(few.root, "2022-H2").release
    correct(few, figure(first.folder), "77777")
    second = run(few.root, "2022-H2").release
    run(few.root, "2022-H2")
    listed = listed_releases(warehouse)
    assert [(one.number, one.version) for one in listed] == [("1", "1.0.0"), ("2", "1.1.0")]
    assert listed[0].digest("boards") == listed[1].digest("boards") != ""
    assert listed[0].digest("observations") != listed[1].digest("observations")
    assert (first.folder / "boards.parquet").samefile(second.folder / "boards.parquet")
    table, found = releases_of_file(first.folder / "boards.parquet", warehouse)
    assert table == "boards" and [one.number for one in found] == ["1", "2"]
    assert [one.number for one in releases_of_file(second.folder / "observations.parquet", warehouse)[1]] == ["2"]
    with pytest.raises(ValueError, match="no table"):
        pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "other.parquet")
        releases_of_file(tmp_path / "other.parquet", warehouse)


def test_a_table_that_is_as_it_was_is_not_written_again(
    few: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(few.root, "2022-H2").release
    correct(few, figure(first.folder), "77777")
    written: list[str] = []
    real = Path.write_bytes

    def writing(path: Path, data: bytes) -> int:
        written.append(path.stem)
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", writing)
    second = run(few.root, "2022-H2").release
    assert "observations" in written and not {"boards", "units", "rules", "indicators"} & set(written)
    afresh = run(few.root, "2022-H2", warehouse=tmp_path / "afresh").release
    assert digests(second.folder) | {"manifest.json": ""} == digests(afresh.folder) | {"manifest.json": ""}


def test_a_damaged_release_lends_nothing(few: RawStore, run: Run, tmp_path: Path) -> None:
    first = run(few.root, "2022-H2").release
    correct(few, figure(first.folder), "77777")
    path = first.folder / "boards.parquet"
    good = path.read_bytes()
    path.unlink()
    path.write_bytes(good[:-9] + b"x" + good[-8:])
    second = run(few.root, "2022-H2").release
    assert (second.folder / "boards.parquet").read_bytes() == good


def test_the_version_tells_whether_a_final_figure_changed(few: RawStore, run: Run, tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "warehouse", run(few.root, "2022-H2").release.folder
    observed, periods = (pl.read_parquet(folder / f"{name}.parquet") for name in ("observations", "periods"))
    final = periods.with_columns(status=pl.lit("final"))
    other = observed.with_columns(pl.when(pl.col("code") == "5.08").then(1.0).otherwise("value").alias("value"))
    more = pl.concat([observed, observed.with_columns(period=pl.lit("2023-H1"))])
    assert next_version(warehouse, folder, observed, final) == "1.0.1"
    assert next_version(warehouse, folder, more, final) == "1.1.0"
    assert next_version(warehouse, folder, other, periods) == "1.1.0"
    assert next_version(warehouse, folder, other, final) == "2.0.0"
    assert next_version(warehouse, folder, observed[1:], final) == "2.0.0"


def test_a_switch_that_was_not_lived_to_be_written_is_written_by_the_next_run(
    few: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("switch_to", "_list"):
        warehouse = tmp_path / step
        monkeypatch.setattr(publishing, step, dies)
        with pytest.raises(KeyboardInterrupt):
            run(few.root, "2022-H2", warehouse=warehouse)
        monkeypatch.undo()
        half_written = warehouse / ".partial-7-releases.csv"
        half_written.touch()
        half_judged = next((warehouse / "cache").glob("*")) / "judged" / ".partial-7-0"
        half_judged.mkdir(parents=True)
        assert run(few.root, "2022-H2", warehouse=warehouse).release.number == 1
        assert not half_written.exists() and not half_judged.exists()
        assert [one.number for one in listed_releases(warehouse)] == ["1"]


def test_pruning_keeps_what_is_asked_for_the_current_and_the_last_final_one(tmp_path: Path) -> None:
    for number, status in enumerate(("final", "final", "provisional", "provisional", "provisional"), start=1):
        folder = release_folder(tmp_path, number)
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(f'{{"status": "{status}"}}')
    (tmp_path / "current").symlink_to(release_folder(tmp_path, 3), target_is_directory=True)
    assert prune(tmp_path, 1, [4]) == (1,)
    assert release_numbers(tmp_path) == (2, 3, 4, 5) and current_number(tmp_path) == 3
    assert prune(tmp_path, 1) == (4,) and prune(tmp_path, 9) == ()


@pytest.mark.campaign
@pytest.mark.parametrize("history", range(HISTORIES))
def test_past_releases_never_change(
    few: RawStore, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history: int
) -> None:
    """A random history of files, corrections, prunes, builds aside and crashes: every release that is kept keeps its
    bytes, and the last one is what a run from nothing makes."""
    draw, warehouse, compared = Random(history), tmp_path / "warehouse", history % 5 == 0
    monkeypatch.setattr("os.fsync", lambda _: None)
    if not compared:  # the pages are not looked at
        monkeypatch.setattr(publishing, "pages", lambda *_: {publishing.REPORT: lambda: b""})
    run(few.root, "2022-H2")
    known = {1: digests(release_folder(warehouse, 1))}
    for step in range(STEPS):
        what = draw.choice(("correct", "correct", "file", "prune", "crash", "as-of"))
        if what == "prune":
            prune(warehouse, draw.randint(1, 4))
        elif what == "as-of":
            run(few.root, "2022-H2", as_of=draw.choice(("2022-12-16", "2022-12-30")))
        elif what == "file":
            send(few, draw.choice(BOARDS), step)
            run(few.root, "2022-H2")
        else:
            correct(few, figure(warehouse / "current"), str(1000 + step))
            if what == "crash":
                broken = draw.choice(("switch_to", "write_synced", "_list", "_share"))
                with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
                    patched.setattr(publishing, broken, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
                    run(few.root, "2022-H2")
            run(few.root, "2022-H2")
            assert figure(warehouse / "current") == str(1000 + step)
        for number in release_numbers(warehouse):
            found = digests(release_folder(warehouse, number))
            assert found == known.setdefault(number, found), what
    numbers = [int(one.number) for one in listed_releases(warehouse)]
    assert numbers == sorted(set(numbers)) and set(release_numbers(warehouse)) <= set(numbers)
    if not compared:
        return
    afresh = run(few.root, "2022-H2", warehouse=tmp_path / "afresh").release.folder
    numbered = {"manifest.json": ""}
    assert digests(afresh) | numbered == digests((warehouse / "current").resolve()) | numbered


def send(store: RawStore, board: str, number: int) -> None:
    """The same workbook with other bytes, as a board sends it again."""
    first = next(path for path in sorted((store.root / "2022-H2" / board).iterdir()) if path.suffix == ".xlsx")
    new = first.with_name(f"again-{number}.xlsx")
    with ZipFile(first) as old, ZipFile(new, "w") as made:
        for name in old.namelist():
            made.writestr(name, old.read(name))
        made.comment = f"{board} {number}".encode()
    moment = f"2023-01-{10 + number:02}T08:00:00+07:00"
    line = f"{board},{new.name},{hashlib.sha256(new.read_bytes()).hexdigest()},{moment},,\n"
    with (store.root / "2022-H2" / "receipts.csv").open("a", encoding="utf-8") as handle:
        handle.write(line)
