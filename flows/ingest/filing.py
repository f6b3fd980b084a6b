"""Filing what comes in: into `raw/<period>/<board>/`, with a receipt. No other code writes submissions there."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from flows.ingest.cache import read_bytes
from flows.ingest.outcomes import ReadingStopped
from flows.ingest.recognition import recognise
from flows.ingest.submission import ParsedSubmission
from flows.raw_folder.out_of_place import INBOX, entries
from flows.raw_folder.receipts import NIL, Receipt, append_receipt, comparable_name, sha256_of
from flows.raw_folder.safe_writing import Busy, replace_file, writing
from flows.raw_folder.snapshot import Version
from flows.raw_folder.store import RawStore
from flows.texts import raw
from schemas.periods import VIETNAM, Period, parse_period
from schemas.reference import Reference
from schemas.text import Text

# A board's half-year with all its lists stays below 2 MB; what is larger by far is not the form.
LARGEST_FILE = 64 * 1024 * 1024

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_LONGEST_STEM, _LONGEST_ENDING = 150, 16  # bytes of UTF-8; file systems allow 255 for a name


class IntakeError(Exception):
    """A file could not be filed; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class Filed:
    """What became of one file. `repeated`: the same bytes had come before, so nothing happened."""

    submission: str
    receipt: Receipt
    repeated: bool
    text: Text


