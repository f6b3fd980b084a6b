"""quality.html and quality.json of a release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.report.page.page import style
from flows.report.quality.measures import Measure
from flows.texts.numbers import number_text
from flows.texts.papers import quality as texts
from flows.texts.report import STATES, VERDICTS
from schemas.periods import Period
from schemas.text import Text

if TYPE_CHECKING:
    from jinja2 import Template

_DECIMALS = 1
_DAY = "first_received"


def quality_json(measures: tuple[Measure, ...], period: Period, facts: Mapping[str, object]) -> str:
    """The measures as JSON, with the period, moment and inputs they speak of."""
    said = {
        "period": str(period),
        "as_of": facts["as_of"],
        "release_inputs_sha256": facts.get("release_inputs_sha256"),
        "measures": [measure.plain() for measure in measures],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def quality_html(measures: tuple[Measure, ...], period: Period, language: str) -> str:
    """The measures as a page; every text in it is escaped."""
    from markupsafe import Markup

    def say(text: Text) -> str:
        return text.vi if language == "vi" else text.en

    def number(value: float) -> str:
        return say(number_text(value, most=_DECIMALS))

    def cell(name: str, value: Any) -> str:
        if value is None:
            return "–"
        if name == _DAY and language == "vi":
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value)
        known = {"state": STATES, "verdict": VERDICTS, "reason": texts.REASONS, "boundary": texts.BOUNDARIES}.get(
            name, {}
        )
        return say(known[value]) if value in known else str(value)

    def heads(measure: Measure) -> list[tuple[str, str]]:
        other = "_en" if language == "vi" else "_vi"
        names = [name for name in measure.rows[0] if not name.endswith(other)]
        return [(name, say(texts.COLUMNS[name.removesuffix(f"_{language}")])) for name in names]

    return _template().render(
        t={name: say(text) for name, text in vars(texts).items() if isinstance(text, Text)},
        title=say(texts.TITLE.fill(period=Text(period.text_vi, period.text_en))),
        language=language,
        measures=measures,
        criteria={number: say(text) for number, text in texts.CRITERIA.items()},
        units={name: say(text) for name, text in texts.UNITS.items()},
        style=Markup(style()),
        say=say,
        number=number,
        cell=cell,
        heads=heads,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("quality.html.jinja")
