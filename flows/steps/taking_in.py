"""What came in is filed, and each board that has not had its answer gets one: for the intake flow and `zones watch`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flows.ingest.filing import write_missing_receipts
from flows.ingest.inbox import take_inbox
from flows.raw_folder.receipts import Receipt
from flows.raw_folder.safe_writing import replace_file
from flows.raw_folder.store import RawStore
from flows.steps.guard import known_before, last_release
from flows.steps.judged import judge_raw
from flows.steps.papers.outbox import answer, outbox_folder
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.text import Text

# What a half-year is worth running for.
ACCEPTABLE = frozenset({"accepted", "accepted_with_queries", "nil"})
ANSWER = "answer.json"


@dataclass(frozen=True)
class TakenIn:
    """What became of the files, and the last versions that are to be answered: period, board, sha256."""

    said: tuple[Text, ...]
    new: tuple[tuple[Period, str, str], ...]


def take_in(raw: Path, warehouse: Path, reference: Reference) -> TakenIn:
    """File what lies in the inbox, then give receipts to files without one.

    To be answered is what came just now, and what came after the last release and was not answered: by a process that
    was killed between the two.

    Raises:
        IntakeError: raw/ cannot be written to.
        DecisionError: a receipts.csv as a whole cannot be understood.
    """
    store = RawStore(raw, reference.boards)
    before = set(_last_receipts(store).values())
    said = (*take_inbox(store, reference), *write_missing_receipts(store, store.as_of().versions))
    release = last_release(warehouse)
    published = known_before(release)
    new = [
        (*key, receipt.sha256)
        for key, receipt in _last_receipts(store).items()
        if receipt not in before
        or (release and (_submission(receipt), receipt.sha256) not in published and not _answered(warehouse, receipt))
    ]
    return TakenIn(said, tuple(sorted(new)))


def answer_board(raw: Path, warehouse: Path, period: Period, board: str, reference: Reference) -> str:
    """Judge a board's last version, write its answer into the outbox, and that it was; returns its state.

    Raises:
        DecisionError: a decision in raw/ cannot be followed.
        OSError: the outbox cannot be written to.
    """
    judged = judge_raw(raw, warehouse, reference, period)
    state = answer(judged, period, board, warehouse, reference)
    versions = judged.received(period, board)
    if versions:
        last = versions[-1]
        about = {"submission": last.submission, "sha256": last.sha256, "state": state}
        replace_file(outbox_folder(warehouse, period, board) / ANSWER, json.dumps(about, ensure_ascii=False).encode())
    return state


def _last_receipts(store: RawStore) -> dict[tuple[Period, str], Receipt]:
    """The last receipt of every board and period, by moment, then line."""
    found: dict[tuple[Period, str], Receipt] = {}
    for period in store.periods():
        for receipt in sorted(store.receipts(period).receipts, key=lambda r: (r.received_at, r.line)):
            found[parse_period(receipt.period), receipt.board] = receipt
    return found


def _submission(receipt: Receipt) -> str:
    return f"{receipt.period}/{receipt.board}/{receipt.file or f'nil-{receipt.line}'}"


def _answered(warehouse: Path, receipt: Receipt) -> bool:
    path = outbox_folder(warehouse, parse_period(receipt.period), receipt.board) / ANSWER
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["sha256"] == receipt.sha256)
    except (OSError, ValueError, KeyError):
        return False
