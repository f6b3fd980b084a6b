"""What the columns of a table hold: the words of its heading, read together from top to bottom."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from flows.ingest.tables.headings import UNKNOWN, Heading, HeadingReader, is_numbering, split_unit
from flows.ingest.tables.table import ColumnHeading, Table
from flows.ingest.words.languages import in_one_language
from flows.ingest.words.unit_reading import names_a_measure, unit_parts
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold
from schemas.periods import parse_period

NOT_SAID = "?"  # the period of a file that names none


@lru_cache(maxsize=16384)
def list_pairs(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """The columns of lists that a heading may be, as (sheet, key)."""
    pairs = _plain_pairs(text, vocabulary)
    return pairs or _plain_pairs(list_text(text, vocabulary), vocabulary)


def _plain_pairs(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    pairs = vocabulary.list_columns.get(fold(text))
    if pairs:
        return pairs
    base, unit = split_unit(text)
    return vocabulary.list_columns.get(fold(base), ()) if unit else ()


@lru_cache(maxsize=4096)
def list_text(text: str, vocabulary: Vocabulary) -> str:
    """A heading of a list without its words in another language."""
    if not _plain_pairs(text, vocabulary):
        for own, other in in_one_language(text):
            if not names_a_measure(other, vocabulary.units) and _plain_pairs(own, vocabulary):
                return own
    return text


def resolve_columns(table: Table, vocabulary: Vocabulary, reader: HeadingReader, period: str) -> bool:
    """Fill in what each column is; False when this is no table of the form after all.

    The same heading is understood once, however many sheets and files have it.
    """
    band = table.grid.rows[table.heading_row : table.first_row]
    key = (period, table.first_column, *(tuple(row[table.first_column : table.end_column]) for row in band))
    known = reader.tables.get(key)
    if known is None:
        understood = understand_columns(table, vocabulary, reader, period)
        known = (
            understood,
            table.sheet,
            dict(table.fixed),
            dict(table.values),
            dict(table.lists),
            dict(table.headings),
        )
        if len(reader.tables) < 2000 and not table.twice and not table.unknown:
            reader.tables[key] = known
        return understood
    table.sheet, fixed, values, lists, headings = known[1:]
    table.fixed, table.values, table.lists, table.headings = dict(fixed), dict(values), dict(lists), dict(headings)
    return bool(known[0])


def understand_columns(table: Table, vocabulary: Vocabulary, reader: HeadingReader, period: str) -> bool:
    columns = _column_texts(table, reader)
    list_sheet = _list_sheet(columns, vocabulary, reader)
    if list_sheet:
        table.sheet = list_sheet
        _resolve_list(table, columns, vocabulary, reader)
        return len(table.lists) >= 3
    for column, parts in columns:
        heading = _merge(parts, reader, period)
        text = " / ".join(text for text, _ in parts)
        entry = ColumnHeading(column, text, parts[-1][1], heading)
        table.headings[column] = entry
        if heading.fixed:
            if heading.fixed != "ignore" and table.fixed.setdefault(heading.fixed, column) != column:
                table.twice.append((table.headings[table.fixed[heading.fixed]], entry))
        elif not heading.known:
            table.unknown.append(entry)
        elif heading.sector or heading.measure or heading.value:
            key = (heading.sector, heading.measure) if heading.sector else ("", heading.measure or "actual")
            if heading.sector and not heading.measure:
                key = (heading.sector, "actual")
            if table.values.setdefault(key, column) != column:
                table.twice.append((table.headings[table.values[key]], entry))
    return bool(table.values) and ("label" in table.fixed or "code" in table.fixed)


def _column_texts(table: Table, reader: HeadingReader) -> list[tuple[int, list[tuple[str, int]]]]:
    """Each column's heading texts from top to bottom, group headings carried over the columns they span."""
    rows = table.grid.rows[table.heading_row : table.first_row]
    band: list[tuple[int, list[str]]] = []
    for offset, row in enumerate(rows):
        texts = [
            cell.strip() if isinstance(cell, str) else ""
            for cell in (row[c] if c < len(row) else None for c in range(table.first_column, table.end_column))
        ]
        filled = [cell for cell in row[table.first_column : table.end_column] if cell is not None and cell != ""]
        if filled and not all(is_numbering(cell) for cell in filled):
            band.append((offset, texts))
    columns: list[tuple[int, list[tuple[str, int]]]] = []
    carried: dict[int, str] = {}
    for index in range(table.end_column - table.first_column):
        parts: list[tuple[str, int]] = []
        below = [texts[index] for _, texts in band]
        for level, (offset, texts) in enumerate(band):
            text = texts[index]
            if text:
                heading = reader.read(text)
                carried[level] = "" if heading.fixed else text
                for lower in range(level + 1, len(band)):
                    carried.pop(lower, None)
            elif level < len(band) - 1 and any(below[level + 1 :]) and not any(below[:level]):
                text = carried.get(level, "")
            if text and text not in (t for t, _ in parts):
                parts.append((text, offset))
        if parts:
            columns.append((table.first_column + index, parts))
    return columns


