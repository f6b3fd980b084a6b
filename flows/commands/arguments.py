"""Arguments and options that several commands share, and what they are understood as."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands import completing
from flows.commands.completing import Completion
from flows.texts.screen import options
from flows.texts.screen.language import said
from schemas.text import Text


def argument(word: Text, text: Text, shape: str = "{}", completed: Completion | None = None) -> Any:
    """An argument: the word that stands for its value (in `shape` where it may be left out or repeated), what it is.

    completed: what a shell may complete it to.
    """
    return typer.Argument(metavar=shape.format(said(word)), help=said(text), autocompletion=completed)


def option(*names: str, text: Text, word: Text | None = None, **more: Any) -> Any:
    """An option: its names, what it is, and the word that stands for its value."""
    if word is not None:
        more["metavar"] = said(word)
    return typer.Option(*names, help=said(text), **more)


PeriodArgument = Annotated[str, argument(options.PERIOD_WORD, options.PERIOD, completed=completing.periods)]
LastPeriod = Annotated[str | None, argument(options.PERIOD_WORD, options.LAST_PERIOD, "[{}]", completing.periods)]
BoardArgument = Annotated[str, argument(options.BOARD_WORD, options.BOARD, completed=completing.boards)]
RawFolder = Annotated[Path, option("--raw", word=options.FOLDER_WORD, text=options.RAW)]
WarehouseFolder = Annotated[Path, option("--warehouse", word=options.FOLDER_WORD, text=options.WAREHOUSE)]
AsOf = Annotated[
    str | None,
    option("--as-of", word=options.DATE_WORD, text=options.AS_OF),
]


class Format(StrEnum):
    """For people, or for programs."""

    text = "text"
    json = "json"


FormatOption = Annotated[Format, option("--format", text=options.FORMAT)]

RAW = Path("raw")
WAREHOUSE = Path("warehouse")


DecidedOn = Annotated[str | None, option("--date", word=options.DATE_WORD, text=options.DECIDED_ON)]


def decided_at(day: str | None) -> datetime:
    """The moment of a decision: now, or the end of a past day it was made on, so that a past half-year can be replayed.

    Raises:
        NotUnderstood: no day, or one that is still to come.
    """

    from flows.steps.asked import NotUnderstood, moment_named
    from flows.texts.screen.correcting import IN_THE_FUTURE
    from schemas.periods import VIETNAM

    now = datetime.now(VIETNAM)
    moment = moment_named(day) or now
    if moment.date() > now.date():
        raise NotUnderstood(IN_THE_FUTURE.fill(day=day))
    return min(moment, now)
