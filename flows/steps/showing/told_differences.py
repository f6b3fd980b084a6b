"""What differs between two builds, a row in words: which figure or row, what became of it, from what to what, why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.publish.changes.differences import CHANGED, TableDifference
from flows.texts import commands
from flows.texts.numbers import number_text
from flows.texts.releasing import releases as texts
from flows.texts.rules import figure
from flows.texts.screen.language import said
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.tables import Table
from schemas.text import Text

LONGEST = 60


def told_rows(
    one: TableDifference, count: int, tables: Mapping[str, Table], reference: Reference
) -> list[tuple[str, ...]]:
    """The rows with the largest effect: period, board, row, change, values, effect, cause."""
    columns = {column.name: column.description for column in tables[one.table].columns} if one.table in tables else {}
    rows: list[tuple[str, ...]] = []
    for row in one.changes.head(count).iter_rows(named=True):
        effect = f"{said(number_text(100 * row['effect'], most=2))} %" if row["effect"] is not None else ""
        change = said(texts.CHANGES[row["what"]]) if row["what"] != CHANGED else _column(row["column"], columns)
        values = f"{_value(row['before'])} → {_value(row['after'])}"
        cause = said(texts.cause_named(row["cause"])) if row["cause"] else ""
        rows.append((row["period"] or "", _board(row, reference), _row(row, reference), change, values, effect, cause))
    return rows


def _column(name: str, columns: Mapping[str, Text]) -> str:
    """What a column holds, in as many words as there is room for; a column nobody describes by its own name."""
    words = said(columns[name]) if name in columns else name
    figure_of_the_form = words[:1].isdigit()  # `2.02 Revenue: FDI, actual (flow in the period)`
    for sign in (" (",) if figure_of_the_form else (";", ":"):
        words = words.partition(sign)[0]
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rpartition(' ')[0]} …"


def _board(row: Mapping[str, Any], reference: Reference) -> str:
    slug, period = row["board"] or "", row["period"]
    found = reference.boards.find(slug, parse_period(period)) if slug and period else None
    return found.name_vi if found else slug


def _row(row: Mapping[str, Any], reference: Reference) -> str:
    code = row["code"] or ""
    form = reference.form.in_force(row["period"]) if row["period"] else reference.form
    named = said(figure(form, code, row["sector"] or "", row["measure"] or "")) if code in form.by_code else code
    rest = () if code in form.by_code else (row["sector"], row["measure"])
    return " ".join(filter(None, (named, *rest, row["key"])))


def _value(text: str | None) -> str:
    if text is None:
        return "–"
    named = commands.STATUS_NAMES.get(text) or commands.CELL_STATES.get(text) or texts.BOOLEANS.get(text)
    if named is not None:
        return said(named)
    try:
        return said(number_text(float(text), most=6))
    except ValueError:
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
