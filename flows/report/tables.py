"""The annex: every figure of the form by board, one table a sheet, with the bloc's totals."""

from __future__ import annotations

from collections.abc import Iterator

from flows.report.figures import ACTUAL, Reading
from flows.report.model import Figure, Paragraph, Part, Piece, Sentence, Table
from flows.texts import report as texts
from flows.texts.rules import MEASURES
from schemas.form import Indicator
from schemas.text import Text

# What the annex shows of a line beside its actual figures.
_SHOWN = (ACTUAL, "max", "self", "verified")


def tables_by_board(reading: Reading) -> tuple[Part, ...]:
    """A part a sheet of the form that has indicators, with its table."""
    sheets = reading.reference.form.sheet_by_name
    found = []
    for sheet, lines in reading.reference.form.by_sheet.items():
        title = reading.say(Text(sheets[sheet].title_vi, sheets[sheet].title_en))
        found.append(Part(sheets[sheet].key, title, tables=(_table(reading, sheets[sheet].key, title, lines),)))
    return tuple(found)


def _table(reading: Reading, name: str, title: str, lines: tuple[Indicator, ...]) -> Table:
    boards = [board.name_vi for board in reading.boards]
    heads = (reading.say(texts.INDICATOR), reading.say(texts.UNIT), *boards, reading.say(texts.WHOLE_BLOC))
    rows = tuple(row for line in lines for row in _rows(reading, line))
    numeric = (False, False, *(True for _ in boards), True)
    return Table(f"annex_{name}", title, heads, rows, numeric, (source_note(reading),))


def _rows(reading: Reading, line: Indicator) -> Iterator[tuple[Piece, ...]]:
    for column in line.columns:
        if column.measure not in _SHOWN or column.sector not in line.units:
            continue
        words = [reading.label(line.key), reading.sector(column.sector), reading.say(MEASURES[column.measure])]
        unit = reading.reference.units.by_name[line.units[column.sector]]
        boards = [
            reading.board_figure(board.slug, line.key, column.sector, column.measure, bare=True)
            for board in reading.boards
        ]
        total = reading.total(line.key, column.sector) if column.measure == ACTUAL else None
        yield (
            ", ".join(word for word in words if word),
            reading.say(Text(unit.label_vi, unit.label_en)),
            *(figure if figure.value is not None else _blank(reading, figure) for figure in boards),
            total.bare if total else "",
        )


def _blank(reading: Reading, figure: Figure) -> str:
    """What stands where a board has no figure: x as on the form, else three dots."""
    board, key, sector, measure = (value for name, value in figure.address.key if name != "period")
    row = reading.observed.get((board, key, sector, measure))
    return "x" if row is not None and row["cell_state"] == "not_applicable" else "…"


def source_note(reading: Reading) -> Paragraph:
    """`Nguồn: ...` below a table or a chart."""
    return Paragraph((Sentence((reading.say(texts.SOURCE_NOTE).format(day=reading.moment()),)),), "source")
