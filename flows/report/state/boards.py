"""Where each board stands in the period, every version it sent, and what a later version changed."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.report.figures import ACTUAL, Reading
from flows.report.model import Paragraph, Part, Sentence, Table
from flows.texts import report as texts
from flows.texts.papers import page
from flows.texts.rules import MEASURES
from schemas.text import Text

_TURNED_AWAY = ("rejected", "unreadable")
_MOST_CHANGES = 12  # of one version; the tables hold all


def boards_part(reading: Reading) -> Part:
    """One line a board: its version in force, else the last one."""
    rows = []
    received = _versions(reading)
    for board in reading.boards:
        mine = received.get(board.slug, [])
        if not mine:
            rows.append((board.name_vi, reading.say(texts.STATES["missing"]), *[""] * 6))
            continue
        shown = next((row for row in mine if row["in_force"]), mine[-1])
        state = reading.say(texts.STATES[shown["state"]])
        if mine[-1] is not shown and mine[-1]["state"] in _TURNED_AWAY:
            state = f"{state}; {reading.say(texts.LATER_REJECTED)}"
        counts = (shown["days_late"], len(mine), shown["errors"], shown["queries"])
        numbers = [str(count) if count else "" for count in counts]
        rows.append((board.name_vi, state, reading.day(shown["received_at"].date()), *numbers, shown["file"]))
    heads = (texts.BOARD, texts.STATE, texts.RECEIVED, texts.DAYS_LATE, texts.VERSIONS, texts.ERRORS, texts.QUERIES)
    said = tuple(reading.say(head) for head in (*heads, texts.FILE))
    numeric = (False, False, False, True, True, True, True, False)
    title = reading.say(page.BOARDS_IN)
    return Part("boards", title, tables=(Table("state_boards", title, said, tuple(rows), numeric),))


def versions_part(reading: Reading) -> Part:
    """Each version of the boards that sent more than one, with what it changed against the one before."""
    title = reading.say(page.VERSIONS_IN)
    names = {board.slug: board.name_vi for board in reading.boards}
    of_period = reading.frames["version_changes"].filter(period=str(reading.period)).sort("submission", "change")
    changes = of_period.partition_by("submission", as_dict=True)
    rows: list[tuple[str, ...]] = []
    for slug, mine in _versions(reading).items():
        for number, row in enumerate(mine if len(mine) > 1 else []):
            changed = _changes(reading, changes.get((row["submission"],))) if number else ""
            when = reading.day(row["received_at"].date())
            rows.append((names.get(slug, slug), row["file"], when, reading.say(texts.STATES[row["state"]]), changed))
    if not rows:
        return Part("versions", title, (Paragraph((Sentence((reading.say(page.NO_RESUBMISSION),)),)),))
    heads = (texts.BOARD, texts.FILE, texts.RECEIVED, texts.STATE, page.WHAT_CHANGED)
    said = tuple(reading.say(head) for head in heads)
    return Part("versions", title, tables=(Table("state_versions", title, said, tuple(rows), (False,) * 5),))


def _versions(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """The versions of the period by board, in the order they came."""
    found: dict[str, list[dict[str, Any]]] = {}
    own = reading.frames["submissions"].filter(period=str(reading.period))
    for row in own.sort("board", "received_at", "receipt_line").iter_rows(named=True):
        found.setdefault(row["board"], []).append(row)
    return found


def _changes(reading: Reading, changes: pl.DataFrame | None) -> str:
    """What a version changed, and what of it nobody had asked for."""
    if changes is None:
        return reading.say(page.NOTHING_CHANGED)
    told = [_told(reading, row) for row in changes.head(_MOST_CHANGES).iter_rows(named=True)]
    rest = changes.height - len(told)
    return "; ".join([*told, *([reading.say(page.AND_MORE.fill(count=rest))] if rest else [])])


def _told(reading: Reading, row: dict[str, Any]) -> str:
    line = reading.reference.form.by_code.get(row["code"])
    measure = row["measure"] or ""
    words = [
        row["code"],
        reading.label(line.key) if line else row["line"],
        reading.sector(row["sector"]) if row["sector"] else "",
        "" if measure == ACTUAL else reading.say(MEASURES.get(measure, Text(measure, measure))),
    ]
    before, after = (
        row[f"{name}_text"] or reading.say(page.BLANK) if row[name] is None else reading.number(row[name], 6)
        for name in ("before", "after")
    )
    said = page.CHANGED if row["asked"] else page.CHANGED_UNASKED
    return reading.say(said.fill(label=" ".join(word for word in words if word), before=before, after=after))
