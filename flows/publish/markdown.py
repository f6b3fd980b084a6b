"""Markdown in which what offices wrote stays text: no picture, link, heading or table of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_SIGNS = re.compile(r"[\\`*_\[\]<>~!#|&@]")
# What would become a link by itself, and at the start a list or a line across.
_LINKS = re.compile(r"(?i)((?:https?|ftp|mailto|www))([:.])")
_STARTS = re.compile(r"^(\d*)([-+=:.)])(?=\s|$|[-=:])")


def escaped(value: object) -> str:
    """A value as one line of text that reads as it was written, wherever it stands; None is empty.

    With backslashes, which Prefect's page understands in tables too; numbers of characters it shows as they are.
    """
    text = " ".join(str("" if value is None else value).split())
    return _STARTS.sub(r"\1\\\2", _LINKS.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", text)))


def table(rows: Sequence[Mapping[str, object]], headings: Iterable[str] = ()) -> str:
    """Rows as a table; the headings are their own by default."""
    names = list(rows[0]) if rows else []
    lines = [list(headings) or names, ["---"] * len(names), *([escaped(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""


def escaped_rows(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The same rows for a page that takes cells for Markdown; what is no text stays what it is."""
    return [{name: escaped(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows]
