"""Boards that merge: the first submission of the successor, added up from what its predecessors would have sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.ingest.frames import Received
from flows.ingest.submission import NUMBER, ReadValue
from schemas.form import Form

_OF_EACH = ("ratio", "score")  # kinds of lines that do not add up: the mean stands for them


def merged(parts: Sequence[Received], slug: str, form: Form) -> Received:
    """The submission of `slug` for the half-year of its predecessors' submissions, lists behind each other."""
    parsed = [part.parsed for part in parts if part.parsed is not None]
    values = tuple(_together(same, form) for same in zip(*(one.values for one in parsed), strict=True))
    lines = tuple(line for one in parsed for line in one.lines)
    first, name = parts[0], f"{parts[0].period}/{slug}/world.xlsx"
    cover = replace(parsed[0].cover, board_slugs=(slug,))
    together = replace(parsed[0], cover=cover, values=values, lines=lines)
    return replace(first, submission=name, board=slug, parsed=together)


def _together(same: Sequence[ReadValue], form: Form) -> ReadValue:
    known = [value.value for value in same if value.value is not None]
    if not known:
        return same[0]
    line = form.by_code[same[0].code]
    amount = sum(known) / (len(known) if line.kind in _OF_EACH else 1)
    amount = round(amount, line.decimals)
    return same[0]._replace(state=NUMBER, value=amount, raw_text=f"{amount:.{line.decimals}f}")
