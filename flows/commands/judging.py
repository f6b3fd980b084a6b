"""raw/ judged for a command: the one way from a period to what was received for it, with what may go wrong on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.commands.terminal import BAD_INPUT, fail, progress
from flows.steps.asked import existing_raw
from flows.texts import commands as texts

if TYPE_CHECKING:
    from flows.ingest.frames import Received
    from flows.steps.judged import Judged
    from schemas.periods import Period
    from schemas.reference import Reference


def judged_until(
    period: Period,
    raw: Path,
    warehouse: Path,
    reference: Reference,
    as_of: datetime | None = None,
    refused: int = BAD_INPUT,
) -> Judged:
    """What raw/ holds up to a period, judged; ends the command, with `refused`, where a decision cannot be followed."""
    from flows.raw_folder.decisions import DecisionError
    from flows.steps.judged import judge_raw

    with progress(texts.JUDGING.fill(period=period)):
        try:
            return judge_raw(existing_raw(raw), warehouse, reference, period, as_of)
        except DecisionError as error:
            fail(error.text, refused)


def received_of(judged: Judged, period: Period, board: str) -> list[Received]:
    """The versions of a board's period as they were received; ends the command where there is none."""
    mine = judged.received(period, board)
    if not mine:
        fail(texts.NOTHING_RECEIVED.fill(board=board, period=period), 1)
    return mine
