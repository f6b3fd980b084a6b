"""The management boards: who they are on a date, and who a merged one came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from schemas.folding import fold, fold_words
from schemas.periods import Period, period_of
from schemas.tabular import FOLDER, read_rows


@dataclass(frozen=True)
class Board:
    """One board over the dates it existed in this shape. Slug and date say which; a code alone does not."""

    slug: str
    name_vi: str
    province_type: str
    board_name_vi: str
    valid_from: date
    valid_to: date | None
    gso_code: str
    iso_3166_2: str
    member: bool
    predecessors: tuple[str, ...]
    source: str

    def valid_in(self, period: Period) -> bool:
        return self.valid_from <= period.start and (self.valid_to is None or period.start <= self.valid_to)


@dataclass(frozen=True)
class Boards:
    rows: tuple[Board, ...]

    def members(self, period: Period) -> tuple[Board, ...]:
        """The boards of the bloc in a period, by slug."""
        rows = (board for board in self.rows if board.member and board.valid_in(period))
        return tuple(sorted(rows, key=lambda board: board.slug))

    @cached_property
    def _by_slug(self) -> dict[str, tuple[Board, ...]]:
        found: dict[str, tuple[Board, ...]] = {}
        for board in self.rows:
            found[board.slug] = (*found.get(board.slug, ()), board)
        return found

    def find(self, slug: str, period: Period) -> Board | None:
        return next((board for board in self._by_slug.get(slug, ()) if board.valid_in(period)), None)

    def member(self, slug: str, period: Period) -> Board | None:
        board = self.find(slug, period)
        return board if board and board.member else None

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(self._by_slug)

    @cached_property
    def merged(self) -> frozenset[str]:
        """The slugs of boards that were, at some time, formed by a merger."""
        return frozenset(board.slug for board in self.rows if board.predecessors)

    @cached_property
    def spellings(self) -> tuple[tuple[str, str, str, str], ...]:
        """Each board's slug, and what tells it in a text: its name in words, its name joined, its slug in words."""
        return tuple(
            (board.slug, f" {fold_words(board.name_vi)} ", fold(board.name_vi), f" {board.slug.replace('-', ' ')} ")
            for board in self.rows
        )

    def predecessors(self, slug: str, period: Period) -> tuple[str, ...]:
        """The boards whose figures of the period before make up this board's opening figures.

        The board itself, unless it was formed by a merger that took effect at the start of `period`.
        """
        board = self.find(slug, period)
        if board is None or board.valid_in(period.previous) or not board.predecessors:
            return (slug,)
        return board.predecessors

    def ancestors(self, slug: str, now: Period, then: Period) -> tuple[str, ...]:
        """The boards of period `then` whose territory is that of `slug` in the later period `now`."""
        board = self.find(slug, now)
        if board is None or then >= now or board.valid_in(then) or not board.predecessors:
            return (slug,)
        before = period_of(board.valid_from).previous
        return tuple(one for earlier in board.predecessors for one in self.ancestors(earlier, before, then))


def load_boards(folder: Path = FOLDER) -> Boards:
    return Boards(
        tuple(
            Board(
                slug=r["slug"],
                name_vi=r["name_vi"],
                province_type=r["province_type"],
                board_name_vi=r["board_name_vi"],
                valid_from=date.fromisoformat(r["valid_from"]),
                valid_to=date.fromisoformat(r["valid_to"]) if r["valid_to"] else None,
                gso_code=r["gso_code"],
                iso_3166_2=r["iso_3166_2"],
                member=r["member"] == "yes",
                predecessors=tuple(r["predecessors"].split(";")) if r["predecessors"] else (),
                source=r["source"],
            )
            for r in read_rows(folder / "boards.csv")
        )
    )
