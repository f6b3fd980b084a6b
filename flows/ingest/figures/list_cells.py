"""The cells of a list: words, choices, figures and days, each read by what its column holds, or asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from flows.ingest.figures import uniform_columns
from flows.ingest.figures.cell_questions import (
    lost_scale,
    problem_of_cell,
    problem_of_numeral,
    readings_shown,
    rescaled,
    rule_of_problem,
    shown_cell,
    unit_labels,
)
from flows.ingest.figures.identifiers import doubtful, several
from flows.ingest.figures.uniform_columns import CROSSES
from flows.ingest.files.grids import CellValue, as_shown, is_number, shown_date
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
from flows.ingest.tables.table import Table
from flows.ingest.words.dates import day_of_serial, figures_of_date, read_date, read_month_first, with_month_first
from flows.ingest.words.languages import in_one_language
from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.numerals import (
    MISSING,
    NOT_APPLICABLE,
    ZERO,
    Numeral,
    is_amount,
    is_ditto,
    is_missing,
    read_numeral,
)
from flows.ingest.words.unit_reading import names_a_scale, shows_otherwise, unit_for
from flows.ingest.words.vocabulary import Vocabulary
from flows.texts.reading import MORE_OF_COLUMN
from schemas.folding import fold
from schemas.form import ListColumn

_AT_ONCE = {"text": uniform_columns.texts, "line": uniform_columns.line_numbers, "date": uniform_columns.days}


class Column(NamedTuple):
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
CellReader = Callable[[CellValue, Column, int, str], ListCell]


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
class _Asked:
    """One question about a column: its cells, and for the first of them what it holds and what may be meant."""

    problem: Problem
    cells: list[Place] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CellsOfLists:
    """Reads the cells of the lists of one file; `finish` decides the figures written as texts."""

    vocabulary: Vocabulary
    style: NumberStyle
    lines: list[ListLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)
    _dates: dict[tuple[int, int], DateColumn] = field(default_factory=dict)  # by table and column
    _asked: dict[tuple[int, int, str], _Asked] = field(default_factory=dict)  # by table, column and kind

    def reader(self, column: ListColumn) -> CellReader:
        """What reads the cells of a column."""
        kind = column.type
        if kind in ("number", "year"):
            return self._number
        return self._date if kind == "date" else self._choice if kind == "choice" else self._text

    def unit(self, column: ListColumn, table: Table) -> tuple[str, Place | None]:
        """The unit of a number column: the one in its heading, else above the table, else the form's. "" is unknown."""
        entry = table.headings[table.lists[column.key]]
        if not (entry.heading.unit or table.unit_above or table.stated):
            return column.unit, None
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

    def merged(self, cell: CellValue, column: Column, row_number: int, where: str) -> ListCell:
        return self._problem("F06", "number_in_merged_cells", shown_cell(cell), column, where)

    def left_open(self, cell: CellValue, column: Column, row_number: int, where: str) -> ListCell:
        return ListCell(UNREADABLE, None, where, shown_cell(cell))

    def _text(self, cell: CellValue, column: Column, row_number: int, where: str) -> ListCell:
        if isinstance(cell, str):
            text = cell.strip()
            if len(text) > 1:
                if column.form.type == "text" and is_missing(text):
                    return ListCell(BLANK, None, where, text)
                if column.form.type == "text" and is_ditto(text):
                    return self._ask_once("ditto_in_list", text, _above(column, row_number), column, where)
                if "  " in text or "\n" in text or "\t" in text:
                    text = " ".join(text.split())
            else:
                if not text:
                    return ListCell(BLANK, None, where, "")
                if column.form.type == "text" and is_ditto(text):
                    return self._ask_once("ditto_in_list", text, _above(column, row_number), column, where)
                if text in CROSSES:
                    return ListCell(X, None, where, text)
            return ListCell(TEXT, text, where, text)
        if is_number(cell):
            text = f"{cell:.15g}"
            return ListCell(TEXT, text, where, text)
        return self._other(cell, column, where)

    def _number(self, cell: CellValue, column: Column, row_number: int, where: str) -> ListCell:
        if column.plain and is_number(cell) and is_amount(cell):
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
            if not is_amount(cell):
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
            return self._problem(rule_of_problem(kind), kind, raw, column, where)
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

    def _date(self, cell: CellValue, column: Column, row_number: int, where: str) -> ListCell:
        of_column = self._date_column(column)
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            if of_column.swapped and (meant := with_month_first(day)):
                return self._ask_once("dates_swapped", shown_date(day), shown_date(meant), column, where)
            return ListCell(DATE, day, where, shown_date(day))
        if isinstance(cell, str):
            raw = cell.strip()
            if not raw or is_missing(raw):
                return ListCell(BLANK, None, where, raw)
            if raw in CROSSES:
                return ListCell(X, None, where, raw)
            if of_column.month_first and (meant := read_month_first(raw)):
                return self._ask_once("dates_month_first", raw, shown_date(meant), column, where)
            if found := read_date(raw):
                return ListCell(DATE, found, where, raw)
            if raw.isdigit() and (day_of := day_of_serial(float(raw))):
                return self._ask_once("date_as_number", raw, shown_date(day_of), column, where)
            return self._ask_once("date_unreadable", raw, "", column, where)
        if is_number(cell):
            raw = f"{cell:.15g}"
            if day_of := read_date(raw) or day_of_serial(cell):
                return self._ask_once("date_as_number", raw, shown_date(day_of), column, where)
            return self._ask_once("date_unreadable", raw, "", column, where)
        return self._other(cell, column, where)

    def _date_column(self, column: Column) -> DateColumn:
        place = (id(column.table), column.position)
        known = self._dates.get(place)
        if known is None:
            table = column.table
            cells = [table.cell(row, column.position) for row in range(table.first_row, table.end_row)]
            known = self._dates[place] = date_column(cells)
        return known

    def _ask_once(self, kind: str, found: str, proposed: str, column: Column, where: str) -> ListCell:
        """F06, once a column (of choices once a text of it): a cell that is no such thing, with what may be meant."""
        form = column.form
        key = id(column.table), column.position, f"{kind} {found}" if form.choices else kind
        asked = self._asked.get(key)
        if asked is None:
            details = {"column": form.label_vi, "proposed": proposed, "more_vi": "", "more_en": ""}
            expected = "; ".join(form.choices.values()) or proposed
            problem = Problem("F06", kind, (), form.sheet, found=found, expected=expected, details=details)
            asked = self._asked[key] = _Asked(problem)
        asked.cells.append(Place(column.table.grid.sheet, where))
        asked.proposed.append(proposed)
        return ListCell(UNREADABLE, None, where, found)

    def ask_about_identifiers(self, cells: Sequence[ListCell], column: Column) -> list[ListCell]:
        """The cells of a column of identifiers; those that cannot be what was issued are asked about."""
        doubts = doubtful([cell.raw_text if cell.state == TEXT else "" for cell in cells])
        told = list(cells)
        for position, proposed in doubts.items():
            beside = cells[position].raw_text.replace(proposed, "", 1) if proposed in cells[position].raw_text else ""
            kind = "identifier_changed" if proposed else "identifier_lost"
            kind = "identifier_with_words" if proposed and beside and beside[0] not in ".," else kind
            kind = "identifiers_several" if several(cells[position].raw_text) else kind
            told[position] = self._ask_once(kind, cells[position].raw_text, proposed, column, cells[position].cell)
        return told

    def _choice(self, cell: CellValue, column: Column, row_number: int, where: str) -> ListCell:
        if not isinstance(cell, (str, int, float)) or isinstance(cell, bool):
            return self._other(cell, column, where)
        raw = cell.strip() if isinstance(cell, str) else f"{cell:.15g}"
        if is_missing(raw):
            return ListCell(BLANK, None, where, raw)
        if len(raw) <= 1:
            if not raw:
                return ListCell(BLANK, None, where, "")
            if raw in CROSSES:
                return ListCell(X, None, where, raw)
        choice = column.choices.get(fold(raw)) or next(
            (known for own, _ in in_one_language(raw) if (known := column.choices.get(fold(own)))), None
        )
        if choice:
            return ListCell(TEXT, choice, where, raw)
        return self._ask_once("choice_unknown", raw, "", column, where)

    def _other(self, cell: CellValue, column: Column, where: str) -> ListCell:
        kind, raw = problem_of_cell(cell)
        return self._problem(rule_of_problem(kind), kind, raw, column, where)

    def _problem(self, rule: str, kind: str, raw: str, column: Column, where: str) -> ListCell:
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

    def finish(self) -> None:
        """Decide every number written as text, and put the questions about whole columns."""
        for w in self._waiting:
            self._decide(w)
        for asked in self._asked.values():
            more = len(asked.cells) - 1
            if more:
                told = MORE_OF_COLUMN.fill(more=more)
                asked.problem.details.update(more_vi=told.vi, more_en=told.en)
            self.problems.append(replace(asked.problem, cells=tuple(asked.cells), proposed=tuple(asked.proposed)))

    def _decide(self, w: _Waiting) -> None:
        units = self.vocabulary.units
        reading = self.style.decide(w.numeral, w.column)
        if reading is None:
            shown, details = readings_shown(w.numeral)
            details["decimals"] = str(w.decimals)
            self.problems.append(
                Problem("F07", "number_undecided", (w.place,), w.sheet, found=w.raw, expected=shown, details=details)
            )
            return
        value: float | None = float(reading.value)
        if w.expected and not w.written and not reading.unit and reading.value != 0:
            value = None
        elif w.expected and reading.unit and reading.unit != w.expected:
            other_kind = units.by_name[reading.unit].dimension != units.by_name[w.expected].dimension
            if other_kind or (w.numeral.own_unit and lost_scale(reading, w.written, units)):
                value = None
                self._say_unit("F09", "unit_unknown", w)
            else:
                value = float(reading.value * units.ratio(reading.unit, w.expected))
                if w.numeral.own_unit and rescaled(w.raw, value):
                    self._say_unit("F12", "unit_converted", w)
        state = NUMBER if value is not None else UNREADABLE
        self.lines[w.line].cells[w.key] = ListCell(state, value, w.place.cell, w.raw)

    def _say_unit(self, rule: str, kind: str, w: _Waiting) -> None:
        labels = unit_labels([w.expected], self.vocabulary.units)
        self.problems.append(
            Problem(rule, kind, (w.place,), w.sheet, found=w.raw, expected=labels["unit_vi"], details=labels)
        )


