"""Arguments and options that several commands share, and what they are understood as."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.terminal import fail
from flows.texts import commands as texts
from flows.texts.screen import options
from flows.texts.screen.language import said
from schemas.facts.boards import Board, Boards
from schemas.folding import fold_words
from schemas.form import Form, Indicator
from schemas.periods import Period, parse_moment, parse_period
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


def period_named(text: str) -> Period:
    """The period written as `text`; ends the command with one sentence when it is none."""
    try:
        return parse_period(text)
    except ValueError:
        fail(texts.UNKNOWN_PERIOD.fill(found=text))


def moment_named(text: str | None) -> datetime | None:
    """The moment written as `text` (a date means its end in Asia/Ho_Chi_Minh); ends the command when it is none."""
    if text is None:
        return None
    try:
        return parse_moment(text)
    except ValueError:
        fail(texts.UNKNOWN_DATE.fill(found=text))


def board_named(text: str, period: Period, boards: Boards) -> Board:
    """The board of a period by slug or by name (`ha-nam`, `Hà Nam`); ends the command when there is none."""
    slug = fold_words(text).replace(" ", "-")
    found = boards.find(slug, period)
    if found is None:
        known = ", ".join(board.slug for board in boards.members(period))
        fail(texts.UNKNOWN_BOARD.fill(found=text, period=period, known=known))
    return found


def slug_named(text: str, period: Period | None, boards: Boards) -> str:
    """The slug of a board by slug or name; without a period, of a board of any time (its file says which)."""
    if period is not None:
        return board_named(text, period, boards).slug
    slug = fold_words(text).replace(" ", "-")
    if slug not in boards.slugs:
        fail(texts.UNKNOWN_BOARD_EVER.fill(found=text, known=", ".join(sorted(boards.slugs))))
    return slug


def indicator_named(text: str, form: Form, period: Period) -> Indicator:
    """The line of a period's form by code or key (`1.05`, `total_capital`); ends the command when there is none."""

    def named(form: Form) -> Indicator | None:
        return next((line for line in form.indicators if text.lower() in (line.code, line.key)), None)

    found, ever = named(form), named(form.whole)
    if found is None and ever is not None:
        names = {"code": ever.code, "label": ever.label_vi, "label_en": ever.label_en}
        fail(texts.NOT_OF_THE_PERIOD.fill(period=period, **names))
    if found is None:
        fail(texts.NO_CODE.fill(found=text))
    return found


def existing_raw(raw: Path) -> Path:
    """`raw` when it is a folder; ends the command otherwise."""
    if not raw.is_dir():
        fail(texts.NO_RAW.fill(folder=raw))
    return raw
