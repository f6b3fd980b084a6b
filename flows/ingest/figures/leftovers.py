"""Figures of a recognised table that are in no cell of the form: asked about beside a blank cell, else said.

Nothing a person sees is dropped: a figure one column right of its heading, on the next row, inside the label, among the
headings, under `Ghi chú` or in a comment is either read, asked about, or named as passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.ingest.figures.cell_questions import shown_cell
from flows.ingest.figures.indicators import IndicatorReader
from flows.ingest.figures.line_layout import column_of
from flows.ingest.figures.line_matching import BY_LABEL, FIGURE_AT_END, MatchedRow, bare_label
from flows.ingest.files.grids import CellValue, address, column_letters, is_number
from flows.ingest.submission import BLANK, UNREADABLE, ListCell, Place, Problem
from flows.ingest.tables.headings import is_numbering
from flows.ingest.tables.table import Table
from flows.ingest.words.dates import DAY_IN_WORDS, without_days
from flows.ingest.words.numerals import NUMBER, read_numeral
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold
from schemas.form import ValueColumn

_DIGITS = re.compile(r"\d")
_DAY_AT_END = re.compile(rf"{DAY_IN_WORDS}$")
# A number that is none of a phone, a day or a decision (`12/QĐ-UBND`), and the two words after it.
_FIGURE_IN_WORDS = re.compile(r"(?<![\w.,/-])(?!0\d)(\d(?:[\d.,]*\d)?)(?![\w/-]|[.,]\d)\s*([^\W\d]*(?: [^\W\d]+)?)")
_LONGEST_NOTE = 300
_NOT_WAITED_FOR = ("verified",)  # what the bloc fills in, not the board
LINE_NUMBERS, _LONGEST_LINE_NUMBER = frozenset(range(1_000)), 6
_LINE_NUMBERS_OR_NONE = LINE_NUMBERS | {None}
_Row = tuple[int, int, int]  # index of a grid, first column of a table (others may stand beside it), row


@dataclass(slots=True)
class Leftovers:
    """What is left of the tables of indicators of one file after its lines were read."""

    vocabulary: Vocabulary
    reader: IndicatorReader
    questioned: frozenset[tuple[str | None, str]]  # columns (sheet and letters) that are asked about already
    problems: list[Problem] = field(default_factory=list)
    _blank: dict[_Row, list[int]] = field(default_factory=lambda: defaultdict(list))  # row -> values left blank

    def of_tables(self, rows: Iterable[MatchedRow], asked: Iterable[MatchedRow]) -> None:
        """Go through the tables in which lines were found; `asked` are rows that are asked about as a whole."""
        lines: dict[_Row, MatchedRow] = {}
        tables: dict[tuple[int, int, int], Table] = {}
        for row in rows:
            lines.setdefault(_row_of(row), row)
            tables.setdefault((row.table.grid_index, row.table.first_row, row.table.first_column), row.table)
        self._find_blanks(lines)
        whole = {_row_of(row) for row in asked}
        for table in tables.values():
            if table.values:  # else all of it is asked about
                self._of_table(table, lines, whole)

    def _find_blanks(self, lines: Mapping[_Row, MatchedRow]) -> None:
        blank: dict[str, list[int]] = defaultdict(list)
        for position, value in enumerate(self.reader.values):
            if value is None or value.state != BLANK or value.raw_text or not value.place.cell:
                continue
            if value.measure not in _NOT_WAITED_FOR:
                blank[value.code].append(position)
        for row, match in lines.items():
            if match.code in blank:
                self._blank[row] = blank[match.code]

    def _of_table(self, table: Table, lines: Mapping[_Row, MatchedRow], whole: set[_Row]) -> None:
        fixed, grid = table.fixed, table.grid
        label, numbering = fixed.get("label"), fixed.get("line")
        figures = sorted({*table.values.values()})
        unread: dict[tuple[ValueColumn, ...], list[int]] = {}
        found: dict[int, list[tuple[Place, str, _Row | None]]] = defaultdict(list)
        last = max((row for index, _, row in lines if index == table.grid_index), default=-1)
        above: _Row | None = None
        for number in range(table.heading_row, table.end_row):
            cells, row = grid.rows[number], (table.grid_index, table.first_column, number)
            line = lines.get(row)
            if number < table.first_row:
                looked = [] if _is_numbering_row(cells, table) else range(table.first_column, table.end_column + 1)
            elif line is not None:
                above = row
                looked = self._not_read(table, line, figures, unread)
                if label is not None and label < len(cells) and self._in_label(cells[label], line, row):
                    found[label].append((table.place(number, label), str(cells[label]), row))
            elif row in whole:
                continue
            elif number > last + 2:
                if self._blank:
                    found[-2] += self._in_notes(table, number)
                continue
            else:
                named = label is not None and label < len(cells) and cells[label] not in (None, "")
                # A label that goes on below a line left blank may have the figure beside it.
                goes_on = above is not None and above[2] == number - 1 and above in self._blank
                above = None if named and not goes_on else above
                looked = [*figures, *table.beside, *fixed.values()]
            for column in looked:
                cell = cells[column] if column < len(cells) else None
                if cell is None or cell == "" or (column == numbering and not _no_line_number(cell)):
                    continue
                if number < table.first_row and is_numbering(cell):
                    continue
                beside = above if (line is None and number >= table.first_row) else row if line is not None else None
                noted = number >= table.first_row and column in table.beside and _says_figure(cell, self.vocabulary)
                if noted or self._is_figure(cell, row if line is not None else beside):
                    found[column].append((table.place(number, column), shown_cell(cell), beside))
            if grid.comments:
                for column in range(table.first_column, table.end_column):
                    text = grid.comments.get((number, column), "")
                    if text and _DIGITS.search(text):
                        found[-1].append((table.place(number, column), text, row if line is not None else None))
        for column, figures_found in found.items():
            if column < 0 or (grid.sheet, column_letters(column)) not in self.questioned:
                self._say(table, figures_found, lines)

    def _in_notes(self, table: Table, number: int) -> list[tuple[Place, str, _Row | None]]:
        """Notes further below a table (`Ghi chú: ...`) with a figure, which may be that of a line left blank."""
        notes = tuple(word for word, role in self.vocabulary.columns.items() if role == "ignore")
        cells = enumerate(table.grid.rows[number][table.first_column : table.end_column], table.first_column)
        return [
            (table.place(number, column), cell, None)
            for column, cell in cells
            if isinstance(cell, str) and _DIGITS.search(without_days(cell)) and fold(cell).startswith(notes)
        ]

    def _not_read(
        self,
        table: Table,
        line: MatchedRow,
        figures: Sequence[int],
        known: dict[tuple[ValueColumn, ...], list[int]],
    ) -> list[int]:
        """The columns of a line in which nothing of the form is read; `known` keeps those of `figures`."""
        looked = [*table.beside]
        numbering = table.fixed.get("line")
        if numbering is not None and table.cell(line.row, numbering) not in LINE_NUMBERS:
            looked.append(numbering)
        if line.how == BY_LABEL and (code := table.fixed.get("code")) is not None:
            looked.append(code)
        unit = table.fixed.get("unit")
        if unit is not None and _looks_like_figure(table.cell(line.row, unit)):
            looked.append(unit)
        if line.table is table:
            own = self.vocabulary.reference.form.by_code[line.code]
            if own.columns not in known:
                read = {column_of(table.values, own, column) for column in own.columns}
                known[own.columns] = [column for column in figures if column not in read]
            looked += known[own.columns]
        return looked

    def _is_figure(self, cell: CellValue, row: _Row | None) -> bool:
        """Whether a cell beside the form holds a figure; in words only where a cell of its line is blank."""
        if is_number(cell):
            return True
        if not isinstance(cell, str) or not _DIGITS.search(cell):
            return False
        if len(cell) < 40 and read_numeral(cell.strip(), "", self.vocabulary.units).kind == NUMBER:
            return True
        # The day under a table, before the names of who signs, is no figure of the last line.
        return row is not None and bool(self._blank.get(row)) and _DIGITS.search(without_days(cell)) is not None

    def _in_label(self, cell: CellValue, line: MatchedRow, row: _Row) -> bool:
        """Whether a label is a figure, or ends with one that is not the form's where the line is blank."""
        if isinstance(cell, str) and not _DIGITS.search(cell):
            return False
        if _looks_like_figure(cell):
            return True
        if not isinstance(cell, str) or not self._blank.get(row):
            return False
        known = self.vocabulary.reference.form.by_code[line.code].label_vi
        return FIGURE_AT_END.search(bare_label(cell)) is not None and FIGURE_AT_END.search(known) is None

    def _say(
        self, table: Table, found: Sequence[tuple[Place, str, _Row | None]], lines: Mapping[_Row, MatchedRow]
    ) -> None:
        """One question for the figures of a column that stand beside blank cells, one remark for the others."""
        sheet = self._sheet_of(table, lines)
        asked = [one for one in found if one[2] is not None and self._blank.get(one[2])]
        said = [one for one in found if one not in asked]
        for some, rule, kind in ((asked, "F06", "figure_beside"), (said, "F14", "figures_passed_over")):
            if not some:
                continue
            shown = "; ".join(dict.fromkeys(" ".join(text.split())[:60] for _, text, _ in some[:5]))
            row = some[0][2]
            line = lines[row] if row is not None else None
            label = self.vocabulary.reference.form.by_code[line.code] if line is not None else None
            details = {"label": f"{label.code} “{label.label_vi}”" if label else "", "sheet": sheet}
            details["label_en"] = f"{label.code} “{label.label_en}”" if label else ""
            code = label.code if label and rule == "F06" else sheet
            self.problems.append(
                Problem(rule, kind, tuple(place for place, _, _ in some), code, found=shown, details=details)
            )
        for _, _, row in asked:
            for position in self._blank.pop(row, []) if row is not None else []:
                value = self.reader.values[position]
                if value is not None:
                    self.reader.values[position] = value._replace(state=UNREADABLE)

    def _sheet_of(self, table: Table, lines: Mapping[_Row, MatchedRow]) -> str:
        own = (table.grid_index, table.first_column)
        codes = (line.code for (*where, _), line in lines.items() if tuple(where) == own)
        return next((self.vocabulary.reference.form.by_code[code].sheet for code in codes), "")


