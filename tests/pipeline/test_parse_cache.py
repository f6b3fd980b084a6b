"""Parsed submissions kept by hash: equal to what reading gives, never trusted when damaged, deleted at will."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from flows.ingest import cache as parse_cache
from flows.ingest.cache import cache_folder, load_entry, read_all, read_bytes, read_version, store_entry
from flows.ingest.outcomes import to_keep
from flows.ingest.submission import Cover, ListCell, ListLine, Note, ParsedSubmission, Place
from flows.raw_folder.receipts import sha256_of
from schemas.reference import Reference
from tests.pipeline.conftest import RAW

FILES = sorted((RAW / "2023-H1").glob("*/*"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_entry_is_what_reading_gives(path: Path, reference: Reference, tmp_path: Path) -> None:
    data = path.read_bytes()
    parsed = read_bytes(data, reference)
    assert isinstance(parsed, ParsedSubmission)
    store_entry(tmp_path, sha256_of(data), parsed)
    assert load_entry(tmp_path, sha256_of(data)) == to_keep(parsed)


def test_texts_that_look_like_stored_ones(tmp_path: Path) -> None:
    cells = {
        "a": ListCell("text", "date:2023-01-01", "A1", "date:2023-01-01"),
        "b": ListCell("date", date(2023, 1, 1), "B1", "1/1/2023"),
        "c": ListCell("text", "", "C1", ""),
        "d": ListCell("number", 0.1, "D1", "0,1"),
        "e": ListCell("not_applicable", None, "E1", "x"),
    }
    line = ListLine("B9", 1, None, 6, False, cells)
    cover = Cover(board_slugs=("ha-nam",), board_place=Place(None, "A1"))
    parsed = ParsedSubmission(
        "0" * 64, "csv", cover, (), (line,), (), {"B9": Place(None, "A5")}, notes=(Note("n", ("f",)),)
    )
    store_entry(tmp_path, "0" * 64, parsed)
    assert load_entry(tmp_path, "0" * 64) == to_keep(parsed)


def test_what_could_not_be_read_is_kept_too(reference: Reference, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7 nothing")
    sha = sha256_of(path.read_bytes())
    outcome = read_version(path, sha, reference, tmp_path / "cache", keep=True)
    assert isinstance(outcome, tuple) and outcome[0] == "unreadable_pdf"
    assert load_entry(tmp_path / "cache", sha) == outcome


def test_only_a_run_writes(reference: Reference, tmp_path: Path) -> None:
    path = FILES[0]
    read_version(path, sha256_of(path.read_bytes()), reference, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", ["one figure", "cut", "empty", "not text", "another shape"])
def test_a_damaged_entry_is_read_again(damage: str, reference: Reference, tmp_path: Path) -> None:
    path = RAW / "2022-H2" / "ninh-binh" / "TDKCN_ninh-binh_2022-H2.xlsx"
    sha = sha256_of(path.read_bytes())
    parsed = read_version(path, sha, reference, tmp_path, keep=True)
    entry = tmp_path / f"{sha}.json"
    whole = entry.read_bytes()
    body = whole.partition(b"\n")[2]
    spoilt = {
        "one figure": whole.replace(b'"number",1', b'"number",2', 1),
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "not text": b"\xff" * 100,
        "another shape": sha256_of(b"[]").encode() + b"\n[]",
    }[damage]
    assert spoilt != whole and body
    entry.write_bytes(spoilt)
    assert load_entry(tmp_path, sha) is None
    assert read_version(path, sha, reference, tmp_path, keep=True) == parsed
    assert entry.read_bytes() == whole


def test_other_code_or_other_reference_data_never_takes_an_entry(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cache_folder(tmp_path, reference)
    assert cache_folder(tmp_path, dataclasses.replace(reference, digest="0" * 64)) != folder
    monkeypatch.setattr(parse_cache, "reader_digest", lambda: "f" * 64)
    assert cache_folder(tmp_path, reference) != folder


def test_many_files_are_read_by_several_processes(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parse_cache, "WORTH_A_PROCESS", 3)
    monkeypatch.setattr(parse_cache.os, "cpu_count", lambda: 2)
    paths = sorted((RAW / "2022-H2").glob("*/*"))[:5]
    files = {sha256_of(path.read_bytes()): path for path in paths}
    files["0" * 64] = tmp_path / "gone.xlsx"
    told: list[tuple[int, int]] = []
    found = read_all(files, reference, tmp_path / "cache", keep=True, progress=lambda a, b: told.append((a, b)))
    assert isinstance(found.pop("0" * 64), OSError)
    assert found == {sha: read_bytes(path.read_bytes(), reference) for sha, path in list(files.items())[:5]}
    assert told[-1] == (6, 6) and len(list((tmp_path / "cache").iterdir())) == 5
