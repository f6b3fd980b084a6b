"""What each row of a list is: a line, its total, a sum of some of its lines, the head of a group, or nothing.

Known by words (`Cộng`, `Tổng số: 09 khu`, `Toàn tỉnh`, `mang sang`), by numbering (I, II, A) and by arithmetic: a row
with little more than figures that are the sums of the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from flows.ingest.files.grids import CellValue, is_number
from flows.ingest.tables.headings import is_numbering
from flows.ingest.tables.table import Table
from flows.ingest.words.numerals import plain_text
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold, fold_words
from schemas.form import ListColumn

LINE, TOTAL, PART, HEAD, CARRIED = "line", "total", "part", "head", "carried"
_BARE = "bare"  # a line that has little more than figures: a line, or a sum without a word that says so
_NAMING = ("text", "choice", "date")  # columns by which a line says what it is of
_GROUP_NUMBER = re.compile(r"[IVX]{1,5}|[A-HĐ]|[IVX]{1,4}\.\d{1,2}", re.IGNORECASE)
_BEGINS_NUMBERED = re.compile(r"\s*(?:[IVX]{1,5}|[A-HĐ])\s*[.)/:-]")
_COUNT = re.compile(r"\b(?:\d+|[ivx]+|[a-d])\b")
_NOTHING = frozenset(["-", "−", "–", "—", "x", "X", "×"])


class ListRow(NamedTuple):
    """One row of a list: its number (from 0), its cells as far as the list goes, what it is, and its words."""

    number: int
    cells: list[CellValue]
    kind: str = LINE
    label: str = ""


# A named tuple made as the tuple it is, as in uniform_columns.py.
_row: Callable[[Iterable[object]], ListRow] = partial(tuple.__new__, ListRow)


@dataclass(slots=True)
class RowReader:
    """Tells the rows of one list table apart."""

    table: Table
    columns: Sequence[tuple[ListColumn, int]]  # with their position
    vocabulary: Vocabulary
    unseen: list[int] = field(default_factory=list)  # rows of the list that hold nothing but signs nobody sees
    _required: list[int] = field(init=False)  # positions of the columns that must be filled in
    _naming: list[int] = field(init=False)
    _words: list[int] = field(init=False)
    _numbers: list[int] = field(init=False)

    def __post_init__(self) -> None:
        columns = self.columns
        self._required = [position for column, position in columns if column.required]
        self._naming = [position for column, position in columns if column.required and column.type in _NAMING]
        self._words = [position for column, position in columns if column.type in ("line", "text")]
        self._numbers = [position for column, position in columns if column.type == "number"]

    def rows(self) -> list[ListRow]:
        """Every row that is a line or stands beside lines, in order; heads below the last line are none."""
        required = self._required
        words = next((position for position in required if position not in self._numbers), required[0])
        end = max(position for _, position in self.columns) + 1
        first = self.table.first_row
        rows = self.table.grid.rows[first : self.table.end_row]
        if not rows:
            return []
        if min(map(len, rows)) < end:
            rows = [[*row, *[None] * (end - len(row))] for row in rows]
        by_column = list(zip(*rows))
        odd = {place for place, cell in enumerate(by_column[words]) if _looks_blank(cell)}
        for position in required:
            cells = by_column[position]
            if not all(cells):  # 0 is something as well
                odd.update([place for place, cell in enumerate(cells) if not cell and (cell is None or cell == "")])
        found: list[ListRow] = []
        for place, row in enumerate(rows):
            if place not in odd:
                found.append(_row((first + place, row, LINE, "")))
            elif row.count(None) < len(row):
                seen = [None if type(cell) is str and _is_blank(cell) else cell for cell in row]
                kept = self._judged(first + place, seen)
                if kept is not None:
                    found.append(kept)
                elif seen.count(None) == len(seen) and any(isinstance(cell, str) and cell.strip(" ") for cell in row):
                    self.unseen.append(first + place)
        after = next((place for place in range(len(found), 0, -1) if found[place - 1].kind in (LINE, _BARE)), 0)
        found[after:] = [row for row in found[after:] if row.kind != HEAD]
        self.unseen = [row for row in self.unseen if found and row <= found[-1].number + 1]
        return self._by_arithmetic(found)

    def _judged(self, number: int, row: list[CellValue]) -> ListRow | None:
        filled = sum(row[position] is not None for position in self._required)
        line_column = self.table.lists.get("line")
        numbering = row[line_column] if line_column is not None else None
        label = next((cell for p in self._words if isinstance(cell := row[p], str) and not is_numbering(cell)), "")
        total = _sum_named(label, self.vocabulary) if label else ""
        if not filled and not total:
            return None
        named = sum(row[position] is not None for position in self._naming)
        figures = any(_is_figure(row[position]) for position in self._numbers)
        few = named <= 2 and 2 * named < len(self._naming)
        if total and (few or (total == TOTAL and fold(label) in self.vocabulary.totals)):
            return ListRow(number, row, total, label) if figures or total != PART else None
        marked = is_line_number(numbering)
        if few and not marked and label:
            grouped = _is_group_number(numbering) or _BEGINS_NUMBERED.match(label) is not None
            if grouped or not figures:
                return ListRow(number, row, HEAD, label) if fold(label) not in self.vocabulary.signatures else None
        if not marked and 2 * filled < len(self._required) and not figures:
            return None
        if not marked and all(is_numbering(cell) for cell in row if cell is not None):
            return None
        return ListRow(number, row, _BARE, label) if few and not marked else ListRow(number, row)

    def _by_arithmetic(self, rows: list[ListRow]) -> list[ListRow]:
        """Rows with little but figures, which are the sums of the lines above or below them, are sums."""
        told = list(rows)
        for place, row in enumerate(rows):
            if row.kind != _BARE:
                continue
            above, below = _until(told[:place][::-1]), _until(told[place + 1 :])
            everything = [other for other in told[:place] if other.kind == LINE]
            if self._are_sums(row, above) or self._are_sums(row, everything):
                told[place] = ListRow(row.number, row.cells, PART, row.label)
            elif self._are_sums(row, below):
                told[place] = ListRow(row.number, row.cells, HEAD, row.label)
        return [ListRow(row.number, row.cells, LINE, row.label) if row.kind == _BARE else row for row in told]

    def _are_sums(self, row: ListRow, lines: list[ListRow]) -> bool:
        sums = 0
        for position in self._numbers:
            own = row.cells[position]
            if not is_number(own):
                continue
            parts = [cell for line in lines if is_number(cell := line.cells[position])]
            if len(lines) < 2 or abs(sum(parts) - own) > 1e-6 * max(1.0, abs(own)):
                return False
            sums += own != 0
        return sums > 0


@lru_cache(maxsize=4096)
def _sum_named(label: str, vocabulary: Vocabulary) -> str:
    """What sum the words of a row announce, "" when none."""
    if len(label) > 80:
        return ""
    folded = fold(_COUNT.sub(" ", fold_words(label)))
    if any(word in folded for word in vocabulary.carried):
        return CARRIED
    begins = max((word for word in vocabulary.totals if folded.startswith(word)), key=len, default="")
    if not begins:
        return ""
    return TOTAL if folded.removeprefix(begins) in vocabulary.counted else PART


def _is_figure(cell: CellValue) -> bool:
    return is_number(cell) or (isinstance(cell, str) and cell[:1].isdigit() and not is_numbering(cell))


def is_line_number(cell: CellValue) -> bool:
    """Whether a cell numbers a line: 3, `3.`"""
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool) and cell > 0
    return isinstance(cell, str) and cell.strip().rstrip(".").isdigit()


def _until(rows: list[ListRow]) -> list[ListRow]:
    """The lines up to the next row that is none."""
    found = []
    for row in rows:
        if row.kind != LINE:
            break
        found.append(row)
    return found


def _is_group_number(cell: CellValue) -> bool:
    return isinstance(cell, str) and _GROUP_NUMBER.fullmatch(cell.strip().rstrip(".)")) is not None


def _is_blank(text: str) -> bool:
    return not text[:1].isalnum() and not plain_text(text)


def _looks_blank(cell: CellValue) -> bool:
    """Whether the text of a column that must be filled holds nothing one can see."""
    if not isinstance(cell, str) or cell[:1].isalnum():
        return False
    return not any(map(str.isalnum, cell)) and cell.strip() not in _NOTHING
