"""The report of a period, from the tables of a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import polars as pl

from flows.report.charted import charts_of
from flows.report.doubts import telling
from flows.report.facts import names_of
from flows.report.figures import Read, Reading
from flows.report.model import Part, Report
from flows.report.prose import TEMPLATES, paragraphs
from flows.report.sources import sources_of
from flows.report.state.parts import state_parts
from flows.report.tables import tables_by_board
from flows.texts import report as texts
from schemas.periods import Period
from schemas.reference import Reference
from schemas.tabular import read_rows
from schemas.text import Text


def make_report(
    frames: Mapping[str, pl.DataFrame],
    facts: Mapping[str, object],
    period: Period,
    reference: Reference,
    language: str = "vi",
    with_state: bool = False,
    read: Read | None = None,
) -> Report:
    """The report of one period in one language.

    Args:
        frames: the tables of a release by name. facts: what its manifest says. with_state: also the state of the
            release, which the page shows beside the report. read: rows that a report in another language has read.

    Raises:
        InconsistentRelease: two tables say different things of one figure.
    """
    reading = Reading(frames, facts, period, language, reference.in_force(period), {} if read is None else read)
    names = names_of(reading)
    now, coming = (Text(one.text_vi, one.text_en) for one in (period, period.next))
    report = Report(
        period=str(period),
        language=language,
        title=reading.say(texts.REPORT_TITLE),
        about=reading.say(texts.REPORT_ABOUT.fill(period=now, next=coming)),
        provisional=bool(names["provisional"]),
        as_of=str(facts["as_of"]),
        parts=_parts(reading, names, ""),
        annexes=tables_by_board(reading),
        state=state_parts(reading) if with_state else (),
    )
    return replace(report, sources=sources_of(reading, report.figures()))


@lru_cache(maxsize=1)
def outline() -> tuple[dict[str, str], ...]:
    """part, within, heading_vi, heading_en: the parts in order, those of another after it."""
    return tuple(read_rows(TEMPLATES / "parts.csv"))


def _parts(reading: Reading, names: Mapping[str, Any], within: str) -> tuple[Part, ...]:
    found = []
    for row in outline():
        if row["within"] != within:
            continue
        name, heading = row["part"], reading.say(Text(row["heading_vi"], row["heading_en"]))
        below = _parts(reading, names, name)
        written = () if below else paragraphs(name, reading.language, names, telling(reading))
        charts = charts_of(reading, names, row["charts"])
        if below or written or charts:
            found.append(Part(name, heading, written, charts, parts=below))
    return tuple(found)