def safe_name(name: str) -> str:
    """A file name that stays in its folder and means the same on every system.

    Only what follows the last slash or backslash counts; control and direction-changing characters, reserved signs
    and reserved names go; a name no spreadsheet takes for a formula. Never empty.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join("_" if c in '<>:"|?*' else c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    name = " ".join(name.split()).rstrip(". ").lstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    stem = _shortened(stem, _LONGEST_STEM).rstrip(". ") or "file"
    ending = _shortened(ending, _LONGEST_ENDING).rstrip(". ")
    if _RESERVED.match(stem) or stem.startswith(("=", "+", "-", "@", "~$")):
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem


def _shortened(text: str, limit: int) -> str:
    while len(text.encode()) > limit:
        text = text[:-1]
    return text


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    """Hold the lock of raw/ and word what may go wrong."""
    try:
        with writing(root):
            yield
    except Busy:
        raise IntakeError(raw.RAW_BUSY.fill(folder=root)) from None
    except OSError as error:
        raise IntakeError(raw.RAW_NOT_WRITABLE.fill(folder=root, reason=error.strerror or error)) from None


# Parameters: the fields of a receipt.
def receive(
    store: RawStore,
    data: bytes,
    name: str,
    board: str,
    period: Period,
    *,
    received_at: datetime | None = None,
    received_from: str = "",
    note: str = "",
) -> Filed:
    """File bytes as a submission of a board and period, and write its receipt.

    The file is complete under its name before the receipt names it, so a crash leaves at worst a file without a
    receipt, which the next run gives one.

    Raises:
        IntakeError: the file is too large, the board unknown, or raw/ cannot be written to.
        DecisionError: receipts.csv cannot be read.
    """
    if len(data) > LARGEST_FILE:
        size = f"{len(data) / 2**20:.0f}"
        raise IntakeError(raw.FILE_TOO_LARGE.fill(file=safe_name(name), found=size, expected=LARGEST_FILE // 2**20))
    if board not in store.boards.slugs:
        raise IntakeError(raw.NO_SUCH_BOARD.fill(board=board, known=", ".join(sorted(store.boards.slugs))))
    with _writing(store.root):
        return _file(store, data, name, board, period, received_at, received_from, note)


# Parameters: the fields of a receipt.
def _file(
    store: RawStore,
    data: bytes,
    name: str,
    board: str,
    period: Period,
    received_at: datetime | None,
    received_from: str,
    note: str,
) -> Filed:
    digest = sha256_of(data)
    receipts = store.receipts(period).receipts
    earlier = next((r for r in receipts if r.board == board and r.sha256 == digest), None)
    if earlier is not None:
        text = raw.RECEIVED_TWICE.fill(
            file=safe_name(name), earlier=earlier.file, moment=f"{earlier.received_at:%d/%m/%Y %H:%M}"
        )
        return Filed(f"{period}/{board}/{earlier.file}", earlier, True, text)
    folder = store.root / str(period) / board
    folder.mkdir(parents=True, exist_ok=True)
    mentioned = {comparable_name(r.file) for r in receipts if r.board == board}
    path = _free_path(folder, safe_name(name), digest, data, mentioned)
    if not path.exists():
        replace_file(path, data)
    moment = received_at or datetime.now(VIETNAM)
    receipt = append_receipt(folder.parent, board, path.name, digest, moment, received_from, note)
    submission = f"{period}/{board}/{path.name}"
    return Filed(submission, receipt, False, raw.FILED.fill(file=safe_name(name), submission=submission))


def _free_path(folder: Path, name: str, digest: str, data: bytes, mentioned: set[str]) -> Path:
    """Where these bytes go: their own name, or `<stem>~<8 of sha256>.<ext>` when other bytes have it."""
    here = {comparable_name(entry.name): entry.name for entry in os.scandir(folder)}
    taken = here.get(comparable_name(name))
    if taken is None and comparable_name(name) not in mentioned:
        return folder / name
    if taken is not None and (folder / taken).is_file() and (folder / taken).read_bytes() == data:
        return folder / taken  # lies there already, without a receipt
    given = PurePosixPath(name)
    return folder / f"{given.stem}~{digest[:8]}{given.suffix}"


def receive_nil(
    store: RawStore,
    board: str,
    period: Period,
    *,
    received_at: datetime | None = None,
    received_from: str = "",
) -> Receipt:
    """Write down that a board has confirmed it has nothing to report; said twice in a row it is one receipt.

    Raises:
        IntakeError: raw/ cannot be written to.
        DecisionError: receipts.csv cannot be read.
    """
    with _writing(store.root):
        folder = store.root / str(period)
        mine = [receipt for receipt in store.receipts(period).receipts if receipt.board == board]
        last = max(mine, key=lambda receipt: (receipt.received_at, receipt.line), default=None)
        if last is not None and last.nil:
            return last
        folder.mkdir(parents=True, exist_ok=True)
        return append_receipt(folder, board, "", "", received_at or datetime.now(VIETNAM), received_from, NIL)


def write_missing_receipts(store: RawStore, versions: Iterable[Version]) -> list[Text]:
    """Give every file among `versions` that lies in a board's folder without a receipt one, received now; says which.

    raw/ is not touched when every file has its receipt.

    Raises:
        IntakeError: raw/ cannot be written to.
    """
    missing = [version for version in versions if not version.receipted]
    if not missing:
        return []
    said = []
    with _writing(store.root):
        known = {(r.period, r.board, r.sha256) for p in {v.period for v in missing} for r in store.receipts(p).receipts}
        for version in missing:
            if (version.period, version.board, version.sha256) in known:  # somebody else was faster
                continue
            moment = datetime.now(VIETNAM)
            append_receipt(store.root / version.period, version.board, version.file, version.sha256, moment, "", "")
            said.append(raw.RECEIPT_WRITTEN.fill(submission=version.submission, moment=f"{moment:%d/%m/%Y %H:%M}"))
    return said


def take_inbox(store: RawStore, reference: Reference) -> list[Text]:
    """File what lies in raw/inbox/ by what the files say of themselves; says what became of each.

    A file whose board or period cannot be told stays where it is.

    Raises:
        IntakeError: raw/ cannot be written to.
    """
    said = []
    for entry in entries(store.root / INBOX):
        shown = f"{INBOX}/{entry.name}"
        if not entry.is_file(follow_symlinks=False):
            said.append(raw.NOT_A_FILE.fill(file=shown))
            continue
        if entry.stat().st_size > LARGEST_FILE:
            size = f"{entry.stat().st_size / 2**20:.0f}"
            said.append(raw.FILE_TOO_LARGE.fill(file=shown, found=size, expected=LARGEST_FILE // 2**20))
            continue
        path = Path(entry.path)
        try:
            data = path.read_bytes()
        except OSError as error:
            said.append(raw.FILE_NOT_READ.fill(file=shown, reason=error.strerror or error))
            continue
        try:
            board, period = whose(data, entry.name, reference)
        except ReadingStopped:
            said.append(ReadingStopped(f"raw/{shown}").text)
            continue
        if not board or period is None:
            said.append(raw.INBOX_NOT_RECOGNISED.fill(file=f"raw/{shown}"))
            continue
        filed = receive(store, data, entry.name, board, period)
        path.unlink()
        said.append(filed.text)
    return said


def whose(data: bytes, name: str, reference: Reference) -> tuple[str, Period | None]:
    """Board slug and half-year of a file by its name and cover; "" and None where they do not tell or disagree."""
    outcome = read_bytes(data, reference)
    cover = outcome.cover if isinstance(outcome, ParsedSubmission) else None
    found = recognise(reference, cover=cover, path=name)
    board = "" if any(problem.rule == "F03" for problem in found.problems) else found.board
    if not found.period or any(problem.rule == "F04" for problem in found.problems):
        return board, None
    period = parse_period(found.period)
    # A file of a whole year is the report of its second half.
    return board, period if period.half else Period(period.year, 2)
