"""What commands print with: plain text, tables, progress and errors, with colour only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

from schemas.text import Text

if TYPE_CHECKING:
    from rich.console import Console

BAD_INPUT = 2

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
    "unit_slip_in_the_publication": "red",
    "differs": "red",
}


def fail(text: Text, code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong, in Vietnamese and English, and end with `code`."""
    typer.secho(text.vi, err=True, fg="red")
    typer.echo(text.en, err=True)
    raise typer.Exit(code)


def both(text: Text) -> None:
    """One message on standard output, Vietnamese first."""
    typer.echo(text.vi)
    typer.echo(text.en)


def console() -> Console:
    """The console tables are printed on: as wide as the terminal, and wide enough for a table where there is none."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=150, no_color=True, force_terminal=False, legacy_windows=False)


def print_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    right: Iterable[str] = (),
    to: Console | None = None,
) -> None:
    """A table; words in COLOURS are coloured, columns named in `right` are set flush right, None is empty."""
    from rich import box
    from rich.table import Table
    from rich.text import Text as Styled

    flush = set(right)
    table = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in flush else "left", overflow="fold")
    for row in rows:
        cells = ["" if value is None else str(value) for value in row]
        # What is added in brackets does not change what a word means.
        table.add_row(*(Styled(cell, COLOURS.get(cell.partition(" (")[0].replace(" ", "_"), "")) for cell in cells))
    (to or console()).print(table)


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """Show that something is going on, on standard error and only when it is a terminal.

    Gives a function that says how far it is.
    """
    if not sys.stderr.isatty():
        yield lambda said: None
        return
    from rich.console import Console

    with Console(stderr=True).status(text) as status:
        yield lambda said: status.update(f"{text} {said}")
