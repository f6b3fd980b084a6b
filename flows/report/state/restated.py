"""The approved corrections of the period and of those before it, and what depends on each."""

from __future__ import annotations

from typing import Any

from flows.report.figures import Reading
from flows.report.model import Paragraph, Part, Sentence, Table
from flows.texts import report as texts
from flows.texts.papers import page
from flows.texts.release import reached
from schemas.periods import parse_period
from schemas.text import Text


def restated_part(reading: Reading) -> Part:
    title, given = reading.say(page.RESTATED), reading.facts.get("restatements")
    shown = [one for one in given if parse_period(one["period"]) <= reading.period] if isinstance(given, list) else []
    told = reading.say(texts.RESTATED_NOTE if shown else texts.NO_RESTATED)
    paragraphs = (Paragraph((Sentence((told,)),)),)
    if not shown:
        return Part("restated", title, paragraphs)
    heads = (texts.PERIOD, texts.BOARD, texts.INDICATOR, texts.WAS, texts.IS, texts.REASON, texts.REACHES)
    rows = tuple(_row(reading, one) for one in shown)
    said, numeric = tuple(reading.say(head) for head in heads), (False, False, False, True, True, False, False)
    return Part("restated", title, paragraphs, tables=(Table("state_restated", title, said, rows, numeric),))


def _row(reading: Reading, one: dict[str, Any]) -> tuple[str, ...]:
    board = reading.reference.boards.find(one["board"], parse_period(one["period"]))
    line, unit = reading.reference.form.by_code.get(one["code"]), reading.reference.units.by_name.get(one["unit"])
    label = reading.say(Text(line.label_vi, line.label_en)) if line else one["code"]
    return (
        one["period"],
        board.name_vi if board else one["board"],
        f"{one['code']} {label} ({one['sector']} {one['measure']})",
        one["from"] or "–",
        f"{one['to']} {reading.say(Text(unit.label_vi, unit.label_en)) if unit else ''}".strip(),
        f"{one['reason']} ({one['approved_by']}, {one['date'][:10]})",
        "; ".join(reading.say(reached(entry)) for entry in one["reaches"]),
    )
