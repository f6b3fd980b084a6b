"""Which line of the form a row is: by its code and its label, which must not contradict each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flows.ingest.files.grids import CellValue
from flows.ingest.tables.table import Table
from flows.ingest.words.languages import in_one_language
from flows.ingest.words.numerals import plain_text
from flows.ingest.words.unit_reading import unit_in_label
from flows.ingest.words.vocabulary import Vocabulary
from schemas.folding import fold

# How a row was matched; everything after BY_LABEL is a question to the board.
BY_CODE, BY_LABEL, DISAGREE, UNKNOWN_CODE, PROPOSED, EXTRA = (
    "code",
    "label",
    "code_label_disagree",
    "code_unknown",
    "label_proposed",
    "extra",
)

_CODE = re.compile(r"(?:[A-ZĐ]?\s*)?(\d{1,2})[.,](\d{1,2})\.?")
_PREFIX = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)/]?|[a-zA-Zđ][.)/]|[IVX]{1,4}[.)/]|[-+*•–])\s+")
_SUFFIX = re.compile(r"(?:\s*\(\d{1,2}\)|\s*\[\d{1,2}\]|\s*\*+|[¹²³⁴⁵]+)+$")
_CODE_BEFORE = re.compile(r"\s*(\d{1,2}[.,]\d{2})\b")
FIGURE_AT_END = re.compile(r"[:=\-–(\s]\s*\d[\d.,]*\s*[^\W\d]{0,6}\)?\s*$")
_NEAR = 82  # per cent: how alike a label must be to be proposed


class MatchedRow(NamedTuple):
    """One row of a table and the line it is, or may be: `code` is the line meant, `written` the code as written."""

    table: Table
    row: int
    code: str
    how: str
    written: str = ""
    label: str = ""


def match_rows(table: Table, vocabulary: Vocabulary) -> list[MatchedRow]:
    """Every row of an indicator table that is, or may be, a line of the form; rows without a code or label are none."""
    by_code = vocabulary.reference.form.by_code
    code_column, label_column = table.fixed.get("code"), table.fixed.get("label")
    rows = table.grid.rows
    written_codes: list[CellValue] | None = None
    found: list[MatchedRow] = []
    for number in range(table.first_row, table.end_row):
        row = rows[number]
        width = len(row)
        code_cell = row[code_column] if code_column is not None and code_column < width else None
        label_cell = row[label_column] if label_column is not None and label_column < width else None
        label = label_cell if isinstance(label_cell, str) else ""
        if (code_cell is None or code_cell == "") and not label:
            continue
        indicator = by_code.get(code_cell) if isinstance(code_cell, str) else None
        if indicator is not None and (not label or label == indicator.label_vi):
            found.append(MatchedRow(table, number, indicator.code, BY_CODE, indicator.code, label))
            continue
        known = _codes_of(label, vocabulary) if label else ()
        candidates = codes_meant(code_cell, by_code)
        if candidates is None:  # nothing that looks like a code
            match = _by_label(table, number, known, label, vocabulary)
            if match:
                found.append(match)
            continue
        written = _as_written(code_cell)
        agreeing = [code for code in candidates if code in known]
        if agreeing:
            found.append(MatchedRow(table, number, agreeing[0], BY_CODE, written, label))
        elif known:
            how = DISAGREE if candidates else UNKNOWN_CODE
            found.append(MatchedRow(table, number, known[0], how, written, label))
        elif not candidates:
            found.append(MatchedRow(table, number, written, UNKNOWN_CODE, written, label))
        else:
            if len(candidates) > 1:
                if written_codes is None:
                    written_codes = [r[code_column] for r in rows if code_column is not None and code_column < len(r)]
                candidates = _by_neighbours(candidates, written_codes)
            found.append(_code_alone(table, number, candidates, written, label, vocabulary))
    return found


def bare_label(label: str) -> str:
    """A label without numbering before it and footnote marks after it."""
    return _SUFFIX.sub("", _PREFIX.sub("", label))


@lru_cache(maxsize=16384)
def _codes_of(label: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The codes whose label this is but for case, accents, spaces, numbering before, marks or a figure after it."""
    labels = vocabulary.labels
    codes = labels.get(fold(label))
    if codes:
        return codes
    bare = bare_label(label)
    codes = labels.get(fold(bare), ()) if bare != label else ()
    if not codes:
        without, unit = unit_in_label(bare, vocabulary.units)
        codes = labels.get(fold(without), ()) if unit else ()
    if not codes and (figure := FIGURE_AT_END.search(bare)):
        codes = labels.get(fold(bare[: figure.start()]), ())
    return codes or next((found for own, _ in in_one_language(bare) if (found := labels.get(fold(own), ()))), ())


