"""What the texts around a table say of it: whose it is, of which period, and in which units its figures are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.ingest.files.grids import CellValue, Grid, address
from flows.ingest.submission import Place
from flows.ingest.tables.column_meanings import list_pairs
from flows.ingest.tables.cover import BOARD_LINE, PROVINCE_LINE, board_slugs, kind_of, parse_period_text
from flows.ingest.tables.headings import HeadingReader
from flows.ingest.tables.table import Said, Table
from flows.ingest.words.dates import DAY_IN_WORDS, without_days
from flows.ingest.words.unit_reading import StatedUnits, declares_units, unit_in_label, unit_parts, units_in_words
from flows.ingest.words.vocabulary import Vocabulary
from schemas.facts.words import either_folded, folded_words, office_words
from schemas.folding import fold, fold_words, normalise
from schemas.periods import YEAR, parse_period

_COVER = 40  # rows of a sheet without tables in which units for the whole file are looked for
_BELOW = 60  # rows below a table in which notes are looked for
_LONGEST = 300  # letters of a text that may say something of a table
_PLACE_AND_DAY = re.compile(rf"([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){{0,4}}), {DAY_IN_WORDS}")
_SOME_DAY = "{} 1 {} 1 {} 2001".format(*(office_words("date", of)[0] for of in ("day", "month", "year")))
_PROVINCE = re.compile(rf"\b{either_folded('letterhead', 'place')} [a-z]+ [a-z]+")
_YEAR_AT_END = re.compile(rf"\b{either_folded('date', 'year')} ({YEAR})$")
_AS_OF = re.compile(
    rf"\b{either_folded('half_year', 'until')} (?:{either_folded('half_year', 'whole')} )?"
    rf"(?:{either_folded('date', 'day')} )?(14 0?6|15 0?6|30 0?6|14 12|15 12|31 12) ({YEAR})\b"
)
_COMPARED = folded_words("compared")
_DATED = folded_words("dated")


@dataclass(frozen=True, slots=True)
class _Text:
    """One text understood: boards and periods it names (None: it is no such line), and units."""

    boards: tuple[str, ...] | None
    period: tuple[str, ...] | None
    labelled: bool  # `Kỳ báo cáo: ...`, `Đơn vị báo cáo: ...`
    units: tuple[str, ...]
    declares: bool
    year: tuple[str, ...] = ()  # of a text that ends with a year: it and its halves


def read_surroundings(
    tables: Sequence[Table], grids: Sequence[Grid], vocabulary: Vocabulary, reader: HeadingReader
) -> None:
    """Fill in `owner`, `when` and `stated` of every table."""
    tables_in = Counter(table.grid_index for table in tables)
    with_tables = set(tables_in)
    everywhere = tuple(_declared_on_cover(grids, with_tables, vocabulary, reader))
    for table in tables:
        stated = [*everywhere]
        titled = False
        dated: list[Said] = []
        for text, place in table.above:
            said = understand(text, vocabulary, reader)
            if said.boards is not None and (table.owner is None or (said.labelled and not table.owner.names)):
                table.owner = Said(said.boards, text, place)
            if said.period is not None and (table.when is None or said.labelled):
                table.when = Said(said.period, text, place)
            if said.units and not titled:
                stated.append(StatedUnits(text, place, said.units))
            title = len(text) < 200 and reader.names_a_sheet(fold(text))
            if not titled and (said.period or (title and said.year)):
                dated.append(Said(said.period or said.year, text, place))
            titled = titled or title
        if name := table.grid.sheet or "":
            said = understand(name, vocabulary, reader)
            place = table.place(table.heading_row, table.first_column)
            if said.units:
                stated.append(StatedUnits(name, place, said.units))
            if table.when is None and said.period and parse_period(said.period[0]).half:
                table.when = Said(said.period, name, place)
        table.also = tuple(dated)
        stated += _known_notes_below(table, grids, vocabulary, reader)
        table.stated = tuple(stated)
        used = {*table.fixed.values(), *table.values.values(), *table.lists.values()}
        end = table.end_column
        if tables_in[table.grid_index] == 1 or not any(_to_the_right(other, table) for other in tables):
            end = max(end, max(map(len, table.grid.rows[table.first_row : table.end_row]), default=0))
        table.beside = tuple(column for column in range(table.first_column, end) if column not in used)


def _to_the_right(other: Table, table: Table) -> bool:
    """Whether what stands right of a table may be another's."""
    side_by_side = other.heading_row < table.end_row and table.heading_row < other.end_row
    return other.grid_index == table.grid_index and other.first_column >= table.end_column and side_by_side


