"""What raw/ has lost, and `raw/accepted_losses.csv`: which losses somebody has accepted, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.raw_folder.csv_lines import require_lines
from flows.raw_folder.decision_files import LOSSES, append_decision
from flows.texts import raw
from schemas.periods import parse_moment
from schemas.text import Text

COLUMNS = ("period", "board", "file", "sha256", "reason", "approved_by", "at")

LossKey = tuple[str, str, str, str]  # period, board, file, sha256


@dataclass(frozen=True)
class Loss:
    """Something that was received, decided or in force and no longer is. `text` says what."""

    period: str
    board: str
    file: str
    sha256: str
    text: Text

    @property
    def key(self) -> LossKey:
        return self.period, self.board, self.file, self.sha256


def read_accepted_losses(root: Path) -> frozenset[LossKey]:
    """The losses accepted so far.

    Raises:
        DecisionError: a line cannot be understood.
    """
    found = set()
    for line in require_lines(root / LOSSES, COLUMNS):
        for column in ("period", "reason", "approved_by"):
            if not line.fields[column]:
                raise line.misunderstood(column, raw.EXPECT_TEXT)
        try:
            parse_moment(line.fields["at"])
        except ValueError:
            raise line.misunderstood("at", raw.EXPECT_MOMENT) from None
        fields = line.fields
        found.add((fields["period"], fields["board"], fields["file"], fields["sha256"].lower()))
    return frozenset(found)


def accept_losses(root: Path, losses: Iterable[Loss], reason: str, approved_by: str, at: datetime) -> None:
    """Write down that these losses were accepted.

    Raises:
        DecisionError: the file exists and cannot be read.
        OSError: raw/ cannot be written to.
    """
    said = {"reason": reason, "approved_by": approved_by, "at": at.isoformat(timespec="seconds")}
    lines = [{**dict(zip(COLUMNS[:4], loss.key, strict=True)), **said} for loss in losses]
    append_decision(root / LOSSES, COLUMNS, *lines, root=root)