def codes_meant(cell: CellValue, by_code: Mapping[str, object]) -> tuple[str, ...] | None:
    """The form's codes a code cell may mean: none when the code is unknown, None when it is no code at all.

    A number cell 1.1 is the code 1.10 (trailing zeros are lost) or, where codes are written 1.1 to 1.9, 1.01.
    """
    if cell is None or cell == "" or isinstance(cell, (bool, date)):
        return None
    if isinstance(cell, (int, float)):
        text = f"{cell:.10g}"
        if "." not in text:
            return None if text.isdigit() and 0 < cell < 30 else ()
    elif isinstance(cell, str):
        text = cell
    else:
        return None
    match = _CODE.fullmatch(plain_text(text).strip("'()[]").replace(" ", ""))
    if not match:
        return None
    sheet, line = str(int(match[1])), match[2]
    spellings = [f"{sheet}.{line}"] if len(line) == 2 else [f"{sheet}.{line}0", f"{sheet}.0{line}"]
    return tuple(code for code in spellings if code in by_code)


def _as_written(cell: CellValue) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell).strip()


def _by_neighbours(candidates: tuple[str, ...], written: list[CellValue]) -> tuple[str, ...]:
    """1.1 is 1.10 beside 1.01 and 1.01 beside 1.2; beside neither it stays open."""
    texts = [_as_written(cell) for cell in written if cell not in (None, "")]
    sheet = candidates[0].partition(".")[0]
    zeros = any(re.fullmatch(rf"{sheet}[.,]0\d", text) for text in texts)
    singles = sum(bool(re.fullmatch(rf"{sheet}[.,][2-9]", text)) for text in texts)
    if zeros and not singles:
        return tuple(code for code in candidates if not code.partition(".")[2].startswith("0"))
    if singles and not zeros:
        return tuple(code for code in candidates if code.partition(".")[2].startswith("0"))
    return candidates


def _by_label(
    table: Table, number: int, known: tuple[str, ...], label: str, vocabulary: Vocabulary
) -> MatchedRow | None:
    begins = _CODE_BEFORE.match(label)
    if known and begins:
        meant = codes_meant(begins.group(1), vocabulary.reference.form.by_code)
        if meant and not set(meant) & set(known):
            return MatchedRow(table, number, known[0], DISAGREE, begins.group(1), label)
    if len(known) == 1:
        return MatchedRow(table, number, known[0], BY_LABEL, "", label)
    if known:
        sheet_column = table.fixed.get("sheet")
        sheet = table.cell(number, sheet_column) if sheet_column is not None else None
        named = vocabulary.sheets.get(fold(str(sheet))) if sheet else None
        fitting = [c for c in known if named and vocabulary.reference.form.by_code[c].sheet == named]
        if len(fitting) == 1:
            return MatchedRow(table, number, fitting[0], BY_LABEL, "", label)
        return MatchedRow(table, number, known[0], PROPOSED, "", label)
    if len(label) > 200 or not has_figures(table, number):
        return None
    near = nearest(label, vocabulary)
    return MatchedRow(table, number, near, PROPOSED if near else EXTRA, "", label)


def _code_alone(
    table: Table, number: int, candidates: tuple[str, ...], written: str, label: str, vocabulary: Vocabulary
) -> MatchedRow:
    """A known code beside a label the form does not have: the office's own words, unless they are another line's."""
    if len(candidates) > 1:
        return MatchedRow(table, number, candidates[0], UNKNOWN_CODE, written, label)
    code = candidates[0]
    if label:
        if fold(bare_label(label)) in vocabulary.labels_ended:
            return MatchedRow(table, number, code, DISAGREE, written, label)
        near = nearest(label, vocabulary)
        if near and near != code:
            return MatchedRow(table, number, near, DISAGREE, written, label)
    return MatchedRow(table, number, code, BY_CODE, written, label)


def nearest(label: str, vocabulary: Vocabulary) -> str:
    """The code whose label is most like this one, if it is alike enough to be proposed."""
    from rapidfuzz import fuzz, process

    folded = fold(bare_label(label))
    if len(folded) < 4:
        return ""
    found = process.extractOne(folded, vocabulary.label_of, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[2] if found else ""


def has_figures(table: Table, number: int) -> bool:
    """Whether a row has a figure in some value column."""
    for column in table.values.values():
        cell = table.cell(number, column)
        if isinstance(cell, (int, float)) or (isinstance(cell, str) and any(c.isdigit() for c in cell)):
            return True
    return False
