"""Form values from the tables of indicators: every cell of every line, with its unit, its place and its problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from flows.ingest.figures.cell_questions import (
    lost_scale,
    problem_of_cell,
    problem_of_numeral,
    readings_shown,
    rescaled,
    rule_of_problem,
    shown_cell,
    torn_line,
    unit_labels,
)
from flows.ingest.figures.line_layout import (
    CellUnit,
    Figure,
    Reason,
    TableLayout,
    column_of,
    figures_of,
    layout_of,
    placed,
    with_unit,
)
from flows.ingest.figures.line_matching import BY_LABEL, MatchedRow
from flows.ingest.files.grids import CellValue, as_shown, is_number
from flows.ingest.submission import BLANK, NUMBER, UNDECIDED, UNREADABLE, Fact, Note, Place, Problem, ReadValue
from flows.ingest.submission import NOT_APPLICABLE as X
from flows.ingest.tables.headings import HeadingReader
from flows.ingest.tables.merged_cells import Cell, covered_cells, holding_several
from flows.ingest.tables.surroundings import notes_in_row
from flows.ingest.tables.table import Table
from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.numerals import (
    MISSING,
    NOT_APPLICABLE,
    ZERO,
    Numeral,
    Reading,
    is_amount,
    is_ditto,
    read_numeral,
)
from flows.ingest.words.unit_reading import (
    SCALED,
    StatedUnits,
    shows_otherwise,
    unit_for,
    unit_in_label,
    unit_parts,
)
from flows.ingest.words.vocabulary import Vocabulary
from schemas.facts.units import Units
from schemas.form import Indicator, ValueColumn

_NOT_MERGED: tuple[Mapping[Cell, Cell], frozenset[Cell]] = ({}, frozenset())


@dataclass(slots=True)
class _Waiting:
    """A number written as text, read once every number of the file has been seen."""

    position: int
    numeral: Numeral
    column: tuple[int, int]
    indicator: Indicator
    sector: str
    measure: str
    unit: CellUnit
    place: Place
    raw: str
    why: Reason


@dataclass(slots=True)
class IndicatorReader:
    """Gathers the values of one file; `finish` decides the texts and returns everything."""

    vocabulary: Vocabulary
    style: NumberStyle
    headings: HeadingReader
    tables: list[Table] = field(default_factory=list)  # all of the file
    values: list[ReadValue | None] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)
    _converts: bool = False  # whether a number is, or may be, another one than stands in its cell
    _layouts: dict[int, TableLayout] = field(default_factory=dict)
    _said: set[tuple[object, ...]] = field(default_factory=set)
    _converted: list[tuple[int, Place]] = field(default_factory=list)  # values by position, and the unit's place
    _explicit: dict[int, frozenset[str]] = field(default_factory=dict)
    _expected: list[MatchedRow] = field(default_factory=list)
    _merged: dict[int, tuple[Mapping[Cell, Cell], frozenset[Cell]]] = field(default_factory=dict)

    @property
    def units(self) -> Units:
        return self.vocabulary.units

    @property
    def as_it_stands(self) -> bool:
        """Whether every figure so far is the number of its cell, and nothing was asked or said."""
        return not (self._waiting or self._converts or self.problems or self.notes)

    def expect(self, matches: Iterable[MatchedRow]) -> None:
        """Take note of every row that is a line, before the first of them is read."""
        self._expected += matches

    def _lines_of(self, table: Table) -> dict[int, str]:
        """The rows of a table that are lines, and which lines of the form they are."""
        return {match.row: match.code for match in self._expected if match.table is table}

    def read_row(self, match: MatchedRow, indicator: Indicator, columns: Iterable[ValueColumn] | None = None) -> None:
        """Read every form cell of a matched line, or only those of some columns."""
        table, number = match.table, match.row
        grid = table.grid
        row = grid.rows[number]
        width = len(row)
        units, unit_column, unit_row = self._unit_of_line(match, indicator)
        if grid.fields and table.torn(number):
            self.problems.append(torn_line(table, number, indicator.code))
            self.values += blank_line(indicator, table, UNREADABLE, number)
            return
        notes = notes_in_row(table, number, self.vocabulary, self.headings) if table.beside else ()
        covered, several = self._merged_in(table) if grid.merged else _NOT_MERGED
        figures: Iterable[Figure] = figures_of(
            self._layout_of(table),
            number,
            indicator.code,
            "" if match.how == BY_LABEL else match.written,
            match.label if match.how == BY_LABEL or not match.written else "",
            units,
            unit_column,
            unit_row,
            self.vocabulary,
        )
        if columns is not None:
            wanted = frozenset(columns)
            figures = [figure for figure in figures if figure.column in wanted]
        if table.stated or notes or not units[0][:1].isalpha():
            beside = table.place(unit_row, unit_column) if unit_column is not None else None
            figures = [self._in_doubt(figure, table, notes, beside) for figure in figures]
        plain = not (grid.percent or grid.telling_formats)
        code, values = indicator.code, self.values
        for column, expected, position, unit, place, reason, why in figures:
            sector, measure = column
            cell = row[position] if position is not None and position < width else None
            if not expected:
                if is_number(cell) or (isinstance(cell, str) and cell[:1].isdigit()):
                    self.notes.append(Note("mixed_total", (code, place.cell)))
                    said = {"sheet": indicator.sheet, "label": code, "label_en": code}
                    self.problems.append(
                        Problem("F14", "figures_passed_over", (place,), code, found=shown_cell(cell), details=said)
                    )
                continue
            if position is not None and (covered or several):
                if (number, position) in several and not _is_cross(cell):
                    self._merged_figure(cell, indicator, column, place, reason[:1])
                    continue
                if cell is None and (number, position) in covered:
                    held = table.cell(*covered[number, position])
                    cell = held if _is_cross(held) else None
            if position is None or position in table.open_columns:
                raw = shown_cell(cell)
                state = UNREADABLE if raw or (position is None and table.unknown) else BLANK
                why = why[:1]  # the line without what stands over the column
                values.append(ReadValue(code, sector, measure, state, None, expected, "", place, raw, why))
            elif plain and unit.name == expected and is_number(cell) and is_amount(cell):
                raw, value = as_shown(cell)
                values.append(ReadValue(code, sector, measure, NUMBER, value, expected, unit.text, place, raw, why))
            else:
                self._read_cell(cell, table, number, position, indicator, column, unit, place, why)

    def _unit_of_line(self, match: MatchedRow, indicator: Indicator) -> tuple[tuple[str, ...], int | None, int]:
        """The unit beside a line and the one in its label, and the column and row the first stands in."""
        table, number = match.table, match.row
        row = table.grid.rows[number]
        unit_column = table.fixed.get("unit")
        unit_cell = row[unit_column] if unit_column is not None and unit_column < len(row) else None
        unit_text, unit_row = unit_cell.strip() if isinstance(unit_cell, str) else shown_cell(unit_cell), number
        if table.grid.merged or is_ditto(unit_text):
            unit_text, unit_row = self._unit_beside(table, number, unit_column)
        if match.label and match.label != indicator.label_vi:
            in_label = unit_in_label(match.label, self.units)[1]
            if in_label and not any(c.isalnum() or c in "%‰$" for c in unit_text):
                return (in_label,), table.fixed.get("label"), number
            if in_label and in_label != unit_text:
                return (unit_text, in_label), unit_column, unit_row
        return (unit_text,), unit_column, unit_row

    def _merged_in(self, table: Table) -> tuple[Mapping[Cell, Cell], frozenset[Cell]]:
        """Cells under merged cells, and those whose content stands for several cells of the form."""
        known = self._merged.get(id(table))
        if known is None:
            figures = frozenset(table.values.values())
            covered = covered_cells(table, [*figures, table.fixed.get("unit", -1)])
            rows = frozenset(self._lines_of(table))
            several = holding_several(covered, rows, figures)
            known = self._merged[id(table)] = (covered, several)
        return known

    def _merged_figure(
        self, cell: CellValue, indicator: Indicator, column: ValueColumn, place: Place, why: Reason
    ) -> None:
        """F06: one number in a cell merged over several of the form, which may be any of them or all together."""
        raw = shown_cell(cell)
        unit = CellUnit(indicator.units[column.sector])
        if raw:
            self._unreadable("F06", "number_in_merged_cells", indicator, column, place, raw, unit, why)
        else:
            self._add(indicator, column, BLANK, None, unit, place, "", why)

    def _unit_beside(self, table: Table, number: int, column: int | None) -> tuple[str, int]:
        """The unit beside a line and the row it stands in: its own, or where merged cells or a ditto mark lead."""
        if column is None:
            return "", number
        row = number
        while row >= table.first_row:
            cell = table.cell(row, column)
            if cell is None and table.grid.merged:
                row = self._merged_in(table)[0].get((row, column), (row, column))[0]
                cell = table.cell(row, column)
            text = cell.strip() if isinstance(cell, str) else shown_cell(cell)
            if not is_ditto(text):
                return text, row
            row -= 1
        return "", number

    def _layout_of(self, table: Table) -> TableLayout:
        layout = self._layouts.get(id(table))
        if layout is None:
            layout = self._layouts[id(table)] = layout_of(table)
        return layout

    def _in_doubt(self, figure: Figure, table: Table, notes: tuple[StatedUnits, ...], beside: Place | None) -> Figure:
        """A figure with what other lines, and texts near its table or its line, say against its unit."""
        unit, expected = figure.unit, figure.expected
        if figure.position is None or not expected:
            return figure
        if unit.assumed and self._elsewhere(table, figure.column.sector, expected):
            # The other lines are in thousands: a line without its unit is not silently in millions.
            unit = placed(CellUnit("", "", None, False, True, missing=True), beside)
        if table.stated and unit.known:
            written = self._written_units(table)
            if any(note.everywhere for note in table.stated):
                written = written.union(*map(self._written_units, self.tables))
            unit = self._against(unit, table.stated, expected, written) or unit
        if notes and unit.known:
            unit = self._against(unit, notes, expected, frozenset()) or unit
        return figure._replace(unit=unit, why=with_unit(figure.reason, unit))

    def _against(
        self, unit: CellUnit, stated: tuple[StatedUnits, ...], expected: str, explicit: frozenset[str]
    ) -> CellUnit | None:
        """The unit in question where a text near the table names another of its kind; None where nothing does.

        A unit written beside some line of the table is what the text may speak of; a line that has a unit of its own
        is then not meant.
        """
        dimension = self.units.by_name[expected].dimension
        if dimension not in SCALED:
            return None
        for note in stated:
            named = [name for name in note.units if self.units.by_name[name].dimension == dimension]
            if not named or unit.name in named or (unit.text and explicit.intersection(named)):
                continue
            return CellUnit("", note.text, note.place, False, stated=True)
        return None

    def _written_units(self, table: Table) -> frozenset[str]:
        """Every unit written beside a line or over a column of a table."""
        known = self._explicit.get(id(table))
        if known is None:
            column = table.fixed.get("unit")
            texts = {entry.heading.unit for entry in table.headings.values()}
            if column is not None:
                cells = (table.cell(row, column) for row in range(table.first_row, table.end_row))
                texts |= {cell.strip() for cell in cells if isinstance(cell, str)}
            named = (unit for text in texts if text for _, part in unit_parts(text, self.units) for unit in part)
            known = self._explicit[id(table)] = frozenset(unit.unit for unit in named)
        return known

    def _elsewhere(self, table: Table, sector: str, expected: str) -> bool:
        """Whether some line of the table states another unit where the form has this one."""
        column = table.fixed.get("unit")
        if column is None:
            return False
        texts = {
            c.strip() for r in range(table.first_row, table.end_row) if isinstance(c := table.cell(r, column), str)
        }
        names = {unit_for(text, sector, expected, self.units) for text in texts if text} - {None}
        return (bool(names) and expected not in names) or self._alike_elsewhere(table, column, sector, expected)

    def _alike_elsewhere(self, table: Table, column: int, sector: str, expected: str) -> bool:
        """Whether a line for which the form has the same unit states another."""
        by_code = self.vocabulary.reference.form.by_code
        for row, code in self._lines_of(table).items():
            if by_code[code].units.get(sector) == expected:
                text = self._unit_beside(table, row, column)[0]
                if text and unit_for(text, sector, expected, self.units) not in (None, expected):
                    return True
        return False

    # Parameters: what is known of a line and a cell; an object for each would be made for every cell of every file.
    def _read_cell(
        self,
        cell: CellValue,
        table: Table,
        number: int,
        position: int,
        indicator: Indicator,
        column: ValueColumn,
        unit: CellUnit,
        place: Place,
        why: Reason,
    ) -> None:
        sector = column.sector
        expected = indicator.units[sector]
        written = unit.name
        if is_number(cell):
            self._converts = True
            if not is_amount(cell):
                self._unreadable("F06", "words_in_number_cell", indicator, column, place, str(cell), unit, why)
                return
            raw = f"{cell:.15g}"  # what the spreadsheet shows
            code = table.grid.telling_formats.get((number, position)) if table.grid.telling_formats else None
            if code and cell and unit.known and shows_otherwise(code, cell, unit.name, sector, self.units):
                self._unreadable("F09", "format_tells_otherwise", indicator, column, place, code, unit, why, raw)
                return
            if unit.name == expected and not table.grid.percent:
                self._add(indicator, column, NUMBER, float(raw), unit, place, raw, why)
                return
            if (number, position) in table.grid.percent:
                if self.units.by_name[expected].dimension != "ratio":
                    self._unreadable("F09", "percent_unexpected", indicator, column, place, raw, unit, why)
                    return
                written, unit = "fraction", CellUnit("fraction")
                why = (*why, Fact("percent"))
            reading = Reading(Decimal(raw), "", 0, written)
            value = self._convert(reading, expected, unit, indicator, cell != 0, len(self.values))
            if value is None:
                self._unknown_unit(unit, indicator, sector, place, expected)
                self._add(indicator, column, UNREADABLE, None, unit, place, raw, why)
                return
            self._add(indicator, column, NUMBER, value, unit, place, raw, why)
            return
        if cell is None or cell == "":
            if not unit.known:
                self._unknown_unit(unit, indicator, sector, place, expected)
            self._add(indicator, column, BLANK, None, unit, place, "", why)
            return
        if isinstance(cell, str):
            self._read_text(cell, table, position, indicator, column, unit, place, why)
            return
        kind, raw = problem_of_cell(cell)
        self._unreadable(rule_of_problem(kind), kind, indicator, column, place, raw, unit, why)

    # Parameters: what is known of a line and a cell; an object for each would be made for every cell of every file.
    def _read_text(
        self,
        text: str,
        table: Table,
        position: int,
        indicator: Indicator,
        column: ValueColumn,
        unit: CellUnit,
        place: Place,
        why: Reason,
    ) -> None:
        sector, measure = column
        raw = text.strip()
        numeral = read_numeral(raw, unit.name, self.units)
        if numeral.kind == NOT_APPLICABLE:
            self._add(indicator, column, X, None, unit, place, raw, why)
            return
        if numeral.kind == ZERO:
            self._add(indicator, column, NUMBER, 0.0, unit, place, raw, why)
            return
        if numeral.kind == MISSING:
            self._add(indicator, column, BLANK, None, unit, place, raw, why)
            return
        kind = problem_of_numeral(numeral, raw)
        if kind:
            self._unreadable(rule_of_problem(kind), kind, indicator, column, place, raw, unit, why)
            return
        self.style.see(numeral, (table.grid_index, position))
        self._waiting.append(
            _Waiting(
                len(self.values),
                numeral,
                (table.grid_index, position),
                indicator,
                sector,
                measure,
                unit,
                place,
                raw,
                why,
            )
        )
        self.values.append(None)

    # Parameters: what is known of a line and a cell; an object for each would be made for every cell of every file.
    def _add(
        self,
        indicator: Indicator,
        column: ValueColumn,
        state: str,
        value: float | None,
        unit: CellUnit,
        place: Place,
        raw: str,
        why: Reason,
    ) -> None:
        self.values.append(
            ReadValue(
                indicator.code,
                column[0],
                column[1],
                state,
                value,
                indicator.units[column[0]],
                unit.text,
                place,
                raw,
                why,
            )
        )

    # Parameters: what is known of a line and a cell; an object for each would be made for every cell of every file.
    def _unreadable(
        self,
        rule: str,
        kind: str,
        indicator: Indicator,
        column: ValueColumn,
        place: Place,
        raw: str,
        unit: CellUnit,
        why: Reason,
        figure: str = "",
    ) -> None:
        self.problems.append(
            Problem(
                rule,
                kind,
                (place,),
                indicator.code,
                column[0],
                column[1],
                raw,
                details=unit_labels([indicator.units[column[0]]], self.units),
            )
        )
        self._add(indicator, column, UNREADABLE, None, unit, place, figure or raw, why)

    def _convert(
        self, reading: Reading, expected: str, unit: CellUnit, indicator: Indicator, counts: bool, position: int
    ) -> float | None:
        """A reading in the form's unit, exact; None when its unit is unknown or of another kind."""
        if not unit.known and reading.unit == unit.name:
            return None if counts else 0.0
        if reading.unit == expected or not reading.unit:
            return float(reading.value)
        known = self.units.by_name
        if known[reading.unit].dimension != known[expected].dimension:
            return None
        if unit.place is not None and reading.unit == unit.name:
            self._say_converted(unit, indicator)
            self._converted.append((position, unit.place))
        return float(reading.value * self.units.ratio(reading.unit, expected))

    def _say_converted(self, unit: CellUnit, indicator: Indicator, sector: str = "") -> None:
        """F12, once for each unit cell, heading or figure with its own unit, however many figures it converts."""
        code = indicator.code if unit.row else indicator.sheet
        if (unit.place, "F12") in self._said:
            return
        self._said.add((unit.place, "F12"))
        assert unit.place is not None
        details = unit_labels([indicator.units[sector]] if sector else indicator.units.values(), self.units)
        self.problems.append(
            Problem(
                "F12",
                "unit_converted",
                (unit.place,),
                code,
                found=unit.text,
                expected=details["unit_vi"],
                details=details,
            )
        )

    def _unknown_unit(self, unit: CellUnit, indicator: Indicator, sector: str, place: Place, expected: str) -> None:
        where = unit.place or place
        if (where, "F09") in self._said:
            return
        self._said.add((where, "F09"))
        code = indicator.code if unit.row or unit.place is None else indicator.sheet
        details = unit_labels(indicator.units.values() if unit.row else [expected], self.units)
        kind = "unit_conflict" if unit.conflict else "unit_missing" if unit.missing else "unit_unknown"
        kind = "unit_stated_otherwise" if unit.stated else kind
        self.problems.append(
            Problem("F09", kind, (where,), code, found=unit.text, expected=details["unit_vi"], details=details)
        )

    def finish(self) -> list[ReadValue]:
        """Decide every number written as text, now that all of them have been seen."""
        for w in self._waiting:
            reading = self.style.decide(w.numeral, w.column)
            expected = w.indicator.units[w.sector]
            why = w.why
            state: str
            value: float | None
            if reading is None:
                state, value = UNDECIDED, None
                shown, details = readings_shown(w.numeral)
                details |= {"decimals": str(w.indicator.decimals)} | unit_labels([expected], self.units)
                self.problems.append(
                    Problem(
                        "F07",
                        "number_undecided",
                        (w.place,),
                        w.indicator.code,
                        w.sector,
                        w.measure,
                        w.raw,
                        shown,
                        details,
                    )
                )
            else:
                value = self._convert(reading, expected, w.unit, w.indicator, reading.value != 0, w.position)
                if w.numeral.own_unit and lost_scale(reading, w.unit.name, self.units):
                    value = None
                state = NUMBER if value is not None else UNREADABLE
                if value is None:
                    if w.numeral.own_unit:
                        self._unknown_unit(
                            CellUnit("", w.raw, w.place, False, True), w.indicator, w.sector, w.place, expected
                        )
                    else:
                        self._unknown_unit(w.unit, w.indicator, w.sector, w.place, expected)
                elif w.numeral.own_unit and rescaled(w.raw, value):
                    self._say_converted(CellUnit(reading.unit, w.raw, w.place, row=True), w.indicator, w.sector)
                if reading.mark:
                    why = (*why, Fact(f"mark{reading.mark}"))
            self.values[w.position] = ReadValue(
                w.indicator.code,
                w.sector,
                w.measure,
                state,
                value,
                expected,
                w.unit.text,
                w.place,
                w.raw,
                why,
            )
        self._leave_doubtful_units()
        return [value for value in self.values if value is not None]

    def _leave_doubtful_units(self) -> None:
        """A unit that was asked about converts nothing: `USD` beside a line that has dong as well."""
        asked = {problem.cells[0] for problem in self.problems if problem.rule == "F09" and problem.cells}
        for position, place in self._converted:
            value = self.values[position]
            if place in asked and value is not None and value.value:
                self.values[position] = value._replace(state=UNREADABLE, value=None)
        self.problems[:] = [p for p in self.problems if p.rule != "F12" or p.cells[0] not in asked]


def _is_cross(cell: CellValue) -> bool:
    return isinstance(cell, str) and read_numeral(cell.strip()).kind == NOT_APPLICABLE


def blank_line(indicator: Indicator, table: Table, state: str, row: int | None = None) -> Iterable[ReadValue]:
    """The cells of a line that is not read: of one that the table does not have (no cell), or of a row in question."""
    for key in indicator.keys:
        unit = indicator.units[key.sector]
        if row is None:
            place = Place(table.grid.sheet, "")
            yield ReadValue(key.code, key.sector, key.measure, state, None, unit, "", place, "", (Fact("absent"),))
            continue
        column = column_of(table.values, indicator, ValueColumn(key.sector, key.measure))
        if column is None:
            column = table.fixed.get("label", table.fixed.get("code", table.first_column))
        cell = table.cell(row, column)
        raw = shown_cell(cell)
        yield ReadValue(key.code, key.sector, key.measure, state, None, unit, "", table.place(row, column), raw)
