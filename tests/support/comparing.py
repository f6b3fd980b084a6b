"""What was rendered against what was read: equal, asked about, or wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from flows.ingest.submission import BLANK, DATE, NOT_APPLICABLE, NUMBER, TEXT, ListCell, ParsedSubmission
from schemas.folding import fold
from schemas.form import Form, ValueKey
from tests.support.mixtures import Content, X


@dataclass
class Comparison:
    """`wrong` lists every figure that was read as something else; `asked` counts those left open."""

    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    compared: int = 0


def compare(content: Content, parsed: ParsedSubmission, form: Form) -> Comparison:
    """Hold every figure and every list cell read against the content that was rendered."""
    result = Comparison()
    read = {ValueKey(v.code, v.sector, v.measure): v for v in parsed.values}
    for key in list(form.keys()):
        meant = content.values.get(key)
        found = read.get(key)
        result.compared += 1
        if found is None:
            result.asked += 1
        elif found.state == NUMBER:
            if not isinstance(meant, Decimal) or found.value is None or Decimal(repr(found.value)) != meant:
                result.wrong.append(f"{key} at {found.place}: {meant} read as {found.value} ({found.raw_text})")
        elif found.state == NOT_APPLICABLE:
            if meant != X:
                result.wrong.append(f"{key} at {found.place}: {meant} read as x")
        elif not (found.state == BLANK and meant is None):
            result.asked += 1
    for sheet in form.list_sheets:
        lines = [line for line in parsed.lines if line.form_sheet == sheet and not line.total]
        if len(lines) != len(content.lists[sheet]):
            result.asked += 1
            continue
        for line, meant_line in zip(lines, content.lists[sheet], strict=True):
            for key, meant_cell in meant_line.items():
                if key in line.cells and key != "line":
                    result.compared += 1
                    _compare_cell(result, f"{sheet} line {line.number} {key}", meant_cell, line.cells[key])
    return result


def _compare_cell(result: Comparison, where: str, meant: object, found: ListCell) -> None:
    if found.state in (NUMBER, TEXT, DATE):
        if isinstance(found.value, float) and isinstance(meant, Decimal):
            same = Decimal(repr(found.value)) == meant
        else:  # letters may have lost their accents or their case
            same = fold(str(found.value)) == fold(str(meant))
        if not same:
            result.wrong.append(f"{where}: {meant} read as {found.value}")
    elif found.state == NOT_APPLICABLE:
        if meant != X:
            result.wrong.append(f"{where}: {meant} read as x")
    elif not (found.state == BLANK and meant is None):
        result.asked += 1
