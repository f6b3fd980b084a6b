"""The lists of the form, B8 and B9: one line a zone or an event of a project, and the list's own total line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from flows.ingest.figures import uniform_columns
from flows.ingest.figures.cell_questions import (
    lost_scale,
    problem_of_cell,
    problem_of_numeral,
    readings_shown,
    rescaled,
    shown_cell,
    torn_line,
    unit_labels,
)
from flows.ingest.figures.uniform_columns import CROSSES
from flows.ingest.files.grids import CellValue, address, as_shown, column_letters, is_number, shown_date
from flows.ingest.files.limits import require_answerable
from flows.ingest.submission import (
    BLANK,
    DATE,
    NUMBER,
    TEXT,
    UNDECIDED,
    UNREADABLE,
    ListCell,
    ListLine,
    Place,
    Problem,
)
from flows.ingest.submission import NOT_APPLICABLE as X
from flows.ingest.tables.headings import is_numbering
from flows.ingest.tables.merged_cells import Cell, covered_cells
from flows.ingest.tables.table import Table
from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.numerals import MISSING, NOT_APPLICABLE, ZERO, Numeral, plain_text, read_numeral
from flows.ingest.words.unit_reading import names_a_scale, shows_otherwise, unit_for
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold
from schemas.form import ListColumn

_SHARED = ("text", "choice", "date")  # what a merged cell may say of several lines; the first of them names the line
_DATE_FIRST_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_DATE_FIRST_YEAR = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:[ T]00:00(?::00)?)?")
_DATE_WORDS = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


_FIRST_OF_TOTAL = ("T", "t", "C", "c")  # Tổng, Cộng
_AT_ONCE = {"text": uniform_columns.texts, "line": uniform_columns.line_numbers, "date": uniform_columns.days}


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a list in one table: `unit` is what it is written in, "" when there is none or it is unknown.

    `plain`: in the form's unit, and no number format of the sheet says more than its number.
    """

    form: ListColumn
    table: Table
    position: int
    unit: str
    choices: Mapping[str, str]  # folded word -> choice
    plain: bool

    def at_once(self) -> uniform_columns.ColumnReader | None:
        """What reads the whole column, if its cells are all what they should be."""
        if self.form.type in ("number", "year"):
            return uniform_columns.figures if self.plain else None
        if self.form.type == "choice":
            return uniform_columns.choices(self.choices)
        return _AT_ONCE[self.form.type]


# Reads one filled cell: its value, its column, its row (from 0) and its A1 address.
_CellReader = Callable[[CellValue, _Column, int, str], ListCell]


@dataclass(slots=True)
class _Waiting:
    line: int
    key: str
    numeral: Numeral
    column: tuple[int, int]
    place: Place
    raw: str
    sheet: str
    expected: str
    written: str
    decimals: int


