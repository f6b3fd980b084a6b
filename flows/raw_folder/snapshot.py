"""`raw/` at one moment: what was received, what was decided and what else is known, taken once and handed on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from flows.raw_folder.approved_figures import ApprovedFigures
from flows.raw_folder.decision_files import APPROVED
from flows.raw_folder.decisions import Approval, BlocContext, Correction, Decisions, Waiver
from flows.raw_folder.losses import LossKey
from flows.raw_folder.office import Office
from flows.raw_folder.patient_reading import read_patiently
from schemas.periods import Period, parse_period
from schemas.text import Text


@dataclass(frozen=True)
class Version:
    """One version received of a board's period.

    `submission` is its path below raw/, written with `/`; a nil return, which has no file, is named after its
    receipt. `receipted` is false for a file that lies in its folder and has no receipt yet: it counts as received
    now. `problem` is None, or says that the file is missing or not the one received. `moment_corrected`: a later line
    of the receipts says when it really came.
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
    moment_corrected: bool = False

    def read(self) -> bytes:
        """The bytes received.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is a nil return, or the bytes are no longer those received.
        """
        if self.path is None:
            raise ValueError(f"{self.submission} has no file")
        data = read_patiently(self.path)
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ValueError(f"{self.path} is no longer the file that was received")
        return data


@dataclass(frozen=True)
class Snapshot:
    """Everything raw/ holds as of a moment, frozen: whatever is written there later is not in it.

    as_of: the moment asked for, None for all there is.
    versions: by period, board, moment and receipt line; the same bytes of a board and period once, as first received.
    Files without a receipt are among them only where no moment was asked for.
    decisions, context: those made and known by the moment. approvals: period -> its decisions on releases, in the
    order written. approval_problems: period -> lines that cannot be understood; while there are any it is not final.
    accepted_losses: what is gone and somebody accepted that it is.
    approved: (period, digest) -> the figures that an approval of it covers, where they were written down.
    to_come: lines whose moment lies in the future, as a clock that was wrong writes them.
    remarks: what is not as it should be and stops only itself, in the order of the folders.
    offices: who leads the bloc and signs, by the day from which; no figure depends on it.
    """

    root: Path
    as_of: datetime | None
    periods: tuple[Period, ...]
    versions: tuple[Version, ...]
    decisions: Decisions
    context: BlocContext
    approvals: Mapping[str, tuple[Approval, ...]]
    approval_problems: Mapping[str, tuple[Text, ...]]
    approved: Mapping[tuple[str, str], ApprovedFigures]
    accepted_losses: frozenset[LossKey]
    to_come: tuple[Text, ...]
    remarks: tuple[Text, ...]
    offices: tuple[Office, ...] = ()

    def last_decision(self, period: Period | str) -> Approval | None:
        """The last decision on exactly what raw/ holds of a period."""
        digest = self.release_inputs_sha256(period)
        of_these = [a for a in self.approvals.get(str(period), ()) if a.release_inputs_sha256.lower() == digest]
        return of_these[-1] if of_these else None

    @property
    def approved_as_is(self) -> frozenset[str]:
        """The periods of which exactly what raw/ holds is approved."""
        last = {period: self.last_decision(period) for period in self.approvals}
        return frozenset(period for period, one in last.items() if one and one.decision == APPROVED)

    def until(self, period: Period) -> tuple[Version, ...]:
        """The versions of this period and of those that ended before it or with it."""
        return tuple(v for v in self.versions if parse_period(v.period).end <= period.end)

    def inputs(self, period: Period | str | None = None) -> dict[str, object]:
        """What goes in, as plain data: every receipt with its hash, every decision and all outside knowledge.

        With a period: what its figures depend on, which is everything up to and including that half-year.
        """
        counts = _counts(period)
        return {
            "receipts": [receipt for period, receipt in self._receipts if counts(period)],
            **self._inputs_but_receipts(counts),
        }

    def _inputs_but_receipts(self, counts: Callable[[str], bool]) -> dict[str, object]:
        return {
            "corrections": [_plain(c) for c in self.decisions.corrections if counts(c.period)],
            "waivers": [_plain(w) for w in self.decisions.waivers if counts(w.period)],
            "published": [list(row) for row in self.context.published.iter_rows() if counts(row[0])],
            "outside": [list(row) for row in self.context.outside.iter_rows()],
        }

    @cached_property
    def _receipts(self) -> list[tuple[str, list[object]]]:
        return [
            (v.period, [v.period, v.board, v.file, v.sha256, v.received_at.isoformat(), v.problem is not None])
            for v in self.versions
        ]

    @cached_property
    def _receipts_written(self) -> dict[str, str]:
        """Period -> its receipts as JSON, written once for the digests of all periods."""
        return {
            period: ",".join(_written(receipt) for _, receipt in own)
            for period, own in groupby(self._receipts, key=itemgetter(0))
        }

    def release_inputs_sha256(self, period: Period | str | None = None) -> str:
        """The digest an approval names: of all `inputs`, and of neither approvals nor the moment."""
        counts = _counts(period)
        said = {name: _written(value) for name, value in self._inputs_but_receipts(counts).items()}
        said["receipts"] = f"[{','.join(text for known, text in self._receipts_written.items() if counts(known))}]"
        text = ",".join(f'"{name}":{said[name]}' for name in sorted(said))
        return hashlib.sha256(f"{{{text}}}".encode()).hexdigest()


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _counts(period: Period | str | None) -> Callable[[str], bool]:
    if period is None:
        return lambda text: True
    last = _last_half(period)
    return lambda text: _last_half(text) <= last


@lru_cache(maxsize=1024)
def _last_half(period: Period | str) -> Period:
    parsed = parse_period(period) if isinstance(period, str) else period
    return parsed if parsed.half else Period(parsed.year, 2)


def _plain(decision: Correction | Waiver) -> dict[str, str]:
    # The line number is left out: moving a line changes nothing that was decided. What older files cannot say is left
    # out where it is not said: approvals from before name digests without it.
    newer = ("ended_at", "list_line", "field")
    return {name: value for name, value in vars(decision).items() if name != "line" and (value or name not in newer)}
