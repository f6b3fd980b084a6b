"""The report of a period, from the tables of a release."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.report.figures import Setting, lines_of
from flows.report.model import Part, Report
from flows.report.prose import paragraphs
from flows.texts import report as texts
from schemas.periods import Period
from schemas.reference import Reference
from schemas.text import Text


def make_report(
    frames: Mapping[str, pl.DataFrame],
    facts: Mapping[str, object],
    period: Period,
    reference: Reference,
    language: str = "vi",
) -> Report:
    """The report of one period in one language.

    Args:
        frames: the tables of a release by name. facts: what its manifest says.
    """
    setting = Setting(period, language, reference.in_force(period))
    names = lines_of(frames, setting)
    parts = (Part("investment", setting.say(texts.INVESTMENT), paragraphs("investment", language, names, tuple)),)
    own = frames["periods"].filter(period=str(period)).row(0, named=True)
    return Report(
        period=str(period),
        language=language,
        title=setting.say(texts.REPORT_TITLE),
        about=(setting.say(Text(period.text_vi, period.text_en)),),
        provisional=own["status"] != "final",
        as_of=str(facts["as_of"]),
        parts=parts,
    )
