"""What must be asked about a cell that was to hold a figure, and how the cell and its readings are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from flows.ingest.files.grids import (
    ERROR_VALUES,
    CellValue,
    ErrorCell,
    StruckCell,
    UncalculatedCell,
    Workbook,
    is_number,
    shown_date,
)
from flows.ingest.submission import NUMBER, ListLine, Place, Problem, ReadValue
from flows.ingest.tables.table import Table
from flows.ingest.words.numerals import (
    DITTO,
    RANGE,
    WORDS,
    Numeral,
    Reading,
    plain_text,
    read_token,
)
from flows.texts.numbers import plain_number_text
from flows.texts.reading import OR
from schemas.facts.units import Units
from schemas.facts.words import folded_words
from schemas.folding import fold

_LEAST_NOTE = 3  # letters
_CLOSING = (")", "]")
_NOT_ENTERED = folded_words("not_entered")
_MARK = re.compile(r"(?<=\w)\s*[(\[]\s*(\d{1,2})\s*[)\]]$")
_DIGITS = re.compile(r"(?<!\d)\d[\d.,]*(?:[ ']\d{3}(?!\d)[\d.,]*)*")


def lost_scale(reading: Reading, line: str, units: Units) -> bool:
    """Whether a figure with a bare currency (`$1952,7` in a line of million USD) may as well be in the line's unit.

    So it is where the currency taken at its word would leave less than one of the line's unit.
    """
    bare, known = units.by_name.get(reading.unit), units.by_name.get(line)
    if bare is None or known is None or not bare.is_money or bare.dimension != known.dimension:
        return False
    return bare.factor == 1 < known.factor and 0 < abs(reading.value) < known.factor


def rescaled(raw: str, value: float) -> bool:
    """Whether a figure written with its own unit stands for another number than its digits do in the form's unit."""
    match = _DIGITS.search(plain_text(raw))
    readings = read_token(match.group().rstrip(".,"))[0] if match else ()
    return abs(value) not in {float(reading.value) for reading in readings}


def torn_line(table: Table, row: int, code: str) -> Problem:
    """F06: a line of which commas have split the numbers, at its last cell."""
    cells = [cell for cell in table.grid.rows[row] if cell not in (None, "")]
    last = max(column for column, cell in enumerate(table.grid.rows[row]) if cell not in (None, ""))
    return Problem("F06", "line_torn", (table.place(row, last),), code, found=",".join(map(shown_cell, cells[-4:])))


def unit_labels(names: Iterable[str], units: Units) -> dict[str, str]:
    """The form's unit or units as people read them, in both languages."""
    known = [units.by_name[name] for name in dict.fromkeys(names)]
    return {
        "unit_vi": " / ".join(unit.label_vi for unit in known),
        "unit_en": " / ".join(unit.label_en for unit in known),
    }


def readings_shown(numeral: Numeral) -> tuple[str, dict[str, str]]:
    """The readings of an ambiguous number: plain, and with each language's decimal mark."""
    shown = [plain_number_text(reading.value) for reading in numeral.readings]
    details = {
        "readings_vi": OR.vi.join(text.vi for text in shown),
        "readings_en": OR.en.join(text.en for text in shown),
    }
    return " / ".join(text.en for text in shown), details


def problem_of_cell(cell: CellValue) -> tuple[str, str]:
    """What is wrong with a cell that holds neither a number nor text, and how it shows."""
    if isinstance(cell, StruckCell):
        return "number_struck_out", cell.text
    if isinstance(cell, ErrorCell):
        return "error_value", cell.text
    if isinstance(cell, UncalculatedCell):
        return "formula_uncalculated", cell.formula
    if isinstance(cell, bool):
        return "truth_value", str(cell).upper()
    if isinstance(cell, date):
        return "date_for_number", shown_date(cell)
    return "words_in_number_cell", str(cell)


def shown_cell(cell: CellValue) -> str:
    """A cell as people see it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if is_number(cell):
        return f"{cell:.15g}"
    return problem_of_cell(cell)[1]


_ERRORS = tuple(value.upper() for value in ERROR_VALUES)


def rule_of_problem(kind: str) -> str:
    """F10 of what a spreadsheet could not compute, F06 of everything else that is no number."""
    return "F10" if kind in ("error_value", "formula_uncalculated") else "F06"


def problem_of_numeral(numeral: Numeral, raw: str) -> str:
    """The kind of problem of a text in a number cell, "" when it is a number."""
    if numeral.kind == DITTO:
        return "ditto"
    if numeral.kind == RANGE:
        return "range_for_number"
    if numeral.kind == WORDS:
        if raw.upper().startswith(_ERRORS):  # a text or document has no other way to hold an error value
            return "error_value"
        folded = fold(raw)
        return "number_not_entered" if folded.startswith(_NOT_ENTERED) else "words_in_number_cell"
    return "approximate_number" if numeral.approximate else ""


def marks_without_note(values: Iterable[ReadValue], lines: Iterable[ListLine], workbook: Workbook) -> Iterator[Problem]:
    """F14: a figure with a number in brackets after it (`3 (2)`), taken for the mark of a note that stands nowhere."""
    written = [
        *((v.place, v.code, v.raw_text) for v in values if v.state == NUMBER and v.raw_text[-1:] in _CLOSING),
        *(
            (Place(line.sheet, own.cell), line.form_sheet, own.raw_text)
            for line in lines
            for own in line.cells.values()
            if own.state == NUMBER and own.raw_text[-1:] in _CLOSING
        ),
    ]
    marked = [(*one, found[1]) for one in written if (found := _MARK.search(one[-1]))]
    if not marked:
        return
    cells = (cell for grid in workbook.grids for row in grid.rows for cell in row if isinstance(cell, str))
    notes = [text for text in (*cells, *workbook.paragraphs) if sum(map(str.isalpha, text)) >= _LEAST_NOTE]
    for place, code, raw, mark in marked:
        if not any(re.search(rf"(?:^|[(\[])\s*{mark}\s*[)\]]", note) for note in notes):
            said = {"read": _MARK.sub("", raw)}
            yield Problem("F14", "mark_without_note", (place,), code, found=raw, details=said)
