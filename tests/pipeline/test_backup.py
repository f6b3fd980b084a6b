"""The drill: everything is lost but the copy of raw/, and what is published is what it was."""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

from flows.publish.release_list import listed_releases
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2022-H2"


def files(folder: Path) -> dict[str, bytes]:
    """What is there, but for the database: DuckDB writes numbers of its own making into each file."""
    there = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".duckdb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in there}


def test_a_copy_of_raw_gives_back_every_release(tmp_path: Path) -> None:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    for board in ("ha-nam", "nam-dinh"):
        shutil.copytree(ROOT / "raw" / PERIOD / board, raw / PERIOD / board)
    run_direct(RunRequest(str(raw), str(warehouse), PERIOD))
    before, listed = files(warehouse / "releases"), listed_releases(warehouse)
    with tarfile.open(tmp_path / "copy.tar.gz", "w:gz") as copy:
        copy.add(raw, "raw")
        copy.add(warehouse / "releases.csv", "warehouse/releases.csv")
    shutil.rmtree(raw)
    shutil.rmtree(warehouse)
    with tarfile.open(tmp_path / "copy.tar.gz") as copy:
        copy.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
        copy.extractall(tmp_path)
    run_direct(RunRequest(str(raw), str(warehouse), PERIOD))
    after = files(warehouse / "releases")
    assert [name for name in {*after, *before} if after.get(name) != before.get(name)] == []
    assert [one.number for one in listed_releases(warehouse)] == [one.number for one in listed]
    assert listed_releases(warehouse)[0].published_at == listed[0].published_at


def test_the_database_is_copied_while_it_is_in_use(tmp_path: Path) -> None:
    """As `sqlite3 prefect.db ".backup copy.db"` does it: a copy of the file alone would lack what is in its log."""
    with closing(sqlite3.connect(tmp_path / "prefect.db", isolation_level=None)) as used:
        used.execute("pragma journal_mode=wal")
        used.execute("create table flow_run (id integer primary key)")
        used.execute("insert into flow_run values (1)")
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            used.backup(copy)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as restored:
        assert restored.execute("select count(*) from flow_run").fetchone() == (1,)
        assert restored.execute("pragma integrity_check").fetchone() == ("ok",)
