"""One file to one parsed submission: grids, the form's tables in them, and every value with its place.

One idea for every habit: a file is grids of cells, and the form is found in them by its own words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.ingest.collector import collector_at_rest
from flows.ingest.figures.cell_questions import marks_without_note
from flows.ingest.figures.indicator_tables import LinesOfFile, sheet_twice
from flows.ingest.figures.indicators import IndicatorReader
from flows.ingest.figures.leftovers import Leftovers, columns_of
from flows.ingest.figures.line_matching import match_rows
from flows.ingest.figures.lists import ListReader
from flows.ingest.figures.other_periods import figures_of_other_periods
from flows.ingest.files.grids import CellValue, Workbook
from flows.ingest.files.opening import open_workbook, require_lines, require_tables
from flows.ingest.known_lines import learn, read_known
from flows.ingest.submission import Cover, Note, ParsedSubmission, Place, Problem
from flows.ingest.tables.captions import unit_on_cover
from flows.ingest.tables.column_meanings import NOT_SAID
from flows.ingest.tables.content_search import find_by_content
from flows.ingest.tables.cover import read_cover
from flows.ingest.tables.headings import HeadingReader
from flows.ingest.tables.layout import find_tables, with_continued
from flows.ingest.tables.merged_cells import under_one_heading
from flows.ingest.tables.ownership import settle_owner
from flows.ingest.tables.surroundings import read_surroundings
from flows.ingest.tables.table import Table
from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.vocabulary import Vocabulary, vocabulary_of
from schemas.folding import fold
from schemas.form import Form
from schemas.reference import Reference

_READERS: dict[str, HeadingReader] = {}


def read_submission(data: bytes, reference: Reference) -> ParsedSubmission:
    """Read the bytes of one file; a pure function of them and of the reference data.

    Raises:
        UnreadableFile: the bytes are no file we accept; every other fault is a Problem of the result.
    """
    with collector_at_rest():
        # The grids are gone when the collector runs again: it would look through every row of them.
        workbook = open_workbook(data)
        require_tables(workbook)
        parsed = parse_workbook(workbook, reference, hashlib.sha256(data).hexdigest())
        if not (parsed.sheets_found or parsed.values or parsed.lines or parsed.cover.form_version):
            require_lines(workbook)
        return parsed


@dataclass(frozen=True)
class _Found:
    """The form's tables in a workbook, in the words of one edition of the form, and what the cover says."""

    reference: Reference
    vocabulary: Vocabulary
    headings: HeadingReader
    tables: list[Table]
    first_rows: dict[int, int]
    cover: Cover


def parse_workbook(workbook: Workbook, reference: Reference, sha256: str = "") -> ParsedSubmission:
    """Find the form in the grids of a workbook and read it.

    It is read by the form of the period its cover names, the newest where it names none: so what a file says depends
    on its bytes and the reference data alone. Whether that is the period it was received for is asked by F04.
    """
    found = _found(workbook, reference.newest)
    own = reference.in_force(found.cover.period) if found.cover.period else found.reference
    if own is not found.reference:
        found = _found(workbook, own)
    return _read(workbook, found, sha256)


def _found(workbook: Workbook, reference: Reference) -> _Found:
    vocabulary = vocabulary_of(reference)
    headings = _READERS.get(reference.digest)
    if headings is None:
        headings = _READERS[reference.digest] = HeadingReader(vocabulary)

    def tables_found(period: str = "") -> list[Table]:
        found = find_tables(workbook.grids, vocabulary, headings, period)
        return with_continued(found, workbook.grids, headings) if workbook.format == "docx" else found

    tables = tables_found()
    first_rows: dict[int, int] = {}
    for table in tables:
        first_rows.setdefault(table.grid_index, table.heading_row)
    cover = read_cover(workbook, vocabulary, first_rows)
    if any(entry.heading.when for table in tables for entry in table.headings.values()):
        tables = tables_found(cover.period or NOT_SAID)
    return _Found(reference, vocabulary, headings, tables, first_rows, cover)


