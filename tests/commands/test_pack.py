"""A board's pack: its own history and nothing of others; read as hostile; a check beside it finds what needs a past."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.commands.conftest import ROOT, Zones

BOARD, PERIOD = "vinh-phuc", "2023-H2"
FAULTY = ROOT / "tests" / "data" / "faulty" / "r204-last-year_vinh-phuc_2023-H2.xlsx"


@pytest.fixture
def pack(tmp_path: Path, zones: Zones) -> Path:
    raw = tmp_path / "raw"
    for period in ("2022-H2", "2023-H1"):
        shutil.copytree(ROOT / "raw" / period, raw / period)
    path = tmp_path / "pack.zip"
    done = zones("pack", BOARD, PERIOD, "-o", path, "--raw", raw, "--warehouse", tmp_path / "warehouse")
    assert done.exit_code == 0, done.output
    return path


def test_a_pack_holds_what_is_the_boards_own_and_nothing_else(pack: Path) -> None:
    with zipfile.ZipFile(pack) as archive:
        names = archive.namelist()
        receipts = archive.read("raw/2023-H1/receipts.csv").decode()
    files = [name for name in names if name.count("/") == 3]
    assert len(files) == 2 and all(f"/{BOARD}/" in name for name in files)
    assert {"bieu-mau.xlsx", "quy-tac.csv"} < set(names)
    assert [line.partition(",")[0] for line in receipts.splitlines()[1:]] == [BOARD]


def test_a_check_beside_a_pack_finds_what_needs_a_past(pack: Path, zones: Zones, nothing: list[object]) -> None:
    words = ("check", FAULTY, "--board", BOARD, "--period", PERIOD)
    assert "query R204" in zones(*words, "--pack", pack, *nothing[2:]).stdout
    alone = zones(*words, *nothing).stdout
    assert "Not compared" in alone and "query R204" not in alone


@pytest.mark.parametrize(
    "name", ["../raw/2023-H1/receipts.csv", "/etc/x", "raw/2023-H1/nowhere/a.xlsx", "raw/2023-H1/x.csv", "a/b",
             "raw/2023-H1/hai-phong/../../../x", "raw/2023-H1/hai-phong/.hidden"],
)  # fmt: skip
def test_a_pack_with_anything_else_in_it_is_refused(
    name: str, pack: Path, zones: Zones, nothing: list[object], tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with zipfile.ZipFile(pack, "a") as archive:
        archive.writestr(name, "x")
    done = zones("check", FAULTY, "--pack", pack, *nothing[2:])
    assert done.exit_code == 2 and "pack" in done.stderr and sorted(tmp_path.rglob("*")) == before


def test_what_is_no_pack_is_refused(zones: Zones, nothing: list[object], tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("quy-tac.csv", "x")
        archive.writestr("raw/2023-H1/receipts.csv", b"0" * 50_000_000)
    for path in (FAULTY, ROOT / "README.md", bomb, tmp_path / "nothing.zip"):
        assert zones("check", FAULTY, "--pack", path, *nothing[2:]).exit_code == 2