def _row_of(line: MatchedRow) -> _Row:
    return line.table.grid_index, line.table.first_column, line.row


def columns_of(problems: Iterable[Problem]) -> frozenset[tuple[str | None, str]]:
    """The columns that questions about headings (F02) name."""
    return frozenset(
        (place.sheet, place.cell.rstrip("0123456789"))
        for problem in problems
        if problem.rule == "F02"
        for place in problem.cells
    )


def _is_numbering_row(cells: Sequence[CellValue], table: Table) -> bool:
    filled = [cell for cell in cells[table.first_column : table.end_column] if cell not in (None, "")]
    return all(map(is_numbering, filled))


def _looks_like_figure(cell: CellValue) -> bool:
    if isinstance(cell, str):
        text = cell.strip()
        figures = 0 < len(text) < 40 and _DIGITS.search(text) and not _DAY_AT_END.search(text)
        return bool(figures) and read_numeral(text).kind == NUMBER
    return is_number(cell)


def _says_figure(cell: CellValue, vocabulary: Vocabulary) -> bool:
    """Whether a note says a figure in words: a number with decimals or groups, or one before a unit."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_NOTE or not _DIGITS.search(cell):
        return False
    for number, after in _FIGURE_IN_WORDS.findall(_DAY_AT_END.sub("", cell)):
        words = after.split()
        if number.isdigit():
            if any(vocabulary.units.named(" ".join(words[:count])) for count in range(1, len(words) + 1)):
                return True
        elif read_numeral(number).kind == NUMBER:
            return True
    return False


def _no_line_number(cell: CellValue) -> bool:
    """Whether what stands in the column of line numbers is a figure that numbers no line."""
    if is_number(cell):
        return cell not in LINE_NUMBERS
    return isinstance(cell, str) and len(cell.strip()) > _LONGEST_LINE_NUMBER and _looks_like_figure(cell)


def beside_lists(
    table: Table,
    rows: Mapping[int, Mapping[str, ListCell]],
    of_lines_only: Sequence[int],
    vocabulary: Vocabulary,
) -> list[Problem]:
    """Figures beside the columns of a list: asked about on a line that has a blank cell, else said.

    rows: the cells of each row (from 0) that is a line; of sums and heads none.
    of_lines_only: the columns that are not read of sums and heads.
    """
    asked: list[tuple[Place, str]] = []
    said: list[tuple[Place, str]] = []
    sheet = table.sheet
    columns = sorted({*table.lists.values(), *table.beside, table.end_column})
    numbering = table.lists.get("line", -1)
    own = (row[numbering] for row in map(table.grid.rows.__getitem__, rows) if numbering < len(row))
    plain = numbering < 0 or _LINE_NUMBERS_OR_NONE.issuperset(own)
    of_lines = table.beside if plain else (*table.beside, numbering)
    for number in range(table.heading_row, table.end_row):
        line = rows.get(number)
        if line and not of_lines:
            continue
        cells = table.grid.rows[number]
        looked = columns if line is None else of_lines if line else (*of_lines, *of_lines_only)
        if number < table.first_row and _is_numbering_row(cells, table):
            continue
        for column in looked:
            cell = cells[column] if column < len(cells) else None
            if cell is None or (column == numbering and not _no_line_number(cell)):
                continue
            if not _looks_like_figure(cell) and (number < table.first_row or not _says_figure(cell, vocabulary)):
                continue
            if number >= table.first_row or not is_numbering(cell):
                one = (Place(table.grid.sheet, address(number, column)), shown_cell(cell))
                blank = line and column != numbering and any(own.state == BLANK for own in line.values())
                (asked if blank else said).append(one)
    for (number, column), text in table.grid.comments.items():
        within = table.heading_row <= number < table.end_row and table.first_column <= column < table.end_column
        if within and _DIGITS.search(text):
            blank = any(own.state == BLANK for own in rows.get(number, {}).values())
            (asked if blank else said).append((table.place(number, column), text))
    problems = []
    for some, rule, kind in ((asked, "F06", "figure_beside"), (said, "F14", "figures_passed_over")):
        if some:
            shown = "; ".join(dict.fromkeys(text[:60] for _, text in some[:5]))
            details = {"label": sheet, "label_en": sheet, "sheet": sheet}
            places = tuple(place for place, _ in some)
            problems.append(Problem(rule, kind, places, sheet, found=shown, details=details))
    return problems
