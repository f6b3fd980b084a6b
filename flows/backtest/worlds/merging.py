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
    values = _with_occupancy(
        [_together(same, form) for same in zip(*(one.values for one in parsed), strict=True)], form
    )
    lines = tuple(line for one in parsed for line in one.lines)
    first, name = parts[0], f"{parts[0].period}/{slug}/world.xlsx"
    cover = replace(parsed[0].cover, board_slugs=(slug,))
    together = replace(parsed[0], cover=cover, values=values, lines=lines)
    return replace(first, submission=name, board=slug, parsed=together)


def _with_occupancy(values: list[ReadValue], form: Form) -> tuple[ReadValue, ...]:
    """The rate of the land added up stands in place of the mean rate."""
    land = {form.by_code[value.code].key: value.value for value in values}
    rate = round(100 * (land["leased_land"] or 0.0) / (land["leasable_land"] or 1.0), 1)
    of_rate = (form.by_code[value.code].key == "occupancy_rate" for value in values)
    return tuple(v._replace(value=rate, raw_text=f"{rate:.1f}") if own else v for v, own in zip(values, of_rate))


def _together(same: Sequence[ReadValue], form: Form) -> ReadValue:
    known = [value.value for value in same if value.value is not None]
    if not known:
        return same[0]
    line = form.by_code[same[0].code]
    amount = sum(known) / (len(known) if line.kind in _OF_EACH else 1)
    amount = round(amount, line.decimals)
    return same[0]._replace(state=NUMBER, value=amount, raw_text=f"{amount:.{line.decimals}f}")
