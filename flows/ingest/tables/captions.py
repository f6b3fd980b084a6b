"""What stands above a table or on a sheet without one: title, unit, mark of a copy or of other figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.ingest.files.grids import Grid, address
from flows.ingest.submission import Place
from flows.ingest.tables.headings import HeadingReader
from flows.ingest.tables.table import Table
from flows.ingest.words.unit_reading import names_a_scale, unit_parts
from flows.ingest.words.vocabulary import Vocabulary
from schemas.facts.words import either, either_typed
from schemas.folding import fold, normalise

_STATES = rf"\s*(?:{either('is')}\s*)?[:=]"
UNIT_ABOVE = re.compile(
    rf"(?:({either_typed('unit_word', 'stated', 'stated_before_colon')}){_STATES}"
    rf"|\b{either_typed('unit_word', 'maybe', 'maybe_before_colon')}{_STATES}"
    rf"|^\W*{either_typed('unit_word', 'stated', 'maybe')}\s)\s*\(?([^()\n]+)",
    re.IGNORECASE,
)
_COVER = 40  # rows of a sheet without tables in which a unit for the whole file is looked for
_SHORT = 80  # letters of a caption that says which figures stand below it
_CAPTION = 8  # rows above a heading in which its title is looked for


def read_captions(table: Table, floor: int, vocabulary: Vocabulary, reader: HeadingReader) -> None:
    """Title, unit above the table and mark of a copy, from the rows above the heading and the sheet's name."""
    name = fold(table.grid.sheet or "")
    table.reference_mark = next((table.grid.sheet or "" for mark in vocabulary.reference_marks if mark in name), "")
    before = [part for text in table.grid.before[-_CAPTION:] for part in text.split("\t") if part.strip()]
    for text in reversed(before):
        if not _read_caption(table, text, Place(table.grid.sheet, "A1"), vocabulary, reader, title=False):
            break
    for row in range(table.heading_row - 1, max(floor - 1, table.heading_row - 1 - _CAPTION), -1):
        cells = table.grid.rows[row][table.first_column : table.end_column]
        texts: list[tuple[int, str]] = []
        if cells.count(None) == len(cells):
            continue
        for c, cell in enumerate(cells, table.first_column):
            if cell is None:
                continue
            if not isinstance(cell, str):
                return  # figures of the table above
            if cell:
                if cell[0].isdigit() and not any(map(str.isalpha, cell)):
                    return
                texts.append((c, cell))
        if len(texts) > 4:
            return
        for column, text in texts:
            if not _read_caption(table, text, table.place(row, column), vocabulary, reader):
                return


def _read_caption(
    table: Table, text: str, place: Place, vocabulary: Vocabulary, reader: HeadingReader, *, title: bool = True
) -> bool:
    """Take what one text above a table says of it; False where the table before it is reached."""
    said = _caption_said(text, vocabulary)
    if not said.folded:
        return True
    if said.signature:
        return False
    table.above.append((text, place))
    if not table.unit_above and said.unit is not None:
        table.unit_above = (said.unit, place)
    if not table.reference_mark and said.copy:
        table.reference_mark = text
    if not table.other_figures and said.other_figures:
        table.other_figures = text
    if title and table.title is None and reader.names_a_sheet(said.folded):
        table.title = place
    return True


def leave_other_figures(table: Table) -> None:
    """Under `Lũy kế` or `Kế hoạch năm` a column that says nothing else is not known to be the period's."""
    if not table.other_figures or table.sheet:
        return
    for key, column in list(table.values.items()):
        entry = table.headings[column]
        if key[1] == "actual" and not entry.heading.measure:
            del table.values[key]
            table.unknown.append(replace(entry, text=f"{table.other_figures} / {entry.text}"))


@dataclass(frozen=True, slots=True)
class _Caption:
    """What one text above a table says of it: the unit it states, as written, whether it marks a copy or other figures.

    `folded` is "" for a text too long to be a caption; `signature` marks what ends the table before.
    """

    folded: str
    signature: bool = False
    unit: str | None = None
    copy: bool = False
    other_figures: bool = False


@lru_cache(maxsize=16384)
def _caption_said(text: str, vocabulary: Vocabulary) -> _Caption:
    folded = fold(text) if len(text) < 200 else ""
    if not folded:
        return _Caption("")
    copy = any(mark in folded for mark in vocabulary.reference_marks)
    others = len(text) < _SHORT and folded.startswith(vocabulary.other_figures)
    return _Caption(folded, folded in vocabulary.signatures, _unit_in_caption(text, vocabulary), copy, others)


def _unit_in_caption(text: str, vocabulary: Vocabulary) -> str | None:
    if match := UNIT_ABOVE.search(normalise(text)):
        unit = match.group(2).strip(" .")
        stated = match.group(1) or unit_parts(unit, vocabulary.units) or names_a_scale(unit)
        return unit if stated else None
    bare = text.strip(" ().:")
    return bare if len(text) < 40 and _is_bare_unit(bare, vocabulary) else None


def _is_bare_unit(text: str, vocabulary: Vocabulary) -> bool:
    """A caption that is nothing but a unit of money or area, or a scale: `(triệu USD, tỷ đồng)`, `(nghìn)`."""
    if names_a_scale(text):
        return True
    parts = unit_parts(text, vocabulary.units)
    return bool(parts) and all((unit.is_money or unit.dimension == "area") for _, named in parts for unit in named[:1])


def unit_on_cover(grids: tuple[Grid, ...], with_tables: set[int], vocabulary: Vocabulary) -> tuple[str, Place] | None:
    """A unit of money stated for the whole file on a sheet without tables, and where."""
    for index, grid in enumerate(grids):
        if index in with_tables:
            continue
        for number, row in enumerate(grid.rows[:_COVER]):
            for column, cell in enumerate(row):
                if not isinstance(cell, str) or len(cell) > 120 or not (":" in cell or "=" in cell):
                    continue
                if unit := _bare_unit_in(cell, vocabulary):
                    return unit, Place(grid.sheet, address(number, column))
    return None


@lru_cache(maxsize=4096)
def _bare_unit_in(text: str, vocabulary: Vocabulary) -> str:
    match = UNIT_ABOVE.search(normalise(text))
    unit = match.group(2).strip(" .") if match else ""
    return unit if _is_bare_unit(unit, vocabulary) else ""