@dataclass(slots=True)
class ListReader:
    """Gathers the lines of the lists of one file; `finish` decides the texts."""

    vocabulary: Vocabulary
    style: NumberStyle
    lines: list[ListLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)
    _month_first: dict[tuple[int, int], bool] = field(default_factory=dict)  # columns of dates, by table

    def read_table(self, table: Table, *, leave_open: bool = False) -> None:
        """Read every line of one list table; its cells are left open where the whole table is in question."""
        form_columns = self.vocabulary.reference.form.list_sheets[table.sheet]
        placed = [(column, table.lists[column.key]) for column in form_columns if column.key in table.lists]
        readers: dict[str, _CellReader] = {
            "text": self._text,
            "line": self._text,
            "number": self._number,
            "year": self._number,
            "date": self._date,
            "choice": self._choice,
        }
        shows_plainly = not (table.grid.telling_formats or table.grid.percent)
        columns = []
        for form_column, position in placed:
            unit = self._unit(form_column, table)[0] if form_column.unit else ""
            is_open = leave_open or position in table.open_columns
            read = self._left_open if is_open else readers[form_column.type]
            known = self.vocabulary.choices.get((table.sheet, form_column.key), {})
            column = _Column(form_column, table, position, unit, known, shows_plainly and unit == form_column.unit)
            columns.append((form_column.key, position, column_letters(position), read, column))
        absent = [column for column in form_columns if column.key not in table.lists and column.required]
        figures = [position for column, position in placed if column.type == "number"]
        shared = [position for column, position in placed if column.type in _SHARED][1:]
        covered = covered_cells(table, [*shared, *figures]) if table.grid.merged else {}
        several = frozenset(holder for cell, holder in covered.items() if cell[1] in figures and cell[0] != holder[0])
        order = {column.key: i for i, column in enumerate(form_columns)}
        rows = self._line_rows(table, placed, figures)
        at_once: dict[str, list[ListCell]] = {}
        if not (table.grid.fields or leave_open):
            apart = table.open_columns | {column for _, column in covered} | {column for _, column in several}
            digits = [str(number + 1) for number, _, _ in rows]
            for key, position, letters, _, column in columns:
                read_all = None if position in apart else column.at_once()
                cells_below = [row[position] for _, row, _ in rows] if read_all else []
                found = read_all(cells_below, [letters + own for own in digits]) if read_all else None
                if found is not None:
                    at_once[key] = found
        usual = len(at_once) == len(columns)
        whole = [dict(zip(at_once, cells)) for cells in zip(*at_once.values())] if usual else []
        number = sum(1 for line in self.lines if line.form_sheet == table.sheet and not line.total)
        for index, (row_number, row, total) in enumerate(rows):
            number += not total
            own = columns
            if table.grid.fields and table.torn(row_number):
                self.problems.append(torn_line(table, row_number, table.sheet))
                own = [(key, place, letters, self._left_open, column) for key, place, letters, _, column in columns]
            elif covered:
                row = _with_merged(row, row_number, table, covered, shared)
                own = [
                    (key, position, letters, self._merged if (row_number, position) in several else read, column)
                    for key, position, letters, read, column in columns
                ]
            where = str(row_number + 1)
            cells = (
                whole[index]
                if whole
                else {
                    key: at_once[key][index]
                    if key in at_once
                    else read(cell, column, row_number, letters + where)
                    if (cell := row[position]) or (cell is not None and cell != "")
                    else ListCell(BLANK, None, letters + where, "")
                    for key, position, letters, read, column in own
                }
            )
            for missing in absent:
                cells[missing.key] = ListCell(BLANK, None, address(row_number, table.first_column), "")
            if absent:
                cells = dict(sorted(cells.items(), key=lambda item: order[item[0]]))
            require_answerable(len(self.lines), len(self.problems))
            line_number = 0 if total else number
            self.lines.append(ListLine(table.sheet, line_number, table.grid.sheet, row_number + 1, total, cells))

    def _line_rows(
        self, table: Table, placed: list[tuple[ListColumn, int]], figures: list[int]
    ) -> list[tuple[int, list[CellValue], bool]]:
        """The rows of a table that are lines of the list: number, cells as far as the list goes, whether the total."""
        required = [position for column, position in placed if column.required]
        words = [position for column, position in placed if column.type in ("line", "text")][:3]
        line_column = table.lists.get("line")
        end = max(table.lists.values()) + 1
        found: list[tuple[int, list[CellValue], bool]] = []
        for row_number in range(table.first_row, table.end_row):
            row = table.grid.rows[row_number]
            width = len(row)
            if width < end:
                row = [*row, *[None] * (end - width)]
            filled = len(required)
            for position in required if None in row or "" in row else ():
                cell = row[position]
                if cell is None or cell == "":
                    filled -= 1
            if not filled:
                continue
            total = self._is_total(row, words)
            if not total:
                marked = line_column is not None and _is_line_number(row[line_column])
                if not marked and 2 * filled < len(required) and not _has_figure(row, figures):
                    continue
                if not marked and all(is_numbering(cell) for cell in row if cell not in (None, "")):
                    continue
            found.append((row_number, row, total))
            require_answerable(len(self.lines) + len(found), len(self.problems))
        return found

    def _is_total(self, row: list[CellValue], words: list[int]) -> bool:
        for position in words:
            cell = row[position] if position < len(row) else None
            if (
                isinstance(cell, str)
                and cell[:1] in _FIRST_OF_TOTAL
                and len(cell) <= 40
                and fold(cell) in self.vocabulary.totals
            ):
                return True
        return False

    def _unit(self, column: ListColumn, table: Table) -> tuple[str, Place | None]:
        """The unit of a number column: the one in its heading, else above the table, else the form's. "" is unknown."""
        entry = table.headings[table.lists[column.key]]
        place = table.heading_place(entry)
        written = entry.heading.unit
        units = self.vocabulary.units
        if names_a_scale(written) or (table.unit_above and names_a_scale(table.unit_above[0])):
            written, place = (written, place) if names_a_scale(written) else table.unit_above or ("", place)
        elif not written and table.unit_above:
            above = unit_for(table.unit_above[0], "", column.unit, units)
            if above and above != column.unit:
                written, place = table.unit_above
        name = unit_for(written, "", column.unit, units) if written else column.unit
        for note in table.stated:
            named = [n for n in note.units if units.by_name[n].dimension == units.by_name[column.unit].dimension]
            if written and note.everywhere:
                continue
            if named and name is not None and name not in named:
                details = unit_labels([column.unit], units)
                self.problems.append(
                    Problem(
                        "F09",
                        "unit_stated_otherwise",
                        (note.place,),
                        table.sheet,
                        found=note.text,
                        expected=details["unit_vi"],
                        details=details,
                    )
                )
                return "", note.place
        if not written:
            return column.unit, None
        if name is None:
            details = unit_labels([column.unit], units)
            self.problems.append(
                Problem(
                    "F09",
                    "unit_unknown",
                    (place,),
                    table.sheet,
                    found=written,
                    expected=details["unit_vi"],
                    details=details,
                )
            )
            return "", place
        if name != column.unit:
            details = unit_labels([column.unit], units)
            self.problems.append(
                Problem(
                    "F12",
                    "unit_converted",
                    (place,),
                    table.sheet,
                    found=written,
                    expected=details["unit_vi"],
                    details=details,
                )
            )
        return name, place

    def _merged(self, cell: CellValue, column: _Column, row_number: int, where: str) -> ListCell:
        return self._problem("F06", "number_in_merged_cells", shown_cell(cell), column, where)

    def _left_open(self, cell: CellValue, column: _Column, row_number: int, where: str) -> ListCell:
        return ListCell(UNREADABLE, None, where, shown_cell(cell))

    def _text(self, cell: CellValue, column: _Column, row_number: int, where: str) -> ListCell:
        if isinstance(cell, str):
            text = cell.strip()
            if len(text) > 1:
                if "  " in text or "\n" in text or "\t" in text:
                    text = " ".join(text.split())
            else:
                if not text:
                    return ListCell(BLANK, None, where, "")
                if text in CROSSES:
                    return ListCell(X, None, where, text)
            return ListCell(TEXT, text, where, text)
        if is_number(cell):
            text = f"{cell:.15g}"
            return ListCell(TEXT, text, where, text)
        return self._other(cell, column, where)

    def _number(self, cell: CellValue, column: _Column, row_number: int, where: str) -> ListCell:
        if column.plain and is_number(cell) and math.isfinite(cell):
            raw, value = as_shown(cell)
            return ListCell(NUMBER, value, where, raw)
        expected, written = column.form.unit, column.unit
        if is_number(cell):
            grid = column.table.grid
            if grid.telling_formats and cell and (written or not expected):
                # A bare number has no unit to differ from, but may be shown in thousands all the same.
                code = grid.telling_formats.get((row_number, column.position))
                if code and shows_otherwise(code, cell, written, "", self.vocabulary.units):
                    return self._problem("F09", "format_tells_otherwise", code, column, where)
            if grid.percent and cell and (row_number, column.position) in grid.percent:
                return self._problem("F09", "percent_unexpected", f"{cell:.15g}", column, where)
            if not math.isfinite(cell):
                return self._problem("F06", "words_in_number_cell", str(cell), column, where)
            raw, value = as_shown(cell)
            if written != expected and cell != 0:
                if not written:
                    return ListCell(UNREADABLE, None, where, raw)
                ratio = self.vocabulary.units.ratio(written, expected)
                return ListCell(NUMBER, float(Decimal(raw) * ratio), where, raw)
            return ListCell(NUMBER, value, where, raw)
        if isinstance(cell, (date, datetime)) and column.form.type == "year":
            return self._problem("F06", "date_for_number", shown_date(cell), column, where)
        if not isinstance(cell, str):
            return self._other(cell, column, where)
        raw = cell.strip()
        if raw in CROSSES:
            return ListCell(X, None, where, raw)
        numeral = read_numeral(raw, written, self.vocabulary.units)
        if numeral.kind == NOT_APPLICABLE:
            return ListCell(X, None, where, raw)
        if numeral.kind == ZERO:
            return ListCell(NUMBER, 0.0, where, raw)
        if numeral.kind == MISSING:
            return ListCell(BLANK, None, where, raw)
        kind = problem_of_numeral(numeral, raw)
        if kind:
            return self._problem("F06", kind, raw, column, where)
        table = column.table
        self.style.see(numeral, (table.grid_index, column.position))
        self._waiting.append(
            _Waiting(
                len(self.lines),
                column.form.key,
                numeral,
                (table.grid_index, column.position),
                Place(table.grid.sheet, where),
                raw,
                table.sheet,
                expected,
                written,
                column.form.decimals,
            )
        )
        return ListCell(UNDECIDED, None, where, raw)

    def _date(self, cell: CellValue, column: _Column, row_number: int, where: str) -> ListCell:
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            return ListCell(DATE, day, where, shown_date(day))
        if isinstance(cell, str):
            raw = cell.strip()
            if not raw:
                return ListCell(BLANK, None, where, "")
            if raw in CROSSES:
                return ListCell(X, None, where, raw)
            found = read_date(raw)
            if found and found.day <= 12 and _day_first(raw) and self._writes_month_first(column):
                found = None  # the column writes the month first: 08/01/2023 may be 1 August
            if found:
                return ListCell(DATE, found, where, raw)
            return self._problem("F06", "date_unreadable", raw, column, where)
        if is_number(cell):
            return self._problem("F06", "date_unreadable", f"{cell:.15g}", column, where)
        return self._other(cell, column, where)

    def _writes_month_first(self, column: _Column) -> bool:
        place = (id(column.table), column.position)
        known = self._month_first.get(place)
        if known is None:
            known = self._month_first[place] = _has_month_first(column.table, column.position)
        return known

    def _choice(self, cell: CellValue, column: _Column, row_number: int, where: str) -> ListCell:
        if not isinstance(cell, (str, int, float)) or isinstance(cell, bool):
            return self._other(cell, column, where)
        raw = cell.strip() if isinstance(cell, str) else f"{cell:.15g}"
        if len(raw) <= 1:
            if not raw:
                return ListCell(BLANK, None, where, "")
            if raw in CROSSES:
                return ListCell(X, None, where, raw)
        choice = column.choices.get(fold(raw))
        if choice:
            return ListCell(TEXT, choice, where, raw)
        return self._problem("F06", "choice_unknown", raw, column, where)

    def _other(self, cell: CellValue, column: _Column, where: str) -> ListCell:
        kind, raw = problem_of_cell(cell)
        rule = "F10" if kind in ("error_value", "formula_uncalculated") else "F06"
        return self._problem(rule, kind, raw, column, where)

    def _problem(self, rule: str, kind: str, raw: str, column: _Column, where: str) -> ListCell:
        form = column.form
        place = Place(column.table.grid.sheet, where)
        expected = "; ".join(form.choices.values()) if form.choices else ""
        details = {"column": form.label_vi}
        if form.unit:
            details |= unit_labels([form.unit], self.vocabulary.units)
        else:  # a bare number counts what its column is named for
            details |= {"unit_vi": form.label_vi, "unit_en": form.label_en}
        self.problems.append(Problem(rule, kind, (place,), form.sheet, found=raw, expected=expected, details=details))
        return ListCell(UNREADABLE, None, where, raw)

    def finish(self) -> list[ListLine]:
        """Decide every number written as text."""
        units = self.vocabulary.units
        for w in self._waiting:
            reading = self.style.decide(w.numeral, w.column)
            cells = self.lines[w.line].cells
            if reading is None:
                shown, details = readings_shown(w.numeral)
                details["decimals"] = str(w.decimals)
                self.problems.append(
                    Problem(
                        "F07", "number_undecided", (w.place,), w.sheet, found=w.raw, expected=shown, details=details
                    )
                )
                continue
            value: float | None = float(reading.value)
            if w.expected and not w.written and not reading.unit and reading.value != 0:
                value = None
            elif w.expected and reading.unit and reading.unit != w.expected:
                other_kind = units.by_name[reading.unit].dimension != units.by_name[w.expected].dimension
                if other_kind or (w.numeral.own_unit and lost_scale(reading, w.written, units)):
                    value = None
                    labels = unit_labels([w.expected], units)
                    self.problems.append(
                        Problem(
                            "F09",
                            "unit_unknown",
                            (w.place,),
                            w.sheet,
                            found=w.raw,
                            expected=labels["unit_vi"],
                            details=labels,
                        )
                    )
                else:
                    value = float(reading.value * units.ratio(reading.unit, w.expected))
                    if w.numeral.own_unit and rescaled(w.raw, value):
                        labels = unit_labels([w.expected], units)
                        self.problems.append(
                            Problem(
                                "F12",
                                "unit_converted",
                                (w.place,),
                                w.sheet,
                                found=w.raw,
                                expected=labels["unit_vi"],
                                details=labels,
                            )
                        )
            state = NUMBER if value is not None else UNREADABLE
            cells[w.key] = ListCell(state, value, w.place.cell, w.raw)
        return self.lines


