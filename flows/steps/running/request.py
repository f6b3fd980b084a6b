"""What a run is asked to do, and why one cannot go on or is refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.raw_folder.store import RawStore
from flows.texts import release as texts
from schemas.periods import VIETNAM, Period, parse_moment, parse_period
from schemas.reference import Reference, load_reference
from schemas.text import Text

INGEST, VALIDATE, TRANSFORM, PUBLISH = "ingest", "validate", "transform", "publish"
Progress = Callable[[str, int, int], None]
AS_OF = "as-of"


class RunFailed(Exception):
    """A run cannot go on; `text` says why and what to do, `said` what was filed by then; the last release stands."""

    def __init__(self, text: Text, cause: Exception | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.said: tuple[Text, ...] = getattr(cause, "said", ())


class RunRefused(Exception):
    """A release may not be made; `obstacles` says everything that is in the way, `text` what may be done."""

    def __init__(self, text: Text, obstacles: Sequence[Text] = ()) -> None:
        super().__init__("; ".join(said.en for said in (*obstacles, text)))
        self.text = text
        self.obstacles = tuple(obstacles)


class FinalRefused(RunRefused):
    """A final release was asked for and may not be made."""


@dataclass(frozen=True)
class RunRequest:
    """What a run is asked to do, as small strings: it passes between processes.

    period: a half-year, `2023-H1`. as_of: a date or moment, "" for all that raw/ holds. work: the name of the run's
    work folder. reference: the folder of the reference CSVs, "" for the package's own. final: refuse where the release
    would be provisional. reason: why figures of a final period may change, or, with accept_loss and approved_by, why
    what is gone may be. output: a folder to build into, which moves no `current`. verify: read every file again, to
    see whether the cache says the same. exports: whether the release also gets its tables as DuckDB, workbook, CSV,
    pages and SDMX. wait: how many seconds a direct run waits for its turn, None for as long as it takes.
    """

    raw: str
    warehouse: str
    period: str
    as_of: str = ""
    final: bool = False
    work: str = ""
    reference: str = ""
    reason: str = ""
    accept_loss: bool = False
    approved_by: str = ""
    output: str = ""
    verify: bool = False
    exports: bool = True
    wait: float | None = None

    @property
    def half_year(self) -> Period:
        """Raises RunFailed for a whole year, ValueError for what is no period."""
        period = parse_period(self.period)
        if not period.half:
            raise RunFailed(texts.WHOLE_YEAR_ASKED.fill(period=period))
        return period

    @property
    def moment(self) -> datetime | None:
        return parse_moment(self.as_of) if self.as_of else None

    @property
    def aside(self) -> Path | None:
        """The folder of a build that is no release: of an old state, and where a folder was asked for."""
        if self.output:
            return Path(self.output)
        return self.warehouse_folder / AS_OF / self.as_of_day if self.as_of else None

    @property
    def as_of_day(self) -> str:
        """The day or moment a build tells of, as a name; empty for all that raw/ holds."""
        moment = self.moment
        if moment is None:
            return ""
        of_day = moment == parse_moment(f"{moment.astimezone(VIETNAM):%Y-%m-%d}")
        return f"{moment.astimezone(VIETNAM):{'%Y-%m-%d' if of_day else '%Y-%m-%dT%H%M%S'}}"

    @property
    def warehouse_folder(self) -> Path:
        return Path(self.warehouse)

    @property
    def work_folder(self) -> Path:
        return self.warehouse_folder / "work" / (self.work or f"{self.period}-{os.getpid()}")

    def load_reference(self) -> Reference:
        return load_reference(Path(self.reference)) if self.reference else load_reference()

    def store(self) -> RawStore:
        return RawStore(Path(self.raw), self.load_reference().boards)
