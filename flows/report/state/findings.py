"""What the rules found in every version of the period, also in those sent back; one line a cause."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.report.figures import Reading
from flows.report.model import Paragraph, Part, Sentence, Table
from flows.texts import report as texts
from flows.texts.papers import page
from flows.texts.rules import where
from schemas.rules import INFO


def findings_part(reading: Reading) -> Part:
    """Findings of the bloc first, then board by board, the version in force before the others."""
    title = reading.say(page.FINDINGS)
    table = reading.frames["findings"].filter(period=str(reading.period)).with_columns(pl.col(pl.String).fill_null(""))
    shown = table.filter((pl.col("severity") != INFO) | (pl.col("submission") == ""))
    entries: dict[tuple[str, str], list[dict[str, Any]]] = {}
    ordered = shown.sort(pl.col("submission") != "", "board", pl.col("in_force").not_(), "submission", "finding")
    for row in ordered.iter_rows(named=True):
        entries.setdefault((row["submission"], row["cause"] or f"#{row['finding']}"), []).append(row)
    own = reading.frames["submissions"].filter(period=str(reading.period)).select("submission", "state", "file")
    states = {row["submission"]: row for row in own.iter_rows(named=True)}
    rows = tuple(_row(reading, found, states) for found in entries.values())
    infos = table.filter(pl.col("severity") == INFO, pl.col("submission") != "", "in_force").height
    told = [reading.say(texts.NO_FINDINGS)] if not rows else []
    told += [reading.say(texts.INFOS.fill(count=infos))] if infos else []
    paragraphs = (Paragraph(tuple(Sentence((one,)) for one in told)),) if told else ()
    heads = (texts.BOARD, page.WHICH, texts.STATE, texts.RULE, texts.PLACE, texts.MESSAGE)
    said = tuple(reading.say(head) for head in heads)
    tables = (Table("state_findings", title, said, rows, (False,) * 6),) if rows else ()
    return Part("findings", title, paragraphs, tables=tables)


def _row(reading: Reading, found: list[dict[str, Any]], states: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    first = found[0]
    message = first["message_vi"] if reading.language == "vi" else first["message_en"]
    if len(found) > 1:
        message = f"{message} ({reading.say(texts.MORE_OF_CAUSE.fill(count=len(found) - 1))})"
    if first["waived_by"]:
        message = f"{message} – {reading.say(texts.WAIVED.fill(who=first['waived_by']))}"
    which, version = "", states.get(first["submission"])
    if version is not None:
        state = reading.say(texts.STATES[version["state"]])
        other = page.OF_OTHER_VERSION.fill(state=state, file=version["file"])
        which = reading.say(page.OF_VERSION_IN_FORCE if first["in_force"] else other)
    stands = first["sheet"] or first["cell"]
    place = reading.say(where(first["sheet"], first["cell"] or "")) if stands else first["code"]
    board = reading.board_names.get(first["board"], first["board"])
    return board, which, reading.say(texts.SEVERITIES[first["severity"]]), first["rule"], place, message
