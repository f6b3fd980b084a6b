"""A release: every table and document in one folder, which appears complete or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from flows.publish.current import (
    CURRENT,
    MANIFEST,
    RELEASES,
    current_number,
    release_folder,
    release_numbers,
    switch_to,
)
from flows.publish.datapackage import data_package
from flows.publish.dictionary import dictionary_html
from flows.publish.manifest import MADE_BY, file_facts, is_whole, manifest, read_manifest, to_json
from flows.publish.pages import REPORT, pages
from flows.publish.parquet_files import StoredTables
from flows.publish.release_list import list_release, next_version
from flows.raw_folder.safe_writing import (
    Busy,
    close_to_others,
    exclusive,
    sync_file,
    sync_folder,
    write_synced,
    written,
)
from flows.raw_folder.waiting_line import standing_in_line
from flows.texts import release as texts
from flows.texts.screen.language import said
from schemas.made_by import code_sha256, made_by
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference
from schemas.tables import warehouse_tables

# The number of a build that is no release.
ASIDE = 0

DATA_PACKAGE, DICTIONARY = "datapackage.json", "dictionary.html"

# How often a run that waits looks whether its turn has come.
LOOK_SECONDS = 0.2

# What makes a release no other one: code that makes the same figures leaves the one standing that is.
_PROVENANCE = frozenset({"release", "code_sha256", "schemas", "made_by", "reason", "exports"})

_PARTIAL = re.compile(r"\.\d+\.partial")
_UNFINISHED = (".current-*", ".partial-*", "cache/*/.partial-*", "cache/*/judged/.partial-*")


@dataclass(frozen=True)
class Release:
    """A release and where it lies. `unchanged`: nothing had changed, so the release that stood still stands."""

    number: int
    folder: Path
    period: str
    status: str
    unchanged: bool


@contextmanager
def run_lock(warehouse: Path) -> Iterator[None]:
    """Held by a run from its first to its last step; a process that dies lets go of it.

    What an earlier run left unfinished is cleared away first.

    Raises:
        Busy: another run is at work.
        OSError: the warehouse cannot be written to.
    """
    with exclusive(warehouse / ".run.lock"):
        clear_unfinished(warehouse)
        close_to_others(warehouse)
        for name in ("cache", "work"):
            (warehouse / name).mkdir(exist_ok=True)
            close_to_others(warehouse / name, group=True)
        yield


@contextmanager
def run_in_turn(warehouse: Path, seconds: float | None = None) -> Iterator[None]:
    """Hold the warehouse alone once every run that came before has ended; who must wait says so on standard error.

    seconds: how long that is waited for, None: as long as it takes.

    Raises:
        Busy: the turn did not come in that time.
        OSError: the warehouse cannot be written to.
    """
    until = None if seconds is None else time.monotonic() + seconds
    with ExitStack() as held:
        before = held.enter_context(standing_in_line(warehouse, datetime.now(UTC), str(os.getpid())))
        waits = False
        while True:
            if not before():
                try:
                    held.enter_context(run_lock(warehouse))
                    break
                except Busy:
                    pass
            if until is not None and time.monotonic() >= until:
                raise Busy(warehouse / ".run.lock")
            if not waits:
                print(said(texts.WAITING.fill(folder=warehouse)), file=sys.stderr, flush=True)
                waits = True
            time.sleep(LOOK_SECONDS)
        yield


def clear_unfinished(warehouse: Path) -> None:
    """Remove what a killed run left: partial releases, work folders, a link that was not yet renamed."""
    with suppress(FileNotFoundError):
        for entry in os.scandir(warehouse / RELEASES):
            if _PARTIAL.fullmatch(entry.name):
                shutil.rmtree(entry.path, ignore_errors=True)
    shutil.rmtree(warehouse / "work", ignore_errors=True)
    for left in (path for pattern in _UNFINISHED for path in warehouse.glob(pattern)):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        with suppress(OSError):
            left.unlink()


def publish(
    table_folder: Path,
    facts: Mapping[str, object],
    warehouse: Path,
    period: Period,
    reference: Reference,
    frames: Mapping[str, pl.DataFrame] | None = None,
    exports: bool = True,
) -> Release:
    """Make a release of the Parquet files in `table_folder` and make it the current one.

    `facts` are those `manifest` describes; `frames` are those of the tables that are at hand, the others are read;
    `exports`: whether the release also gets warehouse.duckdb, tables.xlsx, csv/, pages/ and sdmx/. When
    the release that stands has the same contents, it stays and nothing is added; a later moment to which the same
    things are known is no other content. At every moment `current` is the old release or the new one, whole; the switch
    is written into releases.csv. A table that is as it was shares its file with the release before.

    Raises:
        Busy: another process is publishing into this warehouse.
        OSError: the warehouse cannot be written to; the last release is untouched.
    """
    with exclusive(warehouse / ".publish.lock"):
        releases = warehouse / RELEASES
        releases.mkdir(parents=True, exist_ok=True)
        number, last = _next_number(warehouse), current_number(warehouse)
        before = release_folder(warehouse, last) if last else None
        partial = releases / f".{number}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        contents = _fill(partial, table_folder, facts, period, reference, frames)
        status = str(facts["status"])

        def pages_as_of(moment: str) -> dict[str, str]:
            made = pages(_frames(partial, reference, frames), {**facts, "as_of": moment}, period, reference)
            return {name: hashlib.sha256(make()).hexdigest() for name, make in made.items()}

        same = _same_release(warehouse, contents, pages_as_of, exports)
        if same is not None:
            shutil.rmtree(partial)
            unchanged = same == last
            folder = release_folder(warehouse, same)
            # It was finished, and the process died before it became current, or while `current` was swapped.
            if not unchanged or not (warehouse / CURRENT).exists():
                switch_to(warehouse, same)
            _list(warehouse, same, before if not unchanged else None, read_manifest(folder) or contents)
            return Release(same, folder, str(period), status, unchanged)
        if exports:
            contents |= {"exports": _exported(partial, number, contents, frames, reference)}
        _share(partial, before, contents)
        write_synced(partial / MANIFEST, to_json({"release": number, **contents}))
        sync_folder(partial)
        folder = release_folder(warehouse, number)
        partial.rename(folder)
        written.append(folder)
        sync_folder(releases)
        switch_to(warehouse, number)
        _list(warehouse, number, before, contents)
        return Release(number, folder, str(period), status, False)


def _list(warehouse: Path, number: int, before: Path | None, contents: Mapping[str, object]) -> None:
    """Write the switch into releases.csv; a switch that a process did not live to write is written by the next."""
    folder = release_folder(warehouse, number)
    if before is None or not (before / "periods.parquet").is_file():
        version = next_version(warehouse, None, pl.DataFrame(), pl.DataFrame())
    else:
        observed = pl.read_parquet(folder / "observations.parquet")
        version = next_version(warehouse, before, observed, pl.read_parquet(before / "periods.parquet"))
    list_release(warehouse, number, contents, version, datetime.now(VIETNAM))


def _exported(
    partial: Path,
    number: int,
    contents: Mapping[str, object],
    known: Mapping[str, pl.DataFrame] | None,
    reference: Reference,
) -> dict[str, dict[str, object]]:
    """Make the exports of a release; what its manifest says of them."""
    from flows.publish.exports.exports import export_facts, export_paths, write_exports
    from flows.publish.exports.stamp import stamp

    tables = warehouse_tables(reference.form, reference.units)
    write_exports(_frames(partial, reference, known), tables, reference.units, stamp(number, contents), partial)
    for path in export_paths(partial):
        sync_file(path)
    return export_facts(partial, contents)


def _share(partial: Path, before: Path | None, contents: Mapping[str, object]) -> None:
    """Let files that are as in the release before be the same file."""
    old = _hashes(read_manifest(before) or {}) if before else {}
    for name, sha256 in _hashes(contents).items():
        if before is not None and sha256 and old.get(name) == sha256:
            with suppress(OSError):  # a file system without links, or a file somebody removed
                theirs = before / name
                # Renaming one name of a file to another does nothing, and leaves both.
                if not (partial / name).samefile(theirs) and file_facts(theirs)["sha256"] == sha256:
                    shared = partial / f"{name}.shared"
                    shared.hardlink_to(theirs)
                    shared.replace(partial / name)


def _hashes(contents: Mapping[str, object]) -> dict[str, str]:
    """The tables and exports of a release by their path in its folder, with the hash of their bytes."""
    tables, exports = contents.get("tables"), contents.get("exports")
    found = {facts["file"]: facts["sha256"] for facts in tables.values()} if isinstance(tables, dict) else {}
    more = {name: facts.get("sha256", "") for name, facts in exports.items()} if isinstance(exports, dict) else {}
    return found | more


def build_aside(
    table_folder: Path,
    facts: Mapping[str, object],
    folder: Path,
    period: Period,
    reference: Reference,
    frames: Mapping[str, pl.DataFrame] | None = None,
    exports: bool = True,
) -> Release:
    """The same files in a folder of their own, which is no release: `current` stays as it is.

    What a build of before left there is replaced as a whole.

    Raises:
        FileExistsError: there is something else in the folder.
        OSError: it cannot be written to.
    """
    if folder.is_dir() and any(folder.iterdir()) and read_manifest(folder) is None:
        raise FileExistsError(17, "holds other files", str(folder))
    partial, old = (folder.with_name(f".{folder.name}.{word}") for word in ("partial", "old"))
    for left in (partial, old):
        shutil.rmtree(left, ignore_errors=True)
    partial.mkdir(parents=True)
    contents = _fill(partial, table_folder, facts, period, reference, frames)
    if exports:
        contents |= {"exports": _exported(partial, ASIDE, contents, frames, reference)}
    write_synced(partial / MANIFEST, to_json(contents))
    sync_folder(partial)
    found = read_manifest(folder)
    unchanged = found == json.loads(to_json(contents)) and found is not None and is_whole(folder, found)
    if unchanged:
        shutil.rmtree(partial)
    else:
        if folder.exists():
            folder.rename(old)
        partial.rename(folder)
        written.append(folder)
        shutil.rmtree(old, ignore_errors=True)
    return Release(ASIDE, folder, str(period), str(facts["status"]), unchanged)


def made_by_this_code(warehouse: Path) -> Path | None:
    """The current release where the code that runs made it and every table of it is as it was written; else None."""
    number = current_number(warehouse)
    folder = release_folder(warehouse, number) if number else None
    found = read_manifest(folder) if folder else None
    same = found is not None and found.get("code_sha256") == code_sha256()
    return folder if folder and found and same and is_whole(folder, {"tables": found["tables"]}) else None


def _next_number(warehouse: Path) -> int:
    """One more than any number ever used, also by a release folder somebody emptied."""
    used = [0, *release_numbers(warehouse)]
    with suppress(FileNotFoundError):
        used += [int(entry.name) for entry in os.scandir(warehouse / RELEASES) if entry.name.isdecimal()]
    return max(used) + 1


def _fill(
    partial: Path,
    table_folder: Path,
    facts: Mapping[str, object],
    period: Period,
    reference: Reference,
    known: Mapping[str, pl.DataFrame] | None,
) -> dict[str, object]:
    """Put every file but the manifest into a partial release; returns what the manifest will say."""
    tables = warehouse_tables(reference.form, reference.units)
    for name in tables:
        _take(table_folder / f"{name}.parquet", partial / f"{name}.parquet")
    frames = _frames(partial, reference, known)
    documents: dict[str, Callable[[], bytes]] = {
        DATA_PACKAGE: lambda: to_json(data_package(tables, partial, str(period), reference.units)),
        DICTIONARY: lambda: dictionary_html(tables, reference).encode(),
        **pages(frames, facts, period, reference),
    }
    for name, make in documents.items():
        (partial / name).parent.mkdir(exist_ok=True)
        write_synced(partial / name, make())
    sync_folder((partial / REPORT).parent)
    write_synced(partial / MADE_BY, made_by(reference.folder).to_json())
    return manifest(facts, partial, frames, reference)


def _take(source: Path, target: Path) -> None:
    """The source under another name, on the disk; the source stays, so that publishing can be tried again."""
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
    sync_file(target)


def _frames(folder: Path, reference: Reference, known: Mapping[str, pl.DataFrame] | None) -> StoredTables:
    return StoredTables(folder, warehouse_tables(reference.form, reference.units), known)


def _same_release(
    warehouse: Path, contents: Mapping[str, object], pages_as_of: Callable[[str], dict[str, str]], exports: bool
) -> int | None:
    """The release that already has these contents: the current one, or one finished after it.

    `pages_as_of` gives the hashes the pages would have if they spoke of another moment; with `exports` one that has
    none is no such release.
    """
    current = current_number(warehouse) or 0
    contents = json.loads(json.dumps(contents))
    for number in reversed([n for n in release_numbers(warehouse) if n >= current]):
        folder = release_folder(warehouse, number)
        found = read_manifest(folder)
        if found is None or (exports and not found.get("exports")):
            continue
        if _same(found, contents, pages_as_of) and is_whole(folder, found):
            return number
    return None


def _same(
    found: Mapping[str, object], contents: Mapping[str, object], pages_as_of: Callable[[str], dict[str, str]]
) -> bool:
    """Whether two manifests say the same of everything but the moment they speak of, and what code made it."""
    found, contents = ({n: v for n, v in one.items() if n not in _PROVENANCE} for one in (found, contents))
    if found == contents:
        return True
    if found.get("as_of") == contents["as_of"] or _without_pages(found) != _without_pages(contents):
        return False
    return _documents(found) == _documents(contents) | pages_as_of(str(found.get("as_of")))


def _without_pages(contents: Mapping[str, object]) -> dict[str, object]:
    return {**contents, "as_of": "", "documents": {}}


def _documents(contents: Mapping[str, object]) -> dict[str, str]:
    """The hash of each document a manifest names."""
    documents = contents.get("documents")
    return {name: str(facts["sha256"]) for name, facts in documents.items()} if isinstance(documents, dict) else {}