def notes_in_row(table: Table, number: int, vocabulary: Vocabulary, reader: HeadingReader) -> tuple[StatedUnits, ...]:
    """Units named beside a line in columns that hold nothing of the form, such as `Ghi chú`."""
    row = table.grid.rows[number]
    notes = []
    for column in table.beside:
        cell = row[column] if column < len(row) else None
        if isinstance(cell, str) and cell and (units := understand(cell, vocabulary, reader).units):
            notes.append(StatedUnits(cell, table.place(number, column), units))
    return tuple(notes)


def understand(text: str, vocabulary: Vocabulary, reader: HeadingReader) -> _Text:
    known = reader.said.get(text)
    if known is None:
        if len(reader.said) > 20000:
            reader.said.clear()
        known = reader.said[text] = _read(normalise(text), vocabulary)
    assert isinstance(known, _Text)
    return known


def is_place_and_day(text: str, vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    """Whether a text is a place and a day as they stand before the names of who signs, and nothing else to anybody."""
    found = _PLACE_AND_DAY.fullmatch(text) if ", " in text else None
    return found is not None and _says_nothing(f"{found[1]}, {_SOME_DAY}", vocabulary, reader)


@lru_cache(maxsize=1024)
def _says_nothing(text: str, vocabulary: Vocabulary, reader: HeadingReader) -> bool:
    """Whether nobody who looks below a table takes a text for a heading, a line, a unit, a figure or a board's name."""
    if any(map(str.isdigit, without_days(text))):
        return False
    if reader.may_anchor(text) or reader.read(text).known or reader.names_a_sheet(fold(text)):
        return False
    said = understand(text, vocabulary, reader)
    return not (said.units or said.boards is not None or list_pairs(text, vocabulary)) and (
        not unit_parts(text, vocabulary.units) and not unit_in_label(text, vocabulary.units)[1]
    )


def _read(text: str, vocabulary: Vocabulary) -> _Text:
    if len(text) > _LONGEST:
        return _Text(None, None, False, (), False)
    label, colon, rest = text.partition(":")
    kind = kind_of(label, vocabulary) if colon else None
    boards: tuple[str, ...] | None = None
    period: tuple[str, ...] | None = None
    year: tuple[str, ...] = ()
    words = fold_words(text)
    if kind == "board" or words.startswith((*BOARD_LINE, *PROVINCE_LINE)):
        boards = board_slugs(rest if kind == "board" else text, vocabulary)
        if not boards and kind != "board" and not _PROVINCE.search(words):
            boards = None  # `Ban Quản lý các khu công nghiệp` alone says nothing
    elif kind == "period":
        found = parse_period_text(rest)
        period = (found,) if found else () if any(c.isdigit() for c in rest) else None
    elif kind is None and any(c.isdigit() for c in text):
        folded = fold(text)
        if not folded.startswith(_DATED) and not any(word in folded for word in _COMPARED):
            found = parse_period_text(text)
            period = (found,) if found else None
            as_of = _AS_OF.search(words)
            if not found and as_of:  # figures of a half-year may be those on its last day
                half = "H1" if as_of[1].endswith("6") else "H2"
                period = (f"{as_of[2]}-H1",) if half == "H1" else (f"{as_of[2]}-H2", as_of[2])
            elif at_end := _YEAR_AT_END.search(words):
                year = (at_end[1], f"{at_end[1]}-H1", f"{at_end[1]}-H2")
    units = units_in_words(text, vocabulary.units)
    labelled = kind in ("board", "period")
    return _Text(boards, period, labelled, units, bool(units) and declares_units(text), year)


def _declared_on_cover(
    grids: Sequence[Grid], with_tables: set[int], vocabulary: Vocabulary, reader: HeadingReader
) -> Iterator[StatedUnits]:
    """Units declared (`tính bằng ...`) on sheets without tables, and in the text before a document's first table."""
    for index, grid in enumerate(grids):
        texts: list[tuple[str, Place]] = []
        if index == min(with_tables, default=-1):
            texts += [(text, Place(grid.sheet, "A1")) for text in grid.before]
        if index not in with_tables:
            texts += [
                (cell, Place(grid.sheet, address(number, column)))
                for number, row in enumerate(grid.rows[:_COVER])
                for column, cell in enumerate(row)
                if isinstance(cell, str) and cell
            ]
        for text, place in texts:
            if not declares_units(normalise(text)):
                continue
            said = understand(text, vocabulary, reader)
            if said.declares:
                yield StatedUnits(text, place, said.units, everywhere=True)


def _known_notes_below(
    table: Table, grids: Sequence[Grid], vocabulary: Vocabulary, reader: HeadingReader
) -> Sequence[StatedUnits]:
    """Units named below a table; known already where the sheet has the words of an earlier one."""
    layout = table.layout
    if layout is None or any(grid.before for grid in grids[table.grid_index + 1 : table.grid_index + 2]):
        return _notes_below(table, grids, vocabulary, reader)
    if layout.notes is None:
        layout.notes = tuple(_notes_below(table, grids, vocabulary, reader))
    return layout.notes


def _notes_below(
    table: Table, grids: Sequence[Grid], vocabulary: Vocabulary, reader: HeadingReader
) -> list[StatedUnits]:
    """Units named between the last line of a table and whatever comes after it."""
    rows = table.grid.rows
    figures = (*table.values.values(), *table.lists.values())
    sure = tuple(table.fixed[key] for key in ("code", "unit") if key in table.fixed)
    texts: list[tuple[str, int, int]] = []
    for number in range(table.end_row - 1, max(table.first_row, table.end_row - _BELOW) - 1, -1):
        row = rows[number]
        if row.count(None) == len(row):
            continue
        if _is_line(row, figures, sure, vocabulary):
            break
        for column, cell in enumerate(row[table.first_column : table.end_column], table.first_column):
            if isinstance(cell, str) and cell and not is_place_and_day(cell, vocabulary, reader):
                texts.append((cell, number, column))
    texts.reverse()
    following = grids[table.grid_index + 1] if table.grid_index + 1 < len(grids) else None
    after = following.before if following is not None and table.end_row == len(rows) else ()
    understood = [understand(text, vocabulary, reader) for text in (*(text for text, _, _ in texts), *after)]
    if not any(known.units for known in understood):
        return []
    places = [table.place(number, column) for _, number, column in texts]
    places += [Place(following.sheet, "A1") for _ in after] if following is not None else []
    notes = []
    for text, place, known in zip((*(text for text, _, _ in texts), *after), places, understood):
        if known.boards is not None or (len(text) < 200 and reader.names_a_sheet(fold(text))):
            break  # the caption of the next table
        if known.units:
            notes.append(StatedUnits(text, place, known.units))
    return notes


def _is_line(row: list[CellValue], figures: tuple[int, ...], sure: tuple[int, ...], vocabulary: Vocabulary) -> bool:
    """Whether a row has figures, or a code or a unit where the table has them; a note or a signature has none."""
    width = len(row)
    for column in figures:
        cell = row[column] if column < width else None
        if isinstance(cell, str):
            if cell[:1].isdigit() or cell.strip() in ("x", "X", "-"):
                return True
        elif cell is not None:
            return True
    for column in sure:
        cell = row[column] if column < width else None
        if isinstance(cell, str) and (
            (len(cell) < 9 and cell[-1:].isdigit()) or unit_parts(cell.strip(), vocabulary.units)
        ):
            return True
    return False