def _read(workbook: Workbook, found: _Found, sha256: str) -> ParsedSubmission:
    vocabulary, headings, tables, cover = found.vocabulary, found.headings, found.tables, found.cover
    form = found.reference.form
    style = NumberStyle()
    used = _tables_used(workbook, found)
    problems, notes = _said_of_tables(tables)

    cover, odd, foreign = settle_owner(cover, used)
    problems += odd
    indicators = IndicatorReader(vocabulary, style, headings, used)

    def by_content(sheets: set[str]) -> list[Table]:
        found = find_by_content(workbook.grids, sheets, vocabulary, headings, cover.period or NOT_SAID)
        read_surroundings(found, workbook.grids, vocabulary, headings)
        foreign.update(settle_owner(cover, [*used, *found])[2])
        return found

    found_lines = LinesOfFile(vocabulary, indicators, foreign)
    known = None if problems else read_known(used, foreign, form)
    if known is None:
        found_lines.read(used, by_content)
    problems += found_lines.problems
    sheets_found = known[1] if known else found_lines.sheets_found
    lists = ListReader(vocabulary, style)
    sheets_found |= _read_lists(used, lists, form, problems, foreign)
    left = Leftovers(vocabulary, indicators, columns_of(problems))
    left.of_tables(found_lines.rows_read(), found_lines.asked)
    asked = bool(problems or left.problems or found_lines.notes or found_lines.others)
    problems += left.problems
    if known is None:
        position = form.position
        values = sorted(indicators.finish(), key=lambda value: position[value[:3]])  # type: ignore[index]
        if indicators.as_it_stands and not asked:
            learn(found_lines.tables_of, values, form)
    else:
        values = known[0]
    lines = lists.finish()
    problems += indicators.problems + lists.problems
    problems += [
        _sheet_missing(sheet, form, tables, vocabulary)
        for sheet in [*form.by_sheet, *form.list_sheets]
        if sheet not in sheets_found and (_is_required(sheet, form) or _is_named(sheet, workbook, vocabulary))
    ]
    problems += marks_without_note(values, lines, workbook)
    written = style.summary
    of_other_periods, said = figures_of_other_periods(found_lines.others, vocabulary, style, headings, used)
    problems += said
    return ParsedSubmission(
        sha256=sha256,
        format=workbook.format,
        cover=cover,
        values=(*values, *of_other_periods),
        lines=tuple(lines),
        problems=tuple(problems),
        sheets_found=sheets_found,
        number_style=written,
        notes=(*workbook.notes, *notes, *found_lines.notes, *indicators.notes),
    )


def _tables_used(workbook: Workbook, found: _Found) -> list[Table]:
    """The tables that are no copies, once all of them know what is said around them."""
    stated = unit_on_cover(workbook.grids, set(found.first_rows), found.vocabulary)
    for table in found.tables:
        table.unit_above = table.unit_above or stated
    read_surroundings(found.tables, workbook.grids, found.vocabulary, found.headings)
    _mark_other_periods(found.tables, found.cover.period)
    return [table for table in found.tables if not table.reference_mark]


def _said_of_tables(tables: list[Table]) -> tuple[list[Problem], list[Note]]:
    """What is asked about headings, and which tables are copies for comparison."""
    problems: list[Problem] = []
    notes: list[Note] = []
    for table in tables:
        if table.reference_mark:
            place = table.place(table.heading_row, table.first_column)
            notes.append(Note.at("reference_copy", table.reference_mark, place))
        else:
            if table.twice:
                problems.append(_columns_twice(table))
            problems += _figures_under_one_heading(table)
    return problems, notes


def _mark_other_periods(tables: list[Table], period: str) -> None:
    """A table whose caption names another period is a copy for comparison where its like names this one."""
    if all(_period_of(table) in ("", period) for table in tables):
        return
    current = {_shape(table) for table in tables if period and _period_of(table) == period and not table.reference_mark}
    for table in tables:
        if period and _period_of(table) not in ("", period) and not table.reference_mark and _shape(table) in current:
            table.reference_mark = _period_of(table)


def _period_of(table: Table) -> str:
    return table.when.names[0] if table.when and table.when.names else ""


def _shape(table: Table) -> tuple[object, ...]:
    """What makes two tables the same sheet of the form: the list, else the first labels."""
    if table.sheet:
        return (table.sheet,)
    column = table.fixed.get("label", table.fixed.get("code", table.first_column))
    return tuple(table.cell(row, column) for row in range(table.first_row, min(table.first_row + 3, table.end_row)))


def _is_required(sheet: str, form: Form) -> bool:
    """A submission cannot do without the lists and the sheets that have a required line."""
    return sheet in form.list_sheets or any(line.required for line in form.by_sheet[sheet])


def _is_named(sheet: str, workbook: Workbook, vocabulary: Vocabulary) -> bool:
    """Whether a sheet that was not found is named all the same: then its table is there and could not be read."""
    words = [word for word, name in vocabulary.sheets.items() if name == sheet and len(word) > 1]
    for grid in workbook.grids:
        if fold(grid.sheet or "") in words:
            return True
        for row in grid.rows[:2000]:
            for cell in row[:12]:
                if isinstance(cell, str) and 4 < len(cell) < 120:
                    folded = fold(cell)
                    if any(folded.startswith(word) and len(word) > 3 for word in words):
                        return True
    return any(fold(text).startswith(tuple(words)) for text in workbook.paragraphs)


