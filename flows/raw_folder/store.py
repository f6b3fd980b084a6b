"""`raw/` as one thing: the versions received, the decisions made and what else is known, as of a moment.

Everything here only reads. What writes into `raw/` is `flows/ingest/filing.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.raw_folder import decision_files
from flows.raw_folder.decisions import Approval, BlocContext, Correction, DecisionError, Decisions, Waiver
from flows.raw_folder.receipts import NAME, Receipt, Receipts, comparable_name, read_receipts, sha256_of
from flows.texts import raw
from schemas.boards import Boards, load_boards
from schemas.periods import VIETNAM, Period, parse_period
from schemas.text import Text

INBOX = "inbox"

# A board's half-year with all its lists stays below 2 MB; what is larger by far is not the form.
LARGEST_FILE = 64 * 1024 * 1024

_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


def is_overlooked(name: str) -> bool:
    """Files that an operating system or an office suite leaves behind: hidden ones, `~$` locks, thumbnails."""
    return name.startswith((".", "~$")) or name.casefold() in _OF_THE_SYSTEM


@dataclass(frozen=True)
class Version:
    """One version received of a board's period.

    `submission` is its path below raw/, written with `/`; a nil return, which has no file, is named after its
    receipt. `receipted` is false for a file that lies in its folder and has no receipt yet: it counts as received
    now. `problem` is None, or says that the file is missing or not the one received.
    """

    submission: str
    period: str
    board: str
    file: str
    sha256: str
    received_at: datetime
    receipt_order: int
    received_from: str
    note: str
    path: Path | None
    nil: bool = False
    receipted: bool = True
    problem: Text | None = None

    def read(self) -> bytes:
        """The bytes received.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is a nil return, or the bytes are no longer those received.
        """
        if self.path is None:
            raise ValueError(f"{self.submission} has no file")
        data = self.path.read_bytes()
        if sha256_of(data) != self.sha256:
            raise ValueError(f"{self.path} is no longer the file that was received")
        return data


class RawStore:
    """The folder `raw/`.

    Every answer is computed from the files at the time of asking; `as_of` leaves out what was received or decided
    later.
    """

    def __init__(self, root: Path, boards: Boards | None = None) -> None:
        self.root = root
        self.boards = boards or load_boards()

    # What there is

    def periods(self) -> tuple[Period, ...]:
        """Every half-year (or year) that has a folder, oldest first."""
        found = []
        for name in _folders(self.root):
            try:
                period = parse_period(name)
            except ValueError:
                continue
            if str(period) == name:
                found.append(period)
        return tuple(sorted(found))

    def receipts(self, period: Period | str) -> Receipts:
        """The receipts of a period.

        Raises:
            DecisionError: its receipts.csv as a whole cannot be read; every answer that needs it raises this too.
        """
        return read_receipts(self.root / str(period), self.boards.slugs)

    def versions(self, as_of: datetime | None = None, *, now: datetime | None = None) -> tuple[Version, ...]:
        """Every version received by the moment, by period, board, moment and receipt line.

        The same bytes from the same board for the same period count once, as first received. Files without a
        receipt are among them (received `now`, by default the clock) only when no moment is given.
        """
        found: list[Version] = []
        for period in self.periods():
            receipts = self.receipts(period)
            found += self._receipted(receipts.receipts, as_of)
            if as_of is None:
                moment = now or datetime.now(VIETNAM)
                found += self._unreceipted(str(period), receipts, moment)
        return tuple(sorted(found, key=lambda v: (v.period, v.board, v.received_at, v.receipt_order)))

    def _receipted(self, receipts: Iterable[Receipt], as_of: datetime | None) -> list[Version]:
        ordered = sorted(receipts, key=lambda r: (r.received_at, r.line))
        seen: set[tuple[str, str]] = set()
        found = []
        for receipt in ordered:
            if as_of is not None and receipt.received_at > as_of:
                continue
            if not receipt.nil:
                if (receipt.board, receipt.sha256) in seen:
                    continue
                seen.add((receipt.board, receipt.sha256))
            found.append(self._version(receipt))
        return found

    def _version(self, receipt: Receipt) -> Version:
        folder = self.root / receipt.period / receipt.board
        path = None if receipt.nil else folder / receipt.file
        name = receipt.file or f"nil-{receipt.line}"
        return Version(
            submission=f"{receipt.period}/{receipt.board}/{name}",
            period=receipt.period,
            board=receipt.board,
            file=receipt.file,
            sha256=receipt.sha256,
            received_at=receipt.received_at,
            receipt_order=receipt.line,
            received_from=receipt.received_from,
            note=receipt.note,
            path=path,
            nil=receipt.nil,
            problem=_problem(path, receipt, self.root) if path else None,
        )

    def _unreceipted(self, period: str, receipts: Receipts, moment: datetime) -> list[Version]:
        known = {(r.board, r.sha256) for r in receipts.receipts}
        found = []
        for order, path in enumerate(self.without_receipt(period, receipts), start=1_000_000):
            digest = sha256_of(path.read_bytes())
            board = path.parent.name
            if (board, digest) in known:
                continue
            known.add((board, digest))
            found.append(
                Version(
                    submission=f"{period}/{board}/{path.name}",
                    period=period,
                    board=board,
                    file=path.name,
                    sha256=digest,
                    received_at=moment,
                    receipt_order=order,
                    received_from="",
                    note="",
                    path=path,
                    receipted=False,
                )
            )
        return found

    def without_receipt(self, period: Period | str, receipts: Receipts | None = None) -> tuple[Path, ...]:
        """The files of a period's board folders that no receipt mentions, by board and name."""
        receipts = receipts or self.receipts(period)
        found = []
        folder = self.root / str(period)
        for board in _folders(folder):
            if board not in self.boards.slugs:
                continue
            for entry in sorted(os.scandir(folder / board), key=lambda entry: entry.name):
                if not entry.is_file() or is_overlooked(entry.name):
                    continue
                if (board, comparable_name(entry.name)) not in receipts.mentioned:
                    found.append(Path(entry.path))
        return tuple(found)

    def remarks(self, as_of: datetime | None = None) -> tuple[Text, ...]:
        """What in raw/ is not as it should be and stops only itself, in the order of the folders.

        Lines of receipts.csv and approvals.csv that cannot be read, files of published figures that are left out,
        files that are missing or not the ones received, files and folders that lie where no submission lies.
        """
        if not self.root.is_dir():
            return ()
        found: list[Text] = self._beside_the_periods()
        for period in self.periods():
            folder = self.root / str(period)
            receipts = self.receipts(period)
            found += [error.text for error in receipts.errors]
            found += [_around(raw.NOT_AN_APPROVAL, text) for text in self.approval_problems(period)]
            found += [v.problem for v in self._receipted(receipts.receipts, as_of) if v.problem]
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
                if is_overlooked(entry.name):
                    continue
                if entry.is_dir():
                    if entry.name not in self.boards.slugs:
                        found.append(raw.UNKNOWN_BOARD_FOLDER.fill(folder=_below(self.root, Path(entry.path))))
                    else:
                        found += self._nested(Path(entry.path))
                elif entry.name not in _KNOWN_FILES:
                    found.append(raw.STRAY_FILE.fill(file=_below(self.root, Path(entry.path))))
        return tuple(found)

    def _beside_the_periods(self) -> list[Text]:
        """Folders and files of raw/ itself, and of raw/published, that nothing is read from."""
        periods = {str(period) for period in self.periods()}
        found = []
        for entry in sorted(os.scandir(self.root), key=lambda entry: entry.name):
            if is_overlooked(entry.name):
                continue
            if entry.is_dir() and entry.name not in {INBOX, decision_files.PUBLISHED, *periods}:
                found.append(raw.UNKNOWN_FOLDER.fill(folder=entry.name))
            elif entry.is_file() and entry.name not in (decision_files.OUTSIDE, "README.md"):
                found.append(raw.STRAY_FILE.fill(file=entry.name))
        published, read = self.root / decision_files.PUBLISHED, self._published_periods()
        known = {"README.md", *(f"{period}.csv" for period in read)}
        if published.is_dir():
            for entry in sorted(os.scandir(published), key=lambda entry: entry.name):
                if entry.name not in known and not is_overlooked(entry.name):
                    found.append(raw.UNKNOWN_PUBLISHED.fill(file=_below(self.root, Path(entry.path))))
        for error in decision_files.read_published(published, read)[1]:
            found.append(_around(raw.PUBLISHED_LEFT_OUT, error.text))
        return found

    def _nested(self, folder: Path) -> list[Text]:
        return [
            raw.STRAY_FILE.fill(file=_below(self.root, folder / name) + "/")
            for name in _folders(folder)
            if not is_overlooked(name)
        ]

    # What was decided, and what else is known

    def decisions(self, as_of: datetime | None = None) -> Decisions:
        """Corrections and waivers made by the moment (a date means the end of its day).

        Raises:
            DecisionError: a line cannot be understood; nothing is left out silently.
        """
        corrections: list[Correction] = []
        waivers: list[Waiver] = []
        for period in self.periods():
            folder = self.root / str(period)
            slugs = self.boards.slugs
            corrections += [c for c, made in decision_files.read_corrections(folder, slugs) if _by(made, as_of)]
            waivers += [w for w, made in decision_files.read_waivers(folder, slugs) if _by(made, as_of)]
        return Decisions(tuple(corrections), tuple(waivers))

    def approvals(self, period: Period | str, as_of: datetime | None = None) -> tuple[Approval, ...]:
        """The decisions on releases of a period, in the order written; what is no decision is left out."""
        found, _ = decision_files.read_approvals(self.root / str(period))
        return tuple(approval for approval, made in found if _by(made, as_of))

    def approval_problems(self, period: Period | str) -> tuple[Text, ...]:
        """What in a period's approvals.csv cannot be understood: while there is any, the period is not final."""
        return tuple(error.text for error in decision_files.read_approvals(self.root / str(period))[1])

    def moment(self, as_of: datetime | None = None) -> datetime:
        """The moment tables speak of: `as_of`, or the latest one recorded in raw/ (1970 when nothing is).

        Raises:
            DecisionError: a line of a decision file cannot be understood.
        """
        if as_of is not None:
            return as_of
        moments = [datetime(1970, 1, 1, tzinfo=VIETNAM)]
        for period in self.periods():
            folder = self.root / str(period)
            moments += [receipt.received_at for receipt in self.receipts(period).receipts]
            moments += [made for _, made in decision_files.read_corrections(folder, self.boards.slugs)]
            moments += [made for _, made in decision_files.read_waivers(folder, self.boards.slugs)]
            moments += [made for _, made in decision_files.read_approvals(folder)[0]]
        return max(moments)

    def context(self, as_of: datetime | None = None) -> BlocContext:
        """Published figures, predecessors outside the bloc, and the moment.

        Raises:
            DecisionError: a line cannot be understood.
        """
        outside = self.root / decision_files.OUTSIDE
        return BlocContext(
            moment=self.moment(as_of),
            published=decision_files.read_published(self.root / decision_files.PUBLISHED, self._published_periods())[0],
            outside=decision_files.read_outside(outside, self.boards.slugs),
            outside_known=outside.is_file(),
        )

    def _published_periods(self) -> list[str]:
        try:
            names = [entry.name for entry in os.scandir(self.root / decision_files.PUBLISHED)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        stems = (name.removesuffix(".csv") for name in names if name.endswith(".csv"))
        return [str(period) for period in sorted(_periods_among(stems))]

    # What a release was made from

    def inputs(self, period: Period | str | None = None, as_of: datetime | None = None) -> dict[str, object]:
        """What went in, as plain data: every receipt with its hash, every decision and all outside knowledge.

        With a period: what its figures depend on, which is everything up to and including that half-year.

        Raises:
            DecisionError: a line of a decision file cannot be understood.
        """
        last = _last_half(period)

        def counts(text: str) -> bool:
            return last is None or _last_half(text) <= last  # type: ignore[operator]

        decisions = self.decisions(as_of)
        context = self.context(as_of)
        return {
            "receipts": [
                [v.period, v.board, v.file, v.sha256, v.received_at.isoformat(), v.problem is not None]
                for v in self.versions(as_of)
                if counts(v.period)
            ],
            "corrections": [_plain(c) for c in decisions.corrections if counts(c.period)],
            "waivers": [_plain(w) for w in decisions.waivers if counts(w.period)],
            "published": [list(row) for row in context.published.iter_rows() if counts(row[0])],
            "outside": [list(row) for row in context.outside.iter_rows()],
        }

    def release_inputs_sha256(self, period: Period | str | None = None, as_of: datetime | None = None) -> str:
        """The digest an approval names: of all `inputs`, and of neither approvals nor the moment.

        Raises:
            DecisionError: a line of a decision file cannot be understood.
        """
        text = json.dumps(self.inputs(period, as_of), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


_KNOWN_FILES = frozenset(
    {NAME, decision_files.CORRECTIONS, decision_files.WAIVERS, decision_files.APPROVALS, "README.md"}
)


def _by(moment: datetime, as_of: datetime | None) -> bool:
    return as_of is None or moment <= as_of


def _plain(decision: Correction | Waiver) -> dict[str, str]:
    # The line number is left out: moving a line changes nothing that was decided.
    return {name: value for name, value in vars(decision).items() if name != "line"}


def _last_half(period: Period | str | None) -> Period | None:
    if period is None:
        return None
    parsed = parse_period(period) if isinstance(period, str) else period
    return parsed if parsed.half else Period(parsed.year, 2)


def _folders(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _periods_among(names: Iterable[str]) -> list[Period]:
    found = []
    for name in names:
        try:
            period = parse_period(name)
        except ValueError:
            continue
        if str(period) == name:
            found.append(period)
    return found


def _around(pattern: Text, text: Text) -> Text:
    return Text(pattern.vi.format(text=text.vi), pattern.en.format(text=text.en))


def _below(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _problem(path: Path, receipt: Receipt, root: Path) -> Text | None:
    places = {
        "file": _below(root, path),
        "receipts": f"{receipt.period}/{NAME}",
        "line": receipt.line,
    }
    try:
        found = sha256_of(path.read_bytes())
    except OSError:
        return raw.FILE_MISSING.fill(**places)
    if found == receipt.sha256:
        return None
    return raw.FILE_CHANGED.fill(expected=receipt.sha256[:12], found=found[:12], **places)


__all__ = ["INBOX", "LARGEST_FILE", "DecisionError", "RawStore", "Version", "is_overlooked"]
