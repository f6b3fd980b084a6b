"""The pages of a release, by the name of their file: the report and its quality, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import PurePosixPath

import polars as pl

from flows.report.figures import Read
from flows.report.page.page import page_html
from flows.report.quality.measures import Measure, measures_of
from flows.report.quality.page import quality_html, quality_json
from flows.report.report import make_report
from schemas.periods import Period
from schemas.reference import Reference

REPORT = "report/index.html"
_LANGUAGES = {"vi": REPORT, "en": "report/en.html"}
_QUALITY = {"vi": "report/quality.html", "en": "report/quality.en.html"}
_QUALITY_DATA = "report/quality.json"


def pages(
    frames: Mapping[str, pl.DataFrame], facts: Mapping[str, object], period: Period, reference: Reference
) -> dict[str, Callable[[], bytes]]:
    """What makes each page. They speak of the moment of `facts` and of no other.

    Raises:
        InconsistentRelease: two tables say different things of one figure (when a page is made).
    """

    read: Read = {}

    def report(language: str) -> bytes:
        made = make_report(frames, facts, period, reference, language, with_state=True, read=read)
        other = next(PurePosixPath(name).name for spoken, name in _LANGUAGES.items() if spoken != language)
        return page_html(made, frames["periods"], facts, other).encode()

    @lru_cache(maxsize=1)
    def measures() -> tuple[Measure, ...]:
        return measures_of(frames, period)

    def quality(language: str) -> bytes:
        return quality_html(measures(), period, language).encode()

    return {
        **{name: partial(report, language) for language, name in _LANGUAGES.items()},
        **{name: partial(quality, language) for language, name in _QUALITY.items()},
        _QUALITY_DATA: lambda: quality_json(measures(), period, facts).encode(),
    }
