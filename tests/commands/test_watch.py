"""`zones watch`: what lies in the inbox is filed, answered and run, and the same is not done twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.publish.current import current_number
from flows.steps.taking_in import ANSWER, answer_board, take_in
from schemas.periods import parse_period
from schemas.reference import load_reference

from .conftest import ROOT, Zones

PERIOD, BOARD = "2022-H2", "hai-duong"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Two boards filed, a third in the inbox."""
    for board in ("ha-nam", "nam-dinh"):
        shutil.copytree(ROOT / "raw" / PERIOD / board, tmp_path / "raw" / PERIOD / board)
    (tmp_path / "raw" / "inbox").mkdir()
    (source,) = list((ROOT / "raw" / PERIOD / BOARD).glob("*.xlsx"))[:1]
    shutil.copy2(source, tmp_path / "raw" / "inbox" / source.name)
    return tmp_path / "raw"


def outbox(raw: Path) -> dict[str, bytes]:
    folder = raw.parent / "warehouse" / "outbox"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_files_answers_and_runs_once(zones: Zones, raw: Path) -> None:
    options = ["--once", "--raw", raw, "--warehouse", raw.parent / "warehouse"]
    done = zones("watch", *options)
    assert done.exit_code == 0, done.stderr
    assert not list((raw / "inbox").iterdir())
    assert current_number(raw.parent / "warehouse") == 1
    written = outbox(raw)
    assert {
        f"{PERIOD}/{BOARD}/{name}" for name in ("ban-phan-hoi.xlsx", "cong-van.docx", "thu-gui.eml", ANSWER)
    } <= set(written)
    answered = json.loads(written[f"{PERIOD}/{BOARD}/{ANSWER}"])
    assert answered["submission"].startswith(f"{PERIOD}/{BOARD}/") and answered["state"]
    zones("watch", *options)
    assert outbox(raw) == written and current_number(raw.parent / "warehouse") == 1


def test_the_same_raw_gives_the_same_answers(zones: Zones, raw: Path, tmp_path: Path) -> None:
    zones("watch", "--once", "--raw", raw, "--warehouse", raw.parent / "warehouse")
    first = outbox(raw)
    shutil.rmtree(raw.parent / "warehouse")
    reference = load_reference()
    taken = take_in(raw, raw.parent / "warehouse", reference)
    assert not taken.new  # nothing came, and nothing is published that it could be newer than
    for board in ("ha-nam", "nam-dinh", BOARD):
        answer_board(raw, raw.parent / "warehouse", parse_period(PERIOD), board, reference)
    assert outbox(raw) == first


def test_what_was_filed_and_not_answered_is_answered_the_next_time(zones: Zones, raw: Path) -> None:
    """As where a process is killed between the two."""
    warehouse, reference = raw.parent / "warehouse", load_reference()
    (waiting,) = (raw / "inbox").iterdir()
    aside = raw.parent / waiting.name
    waiting.rename(aside)
    zones("run", PERIOD, "--tables-only", "--raw", raw, "--warehouse", warehouse)
    aside.rename(waiting)
    filed = take_in(raw, warehouse, reference)
    assert [board for _, board, _ in filed.new] == [BOARD]
    again = take_in(raw, warehouse, reference)
    assert not again.said and again.new == filed.new
    zones("watch", "--once", "--raw", raw, "--warehouse", warehouse)
    assert f"{PERIOD}/{BOARD}/{ANSWER}" in outbox(raw)
    assert not take_in(raw, warehouse, reference).new
