"""What reading bytes gives, and how it travels: into the cache and out of a process of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from flows.ingest.submission import DATE, ListCell, ParsedSubmission
from flows.texts.files import unreadable_text
from schemas.text import Text

STOPPED, FAULT = "unreadable_stopped", "unreadable_fault"
Unreadable = tuple[str, dict[str, str]]
Outcome = ParsedSubmission | Unreadable


class ReadingStopped(Exception):
    """Reading came to no end. Nothing is known of the file: it may be read at another time."""

    def __init__(self, file: str = "") -> None:
        super().__init__(file)
        self.file = file

    @property
    def text(self) -> Text:
        """Which file, and what to do."""
        return unreadable_text(STOPPED, self.file, {})


def to_keep(outcome: Outcome) -> Outcome:
    """An outcome without the reasons why figures were read from their places: those are asked when a file is read."""
    if not isinstance(outcome, ParsedSubmission):
        return outcome
    return replace(outcome, values=tuple(value._replace(why=()) for value in outcome.values))


def encode(outcome: Outcome) -> bytes:
    """An outcome as JSON; days are written as texts."""
    import msgspec

    content: bytes = msgspec.json.encode(outcome)
    return content


def decode(content: bytes) -> Outcome:
    """The outcome that was encoded.

    Raises:
        ValueError: the content is none.
    """
    outcome: Outcome = _decoder().decode(content)
    for line in outcome.lines if isinstance(outcome, ParsedSubmission) else ():
        for key, cell in line.cells.items():
            if cell.state == DATE:
                line.cells[key] = _with_day(cell)
    return outcome


def _with_day(cell: ListCell) -> ListCell:
    return cell._replace(value=date.fromisoformat(str(cell.value)))


@lru_cache(maxsize=1)
def _decoder() -> Any:
    import msgspec

    return msgspec.json.Decoder(ParsedSubmission | tuple[str, dict[str, str]])