@dataclass(frozen=True, slots=True)
class DateColumn:
    """What a column of dates shows of its writer: the month first in texts, or days and months swapped by a program."""

    month_first: bool = False
    swapped: bool = False


def date_column(cells: Iterable[CellValue]) -> DateColumn:
    """What the cells of one column of dates prove together.

    A computer set to write the month first makes dates of what it can (05/01 becomes 1 May) and leaves the rest
    (15/02) as texts: such texts beside dates whose days are all 12 at most prove it. A text such as `08/20/2023` proves
    that its writer puts the month first.
    """
    texts = [figures for cell in cells_of(cells, str) if (figures := figures_of_date(str(cell)))]
    days = [cell for cell in cells_of(cells, date) if isinstance(cell, date)]
    month_first = any(first <= 12 < second <= 31 for first, second in texts)
    day_first = [first > 12 >= second for first, second in texts]
    swapped = bool(days) and any(day_first) and all(day_first) and all(day.day <= 12 for day in days)
    return DateColumn(month_first, swapped)


def _above(column: Column, row: int) -> str:
    """The nearest text above a cell that is no ditto mark itself, "" where there is none."""
    table = column.table
    for number in range(row - 1, table.first_row - 1, -1):
        cell = table.cell(number, column.position)
        if isinstance(cell, str) and (text := cell.strip()) and not is_ditto(text):
            return text
    return ""


def cells_of(cells: Iterable[CellValue], kind: type) -> list[CellValue]:
    """The cells of one type."""
    return [cell for cell in cells if isinstance(cell, kind)]
