"""Whether the sheets of a file are of the board and the period that its cover names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.ingest.submission import Cover, Place, Problem
from flows.ingest.tables.table import Said, Table
from schemas.folding import fold
from schemas.periods import parse_period

_Names = frozenset[str]
_LEAST = 2  # sheets that must agree with one another to be believed against the cover


def settle_owner(cover: Cover, tables: Sequence[Table]) -> tuple[Cover, list[Problem], dict[int, Problem]]:
    """Hold the lines above each table (`Ban Quản lý ...`, `Kỳ báo cáo: ...`) against the cover.

    Where the cover is the odd one out, that is said once, at the cover. Where it is a caption of a table itself, or
    says nothing, most sheets decide what the file says. A sheet against both is another's: its problem is given by
    the table (by `id`), and its figures are to be left open. `code` of those problems is filled in by the caller.
    """
    problems: list[Problem] = []
    foreign: dict[int, Problem] = {}
    owners = {id(table): table.owner for table in tables if table.owner is not None}
    most = _majority(owners.values())
    captions = {said.place for said in owners.values()}
    if most and ((not cover.board_slugs and not cover.board_text) or cover.board_place in captions):
        cover = replace(cover, board_text=most.text, board_slugs=most.names, board_place=most.place)
    stated = _names(cover.board_slugs, cover.board_text)
    if most and stated and not _agree(stated, _names(most.names, most.text)):
        problems.append(_at_cover("F03", "board_of_sheets", cover.board_place, cover.board_text, most))
    for key, said in owners.items():
        if not _fits(said, stated, most):
            foreign[key] = Problem("F03", "sheet_of_other_board", (said.place,), "", found=said.text)
    whens = {id(table): table.when for table in tables if table.when is not None}
    most = _majority(whens.values())
    captions = {said.place for said in whens.values()}
    if most and ((not cover.period and not cover.period_text) or cover.period_place in captions):
        cover = replace(cover, period_text=most.text, period=most.names[0], period_place=most.place)
    stated = _names((cover.period,) if cover.period else (), cover.period_text)
    if most and stated and not _agree(stated, _names(most.names, most.text)):
        problems.append(_at_cover("F04", "period_of_sheets", cover.period_place, cover.period_text, most))
    lists = {id(table) for table in tables if table.sheet}
    for key, said in whens.items():
        if key in lists and _second_half(cover.period) in said.names:
            continue  # in a year's file the register may be that of its second half
        if not _fits(said, stated, most):
            foreign[key] = Problem("F04", "sheet_of_other_period", (said.place,), "", found=said.text)
    for table in tables:
        for said in table.also:
            if id(table) not in foreign and not table.sheet and not _fits(said, stated, most):
                foreign[id(table)] = Problem("F04", "sheet_of_other_period", (said.place,), "", found=said.text)
    return cover, problems, foreign


def _names(names: Sequence[str], text: str) -> _Names:
    """What is compared: the names understood, else the text itself."""
    return frozenset(names) or (frozenset({fold(text)}) if text else frozenset())


def _agree(one: _Names, other: _Names) -> bool:
    return bool(one & other)


def _fits(said: Said, stated: _Names, most: Said | None) -> bool:
    """Whether a line agrees with the cover or with most sheets; where neither says anything, nothing is against it."""
    if said.names and not stated.isdisjoint(said.names):
        return True  # the usual case at a glance
    names = _names(said.names, said.text)
    if not stated and most is None:
        return True
    return _agree(names, stated) or (most is not None and _agree(names, _names(most.names, most.text)))


def _majority(said: Iterable[Said]) -> Said | None:
    """What more than half of the lines say, and two at least; lines that are not understood are nobody's word."""
    lines = list(said)
    counted = Counter(line.names for line in lines if line.names)
    if not counted:
        return None
    ((names, times),) = counted.most_common(1)
    if times < _LEAST or 2 * times <= len(lines):
        return None
    return next(line for line in lines if line.names == names)


def _at_cover(rule: str, kind: str, place: Place | None, found: str, most: Said) -> Problem:
    return Problem(rule, kind, (place,) if place else (), "Bia", found=found, expected=most.text)


def _second_half(period: str) -> str:
    return f"{period}-H2" if period and not parse_period(period).half else ""
