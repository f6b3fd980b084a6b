"""Markdown in which what offices wrote stays text: no picture, link, heading or table of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_SIGNS = {sign: f"&#{ord(sign)};" for sign in "&<>\"'`*_[]|\\~!#"}


def escaped(value: object) -> str:
    """A value as one line of text that reads as it was written, wherever it stands; None is empty."""
    text = " ".join(str("" if value is None else value).split())
    text = "".join(_SIGNS.get(sign, sign) for sign in text)
    # What would become a link by itself, a list or a line across.
    text = re.sub(r"(?i)(https?|ftp|mailto|www)([:.])", lambda m: f"{m[1]}&#{ord(m[2])};", text)
    text = text.replace("@", "&#64;")
    return re.sub(r"^([-+=:]|\d+[.)])", lambda m: f"{m[1][:-1]}&#{ord(m[1][-1])};", text)


def table(rows: Sequence[Mapping[str, object]], headings: Iterable[str] = ()) -> str:
    """Rows as a table; the headings are their own by default."""
    names = list(rows[0]) if rows else []
    lines = [list(headings) or names, ["---"] * len(names), *([escaped(row[name]) for name in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""


def escaped_rows(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The same rows for a page that takes cells for Markdown; what is no text stays what it is."""
    return [{name: escaped(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows]
