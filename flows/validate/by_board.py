"""Judging one half-year in shares of some boards each, wherever there is a processor for them.

Within a half-year no board's acceptance depends on another's (rules within a file, and its opening figures against its
own half-year before); what queries it gets depends on what is accepted of the others. So all shares are first judged
for what they leave in force, and then each for its findings, with that of the others beside it. What one share needs of
others is handed on through the folder of what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flows.raw_folder.decisions import BlocContext, Decisions
from flows.raw_folder.snapshot import Version
from flows.validate.before import Before
from flows.validate.judgement_kept import Read, Tables, frames_of, loaded, parts_of, parts_together
from flows.validate.judging import judge_half_years
from flows.validate.kept import Entry, Kept, digest
from schemas.reference import Reference

# Versions of a share: far fewer cost more to hand on than to judge.
SHARE = 100


@dataclass(frozen=True)
class Share:
    """Boards of a half-year to be judged: their versions and what is decided about them.

    key: under which it is kept. before: the entries of earlier half-years; accepted: those of the other shares' first
    judgement; None: this is the first, for what is in force alone.
    """

    name: str
    key: str
    versions: tuple[Version, ...]
    decisions: Decisions
    context: BlocContext
    before: tuple[str, ...]
    accepted: tuple[str, ...] | None


# Judges shares, anywhere, and comes back when their entries lie in the folder of what is kept.
Spread = Callable[[Sequence[Share]], None]


def judge_in_shares(half: Share, spread: Spread, kept: Kept) -> Entry | None:
    """The entry of a whole half-year, judged in shares; None where one of them did not come back."""
    parts = list(_shares_of(half.versions))
    if len(parts) == 1:
        spread([half])
        return kept.load(half.key)
    first = [
        Share(f"{half.name} {n}, accepted", digest("accepted", half.key, n), *part, half.context, half.before, None)
        for n, part in enumerate(_with_decisions(parts, half.decisions), start=1)
    ]
    spread(first)
    whole = [
        replace(
            one,
            name=one.name.removesuffix(", accepted"),
            key=digest("share", one.key),
            accepted=tuple(other.key for other in first if other is not one),
        )
        for one in first
    ]
    spread(whole)
    entries = [entry for one in whole if (entry := kept.load(one.key))]
    if len(entries) < len(whole):
        return None
    return kept.keep(half.key, *parts_together(entries, half.decisions.corrections))


def judge_share(share: Share, read: Read, reference: Reference, kept: Kept, tables: Tables) -> None:
    """Judge a share and keep what is found.

    Raises:
        DecisionError: a correction no longer finds what it expects.
        LookupError: what it is to be held against is not in the folder.
    """
    before: Before | None = None
    for key in (*share.before, *(share.accepted or ())):
        entry = kept.load(key)
        if entry is None:
            raise LookupError(key)
        frames, judged, _ = loaded(entry, reference)
        mine = Before.left_by(judged, frames.received)
        before = before.and_then(mine) if before else mine
    first = share.accepted is None
    part = frames_of(share.versions, read, reference, kept)
    only = frozenset[str]() if first else None
    found = judge_half_years(part, reference, share.decisions, share.context, only, before)
    kept.keep(share.key, *parts_of(part, found, share.decisions.waivers, {} if first else tables(part, found)))


def _with_decisions(
    parts: Sequence[tuple[Version, ...]], decisions: Decisions
) -> Iterator[tuple[tuple[Version, ...], Decisions]]:
    """Each share with the decisions about its boards; the first also with those about boards that sent nothing."""
    boards = [{version.board for version in part} for part in parts]
    decided = {one.board for one in decisions.corrections} | {one.board for one in decisions.waivers}
    boards[0] |= decided.difference(*boards)
    yield from ((part, decisions.about(own)) for part, own in zip(parts, boards, strict=True))


def _shares_of(own: Sequence[Version]) -> Iterator[tuple[Version, ...]]:
    """The versions of a half-year, boards one after the other, in shares of whole boards."""
    share: list[Version] = []
    for _, versions in groupby(own, key=lambda version: version.board):
        if len(share) >= SHARE:
            yield tuple(share)
            share = []
        share += versions
    if share:
        yield tuple(share)
