"""Filing what comes in: into `raw/<period>/<board>/`, with a receipt. No other code writes submissions there."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from flows.raw_folder.receipts import NIL, Receipt, append_receipt, comparable_name, sha256_of
from flows.raw_folder.safe_writing import Busy, replace_file, sync_folder, writing
from flows.raw_folder.snapshot import Version
from flows.raw_folder.store import RawStore
from flows.texts import raw
from flows.texts.numbers import moment_text
from flows.texts.system_errors import reason_of
from schemas.periods import VIETNAM, Period
from schemas.text import Text

# A board's half-year with all its lists stays below 2 MB; what is larger by far is not the form.
LARGEST_FILE = 64 * 1024 * 1024

# How far another machine's clock may be ahead of this one's.
A_CLOCK_AHEAD = timedelta(minutes=5)

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_LONGEST_STEM, _LONGEST_ENDING = 150, 16  # bytes of UTF-8; file systems allow 255 for a name


class IntakeError(Exception):
    """A file could not be filed; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@contextmanager
def telling(said: Sequence[Text]) -> Iterator[None]:
    """Whatever goes wrong inside carries what had been done by then, as `said`, so that it is not lost with it."""
    try:
        yield
    except Exception as error:
        error.said = (*said, *getattr(error, "said", ()))  # type: ignore[attr-defined]
        raise


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
        raise IntakeError(raw.RAW_NOT_WRITABLE.fill(folder=root, reason=reason_of(error))) from None


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
    source: Path | None = None,
) -> Filed:
    """File bytes as a submission of a board and period, and write its receipt.

    The file is complete under its name before the receipt names it, so a crash leaves at worst a file without a
    receipt, which the next run gives one.

    source: the file the bytes are of, where it is to be moved rather than copied: its old name is taken away once file
    and receipt are durable, and whoever still writes to it loses nothing.

    Raises:
        IntakeError: the file is too large, the board unknown, the moment in the future, or raw/ cannot be written to.
        DecisionError: receipts.csv cannot be read.
    """
    if len(data) > LARGEST_FILE:
        size = f"{len(data) / 2**20:.0f}"
        raise IntakeError(raw.FILE_TOO_LARGE.fill(file=safe_name(name), found=size, expected=LARGEST_FILE // 2**20))
    if board not in store.boards.slugs:
        raise IntakeError(raw.NO_SUCH_BOARD.fill(board=board, known=", ".join(sorted(store.boards.slugs))))
    moment = _moment_of(received_at)
    with _writing(store.root):
        filed = _file(store, data, name, board, period, moment, (received_from, note), source)
        if source is not None:
            source.unlink()
        return filed


def _moment_of(given: datetime | None) -> datetime:
    """The moment given, else now; never one to come, as a clock that is wrong would have it."""
    now = datetime.now(VIETNAM)
    if given is not None and given > now + A_CLOCK_AHEAD:
        raise IntakeError(raw.AT_IN_FUTURE.fill(moment=moment_text(given.isoformat())))
    return given or now


def correct_moment(store: RawStore, digest: str, name: str, board: str, period: Period, moment: datetime) -> Text:
    """Write the right moment of a file received before, by a further line that names the first.

    Raises:
        IntakeError: it was not received, the moment lies in the future, or raw/ cannot be written to.
        DecisionError: receipts.csv cannot be read.
    """
    _moment_of(moment)
    with _writing(store.root):
        mine = [r for r in store.receipts(period).receipts if (r.board, r.sha256) == (board, digest)]
        if not mine:
            raise IntakeError(raw.NOTHING_TO_CORRECT.fill(file=name))
        first = mine[0]
        folder = store.root / str(period)
        append_receipt(folder, board, first.file, first.sha256, moment, "", f"corrects line {first.line}")
    return raw.MOMENT_CORRECTED.fill(file=first.file, moment=moment_text(moment.isoformat()), line=first.line)


# Parameters: the fields of a receipt.
def _file(
    store: RawStore,
    data: bytes,
    name: str,
    board: str,
    period: Period,
    moment: datetime,
    said: tuple[str, str],
    source: Path | None,
) -> Filed:  # eight parameters: what a receipt holds, and where the bytes are
    digest = sha256_of(data)
    receipts = store.receipts(period).receipts
    earlier = next((r for r in receipts if r.board == board and r.sha256 == digest), None)
    if earlier is not None:
        text = raw.RECEIVED_TWICE.fill(
            file=safe_name(name), earlier=earlier.file, moment=moment_text(earlier.received_at.isoformat())
        )
        return Filed(f"{period}/{board}/{earlier.file}", earlier, True, text)
    folder = store.root / str(period) / board
    folder.mkdir(parents=True, exist_ok=True)
    mentioned = {comparable_name(r.file) for r in receipts if r.board == board}
    path = _free_path(folder, safe_name(name), digest, data, mentioned)
    if not path.exists():
        _place(source, path, data)
    receipt = append_receipt(folder.parent, board, path.name, digest, moment, *said)
    submission = f"{period}/{board}/{path.name}"
    text = raw.FILED.fill(file=safe_name(name), submission=submission)
    later = max((r for r in receipts if r.board == board), key=lambda r: r.received_at, default=None)
    if later is not None and later.received_at > moment:
        moments = {name: moment_text(at.isoformat()) for name, at in (("moment", moment), ("later", later.received_at))}
        text = raw.MOMENT_EARLIER.fill(text=text, other=later.file or NIL, **moments)
    return Filed(submission, receipt, False, text)


def _place(source: Path | None, path: Path, data: bytes) -> None:
    """Give the bytes their name, durably: by a second name of the source where the system can, else as a copy."""
    if source is not None:
        with suppress(OSError):
            path.hardlink_to(source)
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
            sync_folder(path.parent)
            return
        path.unlink(missing_ok=True)
    replace_file(path, data)


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
    moment = _moment_of(received_at)
    with _writing(store.root):
        folder = store.root / str(period)
        mine = [receipt for receipt in store.receipts(period).receipts if receipt.board == board]
        last = max(mine, key=lambda receipt: (receipt.received_at, receipt.line), default=None)
        if last is not None and last.nil:
            return last
        folder.mkdir(parents=True, exist_ok=True)
        return append_receipt(folder, board, "", "", moment, received_from, NIL)


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
