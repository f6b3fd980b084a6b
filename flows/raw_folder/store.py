"""The folder `raw/`: what lies in it, and `as_of`, which takes it all at one moment.

Everything here only reads. What writes into `raw/` is `flows/ingest/filing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from flows.raw_folder import decision_files, out_of_place
from flows.raw_folder.approved_figures import ApprovedFigures, read_approved_figures
from flows.raw_folder.decisions import Approval, BlocContext, Correction, DecisionError, Decisions, Waiver
from flows.raw_folder.losses import read_accepted_losses
from flows.raw_folder.office import read_office
from flows.raw_folder.out_of_place import entries, folders
from flows.raw_folder.patient_reading import FilesOnce, RawUnreadable
from flows.raw_folder.receipts import NAME, Receipt, Receipts, comparable_name, read_receipts
from flows.raw_folder.safe_writing import RAW_LOCK, shared
from flows.raw_folder.snapshot import Snapshot, Version
from flows.texts import raw
from flows.texts.system_errors import reason_of
from schemas.facts.boards import Boards, load_boards
from schemas.periods import VIETNAM, Period, parse_moment, parse_period
from schemas.text import Text

# A moment later than this from now was written by a clock that was wrong, and not by one a little ahead.
CLOCKS_DIFFER = timedelta(days=1)

_Ending = TypeVar("_Ending", Correction, Waiver)


class RawStore:
    """The folder `raw/`. What is asked here is answered from the files at the time of asking."""

    def __init__(self, root: Path, boards: Boards | None = None) -> None:
        self.root = root
        self.boards = boards or load_boards()

    def periods(self) -> tuple[Period, ...]:
        """Every half-year (or year) that has a folder, oldest first."""
        return tuple(sorted(_periods_among(folders(self.root))))

    def receipts(self, period: Period | str) -> Receipts:
        """The receipts of a period.

        Raises:
            DecisionError: its receipts.csv as a whole cannot be read; every answer that needs it raises this too.
        """
        return read_receipts(self.root / str(period), self.boards.slugs)

    def without_receipt(self, period: Period | str, receipts: Receipts | None = None) -> tuple[Path, ...]:
        """The files of a period's board folders that no receipt mentions, by board and name."""
        receipts = receipts or self.receipts(period)
        folder = self.root / str(period)
        return tuple(
            Path(entry.path)
            for board in folders(folder)
            if board in self.boards.slugs
            for entry in entries(folder / board)
            if entry.is_file(follow_symlinks=False) and (board, comparable_name(entry.name)) not in receipts.mentioned
        )

    def as_of(
        self, moment: datetime | None = None, files: FilesOnce | None = None, now: datetime | None = None
    ) -> Snapshot:
        """All that raw/ holds, taken while nobody may write there; with a moment, what was there by then.

        Without a moment, files that have no receipt yet are received `now`, by default the clock. Every file is opened
        once; with `files`, those it has read are not opened again.

        Raises:
            DecisionError: a receipts.csv as a whole, or a line of a decision, cannot be understood.
            RawUnreadable: something is there and cannot be read.
        """
        files, now = files or FilesOnce(), now or datetime.now(VIETNAM)
        try:
            with shared(self.root) as held:
                taken = self._with_offices(self._taken(moment, files, now))
            if held or not (self.root / RAW_LOCK).exists():
                return taken
            # The first who ever wrote there came meanwhile.
            with shared(self.root):
                return self._with_offices(self._taken(moment, files, now))
        except OSError as error:
            place = error.filename or self.root
            reason = reason_of(error)
            raise RawUnreadable(raw.RAW_NOT_READ.fill(file=place, reason=reason)) from error

    def _with_offices(self, taken: Snapshot) -> Snapshot:
        offices, misread = read_office(self.root, self.boards.slugs)
        return replace(taken, offices=offices, remarks=(*taken.remarks, *misread))

    def _taken(self, as_of: datetime | None, files: FilesOnce, now: datetime) -> Snapshot:
        slugs, periods = self.boards.slugs, self.periods()
        versions: list[Version] = []
        corrections, waivers, approvals, problems = [], [], {}, {}
        approved: dict[tuple[str, str], ApprovedFigures] = {}
        published = [str(p) for p in sorted(_periods_among(_csv_files(self.root / decision_files.PUBLISHED)))]
        figures, left_out = decision_files.read_published(self.root / decision_files.PUBLISHED, published, as_of)
        remarks = [*out_of_place.beside_the_periods(self.root, {str(p) for p in periods}, published)]
        remarks += [raw.PUBLISHED_LEFT_OUT.fill(text=error.text) for error in left_out]
        moments: list[tuple[str, int, datetime]] = []  # file, line, moment
        for period in map(str, periods):
            folder = self.root / period
            receipts = self.receipts(period)
            received = self._receipted(receipts.receipts, as_of, files)
            versions += received
            if as_of is None:
                versions += self._unreceipted(period, receipts, now, files)
            of_corrections = decision_files.read_corrections(folder, slugs)
            of_waivers = decision_files.read_waivers(folder, slugs)
            of_approvals, not_understood = decision_files.read_approvals(folder)
            found, broken = _approved_figures(self.root, period, of_approvals)
            approved |= found
            not_understood += broken
            corrections += [_as_known(c, as_of) for c, made in of_corrections if _by(made, as_of)]
            waivers += [_as_known(w, as_of) for w, made in of_waivers if _by(made, as_of)]
            if given := tuple(approval for approval, made in of_approvals if _by(made, as_of)):
                approvals[period] = given
            if not_understood:
                problems[period] = tuple(error.text for error in not_understood)
            moments += [(f"{period}/{NAME}", receipt.line, receipt.received_at) for receipt in receipts.receipts]
            moments += _moments(period, decision_files.CORRECTIONS, of_corrections)
            moments += _moments(period, decision_files.WAIVERS, of_waivers)
            moments += _moments(period, decision_files.APPROVALS, of_approvals)
            remarks += [error.text for error in receipts.errors]
            remarks += [raw.NOT_AN_APPROVAL.fill(text=error.text) for error in not_understood]
            remarks += [version.problem for version in received if version.problem]
            remarks += out_of_place.in_a_period(self.root, period, slugs)
        others, since = decision_files.read_outside(self.root / decision_files.OUTSIDE, slugs)
        latest = max((moment for *_, moment in moments), default=datetime(1970, 1, 1, tzinfo=VIETNAM))
        to_come = tuple(
            raw.MOMENT_TO_COME.fill(file=file, line=line, moment=f"{moment:%d/%m/%Y %H:%M}")
            for file, line, moment in moments
            if moment > now + CLOCKS_DIFFER
        )
        context = BlocContext(as_of or latest, figures, others, since)
        return Snapshot(
            root=self.root,
            as_of=as_of,
            periods=periods,
            versions=tuple(sorted(versions, key=lambda v: (v.period, v.board, v.received_at, v.receipt_order))),
            decisions=Decisions(tuple(corrections), tuple(waivers)),
            context=context.as_of(as_of) if as_of else context,
            approvals=approvals,
            approval_problems=problems,
            approved=approved,
            accepted_losses=read_accepted_losses(self.root),
            to_come=to_come,
            remarks=(*remarks, *to_come),
        )

    def _receipted(self, receipts: Iterable[Receipt], as_of: datetime | None, files: FilesOnce) -> list[Version]:
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
            found.append(self._version(receipt, files))
        return found

    def _version(self, receipt: Receipt, files: FilesOnce) -> Version:
        folder = self.root / receipt.period / receipt.board
        path = None if receipt.nil else _lying(folder, receipt.file)
        # What lies behind a link is not in raw/.
        found = files.digest(path, receipt.board) if path and not folder.is_symlink() else None
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
            moment_corrected=receipt.moment_corrected,
            problem=_problem(found, receipt) if path else None,
        )

    def _unreceipted(self, period: str, receipts: Receipts, moment: datetime, files: FilesOnce) -> list[Version]:
        known = {(r.board, r.sha256) for r in receipts.receipts}
        found = []
        for order, path in enumerate(self.without_receipt(period, receipts), start=1_000_000):
            board = path.parent.name
            digest = files.digest(path, board)
            if digest is None or (board, digest) in known:
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


