"""One file to one parsed submission: grids, the form's tables in them, and every value with its place.

One idea for every habit: a file is grids of cells, and the form is found in them by its own words.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flows.ingest.collector import collector_at_rest
from flows.ingest.figures.indicators import IndicatorReader, blank_line
from flows.ingest.figures.line_layout import WHY, column_of
from flows.ingest.figures.line_matching import BY_CODE, BY_LABEL, EXTRA, PROPOSED, MatchedRow, match_rows
from flows.ingest.figures.lists import ListReader
from flows.ingest.figures.other_periods import code_of_other_period, figures_of_other_periods
from flows.ingest.figures.sector_rows import sector_rows
from flows.ingest.files.grids import CellValue, Workbook
from flows.ingest.files.limits import COMPARED_LABELS, require_answerable
from flows.ingest.files.opening import open_workbook
from flows.ingest.submission import BLANK, UNREADABLE, Cover, ParsedSubmission, Place, Problem
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
from schemas.form import Form, Indicator
from schemas.reference import Reference

_READERS: dict[str, HeadingReader] = {}
_OF_WHICH = ("trongdo", "baogom", "gom")  # beginnings of a line that is a part of the one above


def read_submission(data: bytes, reference: Reference) -> ParsedSubmission:
    """Read the bytes of one file; a pure function of them and of the reference data.

    Raises:
        UnreadableFile: the bytes are no file we accept; every other fault is a Problem of the result.
    """
    with collector_at_rest():
        # The grids are gone when the collector runs again: it would look through every row of them.
        return parse_workbook(open_workbook(data), reference, hashlib.sha256(data).hexdigest())


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
    first_rows = found.first_rows
    stated = unit_on_cover(workbook.grids, set(first_rows), vocabulary)
    for table in tables:
        table.unit_above = table.unit_above or stated
    form = found.reference.form
    style = NumberStyle()
    problems: list[Problem] = []
    notes: list[str] = []
    sheets_found: dict[str, Place] = {}

    read_surroundings(tables, workbook.grids, vocabulary, headings)
    _mark_other_periods(tables, cover.period)
    used = [table for table in tables if not table.reference_mark]
    for table in tables:
        if table.reference_mark:
            place = table.place(table.heading_row, table.first_column)
            notes.append(f"reference_copy{WHY}{table.reference_mark}{WHY}{place.sheet or ''}{WHY}{place.cell}")
        else:
            if table.twice:
                problems.append(_columns_twice(table))
            problems += _figures_under_one_heading(table)

    cover, odd, foreign = settle_owner(cover, used)
    problems += odd
    indicators = IndicatorReader(vocabulary, style, headings, used)

    def by_content(sheets: set[str]) -> list[Table]:
        found = find_by_content(workbook.grids, sheets, vocabulary, headings, cover.period or NOT_SAID)
        read_surroundings(found, workbook.grids, vocabulary, headings)
        foreign.update(settle_owner(cover, [*used, *found])[2])
        return found

    others = _read_indicators(used, by_content, vocabulary, indicators, problems, notes, sheets_found, foreign)
    lists = ListReader(vocabulary, style)
    sheets_found |= _read_lists(used, lists, form, problems, foreign)
    values = indicators.finish()
    lines = lists.finish()
    problems += indicators.problems + lists.problems
    for sheet in [*form.by_sheet, *form.list_sheets]:
        if sheet not in sheets_found and (_is_required(sheet, form) or _is_named(sheet, workbook, vocabulary)):
            problems.append(_sheet_missing(sheet, form, tables, vocabulary))
    position = form.position
    values.sort(key=lambda value: position[value[:3]])  # type: ignore[index]
    written = style.summary
    of_other_periods, said = figures_of_other_periods(others, vocabulary, style, headings, used)
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
        notes=(*workbook.notes, *notes, *indicators.notes),
    )


def _mark_other_periods(tables: list[Table], period: str) -> None:
    """A table whose caption names another period is a copy for comparison where its like names this one."""
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
            place = table.title or table.place(table.heading_row, table.first_column)
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


def _sheet_twice(sheet: str, tables: list[Table]) -> Problem:
    places = tuple(t.title or t.place(t.heading_row, t.first_column) for t in tables)
    where = "; ".join(f"{p.sheet}!{p.cell}" if p.sheet else p.cell for p in places)
    return Problem("F02", "sheet_twice", places[::-1], sheet, found=where, details={"sheet": sheet})


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
    missing = [c.label_vi for c in form.list_sheets[table.sheet] if c.required and c.key not in table.lists]
    if table.unknown and missing:
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
        sheets_found[sheet] = own[0].title or own[0].place(own[0].heading_row, own[0].first_column)
        continued = len(own) == 1 or _continued(own, form)
        if not continued:
            problems.append(_sheet_twice(sheet, own))
        for table in own if continued else own[:1]:
            of_another = foreign.get(id(table))
            if of_another is not None:
                problems.append(replace(of_another, code=sheet))
            lists.read_table(table, leave_open=of_another is not None)
            _unknown_columns(table, problems, form)
    return sheets_found


def _places_of_sheets(
    tables_of: dict[str, list[Table]], sure: dict[str, list[MatchedRow]], form: Form
) -> dict[str, Place]:
    """Where each sheet begins: its title, or its first line where one table holds several sheets."""
    found: dict[str, Place] = {}
    for sheet, own in tables_of.items():
        table = own[0]
        wide = sum(any(t is table for t in others) for others in tables_of.values()) > 1
        if wide:
            first = next(sure[line.code][0] for line in form.by_sheet[sheet] if sure.get(line.code))
            found[sheet] = table.place(first.row, table.fixed.get("sheet", table.first_column))
        else:
            found[sheet] = table.title or table.place(table.heading_row, table.first_column)
    return found


def _ask(
    asked: list[MatchedRow],
    sure: dict[str, list[MatchedRow]],
    vocabulary: Vocabulary,
    problems: list[Problem],
    notes: list[str],
) -> dict[str, MatchedRow]:
    """Ask about rows that may be a line of the form; code -> the row that may be it, of lines not read otherwise."""
    unsettled: dict[str, MatchedRow] = {}
    for question in asked:
        if question.how == PROPOSED and sure.get(question.code) and fold(question.label).startswith(_OF_WHICH):
            notes.append(_extra_line(question))  # `Trong đó: lao động nữ` below a line that was read
            continue
        problems.append(_question(question, sure, vocabulary))
        for code in {question.code, question.written}:
            if code in vocabulary.reference.form.by_code and not sure.get(code):
                unsettled.setdefault(code, question)
    return unsettled


def _read_rows(
    rows: list[MatchedRow],
    indicator: Indicator,
    repeated: bool,
    reader: IndicatorReader,
    problems: list[Problem],
    foreign: dict[int, Problem],
) -> None:
    """Read a line that stands in several rows, or in a table of another owner."""
    first = rows[0]
    if len(rows) == 1:
        reader.values += blank_line(indicator, first.table, UNREADABLE, first.row)
    elif repeated:
        _read_copies(rows, reader, foreign)
    elif len({id(m.table) for m in rows}) == len(rows) and _are_parts([m.table for m in rows]):
        _read_parts(rows, indicator, reader, foreign)
    else:
        column = first.table.fixed.get("code", first.table.fixed.get("label", 0))
        cells = tuple(m.table.place(m.row, m.table.fixed.get("code", column)) for m in reversed(rows))
        problems.append(Problem("F08", "code_twice", cells, indicator.code, found=indicator.code))
        reader.values += blank_line(indicator, first.table, UNREADABLE, first.row)


# Parameters: what reading a file has found so far and adds to.
def _read_sheets(
    tables_of: dict[str, list[Table]],
    sure: dict[str, list[MatchedRow]],
    repeated: set[str],
    unsettled: dict[str, MatchedRow],
    by_sector: dict[tuple[int, int], dict[str, MatchedRow]],
    foreign: dict[int, Problem],
    reader: IndicatorReader,
    problems: list[Problem],
) -> None:
    """Read the lines of every sheet that was found, and ask about columns that say nothing the form knows."""
    form = reader.vocabulary.reference.form
    seen_columns: set[int] = set()
    for sheet, lines in form.by_sheet.items():
        own = tables_of.get(sheet, [])
        if not own:
            continue
        for table in own:
            if id(table) in foreign and not foreign[id(table)].code:
                foreign[id(table)] = replace(foreign[id(table)], code=sheet)
                problems.append(foreign[id(table)])
        for indicator in lines:
            rows = sure.get(indicator.code, [])
            if len(rows) == 1 and id(rows[0].table) not in foreign:
                only = rows[0]
                parts = by_sector.get((id(only.table), only.row), {}) if by_sector else {}
                _read_line(only, indicator, reader, parts)
            elif rows:
                _read_rows(rows, indicator, sheet in repeated, reader, problems, foreign)
            elif indicator.code in unsettled:
                question = unsettled[indicator.code]
                reader.values += blank_line(indicator, question.table, UNREADABLE, question.row)
            else:
                reader.values += blank_line(indicator, own[0], BLANK)
        for table in own:
            if id(table) in seen_columns:
                continue
            seen_columns.add(id(table))
            _unknown_value_columns(table, sheet, form, problems)


# Parameters: what reading a file has found so far and adds to.
def _read_indicators(
    tables: list[Table],
    by_content: Callable[[set[str]], list[Table]],
    vocabulary: Vocabulary,
    reader: IndicatorReader,
    problems: list[Problem],
    notes: list[str],
    sheets_found: dict[str, Place],
    foreign: dict[int, Problem],
) -> dict[str, list[MatchedRow]]:
    """Read every line of the form; rows that are lines of other periods are given back, by code."""
    form = vocabulary.reference.form
    by_code = form.by_code
    sure: dict[str, list[MatchedRow]] = defaultdict(list)
    asked: list[MatchedRow] = []
    tables_of: dict[str, list[Table]] = defaultdict(list)
    others: dict[str, list[MatchedRow]] = {}

    comparisons = iter(range(COMPARED_LABELS))

    def match(table: Table, wanted: set[str]) -> None:
        for row in match_rows(table, vocabulary, comparisons):
            if other := code_of_other_period(row, vocabulary):
                others.setdefault(other, []).append(row)
                continue
            known = by_code.get(row.code)
            if known is not None and known.sheet not in wanted:
                continue
            if row.how in (BY_CODE, BY_LABEL):
                sure[row.code].append(row)
                own = tables_of[by_code[row.code].sheet]
                if not own or (own[-1] is not table and not any(t is table for t in own)):
                    own.append(table)
            elif row.how == EXTRA:
                notes.append(_extra_line(row))
            else:
                asked.append(row)
                require_answerable(0, len(asked))

    for table in tables:
        if not table.sheet:
            match(table, set(form.by_sheet))
    missing = {sheet for sheet in form.by_sheet if sheet not in tables_of}
    if missing:
        for table in by_content(missing):
            match(table, missing)
    _set_extracts_aside(tables_of, sure, form, notes)
    repeated = _repeated_sheets(tables_of, sure, form)
    for sheet, own in repeated.items():
        problems.append(_sheet_twice(sheet, own))
    sheets_found |= _places_of_sheets(tables_of, sure, form)
    unsettled = _ask(asked, sure, vocabulary, problems, notes)
    by_sector = sector_rows((match for rows in sure.values() for match in rows), form, reader.headings)
    reader.expect(match for rows in sure.values() for match in rows)
    for parts in by_sector.values():
        reader.expect(parts.values())
    _read_sheets(tables_of, sure, set(repeated), unsettled, by_sector, foreign, reader, problems)
    return others


def _extra_line(row: MatchedRow) -> str:
    place = row.table.place(row.row, row.table.fixed.get("label", row.table.first_column))
    return f"extra_line{WHY}{row.label}{WHY}{place.sheet or ''}{WHY}{place.cell}"


def _set_extracts_aside(
    tables_of: dict[str, list[Table]], sure: dict[str, list[MatchedRow]], form: Form, notes: list[str]
) -> None:
    """A small table that repeats a few lines of a sheet with the same figures (a summary page) is not that sheet."""
    for sheet, own in tables_of.items():
        if len(own) < 2:
            continue
        lines = [line.code for line in form.by_sheet[sheet] if sure.get(line.code)]
        rows_of = [{code: m for code in lines for m in sure[code] if m.table is table} for table in own]
        whole = [index for index, rows in enumerate(rows_of) if len(rows) == len(lines)]
        if len(whole) != 1:
            continue
        main = rows_of[whole[0]]
        for table, rows in zip(list(own), rows_of, strict=True):
            if rows is main or 2 * len(rows) >= len(lines):
                continue
            if all(_same_figures(match, main[code]) for code, match in rows.items()):
                own[:] = [t for t in own if t is not table]
                for code in rows:
                    sure[code] = [m for m in sure[code] if m.table is not table]
                place = table.title or table.place(table.heading_row, table.first_column)
                notes.append(f"extract{WHY}{sheet}{WHY}{place.sheet or ''}{WHY}{place.cell}")


def _same_figures(one: MatchedRow, other: MatchedRow) -> bool:
    """Whether every value column that both tables have holds the same cell."""
    shared = set(one.table.values) & set(other.table.values)
    return bool(shared) and all(
        one.table.cell(one.row, one.table.values[key]) == other.table.cell(other.row, other.table.values[key])
        for key in shared
    )


def _repeated_sheets(
    tables_of: dict[str, list[Table]], sure: dict[str, list[MatchedRow]], form: Form
) -> dict[str, list[Table]]:
    """Sheets of which two tables hold the same lines (not a table that goes on over the page)."""
    repeated = {}
    for sheet, own in tables_of.items():
        if len(own) < 2:
            continue
        if _are_parts(own):
            continue
        lines = [sure[line.code] for line in form.by_sheet[sheet] if sure.get(line.code)]
        twice = [rows for rows in lines if len({id(m.table) for m in rows}) > 1]
        smallest = min(sum(any(m.table is t for m in rows) for rows in lines) for t in own)
        if twice and 2 * len(twice) >= smallest:
            repeated[sheet] = own
    return repeated


def _are_parts(tables: list[Table]) -> bool:
    """Whether several tables have different columns of the same lines: FDI and DDI apart, a wide table on two pages."""
    keys = [key for table in tables for key in table.values]
    return len(tables) > 1 and len(keys) == len(set(keys)) and all(sector for sector, _ in keys)


def _read_copies(rows: list[MatchedRow], reader: IndicatorReader, foreign: dict[int, Problem]) -> None:
    """Lines of a sheet that was found twice: read where all copies say the same, else left as a question."""
    start = len(reader.values)
    first = rows[0]
    indicator = reader.vocabulary.reference.form.by_code[first.code]
    same = all(_cells_of(m) == _cells_of(first) for m in rows[1:])
    if same and not any(id(m.table) in foreign for m in rows):
        reader.read_row(first, indicator)
    else:
        reader.values[start:] = blank_line(indicator, first.table, UNREADABLE, first.row)


def _read_line(
    line: MatchedRow, indicator: Indicator, reader: IndicatorReader, by_sector: dict[str, MatchedRow]
) -> None:
    """A line, with the sectors that have rows of their own below it."""
    if not by_sector:
        reader.read_row(line, indicator)
        return
    reader.read_row(line, indicator, [column for column in indicator.columns if column.sector not in by_sector])
    for sector, row in by_sector.items():
        reader.read_row(row, indicator, [column for column in indicator.columns if column.sector == sector])


def _read_parts(
    rows: list[MatchedRow], indicator: Indicator, reader: IndicatorReader, foreign: dict[int, Problem]
) -> None:
    """A line whose columns stand in several tables: each column from the table that has it."""
    if any(id(match.table) in foreign for match in rows):
        reader.values += blank_line(indicator, rows[0].table, UNREADABLE, rows[0].row)
        return
    left = list(indicator.columns)
    for match in rows:
        own = [column for column in left if column_of(match.table.values, indicator, column) is not None]
        reader.read_row(match, indicator, own)
        left = [column for column in left if column not in own]
    reader.read_row(rows[0], indicator, left)


def _cells_of(match: MatchedRow) -> list[object]:
    return [match.table.cell(match.row, column) for column in match.table.values.values()]


def _question(match: MatchedRow, sure: dict[str, list[MatchedRow]], vocabulary: Vocabulary) -> Problem:
    """F08: a row whose code and label do not settle which line it is."""
    table = match.table
    column = (
        table.fixed.get("label", 0) if match.how == PROPOSED else table.fixed.get("code", table.fixed.get("label", 0))
    )
    cells = [table.place(match.row, column)]
    for other in sure.get(match.written, []):
        if other.table is not table or other.row != match.row:
            cells.append(other.table.place(other.row, other.table.fixed.get("code", column)))
    indicator = vocabulary.reference.form.by_code.get(match.code)
    return Problem(
        "F08",
        match.how,
        tuple(cells),
        match.code,
        found=match.written or match.label,
        expected=match.code if indicator else "",
        details={
            "label": match.label,
            "proposed": indicator.label_vi if indicator else "",
            "code": match.code,
            "suggestion_vi": f" (có thể là {match.code})" if indicator else "",
            "suggestion_en": f" (maybe {match.code})" if indicator else "",
        },
    )


def _unknown_value_columns(table: Table, sheet: str, form: Form, problems: list[Problem]) -> None:
    if not table.unknown and table.values:
        return
    missing = [
        column
        for column in form.columns_of[sheet]
        if column_of(table.values, form.by_sheet[sheet][0], column) is None
        and any(column in line.columns and column.sector in line.units for line in form.by_sheet[sheet])
    ]
    if missing:
        cells = tuple(table.heading_place(entry) for entry in table.unknown)
        found = "; ".join(entry.text for entry in table.unknown)
        if not table.unknown:  # lines without any heading: what stands above them is named
            cells = (table.place(table.first_row, table.first_column),)
            above = table.grid.rows[table.first_row - 1] if table.first_row else []
            found = "; ".join([cell for cell in above if isinstance(cell, str)][:5]) or "…"
        expected = "; ".join(f"{column.sector} {column.measure}" for column in missing)
        problems.append(Problem("F02", "column_unknown", cells, sheet, found=found, expected=expected))