def _sheet_missing(sheet: str, form: Form, tables: list[Table], vocabulary: Vocabulary) -> Problem:
    """F02; where only a copy marked for reference was found, the problem says so and where."""
    known = form.sheet_by_name[sheet]
    details = {"sheet": sheet, "title_en": known.title_en}
    for table in tables:
        if not table.reference_mark:
            continue
        lines = {form.by_code[m.code].sheet for m in match_rows(table, vocabulary) if m.code in form.by_code}
        if table.sheet == sheet or (not table.sheet and sheet in lines):
            place = table.beginning
            return Problem(
                "F02",
                "sheet_missing_reference",
                (place,),
                sheet,
                found=table.reference_mark,
                expected=known.title_vi,
                details=details,
            )
    return Problem("F02", "sheet_missing", (), sheet, expected=known.title_vi, details=details)


def _columns_twice(table: Table) -> Problem:
    """F02, once for a table; where two columns of one meaning do not hold the same, both are left open."""
    named = {*table.fixed.values()}
    differing: set[int] = set()
    for kept, other in table.twice:
        same = all(
            table.cell(row, kept.column) == table.cell(row, other.column)
            for row in range(table.first_row, table.end_row)
        )
        if not same and kept.column not in named:
            differing |= {kept.column, other.column}
    table.open_columns = frozenset(differing)
    kept, other = table.twice[0]
    cells = [table.heading_place(entry) for pair in table.twice for entry in pair[::-1]]
    return Problem(
        "F02", "column_twice", tuple(dict.fromkeys(cells)), table.sheet, found=other.text, expected=kept.text
    )


def _figures_under_one_heading(table: Table) -> Iterator[Problem]:
    """F02, where two columns of figures stand under one merged heading: which of them is meant is left open."""
    for column, other in under_one_heading(table):
        rows = range(table.first_row, table.end_row)
        if any(_is_figure(table.cell(row, column)) and _is_figure(table.cell(row, other)) for row in rows):
            table.open_columns |= {column}
            entry = table.headings[column]
            cells = (table.place(table.heading_row + entry.offset, other), table.heading_place(entry))
            yield Problem("F02", "column_twice", cells, table.sheet, found=entry.text, expected=entry.text)


def _is_figure(cell: CellValue) -> bool:
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and cell[:1].isdigit())


def _continued(tables: list[Table], form: Form) -> bool:
    """Whether several tables of a list are parts of one (over the page, FDI and DDI apart) and not copies."""
    seen: set[str] = set()
    for table in tables:
        names = [c.key for c in form.list_sheets[table.sheet] if c.type == "text" and c.key in table.lists]
        column = table.lists[names[0]] if names else table.first_column
        cells = (table.cell(row, column) for row in range(table.first_row, table.end_row))
        own = {fold(str(cell)) for cell in cells if cell not in (None, "")} - {""}
        if 2 * len(own & seen) > min(len(own), len(seen)):
            return False
        seen |= own
    return True


def _unknown_columns(table: Table, problems: list[Problem], form: Form) -> None:
    """A heading we do not know is asked about when a column of the form is missing beside it."""
    if not table.unknown:
        return
    missing = [c.label_vi for c in form.list_sheets[table.sheet] if c.required and c.key not in table.lists]
    if missing:
        cells = tuple(table.heading_place(entry) for entry in table.unknown)
        found = "; ".join(entry.text for entry in table.unknown)
        problems.append(Problem("F02", "column_unknown", cells, table.sheet, found=found, expected="; ".join(missing)))


def _read_lists(
    used: list[Table], lists: ListReader, form: Form, problems: list[Problem], foreign: dict[int, Problem]
) -> dict[str, Place]:
    """Read every list sheet; where each was found."""
    sheets_found: dict[str, Place] = {}
    for sheet in form.list_sheets:
        own = [table for table in used if table.sheet == sheet]
        if not own:
            continue
        sheets_found[sheet] = own[0].beginning
        continued = len(own) == 1 or _continued(own, form)
        if not continued:
            problems.append(sheet_twice(sheet, own))
        for table in own if continued else own[:1]:
            of_another = foreign.get(id(table))
            if of_another is not None:
                problems.append(replace(of_another, code=sheet))
            lists.read_table(table, leave_open=of_another is not None)
            _unknown_columns(table, problems, form)
    return sheets_found
