"""The pages of a release, by the name of their file: the report in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import polars as pl

from flows.report.page.page import page_html
from flows.report.report import make_report
from schemas.periods import Period
from schemas.reference import Reference

REPORT = "report/index.html"
_LANGUAGES = {"vi": REPORT, "en": "report/en.html"}


def pages(
    frames: Mapping[str, pl.DataFrame], facts: Mapping[str, object], period: Period, reference: Reference
) -> dict[str, Callable[[], bytes]]:
    """What makes each page. They speak of the moment of `facts` and of no other.

    Raises:
        InconsistentRelease: two tables say different things of one figure (when a page is made).
    """

    def report(language: str) -> bytes:
        made = make_report(frames, facts, period, reference, language, with_state=True)
        other = next(PurePosixPath(name).name for spoken, name in _LANGUAGES.items() if spoken != language)
        return page_html(made, frames["periods"], facts, other).encode()

    return {name: lambda language=language: report(language) for language, name in _LANGUAGES.items()}  # type: ignore[misc]