def _merge(parts: list[tuple[str, int]], reader: HeadingReader, period: str) -> Heading:
    """What the texts of one column say together."""
    if len(parts) > 1 and not any(in_one_language(text) for text, _ in parts):
        whole = reader.read(" ".join(text for text, _ in parts))
        if whole.fixed or whole.sector or whole.measure or whole.value:
            return _of_period(whole, period)
    fixed = sector = measure = unit = ""
    value = group = False
    unit_known = True
    when = ""
    for text, _ in parts:
        heading = _of_period(reader.read(text), period)
        if not heading.known:
            return UNKNOWN
        fixed = heading.fixed or fixed
        if (heading.sector and sector) or (heading.measure and measure):
            return UNKNOWN
        sector, measure = sector or heading.sector, measure or heading.measure
        value, group = value or heading.value, group or heading.group
        when = heading.when or when
        if heading.unit:
            unit, unit_known = heading.unit, heading.unit_known
    if not (fixed or sector or measure or value):
        return UNKNOWN
    return Heading(True, fixed, sector, measure, value, group, unit, unit_known, when)


def _of_period(heading: Heading, period: str) -> Heading:
    """A heading with a date, held against the submission's period: this period's, last year's, or not the form's.

    A year alone tells a plan or the same period of last year; of a half-year's figures it says nothing.
    """
    if not heading.when or not period:
        return heading
    if period == NOT_SAID:
        return UNKNOWN  # whether this is the period's figure or another's nobody says
    this = parse_period(period)
    if heading.when in ("H1", "H2"):  # without a year: of the plan of a half-year the form says nothing
        fits = heading.when == f"H{this.half}" and heading.measure != "plan"
        return replace(heading, when="") if fits else UNKNOWN
    when = parse_period(heading.when)
    plain = replace(heading, when="", value=False)
    if when == this and heading.measure in ("", "actual"):
        return replace(plain, measure="actual" if heading.measure or heading.sector else "", value=heading.value)
    if when == this.same_last_year and heading.measure in ("", "actual", "last_year"):
        return replace(plain, measure="last_year")
    if not when.half and heading.measure == "plan" and when.year == this.year:
        return plain
    if not when.half and heading.measure == "last_year" and when.year == this.year - 1:
        return plain
    return UNKNOWN


def _list_sheet(columns: list[tuple[int, list[tuple[str, int]]]], vocabulary: Vocabulary, reader: HeadingReader) -> str:
    found: dict[str, set[str]] = {}
    fixed = 0
    for _, parts in columns:
        heading = reader.read(parts[0][0])
        fixed += heading.fixed in ("label", "code") or bool(heading.sector and heading.measure)
        for text in (" ".join(text for text, _ in parts), parts[0][0]):
            for sheet, key in list_pairs(text, vocabulary):
                found.setdefault(sheet, set()).add(key)
    best = max(found, key=lambda sheet: len(found[sheet]), default="")
    return best if best and len(found[best] - {"line"}) >= 3 and len(found[best]) > 2 * fixed else ""


def _resolve_list(
    table: Table, columns: list[tuple[int, list[tuple[str, int]]]], vocabulary: Vocabulary, reader: HeadingReader
) -> None:
    """Columns of a list by their words; where words alone fit several, the unit in the heading decides."""
    form_columns = {c.key: c for c in vocabulary.reference.form.list_sheets[table.sheet]}
    undecided: list[tuple[ColumnHeading, list[str]]] = []
    for column, parts in columns:
        text = list_text(" ".join(text for text, _ in parts), vocabulary)
        base, unit = split_unit(text)
        if not unit and len(parts) > 1 and unit_parts(parts[-1][0], vocabulary.units):
            base, unit = " ".join(t for t, _ in parts[:-1]), parts[-1][0]
        keys: list[str] = []
        for candidate in (text, base):
            keys = [k for s, k in vocabulary.list_columns.get(fold(candidate), ()) if s == table.sheet]
            if keys:
                break
        whole = fold(text)
        exact = next((k for k in keys if fold(form_columns[k].label_vi) == whole), "")
        parts_of_unit = unit_parts(unit, vocabulary.units) if unit else ()
        entry = ColumnHeading(
            column, text, parts[-1][1], Heading(bool(keys), unit=unit, unit_known=bool(parts_of_unit))
        )
        table.headings[column] = entry
        if exact:
            keys = [exact]
        elif parts_of_unit and len(keys) > 1:
            dimensions = {u.dimension for _, named in parts_of_unit for u in named}
            keys = [
                k
                for k in keys
                if form_columns[k].unit and vocabulary.units.by_name[form_columns[k].unit].dimension in dimensions
            ]
        if len(keys) == 1:
            if table.lists.setdefault(keys[0], column) != column:
                table.twice.append((table.headings[table.lists[keys[0]]], entry))
        elif keys:
            undecided.append((entry, keys))
        else:
            table.unknown.append(entry)
    for entry, keys in undecided:
        left = [key for key in keys if key not in table.lists]
        if len(left) == 1:
            table.lists[left[0]] = entry.column
        else:
            table.unknown.append(entry)


def find_unit_column(table: Table, vocabulary: Vocabulary) -> None:
    """Where no heading says so, a column of units is known by its cells: most of them are units the form uses."""
    taken = {*table.fixed.values(), *table.values.values()}
    for column in range(table.first_column, table.end_column):
        if column in taken:
            continue
        texts = [
            cell for row in range(table.first_row, table.end_row) if isinstance(cell := table.cell(row, column), str)
        ]
        written = [text for text in texts if text.strip() and any(c.isalpha() or c == "%" for c in text)]
        units = sum(1 for text in written if len(text) < 60 and unit_parts(text.strip(), vocabulary.units))
        if units >= 2 and 2 * units >= len(written):
            table.fixed["unit"] = column
            table.unknown = [entry for entry in table.unknown if entry.column != column]
            return
