"""What commands print with: plain text, tables, progress and errors, with colour only on a terminal."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

from flows.texts.commands import SEVERITY_NAMES, STATUS_NAMES
from flows.texts.report import VERDICTS
from flows.texts.rules import STAYS_ON_LINE
from flows.texts.screen.language import said
from schemas.text import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Styled

BAD_INPUT = 2
# A column of words is not made narrower than this: one word a line is nothing to read.
READABLE = 12

# A sheet and a cell stay on one line: `Biểu 2`, `ô G10`.
_PLACE = re.compile(rf"\b({'|'.join(STAYS_ON_LINE)}) (?=\w)")

# What a state or severity is shown in.
COLOURS = {
    "accepted": "green",
    "accepted_with_queries": "yellow",
    "nil": "cyan",
    "superseded": "bright_black",
    "rejected": "red",
    "unreadable": "red",
    "missing": "red",
    "error": "red",
    "query": "yellow",
    "info": "cyan",
    "agrees": "green",
    "unit slip in the publication": "red",
    "differs": "red",
}


NAMES = {**STATUS_NAMES, **SEVERITY_NAMES, **VERDICTS}


def fail(text: Text, code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong and end with `code`."""
    warn(text)
    raise typer.Exit(code)


def fitted(line: str, *, err: bool = False) -> str:
    """A line broken between words for the screen it is shown on, which would break them anywhere; else as it is."""
    if not (sys.stderr if err else sys.stdout).isatty():
        return line
    width = max(40, shutil.get_terminal_size().columns)
    broken = []
    for one in line.split("\n"):
        indent = one[: len(one) - len(one.lstrip(" "))]
        held = _PLACE.sub("\\1\u00a0", one)
        broken += textwrap.wrap(
            held, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(broken).replace("\u00a0", " ")


def tell(text: Text) -> None:
    """One message on standard output."""
    typer.echo(fitted(said(text)))


def print_json(data: object) -> None:
    """Data for programs on standard output; days and moments as ISO 8601."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def remark(text: Text) -> None:
    """One message beside the output, on standard error."""
    typer.echo(fitted(said(text), err=True), err=True)


def warn(text: Text) -> None:
    """One message on standard error that must not be overlooked."""
    typer.secho(fitted(said(text), err=True), err=True, fg="red")


def console() -> Console:
    """The console tables are printed on: as wide as the terminal, and wide enough for a table where there is none."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=150, no_color=True, force_terminal=False, legacy_windows=False)


def print_table(
    headings: Sequence[Text | str],
    rows: Iterable[Sequence[object]],
    *,
    title: Text | str = "",
    right: Iterable[Text | str] = (),
    to: Console | None = None,
) -> None:
    """A table; states and verdicts are coloured, columns named in `right` are set flush right, None is empty.

    Where the screen is too narrow for the longest word of every column, or for a few words of it, each row is a block
    of lines instead: no number, date or word is ever broken.
    """
    out = to or console()
    flush = {_words(heading) for heading in right}
    shown = [[_words(cell) for cell in row] for row in rows]
    names = [_words(heading) for heading in headings]
    columns = list(zip(names, *shown, strict=True))
    narrowest = [
        max(*(_unbreakable(cell, name in flush) for cell in cells), min(READABLE, max(map(len, cells[1:]), default=0)))
        for name, cells in zip(names, columns, strict=True)
    ]
    room = out.width - 3 * len(narrowest)  # a blank on both sides of each, and one between
    if sum(narrowest) > room:
        _print_blocks(names, shown, _words(title), out)
        return
    from rich import box
    from rich.table import Table

    table = Table(
        title=_words(title) or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    widths = _narrowed([max(map(len, cells)) for cells in columns], narrowest, room)
    for name, width in zip(names, widths, strict=True):
        table.add_column(name, justify="right" if name in flush else "left", width=width, no_wrap=name in flush)
    for row in shown:
        table.add_row(*map(_coloured, row))
    out.print(table)


def _narrowed(wide: Sequence[int], narrowest: Sequence[int], room: int) -> list[int]:
    """Widths of columns that fit together, where Rich may exceed its room: the widest gives first, none all it has."""
    widths = list(wide)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda at: (widths[at] > narrowest[at], widths[at]))
        widths[widest] -= 1
    return widths


def _print_blocks(names: Sequence[str], rows: Iterable[Sequence[str]], title: str, out: Console) -> None:
    from rich.padding import Padding

    if title:
        out.print(title, style="bold", markup=False)
    for first, *rest in rows:
        out.print(_coloured(first, style="bold"))
        for name, cell in zip(names[1:], rest, strict=True):
            if cell:
                out.print(Padding(_coloured(cell, before=f"{name}: "), (0, 0, 0, 2)))
    out.print()


def _words(cell: object) -> str:
    """A cell as it is shown; what is a text, in the spoken language."""
    if isinstance(cell, Text):
        return said(cell)
    return "" if cell is None else str(cell)


def _unbreakable(cell: str, whole: bool) -> int:
    """How wide the longest piece of a cell is that may not be broken."""
    return len(cell) if whole else max((len(word) for word in cell.split()), default=0)


def _coloured(cell: str, *, before: str = "", style: str = "") -> Styled:
    """What is added in brackets does not change what a word means."""
    from rich.text import Text as Styled

    return Styled(before).append(cell, _colour(cell.partition(" (")[0]) or style)


def _colour(word: str) -> str:
    return next((COLOURS[state] for state, name in NAMES.items() if state in COLOURS and word in (*name, state)), "")


@contextmanager
def progress(text: Text) -> Iterator[Callable[[str], None]]:
    """Show that something is going on, on standard error and only when it is a terminal.

    Gives a function that says how far it is.
    """
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    shown = said(text)
    with Console(stderr=True).status(shown) as status:
        yield lambda stage: status.update(f"{shown} {stage}")
