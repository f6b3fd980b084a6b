"""The lines of the form in the tables of one file: which row is which line, and the figures of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flows.ingest.figures.indicators import IndicatorReader, blank_line
from flows.ingest.figures.line_layout import column_of
from flows.ingest.figures.line_matching import BY_CODE, BY_LABEL, EXTRA, PROPOSED, MatchedRow, has_figures, match_rows
from flows.ingest.figures.other_periods import code_of_other_period
from flows.ingest.figures.sector_rows import SectorRows, sector_rows
from flows.ingest.files.limits import require_answerable
from flows.ingest.submission import BLANK, UNREADABLE, Note, Place, Problem
from flows.ingest.tables.table import Table
from flows.ingest.words.vocabulary import Vocabulary
from flows.texts.reading import MAY_BE
from flows.texts.rules import where
from schemas.facts.words import folded_words
from schemas.folding import fold
from schemas.form import Form, Indicator

_OF_WHICH = folded_words("of_which")  # beginnings of a line that is a part of the one above
_Rows = dict[str, list[MatchedRow]]  # by code


@dataclass(slots=True)
class LinesOfFile:
    """Finds the lines of the form in tables of indicators and reads them.

    `foreign`: tables (by id) that are another board's or period's, with the problem that says so. After `read`:
    `sure` are the rows that are lines, `others` those of lines of other periods, both by code; `asked` the rows in
    question and `extra` those passed over.
    """

    vocabulary: Vocabulary
    reader: IndicatorReader
    foreign: dict[int, Problem]
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    sheets_found: dict[str, Place] = field(default_factory=dict)
    sure: _Rows = field(default_factory=lambda: defaultdict(list))
    others: _Rows = field(default_factory=dict)
    asked: list[MatchedRow] = field(default_factory=list)
    extra: list[MatchedRow] = field(default_factory=list)
    tables_of: dict[str, list[Table]] = field(default_factory=lambda: defaultdict(list))
    _rows_read: list[MatchedRow] = field(default_factory=list)

    @property
    def form(self) -> Form:
        return self.vocabulary.reference.form

    def read(self, tables: list[Table], by_content: Callable[[set[str]], list[Table]]) -> None:
        """Read every line; sheets whose tables are not known by their headings are looked for `by_content`."""
        for table in tables:
            if not table.sheet:
                self._match(table, set(self.form.by_sheet))
        missing = {sheet for sheet in self.form.by_sheet if sheet not in self.tables_of}
        for table in by_content(missing) if missing else ():
            self._match(table, missing)
        _set_extracts_aside(self.tables_of, self.sure, self.form, self.notes)
        repeated = _repeated_sheets(self.tables_of, self.sure, self.form)
        self.problems += [sheet_twice(sheet, own) for sheet, own in repeated.items()]
        self._name_sheets()
        unsettled = self._ask()
        by_sector = sector_rows(
            (match for rows in self.sure.values() for match in rows), self.form, self.reader.headings
        )
        self.reader.expect(match for rows in self.sure.values() for match in rows)
        for parts in by_sector.values():
            self.reader.expect(parts.values())
        self._rows_read = [match for rows in self.sure.values() for match in rows]
        self._rows_read += [match for parts in by_sector.values() for match in parts.values()]
        self._rows_read += [match for rows in self.others.values() for match in rows if match.code in self.form.by_code]
        seen: set[int] = set()
        for sheet, lines in self.form.by_sheet.items():
            own = self.tables_of.get(sheet, [])
            if not own:
                continue
            self._say_foreign(sheet, own)
            for indicator in lines:
                self._read_line(indicator, own, sheet in repeated, unsettled, by_sector)
            for table in own:
                if id(table) not in seen:
                    seen.add(id(table))
                    _unknown_value_columns(table, sheet, self.form, self.problems)

    def rows_read(self) -> list[MatchedRow]:
        """Every row that was read as a line or as a part of one."""
        return self._rows_read

    def _match(self, table: Table, wanted: set[str]) -> None:
        """Sort the rows of a table: lines of the wanted sheets, lines of other periods, questions, rows passed over."""
        by_code = self.form.by_code
        for row in match_rows(table, self.vocabulary):
            if other := code_of_other_period(row, self.vocabulary):
                self.others.setdefault(other, []).append(row)
                continue
            known = by_code.get(row.code)
            if known is not None and known.sheet not in wanted:
                continue
            if row.how in (BY_CODE, BY_LABEL):
                self.sure[row.code].append(row)
                own = self.tables_of[by_code[row.code].sheet]
                if not own or (own[-1] is not table and not any(t is table for t in own)):
                    own.append(table)
            elif row.how == EXTRA:
                self.extra.append(row)
            else:
                self.asked.append(row)
                require_answerable(0, len(self.asked))

    def _name_sheets(self) -> None:
        """Where each sheet of the form was found: at its title, in one wide table at its first line."""
        for sheet, own in self.tables_of.items():
            table = own[0]
            if sum(any(t is table for t in others) for others in self.tables_of.values()) > 1:
                first = next(self.sure[line.code][0] for line in self.form.by_sheet[sheet] if self.sure.get(line.code))
                self.sheets_found[sheet] = table.place(first.row, table.fixed.get("sheet", table.first_column))
            else:
                self.sheets_found[sheet] = table.beginning

    def _ask(self) -> _Unsettled:
        """Put the questions about rows; the lines that they leave open."""
        unsettled: _Unsettled = {}
        for question in self.asked:
            if question.how == PROPOSED and self.sure.get(question.code) and _is_part(question):
                self.extra.append(question)  # `Trong đó: lao động nữ` below a line that was read
                continue
            self.problems.append(_question(question, self.sure, self.vocabulary))
            for code in {question.code, question.written}:
                if code in self.form.by_code and not self.sure.get(code):
                    unsettled.setdefault(code, question)
        self._ask_beside_missing(unsettled)
        return unsettled

    def _ask_beside_missing(self, unsettled: _Unsettled) -> None:
        """A row with figures that is no line is asked about where a line of its table is missing, else noted."""
        for row in self.extra:
            missing = [] if _is_part(row) else self._missing_beside(row.table, unsettled)
            if not missing or not has_figures(row.table, row.row):
                self.notes.append(_extra_line(row))
                continue
            place = row.table.place(row.row, row.table.fixed.get("label", row.table.first_column))
            shown = "; ".join(f"{line.code} “{line.label_vi}”" for line in missing[:3])
            english = "; ".join(f"{line.code} “{line.label_en}”" for line in missing[:3])
            details = {"label": row.label, "missing_vi": shown, "missing_en": english}
            self.problems.append(
                Problem(
                    "F08",
                    "line_beside_missing",
                    (place,),
                    missing[0].code,
                    found=row.label,
                    expected=shown,
                    details=details,
                )
            )
            for line in missing:
                unsettled.setdefault(line.code, row)

    def _missing_beside(self, table: Table, unsettled: _Unsettled) -> list[Indicator]:
        """The lines of the sheets of a table that stand nowhere in the file."""
        sheets = [sheet for sheet, own in self.tables_of.items() if any(one is table for one in own)]
        lines = (line for sheet in sheets for line in self.form.by_sheet[sheet])
        return [line for line in lines if not self.sure.get(line.code) and _open(line, unsettled)]

    def _say_foreign(self, sheet: str, own: list[Table]) -> None:
        for table in own:
            said = self.foreign.get(id(table))
            if said is not None and not said.code:
                self.foreign[id(table)] = replace(said, code=sheet)
                self.problems.append(self.foreign[id(table)])

    def _read_line(
        self, indicator: Indicator, own: list[Table], repeated: bool, unsettled: _Unsettled, by_sector: SectorRows
    ) -> None:
        """The figures of one line, from the row or rows that are it."""
        rows = self.sure.get(indicator.code, [])
        if len(rows) == 1:
            only = rows[0]
            if id(only.table) in self.foreign:
                self.reader.values += blank_line(indicator, only.table, UNREADABLE, only.row)
            else:
                _read_row(
                    only, indicator, self.reader, by_sector.get((id(only.table), only.row), {}) if by_sector else {}
                )
        elif rows and repeated:
            _read_copies(rows, self.reader, self.foreign)
        elif rows and len({id(m.table) for m in rows}) == len(rows) and _are_parts([m.table for m in rows]):
            _read_parts(rows, indicator, self.reader, self.foreign)
        elif rows:
            column = rows[0].table.fixed.get("code", rows[0].table.fixed.get("label", 0))
            cells = tuple(m.table.place(m.row, m.table.fixed.get("code", column)) for m in reversed(rows))
            self.problems.append(Problem("F08", "code_twice", cells, indicator.code, found=indicator.code))
            self.reader.values += blank_line(indicator, rows[0].table, UNREADABLE, rows[0].row)
        elif indicator.code in unsettled:
            question = unsettled[indicator.code]
            self.reader.values += blank_line(indicator, question.table, UNREADABLE, question.row)
        else:
            self.reader.values += blank_line(indicator, own[0], BLANK)


_Unsettled = dict[str, MatchedRow]  # code of a line that is not found -> the row in question that it may be


def _open(line: Indicator, unsettled: _Unsettled) -> bool:
    """Whether a missing line is not already what another kind of question is about."""
    return line.code not in unsettled or unsettled[line.code].how == EXTRA


def _is_part(row: MatchedRow) -> bool:
    return fold(row.label).startswith(_OF_WHICH)


def sheet_twice(sheet: str, tables: list[Table]) -> Problem:
    places = tuple(t.beginning for t in tables)
    stand = "; ".join(f"{p.sheet}!{p.cell}" if p.sheet else p.cell for p in places)
    named = [where(place.sheet, place.cell) for place in places]
    details = {f"places_{language}": "; ".join(texts) for language, texts in zip(("vi", "en"), zip(*named))}
    return Problem("F02", "sheet_twice", places[::-1], sheet, found=stand, details=details | {"sheet": sheet})


def _extra_line(row: MatchedRow) -> Note:
    place = row.table.place(row.row, row.table.fixed.get("label", row.table.first_column))
    return Note.at("extra_line", row.label, place)


def _set_extracts_aside(
    tables_of: dict[str, list[Table]], sure: dict[str, list[MatchedRow]], form: Form, notes: list[Note]
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
                notes.append(Note.at("extract", sheet, table.beginning))


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


def _read_row(
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
            "suggestion_vi": MAY_BE.vi.format(code=match.code) if indicator else "",
            "suggestion_en": MAY_BE.en.format(code=match.code) if indicator else "",
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