def _with_merged(
    row: list[CellValue], number: int, table: Table, covered: Mapping[Cell, Cell], shared: Iterable[int]
) -> list[CellValue]:
    """A row with what merged cells say of it in these columns, where a column of its own holds it."""
    filled = list(row)
    for position in shared:
        holder = covered.get((number, position)) if filled[position] is None else None
        if holder is not None and holder[1] == position:
            filled[position] = table.cell(*holder)
    return filled


def _has_figure(row: list[CellValue], columns: list[int]) -> bool:
    for column in columns:
        cell = row[column] if column < len(row) else None
        if (isinstance(cell, (int, float)) and not isinstance(cell, bool)) or (
            isinstance(cell, str) and cell[:1].isdigit() and not is_numbering(cell)
        ):
            return True
    return False


def _is_line_number(cell: CellValue) -> bool:
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool) and cell > 0
    return isinstance(cell, str) and cell.strip().rstrip(".").isdigit()


def _day_first(text: str) -> re.Match[str] | None:
    return _DATE_FIRST_DAY.fullmatch(plain_text(text))


def _has_month_first(table: Table, column: int) -> bool:
    """Whether some date of a column can only be read with its month first (`08/20/2023`)."""
    for row in range(table.first_row, table.end_row):
        cell = table.cell(row, column)
        written = _day_first(cell) if isinstance(cell, str) else None
        if written and int(written[1]) <= 12 < int(written[2]) <= 31:
            return True
    return False


def read_date(text: str) -> date | None:
    """A date as people write it, day before month (`28/01/2023`, `2023-01-28`, `28 tháng 1 năm 2023`); None if none."""
    plain = plain_text(text)
    for pattern, order in ((_DATE_FIRST_DAY, (3, 2, 1)), (_DATE_FIRST_YEAR, (1, 2, 3)), (_DATE_WORDS, (3, 2, 1))):
        match = pattern.fullmatch(plain)
        if match:
            try:
                return date(*(int(match[group]) for group in order))
            except ValueError:
                return None
    return None