def _approved_figures(
    root: Path, period: str, approvals: Iterable[tuple[Approval, datetime]]
) -> tuple[dict[tuple[str, str], ApprovedFigures], list[DecisionError]]:
    """What approvals cover where it was written down, by period and digest; and what of it cannot be understood."""
    found, broken = {}, []
    for digest in sorted({approval.release_inputs_sha256.lower() for approval, _ in approvals}):
        try:
            figures = read_approved_figures(root, period, digest)
        except DecisionError as error:
            broken.append(error)
        else:
            if figures is not None:
                found[period, digest] = figures
    return found, broken


def _moments(
    period: str, name: str, decisions: Iterable[tuple[Correction | Waiver | Approval, datetime]]
) -> Iterator[tuple[str, int, datetime]]:
    """File, line and moment of when each decision was made, and of when it ended."""
    for decision, made in decisions:
        yield f"{period}/{name}", decision.line, made
        if not isinstance(decision, Approval) and decision.ended_at:
            yield f"{period}/{name}", decision.line, parse_moment(decision.ended_at)


def _lying(folder: Path, name: str) -> Path:
    """Where a file lies; a copy through another system may have changed case or composition of its name."""
    if not (folder / name).exists():
        alike = [entry.name for entry in entries(folder) if comparable_name(entry.name) == comparable_name(name)]
        if len(alike) == 1:
            return folder / alike[0]
    return folder / name


def _by(moment: datetime, as_of: datetime | None) -> bool:
    return as_of is None or moment <= as_of


def _as_known(decision: _Ending, as_of: datetime | None) -> _Ending:
    """The decision as it was known then: of an end that came later nobody knew."""
    ended_later = decision.ended_at and not _by(parse_moment(decision.ended_at), as_of)
    return replace(decision, ended_at="") if ended_later else decision


def _csv_files(folder: Path) -> list[str]:
    return [entry.name.removesuffix(".csv") for entry in entries(folder) if entry.name.endswith(".csv")]


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


def _problem(found: str | None, receipt: Receipt) -> Text | None:
    places = {
        "file": f"{receipt.period}/{receipt.board}/{receipt.file}",
        "receipts": f"{receipt.period}/{NAME}",
        "line": receipt.line,
    }
    if found is None:
        return raw.FILE_MISSING.fill(**places)
    if found == receipt.sha256:
        return None
    return raw.FILE_CHANGED.fill(expected=receipt.sha256[:12], found=found[:12], **places)
