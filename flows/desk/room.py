"""What every page stands on: the folders, the reference data, the token, and files looked at a moment ago."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.raw_folder.store import RawStore
from flows.steps.check import Checked
from flows.steps.judged import Judged, judge_raw
from flows.steps.papers.pack import Pack
from schemas.facts.boards import Board
from schemas.facts.calendar import last_due
from schemas.folding import fold
from schemas.periods import VIETNAM, Period
from schemas.reference import Reference

KEPT_FILES = 12


@dataclass(frozen=True)
class LookedAt:
    """A file that was checked and not stored: kept in memory until a dozen others were looked at."""

    name: str
    data: bytes
    checked: Checked


@dataclass
class Room:
    """One desk. `token` stands in every form that writes: a page of somebody else cannot know it."""

    raw: Path
    warehouse: Path
    reference: Reference
    pack: Pack | None = None  # at a board: its own past, and nothing is written
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _looked_at: OrderedDict[str, LookedAt] = field(default_factory=OrderedDict)

    def keep(self, looked_at: LookedAt) -> str:
        """Keep a file for the links of its page; returns the name it goes by."""
        name = secrets.token_urlsafe(12)
        self._looked_at[name] = looked_at
        while len(self._looked_at) > KEPT_FILES:
            self._looked_at.popitem(last=False)
        return name

    def looked_at(self, name: str) -> LookedAt | None:
        return self._looked_at.get(name)

    def judged(self, period: Period) -> Judged:
        """raw/ up to a half-year, judged now.

        Raises:
            DecisionError: a decision in raw/ cannot be followed.
        """
        return judge_raw(self.raw, self.warehouse, self.reference, period)

    def periods(self) -> list[Period]:
        """The half-years something was received for, the newest first."""
        known = [period for period in RawStore(self.raw, self.reference.boards).periods() if period.half]
        return sorted(known, key=lambda period: period.end, reverse=True)

    def choices(self) -> list[Period]:
        """The half-years a file may be of: the one that is due, and those something was received for."""
        due = last_due(datetime.now(VIETNAM).date(), self.reference.calendar)
        return sorted({due, *self.periods()}, key=lambda period: period.end, reverse=True)

    def boards(self) -> tuple[Board, ...]:
        """Who reports, or has reported, in any of them."""
        found = {board.slug: board for period in self.choices() for board in self.reference.boards.members(period)}
        return tuple(sorted(found.values(), key=lambda board: fold(board.name_vi)))

    def current_period(self) -> Period:
        """The half-year that is due, or the last that anything is known of."""
        due = last_due(datetime.now(VIETNAM).date(), self.reference.calendar)
        known = self.periods()
        return due if due in known or not known else known[0]
