"""Arguments and options that several commands share, and what they are understood as."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.texts.screen import options
from flows.texts.screen.language import said
from schemas.text import Text


def argument(word: Text, text: Text, shape: str = "{}") -> Any:
    """An argument: the word that stands for its value (in `shape` where it may be left out or repeated), what it is."""
    return typer.Argument(metavar=shape.format(said(word)), help=said(text))


def option(*names: str, text: Text, word: Text | None = None, **more: Any) -> Any:
    """An option: its names, what it is, and the word that stands for its value."""
    if word is not None:
        more["metavar"] = said(word)
    return typer.Option(*names, help=said(text), **more)


PeriodArgument = Annotated[str, argument(options.PERIOD_WORD, options.PERIOD)]
LastPeriod = Annotated[str | None, argument(options.PERIOD_WORD, options.LAST_PERIOD, "[{}]")]
BoardArgument = Annotated[str, argument(options.BOARD_WORD, options.BOARD)]
CodeArgument = Annotated[str, argument(options.CODE_WORD, options.CODE)]
RawFolder = Annotated[Path, option("--raw", word=options.FOLDER_WORD, text=options.RAW)]
WarehouseFolder = Annotated[Path, option("--warehouse", word=options.FOLDER_WORD, text=options.WAREHOUSE)]
AsOf = Annotated[
    str | None,
    option("--as-of", word=options.DATE_WORD, text=options.AS_OF),
]

RAW = Path("raw")
WAREHOUSE = Path("warehouse")
