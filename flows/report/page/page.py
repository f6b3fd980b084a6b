"""The page of a release: the report, what behind each figure opens, and the state of the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.report.charts.svg import chart_svg
from flows.report.model import CellOfFile, Chart, Figure, Report, Source
from flows.texts import report as texts
from flows.texts.papers import page
from flows.texts.rules import where
from schemas.periods import VIETNAM
from schemas.text import Text

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Badge:
    text: str
    kind: str  # good, warn, bad


@dataclass(frozen=True)
class Head:
    """What stands above the report: is it final, how many boards are in it, of when, and what is to be minded."""

    badges: tuple[Badge, ...]
    as_of: str
    digest: str
    notices: tuple[str, ...]


def page_html(report: Report, periods: pl.DataFrame, facts: Mapping[str, object], other: str = "") -> str:
    """The page as HTML; every text in it is escaped.

    Args:
        periods: the table of that name. facts: what the manifest says. other: the page in the other language, where the
            page is one of a release, beside its other pages.
    """
    opening = _Opening(report)
    words = {name: _say(report, text) for name, text in vars(page).items() if isinstance(text, Text)}
    rules = {rule: said for source in report.sources.values() for rule, said in source.rules}
    from markupsafe import Markup

    return _template().render(
        report=report,
        t=words,
        head=_head(report, periods, facts),
        other=other,
        style=Markup(style()),
        sources=report.sources,
        rules=dict(sorted(rules.items())),
        grouped=lambda charts: list(grouped(charts)),
        drawn=lambda chart: Markup(chart_svg(chart, opening.link, report.language)),
        link=opening.link,
        first=lambda figure: Markup(opening.first(figure)),
        back=opening.back,
        once=lru_cache(maxsize=None)(lambda macro, given: macro(given)),
        zip=zip,
        status=lambda cell: _status(report, cell),
        place=lambda cell: _say(report, where(cell.sheet, cell.cell)),
        rule_named=lambda rule: _say(report, page.RULE.fill(rule=rule)),
    )


def style() -> str:
    """How a page looks, with the parts of a report in it."""
    return "".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("style.css", "parts.css"))


class _Opening:
    """Which figure of the page leads to a source first: what closes a source leads back to it."""

    def __init__(self, report: Report) -> None:
        self.sources = report.sources
        self._stands: set[int] = set()

    def link(self, figure: Figure) -> str:
        source = self.sources.get(figure.address)
        return f"#{source.anchor}" if source else ""

    def first(self, figure: Figure) -> str:
        """The name of the place, where this is the first figure that leads to its source."""
        source = self.sources[figure.address]
        if source.number in self._stands:
            return ""
        self._stands.add(source.number)
        return f' id="f{source.number}"'

    def back(self, source: Source) -> str:
        return f"f{source.number}" if source.number in self._stands else "top"


def _say(report: Report, text: Text) -> str:
    return text.vi if report.language == "vi" else text.en


def _head(report: Report, periods: pl.DataFrame, facts: Mapping[str, object]) -> Head:
    own = periods.row(by_predicate=pl.col("period") == report.period, named=True)
    reported, expected = own["boards_reported"], own["boards_expected"]
    status = "provisional" if report.provisional else "final"
    moment = datetime.fromisoformat(report.as_of).astimezone(VIETNAM)
    shown = moment.strftime("%d/%m/%Y %H:%M" if report.language == "vi" else "%Y-%m-%d %H:%M")
    again = facts.get("provisional_again")
    notices = [texts.INCOMPLETE] if reported < expected else []
    notices += [
        Text(one["vi"], one["en"])
        for one in (again if isinstance(again, list | tuple) else ())
        if one["period"] == report.period
    ]
    boards = texts.BOARDS_IN.fill(reported=reported, expected=expected)
    return Head(
        badges=(
            Badge(_say(report, texts.STATUS[status]), "warn" if report.provisional else "good"),
            Badge(_say(report, boards), "good" if reported == expected else "bad"),
        ),
        as_of=_say(report, texts.AS_OF.fill(moment=shown)),
        digest=_say(report, texts.INPUTS.fill(digest=facts.get("release_inputs_sha256", ""))),
        notices=tuple(_say(report, notice) for notice in notices),
    )


def grouped(charts: tuple[Chart, ...]) -> Iterator[list[Chart]]:
    """Small multiples together; any other chart by itself."""
    for group, found in groupby(charts, key=lambda chart: chart.group):
        together = list(found)
        yield from [together] if group else [[chart] for chart in together]


def _status(report: Report, cell: CellOfFile) -> str:
    said = _say(report, page.STATUSES[cell.status])
    if not cell.questions:
        return said
    return f"{said}; {_say(report, page.ASKED.fill(rules=', '.join(cell.questions)))}"


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja")
