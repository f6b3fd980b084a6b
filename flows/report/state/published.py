"""Each published figure of the period, and of the year it closes, beside ours."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.report.figures import Reading
from flows.report.model import Address, Figure, Paragraph, Part, Piece, Sentence, Table
from flows.report.published import RECONCILED
from flows.texts import report as texts
from flows.texts.numbers import exact_number_text
from flows.texts.papers import page
from schemas.periods import parse_period
from schemas.text import Text


def comparison_part(reading: Reading) -> Part:
    title, period = reading.say(page.COMPARISON), reading.period
    closed = [str(period), *([str(period.year_period)] if period.half == 2 else [])]
    table = reading.frames[RECONCILED].filter(pl.col("period").is_in(closed)).sort("period", "line")
    if table.is_empty():
        return Part("comparison", title, (Paragraph((Sentence((reading.say(texts.NO_PUBLISHED),)),)),))
    rows: list[tuple[Piece, ...]] = []
    for named in table["period"].unique(maintain_order=True):
        rows.append((reading.named(parse_period(named)),))
        rows += [_row(reading, row) for row in table.filter(period=named).iter_rows(named=True)]
    heads = (texts.CODE, texts.INDICATOR, texts.SECTOR, texts.PUBLISHED, texts.OURS, texts.RATIO, texts.VERDICT)
    said = tuple(reading.say(head) for head in (*heads, texts.SOURCE))
    numeric = (False, False, False, True, True, True, False, False)
    return Part("comparison", title, tables=(Table("state_comparison", title, said, tuple(rows), numeric),))


def _row(reading: Reading, row: dict[str, Any]) -> tuple[Piece, ...]:
    line = reading.reference.form.by_code.get(row["code"])
    key = tuple((name, str(row[name])) for name in ("period", "key", "sector", "line"))
    written = " ".join(word for word in (row["published_as_written"], row["unit_as_written"]) if word)
    ours: Piece = "–"
    if row["ours"] is not None and row["unit"]:
        own = reading.total(row["key"], row["sector"]) if row["period"] == str(reading.period) else None
        text = reading.counted(row["ours"], line.decimals if line else 6, row["unit"])
        ours = own.figure if own else Figure(text, row["ours"], row["unit"], Address(RECONCILED, key, "ours"))
    said = reading.say(texts.VERDICTS[row["verdict"]])
    why = reading.say(Text(row["why_vi"] or "", row["why_en"] or ""))
    return (
        row["code"],
        reading.say(Text(line.label_vi, line.label_en)) if line else "",
        reading.sector(row["sector"]) or reading.say(texts.TOTAL),
        written,
        ours,
        "" if row["ratio"] is None else reading.say(exact_number_text(float(f"{row['ratio']:.4g}"))),
        f"{said}: {why}" if why else said,
        row["source"] or "",
    )
