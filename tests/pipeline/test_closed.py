"""What came in and what is made of it is nobody else's on the machine, and nothing outside raw/ is read."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flows.ingest.cache import cache_folder, load_entry, store_entry
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.snapshot import Snapshot
from flows.raw_folder.store import RawStore
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunFailed, RunRequest
from schemas.reference import Reference

ROOT = Path(__file__).resolve().parents[2]
PERIOD, BOARD = "2022-H2", "ha-nam"
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits, and links only for administrators")


@pytest.fixture
def request_(tmp_path: Path) -> RunRequest:
    for board in (BOARD, "nam-dinh"):
        shutil.copytree(ROOT / "raw" / PERIOD / board, tmp_path / "raw" / PERIOD / board)
    return RunRequest(str(tmp_path / "raw"), str(tmp_path / "warehouse"), PERIOD)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
def test_others_may_not_look_into_it_unless_it_is_the_groups(request_: RunRequest) -> None:
    raw, warehouse = Path(request_.raw), request_.warehouse_folder
    raw.chmod(0o755)
    run_direct(request_)
    assert mode(raw) & 0o007 == mode(warehouse) & 0o007 == 0
    assert mode(warehouse / "cache") & 0o077 == 0
    for folder in (raw, warehouse):
        folder.chmod(0o2775)
    run_direct(request_)
    assert mode(raw) == mode(warehouse) == 0o2775


@POSIX
@pytest.mark.parametrize("place", ["period", "board", "file", "decisions"])
def test_no_link_is_followed_out_of_raw(place: str, request_: RunRequest, tmp_path: Path, reference: Reference) -> None:
    raw = Path(request_.raw)
    run_direct(request_)
    path = {
        "period": raw / PERIOD,
        "board": raw / PERIOD / BOARD,
        "file": next((raw / PERIOD / BOARD).iterdir()),
        "decisions": raw / PERIOD / "waivers.csv",
    }[place]
    away = tmp_path / "elsewhere"
    if place == "decisions":
        away.write_text("rule,board,code,sector,fingerprint,reason,approved_by,date,expires\n", encoding="utf-8")
    else:
        path.rename(away)
    path.symlink_to(away)

    def taken() -> Snapshot:
        return RawStore(raw, reference.boards).as_of()

    if place in ("period", "board"):
        found = taken()
        assert not [v for v in found.versions if v.problem is None and v.board == BOARD]
        assert any(path.name in text.en for text in found.remarks)
    else:
        with pytest.raises(Exception, match="regular file"):
            taken()


@pytest.fixture
def forged(request_: RunRequest, reference: Reference) -> Callable[[], None]:
    """A figure in the cache is made another, and sealed anew."""
    run_direct(request_)

    def forge() -> None:
        folder = cache_folder(request_.warehouse_folder, reference)
        for path in folder.glob("*.json"):
            entry = load_entry(folder, path.stem)
            assert isinstance(entry, ParsedSubmission)
            first, *others = entry.values
            store_entry(folder, path.stem, replace(entry, values=(first._replace(value=12345.0), *others)))

    return forge


@pytest.mark.parametrize("verify", [False, True])
def test_a_forged_cache_is_found_out(verify: bool, forged: Callable[[], None], request_: RunRequest) -> None:
    asked = replace(request_, verify=verify)
    assert run_direct(asked).release.unchanged
    forged()
    with pytest.raises(RunFailed, match="cache"):
        run_direct(asked)
    assert run_direct(asked).release.unchanged  # it was removed, and all was read again
